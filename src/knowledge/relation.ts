// How two topics are related: the first thing a comparison has to say. The relation is the same in both directions.

import type { Topic } from './topic.js';
import { either, every, fullNameOf, headerName, nameOf, OPERATION_NAMES, placeOf, registryOf } from './wording.js';

export type RelationKind =
  | 'same-number'
  | 'detail-of'
  | 'shows-as'
  | 'opposite'
  | 'low-bits-alias'
  | 'confusable'
  | 'companions'
  | 'apart'
  | 'same-pipeline'
  | 'disjoint';

export interface Relation {
  readonly kind: RelationKind;
  readonly sentence: string;
}

/** The relation of two different topics; swapping them gives the same. */
export function relate(first: Topic, second: Topic): Relation {
  const [a, b] = inOrder(first, second);
  return (
    detail(a, b) ??
    shownAs(a, b) ??
    sameNumber(a, b) ??
    opposite(a, b) ??
    lowBits(a, b) ??
    (a.kind === 'ede' ? extendedErrors(a, b) : undefined) ??
    confusable(a, b) ??
    extendedErrors(a, b) ??
    operations(a, b)
  );
}

const KIND_ORDER = ['rcode', 'tsig', 'condition', 'ede'];

/** One fixed order for a pair: registry, then number, then name. */
export function inOrder(first: Topic, second: Topic): [Topic, Topic] {
  const key = (topic: Topic): number => KIND_ORDER.indexOf(topic.kind) * 0x20000 + (topic.number ?? 0);
  const swap = key(first) > key(second) || (key(first) === key(second) && first.id > second.id);
  return swap ? [second, first] : [first, second];
}

/** The header says NOTAUTH and the TSIG record why; an extended error explains the code beside it. */
function detail(a: Topic, b: Topic): Relation | undefined {
  if (a.id === 'NOTAUTH' && b.kind === 'tsig' && b.headerShows === 9) {
    return {
      kind: 'detail-of',
      sentence: `They come together: NOTAUTH is what the header says, and ${nameOf(b)} in the TSIG record is the reason. Read the reason.`,
    };
  }
  if (b.kind === 'ede' && b.shows?.length === 0 && a.kind === 'rcode') {
    return {
      kind: 'detail-of',
      sentence: `${fullNameOf(b)} can stand beside any code, ${a.id} included; only the text beside it says more.`,
    };
  }
  if (b.kind === 'ede' && b.shows?.includes(a.id)) {
    const more = b.shows.length > 1 ? ` It may also stand beside ${either(b.shows.filter((id) => id !== a.id))}.` : '';
    return {
      kind: 'detail-of',
      sentence: `They come together: ${a.id} is the outcome, and ${fullNameOf(b)} beside it says how it came about.${more}`,
    };
  }
  return undefined;
}

/** A condition and a code, error or other condition by which it is noticed. */
function shownAs(a: Topic, b: Topic): Relation | undefined {
  const [condition, sign] =
    a.kind === 'condition' && a.shows?.includes(b.id)
      ? [a, b]
      : b.kind === 'condition' && b.shows?.includes(a.id)
        ? [b, a]
        : [];
  if (condition === undefined || sign === undefined) return undefined;
  if (sign.kind === 'ede')
    return {
      kind: 'shows-as',
      sentence: `${condition.id} is what happened; ${fullNameOf(sign)} is how a server tells of it.`,
    };
  if (sign.kind === 'condition')
    return {
      kind: 'shows-as',
      sentence: `They can be the same event seen from two ends: what is ${condition.id} at one shows as ${sign.id} at the other.`,
    };
  const only = condition.shows!.length === 1;
  return {
    kind: 'shows-as',
    sentence: only
      ? `${condition.id} is no code of its own: the wire and the log show ${sign.id} for it.`
      : `${condition.id} is no code of its own, and ${sign.id} is one way in which it shows.`,
  };
}

function sameNumber(a: Topic, b: Topic): Relation | undefined {
  if (a.number === undefined || a.number !== b.number) return undefined;
  return {
    kind: 'same-number',
    sentence: `They share the number ${a.number} and nothing else. The place decides: ${nameOf(a)} is ${bareRegistry(a)}, in the ${placeOf(a)}; ${nameOf(b)} is ${bareRegistry(b)}, in the ${placeOf(b)}.`,
  };
}

