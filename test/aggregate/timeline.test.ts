// Time lines: the same buckets whatever the order and split, few enough of them, and no count lost.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coarsened, STEPS_SECONDS, Timeline, type TimelineSnapshot } from '../../src/aggregate/timeline.js';

type Add = [timeMs: number | undefined, column: number];

const COLUMNS = 2;

function timelineOf(adds: readonly Add[], maxBuckets: number): Timeline {
  const timeline = new Timeline(COLUMNS, maxBuckets);
  for (const [time, column] of adds) timeline.add(time, column);
  return timeline;
}

/** The definition, without cleverness: try each step until few enough buckets are occupied. */
function expectedOf(adds: readonly Add[], maxBuckets: number): TimelineSnapshot {
  const untimed = new Array<number>(COLUMNS).fill(0);
  for (let i = 0, step = 1; ; i++, step = STEPS_SECONDS[i] ?? step * 2) {
    const buckets = new Map<number, number[]>();
    untimed.fill(0);
    for (const [time, column] of adds) {
      if (time === undefined || !(time >= 0 && time < 253402300800000)) {
        untimed[column]!++;
        continue;
      }
      const start = Math.floor(time / 1000 / step) * step;
      const row = buckets.get(start) ?? new Array<number>(COLUMNS).fill(0);
      row[column]!++;
      buckets.set(start, row);
    }
    if (buckets.size > maxBuckets) continue;
    const rows = [...buckets].sort((a, b) => a[0] - b[0]);
    return {
      columns: COLUMNS,
      step,
      starts: rows.map(([start]) => start),
      counts: rows.flatMap(([, row]) => row),
      untimed,
    };
  }
}

const NOON = Date.UTC(2026, 10, 22, 12);
const time = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: NOON, max: NOON + 600_000 }) },
  { weight: 4, arbitrary: fc.integer({ min: NOON, max: NOON + 40 * 86_400_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 253402300799999 }) },
  { weight: 1, arbitrary: fc.constantFrom(undefined, Number.NaN, -1, 253402300800000, Number.POSITIVE_INFINITY, 0) },
);
const adds = fc.array(fc.tuple(time, fc.nat(COLUMNS - 1)), { maxLength: 80 });
const maxBuckets = fc.integer({ min: 1, max: 20 });

describe('Timeline', () => {
  it('has a ladder in which each step divides the next', () => {
    for (const [i, step] of STEPS_SECONDS.slice(1).entries()) expect(step % STEPS_SECONDS[i]!).toBe(0);
  });

  it('is what its definition says', () => {
    fc.assert(
      fc.property(adds, maxBuckets, (all, max) => {
        expect(timelineOf(all, max).snapshot()).toEqual(expectedOf(all, max));
      }),
    );
  });

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(
        adds.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        maxBuckets,
        ([all, shuffled], max) => {
          expect(timelineOf(shuffled, max).snapshot()).toEqual(timelineOf(all, max).snapshot());
        },
      ),
    );
  });

  it('never counts the year 10000, even when a bucket reaches into it', () => {
    const timeline = timelineOf(
      [
        [0, 0],
        [253402300799999, 0],
        [253402300800000, 1],
      ],
      1,
    );
    expect(timeline.snapshot()).toMatchObject({ starts: [0], counts: [2, 0], untimed: [0, 1] });
  });

  it('merges parts to the whole, in any order', () => {
    fc.assert(
      fc.property(adds, adds, adds, maxBuckets, (a, b, c, max) => {
        const whole = timelineOf([...a, ...b, ...c], max).snapshot();
        const left = Timeline.restore(timelineOf(a, max).snapshot(), max);
        left.merge(timelineOf(b, max).snapshot());
        left.merge(timelineOf(c, max).snapshot());
        const right = Timeline.restore(timelineOf([...c, ...b], max).snapshot(), max);
        right.merge(new Timeline(COLUMNS, max).snapshot());
        right.merge(timelineOf(a, max).snapshot());
        expect(left.snapshot()).toEqual(whole);
        expect(right.snapshot()).toEqual(whole);
      }),
    );
  });

  it('goes on counting rightly after an empty part has lengthened its step', () => {
    const timeline = timelineOf(
      [
        [NOON, 0],
        [NOON + 7_000, 0],
      ],
      9,
    );
    timeline.merge(coarsened(new Timeline(COLUMNS).snapshot(), 60));
    timeline.add(NOON + 7_000, 1);
    expect(timeline.snapshot()).toMatchObject({ step: 60, counts: [2, 1] });
  });

  it('keeps its resolution when a few stamps are far off', () => {
    const hour: Add[] = Array.from({ length: 600 }, (_, i) => [NOON + i * 1000, 0]);
    const timeline = timelineOf([...hour, [0, 1], [Date.UTC(2099, 0, 1), 1]], 720);
    expect(timeline.stepSeconds).toBe(1);
    expect(timeline.snapshot().starts).toHaveLength(602);
  });

  it('coarsens a snapshot as if its step had been longer from the start', () => {
    fc.assert(
      fc.property(adds, maxBuckets, fc.constantFrom(...STEPS_SECONDS), (all, max, step) => {
        const s = timelineOf(all, max).snapshot();
        const coarse = coarsened(s, step);
        expect(coarse.step).toBe(Math.max(s.step, step));
        expect(coarsened(coarse, step)).toEqual(coarse);
        const sums = new Map<number, number[]>();
        for (const [i, start] of s.starts.entries()) {
          const at = Math.floor(start / coarse.step) * coarse.step;
          const row = sums.get(at) ?? [0, 0];
          sums.set(at, [row[0]! + s.counts[2 * i]!, row[1]! + s.counts[2 * i + 1]!]);
        }
        expect(coarse.starts).toEqual([...sums.keys()]);
        expect(coarse.counts).toEqual([...sums.values()].flat());
      }),
    );
  });

  it('counts a column that does not exist as the last, and weights', () => {
    const timeline = new Timeline(COLUMNS);
    timeline.add(NOON, 9, 4);
    timeline.add(undefined, -1, 2);
    expect(timeline.snapshot()).toMatchObject({ counts: [0, 4], untimed: [0, 2] });
  });

  it('refuses to merge other columns', () => {
    expect(() => new Timeline(3).merge(new Timeline(2).snapshot())).toThrow(RangeError);
  });
});
