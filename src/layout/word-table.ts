// A frozen dictionary from byte strings to small numbers: what a word in a line means, without making a string of it.

export interface WordTable {
  /** The value of the word b[start, end), or -1. */
  get(b: Uint8Array, start: number, end: number): number;
}

/** Builds a table; words are latin1. Values must be >= 0. A later entry of the same word is ignored. */
export function wordTable(entries: Iterable<readonly [string, number]>): WordTable {
  const words: Uint8Array[] = [];
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

  const find = (b: Uint8Array, start: number, end: number): number => {
    const length = end - start;
    if (length > maxLength) return -1;
    let h = length;
    for (let i = start; i < end; i++) h = (h * 31 + b[i]!) | 0;
    for (let at = (h ^ (h >>> 7)) & mask; ; at = (at + 1) & mask) {
      const id = slots[at]!;
      if (id < 0) return -1 - at;
      const word = words[id]!;
      if (word.length !== length) continue;
      let i = 0;
      while (i < length && word[i] === b[start + i]) i++;
      if (i === length) return id;
    }
  };
  // With length capped by maxLength the first `find` of a new word always reports the free slot.
  for (let id = 0; id < words.length; id++) {
    const free = find(words[id]!, 0, words[id]!.length);
    if (free < 0) slots[-1 - free] = id;
  }
  return {
    get(b, start, end) {
      const id = find(b, start, end);
      return id < 0 ? -1 : values[id]!;
    },
  };
}
