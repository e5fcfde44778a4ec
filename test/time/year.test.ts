// Stamps without a year: which one the anchor and the order of lines give them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClockState, civilToMs, InputClock } from '../../src/time/clock.js';
import { DAY, HOUR, SECOND, wallClockOf, ZONES } from './wall.js';

const at = (text: string): number => Date.parse(`${text}Z`);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov 22 15:54:57` as a scanner hands it on. */
function feed(clock: InputClock, stamp: string): number {
  const [month, day, time] = stamp.split(' ');
  return clock.fromYearless(MONTHS.indexOf(month!) + 1, Number(day), at(`1970-01-01T${time ?? '12:00:00'}`));
}

function years(anchor: string, stamps: string[], state?: ClockState): number[] {
  const clock = new InputClock({ timeZone: 'UTC', anchorMs: at(anchor), ...(state && { state }) });
  return stamps.map((stamp) => new Date(feed(clock, stamp)).getUTCFullYear());
}

test('the first stamp is of the latest year not later than a day after the anchor, whatever the year is now', () => {
  expect(years('2019-11-23T00:00:00', ['Nov 22'])).toEqual([2019]);
  expect(years('2019-11-22T12:00:00', ['Nov 23 12:00:00'])).toEqual([2019]);
  expect(years('2019-11-22T12:00:00', ['Nov 23 12:00:01'])).toEqual([2018]);
  const aroundLimit = ['Mar 1', 'Nov 23 11:00:00', 'Nov 23 12:00:01', 'Nov 23 11:00:00'];
  expect(years('2019-11-22T12:00:00', aroundLimit)).toEqual([2019, 2019, 2018, 2019]);
  expect(years('2019-12-31T13:00:00', ['Jan 1 12:00:00', 'Jan 1 14:00:00'])).toEqual([2020, 2019]);
  expect(years('1999-01-01T00:00:00', ['Dec 31', 'Jan 1'])).toEqual([1998, 1999]);
});

test('the wall clock of the zone counts, not UTC', () => {
  const clock = new InputClock({ timeZone: 'America/New_York', anchorMs: at('2024-07-04T00:30:00') });
  expect(new Date(feed(clock, 'Jul 3 20:29:59')).toISOString()).toBe('2024-07-04T00:29:59.000Z');
  expect(new Date(feed(clock, 'Jul 4 20:30:01')).toISOString()).toBe('2023-07-05T00:30:01.000Z');
});

test('the hour that is lived twice is read by the order of lines here too', () => {
  const clock = new InputClock({ timeZone: 'Europe/Berlin', anchorMs: at('2024-11-01T00:00:00') });
  const stamps = ['Oct 27 02:59:59', 'Oct 27 02:00:00', 'Oct 27 03:00:00'].map((s) => feed(clock, s));
  expect(stamps).toEqual([at('2024-10-27T00:59:59'), at('2024-10-27T01:00:00'), at('2024-10-27T02:00:00')]);
});

describe('order of lines', () => {
  test('December to January rolls forward', () => {
    expect(years('2024-02-01T00:00:00', ['Nov 30', 'Dec 31 23:59:59', 'Jan 1 00:00:00', 'Jan 31'])).toEqual([
      2023, 2023, 2024, 2024,
    ]);
  });

  test('a quiet turn of the year rolls forward too', () => {
    expect(years('2024-02-01T00:00:00', ['Nov 20', 'Jan 5'])).toEqual([2023, 2024]);
  });

  test('late lines over New Year belong to the year before, even if the anchor would allow this one', () => {
    const stamps = ['Jan 1 00:00:01', 'Dec 31 23:59:59', 'Jan 1 00:00:02', 'Dec 31 23:59:58', 'Jan 2', 'Mar 1'];
    expect(years('2023-12-31T00:00:00', stamps)).toEqual([2023, 2022, 2023, 2022, 2023, 2023]);
    expect(years('2024-02-01T00:00:00', ['Dec 30', ...stamps])).toEqual([2023, 2024, 2023, 2024, 2023, 2024, 2023]);
  });

  test('many years in one file, when the state says where it starts', () => {
    const state = { year: 2015, month: 3, day: 1, lastMs: null };
    const stamps = Array.from({ length: 9 }, () => ['Mar 2', 'Jul 1', 'Nov 1', 'Dec 31', 'Jan 1']).flat();
    expect(years('2024-02-01T00:00:00', stamps, state)).toEqual(
      Array.from({ length: 9 }, (_, i) => [2015 + i, 2015 + i, 2015 + i, 2015 + i, 2016 + i]).flat(),
    );
  });

  test('without a state the last twelve months of a longer file are right, and nothing passes the anchor', () => {
    const anchor = at('2024-02-10T00:00:00');
    const clock = new InputClock({ timeZone: 'UTC', anchorMs: anchor });
    for (let day = civilToMs(2020, 11, 5); day < anchor; day += DAY) {
      const date = new Date(day);
      const read = clock.fromYearless(date.getUTCMonth() + 1, date.getUTCDate(), 12 * HOUR);
      expect(read).toBeLessThanOrEqual(anchor + DAY);
      if (day > anchor - 364 * DAY) expect(read).toBe(day + 12 * HOUR);
    }
  });

  test('clocks that jump do not change the year', () => {
    const jumps = ['Mar 10 12:00:00', 'Mar 10 03:00:00', 'Mar 9', 'Apr 25', 'Mar 10', 'Jun 30', 'Mar 11'];
    expect(years('2024-12-01T00:00:00', jumps)).toEqual(jumps.map(() => 2024));
    expect(years('2023-12-12T00:00:00', ['Jan 1 00:00:09', 'Dec 10'])).toEqual([2023, 2023]);
    const boots = ['Nov 22', 'Jan 1 00:00:09', 'Nov 22 13:00:00', 'Nov 23'];
    expect(years('2023-11-24T00:00:00', boots)).toEqual(boots.map(() => 2023));
    const state = { year: 2019, month: 12, day: 20, lastMs: null };
    expect(years('2024-01-01T00:00:00', ['Dec 21', 'Sep 1', 'Dec 21', 'Jan 2'], state)).toEqual([
      2019, 2019, 2019, 2020,
    ]);
  });

  test('one stamp far ahead of the anchor does not carry the rest away', () => {
    expect(years('2023-11-24T00:00:00', ['Nov 22', 'Dec 25', 'Nov 23'])).toEqual([2023, 2022, 2023]);
  });
});

describe('dates', () => {
  test('the leap day is of a leap year, and those after it of the same', () => {
    expect(years('2023-06-01T00:00:00', ['Feb 29'])).toEqual([2020]);
    expect(years('2024-02-28T12:00:00', ['Feb 29 12:00:00'])).toEqual([2024]);
    expect(years('2024-02-27T12:00:00', ['Feb 29 12:00:00'])).toEqual([2020]);
    expect(years('1903-01-01T00:00:00', ['Feb 29'])).toEqual([1896]);
    expect(years('2023-06-01T00:00:00', ['Feb 28', 'Feb 29', 'Mar 1', 'Dec 31', 'Jan 1'])).toEqual([
      2023, 2020, 2020, 2020, 2021,
    ]);
  });

  test('what no year has is NaN and changes nothing', () => {
    const clock = new InputClock({ timeZone: 'UTC', anchorMs: at('2024-12-01T00:00:00') });
    feed(clock, 'Jan 1 00:00:00');
    const before = clock.state();
    for (const [m, d] of [[2, 30], [4, 31], [0, 101], [1, 32], [0, 1], [13, 1], [1, 0], [1, -1]] as const) {
      expect(clock.fromYearless(m, d, 0)).toBeNaN();
    } // biome-ignore format: one list of dates
    expect(clock.fromYearless(1, 1, Number.NaN)).toBeNaN();
    expect(clock.fromYearless(1, 2, Number.NaN)).toBeNaN();
    clock.setAnchor(at('2024-12-01T00:00:00'));
    expect(clock.fromYearless(1, 0, 0)).toBeNaN();
    expect(clock.state()).toEqual(before);
  });

  test('a leap second is the first of the next day', () => {
    const clock = new InputClock({ timeZone: 'UTC', anchorMs: at('2017-01-05T00:00:00') });
    expect(clock.fromYearless(12, 31, DAY)).toBe(at('2017-01-01T00:00:00'));
  });
});

describe('live', () => {
  const watch = (anchor: string, state?: ClockState): InputClock =>
    new InputClock({ timeZone: 'UTC', anchorMs: at(anchor), live: true, ...(state && { state }) });

  test('a watch goes on over New Year, with an anchor that moves, late or not at all', () => {
    for (const move of [true, false]) {
      const clock = watch('2025-12-28T00:00:00');
      for (let ms = at('2025-12-28T00:00:00'); ms < at('2026-02-01T00:00:00'); ms += 5 * HOUR) {
        if (move) clock.setAnchor(ms - 20 * HOUR);
        const date = new Date(ms);
        expect(clock.fromYearless(date.getUTCMonth() + 1, date.getUTCDate(), ms % DAY)).toBe(ms);
      }
    }
  });

  test('late lines over New Year', () => {
    const clock = watch('2026-01-01T00:00:05');
    const stamps = ['Jan 1 00:00:04', 'Dec 31 23:59:59', 'Jan 1 00:00:05'].map((s) =>
      new Date(feed(clock, s)).getUTCFullYear(),
    );
    expect(stamps).toEqual([2026, 2025, 2026]);
  });

  test('a day that was too late becomes this year once the anchor moved', () => {
    const clock = watch('2026-03-01T00:00:00');
    expect(feed(clock, 'Mar 9 12:00:00')).toBe(at('2025-03-09T12:00:00'));
    clock.setAnchor(at('2026-03-09T12:00:01'));
    expect(feed(clock, 'Mar 9 12:00:00')).toBe(at('2026-03-09T12:00:00'));
  });

  test('a checkpoint from before a long pause does not hold the year back', () => {
    const clock = watch('2026-09-01T12:00:00', { year: 2025, month: 12, day: 30, lastMs: at('2025-12-30T00:00:00') });
    expect(feed(clock, 'Sep 1 11:00:00')).toBe(at('2026-09-01T11:00:00'));
  });
});

test('state is plain JSON and a clock made from it goes on as the first would have', () => {
  const options = { timeZone: 'Europe/Berlin', anchorMs: at('2024-06-01T00:00:00') };
  const empty = new InputClock(options).state();
  expect(empty).toEqual({ year: null, month: null, day: null, lastMs: null });
  expect(new InputClock({ ...options, state: empty }).state()).toEqual(empty);
  const stamp = fc.tuple(
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
    fc.integer({ min: 0, max: DAY - 1 }),
  );
  fc.assert(
    fc.property(fc.array(stamp, { maxLength: 30 }), fc.nat(30), (stamps, cut) => {
      const whole = new InputClock(options);
      let parted = new InputClock(options);
      stamps.forEach((s, i) => {
        if (i === cut) parted = new InputClock({ ...options, state: JSON.parse(JSON.stringify(parted.state())) });
        expect(parted.fromYearless(...s)).toBe(whole.fromYearless(...s));
      });
    }),
  );
});

test.each(ZONES)('%s: a file of up to a year comes back exactly', (zone) => {
  const wall = wallClockOf(zone);
  const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 1199 }), fc.integer({ min: 0, max: 4 * 86_400 })), {
    maxLength: 80,
  });
  const start = fc.integer({ min: at('1980-01-01T00:00:00') / SECOND, max: at('2035-01-01T00:00:00') / SECOND });
  fc.assert(
    fc.property(start, steps, (from, jumps) => {
      const series = [from * SECOND];
      for (const jump of jumps) series.push(series.at(-1)! + jump * SECOND);
      const end = series.at(-1)!;
      fc.pre(end - series[0]! < 360 * DAY);
      const clock = new InputClock({ timeZone: zone, anchorMs: end });
      for (const instant of series) {
        const shown = wall(instant);
        const date = new Date(shown);
        const read = clock.fromYearless(date.getUTCMonth() + 1, date.getUTCDate(), ((shown % DAY) + DAY) % DAY);
        // Steps of days may land in a second pass unannounced; the wall clock is right even then.
        expect(wall(read)).toBe(shown);
        expect(Math.abs(read - instant)).toBeLessThanOrEqual(HOUR);
      }
    }),
    { numRuns: 60 },
  );
});