/** `RCODE 16`; the number of an extended error is in its name already. */
const bareRegistry = (topic: Topic): string => (topic.kind === 'ede' ? 'an extended error' : registryOf(topic));

const nounOf = (topic: Topic): string =>
  topic.kind === 'tsig' ? (topic.carriers.includes('tsig') ? 'a TSIG error' : 'a TKEY error') : 'an RCODE';

const OPPOSITES = [
  ['NXDOMAIN', 'YXDOMAIN', 'name'],
  ['YXRRSET', 'NXRRSET', 'record set'],
] as const;

function opposite(a: Topic, b: Topic): Relation | undefined {
  const pair = OPPOSITES.find((ids) => ids.includes(a.id as never) && ids.includes(b.id as never));
  if (pair === undefined) return undefined;
  const [missing, found] = a.id.startsWith('NX') ? [a, b] : [b, a];
  return {
    kind: 'opposite',
    sentence: `As answers to an UPDATE they are opposites: with ${missing.id} a ${pair[2]} had to be there and is missing, with ${found.id} it had to be absent and is there.`,
  };
}

function lowBits(a: Topic, b: Topic): Relation | undefined {
  const [extended, shown] = b.carriers.includes('opt') ? [b, a] : [a, b];
  if (!extended.carriers.includes('opt') || extended.headerShows !== shown.number || shown.kind !== 'rcode')
    return undefined;
  return {
    kind: 'low-bits-alias',
    sentence: `${extended.id} (${extended.number}) is 16 + ${shown.number}, so a log that keeps only the four bits of the header shows ${headerName(shown.number!)} for it.`,
  };
}

function confusable(a: Topic, b: Topic): Relation | undefined {
  const tell = a.confused.find(({ id }) => id === b.id)?.tell ?? b.confused.find(({ id }) => id === a.id)?.tell;
  return tell === undefined ? undefined : { kind: 'confusable', sentence: `They are easily mixed up. ${tell}` };
}

function extendedErrors(a: Topic, b: Topic): Relation | undefined {
  if (b.kind !== 'ede') return undefined;
  if (a.kind !== 'ede') {
    if (a.kind === 'condition' || b.shows === undefined || b.shows.length === 0) return undefined;
    return {
      kind: 'apart',
      sentence: `They do not belong together: ${fullNameOf(b)} explains ${either(b.shows)}, while ${nameOf(a)} is ${nounOf(a)} with a meaning of its own.`,
    };
  }
  const common = a.shows?.filter((id) => b.shows?.includes(id)) ?? [];
  if (common.length === 0 && a.shows!.length > 0 && b.shows!.length > 0) {
    return {
      kind: 'apart',
      sentence: `They explain different outcomes: ${nameOf(a)} stands beside ${either(a.shows!)}, ${nameOf(b)} beside ${either(b.shows!)}.`,
    };
  }
  const beside = common.length > 0 ? ` beside ${either(common)}` : '';
  return {
    kind: 'companions',
    sentence: `Both are extended errors and may stand in one reply${beside}. ${moreExact(a, b)}`,
  };
}

/** Of several extended errors the more specific one counts: 7 to 12 over 6, 22 and 23 over 13. */
function moreExact(a: Topic, b: Topic): string {
  for (const [exact, vague] of [
    [a, b],
    [b, a],
  ] as const) {
    const n = exact.number!;
    if ((vague.number === 6 && n >= 7 && n <= 12) || (vague.number === 13 && (n === 22 || n === 23)))
      return `Believe ${nameOf(exact)}, which is more exact.`;
  }
  return `${nameOf(a)} is about ${a.about}, ${nameOf(b)} about ${b.about}.`;
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** When nothing else connects them: can one request meet either? */
function operations(a: Topic, b: Topic): Relation {
  const names = (list: Topic['operations']): string => every(list.map((operation) => OPERATION_NAMES[operation]));
  const common = a.operations.filter((operation) => b.operations.includes(operation));
  if (common.length === 0) {
    return {
      kind: 'disjoint',
      sentence: `You will never have to choose between them: ${nameOf(a)} belongs to ${names(a.operations)}, ${nameOf(b)} to ${names(b.operations)}.`,
    };
  }
  if (a.about === b.about) return { kind: 'same-pipeline', sentence: `Both are about ${a.about}.` };
  return {
    kind: 'same-pipeline',
    sentence: `${upperFirst(names(common))} can end in either one: ${nameOf(a)} is about ${a.about}, ${nameOf(b)} about ${b.about}.`,
  };
}
