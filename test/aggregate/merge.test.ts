// Snapshots of tallies are a monoid: neutral element, grouping, order, and the sum of parts is the whole.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyTally, mergeTallies, TallyMerger } from '../../src/aggregate/merge.js';
import { Tally, type TallySnapshot, TOP_CAPACITY } from '../../src/aggregate/tally.js';
import { topRows } from '../../src/aggregate/top.js';
import { count, type Line, log, tallyOf } from './random-tallies.js';

const stored = (snapshot: TallySnapshot): TallySnapshot => JSON.parse(JSON.stringify(snapshot));

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

describe('mergeTallies', () => {
  it('has a neutral element', () => {
    fc.assert(
      fc.property(log(), (lines) => {
        const one = tallyOf(lines);
        expect(mergeTallies(one, emptyTally())).toEqual(one);
        expect(mergeTallies(emptyTally(), one)).toEqual(one);
      }),
      { numRuns: 40 },
    );
    expect(emptyTally()).toEqual(new Tally().snapshot());
  });

  it('takes any order and any grouping, also of what was stored', () => {
    fc.assert(
      fc.property(log(), log(), log(), (x, y, z) => {
        const [a, b, c] = [tallyOf(x), tallyOf(y), stored(tallyOf(z))];
        expect(mergeTallies(a, b)).toEqual(mergeTallies(b, a));
        expect(mergeTallies(mergeTallies(a, b), c)).toEqual(mergeTallies(a, stored(mergeTallies(b, c))));
      }),
      { numRuns: 40 },
    );
  });

  it('gives of the parts what the whole gives', () => {
    fc.assert(
      fc.property(log(120), fc.array(fc.nat(120), { maxLength: 5 }), (lines, cuts) => {
        const borders = [0, ...cuts.sort((p, q) => p - q), lines.length];
        const parts = borders.slice(1).map((to, i) => tallyOf(lines.slice(borders[i], to)));
        expect(parts.reduce(mergeTallies, emptyTally())).toEqual(tallyOf(lines));
      }),
      { numRuns: 40 },
    );
  });

  it('changes neither of its arguments', () => {
    fc.assert(
      fc.property(log(), log(), (x, y) => {
        expect(() => mergeTallies(frozen(tallyOf(x)), frozen(tallyOf(y)))).not.toThrow();
      }),
      { numRuns: 10 },
    );
  });

  it('writes all fields in the order in which a tally writes them', () => {
    const line: Line = {
      kind: 0,
      code: 0,
      detail: 0,
      time: 0,
      fields: {},
      duration: Number.NaN,
      oversize: true,
    };
    const one = tallyOf([line]);
    expect(JSON.stringify(mergeTallies(one, emptyTally()))).toBe(JSON.stringify(one));
  });
});

describe('TallyMerger', () => {
  it('adds up in place what mergeTallies adds up step by step', () => {
    fc.assert(
      fc.property(fc.array(log(20), { maxLength: 4 }), (logs) => {
        const merger = new TallyMerger();
        const parts = logs.map(tallyOf);
        for (const part of parts) merger.add(part);
        expect(merger.snapshot()).toEqual(parts.reduce(mergeTallies, emptyTally()));
        // Another snapshot is the same: making one takes nothing away.
        expect(merger.snapshot()).toEqual(merger.snapshot());
      }),
      { numRuns: 20 },
    );
  });
});

describe('beyond the capacity of the lists', () => {
  const answer = (qname: string, client: string): Line => ({
    kind: answerKind(),
    code: 2,
    detail: 2,
    time: 1_795_000_000_000,
    fields: { qname, client },
    duration: Number.NaN,
    oversize: false,
  });

  /** A kind whose lines are answers to clients. */
  function answerKind(): number {
    for (let kind = 0; ; kind++) {
      const line: Line = { kind, code: 2, detail: 2, time: 0, fields: {}, duration: 1, oversize: false };
      if (tallyOf([line]).selected.responses === 1) return kind;
    }
  }

  /** One heavy name, and more light ones than a list holds. */
  function flood(from: number): TallySnapshot {
    const tally = new Tally();
    const base = answer('', '192.0.2.1');
    for (let i = 0; i < 24_000; i++) {
      count(tally, { ...base, fields: { qname: `x${from + i}.flood.example`, client: '192.0.2.1' } });
      if (i % 8 === 0) count(tally, { ...base, fields: { qname: 'heavy.example.com', client: '192.0.2.2' } });
    }
    return tally.snapshot();
  }

  it('keeps every count within its printed error, whatever the order', () => {
    const parts = [flood(0), flood(20_000), flood(40_000)];
    const [a, b, c] = parts as [TallySnapshot, TallySnapshot, TallySnapshot];
    for (const sum of [mergeTallies(mergeTallies(a, b), c), mergeTallies(c, mergeTallies(a, b))]) {
      expect(sum.names.error).toBeGreaterThan(0);
      expect(sum.names.keys.length).toBeLessThanOrEqual(TOP_CAPACITY);
      for (const { key, counts, error } of topRows(sum.names, Number.POSITIVE_INFINITY)) {
        const index = Number(/^x(\d+)\./.exec(key)?.[1] ?? Number.NaN);
        const starts = [0, 20_000, 40_000];
        const truth = Number.isNaN(index) ? 9000 : starts.filter((s) => index >= s && index < s + 24_000).length;
        const held = counts.reduce((total, n) => total + n, 0);
        expect(held <= truth && truth <= held + error, `${key}: ${held} + ${error}, truly ${truth}`).toBe(true);
      }
      // Zones are few: exact, though the names they come from are not.
      expect(sum.zones.error).toBe(0);
      expect(topRows(sum.zones, 3).map(({ key, counts }) => [key, counts[2]])).toEqual([
        ['flood.example', 72_000],
        ['example.com', 9000],
      ]);
      expect(sum.responses.counts).toEqual([2, 81_000]);
    }
  });
});
