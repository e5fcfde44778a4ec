// The time line as it is drawn.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeAxis } from '../../src/report/axis.js';
import { networkOf } from '../../src/report/network.js';
import { axisLabels, ticks } from '../../src/report/text-time.js';
import { localTime, share, span } from '../../src/report/words.js';

const timeline = (stepSeconds: number, cells: readonly (readonly [seconds: number, count: number])[]) => ({
  stepSeconds,
  starts: cells.map(([seconds]) => new Date(seconds * 1000).toISOString()),
  byRcode: { NOERROR: cells.map(([, n]) => n) },
  untimed: 0,
});
const DAY = 86_400;
const NOON = 1_795_348_800;

describe('the time axis', () => {
  it('is nothing without times', () => {
    expect(timeAxis(timeline(1, []), 60)).toBeUndefined();
  });

  it('leaves out a few stamps far off, on either side, and counts them', () => {
    const axis = timeAxis(
      timeline(1, [
        [0, 2],
        [NOON, 500],
        [NOON + 60, 500],
        [NOON + 80 * 365 * DAY, 1],
      ]),
      60,
    )!;
    expect(axis.strays).toEqual({ count: 3, firstMs: 0, lastMs: (NOON + 80 * 365 * DAY) * 1000 });
    expect(axis.startMs).toBe(NOON * 1000);
    expect(axis.columns * axis.stepMs).toBeLessThan(70_000);
  });

  it('leaves out nothing that is much, however far off', () => {
    expect(
      timeAxis(
        timeline(60, [
          [0, 50],
          [NOON, 500],
        ]),
        60,
      )!.strays,
    ).toBeUndefined();
  });

  it('bridges the gap of a quiet night', () => {
    expect(
      timeAxis(
        timeline(60, [
          [NOON, 3],
          [NOON + 20 * 3600, 900],
        ]),
        60,
      )!.strays,
    ).toBeUndefined();
  });

  it('fits, and loses no response', () => {
    const cells = fc
      .uniqueArray(fc.integer({ min: 0, max: 4_000_000 }), { minLength: 1, maxLength: 40 })
      .map((steps) => steps.sort((a, b) => a - b));
    fc.assert(
      fc.property(
        cells,
        fc.constantFrom(1, 5, 60, 300, 86_400),
        fc.integer({ min: 8, max: 200 }),
        (steps, step, most) => {
          const axis = timeAxis(
            timeline(
              step,
              steps.map((at) => [at * step, 1]),
            ),
            most,
          )!;
          expect(axis.columns).toBeLessThanOrEqual(most);
          expect(axis.codes[0]!.counts.reduce((a, b) => a + b, 0) + (axis.strays?.count ?? 0)).toBe(steps.length);
          expect(axisLabels(axis, 1, axis.columns, 'UTC', most).length).toBeLessThanOrEqual(most);
        },
      ),
    );
  });

  it('puts its labels at round times of the zone', () => {
    const axis = timeAxis(
      timeline(
        60,
        Array.from({ length: 120 }, (_, i) => [NOON + i * 60, 1] as const),
      ),
      60,
    )!;
    expect(ticks(axis, 'UTC', 4).map(({ label }) => label)).toEqual(['12:00', '12:30', '13:00', '13:30']);
    expect(ticks(axis, 'Asia/Kolkata', 4).map(({ label }) => label)).toEqual(['17:30', '18:00', '18:30', '19:00']);
    expect(localTime(NOON * 1000, 'America/New_York')).toBe('2026-11-22 07:00:00');
  });
});

describe('networks', () => {
  it('are /24 and /64', () => {
    expect(networkOf('192.0.2.77')).toBe('192.0.2.0/24');
    expect(networkOf('2001:db8::1')).toBe('2001:db8::/64');
    expect(networkOf('2001:DB8:0:12::1')).toBe('2001:db8:0:12::/64');
    expect(networkOf('2001:0db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(networkOf('::1')).toBe('::/64');
    expect(networkOf('fe80::1%eth0')).toBe('fe80::/64');
  });

  it('are none for what is no address', () => {
    for (const text of ['', 'example.com', '1.2.3', '1:2', 'a::b::c', '1:2:3:4:5:6:7:8:9', ':::', '12345::'])
      expect(networkOf(text), text).toBeUndefined();
  });
});

describe('words', () => {
  it('never show something as nothing, or less than all as all', () => {
    expect(share(0, 10)).toBe('0.0 %');
    expect(share(1, 100_000)).toBe('<0.1 %');
    expect(share(99_999, 100_000)).toBe('>99.9 %');
    expect(share(10, 10)).toBe('100.0 %');
    expect(share(0, 0)).toBe('-');
  });

  it('give a stretch of time in two units', () => {
    expect([0, 59.6, 565, 7200, 90_061].map(span)).toEqual(['0 s', '1 min', '9 min 25 s', '2 h', '1 d 1 h']);
  });
});
