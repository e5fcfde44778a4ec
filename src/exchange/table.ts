// Where open exchanges live: typed arrays by entry, slabs of bytes for their fields, chains of entries by client. Nothing is
// allocated per line; what the numbers mean is the business of exchanges.ts.
import type { Cause, PendingCause } from '../diagnose/cause.js';
import { type LineKind, type LineRecord, SLOT } from '../event.js';
import { KEPT, latin1 } from './cut.js';

const SLAB_BYTES = 192;
/** No name is longer; what a hostile line holds beyond it is cut. */
const MAX_FIELD_BYTES = 4096;

/** Bit of `state` that says that an entry is in use. */
export const OPEN = 1;
export const ANY_FAMILY = -1;

export class ExchangeTable {
  /** Entries in use. */
  size = 0;
  private capacity = 1024;
  private buckets = new Int32Array(2048).fill(-1);
  private next = new Int32Array(1024);
  private hash = new Int32Array(1024);
  state = new Uint8Array(1024);
  family = new Int8Array(1024);
  /** Kinds seen, by their bits. */
  kindsLow = new Int32Array(1024);
  kindsHigh = new Int32Array(1024);
  code = new Int32Array(1024);
  detail = new Int32Array(1024);
  /** Hash of the pointer in the lines; 0: none. */
  pointer = new Int32Array(1024);
  port = new Int32Array(1024);
  /** Log time of the last line, ms. */
  last = new Float64Array(1024);
  /** Time of the line that told the code; NaN without one. */
  time = new Float64Array(1024);
  line = new Float64Array(1024);
  /** Number of the birth; 0: not in use. */
  born = new Float64Array(1024);
  kinds: (LineKind | undefined)[] = new Array(1024);
  causes: (Cause | PendingCause | undefined)[] = new Array(1024);
  private lengths = new Uint16Array(1024 * KEPT.length);
  private slab: Uint8Array = new Uint8Array(1024 * SLAB_BYTES);
  /** Fields too long for a slab, by entry. */
  private readonly large = new Map<number, Uint8Array>();
  private readonly free: number[] = [];
  private top = 0;
  private births = 0;
  private scratch: Uint8Array = new Uint8Array(4096);

  /** The entry of the record's client, or -1. */
  find(h: number, record: LineRecord, port: number): number {
    const start = record.ranges[2 * SLOT.client]!;
    const length = record.ranges[2 * SLOT.client + 1]! - start;
    for (let at = this.buckets[h & (this.buckets.length - 1)]!; at >= 0; at = this.next[at]!) {
      if (this.hash[at] !== h || this.port[at] !== port || this.lengths[at * KEPT.length] !== length) continue;
      const large = this.large.size > 0 ? this.large.get(at) : undefined;
      const bytes = large ?? this.slab;
      const offset = large === undefined ? at * SLAB_BYTES : 0;
      let i = 0;
      while (i < length && bytes[offset + i] === record.buf[start + i]) i++;
      if (i === length) return at;
    }
    return -1;
  }

  /** The entry of the client that a key stands for, or -1. */
  findKey(key: number): number {
    const h = Math.floor(key / KEY_LOW) | 0;
    for (let at = this.buckets[h & (this.buckets.length - 1)]!; at >= 0; at = this.next[at]!) {
      if (this.hash[at] !== h) continue;
      const large = this.large.get(at);
      const from = large === undefined ? at * SLAB_BYTES : 0;
      const to = from + this.lengths[at * KEPT.length]!;
      if (exchangeKey(h, large ?? this.slab, from, to, this.port[at]!) === key) return at;
    }
    return -1;
  }

  /** A new entry without fields. */
  create(h: number, port: number, now: number): number {
    let at = this.free.pop();
    if (at === undefined) {
      if (this.top === this.capacity) this.grow();
      at = this.top++;
    }
    this.size++;
    this.state[at] = OPEN;
    this.family[at] = ANY_FAMILY;
    this.kindsLow[at] = 0;
    this.kindsHigh[at] = 0;
    this.pointer[at] = 0;
    this.port[at] = port;
    this.hash[at] = h;
    this.last[at] = now;
    this.born[at] = ++this.births;
    this.lengths.fill(0, at * KEPT.length, (at + 1) * KEPT.length);
    const bucket = h & (this.buckets.length - 1);
    this.next[at] = this.buckets[bucket]!;
    this.buckets[bucket] = at;
    return at;
  }

