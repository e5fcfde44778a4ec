// Phrases made from the facts of a topic: where it stands, how it is called in a sentence, who acts.

import type { Actor, Operation, Retry, Topic } from './topic.js';
import { topicById } from './topics.js';

/** `NOTIMP`, `EDE 22`, `DNSSEC_BOGUS`. */
export function nameOf(topic: Topic): string {
  return topic.kind === 'ede' ? `EDE ${topic.number}` : topic.id;
}

/** `NOTIMP (4)`, `EDE 22 (No Reachable Authority)`, `NODATA`. */
export function fullNameOf(topic: Topic): string {
  if (topic.kind === 'condition' || topic.id === `RCODE${topic.number}`) return topic.id;
  return topic.kind === 'ede' ? `${nameOf(topic)} (${topic.title})` : `${topic.id} (${topic.number})`;
}

/** `RCODE 4`, `TSIG error 22`, `extended error 22`, `a condition, not a code`. */
export function registryOf(topic: Topic): string {
  if (topic.kind === 'condition') return 'a condition, not a code';
  if (topic.kind === 'ede') return `extended error ${topic.number}`;
  if (topic.kind === 'tsig') return `${topic.carriers.includes('tsig') ? 'TSIG' : 'TKEY'} error ${topic.number}`;
  return `RCODE ${topic.number}`;
}

/** `NOTAUTH (9)`. */
export function headerName(number: number): string {
  const topic = HEADER_NAMES[number];
  return topic === undefined ? String(number) : `${topic} (${number})`;
}

const HEADER_NAMES: readonly (string | undefined)[] = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
  'DSOTYPENI',
];

/** The place of the number, for a table cell. */
export function placeOf(topic: Topic): string {
  if (topic.kind === 'condition') return 'no number of its own';
  if (topic.kind === 'ede') return 'EDE option of the OPT record';
  if (topic.carriers.includes('opt')) return 'header and OPT record together';
  if (topic.carriers.includes('tsig')) return topic.carriers.includes('tkey') ? 'TSIG record (or TKEY)' : 'TSIG record';
  return topic.carriers.includes('tkey') ? 'TKEY record' : 'header';
}

/** One or two sentences on where a packet or log shows it. */
export function whereSentence(topic: Topic): string {
  const header = topic.headerShows === undefined ? '' : headerName(topic.headerShows);
  switch (topic.kind) {
    case 'condition':
      return topic.shows === undefined || topic.shows.length === 0
        ? 'It has no number; no reply carries it.'
        : `It has no number. What shows is ${either(topic.shows.map(shownName))}.`;
    case 'ede': {
      const beside =
        topic.shows === undefined || topic.shows.length === 0
          ? 'beside any RCODE'
          : `usually beside ${either(topic.shows)}`;
      const from = topic.from === undefined ? '' : ` Known to be sent by ${every(topic.from)}.`;
      return `In the EDE option of the OPT record, ${beside}.${from}`;
    }
    case 'tsig':
      return topic.carriers.includes('tsig')
        ? `In the error field of the TSIG record${topic.carriers.includes('tkey') ? ' (or of a TKEY record)' : ''}, never in the header. The header says ${header}.`
        : `In the error field of the TKEY record, never in the header. The header normally says ${header}.`;
    default:
      if (topic.carriers.includes('opt'))
        return `Split in two: the upper bits in the OPT record, the lower four in the header. A log of the header alone shows ${header}.`;
      return topic.carriers.includes('header')
        ? 'In the header of the reply.'
        : 'It could stand in a TSIG or TKEY record only.';
  }
}

const shownName = (id: string): string => {
  const topic = topicById(id);
  return topic === undefined ? id : nameOf(topic);
};

/** `a`, `a or b`, `a, b or c`. */
export function either(words: readonly string[]): string {
  return joined(words, 'or');
}

/** `a`, `a and b`, `a, b and c`. */
export function every(words: readonly string[]): string {
  return joined(words, 'and');
}

function joined(words: readonly string[], last: string): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

export const OPERATION_NAMES: Readonly<Record<Operation, string>> = {
  query: 'queries',
  update: 'updates',
  notify: 'notifies',
  transfer: 'transfers',
  tkey: 'key negotiations',
  dso: 'DSO messages',
};

export const RETRY_WORDS: Readonly<Record<Retry, string>> = {
  'not needed': 'not needed',
  no: 'no',
  'at once': 'yes, at once',
  changed: 'yes, with a changed request',
  elsewhere: 'yes, elsewhere or later',
  'after the fix': 'only after the fix',
};

/** `Zone owner`; `Nobody` for none; an upstream is a server, so its operator acts. */
export function actorName(actor: Actor): string {
  if (actor === 'none') return 'Nobody';
  if (actor === 'upstream') return 'Operator of the other server';
  return actor.charAt(0).toUpperCase() + actor.slice(1);
}
