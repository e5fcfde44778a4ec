// Local time to epoch: zones, gaps and folds.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputClock } from '../../src/time/clock.js';
import { DAY, HOUR, MINUTE, SECOND, wallClockOf, ZONES } from './wall.js';

const clock = (timeZone: string): InputClock => new InputClock({ timeZone, anchorMs: Date.UTC(2030, 0, 1) });
const local = (text: string): number => Date.parse(`${text}Z`);
const iso = (ms: number): string => new Date(ms).toISOString();

/** Reads local times, in order, with one clock. */
function read(timeZone: string, ...times: string[]): string[] {
  const c = clock(timeZone);
  return times.map((t) => iso(c.fromLocal(local(t))).slice(0, 19));
}

describe('offsets', () => {
  test.each([
    ['UTC', '2026-11-22T15:55:15.182', '2026-11-22T15:55:15.182Z'],
    ['+01:00', '2026-11-22T15:55:15.182', '2026-11-22T14:55:15.182Z'],
    ['-03:30', '2026-11-22T23:55:15.182', '2026-11-23T03:25:15.182Z'],
    ['Europe/Berlin', '2026-11-22T15:55:15.182', '2026-11-22T14:55:15.182Z'],
    ['Europe/Berlin', '2026-07-22T15:55:15.182', '2026-07-22T13:55:15.182Z'],
    ['Asia/Kathmandu', '2024-03-10T00:00:00', '2024-03-09T18:15:00.000Z'],
    ['Asia/Kathmandu', '1985-12-31T12:00:00', '1985-12-31T06:30:00.000Z'],
    ['America/St_Johns', '2011-03-13T00:00:59', '2011-03-13T03:30:59.000Z'],
    ['America/St_Johns', '2011-03-13T01:01:00', '2011-03-13T03:31:00.000Z'],
    ['Africa/Monrovia', '1970-06-01T12:00:00', '1970-06-01T12:44:30.000Z'],
    ['Europe/London', '1970-01-01T00:00:00', '1969-12-31T23:00:00.000Z'],
    ['America/New_York', '2006-04-01T12:00:00', '2006-04-01T17:00:00.000Z'],
    ['Europe/Amsterdam', '0050-01-01T00:00:00', '0049-12-31T23:42:30.000Z'],
  ])('%s %s is %s', (zone, wall, utc) => {
    expect(iso(clock(zone).fromLocal(local(wall)))).toBe(utc);
  });

  test('years before the first are no different from the time before zones', () => {
    const c = clock('Europe/Amsterdam');
    expect(c.fromLocal(Date.UTC(-50, 0, 1)) - Date.UTC(-50, 0, 1)).toBe(c.fromLocal(0 - 1e13) - (0 - 1e13));
  });

  test('a stamp that is no time, or out of reach, is NaN and leaves the clock as it was', () => {
    const c = clock('Europe/Berlin');
    const stamp = c.fromLocal(local('2024-03-10T00:00:00'));
    for (const bad of [Number.NaN, Infinity, -Infinity, 8.64e15, -8.64e15]) expect(c.fromLocal(bad)).toBeNaN();
    expect(c.state().lastMs).toBe(stamp);
    expect(c.fromLocal(8.6e15)).toBe(8.6e15 - HOUR);
  });

  test('an anchor that is no time is a bug of the caller', () => {
    expect(() => new InputClock({ timeZone: 'UTC', anchorMs: Number.NaN })).toThrow(RangeError);
    expect(() => clock('UTC').setAnchor(Infinity)).toThrow(RangeError);
  });
});

