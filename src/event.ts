// The central types: what a line can say, and the event that leaves. Imports types only: of codes and of causes.
import type { Cause, PendingCause } from './diagnose/cause.js';
import type { Code } from './dns/rcode.js';

/**
 * Every field a layout can name: at most 32, since sets of them are kept as bits. The position is the field's slot in a
 * LineRecord; the order means nothing else.
 * `client` is who asked us, `upstream` whom we asked; `zone` is a zone the line names; `result` is the server's result word or
 * text, `reason` its longer words; `flags` the request's flags; `dest` our own address.
 */
export const FIELDS = [
  'time',
  'level',
  'host',
  'program',
  'pid',
  'pointer',
  'thread',
  'client',
  'clientPort',
  'key',
  'qname',
  'qtype',
  'qclass',
  'view',
  'opcode',
  'rcode',
  'result',
  'reason',
  'flags',
  'dest',
  'destPort',
  'transport',
  'ecs',
  'duration',
  'cached',
  'size',
  'upstream',
  'upstreamPort',
  'zone',
  'action',
  'trigger',
  'answers',
] as const;

export type FieldName = (typeof FIELDS)[number];

/** Slot numbers by field name. */
export const SLOT = Object.fromEntries(FIELDS.map((name, i) => [name, i])) as Readonly<Record<FieldName, number>>;

/** `sent` to a client, `received` from an upstream or primary, `local` decision, `suppressed`: named but never sent. */
export type Direction = 'sent' | 'received' | 'local' | 'suppressed';
export const DIRECTIONS: readonly Direction[] = ['sent', 'received', 'local', 'suppressed'];

/** `explicit`: the code is a word at its proper place; `implied`: the server always answers so here. */
export type Basis = 'explicit' | 'implied';

/** How a stamp was written, hence what it takes to turn it into epoch time. */
export const STAMP_NONE = 0;
export const STAMP_EPOCH = 1;
export const STAMP_LOCAL = 2;
/** Month and day are packed as (month * 32 + day) days. */
export const STAMP_YEARLESS = 3;
/** Where a record's ranges keep the sort of stamp, behind the fields. */
export const STAMP_AT = FIELDS.length * 2;

/** What a line kind has to do with the answer that a client got. */
export type ClientRole =
  /** The line tells what a client got; lines of one request are joined. */
  | 'answer'
  /** The line is a whole exchange by itself. */
  | 'whole'
  /** The answer that the exchange's other lines tell was not sent. */
  | 'cancels'
  /** The line is a client's request. */
  | 'request'
  | 'none';

/** `all` answers are in the log, only the failures are, or it does not tell what clients got. */
export type Coverage = 'all' | 'failures-only' | 'unknown';

/** One kind of line of one format, compiled. */
export interface LineKind {
  /** Index over all kinds of all formats; stable within a process only. */
  readonly id: number;
  /** Place among the kinds of its format: the same in every process. */
  readonly index: number;
  readonly name: string;
  readonly format: string;
  readonly product: string;
  /** Undefined: a known line without a response code. */
  readonly direction: Direction | undefined;
  /** Place in DIRECTIONS, -1 for none. */
  readonly directionIndex: number;
  readonly role: ClientRole;
  /** Lines of one exchange are of one family (query, update, notify, TSIG, rejected early). */
  readonly family: number;
  /** The answer ends its exchange: the next line of that client opens a new one. */
  readonly closes: boolean;
  /** Where such lines are, every answer has one. */
  readonly everyAnswer: boolean;
  /** Bit of this kind within its format, for "a kind that the exchange already has". */
  readonly bit: number;
  /** The header code that the client sees when it is not the event's own (TSIG errors travel beside NOTAUTH). */
  readonly answerCode: Code | undefined;
}

/**
 * One line as read: byte ranges of its fields in `buf`, and what was concluded. Reused for every line of an input; whoever
 * needs it longer copies what it needs.
 */
export interface LineRecord {
  buf: Uint8Array;
  /** Field ranges: start at 2 * slot, end at 2 * slot + 1; start -1: the line does not say. */
  readonly ranges: Int32Array;
  /** Bits of the slots that the last line may have set: what the next line has to clear. */
  present: number;
  /** Numeric values of the fields that have one, by slot (durations in seconds, ports, sizes). */
  readonly numbers: Float64Array;
  kind: LineKind | undefined;
  /** The response code, or -1. */
  code: Code;
  explicit: boolean;
  /** Why the client got this code, when it is a failure and that is known. Set behind the reader. */
  cause: Cause | PendingCause | undefined;
  /** Epoch ms; NaN when neither line nor carrier has a time. */
  time: number;
  /** 1-based physical line, and byte offset of its first byte in the uncompressed input. */
  lineNo: number;
  offset: number;
  /** The whole physical line, in the input's own buffer. */
  rawBuf: Buffer;
  rawStart: number;
  rawEnd: number;
}

export function newLineRecord(): LineRecord {
  const none = Buffer.alloc(0);
  return {
    buf: none,
    ranges: new Int32Array(FIELDS.length * 2 + 1).fill(-1),
    present: 0,
    numbers: new Float64Array(FIELDS.length).fill(Number.NaN),
    kind: undefined,
    code: -1,
    explicit: false,
    cause: undefined,
    time: Number.NaN,
    lineNo: 0,
    offset: 0,
    rawBuf: none,
    rawStart: 0,
    rawEnd: 0,
  };
}

/** Clears the ranges of the fields that earlier lines set and this one does not: `written` are its own. */
export function clearStale(record: LineRecord, written: number): void {
  let stale = record.present & ~written;
  record.present = written;
  while (stale !== 0) {
    record.ranges[2 * (31 - Math.clz32(stale))] = -1;
    stale &= ~(1 << (31 - Math.clz32(stale)));
  }
}

/** What became of a line. */
export const EVENT = 0;
export const NO_RCODE = 1;
export const UNRECOGNIZED = 2;
export type Outcome = typeof EVENT | typeof NO_RCODE | typeof UNRECOGNIZED;

/** An event as an object, for who wants one: all keys, same order, always; undefined means that the line does not say. */
export interface DnsEvent {
  /** Epoch ms, UTC. */
  time: number | undefined;
  format: string;
  product: string;
  kind: string;
  direction: Direction;
  basis: Basis;
  code: Code;
  client: string | undefined;
  clientPort: number | undefined;
  upstream: string | undefined;
  upstreamPort: number | undefined;
  /** Lower case, no final dot, `.` is the root; escapes as the server wrote them. */
  qname: string | undefined;
  qtype: string | undefined;
  qclass: string | undefined;
  opcode: string | undefined;
  /** Seconds. */
  duration: number | undefined;
  cached: boolean | undefined;
  /** Bytes of the DNS message. */
  size: number | undefined;
  transport: string | undefined;
  view: string | undefined;
  key: string | undefined;
  zone: string | undefined;
  result: string | undefined;
  /** The server's own words. */
  reason: string | undefined;
  flags: string | undefined;
  ecs: string | undefined;
  dest: string | undefined;
  action: string | undefined;
  trigger: string | undefined;
  /** Why the client got this code, when it is a failure and that is known. */
  cause: Cause | undefined;
  line: number;
  offset: number;
}
