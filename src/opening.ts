// How an input is opened: what the user set, what its first lines show, the reader that follows from both.
import { type Detection, detect, HEAD_BYTES, headLines } from './detect.js';
import type { EnvelopeSpec } from './envelopes/spec.js';
import type { CompiledFormat } from './formats/compile.js';
import { InputReader, type RecordConsumer } from './reader.js';
import type { InputClock } from './time/clock.js';

/** What the user set, looked up. */
export interface ResolvedInputs {
  readonly envelope: EnvelopeSpec | undefined;
  readonly format: CompiledFormat | undefined;
  readonly timeZone: string;
  readonly maxLineBytes: number;
}

/** What the user set, as detection takes it. */
export function chosenOf({ envelope, format }: ResolvedInputs): { envelope?: EnvelopeSpec; format?: CompiledFormat } {
  return { ...(envelope !== undefined && { envelope }), ...(format !== undefined && { format }) };
}

/**
 * A sentence when what the user set fits none of these lines while something else would; undefined when there is nothing to
 * say. What was set stays in force.
 */
export function mismatch(lines: readonly Buffer[], resolved: ResolvedInputs): string | undefined {
  if (resolved.envelope === undefined && resolved.format === undefined) return undefined;
  const free = detect(lines);
  if (free.format === undefined) return undefined;
  const set = [resolved.format?.spec.name, resolved.envelope?.name].filter((name) => name !== undefined).join(' in ');
  return `set: ${set}; the lines look like ${free.format.spec.name} in envelope ${free.envelope!.name}`;
}

/** Says that an input turned out to be in something else. */
export function rebindSpeaker(say: (text: string) => void): (next: Detection, lineNo: number) => void {
  return (next, lineNo) =>
    say(`line ${lineNo}: the lines are now ${next.format!.spec.name} in envelope ${next.envelope!.name}`);
}

/** A reader for an input whose head is known. */
export function openReader(
  head: Buffer,
  resolved: ResolvedInputs,
  clock: InputClock,
  consumer: RecordConsumer,
  say: (text: string) => void,
): InputReader {
  const chosen = chosenOf(resolved);
  const lines = headLines(head, head.length < HEAD_BYTES);
  const detection = detect(lines, chosen);
  const wrong = detection.format === undefined ? mismatch(lines, resolved) : undefined;
  if (wrong !== undefined) say(wrong);
  return new InputReader({
    clock,
    maxLineBytes: resolved.maxLineBytes,
    detection,
    consumer,
    onRebind: rebindSpeaker(say),
    ...chosen,
  });
}
