// How disordered a label is: names made by chance have more bits per character than names made by people.

const letters = new Uint16Array(256);
/** Bits of a character by how often it stands in a label of how many bytes; a label of DNS has at most 63. */
const LABEL = 64;
const BITS = Float64Array.from({ length: LABEL * LABEL }, (_, i) => Math.log2((i % LABEL) / Math.floor(i / LABEL)));

/** Shannon bits per character of the first `length` bytes, which are packed four to a word, little-endian. */
export function entropyOf(words: Int32Array, length: number): number {
  for (let i = 0; i < length; i++) letters[(words[i >> 2]! >>> (8 * (i & 3))) & 255]!++;
  let bits = 0;
  for (let i = 0; i < length; i++) {
    const times = letters[(words[i >> 2]! >>> (8 * (i & 3))) & 255]!;
    bits -= length < LABEL ? BITS[length * LABEL + times]! : Math.log2(times / length);
  }
  for (let i = 0; i < length; i++) letters[(words[i >> 2]! >>> (8 * (i & 3))) & 255] = 0;
  return bits / length;
}
