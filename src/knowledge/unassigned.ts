// What can be said about a number that no registry has assigned.

import { read, type Topic } from './topic.js';

interface Range {
  readonly to: number;
  readonly title: string;
  readonly meaning: string;
}

/** RCODEs, RFC 6895 section 2.3; each range ends at `to`. */
const CODE_RANGES: readonly Range[] = [
  {
    to: 15,
    title: 'unassigned',
    meaning: 'Nobody has assigned this code, though it fits into the header. The peer is broken or runs an experiment.',
  },
  { to: 3840, title: 'unassigned', meaning: 'Nobody has assigned this code. It would need an OPT record.' },
  {
    to: 4095,
    title: 'private use',
    meaning: 'This code is for private use: what it means is agreed locally. It needs an OPT record.',
  },
  {
    to: 65534,
    title: 'unassigned',
    meaning:
      'Nobody has assigned this code. It is too large for the OPT record and could stand only in a TSIG or TKEY record.',
  },
  { to: 65535, title: 'reserved', meaning: 'This code is reserved and must not be used.' },
];

/** Extended errors, RFC 8914 section 5.2. */
const ERROR_RANGES: readonly Range[] = [
  {
    to: 49151,
    title: 'unassigned',
    meaning:
      'No assignment of this extended error was known when this was written. Such numbers are given out first come, first served.',
  },
  {
    to: 65535,
    title: 'private use',
    meaning: 'This extended error is for private use: what it means is agreed locally.',
  },
];

/** The topic of an RCODE without an assignment, 12 to 65535. */
export function unassignedCode(number: number): Topic {
  return unassigned(`RCODE${number}`, 'rcode', number, CODE_RANGES);
}

/** The topic of an extended error without a known assignment, up to 65535. */
export function unassignedError(number: number): Topic {
  return unassigned(`EDE${number}`, 'ede', number, ERROR_RANGES);
}

function unassigned(id: string, kind: 'rcode' | 'ede', number: number, ranges: readonly Range[]): Topic {
  const range = ranges.find(({ to }) => number <= to)!;
  const inHeader = kind === 'rcode' && number < 16;
  return {
    id,
    kind,
    number,
    title: range.title,
    aliases: [],
    carriers: kind === 'ede' ? ['ede'] : inHeader ? ['header'] : number < 4096 ? ['opt'] : ['tsig'],
    ...(kind === 'rcode' && number < 4096 ? { headerShows: number & 15 } : {}),
    class: 'client error',
    severity: 'notice',
    actor: 'upstream',
    otherActors: ['resolver operator'],
    about: 'something only its sender can explain',
    meaning: range.meaning,
    operations: ['query'],
    repeatable: true,
    asResolver: ['A server that is broken, experimental, or newer than this program sent it.'],
    asAuthority: ['It is not sent by any common server.'],
    steps: [
      {
        actor: 'resolver operator',
        do: 'See which software sent it, and look in the IANA registry for a new assignment.',
      },
      { actor: 'upstream', do: 'Correct the server, or say what the number is meant to tell.' },
    ],
    commands: [{ run: 'dig @{upstream} version.bind CH TXT', shows: 'which software it is, if it tells' }],
    bind: [],
    unbound: [],
    confused: [],
    tell: `No name is assigned to ${id}, and tools print the bare number.`,
    normal: false,
    normality: 'Not expected in ordinary traffic.',
    retry: 'elsewhere',
    retryHow: 'Ask another server.',
    ...(kind === 'ede' ? { shows: [] } : {}),
    references: [
      kind === 'ede'
        ? read('RFC 8914 section 4', 'the list that the registry began with')
        : read('RFC 6895 section 2.3', 'the ranges of RCODEs'),
    ],
  };
}
