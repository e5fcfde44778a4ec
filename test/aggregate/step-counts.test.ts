// Counts by step: exact, and the same however they come together.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StepCounts } from '../../src/aggregate/step-counts.js';

const SERIES = 5;
const events = fc.array(
  fc.record({
    time: fc.oneof(fc.integer({ min: 0, max: 4_000_000 }), fc.integer({ min: 0, max: 253_402_300_799_999 })),
    series: fc.nat(SERIES - 1),
  }),
  { maxLength: 200 },
);
type Event = { readonly time: number; readonly series: number };

function counted(of: readonly Event[], maxCells = 1000, step = 10): StepCounts {
  const store = new StepCounts(step, SERIES, maxCells);
  for (const { time, series } of of) store.add(time, series);
  return store;
}

const state = (store: StepCounts) => ({
  step: store.step,
  cells: [...store.cells()],
  last: store.last(),
  totals: store.totals(),
});

describe('StepCounts', () => {
  it('counts each event once, in the step that holds its time', () => {
    fc.assert(
      fc.property(events, (all) => {
        const expected = new Map<string, number>();
        for (const { time, series } of all) {
          const key = `${series} ${Math.floor(time / 10_000) * 10}`;
          expected.set(key, (expected.get(key) ?? 0) + 1);
        }
        const cells = [...counted(all).cells()];
        expect(new Map(cells.map((cell) => [`${cell.series} ${cell.start}`, cell.count]))).toEqual(expected);
        const places = cells.map(({ series, start }) => series * 1e12 + start);
        expect(places).toEqual([...places].sort((a, b) => a - b));
      }),
    );
  });

  it('order and parts do not matter, the cap reached or not', () => {
    fc.assert(
      fc.property(events, events, fc.integer({ min: SERIES, max: 60 }), (one, two, cap) => {
        const whole = state(counted([...one, ...two], cap));
        expect(state(counted([...two, ...one], cap))).toEqual(whole);
        const joined = counted(two, cap);
        joined.absorb(counted(one, cap).pack());
        expect(state(joined)).toEqual(whole);
      }),
    );
  });

  it('is no longer than its cap, with the shortest doubling of the step that fits', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: SERIES, max: 60 }), (all, cap) => {
        const store = counted(all, cap);
        expect(store.size).toBeLessThanOrEqual(cap);
        if (store.step > 10) expect(counted(all, 1000, store.step / 2).size).toBeGreaterThan(cap);
        expect([...store.cells()].reduce((sum, cell) => sum + cell.count, 0)).toBe(all.length);
      }),
    );
  });

  it('keeps what has no time out of the cells, and in the totals', () => {
    const store = new StepCounts(60, SERIES);
    for (const time of [Number.NaN, -1, 253_402_300_800_000]) store.add(time, 0);
    store.absorb(store.pack());
    store.add(61_000, 1);
    store.add(0, 1);
    expect(store.last()).toBe(60);
    expect([...store.cells()].every((cell) => cell.series === 1)).toBe(true);
    expect([...store.totals()]).toEqual([6, 2, 0, 0, 0]);
  });
});
