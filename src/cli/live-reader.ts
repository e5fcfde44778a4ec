// The reader of a live input. Its head may hold next to nothing yet (a new file, the first bytes of a pipe), so the first lines
// are held back until one of them tells the format: what is counted then does not depend on how the bytes happened to come.
import { DETECTION_LINES, type Detection, detect, headLines } from '../detect.js';
import type { EnvelopeSpec } from '../envelopes/spec.js';
import type { CompiledFormat } from '../formats/compile.js';
import type { LinePosition, LineSink } from '../framing.js';
import { chosenOf, mismatch, type ResolvedInputs, rebindSpeaker } from '../opening.js';
import { InputReader, type RecordConsumer } from '../reader.js';
import type { InputClock } from '../time/clock.js';

/** Held back at most; then the lines are read as they are, and the reader looks again now and then. */
const HELD_BYTES = 1 << 20;

export interface LiveReader extends LineSink {
  /** Reads the lines that are still held back: nothing that would explain them comes any more. */
  flush(): void;
  /** What the lines are in, once that is known. */
  readonly known: { readonly envelope: EnvelopeSpec; readonly format: CompiledFormat } | undefined;
}

/** `before`: what the lines of the same name were in before a rotation; it stays while it fits. */
export function openLiveReader(
  head: Buffer,
  resolved: ResolvedInputs,
  clock: InputClock,
  consumer: RecordConsumer,
  say: (text: string) => void,
  before: LiveReader['known'],
): LiveReader {
  const chosen = chosenOf(resolved);
  let reader: InputReader | undefined;
  let held: { bytes: Buffer; lineNo: number; offset: number; size: number }[] = [];
  let heldBytes = 0;

  const open = (detection: Detection): InputReader => {
    reader = new InputReader({
      clock,
      maxLineBytes: resolved.maxLineBytes,
      detection,
      consumer,
      onRebind: rebindSpeaker(say),
      ...chosen,
    });
    const lines = held;
    held = [];
    for (const { bytes, lineNo, offset, size } of lines) {
      if (size < 0) reader.line(bytes, 0, bytes.length, { lineNo, offset });
      else reader.oversize(size, { lineNo, offset });
    }
    return reader;
  };
  const heldLines = (): Buffer[] => held.filter(({ size }) => size < 0).map(({ bytes }) => bytes);
  const giveUp = (): void => {
    const lines = heldLines();
    if (held.length > 0)
      say(
        mismatch(lines, resolved) ??
          `no known format fits its first ${held.length === 1 ? 'line' : `${held.length} lines`}; see: rcodescope formats, rcodescope detect`,
      );
    open(detect(lines, chosen));
  };
  const hold = (bytes: Buffer, size: number, at: LinePosition): void => {
    held.push({ bytes, lineNo: at.lineNo, offset: at.offset, size });
    heldBytes += bytes.length;
    if (size < 0 && detect([bytes], chosen).format !== undefined) open(detect(heldLines(), chosen));
    else if (held.length >= DETECTION_LINES || heldBytes > HELD_BYTES) giveUp();
  };

  const lines = headLines(head, false);
  const same = before === undefined ? undefined : detect(lines, before);
  if (before !== undefined && (same!.format !== undefined || detect(lines, chosen).format === undefined))
    open({ ...same!, ...before });
  else {
    const detection = detect(lines, chosen);
    if (detection.format !== undefined) open(detection);
  }
  return {
    line(buf, start, end, at) {
      if (reader !== undefined) reader.line(buf, start, end, at);
      else hold(Buffer.from(buf.subarray(start, end)), -1, at);
    },
    oversize(bytes, at) {
      if (reader !== undefined) reader.oversize(bytes, at);
      else hold(Buffer.alloc(0), bytes, at);
    },
    flush() {
      if (reader === undefined) giveUp();
    },
    get known() {
      const format = reader?.format;
      const envelope = reader?.envelope;
      return format === undefined || envelope === undefined ? undefined : { envelope, format };
    },
  };
}
