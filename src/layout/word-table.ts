// A frozen dictionary from byte strings to small numbers: what a word in a line means, without making a string of it.

export interface WordTable {
  /** All words are of lower-case letters, digits, `-` and `_`: where one ends needs no look at what follows. */
  readonly lower: boolean;
  /** The value of the word b[start, end), or -1. */
  get(b: Uint8Array, start: number, end: number): number;
}

/** Builds a table; words are latin1. Values must be >= 0. A later entry of the same word is ignored. */
export function wordTable(entries: Iterable<readonly [string, number]>): WordTable {
  const words: Buffer[] = [];
  const values: number[] = [];
  for (const [word, value] of entries) {
    words.push(Buffer.from(word, 'latin1'));
    values.push(value);
  }
  let size = 8;
  while (size < words.length * 4) size *= 2;
  const mask = size - 1;
  const slots = new Int32Array(size).fill(-1);
  const maxLength = words.reduce((max, w) => Math.max(max, w.length), 0);
  // The last four bytes and the length of each word; words of up to four bytes need no other comparison.
  const tails = new Int32Array(words.length);
  const lengths = new Int32Array(words.length);

  const find = (b: Uint8Array, start: number, end: number): number => {
    const length = end - start;
    if (length > maxLength) return -1;
    let h = length;
    let tail = 0;
    for (let i = start; i < end; i++) {
      const c = b[i]!;
      h = Math.imul(h, 31) + c;
      tail = (tail << 8) | c;
    }
    for (let at = (h ^ (h >>> 7)) & mask; ; at = (at + 1) & mask) {
      const id = slots[at]!;
      if (id < 0) return -1 - at;
      if (lengths[id] !== length || tails[id] !== tail) continue;
      const word = words[id]!;
      let i = 0;
      while (i < length - 4 && word[i] === b[start + i]) i++;
      if (i >= length - 4) return id;
    }
  };
  // With length capped by maxLength the first `find` of a new word always reports the free slot.
  for (let id = 0; id < words.length; id++) {
    const word = words[id]!;
    const free = find(word, 0, word.length);
    if (free >= 0) continue;
    slots[-1 - free] = id;
    lengths[id] = word.length;
    tails[id] = word.subarray(-4).reduce((bits, c) => (bits << 8) | c, 0);
  }
  return {
    lower: words.every((word) => /^[a-z0-9_-]+$/.test(word.toString('latin1'))),
    get(b, start, end) {
      const id = find(b, start, end);
      return id < 0 ? -1 : values[id]!;
    },
  };
}
