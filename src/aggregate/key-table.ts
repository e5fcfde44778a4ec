// Byte keys to dense numbers: open addressing in typed arrays, each distinct key copied once into an arena.

import type { Key } from './key.js';

/** How the bytes of a key become text. latin1 is lossless; utf8 replaces what is not UTF-8. */
export type Encoding = 'latin1' | 'utf8';

const SLOT_WORDS = 4;
/** A table begins small: many stay so, and memory that is never used still has to be cleared. */
const FIRST_ROOM = 1024;

/**
 * A set of at most `capacity` keys numbered 0, 1, 2, ... in order of arrival. Two slots per key keep probes short. The
 * arena starts small and doubles up to `arenaBytes`; when that is used up the table is full, whatever `capacity` says.
 */
export class KeyTable {
  /** Keys in the table. */
  size = 0;
  /**
   * Four words a slot: first hash lane, key number plus one (0 is a free slot), where its words begin, its bytes. The last two
   * are kept here too: one cache line instead of three, 5 % of an addition to a top list of 50000 names.
   */
  private slots: Int32Array;
  private mask: number;
  private hashes: Int32Array;
  /** Key i is the words from offsets[i] to offsets[i + 1]. */
  private offsets: Uint32Array;
  private lengths: Uint16Array;
  /** Keys that there is room for; doubles up to `capacity`. */
  private room: number;
  private arena: Int32Array;
  private readonly arenaWords: number;

  constructor(
    readonly capacity: number,
    arenaBytes: number,
  ) {
    this.room = Math.min(capacity, FIRST_ROOM);
    this.mask = slotsFor(this.room) - 1;
    this.slots = new Int32Array((this.mask + 1) * SLOT_WORDS);
    this.hashes = new Int32Array(this.room);
    this.offsets = new Uint32Array(this.room + 1);
    this.lengths = new Uint16Array(this.room);
    this.arenaWords = arenaBytes >>> 2;
    this.arena = new Int32Array(Math.min(this.arenaWords, 4096));
  }

  /** The number of a key, -1 when it is not here. */
  find(key: Key): number {
    const slots = this.slots;
    const hash = key.low;
    for (let slot = hash & this.mask; ; slot = (slot + 1) & this.mask) {
      const at = slot * SLOT_WORDS;
      const index = slots[at + 1]! - 1;
      if (index < 0) return index;
      if (slots[at] === hash && slots[at + 3] === key.length && this.equals(slots[at + 2]!, key)) return index;
    }
  }

  /** Adds a key that `find` did not find. Its number, or -1 when the table is full. */
  insert(key: Key): number {
    const index = this.size;
    if (index >= this.room) {
      if (index >= this.capacity) return -1;
      this.makeRoom();
    }
    const from = this.offsets[index]!;
    const to = from + ((key.length + 3) >>> 2);
    if (to > this.arena.length && !this.growTo(to)) return -1;
    for (let i = from; i < to; i++) this.arena[i] = key.words[i - from]!;
    this.offsets[index + 1] = to;
    this.lengths[index] = key.length;
    this.hashes[index] = key.low;
    this.size = index + 1;
    this.link(index);
    return index;
  }

  /**
   * Drops the keys that `keep` refuses and closes the gaps; the order stays. `moved(from, to)` is called for each survivor
   * in ascending order (also when from = to), so that parallel arrays can follow in place.
   */
  retain(keep: (index: number) => boolean, moved: (from: number, to: number) => void): void {
    const { offsets, lengths, hashes } = this;
    let to = 0;
    for (let from = 0; from < this.size; from++) {
      if (!keep(from)) continue;
      const begin = offsets[from]!;
      const words = (lengths[from]! + 3) >>> 2;
      const moves = offsets[to]! - begin;
      if (moves !== 0) for (let i = begin; i < begin + words; i++) this.arena[i + moves] = this.arena[i]!;
      lengths[to] = lengths[from]!;
      hashes[to] = hashes[from]!;
      offsets[to + 1] = offsets[to]! + words;
      moved(from, to);
      to++;
    }
    this.size = to;
    this.slots.fill(0);
    for (let i = 0; i < to; i++) this.link(i);
  }

  /** The bytes of a key, as text. */
  text(index: number, encoding: Encoding): string {
    return this.bytes(index).toString(encoding);
  }

  /** All keys: their lengths, and their bytes one after the other. */
  pack(): { lengths: Uint16Array; bytes: Uint8Array } {
    const lengths = this.lengths.slice(0, this.size);
    const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
    let to = 0;
    for (let i = 0; i < this.size; i++) {
      const begin = this.offsets[i]!;
      for (let j = 0; j < lengths[i]!; j++) bytes[to++] = this.arena[begin + (j >>> 2)]! >>> ((j & 3) * 8);
    }
    return { lengths, bytes };
  }

  /** A copy of the bytes of a key. */
  bytes(index: number): Buffer {
    const length = this.lengths[index]!;
    const begin = this.offsets[index]!;
    const bytes = Buffer.allocUnsafe(length);
    for (let i = 0; i < length; i++) bytes[i] = this.arena[begin + (i >>> 2)]! >>> ((i & 3) * 8);
    return bytes;
  }

  private equals(begin: number, key: Key): boolean {
    const { arena } = this;
    const words = key.words;
    const count = (key.length + 3) >>> 2;
    for (let i = 0; i < count; i++) if (arena[begin + i] !== words[i]) return false;
    return true;
  }

  private link(index: number): void {
    const { slots, mask } = this;
    let slot = this.hashes[index]! & mask;
    while (slots[slot * SLOT_WORDS + 1] !== 0) slot = (slot + 1) & mask;
    const at = slot * SLOT_WORDS;
    slots[at] = this.hashes[index]!;
    slots[at + 1] = index + 1;
    slots[at + 2] = this.offsets[index]!;
    slots[at + 3] = this.lengths[index]!;
  }

  private makeRoom(): void {
    this.room = Math.min(this.capacity, this.room * 2);
    this.mask = slotsFor(this.room) - 1;
    this.slots = new Int32Array((this.mask + 1) * SLOT_WORDS);
    const { hashes, offsets, lengths } = this;
    this.hashes = new Int32Array(this.room);
    this.offsets = new Uint32Array(this.room + 1);
    this.lengths = new Uint16Array(this.room);
    this.hashes.set(hashes);
    this.offsets.set(offsets);
    this.lengths.set(lengths);
    for (let i = 0; i < this.size; i++) this.link(i);
  }

  private growTo(words: number): boolean {
    if (words > this.arenaWords) return false;
    const grown = new Int32Array(Math.min(this.arenaWords, Math.max(words, this.arena.length * 2)));
    grown.set(this.arena);
    this.arena = grown;
    return true;
  }
}

function slotsFor(keys: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(4, keys * 2)));
}
