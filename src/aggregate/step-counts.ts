// Counts of many series over time in steps of one length, as a history needs them: exact, sparse, bounded.

import { END_MS } from './timeline.js';

/** Cells (a series in a step) that all stores of a run hold together. */
export const MAX_CELLS = 4_000_000;

/** A store in the form in which it crosses threads. */
export interface PackedSteps {
  readonly step: number;
  /** One number for each cell: its step times the number of series, plus its series. */
  readonly keys: Float64Array;
  readonly counts: Float64Array;
  /** By series: what has no time. */
  readonly untimed: Float64Array;
}

export interface Cell {
  readonly series: number;
  /** Start of the step, in seconds since 1970. */
  readonly start: number;
  readonly count: number;
}

const EMPTY = -1;

/**
 * Steps begin at multiples of their length since 1970. When there are more cells than `maxCells` the step doubles, again and
 * again: what is too much can then be said together with a step that would fit, and that step depends on what was counted
 * alone, not on its order nor on how it was cut into parts.
 *
 * Memory: 16 bytes for each of twice as many cells as are held.
 */
export class StepCounts {
  private keys = new Float64Array(64).fill(EMPTY);
  private counts = new Float64Array(64);
  private held = 0;
  private readonly untimed: Float64Array;
  private length: number;
  /** The step added to last, as milliseconds: log lines come in runs of the same one. */
  private lastFrom = 0;
  private lastTo = 0;
  private lastBucket = 0;

  constructor(
    stepSeconds: number,
    readonly series: number,
    readonly maxCells = MAX_CELLS,
  ) {
    if (!(maxCells >= series)) throw new RangeError('StepCounts needs room for a cell of each series');
    this.length = stepSeconds;
    this.untimed = new Float64Array(series);
  }

  /** Length of a step in seconds: what was asked for, or that times a power of two. */
  get step(): number {
    return this.length;
  }

  get size(): number {
    return this.held;
  }

  /** What has no time, or none between 1970 and 9999 (ms since 1970), is in no cell, but in the totals. */
  add(timeMs: number, series: number, weight = 1): void {
    if (!(timeMs >= this.lastFrom && timeMs < this.lastTo)) {
      if (!(timeMs >= 0 && timeMs < END_MS)) {
        this.untimed[series]! += weight;
        return;
      }
      this.select(timeMs);
    }
    while (!this.put(this.lastBucket, series, weight)) {
      this.coarsen();
      this.select(timeMs);
    }
  }

  /** Exact: the same as if all of it had been added here. Both steps must come from the same one by doubling. */
  absorb({ step, keys, counts, untimed }: PackedSteps): void {
    for (let series = 0; series < this.series; series++) this.untimed[series]! += untimed[series]!;
    this.refill(step, keys, counts);
  }

  /** Counts by series, whenever they were. */
  totals(): Float64Array {
    const totals = this.untimed.slice();
    for (let slot = 0; slot < this.keys.length; slot++)
      if (this.keys[slot] !== EMPTY) totals[this.keys[slot]! % this.series]! += this.counts[slot]!;
    return totals;
  }

  private refill(step: number, keys: Float64Array, counts: Float64Array): void {
    while (this.length < step) this.coarsen();
    for (let i = 0; i < keys.length; i++) {
      const bucket = Math.floor(keys[i]! / this.series);
      const series = keys[i]! - bucket * this.series;
      while (!this.put(Math.floor((bucket * step) / this.length), series, counts[i]!)) this.coarsen();
    }
  }

  pack(): PackedSteps {
    const keys = new Float64Array(this.held);
    const counts = new Float64Array(this.held);
    let n = 0;
    for (let slot = 0; slot < this.keys.length; slot++) {
      if (this.keys[slot] === EMPTY) continue;
      keys[n] = this.keys[slot]!;
      counts[n++] = this.counts[slot]!;
    }
    return { step: this.length, keys, counts, untimed: this.untimed.slice() };
  }

  /** Twice the step. */
  coarsen(): void {
    const { step, keys, counts } = this.pack();
    this.keys.fill(EMPTY);
    this.counts.fill(0);
    this.held = 0;
    this.lastTo = 0;
    this.length = step * 2;
    this.refill(step, keys, counts);
  }

  /** The cells of the series from `from` up to but not with `to`, series by series, each in the order of time. */
  *cells(from = 0, to = this.series): Generator<Cell> {
    const order = this.keys
      .filter((key) => key !== EMPTY && key % this.series >= from && key % this.series < to)
      // 2^38 seconds are more than there are up to the year 9999.
      .map((key) => (key % this.series) * 2 ** 38 + Math.floor(key / this.series))
      .sort();
    for (const place of order) {
      const series = Math.floor(place / 2 ** 38);
      const bucket = place - series * 2 ** 38;
      yield { series, start: bucket * this.length, count: this.counts[this.slotOf(bucket, series)]! };
    }
  }

  /** Start of the last step with a count, in seconds; NaN without any. */
  last(): number {
    let last = Number.NaN;
    for (const key of this.keys) {
      const bucket = Math.floor(key / this.series);
      if (key !== EMPTY && !(bucket <= last)) last = bucket;
    }
    return last * this.length;
  }

  private select(timeMs: number): void {
    const ms = this.length * 1000;
    this.lastBucket = Math.floor(timeMs / ms);
    this.lastFrom = this.lastBucket * ms;
    this.lastTo = Math.min(this.lastFrom + ms, END_MS);
  }

  /** False when it would be one cell too many. */
  private put(bucket: number, series: number, weight: number): boolean {
    let slot = this.slotOf(bucket, series);
    if (this.keys[slot] === EMPTY) {
      if (this.held >= this.maxCells) return false;
      if (this.held * 2 >= this.keys.length) {
        this.grow();
        slot = this.slotOf(bucket, series);
      }
      this.keys[slot] = bucket * this.series + series;
      this.held++;
    }
    this.counts[slot]! += weight;
    return true;
  }

  /** Where a cell is, or would be. */
  private slotOf(bucket: number, series: number): number {
    const { keys } = this;
    const mask = keys.length - 1;
    const key = bucket * this.series + series;
    const hash = Math.imul(bucket % 0x100000000, 0x9e3779b1) + Math.imul(series, 0x85ebca6b);
    let slot = (hash >>> 7) & mask;
    while (keys[slot] !== key && keys[slot] !== EMPTY) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { keys, counts } = this;
    this.keys = new Float64Array(keys.length * 2).fill(EMPTY);
    this.counts = new Float64Array(keys.length * 2);
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] === EMPTY) continue;
      const bucket = Math.floor(keys[i]! / this.series);
      const slot = this.slotOf(bucket, keys[i]! - bucket * this.series);
      this.keys[slot] = keys[i]!;
      this.counts[slot] = counts[i]!;
    }
  }
}
