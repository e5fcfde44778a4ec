// Numbers that look random and are the same on every run and every machine: integers, additions and divisions only.

/**
 * xorshift32 (Marsaglia, 2003).
 * @param {number} seed any integer but 0
 * @returns {() => number} numbers in [0, 1)
 */
export function randomFrom(seed) {
  let x = seed | 0;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 0x100000000;
  };
}

/** Resolution of a sampler; finer than the rarest rank of 200,000 (1 in 2.5 million). */
const CELLS = 1 << 22;

/**
 * Zipf's law with exponent 1: rank k comes with a probability in proportion to 1 / (k + 1).
 * @param {number} ranks how many there are
 * @param {() => number} random
 * @returns {() => number} ranks from 0
 */
export function zipf(ranks, random) {
  const cells = new Int32Array(CELLS);
  let total = 0;
  for (let k = 1; k <= ranks; k++) total += 1 / k;
  let rank = 0;
  let upTo = 1 / total;
  for (let cell = 0; cell < CELLS; cell++) {
    while ((cell + 0.5) / CELLS > upTo && rank < ranks - 1) {
      rank++;
      upTo += 1 / (rank + 1) / total;
    }
    cells[cell] = rank;
  }
  return () => cells[Math.floor(random() * CELLS)];
}

/**
 * Picks words by weight.
 * @param {Readonly<Record<string, number>>} weights word to its share in thousandths; together 1000
 * @param {() => number} random
 * @returns {() => string}
 */
export function weighted(weights, random) {
  const cells = Object.entries(weights).flatMap(([word, weight]) => new Array(weight).fill(word));
  if (cells.length !== 1000) throw new RangeError(`weights add up to ${cells.length}, not 1000`);
  return () => cells[Math.floor(random() * 1000)];
}
