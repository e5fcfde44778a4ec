// The heaviest keys of a stream (names, zones, clients) in bounded memory, with counts per column and a stated error.
// Misra and Gries, "Finding repeated elements", 1982; merging: Agarwal et al., "Mergeable summaries", PODS 2012; purging
// by the median: Anderson et al., "A high-performance algorithm for identifying frequent items in data streams", IMC 2017.

import { Key, type KeyForm } from './key.js';
import { type Encoding, KeyTable } from './key-table.js';

/** Plain JSON. Keys stand heaviest first (count plus error; ties by text), `counts` holds `columns` numbers for each. */
export interface TopSnapshot {
  columns: number;
  encoding: Encoding;
  /** What any key's true count may exceed the printed one by; 0 means that everything is exact. */
  error: number;
  /** Exact sums per column over all keys, those dropped included. */
  totals: number[];
  keys: string[];
  counts: number[];
  /** Per key: what its own true counts may exceed the printed ones by; never more than `error`. */
  errors: number[];
}

/** A top list in typed arrays; key k is the next lengths[k] of `bytes`. */
export interface PackedTop {
  readonly columns: number;
  readonly error: number;
  readonly totals: Float64Array;
  readonly lengths: Uint16Array;
  readonly bytes: Uint8Array;
  readonly counts: Float64Array;
  readonly errors: Float64Array;
}

/** One printed line of a top list. Each count is a lower bound; count plus `error` is an upper bound. */
export interface TopRow {
  key: string;
  counts: number[];
  error: number;
}

const ARENA_BYTES_PER_KEY = 128;
const MIN_ARENA_BYTES = 1 << 16;

/**
 * Exact while there are at most `capacity` distinct keys (and their bytes fit the arena: 128 bytes per key, 64 KiB at
 * least). Beyond that, the half of the keys with the smallest credit is dropped each time the table is full.
 *
 * Credit is the classical Misra-Gries counter: the key's total less everything subtracted since it came. It is not stored:
 * each key keeps the sum of all subtractions before it came (`births`) instead. So its column counts are never scaled, they
 * stay exact from its arrival on; all that it can have lost is what was subtracted before. Each purge takes the median from
 * at least half of the keys, so `errorBound() <= 2 * total / capacity` (the arena permitting).
 *
 * Memory for capacity 65536 and 12 columns: counts 6.0 MiB, births 0.5, slots 2.0, keys 0.6, arena at most 8 (about 2 for
 * names of 25 bytes): 11 MiB usual, 17 at most, of which only what is used is resident; a purge needs 1 MiB for a moment.
 */
export class TopKeys {
  private readonly key = new Key();
  private readonly table: KeyTable;
  private counts: Float64Array;
  private births: Float64Array;
  private readonly totals: Float64Array;
  private subtracted = 0;

  /** `dropped` is told of each key that a purge drops, with all that was counted for it since it came. */
  constructor(
    readonly capacity: number,
    readonly columns: number,
    readonly form: KeyForm = 'bytes',
    private readonly dropped?: (name: Uint8Array, counts: Float64Array) => void,
  ) {
    if (!(capacity >= 1) || !(columns >= 1)) throw new RangeError('TopKeys needs a capacity and a column');
    this.table = new KeyTable(capacity, Math.max(MIN_ARENA_BYTES, capacity * ARENA_BYTES_PER_KEY));
    const first = Math.min(capacity, 1024);
    this.counts = new Float64Array(first * columns);
    this.births = new Float64Array(first);
    this.totals = new Float64Array(columns);
  }

  static restore(snapshot: TopSnapshot, capacity: number, form: KeyForm = 'bytes'): TopKeys {
    const top = new TopKeys(capacity, snapshot.columns, form);
    top.merge(snapshot);
    return top;
  }

  /** Counts the key in `buf` from `start` up to `end`. A column that does not exist counts as the last one. */
  add(buf: Uint8Array, start: number, end: number, column: number, weight = 1): void {
    this.key.load(buf, start, end, this.form);
    this.addKey(this.key, column, weight);
  }

  /** The same for a key that is loaded already, in this object's form. True: the key was not held before. */
  addKey(key: Key, column: number, weight = 1): boolean {
    const cell = column >>> 0 < this.columns ? column : this.columns - 1;
    let index = this.table.find(key);
    const isNew = index < 0;
    if (isNew) index = this.insert(key);
    this.counts[index * this.columns + cell]! += weight;
    this.totals[cell]! += weight;
    return isNew;
  }

  /** Each key held, with its counts; both are valid only during the call. */
  visit(visitor: (name: Uint8Array, counts: Float64Array) => void): void {
    for (let i = 0; i < this.table.size; i++)
      visitor(this.table.bytes(i), this.counts.subarray(i * this.columns, (i + 1) * this.columns));
  }

  /** Distinct keys held. */
  get size(): number {
    return this.table.size;
  }

  /** How much the true count of any key, held or not, may exceed what is held. 0: everything is exact. */
  errorBound(): number {
    return this.subtracted;
  }

  /**
   * The `limit` heaviest keys. A limit below `size` raises the error of the snapshot (not of this object) to the upper bound
   * of the heaviest key left out.
   */
  snapshot(encoding: Encoding = 'latin1', limit = Number.POSITIVE_INFINITY): TopSnapshot {
    const { table, columns, counts, births } = this;
    const bounds = new Float64Array(table.size);
    const texts: string[] = [];
    const order: number[] = [];
    for (let i = 0; i < table.size; i++) {
      bounds[i] = this.total(i) + births[i]!;
      texts.push(table.text(i, encoding));
      order.push(i);
    }
    order.sort((a, b) => bounds[b]! - bounds[a]! || (texts[a]! < texts[b]! ? -1 : 1));
    const kept = order.slice(0, limit);
    // Three times as fast as `flatMap` over rows, for 30000 names.
    const rows: number[] = [];
    for (const i of kept) for (let cell = i * columns; cell < (i + 1) * columns; cell++) rows.push(counts[cell]!);
    return {
      columns,
      encoding,
      error: kept.length < order.length ? Math.max(this.subtracted, bounds[order[kept.length]!]!) : this.subtracted,
      totals: Array.from(this.totals),
      keys: kept.map((i) => texts[i]!),
      counts: rows,
      errors: kept.map((i) => births[i]!),
    };
  }

