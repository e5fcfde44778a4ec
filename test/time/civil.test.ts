// Calendar arithmetic against Date, which it replaces.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { civilToMs, dateExists, roughYear } from '../../src/time/civil.js';

const date = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T00:00:00Z'),
  noInvalidDate: true,
});

test('civilToMs is the midnight that Date knows', () => {
  fc.assert(
    fc.property(date, (d) => {
      const ms = civilToMs(d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate());
      expect(ms).toBe(Math.floor(d.getTime() / 86_400_000) * 86_400_000);
      expect(Math.abs(roughYear(d.getTime()) - d.getUTCFullYear())).toBeLessThanOrEqual(1);
    }),
  );
});

test('a date exists exactly if Date does not move it elsewhere', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1900, max: 2400 }),
      fc.integer({ min: 0, max: 14 }),
      fc.integer({ min: -1, max: 33 }),
      (y, m, d) => {
        const there = new Date(Date.UTC(y, m - 1, d));
        const same = there.getUTCFullYear() === y && there.getUTCMonth() === m - 1 && there.getUTCDate() === d;
        expect(dateExists(m, d, y)).toBe(same);
      },
    ),
    { numRuns: 1000 },
  );
  expect(dateExists(2, 29)).toBe(true);
  expect(dateExists(2, 30)).toBe(false);
  expect(dateExists(2, 29, 1900)).toBe(false);
  expect(dateExists(2, 29, 2000)).toBe(true);
  expect(dateExists(1.5, 1)).toBe(false);
  expect(dateExists(1, Number.NaN)).toBe(false);
});
