// Where a large plain file can be cut into parts that are read independently and give what the whole gives.

import { detect, HEAD_BYTES, headLines } from '../detect.js';
import { MESSAGE, makeStripper, type Stripper } from '../envelopes/strip.js';
import {
  FIELDS,
  type LineRecord,
  newLineRecord,
  SLOT,
  STAMP_AT,
  STAMP_EPOCH,
  STAMP_LOCAL,
  STAMP_NONE,
} from '../event.js';
import { type CompiledFormat, PREFIX_ONLY } from '../formats/compile.js';
import { chosenOf, type ResolvedInputs } from '../opening.js';
import { readAt } from '../sources/file.js';
import { type ClockState, InputClock } from '../time/clock.js';

/** How far behind its nominal place a cut is looked for. */
const SEARCH_BYTES = 1 << 18;
/** Local times this near to a change of the zone's offset are no place to cut: a part could not tell which pass it is in. */
const FOLD_MS = 3 * 3_600_000;
const DAY = 86_400_000;

export interface FileCuts {
  readonly found: { readonly envelope: string; readonly format: string } | undefined;
  /** The first part begins at 0; `state` is the clock's where a part begins. */
  readonly parts: readonly {
    readonly from: number;
    readonly to: number | null;
    readonly state: ClockState | undefined;
  }[];
}

/**
 * Cuts a plain file of `size` bytes; `clock` stands at the file's start and is moved on. A cut that would not be clean is left
 * out, so parts may be longer.
 */
export async function cutFile(
  path: string,
  size: number,
  resolved: ResolvedInputs,
  clock: InputClock,
  partBytes: number,
): Promise<FileCuts> {
  const whole: FileCuts = { found: undefined, parts: [{ from: 0, to: null, state: undefined }] };
  if (size <= partBytes * 1.5) return whole;
  const detection = detect(headLines(await readAt(path, 0, HEAD_BYTES), false), chosenOf(resolved));
  const { envelope, format } = detection;
  if (envelope === undefined || format === undefined) return whole;
  const stripper = makeStripper(envelope, FIELDS.length, resolved.maxLineBytes);
  const starts: { at: number; state: ClockState | undefined }[] = [{ at: 0, state: undefined }];
  for (let nominal = partBytes; nominal < size - partBytes / 2; nominal += partBytes) {
    const block = await readAt(path, nominal, SEARCH_BYTES);
    const at = cleanStart(block, stripper, format, clock, resolved.timeZone);
    if (at > 0) starts.push({ at: nominal + at, state: clock.state() });
  }
  return {
    found: { envelope: envelope.name, format: format.spec.name },
    parts: starts.map(({ at, state }, i) => ({ from: at, to: starts[i + 1]?.at ?? null, state })),
  };
}

/**
 * Offset of the first line in the block at which nothing is pending: it has its format's own prefix (so it is no part of a
 * dump), the carrier's message before it was whole, and its time is not near a change of the zone's offset. -1: none.
 */
function cleanStart(
  block: Buffer,
  stripper: Stripper,
  format: CompiledFormat,
  clock: InputClock,
  timeZone: string,
): number {
  const record = newLineRecord();
  let wholeBefore = false;
  let p = block.indexOf(10) + 1;
  while (p > 0 && p < block.length) {
    const e = block.indexOf(10, p);
    if (e < 0) return -1;
    const whole = stripper.strip(block, p, e) === MESSAGE;
    const { carried } = stripper;
    if (
      whole &&
      wholeBefore &&
      format.read(record, carried.buf, carried.start, carried.end, undefined) >= PREFIX_ONLY
    ) {
      if (timeIsClear(record, carried, clock, timeZone)) return p;
    }
    wholeBefore = whole;
    p = e + 1;
  }
  return -1;
}

/** Reads the line's time into the clock; false near a change of offset. A log without times is clear everywhere. */
function timeIsClear(record: LineRecord, carried: Stripper['carried'], clock: InputClock, timeZone: string): boolean {
  const own = record.ranges[STAMP_AT] !== STAMP_NONE;
  const kind = own ? record.ranges[STAMP_AT]! : carried.ranges[STAMP_AT]!;
  const ms = own ? record.numbers[SLOT.time]! : carried.numbers[SLOT.time]!;
  if (kind === STAMP_NONE || kind === STAMP_EPOCH) return true;
  const days = Math.floor(ms / DAY);
  const time = kind === STAMP_LOCAL ? clock.fromLocal(ms) : clock.fromYearless(days >> 5, days & 31, ms - days * DAY);
  if (Number.isNaN(time)) return false;
  return offsetNear(time - FOLD_MS, timeZone) === offsetNear(time + FOLD_MS, timeZone);
}

/** How far a zone's clocks are ahead of UTC about an instant, in ms. */
function offsetNear(ms: number, timeZone: string): number {
  return ms - new InputClock({ timeZone, anchorMs: ms }).fromLocal(ms);
}