describe('gap', () => {
  test('local times that do not exist are the instant of the change', () => {
    expect(
      read('Europe/Berlin', '2024-03-31T01:59:59', '2024-03-31T02:00:00', '2024-03-31T02:59:59', '2024-03-31T03:00:00'),
    ).toEqual(['2024-03-31T00:59:59', '2024-03-31T01:00:00', '2024-03-31T01:00:00', '2024-03-31T01:00:00']);
  });

  test('a whole day can be missing', () => {
    expect(read('Pacific/Apia', '2011-12-29T23:59:59', '2011-12-30T12:00:00', '2011-12-31T00:00:01')).toEqual([
      '2011-12-30T09:59:59',
      '2011-12-30T10:00:00',
      '2011-12-30T10:00:01',
    ]);
  });

  test('in any zone, later local times outside folds are never earlier instants', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.constantFrom('2024-03-31', '2024-03-10', '2024-10-06', '2011-12-30', '2024-04-14'),
        fc.array(fc.integer({ min: -DAY, max: 2 * DAY }), { minLength: 2 }),
        (zone, day, offsets) => {
          const c = clock(zone);
          const sorted = offsets.sort((a, b) => a - b).map((o) => c.fromLocal(local(`${day}T00:00:00`) + o));
          for (let i = 1; i < sorted.length; i++) expect(sorted[i]).toBeGreaterThanOrEqual(sorted[i - 1]!);
        },
      ),
    );
  });
});

describe('fold', () => {
  // Berlin, 27 October 2024: 02:00 to 03:00 is lived from 00:00Z and again from 01:00Z.
  const day = (...times: string[]): string[] =>
    read('Europe/Berlin', ...times.map((t) => `2024-10-27T${t}`)).map((t) => t.slice(11));

  test('first pass until stamps step back by about the fold, then the second until it is over', () => {
    expect(day('01:59:59', '02:00:00', '02:59:59', '02:00:00', '02:30:00', '02:59:59', '03:00:00')).toEqual([
      '23:59:59', '00:00:00', '00:59:59', '01:00:00', '01:30:00', '01:59:59', '02:00:00',
    ]); // biome-ignore format: one line of times above the other
  });

  test('a log that begins in the fold begins in its first pass', () => {
    expect(day('02:30:00', '02:31:00')).toEqual(['00:30:00', '00:31:00']);
  });

  test('disorder of seconds flips neither pass', () => {
    expect(day('02:30:00', '02:29:50', '02:30:01', '02:25:00', '02:31:00')).toEqual([
      '00:30:00', '00:29:50', '00:30:01', '00:25:00', '00:31:00',
    ]); // biome-ignore format: one line of times above the other
    expect(day('02:59:59', '02:30:00', '02:29:50', '02:00:01', '02:45:00')).toEqual([
      '00:59:59', '01:30:00', '01:29:50', '01:00:01', '01:45:00',
    ]); // biome-ignore format: one line of times above the other
  });

  test('late lines at either end of the second pass keep their place', () => {
    expect(day('02:59:59', '02:00:00', '02:59:58', '02:00:01', '02:10:00')).toEqual([
      '00:59:59', '01:00:00', '00:59:58', '01:00:01', '01:10:00',
    ]); // biome-ignore format: one line of times above the other
    expect(day('02:50:00', '03:00:01', '02:59:58', '03:00:02')).toEqual([
      '00:50:00',
      '02:00:01',
      '01:59:58',
      '02:00:02',
    ]);
  });

  test('a quiet log that steps over the change still moves forward', () => {
    expect(day('02:40:00', '02:25:00', '03:05:00')).toEqual(['00:40:00', '01:25:00', '02:05:00']);
  });

  test('a fold of half an hour', () => {
    const times = ['01:29:00', '01:59:00', '01:58:55', '01:35:00', '01:59:00', '02:00:00'].map(
      (t) => `2024-04-07T${t}`,
    );
    expect(read('Australia/Lord_Howe', ...times).map((t) => t.slice(11))).toEqual([
      '14:29:00', '14:59:00', '14:58:55', '15:05:00', '15:29:00', '15:30:00',
    ]); // biome-ignore format: one line of times above the other
  });

  test('a quiet second pass stays the second', () => {
    expect(day('02:59:59', '02:00:10', '02:55:00', '02:57:00')).toEqual([
      '00:59:59',
      '01:00:10',
      '01:55:00',
      '01:57:00',
    ]);
  });

  test('after lines of a much later time the fold starts afresh', () => {
    expect(read('Europe/Berlin', '2025-01-05T00:00:00', '2024-10-27T02:10:00').at(-1)).toBe('2024-10-27T00:10:00');
  });

  test('a live log that begins in the fold is of the present', () => {
    const at = (anchor: string): string =>
      iso(
        new InputClock({ timeZone: 'Europe/Berlin', anchorMs: local(anchor), live: true }).fromLocal(
          local('2024-10-27T02:30:00'),
        ),
      ).slice(11, 19);
    expect(at('2024-10-27T01:30:01')).toBe('01:30:00');
    expect(at('2024-10-27T00:30:01')).toBe('00:30:00');
  });

  test('a checkpoint inside the second pass is carried on', () => {
    const c = clock('Europe/Berlin');
    for (const t of ['02:59:59', '02:20:00']) c.fromLocal(local(`2024-10-27T${t}`));
    const state = JSON.parse(JSON.stringify(c.state()));
    const next = new InputClock({ timeZone: 'Europe/Berlin', anchorMs: Date.UTC(2030, 0, 1), state });
    expect(iso(next.fromLocal(local('2024-10-27T02:21:00')))).toBe('2024-10-27T01:21:00.000Z');
  });
});

