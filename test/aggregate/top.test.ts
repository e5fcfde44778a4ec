// Top lists: exact while keys fit, never wrong by more than they say when they do not, whatever the order or split.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Key } from '../../src/aggregate/key.js';
import { TopKeys, type TopSnapshot, topRows } from '../../src/aggregate/top.js';

type Add = [key: string, column: number, weight: number];

const COLUMNS = 3;

function addAll(top: TopKeys, adds: readonly Add[]): TopKeys {
  for (const [key, column, weight] of adds) {
    const bytes = Buffer.from(key, 'latin1');
    top.add(bytes, 0, bytes.length, column, weight);
  }
  return top;
}

function topOf(adds: readonly Add[], capacity: number): TopKeys {
  return addAll(new TopKeys(capacity, COLUMNS), adds);
}

function truth(adds: readonly Add[]): Map<string, number[]> {
  const counts = new Map<string, number[]>();
  for (const [key, column, weight] of adds) {
    const row = counts.get(key) ?? new Array<number>(COLUMNS).fill(0);
    row[column]! += weight;
    counts.set(key, row);
  }
  return counts;
}

const sum = (row: readonly number[]) => row.reduce((a, b) => a + b, 0);

/** What a snapshot promises, checked against exact counts. */
function expectWithinBounds(s: TopSnapshot, adds: readonly Add[], capacity: number): void {
  const exact = truth(adds);
  const weight = sum(adds.map(([, , w]) => w));
  expect(s.keys.length).toBeLessThanOrEqual(capacity);
  expect(s.error).toBeLessThanOrEqual((2 * weight) / capacity);
  expect(sum(s.totals)).toBe(weight);
  const held = new Map(s.keys.map((key, k) => [key, k]));
  for (const [key, row] of exact) {
    const k = held.get(key);
    if (k === undefined) {
      expect(sum(row)).toBeLessThanOrEqual(s.error);
      continue;
    }
    const counted = s.counts.slice(k * COLUMNS, (k + 1) * COLUMNS);
    expect(s.errors[k]).toBeLessThanOrEqual(s.error);
    expect(sum(row)).toBeLessThanOrEqual(sum(counted) + s.errors[k]!);
    for (let c = 0; c < COLUMNS; c++) {
      expect(counted[c]).toBeLessThanOrEqual(row[c]!);
      expect(row[c]).toBeLessThanOrEqual(counted[c]! + s.errors[k]!);
    }
  }
  for (const key of held.keys()) expect(exact.has(key)).toBe(true);
}

function adds(distinct: number, maxLength = 200): fc.Arbitrary<Add[]> {
  return fc.array(
    fc.tuple(
      fc.nat(distinct - 1).map((n) => `n${n}`),
      fc.nat(COLUMNS - 1),
      fc.integer({ min: 1, max: 5 }),
    ),
    { maxLength },
  );
}

/** Ranks whose frequency falls as 1/rank, from a fixed generator. */
function zipf(count: number, distinct: number, seed: number): Add[] {
  let state = seed;
  return Array.from({ length: count }, (_, i): Add => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return [`host${Math.floor(distinct ** (state / 2 ** 32))}.example.com`, i % COLUMNS, 1];
  });
}

