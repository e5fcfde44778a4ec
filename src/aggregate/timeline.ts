// Counts over time in a bounded number of buckets, coarser when there are too many.

/**
 * Bucket lengths in seconds, up to 7 days; after that each is twice the one before. Each divides the next and all start at
 * the epoch, so a coarse bucket is exactly a union of finer ones (7-day buckets begin on Thursdays, as the epoch did).
 */
export const STEPS_SECONDS: readonly number[] = [
  1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 604800,
];

/** Times from here on (the year 10000) are no times of a log. */
export const END_MS = 253_402_300_800_000;

export interface TimelineSnapshot {
  columns: number;
  /** Length of each bucket in seconds. */
  step: number;
  /** Starts of the buckets that hold anything, in seconds since the epoch, ascending. */
  starts: number[];
  /** `columns` numbers for each start. */
  counts: number[];
  /** Counts per column of what had no time, or none between 1970 and 9999. */
  untimed: number[];
}

/**
 * What is bounded is the number of buckets that hold anything, not the span from the first to the last. The step is the
 * smallest of the ladder with which the occupied buckets are at most `maxBuckets`. That depends only on the set of times:
 * not on their order, nor on how the input was split. And a stray stamp of 1970 or 2099 costs one bucket, not the
 * resolution of all others; what to draw of the emptiness between is the report's business.
 *
 * Memory: 8 bytes for each of `maxBuckets` times `columns`, and about 40 for each bucket.
 */
export class Timeline {
  private step = 1;
  private size = 0;
  /** Bucket numbers (start divided by step) in order of arrival, their counts, and slots that lead to them. */
  private readonly buckets: Float64Array;
  private readonly counts: Float64Array;
  private readonly slots: Int32Array;
  private readonly untimed: Float64Array;
  /** The bucket added to last, as milliseconds: log lines come in runs of the same second. */
  private lastFrom = 0;
  private lastTo = 0;
  private lastRow = 0;

  constructor(
    readonly columns: number,
    readonly maxBuckets = 720,
  ) {
    if (!(maxBuckets >= 1) || !(columns >= 1)) throw new RangeError('Timeline needs a bucket and a column');
    this.buckets = new Float64Array(maxBuckets);
    this.counts = new Float64Array(maxBuckets * columns);
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(maxBuckets * 2 + 2)));
    this.untimed = new Float64Array(columns);
  }

  static restore(snapshot: TimelineSnapshot, maxBuckets?: number): Timeline {
    const timeline = new Timeline(snapshot.columns, maxBuckets);
    timeline.merge(snapshot);
    return timeline;
  }

  /** `timeMs` is milliseconds since the epoch; undefined or NaN for a line without time. A column that does not exist counts as the last one. */
  add(timeMs: number | undefined, column: number, weight = 1): void {
    const cell = column >>> 0 < this.columns ? column : this.columns - 1;
    if (timeMs !== undefined && timeMs >= this.lastFrom && timeMs < this.lastTo) {
      this.counts[this.lastRow + cell]! += weight;
    } else if (timeMs !== undefined && timeMs >= 0 && timeMs < END_MS) {
      this.select(timeMs);
      this.counts[this.lastRow + cell]! += weight;
    } else {
      this.untimed[cell]! += weight;
    }
  }

  /** Length of a bucket in seconds. */
  get stepSeconds(): number {
    return this.step;
  }

  snapshot(): TimelineSnapshot {
    const { columns, counts, buckets } = this;
    const order = Array.from({ length: this.size }, (_, i) => i).sort((a, b) => buckets[a]! - buckets[b]!);
    return {
      columns,
      step: this.step,
      starts: order.map((i) => buckets[i]! * this.step),
      counts: order.flatMap((i) => Array.from(counts.subarray(i * columns, (i + 1) * columns))),
      untimed: Array.from(this.untimed),
    };
  }

  /** Exact: the same as if all lines had been added here, given the same `maxBuckets`. */
  merge(s: TimelineSnapshot): void {
    if (s.columns !== this.columns) throw new RangeError(`cannot merge ${s.columns} columns into ${this.columns}`);
    for (let c = 0; c < this.columns; c++) this.untimed[c]! += s.untimed[c]!;
    while (this.step < s.step) this.coarsen();
    for (let i = 0; i < s.starts.length; i++) {
      this.select(s.starts[i]! * 1000);
      for (let c = 0; c < this.columns; c++) this.counts[this.lastRow + c]! += s.counts[i * this.columns + c]!;
    }
  }

  /** Makes the bucket of a time the last one. */
  private select(timeMs: number): void {
    for (;;) {
      const bucket = Math.floor(timeMs / (this.step * 1000));
      const row = this.rowOf(bucket);
      if (row >= 0) {
        this.lastFrom = bucket * this.step * 1000;
        // A coarse bucket may reach beyond the last time that is one.
        this.lastTo = Math.min(this.lastFrom + this.step * 1000, END_MS);
        this.lastRow = row * this.columns;
        return;
      }
      this.coarsen();
    }
  }

  /** The row of a bucket, new if need be; -1 when it is one too many. */
  private rowOf(bucket: number): number {
    const { slots, buckets } = this;
    const mask = slots.length - 1;
    let slot = (Math.imul(bucket % 0x100000000, 0x9e3779b1) >>> 8) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      if (buckets[slots[slot]! - 1] === bucket) return slots[slot]! - 1;
    }
    if (this.size === this.maxBuckets) return -1;
    buckets[this.size] = bucket;
    slots[slot] = ++this.size;
    return this.size - 1;
  }

  private coarsen(): void {
    const { columns, counts } = this;
    const size = this.size;
    const factor = longerStep(this.step) / this.step;
    this.step *= factor;
    this.lastTo = 0;
    this.size = 0;
    this.slots.fill(0);
    // In place: a row only ever moves down, onto one that has been read.
    for (let from = 0; from < size; from++) {
      const held = this.size;
      const to = this.rowOf(Math.floor(this.buckets[from]! / factor));
      if (to === from) continue;
      for (let c = 0; c < columns; c++) {
        const count = counts[from * columns + c]!;
        if (to === held) counts[to * columns + c] = count;
        else counts[to * columns + c]! += count;
      }
    }
    counts.fill(0, this.size * columns);
  }
}

/** The next step of the ladder, in seconds. */
function longerStep(step: number): number {
  return STEPS_SECONDS.find((longer) => longer > step) ?? step * 2;
}

/** The same time line with a longer step of the ladder; the given one if its step is as long already. */
export function coarsened(s: TimelineSnapshot, stepSeconds: number): TimelineSnapshot {
  if (stepSeconds <= s.step) return s;
  const timeline = new Timeline(s.columns, Math.max(1, s.starts.length));
  timeline.merge({ ...s, step: stepSeconds });
  return timeline.snapshot();
}
