// Every topic there is advice on, and how to find one by number, name or alias.

import { type Code, TSIG_SPACE } from '../dns/rcode.js';
import { nearest, UserError } from '../errors.js';
import { CONDITIONS } from './conditions.js';
import { EXTENDED_CODES } from './extended-codes.js';
import { EXTENDED_ERRORS } from './extended-errors.js';
import { QUERY_CODES } from './query-codes.js';
import { SIGNATURE_ERRORS } from './signature-errors.js';
import type { Topic } from './topic.js';
import { unassignedCode, unassignedError } from './unassigned.js';
import { UPDATE_CODES } from './update-codes.js';

/** In number order within each registry: RCODEs, TSIG and TKEY errors, conditions, extended errors. */
export const TOPICS: readonly Topic[] = [
  ...QUERY_CODES,
  ...UPDATE_CODES,
  ...EXTENDED_CODES,
  ...SIGNATURE_ERRORS,
  ...CONDITIONS,
  ...EXTENDED_ERRORS,
];

const BY_ID: ReadonlyMap<string, Topic> = new Map(TOPICS.map((topic) => [topic.id, topic]));

/** The topic of an id such as `NOTIMP`, `EDE22` or `NODATA`. */
export function topicById(id: string): Topic | undefined {
  return BY_ID.get(id);
}

const BY_NUMBER: ReadonlyMap<string, Topic> = new Map(
  TOPICS.filter(({ number }) => number !== undefined).map((topic) => [`${topic.kind} ${topic.number}`, topic]),
);

const ofKind = (kind: Topic['kind'], number: number): Topic | undefined => BY_NUMBER.get(`${kind} ${number}`);

/** The topic of a code as events carry it; unassigned numbers have one too. */
export function topicOfCode(code: Code): Topic {
  const number = code & (TSIG_SPACE - 1);
  if (code >= TSIG_SPACE) return ofKind('tsig', number) ?? ofKind('rcode', number) ?? unassignedCode(number);
  return ofKind('rcode', number) ?? ofKind('tsig', number) ?? unassignedCode(number);
}

export interface Found {
  /** One, or two where the words leave it open (16). */
  readonly topics: readonly [Topic, ...Topic[]];
  /** Other things with the same number or name, worth a mention. */
  readonly also: readonly Topic[];
}

/**
 * What a word or number means. A bare number is an RCODE or TSIG error first; `EDE 22`, `EDE22` and `ede:22` are extended
 * errors; `TSIG 16` and `OPT 16` settle what 16 is. Throws UserError `unknown-code` with suggestions.
 */
export function findTopic(query: string): Found {
  const words = query.trim().replace(/\s+/g, ' ');
  const numbered = /^(?:(ede|info-code|tsig|tkey|opt|rcode|reserved)[ :#=-]?)?(\d{1,5})$/i.exec(words);
  const found = numbered !== null ? byNumber(numbered[1]?.toLowerCase(), Number(numbered[2])) : byName(words);
  if (found !== undefined) return found;
  const suggestions = nearest(words, NAMES.keys());
  const titles = [...new Set(suggestions.map((name) => NAMES.get(name)![0]!.id))];
  throw new UserError(
    'unknown-code',
    `unknown code ${JSON.stringify(query)}`,
    titles.length > 0
      ? `did you mean ${titles.join(' or ')}?`
      : 'give a number (4), a name (NOTIMP), an extended error (EDE 22) or a condition (NODATA)',
  );
}

function byNumber(registry: string | undefined, number: number): Found | undefined {
  if (number >= TSIG_SPACE) return undefined;
  const extended = ofKind('ede', number);
  const rcode = ofKind('rcode', number);
  const tsig = ofKind('tsig', number);
  if (registry === 'ede' || registry === 'info-code') {
    return { topics: [extended ?? unassignedError(number)], also: present(rcode, tsig) };
  }
  if (registry === 'tsig' || registry === 'tkey')
    return { topics: [tsig ?? rcode ?? unassignedCode(number)], also: present(tsig && rcode) };
  if (registry === 'opt') return { topics: [rcode ?? tsig ?? unassignedCode(number)], also: present(rcode && tsig) };
  const [first = unassignedCode(number), ...more] = present(rcode, tsig);
  return { topics: [first, ...more], also: present(extended) };
}

const present = (...topics: (Topic | undefined)[]): Topic[] => topics.filter((topic) => topic !== undefined);

/** `No Error`, `no_error` and `NOERROR` are one name. */
const normal = (name: string): string => name.toUpperCase().replace(/[\s_-]+/g, '');

/** Normalised names to what they may mean, codes before conditions before extended errors. */
const NAMES: ReadonlyMap<string, readonly Topic[]> = collectNames();

function collectNames(): Map<string, Topic[]> {
  const names = new Map<string, Topic[]>();
  for (const topic of TOPICS) {
    for (const name of new Set([topic.id, topic.title, ...topic.aliases].map(normal))) {
      const topics = names.get(name);
      if (topics === undefined) names.set(name, [topic]);
      else topics.push(topic);
    }
  }
  return names;
}

function byName(words: string): Found | undefined {
  const topics = NAMES.get(normal(words)) ?? NAMES.get(normal(words.replace(/^(?:TSIG|TKEY|EDE|RCODE)[ :]/i, '')));
  if (topics === undefined) return undefined;
  const preferred = /^EDE[ :]/i.test(words) ? (topics.find((topic) => topic.kind === 'ede') ?? topics[0]!) : topics[0]!;
  const same = TOPICS.filter(
    (topic) => topic !== preferred && topic.number !== undefined && topic.number === preferred.number,
  );
  const others = topics.filter((topic) => topic !== preferred);
  return { topics: [preferred], also: [...new Set([...others, ...same.filter((topic) => isRival(topic, preferred))])] };
}

/** A name is not ambiguous because some extended error has its number; only BADVERS and BADSIG are mixed up by number. */
function isRival(topic: Topic, asked: Topic): boolean {
  return asked.number === 16 && topic.kind !== 'ede' && asked.kind !== 'ede';
}
