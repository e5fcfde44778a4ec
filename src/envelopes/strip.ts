// Takes a line out of its envelope: one stripper per input, which also joins the pieces that a carrier cut a message into.
import { SLOT, STAMP_AT, STAMP_EPOCH, STAMP_NONE } from '../event.js';
import { compileLayout, type Scan } from '../layout/compile.js';
import { iso } from '../layout/stamps.js';
import { parseLayout } from '../layout/syntax.js';
import { bytesInto, jsonFields, unescapeInto } from './json-fields.js';
import type { EnvelopeSpec, JsonEnvelope } from './spec.js';

/** Begin of the year 10000: what is later was no time, and at some point no date can be made of it. */
const END_MICROS = 253_402_300_800 * 1_000_000;

/** The line is not in this envelope. */
export const NOT_ENVELOPED = 0;
/** A piece that another follows. */
export const PIECE = 1;
/** A whole message: buf[start, end). */
export const MESSAGE = 2;
/** In the envelope, but there is nothing to read. */
export const EMPTY = 3;
export type StripResult = typeof NOT_ENVELOPED | typeof PIECE | typeof MESSAGE | typeof EMPTY;

/** What an envelope carried. Valid until the next strip. */
export interface Carried {
  buf: Uint8Array;
  start: number;
  end: number;
  /** Time stamp, host and program as layout fields; ranges refer to `fieldBuf`. */
  readonly ranges: Int32Array;
  readonly numbers: Float64Array;
  fieldBuf: Uint8Array;
}

export interface Stripper {
  readonly carried: Carried;
  strip(b: Uint8Array, start: number, end: number): StripResult;
}

/** `maxBytes` bounds a joined message; what exceeds it is dropped with its last piece reported as empty. */
export function makeStripper(spec: EnvelopeSpec, fields: number, maxBytes: number): Stripper {
  const none = new Uint8Array(0);
  const carried: Carried = {
    buf: none,
    start: 0,
    end: 0,
    ranges: new Int32Array(fields * 2 + 1).fill(-1),
    numbers: new Float64Array(fields),
    fieldBuf: none,
  };
  carried.ranges[STAMP_AT] = STAMP_NONE;
  if (spec.json !== undefined) return { carried, strip: jsonStrip(spec.json, carried, maxBytes) };
  const scanners = (spec.layouts ?? []).map(
    (layout) => compileLayout(parseLayout(layout), {}, { anchored: false, name: `envelope_${spec.name}` }).scan,
  );
  if (spec.name === 'none') {
    return {
      carried,
      strip: (b, start, end) => {
        carried.buf = b;
        carried.start = start;
        carried.end = end;
        return MESSAGE;
      },
    };
  }
  return {
    carried,
    strip: spec.pieces === true ? pieceStrip(scanners, carried, maxBytes) : layoutStrip(scanners, carried),
  };
}

function layoutStrip(scanners: readonly Scan[], carried: Carried): Stripper['strip'] {
  const { ranges, numbers } = carried;
  return (b, start, end) => {
    ranges.fill(-1);
    ranges[STAMP_AT] = STAMP_NONE;
    for (const scan of scanners) {
      let p = scan(b, start, end, ranges, numbers);
      if (p < 0) continue;
      // rsyslog keeps the space before the text, some templates put two; RFC 5424 texts may begin with a BOM.
      while (p < end && b[p] === 32) p++;
      if (b[p] === 0xef && b[p + 1] === 0xbb && b[p + 2] === 0xbf && p + 3 <= end) p += 3;
      carried.buf = b;
      carried.fieldBuf = b;
      carried.start = p;
      carried.end = end;
      return MESSAGE;
    }
    return NOT_ENVELOPED;
  };
}

/** Pieces of one message, joined. */
class Joiner {
  private joined = Buffer.alloc(0);
  private length = 0;
  private overflow = false;
  constructor(private readonly maxBytes: number) {}

  get empty(): boolean {
    return this.length === 0 && !this.overflow;
  }

  add(b: Uint8Array, start: number, end: number): void {
    const size = end - start;
    if (this.overflow || this.length + size > this.maxBytes) {
      this.overflow = true;
      return;
    }
    if (this.length + size > this.joined.length) {
      const grown = Buffer.alloc(Math.max(65536, 2 * (this.length + size)));
      this.joined.copy(grown, 0, 0, this.length);
      this.joined = grown;
    }
    this.joined.set(b.subarray(start, end), this.length);
    this.length += size;
  }

  /** Hands over what was joined and begins anew; false when it was longer than the limit. */
  take(carried: Carried): boolean {
    carried.buf = this.joined;
    carried.start = 0;
    carried.end = this.length;
    const whole = !this.overflow;
    this.length = 0;
    this.overflow = false;
    return whole;
  }
}

