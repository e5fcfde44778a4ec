// The worker thread: takes parts, sends results. Started by pool.ts.
import { parentPort, workerData } from 'node:worker_threads';
import type { PackedTally } from '../aggregate/tally.js';
import { type Part, type PartResult, type RunOptions, runPart } from './part.js';

/** Main thread to worker. */
export interface WorkOrder {
  readonly number: number;
  readonly part: Part;
}

/** Worker to main thread: a result, what a bug threw, or how far it is. */
export type WorkReport =
  | { readonly number: number; readonly result: PartResult<PackedTally> }
  | { readonly number: number; readonly bug: unknown }
  | { readonly number: number; readonly bytes: number; readonly lines: number };

/** Progress is told no more often than this many bytes. */
const TELL_BYTES = 4 << 20;

const run = workerData as RunOptions;
const port = parentPort!;

port.on('message', ({ number, part }: WorkOrder) => {
  let told = 0;
  const progress = (bytes: number, lines: number): void => {
    if (bytes - told < TELL_BYTES) return;
    port.postMessage({ number, bytes, lines } satisfies WorkReport);
    told = bytes;
  };
  runPart(run, part, progress).then(
    ({ tally, ...rest }) => {
      const packed = tally.pack();
      port.postMessage(
        { number, result: { ...rest, tally: packed } } satisfies WorkReport,
        buffersOf(packed, rest.history),
      );
    },
    (bug: unknown) => port.postMessage({ number, bug } satisfies WorkReport),
  );
});

/** Typed arrays change hands instead of being copied. */
function buffersOf({ names, clients, zones, upstreams }: PackedTally, history: PartResult['history']): ArrayBuffer[] {
  const arrays = [names, clients, zones, upstreams].flatMap(({ lengths, bytes, counts, errors }) => [
    lengths,
    bytes,
    counts,
    errors,
  ]);
  return [...arrays, ...(history === undefined ? [] : [history.steps.keys, history.steps.counts])].map(
    (array) => array.buffer as ArrayBuffer,
  );
}
