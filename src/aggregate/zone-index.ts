// The zone of a name as a range of its bytes, found without making a string.

import { findZone } from '../dns/zone.js';
import { Key, nameEnd } from './key.js';

const ENTRIES = 1 << 15;
/** Words of an entry: two hash lanes, length of the suffix, answer. */
const ENTRY_WORDS = 4;

const DOT = 0x2e;
const BACKSLASH = 0x5c;

/** A label that no rule of the Public Suffix List names: stands for any label that might come before a suffix. */
const ANY = '-any-.';

/** Suffixes below which the zone has a fixed number of labels, so that none in between need be looked up. */
const FIXED_DEPTH: ReadonlyMap<string, number> = new Map([
  ['in-addr.arpa', 5],
  ['ip6.arpa', 14],
]);

/**
 * `no` is the one top-level domain with public suffixes whose parent is none (`nes.akershus.no` below `akershus.no`): two
 * labels do not tell there, four always do. The tests compare this with the whole list.
 */
const NORWEGIAN = /\.no$/;
const NORWEGIAN_DEPTH = 4;

/**
 * Zones hang on the last few labels, so those are what is cached, not whole names: `victim.com` answers for every random
 * name below it. The cache is direct-mapped, 32768 entries, 512 KiB; it knows a suffix by 64 bits of hash and its length.
 * (A collision, which must be made on purpose, would misplace the zone of one name, and never leave the name.)
 */
export class ZoneIndex {
  /** After a call of `zoneRange`: the zone as a loaded key, in form `name`. */
  readonly key = new Key();
  private readonly entries = new Int32Array(ENTRIES * ENTRY_WORDS);

  /**
   * The offset, from `start`, at which the zone of the name in `buf` begins; the zone is what follows, as `zoneOf` defines it
   * (its final dot, if there is one in `buf`, is still there).
   */
  zoneRange(buf: Uint8Array, start: number, end: number): number {
    const stop = nameEnd(buf, start, end);
    let labels = 1;
    let wanted = 2;
    let at = stop;
    for (;;) {
      // To the beginning of the label before `at`, the whole name being the last suffix.
      at--;
      while (at > start && buf[at - 1] !== DOT) at--;
      if (at <= start) return this.whole(buf, start, stop);
      if (at >= 2 && buf[at - 2] === BACKSLASH) return this.whole(buf, start, stop);
      if (labels++ < wanted) continue;
      const answer = this.below(buf, at, stop);
      if (answer > 0) return this.settle(buf, start, stop, stop - at, answer);
      wanted = -answer;
    }
  }

  /** A suffix: the length of the zone that any name below it lies in, or minus the number of labels to look at next. */
  private below(buf: Uint8Array, at: number, stop: number): number {
    this.key.load(buf, at, stop, 'name');
    const entry = this.entryOf(stop - at);
    if (entry >= 0) return this.entries[entry + 3]!;
    return this.remember(stop - at, answerFor(textOf(buf, at, stop)));
  }

  /** A name that has no more labels than were looked at: its own zone. Kept apart from suffixes by a negative length. */
  private whole(buf: Uint8Array, start: number, stop: number): number {
    if (stop <= start) {
      this.key.load(buf, start, start, 'name');
      return 0;
    }
    this.key.load(buf, start, stop, 'name');
    const entry = this.entryOf(start - stop);
    const length =
      entry >= 0 ? this.entries[entry + 3]! : this.remember(start - stop, findZone(textOf(buf, start, stop)).length);
    return this.settle(buf, start, stop, stop - start, length);
  }

  private settle(buf: Uint8Array, start: number, stop: number, loaded: number, length: number): number {
    if (length !== loaded) this.key.load(buf, stop - length, stop, 'name');
    return stop - length - start;
  }

  private entryOf(length: number): number {
    const { entries, key } = this;
    const entry = (key.low & (ENTRIES - 1)) * ENTRY_WORDS;
    const same = entries[entry] === key.low && entries[entry + 1] === key.high && entries[entry + 2] === length;
    return same ? entry : -1;
  }

  private remember(length: number, answer: number): number {
    const { entries, key } = this;
    const entry = (key.low & (ENTRIES - 1)) * ENTRY_WORDS;
    entries[entry] = key.low;
    entries[entry + 1] = key.high;
    entries[entry + 2] = length;
    entries[entry + 3] = answer;
    return answer;
  }
}

function answerFor(suffix: string): number {
  const labels = suffix.split('.').length;
  const lower = suffix.toLowerCase();
  const fixed = FIXED_DEPTH.get(lower);
  if (fixed !== undefined) return -fixed;
  if (labels < NORWEGIAN_DEPTH && NORWEGIAN.test(lower)) return -NORWEGIAN_DEPTH;
  const zone = findZone(ANY + suffix);
  return zone.length > suffix.length ? -(labels + 1) : zone.length;
}

function textOf(buf: Uint8Array, start: number, end: number): string {
  return Buffer.from(buf.buffer, buf.byteOffset + start, end - start).toString('latin1');
}