function pieceStrip(scanners: readonly Scan[], carried: Carried, maxBytes: number): Stripper['strip'] {
  const { ranges, numbers } = carried;
  // stdout and stderr are cut independently.
  const joiners = [new Joiner(maxBytes), new Joiner(maxBytes)];
  return (b, start, end) => {
    ranges.fill(-1);
    ranges[STAMP_AT] = STAMP_NONE;
    for (const scan of scanners) {
      const p = scan(b, start, end, ranges, numbers);
      if (p < 0) continue;
      carried.fieldBuf = b;
      const tag = ranges[2 * SLOT.action]!;
      const joiner = joiners[b[tag - 2] === 114 ? 1 : 0]!;
      if (b[tag] === 80) {
        joiner.add(b, p, end);
        return PIECE;
      }
      if (joiner.empty) {
        carried.buf = b;
        carried.start = p;
        carried.end = end;
        return MESSAGE;
      }
      joiner.add(b, p, end);
      return joiner.take(carried) ? MESSAGE : EMPTY;
    }
    return NOT_ENVELOPED;
  };
}

function jsonStrip(spec: JsonEnvelope, carried: Carried, maxBytes: number): Stripper['strip'] {
  const programs = spec.program ?? [];
  const optional = [spec.host, spec.stream].filter((key) => key !== undefined);
  const keys = [spec.message, ...spec.time, ...programs, ...optional];
  const json = jsonFields(keys);
  const timeAt = 1;
  const programAt = timeAt + spec.time.length;
  const hostAt = spec.host === undefined ? -1 : programAt + programs.length;
  const streamAt = spec.stream === undefined ? -1 : keys.length - 1;
  const { ranges, numbers } = carried;
  // stdout and stderr are cut independently.
  const joiners = [new Joiner(maxBytes), new Joiner(maxBytes)];
  let scratch = Buffer.alloc(4096);

  const firstString = (from: number, to: number): number => {
    for (let k = from; k < to; k++) if (json.starts[k]! >= 0 && json.kinds[k] === 34) return k;
    return -1;
  };
  const putField = (slot: number, key: number): void => {
    ranges[2 * slot] = json.starts[key]!;
    ranges[2 * slot + 1] = json.ends[key]!;
  };
  const readTime = (b: Uint8Array): void => {
    const key = firstString(timeAt, programAt);
    if (key < 0) return;
    if (spec.timeUnit === 'iso') {
      iso(b, json.starts[key]!, json.ends[key]!, ranges, numbers);
      return;
    }
    let micros = 0;
    for (let i = json.starts[key]!; i < json.ends[key]!; i++) {
      const digit = b[i]! - 48;
      if (digit < 0 || digit > 9) return;
      micros = micros * 10 + digit;
    }
    if (micros >= END_MICROS) return;
    ranges[STAMP_AT] = STAMP_EPOCH;
    numbers[SLOT.time] = Math.floor(micros / 1000);
  };

  return (b, start, end) => {
    ranges.fill(-1);
    ranges[STAMP_AT] = STAMP_NONE;
    if (start >= end || b[start] !== 123 || !json.scan(b, start, end) || json.starts[0]! < 0) return NOT_ENVELOPED;
    carried.fieldBuf = b;
    readTime(b);
    const program = firstString(programAt, programAt + programs.length);
    if (program >= 0) putField(SLOT.program, program);
    if (hostAt >= 0 && json.starts[hostAt]! >= 0 && json.kinds[hostAt] === 34) putField(SLOT.host, hostAt);
    const from = json.starts[0]!;
    const to = json.ends[0]!;
    if (scratch.length < to - from) scratch = Buffer.alloc(2 * (to - from));
    let length = 0;
    if (json.kinds[0] === 34) length = unescapeInto(b, from, to, scratch);
    else if (json.kinds[0] === 91) length = bytesInto(b, from, to, scratch);
    else return EMPTY;
    carried.buf = scratch;
    carried.start = 0;
    carried.end = length;
    if (spec.newlineEnds !== true) return MESSAGE;
    const toStderr = streamAt >= 0 && json.starts[streamAt]! >= 0 && b[json.ends[streamAt]! - 1] === 114;
    const joiner = joiners[toStderr ? 1 : 0]!;
    if (length === 0 || scratch[length - 1] !== 10) {
      joiner.add(scratch, 0, length);
      return PIECE;
    }
    let textEnd = length - 1;
    if (textEnd > 0 && scratch[textEnd - 1] === 13) textEnd--;
    carried.end = textEnd;
    if (joiner.empty) return MESSAGE;
    joiner.add(scratch, 0, textEnd);
    return joiner.take(carried) ? MESSAGE : EMPTY;
  };
}
