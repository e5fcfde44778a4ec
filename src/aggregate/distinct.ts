// How many different keys a stream holds: HyperLogLog.
// Flajolet et al., "HyperLogLog", 2007; estimator: Ertl, "New cardinality estimation algorithms for HyperLogLog sketches",
// 2017 (section 4): no bias at small and middle sizes, so no switch-over to linear counting.

import { Key, type KeyForm } from './key.js';

/** 2^14 registers. */
const INDEX_BITS = 14;
const REGISTERS = 1 << INDEX_BITS;
/** Bits of the 64-bit hash left to count leading zeros in. */
const RANK_BITS = 64 - INDEX_BITS;
/** Limit of m * alpha for the improved estimator. */
const ALPHA = 1 / (2 * Math.LN2);

/** Standard error of `estimate()`, relative: 0.81 %. Two thirds of all estimates are nearer than this, 99.7 % than thrice. */
export const DISTINCT_ERROR = 1.04 / Math.sqrt(REGISTERS);

export interface DistinctSnapshot {
  /** The 16384 registers, one byte each, in base64; empty when nothing was added. */
  registers: string;
}

/** 16 KiB. Merging is exact: the sketch of the whole is the maximum, register by register, of the sketches of its parts. */
export class Distinct {
  private readonly key = new Key();
  private readonly registers = new Uint8Array(REGISTERS);

  constructor(readonly form: KeyForm = 'bytes') {}

  static restore(snapshot: DistinctSnapshot, form: KeyForm = 'bytes'): Distinct {
    const distinct = new Distinct(form);
    distinct.merge(snapshot);
    return distinct;
  }

  add(buf: Uint8Array, start: number, end: number): void {
    this.key.load(buf, start, end, this.form);
    this.addKey(this.key);
  }

  /** The same for a key that is loaded already. */
  addKey(key: Key): void {
    // Each step can be undone, so the 64 bits of both lanes stay 64 bits.
    const low = mix(key.low ^ (key.high >>> 16));
    const high = mix(key.high + Math.imul(low, 0x27d4eb2f));
    const index = low >>> (32 - INDEX_BITS);
    const rank = high === 0 ? 33 + Math.min(Math.clz32(low << INDEX_BITS), 32 - INDEX_BITS) : 1 + Math.clz32(high);
    if (rank > this.registers[index]!) this.registers[index] = rank;
  }

  /** The estimated number of distinct keys, a whole number; its standard error is DISTINCT_ERROR. */
  estimate(): number {
    const histogram = new Float64Array(RANK_BITS + 2);
    for (const rank of this.registers) histogram[rank]!++;
    let z = REGISTERS * tau(1 - histogram[RANK_BITS + 1]! / REGISTERS);
    for (let rank = RANK_BITS; rank >= 1; rank--) z = 0.5 * (z + histogram[rank]!);
    z += REGISTERS * sigma(histogram[0]! / REGISTERS);
    return Math.round((ALPHA * REGISTERS * REGISTERS) / z);
  }

  snapshot(): DistinctSnapshot {
    const used = this.registers.some((rank) => rank > 0);
    return { registers: used ? Buffer.from(this.registers).toString('base64') : '' };
  }

  /** Ranks beyond what a hash can give, from a damaged snapshot, count as the highest. */
  merge(s: DistinctSnapshot): void {
    const theirs = Buffer.from(s.registers, 'base64');
    if (theirs.length !== 0 && theirs.length !== REGISTERS) throw new RangeError(`expected ${REGISTERS} registers`);
    for (let i = 0; i < theirs.length; i++) {
      const rank = Math.min(theirs[i]!, RANK_BITS + 1);
      if (rank > this.registers[i]!) this.registers[i] = rank;
    }
  }
}

/** MurmurHash3's 32-bit finalizer: each bit of the input changes each bit of the output about half the time. */
function mix(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Ertl's sigma: what the registers still at zero contribute; infinite when all are. */
function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let x = share;
  let y = 1;
  let z = x;
  for (let before = -1; z !== before; ) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

/** Ertl's tau: what the registers at their highest value contribute. */
function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let x = share;
  let y = 1;
  let z = 1 - x;
  for (let before = -1; z !== before; ) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
