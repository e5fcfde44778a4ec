// Reads the files of one rotated log as if they were one file.
import { detect, HEAD_BYTES, headLines } from '../detect.js';
import { UserError } from '../errors.js';
import { chosenOf, openReader, type ResolvedInputs } from '../opening.js';
import type { InputReader, RecordConsumer } from '../reader.js';
import { fileAnchor } from '../sources/anchor.js';
import { peekHead } from '../sources/file.js';
import type { InputSpec } from '../sources/inputs.js';
import { seriesOf } from '../sources/series.js';
import { InputClock } from '../time/clock.js';

/** The inputs in the order in which they are read: the files of one log together, oldest first. */
export function orderInputs(
  specs: readonly InputSpec[],
  resolved: ResolvedInputs,
  nowMs: number,
): Promise<InputSpec[][]> {
  return seriesOf(specs, async (path, earlier) => {
    try {
      return await firstTimeOf(path, earlier, resolved, nowMs);
    } catch (error) {
      // What cannot be opened is said when its turn to be read comes.
      if (error instanceof UserError) return undefined;
      throw error;
    }
  });
}

async function firstTimeOf(
  path: string,
  earlier: number | null,
  resolved: ResolvedInputs,
  nowMs: number,
): Promise<number | undefined> {
  const head = await peekHead(path, HEAD_BYTES);
  const state = { year: null, month: null, day: null, lastMs: earlier };
  const clock = new InputClock({ timeZone: resolved.timeZone, anchorMs: await fileAnchor(path, nowMs), state });
  let first: number | undefined;
  const consumer: RecordConsumer = {
    record: ({ time }) => {
      if (!Number.isNaN(time)) first ??= time;
    },
    oversize: () => undefined,
  };
  const reader = openReader(head, resolved, clock, consumer, () => undefined);
  for (const line of headLines(head, head.length < HEAD_BYTES, Number.POSITIVE_INFINITY)) {
    reader.line(line, 0, line.length, { lineNo: 1, offset: 0 });
    if (first !== undefined) break;
  }
  return first;
}

/** Opens the next file of a series: its head, the latest time its lines can bear, whom to tell what is odd. */
export type OpenNext = (head: Buffer, anchorMs: number, say: (text: string) => void) => InputReader;

/**
 * What a reader knows at the end of one file it knows at the start of the next: the clock, a dump or a message in pieces that
 * goes on, the format, which a short file may not show. Only a file whose own lines are better read otherwise gets a reader
 * of its own, with the same clock.
 */
export function seriesOpener(resolved: ResolvedInputs, consumer: RecordConsumer): OpenNext {
  let clock: InputClock | undefined;
  let reader: InputReader | undefined;
  let say: (text: string) => void;
  return (head, anchorMs, sayNow) => {
    say = sayNow;
    if (clock === undefined) clock = new InputClock({ timeZone: resolved.timeZone, anchorMs });
    else clock.setAnchor(anchorMs);
    if (reader === undefined || !goesOn(reader, head, resolved)) {
      reader = openReader(head, resolved, clock, consumer, (text) => say(text));
    }
    return reader;
  };
}

/** Whether nothing knows more lines of this head than what the reader is set to. */
function goesOn(reader: InputReader, head: Buffer, resolved: ResolvedInputs): boolean {
  const { envelope, format, trials } = detect(headLines(head, head.length < HEAD_BYTES), chosenOf(resolved));
  if (format === undefined) return true;
  const known = (envelopeName: string | undefined, formatName: string | undefined): number => {
    const trial = trials.find((t) => t.envelope === envelopeName && t.format === formatName);
    return trial === undefined ? 0 : trial.coded + trial.known;
  };
  return known(reader.envelope?.name, reader.format?.spec.name) >= known(envelope?.name, format.spec.name);
}