describe('TopKeys', () => {
  it('is exact while its keys fit', () => {
    fc.assert(
      fc.property(adds(16), (all) => {
        const s = topOf(all, 16).snapshot();
        expect(s.error).toBe(0);
        expect(
          Object.fromEntries(s.keys.map((key, k) => [key, s.counts.slice(k * COLUMNS, (k + 1) * COLUMNS)])),
        ).toEqual(Object.fromEntries(truth(all)));
      }),
    );
  });

  it('merges parts to the whole, in any order, while keys fit', () => {
    fc.assert(
      fc.property(adds(16), adds(16), adds(16), (a, b, c) => {
        const whole = topOf([...a, ...b, ...c], 16).snapshot();
        const [sa, sb, sc] = [a, b, c].map((part) => topOf(part, 16).snapshot()) as [
          TopSnapshot,
          TopSnapshot,
          TopSnapshot,
        ];
        const merged = (...parts: TopSnapshot[]) => {
          const top = new TopKeys(16, COLUMNS);
          for (const part of parts) top.merge(part);
          return top.snapshot();
        };
        expect(merged(sa, sb, sc)).toEqual(whole);
        expect(merged(sc, merged(sb, sa))).toEqual(whole);
        expect(merged(sa, new TopKeys(16, COLUMNS).snapshot())).toEqual(sa);
      }),
    );
  });

  it('stays within its error when keys do not fit', () => {
    fc.assert(
      fc.property(adds(60, 400), fc.integer({ min: 1, max: 20 }), (all, capacity) => {
        expectWithinBounds(topOf(all, capacity).snapshot(), all, capacity);
      }),
    );
  });

  it('stays within its error when parts are merged', () => {
    fc.assert(
      fc.property(fc.array(adds(60, 150), { maxLength: 5 }), fc.integer({ min: 1, max: 20 }), (parts, capacity) => {
        const top = new TopKeys(capacity, COLUMNS);
        for (const part of parts) top.merge(topOf(part, capacity).snapshot());
        const more: Add[] = [['n1', 0, 1]];
        addAll(top, more);
        expectWithinBounds(top.snapshot(), [...parts.flat(), ...more], capacity);
      }),
    );
  });

  it('finds the heavy names of a Zipf stream', () => {
    const all = zipf(60_000, 20_000, 7);
    const top = topOf(all, 1024);
    const s = top.snapshot();
    expectWithinBounds(s, all, 1024);
    expect(top.errorBound()).toBeGreaterThan(0);
    const best = [...truth(all)].sort((a, b) => sum(b[1]) - sum(a[1]) || (a[0] < b[0] ? -1 : 1)).slice(0, 20);
    expect(topRows(s, 20).map((row) => row.key)).toEqual(best.map(([key]) => key));
    // The first names came before anything was dropped: their counts are exact although the list as a whole is not.
    expect(topRows(s, 1)[0]).toEqual({ key: best[0]![0], counts: best[0]![1], error: 0 });
  });

  it('keeps a heavy name through a flood of names seen once', () => {
    const all: Add[] = Array.from({ length: 50_000 }, (_, i) => (i % 50 === 0 ? ['victim', 1, 1] : [`r${i}`, 0, 1]));
    const s = topOf(all, 256).snapshot();
    expectWithinBounds(s, all, 256);
    expect(s.keys[0]).toBe('victim');
  });

  it('drops keys when their bytes do not fit, however many keys would', () => {
    const long = (i: number) => `${i}-${'x'.repeat(500)}`;
    const all: Add[] = Array.from({ length: 400 }, (_, i) => [long(i), 0, 1]);
    const top = topOf([...all, [long(399), 0, 9]], 200);
    expect(top.size).toBeLessThan(131);
    expect(top.errorBound()).toBeGreaterThan(0);
    expect(topRows(top.snapshot(), 1)[0]?.key).toBe(long(399));
  });

  it('leaves out light keys from a limited snapshot and says so', () => {
    fc.assert(
      fc.property(adds(40), fc.integer({ min: 0, max: 12 }), (all, limit) => {
        const top = topOf(all, 24);
        const s = top.snapshot('latin1', limit);
        const exact = truth(all);
        expect(s.keys).toEqual(top.snapshot().keys.slice(0, limit));
        for (const [key, row] of exact) if (!s.keys.includes(key)) expect(sum(row)).toBeLessThanOrEqual(s.error);
        expect(TopKeys.restore(s, 24).snapshot()).toEqual(s);
      }),
    );
  });

  it('counts names without regard to case and final dot', () => {
    const top = addAll(new TopKeys(8, COLUMNS, 'name'), [
      ['Example.ORG.', 0, 1],
      ['example.org', 1, 2],
      ['.', 2, 1],
    ]);
    expect(topRows(top.snapshot(), 9)).toEqual([
      { key: 'example.org', counts: [1, 2, 0], error: 0 },
      { key: '.', counts: [0, 0, 1], error: 0 },
    ]);
  });

  it('takes a key that is loaded already', () => {
    const key = new Key();
    const bytes = Buffer.from('www.example.net');
    key.load(bytes, 0, bytes.length, 'name');
    const top = new TopKeys(4, COLUMNS, 'name');
    top.addKey(key, 1, 4);
    top.add(bytes, 4, bytes.length, 1);
    expect(top.snapshot().keys).toEqual(['www.example.net', 'example.net']);
  });

  it('orders rows by the chosen columns', () => {
    const s = topOf(
      [
        ['a', 0, 9],
        ['b', 1, 2],
        ['c', 1, 3],
        ['d', 2, 1],
      ],
      8,
    ).snapshot();
    expect(topRows(s, 9, [1, 2]).map((row) => row.key)).toEqual(['c', 'b', 'd']);
    expect(topRows(s, 1).map((row) => row.key)).toEqual(['a']);
  });

  it('counts a column that does not exist as the last', () => {
    expect(
      topOf(
        [
          ['a', 7, 1],
          ['a', -1, 1],
        ],
        2,
      ).snapshot().totals,
    ).toEqual([0, 0, 2]);
  });

  it('keeps any bytes, and gives them back', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 30 }), (keys) => {
        const top = new TopKeys(8, 1);
        for (const key of keys) top.add(key, 0, key.length, 0);
        const s = top.snapshot();
        expect(JSON.parse(JSON.stringify(s))).toEqual(s);
        expect(TopKeys.restore(s, 8).snapshot()).toEqual(s);
        expect(() => TopKeys.restore(top.snapshot('utf8'), 8)).not.toThrow();
      }),
    );
  });

  it('refuses to merge other columns', () => {
    expect(() => new TopKeys(2, 2).merge(topOf([], 2).snapshot())).toThrow(RangeError);
  });
});
