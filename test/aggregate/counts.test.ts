// Small vocabularies: exact below the cap, order-independent beyond it, nothing lost.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodeCounts, MAX_RARE_CODES, MAX_WORD_BYTES, MAX_WORDS, WordCounts } from '../../src/aggregate/counts.js';
import { BADSIG, BADVERS, NXDOMAIN } from '../../src/dns/rcode.js';

function codesOf(codes: Iterable<number>): CodeCounts {
  const counts = new CodeCounts();
  for (const code of codes) counts.add(code);
  return counts;
}

function wordsOf(words: Iterable<string>): WordCounts {
  const counts = new WordCounts(2);
  for (const word of words) {
    const bytes = Buffer.from(word, 'latin1');
    counts.add(bytes, 0, bytes.length, word.length & 1);
  }
  return counts;
}

const code = fc.oneof(fc.nat(40), fc.integer({ min: 0x10000, max: 0x10000 + 40 }), fc.nat(0x1ffff));
const codes = fc.array(code, { maxLength: 200 });
/** More distinct words than there is room for, in one run: a base and how many follow it. */
const words = fc
  .array(fc.tuple(fc.nat(2000), fc.nat(300)), { maxLength: 3 })
  .map((runs) => runs.flatMap(([from, n]) => Array.from({ length: n }, (_, i) => `TYPE${from + i}`)));

describe('CodeCounts', () => {
  it('tells 16 of OPT and of TSIG apart', () => {
    const counts = codesOf([NXDOMAIN, NXDOMAIN, BADVERS, BADSIG, 3841]);
    expect(counts.snapshot()).toEqual({ counts: [3, 2, 16, 1, 3841, 1, BADSIG, 1], other: 0 });
    expect([NXDOMAIN, BADVERS, BADSIG, 3841, 5, 4000].map((c) => counts.get(c))).toEqual([2, 1, 1, 1, 0, 0]);
  });

  it('tells the smallest unassigned codes apart when there are too many', () => {
    const all = Array.from({ length: 4096 }, (_, i) => 4095 - i);
    const { counts, other } = codesOf(all).snapshot();
    expect(counts.filter((_, i) => i % 2 === 0)).toEqual(Array.from({ length: 32 + MAX_RARE_CODES }, (_, i) => i));
    expect(other).toBe(4096 - 32 - MAX_RARE_CODES);
  });

  it('merges parts to the whole, in any order', () => {
    const run = fc
      .tuple(codes, fc.nat(4000), fc.nat(300))
      .map(([some, from, n]) => [...some, ...Array.from({ length: n }, (_, i) => from + i)]);
    fc.assert(
      fc.property(run, run, run, (a, b, c) => {
        const whole = codesOf([...a, ...b, ...c]).snapshot();
        const left = CodeCounts.restore(codesOf(a).snapshot());
        left.merge(codesOf(b).snapshot());
        left.merge(codesOf(c).snapshot());
        const right = CodeCounts.restore(codesOf([...c, ...b].reverse()).snapshot());
        right.merge(new CodeCounts().snapshot());
        right.merge(codesOf(a).snapshot());
        expect(left.snapshot()).toEqual(whole);
        expect(right.snapshot()).toEqual(whole);
      }),
    );
  });
});

describe('WordCounts', () => {
  it('counts words by column', () => {
    expect(wordsOf(['AAAA', 'A', 'A', 'NSEC3PARAM', 'HTTPS']).snapshot()).toEqual({
      columns: 2,
      words: ['A', 'AAAA', 'HTTPS', 'NSEC3PARAM'],
      counts: [0, 2, 1, 0, 0, 1, 1, 0],
      other: [0, 0],
    });
  });

  it('keeps real words through a flood of junk', () => {
    const junk = Array.from({ length: 5000 }, (_, i) => `0000000000${i}`);
    const s = wordsOf([...junk, 'A', 'NSEC3PARAM', ...junk, 'x'.repeat(MAX_WORD_BYTES + 1)]).snapshot();
    expect(s.words).toHaveLength(MAX_WORDS);
    expect(s.words.slice(0, 2)).toEqual(['A', 'NSEC3PARAM']);
    expect([...s.counts, ...s.other].reduce((a, b) => a + b)).toBe(10_003);
  });

  it('merges parts to the whole, in any order', () => {
    fc.assert(
      fc.property(words, words, words, (a, b, c) => {
        const whole = wordsOf([...a, ...b, ...c]).snapshot();
        const left = WordCounts.restore(wordsOf(a).snapshot());
        left.merge(wordsOf(b).snapshot());
        left.merge(wordsOf(c).snapshot());
        const right = WordCounts.restore(wordsOf([...c, ...b].reverse()).snapshot());
        right.merge(new WordCounts(2).snapshot());
        right.merge(wordsOf(a).snapshot());
        expect(left.snapshot()).toEqual(whole);
        expect(right.snapshot()).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('takes any bytes and columns', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.uint8Array({ maxLength: 80 }), fc.integer()), { maxLength: 20 }), (adds) => {
        const counts = new WordCounts(3);
        for (const [bytes, column] of adds) counts.add(bytes, 0, bytes.length, column);
        const s = counts.snapshot();
        expect([...s.counts, ...s.other].reduce((a, b) => a + b, 0)).toBe(adds.length);
        expect(WordCounts.restore(s).snapshot()).toEqual(s);
      }),
    );
  });

  it('refuses to merge other columns', () => {
    expect(() => new WordCounts(3).merge(new WordCounts(2).snapshot())).toThrow(RangeError);
  });
});
