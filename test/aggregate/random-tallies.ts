// Tallies of random logs, counted line by line as the pipeline counts them.
import fc from 'fast-check';
import { Tally, type TallySnapshot } from '../../src/aggregate/tally.js';
import type { Cause } from '../../src/diagnose/cause.js';
import { REASONS } from '../../src/diagnose/reasons.js';
import {
  EVENT,
  type FieldName,
  type LineKind,
  type LineRecord,
  NO_RCODE,
  newLineRecord,
  SLOT,
  UNRECOGNIZED,
} from '../../src/event.js';
import { compiledFormats } from '../../src/formats/index.js';

export interface Line {
  /** Place among the kinds of all formats; the line is an event when its kind has a direction. */
  readonly kind: number;
  readonly code: number;
  readonly detail: number;
  readonly time: number;
  readonly fields: Readonly<Partial<Record<FieldName, string>>>;
  readonly duration: number;
  readonly oversize: boolean;
  readonly cause?: Cause | undefined;
  /** Shape of a text that no table has. */
  readonly text?: string | undefined;
}

const KINDS: readonly LineKind[] = compiledFormats().flatMap(({ kinds }) => kinds);

/** The record of a line; its field texts are bytes. */
export function recordOf(line: Line): LineRecord {
  const record = newLineRecord();
  const texts = Object.entries(line.fields) as [FieldName, string][];
  record.buf = Buffer.from(texts.map(([, text]) => text).join(''), 'latin1');
  let at = 0;
  for (const [field, text] of texts) {
    record.ranges[2 * SLOT[field]] = at;
    record.ranges[2 * SLOT[field] + 1] = at += text.length;
  }
  record.kind = KINDS[line.kind % KINDS.length];
  record.code = line.code;
  record.cause = line.cause;
  record.time = line.time;
  record.ranges[2 * SLOT.duration] = Number.isNaN(line.duration) ? -1 : 0;
  record.numbers[SLOT.duration] = line.duration;
  return record;
}

export function count(tally: Tally, line: Line): void {
  if (line.oversize) {
    tally.oversize();
    return;
  }
  if (line.text !== undefined) tally.unknownText(line.text);
  const record = recordOf(line);
  const kind = record.kind!;
  const outcome = kind.direction !== undefined ? EVENT : kind.role === 'request' ? NO_RCODE : UNRECOGNIZED;
  tally.line(record, outcome, true);
  if (outcome === EVENT && kind.direction === 'sent') tally.answer(record, line.detail);
}

export function tallyOf(lines: readonly Line[]): TallySnapshot {
  const tally = new Tally();
  for (const line of lines) count(tally, line);
  return tally.snapshot();
}

const name = fc.oneof(
  fc.constantFrom('example.com.', 'www.example.com', 'WWW.Example.COM', '.', 'a.b.c.example.org', 'null'),
  fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)), maxLength: 40 }),
  fc.constant(`${'long-label.'.repeat(60)}example.net`),
);
const code = fc.oneof(fc.integer({ min: 0, max: 24 }), fc.integer({ min: 0x10000, max: 0x10020 }), fc.nat(4095));

export const line: fc.Arbitrary<Line> = fc.record({
  kind: fc.nat(KINDS.length - 1),
  code,
  detail: code,
  time: fc.oneof(
    fc.constant(Number.NaN),
    fc.integer({ min: 1_795_000_000_000, max: 1_795_000_900_000 }),
    fc.integer({ min: -1e12, max: 2.6e14 }),
  ),
  fields: fc.record(
    {
      qname: name,
      client: fc.oneof(fc.ipV4(), fc.ipV6()),
      qtype: fc.constantFrom('A', 'AAAA', 'TXT', 'TYPE0', 'TYPE65280', 'junk'),
      upstream: fc.ipV4(),
    },
    { requiredKeys: [] },
  ),
  duration: fc.oneof(fc.constant(Number.NaN), fc.double({ min: 0, max: 5000, noNaN: true })),
  oversize: fc.nat(19).map((n) => n === 0),
  cause: fc.option(fc.record({ reason: fc.constantFrom(...REASONS), line: fc.nat(), cached: fc.boolean() }), {
    nil: undefined,
  }),
  text: fc.option(
    fc.nat(99).map((n) => `shape number ${n}`),
    { nil: undefined },
  ),
});

/** Logs of up to `most` lines; long enough for ties, times far apart and unassigned codes. */
export const log = (most = 60): fc.Arbitrary<Line[]> => fc.array(line, { maxLength: most });