  /** Keeps the record's fields; those that the line does not say stay as earlier lines said them. */
  keep(at: number, record: LineRecord): void {
    const base = at * KEPT.length;
    let size = 0;
    let news = false;
    for (let k = 0; k < KEPT.length; k++) {
      const start = record.ranges[2 * KEPT[k]!]!;
      const kept = this.lengths[base + k]!;
      if (kept === 0 && start >= 0) {
        news = true;
        size += Math.min(record.ranges[2 * KEPT[k]! + 1]! - start, MAX_FIELD_BYTES);
      } else size += kept;
    }
    if (!news) return;
    const large = this.large.get(at);
    const old = large ?? this.slab;
    let from = large === undefined ? at * SLAB_BYTES : 0;
    // The fields in their order, known ones from where they are, new ones from the line: by way of scratch when both mix.
    const fresh = this.lengths[base] === 0;
    const fits = size <= SLAB_BYTES;
    if (this.scratch.length < size) this.scratch = new Uint8Array(2 * size);
    const target = fresh && fits ? this.slab : this.scratch;
    let w = fresh && fits ? at * SLAB_BYTES : 0;
    for (let k = 0; k < KEPT.length; k++) {
      const start = record.ranges[2 * KEPT[k]!]!;
      const kept = this.lengths[base + k]!;
      if (kept > 0) for (let i = 0; i < kept; i++) target[w++] = old[from++]!;
      else if (start >= 0) {
        const end = Math.min(record.ranges[2 * KEPT[k]! + 1]!, start + MAX_FIELD_BYTES);
        for (let i = start; i < end; i++) target[w++] = record.buf[i]!;
        this.lengths[base + k] = end - start;
      }
    }
    if (target === this.slab) return;
    if (fits) {
      this.slab.set(this.scratch.subarray(0, size), at * SLAB_BYTES);
      this.large.delete(at);
    } else this.large.set(at, this.scratch.slice(0, size));
  }

  /** Points the fields of a record at what is kept. */
  show(at: number, out: LineRecord): void {
    const large = this.large.size > 0 ? this.large.get(at) : undefined;
    out.buf = large ?? this.slab;
    out.ranges.fill(-1);
    let from = large === undefined ? at * SLAB_BYTES : 0;
    for (let k = 0; k < KEPT.length; k++) {
      const length = this.lengths[at * KEPT.length + k]!;
      if (length > 0) {
        out.ranges[2 * KEPT[k]!] = from;
        out.ranges[2 * KEPT[k]! + 1] = from + length;
      }
      from += length;
    }
  }

  /** The kept fields as latin1 text, empty for those that no line said. */
  texts(at: number): string[] {
    const large = this.large.get(at);
    const bytes = large ?? this.slab;
    let from = large === undefined ? at * SLAB_BYTES : 0;
    return KEPT.map((_, k) => {
      const length = this.lengths[at * KEPT.length + k]!;
      from += length;
      return latin1(bytes, from - length, from);
    });
  }

  /** Entries in use, in the order of their births. */
  inOrder(): number[] {
    const order: number[] = [];
    for (let at = 0; at < this.top; at++) if ((this.state[at]! & OPEN) !== 0) order.push(at);
    return order.sort((a, b) => this.born[a]! - this.born[b]!);
  }

  remove(at: number): void {
    const bucket = this.hash[at]! & (this.buckets.length - 1);
    let before = -1;
    for (let i = this.buckets[bucket]!; i >= 0; before = i, i = this.next[i]!) {
      if (i !== at) continue;
      if (before < 0) this.buckets[bucket] = this.next[at]!;
      else this.next[before] = this.next[at]!;
      break;
    }
    this.state[at] = 0;
    this.born[at] = 0;
    this.kinds[at] = undefined;
    this.causes[at] = undefined;
    if (this.large.size > 0) this.large.delete(at);
    this.free.push(at);
    this.size--;
  }

  private grow(): void {
    const capacity = this.capacity * 2;
    this.next = grownTo(this.next, new Int32Array(capacity));
    this.hash = grownTo(this.hash, new Int32Array(capacity));
    this.state = grownTo(this.state, new Uint8Array(capacity));
    this.family = grownTo(this.family, new Int8Array(capacity));
    this.kindsLow = grownTo(this.kindsLow, new Int32Array(capacity));
    this.kindsHigh = grownTo(this.kindsHigh, new Int32Array(capacity));
    this.code = grownTo(this.code, new Int32Array(capacity));
    this.detail = grownTo(this.detail, new Int32Array(capacity));
    this.pointer = grownTo(this.pointer, new Int32Array(capacity));
    this.port = grownTo(this.port, new Int32Array(capacity));
    this.last = grownTo(this.last, new Float64Array(capacity));
    this.time = grownTo(this.time, new Float64Array(capacity));
    this.line = grownTo(this.line, new Float64Array(capacity));
    this.born = grownTo(this.born, new Float64Array(capacity));
    this.lengths = grownTo(this.lengths, new Uint16Array(capacity * KEPT.length));
    this.slab = grownTo(this.slab, new Uint8Array(capacity * SLAB_BYTES));
    this.buckets = new Int32Array(capacity * 2).fill(-1);
    this.capacity = capacity;
    for (let at = 0; at < this.top; at++) {
      if ((this.state[at]! & OPEN) === 0) continue;
      const bucket = this.hash[at]! & (this.buckets.length - 1);
      this.next[at] = this.buckets[bucket]!;
      this.buckets[bucket] = at;
    }
  }
}

function grownTo<T extends { set(source: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}

export function hashClient(b: Uint8Array, start: number, end: number, port: number): number {
  let h = Math.imul(port + 1, 0x9e3779b1);
  for (let i = start; i < end; i++) h = Math.imul(h ^ b[i]!, 0x01000193);
  return h ^ (h >>> 15);
}

const KEY_LOW = 0x100000;

/** 52 bits that stand for a client's address and port where the bytes are not at hand: two hashes. */
export function exchangeKey(h: number, b: Uint8Array, start: number, end: number, port: number): number {
  return (h >>> 0) * KEY_LOW + (hashClient(b, start, end, port ^ 0x55aa) >>> 12);
}
