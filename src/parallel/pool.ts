// Runs parts on worker threads and hands out their results in the order of the parts.
import { Worker } from 'node:worker_threads';
import type { Part, PartResult, RunOptions } from './part.js';
import { runPart } from './part.js';
import type { WorkOrder, WorkReport } from './worker.js';

export interface PoolOptions {
  readonly run: RunOptions;
  /** 1: everything in this thread. */
  readonly workers: number;
  /** Bytes and lines of a part read so far. */
  readonly progress?: (part: Part, bytes: number, lines: number) => void;
}

/** Results waiting for an earlier one, per worker: bounds memory when the first part is the slowest. */
const AHEAD = 2;

/** Yields the results of `parts` in their order. */
export async function* runParts(parts: readonly Part[], options: PoolOptions): AsyncGenerator<PartResult> {
  const workers = Math.min(options.workers, parts.length);
  if (workers <= 1) {
    for (const part of parts)
      yield await runPart(options.run, part, (bytes, lines) => options.progress?.(part, bytes, lines));
    return;
  }
  const pool = new Pool(parts, workers, options);
  try {
    for (let i = 0; i < parts.length; i++) yield await pool.take(i);
  } finally {
    await pool.close();
  }
}

class Pool {
  private readonly threads: Worker[];
  private readonly idle: Worker[];
  private readonly waiting = new Map<
    number,
    { resolve: (result: PartResult) => void; reject: (error: unknown) => void }
  >();
  private readonly results = new Map<number, PartResult>();
  private failure: { error: unknown } | undefined;
  private next = 0;
  private taken = 0;

  constructor(
    private readonly parts: readonly Part[],
    count: number,
    private readonly options: PoolOptions,
  ) {
    this.threads = Array.from({ length: count }, () => {
      const thread = new Worker(new URL('./worker.js', import.meta.url), {
        workerData: options.run,
        // Lines leave little behind; a small nursery keeps two threads within the memory of one.
        resourceLimits: { maxYoungGenerationSizeMb: 8 },
      });
      thread.on('message', (report: WorkReport) => this.receive(thread, report));
      thread.on('error', (error) => this.fail(error));
      return thread;
    });
    this.idle = [...this.threads];
    this.dispatch();
  }

  /** The result of a part; ask for them in order. */
  take(number: number): Promise<PartResult> {
    this.taken = number;
    this.dispatch();
    const result = this.results.get(number);
    if (result !== undefined) {
      this.results.delete(number);
      return Promise.resolve(result);
    }
    if (this.failure !== undefined) return Promise.reject(this.failure.error);
    return new Promise((resolve, reject) => this.waiting.set(number, { resolve, reject }));
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.terminate()));
  }

  private dispatch(): void {
    while (
      this.idle.length > 0 &&
      this.next < this.parts.length &&
      this.next - this.taken < AHEAD * this.threads.length
    ) {
      const number = this.next++;
      this.idle.pop()!.postMessage({ number, part: this.parts[number]! } satisfies WorkOrder);
    }
  }

  private receive(thread: Worker, report: WorkReport): void {
    if ('bytes' in report) {
      this.options.progress?.(this.parts[report.number]!, report.bytes, report.lines);
      return;
    }
    this.idle.push(thread);
    this.dispatch();
    if ('bug' in report) {
      this.fail(report.bug);
      return;
    }
    const waiting = this.waiting.get(report.number);
    this.waiting.delete(report.number);
    if (waiting === undefined) this.results.set(report.number, report.result);
    else waiting.resolve(report.result);
  }

  private fail(error: unknown): void {
    this.failure ??= { error };
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
