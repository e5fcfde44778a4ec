// Latency histograms: quantiles within their error of the true ones, everything else exact.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram, MAX_MICROSECONDS, QUANTILE_ERROR } from '../../src/aggregate/histogram.js';

function histogramOf(values: Iterable<number>): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

/** Whole microseconds, as many short as long ones. */
const latency = fc
  .double({ min: 0, max: Math.log(MAX_MICROSECONDS), noNaN: true })
  .map((x) => Math.floor(Math.exp(x)) - 1);
const latencies = fc.array(latency, { minLength: 1, maxLength: 60 });
const anyLatencies = fc.array(fc.oneof(latency, fc.double(), fc.constantFrom(-1, Number.NaN, 5e9, 0.4)), {
  maxLength: 60,
});

describe('LatencyHistogram', () => {
  it('gives quantiles within its error', () => {
    expect(QUANTILE_ERROR).toBeLessThan(0.01);
    fc.assert(
      fc.property(latencies, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!;
        const found = histogramOf(values).quantile(q)!;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * QUANTILE_ERROR * (1 + 1e-9));
      }),
    );
  });

  it('knows count, sum, least and greatest exactly', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const h = histogramOf(values);
        expect([h.count, h.sum, h.min, h.max]).toEqual([
          values.length,
          values.reduce((a, b) => a + b, 0),
          Math.min(...values),
          Math.max(...values),
        ]);
      }),
    );
  });

  it('has no quantiles of nothing', () => {
    const h = new LatencyHistogram();
    expect([h.count, h.sum, h.min, h.max, h.quantile(0.5)]).toEqual([0, 0, undefined, undefined, undefined]);
  });

  it('keeps zeros, long waits and what is no latency apart', () => {
    const h = histogramOf([0, 0.3, 0.7, 2e9, -1, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(h.snapshot()).toMatchObject({ zero: 2, rejected: 3, min: 0, max: 2e9, sum: 2e9 + 1 });
    expect([h.count, h.quantile(0.5), h.quantile(0.75), h.quantile(1)]).toEqual([4, 0, 1, 2e9]);
  });

  it('counts weights like repeated values', () => {
    const weighted = new LatencyHistogram();
    weighted.add(250, 3);
    expect(weighted.snapshot()).toEqual(histogramOf([250, 250, 250]).snapshot());
  });

  it('merges parts to the whole, in any order', () => {
    fc.assert(
      fc.property(anyLatencies, anyLatencies, anyLatencies, (a, b, c) => {
        const whole = histogramOf([...a, ...b, ...c]);
        const left = LatencyHistogram.restore(histogramOf(a).snapshot());
        left.merge(histogramOf(b).snapshot());
        left.merge(histogramOf(c).snapshot());
        const right = LatencyHistogram.restore(histogramOf([...c, ...b]).snapshot());
        right.merge(new LatencyHistogram().snapshot());
        right.merge(histogramOf(a).snapshot());
        // Sums are exact up to 2^53; doubles of any size are beyond that, so they are compared only below.
        const exact = whole.sum < Number.MAX_SAFE_INTEGER;
        const expected = whole.snapshot();
        for (const merged of [left, right]) {
          const s = merged.snapshot();
          expect(exact ? s : { ...s, sum: expected.sum }).toEqual(expected);
          expect(merged.count).toBe(whole.count);
        }
      }),
    );
  });

  it('counts what is up to a border', () => {
    const h = histogramOf([0, 1, 5, 63, 1000, 5_000_000, 3e9]);
    expect([-1, 0, 1, 63, 64, 1023, 1e6, 1e7, 1e9, 1e12].map((border) => h.countUpTo(border))).toEqual([
      0, 1, 2, 4, 4, 5, 5, 6, 7, 7,
    ]);
  });
});
