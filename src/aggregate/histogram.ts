// Latencies: counts in logarithmic buckets of fixed borders, so that quantiles have a known relative error and merge exactly.
// The idea is DDSketch's (Masson et al., VLDB 2019); the borders are HdrHistogram's: 64 equal steps between powers of two,
// found with integer instructions and the same on every machine, where a logarithm may differ in its last bit.

const STEP_BITS = 6;
const STEPS = 1 << STEP_BITS;
const OCTAVES = 30;

/** Longest latency told apart from longer ones: 1000 s, in microseconds. */
export const MAX_MICROSECONDS = 1e9;

/** Quantiles are within this share of a value that really has the rank: half a bucket, 0.78 %. */
export const QUANTILE_ERROR = 1 / (2 * STEPS + 1);

export interface HistogramSnapshot {
  /** Sum of all values in whole microseconds. */
  sum: number;
  /** Smallest and largest value in microseconds; null when there is none. */
  min: number | null;
  max: number | null;
  zero: number;
  /** Values that were no latency: negative or not a number. Not in any other figure. */
  rejected: number;
  /** Bucket number, count, bucket number, count, ... in ascending order, empty buckets left out. */
  buckets: number[];
}

/**
 * Values are microseconds, rounded to whole ones: sums then are exact up to 2^53 µs (285 years), in whatever order they are
 * added. 15 KiB. Anything above 1000 s counts in the last bucket; `max` and `sum` still know it.
 */
export class LatencyHistogram {
  private readonly buckets = new Float64Array(OCTAVES * STEPS);
  private zero = 0;
  private total = 0;
  private largest = Number.NEGATIVE_INFINITY;
  private smallest = Number.POSITIVE_INFINITY;
  private values = 0;
  private rejected = 0;

  static restore(snapshot: HistogramSnapshot): LatencyHistogram {
    const histogram = new LatencyHistogram();
    histogram.merge(snapshot);
    return histogram;
  }

  add(microseconds: number, weight = 1): void {
    if (!(microseconds >= 0 && microseconds < Number.POSITIVE_INFINITY)) {
      this.rejected += weight;
      return;
    }
    // Plus 0, because -0 is a value of its own in a snapshot.
    const value = Math.round(microseconds) + 0;
    if (value === 0) this.zero += weight;
    else this.buckets[bucketOf(value)]! += weight;
    this.values += weight;
    this.total += value * weight;
    if (value < this.smallest) this.smallest = value;
    if (value > this.largest) this.largest = value;
  }

  get count(): number {
    return this.values;
  }

  /** Microseconds. */
  get sum(): number {
    return this.total;
  }

  /** Microseconds; undefined when nothing was added. */
  get min(): number | undefined {
    return this.values === 0 ? undefined : this.smallest;
  }

  get max(): number | undefined {
    return this.values === 0 ? undefined : this.largest;
  }

  /** The value below or at which the share `q` (0 to 1) of all values lies, in microseconds; undefined when empty. */
  quantile(q: number): number | undefined {
    if (this.values === 0) return undefined;
    const rank = Math.max(1, Math.ceil(Math.min(1, Math.max(0, q)) * this.values));
    if (rank >= this.values) return this.largest;
    let seen = this.zero;
    if (rank <= seen) return 0;
    let bucket = 0;
    while (bucket < this.buckets.length - 1 && (seen += this.buckets[bucket]!) < rank) bucket++;
    return Math.min(this.largest, Math.max(this.smallest, middleOf(bucket)));
  }

  /** How many values are at or below `microseconds`, to the border of a bucket; for cumulative buckets of exporters. */
  countUpTo(microseconds: number): number {
    if (!(microseconds >= 0)) return 0;
    let seen = this.zero;
    const last = microseconds < 1 ? -1 : bucketOf(Math.min(Math.floor(microseconds), MAX_MICROSECONDS));
    for (let bucket = 0; bucket <= last; bucket++) seen += this.buckets[bucket]!;
    return seen;
  }

  snapshot(): HistogramSnapshot {
    const buckets: number[] = [];
    this.buckets.forEach((count, bucket) => {
      if (count > 0) buckets.push(bucket, count);
    });
    return {
      sum: this.total,
      min: this.min ?? null,
      max: this.max ?? null,
      zero: this.zero,
      rejected: this.rejected,
      buckets,
    };
  }

  /** Exact: the same as if all values had been added here. */
  merge(s: HistogramSnapshot): void {
    this.zero += s.zero;
    this.values += s.zero;
    this.rejected += s.rejected;
    this.total += s.sum;
    if (s.min !== null) this.smallest = Math.min(this.smallest, s.min);
    if (s.max !== null) this.largest = Math.max(this.largest, s.max);
    for (let i = 0; i + 1 < s.buckets.length; i += 2) {
      this.buckets[s.buckets[i]!]! += s.buckets[i + 1]!;
      this.values += s.buckets[i + 1]!;
    }
  }
}

/** The bucket of a whole number from 1 on: its highest bit, and the six bits after that. */
function bucketOf(microseconds: number): number {
  const value = microseconds < MAX_MICROSECONDS ? microseconds | 0 : MAX_MICROSECONDS;
  const octave = 31 - Math.clz32(value);
  const step = octave >= STEP_BITS ? value >>> (octave - STEP_BITS) : value << (STEP_BITS - octave);
  return octave * STEPS + (step & (STEPS - 1));
}

/** The value whose relative distance to both borders of a bucket is the same; below 64 µs a bucket is one whole number. */
function middleOf(bucket: number): number {
  const octave = Math.floor(bucket / STEPS);
  const low = 2 ** octave * (1 + (bucket % STEPS) / STEPS);
  if (octave < STEP_BITS) return low;
  const high = low + 2 ** octave / STEPS;
  return (2 * low * high) / (low + high);
}
