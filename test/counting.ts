// Reads a log in this process and counts it: what `analyze` does, without files and without a process.
import { Tally, type TallySnapshot } from '../src/aggregate/tally.js';
import { detect, headLines } from '../src/detect.js';
import { BlockFramer } from '../src/framing.js';
import { Pipeline } from '../src/pipeline.js';
import { InputReader } from '../src/reader.js';
import { compileSelection, EVERYTHING, type Selection } from '../src/selection.js';
import { InputClock } from '../src/time/clock.js';

/** Present of the tests, in epoch ms. */
export const NOW = Date.parse('2026-11-25T12:00:00Z');

export function selectionOf(only: readonly string[], since?: string, until?: string): Selection {
  return compileSelection(
    { only: [...only], ...(since !== undefined && { since }), ...(until !== undefined && { until }) },
    NOW,
  );
}

export function counted(log: Buffer, selection: Selection = EVERYTHING): TallySnapshot {
  const tally = new Tally();
  const pipeline = new Pipeline({ counts: tally, selection, maxOpenExchanges: 1000 });
  const reader = new InputReader({
    clock: new InputClock({ timeZone: 'UTC', anchorMs: NOW }),
    maxLineBytes: 1 << 20,
    detection: detect(headLines(log, true)),
    consumer: pipeline,
  });
  const framer = new BlockFramer(reader, 1 << 20);
  framer.push(log);
  framer.finish();
  pipeline.finish();
  return tally.snapshot();
}
