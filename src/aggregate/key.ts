// A byte key, read once: folded, hashed and packed into words, then looked up in as many tables as need it.

/** How the bytes of a key are read: as they stand, or as a DNS name (ASCII lower case, final dot stripped, `.` kept). */
export type KeyForm = 'bytes' | 'name';

/** Longer keys are cut to this many bytes; the tail of what is kept names a hash of the whole, so that they stay distinct. */
export const MAX_KEY_BYTES = 512;

const MARK_BYTES = 9;
const DOT = 0x2e;
const BACKSLASH = 0x5c;

/** Where a key that is too long is put together. */
const longKey = new Uint8Array(MAX_KEY_BYTES);

/**
 * A reusable key. One name goes into several structures (top names, distinct names, zones); loading it once costs one
 * pass over its bytes, and comparing four bytes at a time costs a quarter of comparing bytes.
 *
 * The two hash lanes are fixed functions of the bytes, equal in every process: sketches of different workers must agree.
 * They are fast, not secret: crafted names can collide and slow a table down, but never change a count, because tables
 * compare the words.
 */
export class Key {
  /** The bytes, little-endian, four to a word, the last word padded with zeros. */
  readonly words: Int32Array = new Int32Array(MAX_KEY_BYTES / 4);
  /** Bytes in use, after folding, stripping and cutting. */
  length = 0;
  /** First hash lane, a signed 32-bit number; good enough to choose a slot by. */
  low = 0;
  /** Second hash lane, a signed 32-bit number. */
  high = 0;
  private viewed: Uint8Array | undefined;
  private view: DataView = new DataView(longKey.buffer);

  /** Reads the bytes of `buf` from `start` up to, not including, `end`. */
  load(buf: Uint8Array, start: number, end: number, form: KeyForm): void {
    const name = form === 'name';
    const stop = name && end > start + 1 && buf[end - 1] === DOT ? nameEnd(buf, start, end) : end;
    if (stop - start > MAX_KEY_BYTES) this.loadLong(buf, start, stop, form);
    else this.pack(buf, start, stop, name ? 0x20202020 : 0);
  }

  private pack(buf: Uint8Array, start: number, end: number, foldMask: number): void {
    // A view reads four bytes at once, at any place. Making one takes longer (80 ns) than loading a key (20), so it is kept:
    // callers pass a whole chunk and offsets in it, not a subarray for each line.
    if (this.viewed !== buf) {
      this.viewed = buf;
      this.view = new DataView(buf.buffer, buf.byteOffset, buf.byteLength);
    }
    const { words, view } = this;
    const length = end > start ? end - start : 0;
    const tail = length & 3;
    const whole = start + length - tail;
    let low = length ^ 0x2545f491;
    let high = length + 0x1b873593;
    let n = 0;
    for (let i = start; i < whole; i += 4) {
      let word = view.getInt32(i, true);
      // Lower case letters, digits, dot and hyphen all have the bit: most names never need more than this test.
      if ((word & foldMask) !== foldMask) word = fold(word, foldMask);
      words[n++] = word;
      low = Math.imul(low ^ word, 0x9e3779b1);
      low ^= low >>> 15;
      high = Math.imul(((high << 13) | (high >>> 19)) ^ word, 0x85ebca77);
    }
    if (tail !== 0) {
      // The last four bytes of the buffer, shifted, are the last one to three and zeros.
      let word = end >= 4 ? view.getInt32(end - 4, true) >>> (32 - 8 * tail) : shortWord(buf, whole, end);
      word = fold(word, foldMask);
      words[n] = word;
      low = Math.imul(low ^ word, 0x9e3779b1);
      low ^= low >>> 15;
      high = Math.imul(((high << 13) | (high >>> 19)) ^ word, 0x85ebca77);
    }
    this.length = length;
    this.low = low;
    this.high = high;
  }

  private loadLong(buf: Uint8Array, start: number, end: number, form: KeyForm): void {
    const foldMask = form === 'name' ? 0x20 : 0;
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ fold(buf[i]!, foldMask), 0x01000193);
    const mark = `#${(hash >>> 0).toString(16).padStart(8, '0')}`;
    longKey.set(buf.subarray(start, start + MAX_KEY_BYTES - MARK_BYTES));
    for (let i = 0; i < MARK_BYTES; i++) longKey[MAX_KEY_BYTES - MARK_BYTES + i] = mark.charCodeAt(i);
    this.pack(longKey, 0, MAX_KEY_BYTES, form === 'name' ? 0x20202020 : 0);
  }
}

/** Where a name ends when its final dot is not counted; the root and an escaped dot (`a\.`) keep theirs. */
export function nameEnd(buf: Uint8Array, start: number, end: number): number {
  if (end - start < 2 || buf[end - 1] !== DOT) return end;
  let escapes = 0;
  for (let i = end - 2; i >= start && buf[i] === BACKSLASH; i--) escapes++;
  return (escapes & 1) === 0 ? end - 1 : end;
}

/**
 * Lower case for the ASCII letters among four packed bytes. Seven bits of each byte plus 0x3f reach the top bit from `A`
 * on, plus 0x25 from `[` on; where only the first does, the byte is a capital and gets the bit 0x20 that `mask` allows.
 */
function fold(word: number, mask: number): number {
  const bits = word & 0x7f7f7f7f;
  const capital = (bits + 0x3f3f3f3f) & ~(bits + 0x25252525) & ~word & 0x80808080;
  return word | ((capital >>> 2) & mask);
}

/** The bytes from `start` to `end`, at most three, of a buffer's very beginning. */
function shortWord(buf: Uint8Array, start: number, end: number): number {
  let word = 0;
  for (let i = end - 1; i >= start; i--) word = (word << 8) | buf[i]!;
  return word;
}
