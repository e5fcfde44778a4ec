// What the search for causes hands on where an input is cut into parts: the lines near the beginning of a part, for which the
// part before has a say, and what is remembered at its end. Plain JSON.
import { FIELDS, type LineKind, type LineRecord, newLineRecord } from '../event.js';
import type { JoinerState } from './joiner.js';

/** A line with all that joining looks at. */
export interface KeptLine {
  readonly format: string;
  /** Place of the kind among the kinds of its format. */
  readonly kind: number;
  readonly code: number;
  readonly explicit: boolean;
  /** Epoch ms; null without a time. */
  readonly time: number | null;
  readonly line: number;
  /** The text that its fields lie in, latin1. */
  readonly text: string;
  /** Slot, start and end of each field in `text`. */
  readonly fields: readonly number[];
  /** Slot and number of the fields that have one. */
  readonly numbers: readonly number[];
}

export interface CauseCut {
  /** Tickets are places in this list. */
  readonly lines: readonly KeptLine[];
  /** What is remembered at the end, by format; null: the part was so short that its lines tell all. */
  readonly state: Readonly<Record<string, JoinerState>> | null;
}

/** A text of a line may be looked at this far before its first field. */
const BEFORE = 32;

export function keepLine(record: LineRecord): KeptLine {
  const { ranges, buf } = record;
  let from = Number.MAX_SAFE_INTEGER;
  let to = 0;
  const fields: number[] = [];
  const numbers: number[] = [];
  for (let slot = 0; slot < FIELDS.length; slot++) {
    const start = ranges[2 * slot]!;
    if (start < 0) continue;
    from = Math.min(from, start);
    to = Math.max(to, ranges[2 * slot + 1]!);
    fields.push(slot, start, ranges[2 * slot + 1]!);
    const number = record.numbers[slot]!;
    if (!Number.isNaN(number)) numbers.push(slot, number);
  }
  from = Math.max(0, Math.min(from, to) - BEFORE);
  return {
    format: record.kind!.format,
    kind: record.kind!.index,
    code: record.code,
    explicit: record.explicit,
    time: Number.isNaN(record.time) ? null : record.time,
    line: record.lineNo,
    text: Buffer.from(buf.buffer, buf.byteOffset + from, to - from).toString('latin1'),
    fields: fields.map((value, i) => (i % 3 === 0 ? value : value - from)),
    numbers,
  };
}

/** Reads a kept line into a record; `lineBase` is the number of lines before its part. */
export function keptRecord(line: KeptLine, kind: LineKind, lineBase: number): LineRecord {
  const record = newLineRecord();
  record.buf = Buffer.from(line.text, 'latin1');
  for (let i = 0; i < line.fields.length; i += 3) {
    record.ranges[2 * line.fields[i]!] = line.fields[i + 1]!;
    record.ranges[2 * line.fields[i]! + 1] = line.fields[i + 2]!;
  }
  for (let i = 0; i < line.numbers.length; i += 2) record.numbers[line.numbers[i]!] = line.numbers[i + 1]!;
  record.kind = kind;
  record.code = line.code;
  record.explicit = line.explicit;
  record.time = line.time ?? Number.NaN;
  record.lineNo = lineBase + line.line;
  return record;
}
