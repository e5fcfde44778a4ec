// Distinct counts: near the truth at every size, and the same however the stream is split.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISTINCT_ERROR, Distinct } from '../../src/aggregate/distinct.js';

function distinctOf(keys: Iterable<string>): Distinct {
  const distinct = new Distinct('name');
  for (const key of keys) {
    const bytes = Buffer.from(key, 'latin1');
    distinct.add(bytes, 0, bytes.length);
  }
  return distinct;
}

const keys = fc.array(fc.string({ maxLength: 6 }), { maxLength: 80 });

describe('Distinct', () => {
  it('knows nothing of nothing', () => {
    expect(new Distinct().estimate()).toBe(0);
    expect(new Distinct().snapshot()).toEqual({ registers: '' });
  });

  it.each([1, 10, 100, 1000, 10_000, 40_000, 80_000, 300_000])('is within three standard errors at %i names', (n) => {
    const estimate = distinctOf(Array.from({ length: n }, (_, i) => `host${i}.example.com`)).estimate();
    expect(Math.abs(estimate - n)).toBeLessThanOrEqual(Math.max(0.5, 3 * DISTINCT_ERROR * n));
  });

  it('has no bias and the stated spread over many sets of names', () => {
    const n = 20_000;
    const errors = Array.from({ length: 40 }, (_, set) => {
      const names = Array.from({ length: n }, (_, i) => `${i.toString(36)}.set${set}.example`);
      return distinctOf(names).estimate() / n - 1;
    });
    const mean = errors.reduce((a, b) => a + b) / errors.length;
    const spread = Math.sqrt(errors.reduce((a, b) => a + b * b, 0) / errors.length);
    expect(Math.abs(mean)).toBeLessThan((3 * DISTINCT_ERROR) / Math.sqrt(errors.length));
    expect(spread).toBeLessThan(1.35 * DISTINCT_ERROR);
  });

  it('counts a name once, in any spelling', () => {
    expect(distinctOf(['a.example', 'A.Example.', 'a.EXAMPLE']).estimate()).toBe(1);
  });

  it('merges parts to the whole, in any order', () => {
    fc.assert(
      fc.property(keys, keys, keys, (a, b, c) => {
        const whole = distinctOf([...a, ...b, ...c]).snapshot();
        const left = Distinct.restore(distinctOf(a).snapshot());
        left.merge(distinctOf(b).snapshot());
        left.merge(distinctOf(c).snapshot());
        const right = Distinct.restore(distinctOf([...c, ...b]).snapshot());
        right.merge(distinctOf(a).snapshot());
        right.merge(new Distinct().snapshot());
        expect(left.snapshot()).toEqual(whole);
        expect(right.snapshot()).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => {
        const distinct = new Distinct();
        distinct.add(bytes, 0, bytes.length);
        expect(distinct.estimate()).toBe(1);
      }),
    );
  });

  it('refuses registers of another size and bounds ranks that cannot be', () => {
    expect(() => Distinct.restore({ registers: 'AAAA' })).toThrow(RangeError);
    const broken = Distinct.restore({ registers: Buffer.alloc(16384, 255).toString('base64') });
    expect(broken.estimate()).toBe(Number.POSITIVE_INFINITY);
  });
});