  /**
   * Adds what another part of the stream held. Exact, associative and commutative while nothing is dropped; always within
   * the sum of both errors plus what the merge itself has to drop.
   */
  merge(s: TopSnapshot): void {
    const { columns } = this;
    if (s.columns !== columns) throw new RangeError(`cannot merge ${s.columns} columns into ${columns}`);
    for (let c = 0; c < columns; c++) this.totals[c]! += s.totals[c]!;
    // Until its entry turns up, a key held here counts as dropped over there; and the other way round.
    for (let i = 0; i < this.table.size; i++) this.births[i]! += s.error;
    this.subtracted += s.error;
    // One buffer for all keys, 1.4 times as fast as one for each.
    const bytes = Buffer.from(s.keys.join(''), s.encoding);
    for (let k = 0, start = 0; k < s.keys.length; k++) {
      const end = start + Buffer.byteLength(s.keys[k]!, s.encoding);
      this.key.load(bytes, start, end, 'bytes');
      start = end;
      let index = this.table.find(this.key);
      if (index < 0) index = this.insert(this.key);
      this.births[index]! += s.errors[k]! - s.error;
      for (let c = 0; c < columns; c++) this.counts[index * columns + c]! += s.counts[k * columns + c]!;
    }
  }

  /** All keys and counts in typed arrays: what a worker thread hands over without making a string of any key. */
  pack(): PackedTop {
    const { table, columns } = this;
    return {
      columns,
      error: this.subtracted,
      totals: this.totals.slice(),
      ...table.pack(),
      counts: this.counts.slice(0, table.size * columns),
      errors: this.births.slice(0, table.size),
    };
  }

  /** The same as `merge` with the snapshot of what was packed, but for the order in which keys come to be held. */
  absorb(p: PackedTop): void {
    const { columns } = this;
    if (p.columns !== columns) throw new RangeError(`cannot merge ${p.columns} columns into ${columns}`);
    for (let c = 0; c < columns; c++) this.totals[c]! += p.totals[c]!;
    for (let i = 0; i < this.table.size; i++) this.births[i]! += p.error;
    this.subtracted += p.error;
    let from = 0;
    for (let k = 0; k < p.lengths.length; k++) {
      this.key.load(p.bytes, from, from + p.lengths[k]!, 'bytes');
      from += p.lengths[k]!;
      let index = this.table.find(this.key);
      if (index < 0) index = this.insert(this.key);
      this.births[index]! += p.errors[k]! - p.error;
      for (let c = 0; c < columns; c++) this.counts[index * columns + c]! += p.counts[k * columns + c]!;
    }
  }

  private insert(key: Key): number {
    let index = this.table.insert(key);
    for (; index < 0; index = this.table.insert(key)) this.purge();
    if (index >= this.births.length) this.makeRoom(index + 1);
    this.births[index] = this.subtracted;
    return index;
  }

  private makeRoom(keys: number): void {
    const room = Math.min(this.capacity, Math.max(keys, this.births.length * 2));
    const { counts, births } = this;
    this.counts = new Float64Array(room * this.columns);
    this.births = new Float64Array(room);
    this.counts.set(counts);
    this.births.set(births);
  }

  private purge(): void {
    const { table, columns, counts, births, dropped } = this;
    const credits = Float64Array.from(births.subarray(0, table.size));
    for (let i = 0; i < credits.length; i++) credits[i]! += this.total(i) - this.subtracted;
    const taken = median(credits.slice());
    this.subtracted += taken;
    table.retain(
      (i) => {
        if (credits[i]! > taken) return true;
        dropped?.(table.bytes(i), counts.subarray(i * columns, (i + 1) * columns));
        return false;
      },
      (from, to) => {
        if (from === to) return;
        for (let c = 0; c < columns; c++) counts[to * columns + c] = counts[from * columns + c]!;
        births[to] = births[from]!;
      },
    );
    // Keys to come find their cells at zero.
    counts.fill(0, table.size * columns);
  }

  private total(index: number): number {
    const from = index * this.columns;
    let sum = 0;
    for (let i = from; i < from + this.columns; i++) sum += this.counts[i]!;
    return sum;
  }
}

/** The `limit` rows with the largest sum over `columns` (all of them when left out), rows with none left out. */
export function topRows(s: TopSnapshot, limit: number, columns?: readonly number[]): TopRow[] {
  const chosen = columns ?? s.totals.map((_, c) => c);
  const sums = s.keys.map((_, k) => chosen.reduce((sum, c) => sum + s.counts[k * s.columns + c]!, 0));
  return s.keys
    .map((_, k) => k)
    .filter((k) => sums[k]! > 0)
    .sort((a, b) => sums[b]! - sums[a]! || (s.keys[a]! < s.keys[b]! ? -1 : 1))
    .slice(0, limit)
    .map((k) => ({
      key: s.keys[k]!,
      counts: s.counts.slice(k * s.columns, (k + 1) * s.columns),
      error: s.errors[k]!,
    }));
}

/** The lower median, by Hoare's selection; reorders `values`. */
function median(values: Float64Array): number {
  const wanted = (values.length - 1) >>> 1;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >>> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else return pivot;
  }
  return values[low]!;
}