describe('reading back what a zone wrote', () => {
  /** Changes of each zone: forth, back, at odd minutes, over midnight and the date line, at the edge of what is looked up at once. */
  const CHANGES: readonly (readonly [zone: string, ...changes: string[]])[] = [
    ['Europe/Berlin', '2024-03-31T01:00', '2024-10-27T01:00'],
    ['America/New_York', '2024-03-10T07:00', '2024-11-03T06:00'],
    ['Australia/Lord_Howe', '2024-04-06T15:00', '2024-10-05T15:30'],
    ['Asia/Kathmandu', '1985-12-31T18:30'],
    ['America/St_Johns', '2024-11-03T04:30', '2010-11-07T02:31', '2011-03-13T03:31'],
    ['UTC', '2024-03-31T01:00'],
    ['Africa/Casablanca', '2024-03-10T02:00', '2024-04-14T02:00'],
    ['Pacific/Apia', '2011-12-30T10:00', '2012-03-31T14:00'],
    ['Pacific/Chatham', '2025-04-05T14:00', '2023-09-23T14:00'],
    ['Pacific/Easter', '2025-04-06T03:00', '2014-09-07T04:00'],
    ['America/Boa_Vista', '2000-10-08T04:00', '2000-10-15T03:00'],
    ['Africa/Freetown', '1939-09-01T02:00', '1939-09-05T00:40'],
  ];
  const steps = fc.array(fc.integer({ min: 0, max: 20 * 60 - 1 }), { minLength: 20, maxLength: 200 });

  test.each(CHANGES)('%s: a series with steps below 20 minutes comes back exactly', (zone, ...changes) => {
    const wall = wallClockOf(zone);
    const start = fc.oneof(
      fc.integer({ min: Date.UTC(1975, 0, 1) / SECOND, max: Date.UTC(2037, 0, 1) / SECOND }).map((s) => s * SECOND),
      fc.tuple(fc.constantFrom(...changes), fc.nat(7200)).map(([at, s]) => local(`${at}:00`) - HOUR - s * SECOND),
    );
    fc.assert(
      fc.property(start, steps, (from, jumps) => {
        // A series that begins in the second pass says so in no way.
        fc.pre([30, 60].every((m) => wall(from - m * MINUTE) !== wall(from)));
        const c = clock(zone);
        let instant = from;
        expect(c.fromLocal(wall(instant))).toBe(instant);
        for (const jump of jumps) {
          instant += jump * SECOND;
          expect(c.fromLocal(wall(instant))).toBe(instant);
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each(ZONES)('%s: any instant comes back, or is ambiguous and read as its first pass', (zone) => {
    const wall = wallClockOf(zone);
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1900, 0, 1) / SECOND, max: Date.UTC(2100, 0, 1) / SECOND }), (s) => {
        const back = clock(zone).fromLocal(wall(s * SECOND));
        expect(wall(back)).toBe(wall(s * SECOND));
        expect(back).toBeLessThanOrEqual(s * SECOND);
      }),
      { numRuns: 200 },
    );
  });
});
