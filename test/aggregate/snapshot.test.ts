// Snapshots from files: what a tally writes is accepted as it is, and nothing else can do harm.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyTally } from '../../src/aggregate/merge.js';
import {
  type CountingOptions,
  newSnapshot,
  readSnapshot,
  type Snapshot,
  SnapshotMerger,
} from '../../src/aggregate/snapshot.js';
import type { TallySnapshot } from '../../src/aggregate/tally.js';
import { reportMarkdown } from '../../src/report/markdown.js';
import { buildReport } from '../../src/report/model.js';
import { reportText } from '../../src/report/text.js';
import { log, tallyOf } from './random-tallies.js';

const OPTIONS: CountingOptions = {
  since: null,
  until: null,
  only: [],
  format: null,
  envelope: null,
  maxLineBytes: 1_048_576,
  maxOpenExchanges: 500_000,
};

function snapshotOf(tally: TallySnapshot, path = 'a.log', more: Partial<Snapshot> = {}): Snapshot {
  const { lines } = tally;
  const input = { path, format: 'unbound', envelope: 'none', lines, coverage: 'all' } as const;
  return { ...newSnapshot({ version: '1.2.3', timezone: 'UTC', options: [OPTIONS], inputs: [input], tally }), ...more };
}

/** One byte longer than a key can be. */
const LONG = 'x'.repeat(513);

const stored = (snapshot: unknown): unknown => JSON.parse(JSON.stringify(snapshot));

/** All that is done with a snapshot, which must neither throw nor print what is no number. */
function use(snapshot: Snapshot): void {
  const merger = new SnapshotMerger();
  merger.add(snapshot);
  merger.add(snapshot);
  const { tally, inputs } = merger.snapshot('1.2.3');
  const report = buildReport(tally, {
    top: 10,
    timezone: snapshot.timezone ?? 'UTC',
    selected: false,
    inputs,
    baseline: { path: 'before.json', snapshot, options: snapshot.options },
  });
  const text = reportText(report, { width: 80, colour: false }) + reportMarkdown(report) + JSON.stringify(report);
  expect(text).not.toMatch(/\bNaN\b|Infinity|undefined/);
}

/** A stored snapshot of two answers, with something in every table. */
const RICH = (() => {
  const answer = { detail: 2, duration: 0.5, oversize: false } as const;
  const times = [1_795_000_000_000, 1_795_000_060_000];
  for (let kind = 0; ; kind++) {
    const tally = tallyOf(
      times.map((time, i) => ({
        ...answer,
        kind,
        code: i + 2,
        time,
        fields: { qname: `n${i}.example.com`, client: `192.0.2.${i}`, qtype: i === 0 ? 'A' : 'AAAA' },
      })),
    );
    if (tally.selected.responses === 2) return JSON.stringify(snapshotOf(tally));
  }
})();

const rich = (): Record<string, unknown> => JSON.parse(RICH);

describe('readSnapshot', () => {
  it('takes what was written, as it was written', () => {
    fc.assert(
      fc.property(log(), (lines) => {
        const snapshot = snapshotOf(tallyOf(lines));
        expect(readSnapshot(stored(snapshot))).toEqual(snapshot);
      }),
      { numRuns: 100 },
    );
  });

  it('takes the sum of what it took', () => {
    fc.assert(
      fc.property(fc.array(log(), { maxLength: 4 }), (logs) => {
        const merger = new SnapshotMerger();
        for (const lines of logs) merger.add(readSnapshot(stored(snapshotOf(tallyOf(lines)))) as Snapshot);
        const sum = merger.snapshot('1.2.3');
        expect(readSnapshot(stored(sum))).toEqual(sum);
      }),
      { numRuns: 30 },
    );
  });

  it('says what is no snapshot', () => {
    for (const document of [null, 7, 'x', [], {}, { tally: {} }])
      expect(readSnapshot(document)).toMatchObject({ what: 'is no snapshot' });
    expect(readSnapshot({ schemaVersion: 1, byRcode: {} })).toMatchObject({
      what: 'is a report (analyze --json), no snapshot',
    });
  });

  it('says which version it would need', () => {
    const of = (schemaVersion: unknown, version: unknown = '9.0.0') =>
      readSnapshot({ ...snapshotOf(emptyTally()), schemaVersion, version });
    expect(of(2)).toEqual({
      what: 'is a snapshot of schema version 2; this program reads 1',
      advice: 'rcodescope 9.0.0 wrote it: use that version, or write the snapshot again with this one',
    });
    expect(of({ toString: 1 }, null)).toMatchObject({ what: expect.stringContaining('schema version {"toString":1}') });
  });
});

describe('what is wrong is found where it is', () => {
  /** Sets a value at a path of the document. */
  function put(document: unknown, path: string, value: unknown): unknown {
    const steps = path.split('.');
    // biome-ignore lint/suspicious/noExplicitAny: documents are changed freely
    let at = document as any;
    for (const step of steps.slice(0, -1)) at = at[step];
    at[steps.at(-1)!] = value;
    return document;
  }

  it.each([
    ['tally.lines.read', 7, /^tally\.lines\.read: expected 2, the sum/],
    ['tally.lines.read', -1, /^tally\.lines\.read: /],
    ['tally.codes.counts', [2, 1, 2, 1], /^tally\.codes\.counts\[2\]: expected ascending/],
    ['tally.codes.counts', [2], /^tally\.codes\.counts\[0\]: its count is missing/],
    ['tally.codes.counts', [2, 0], /^tally\.codes\.counts\[1\]: expected a count from 1/],
    ['tally.codes.counts', [1e9, 1], /^tally\.codes\.counts\[0\]: expected a number below/],
    ['tally.responses.other', 1.5, /^tally\.responses\.other: /],
    ['tally.kinds', { 'No Kind': 1 }, /^tally\.kinds\.No Kind: /],
    ['tally.directions.sent', null, /^tally\.directions\.sent: /],
    ['tally.first', 9e15, /^tally\.first: /],
    ['tally.last', null, /^tally\.last: expected a time/],
    ['tally.types.words', ['AAAA', 'A'], /^tally\.types\.words\[1\]: expected words in order/],
    ['tally.types.words', ['A', 'A'], /^tally\.types\.words\[1\]: expected words in order/],
    ['tally.types.words', ['A'], /^tally\.types\.counts: expected 12 numbers, 12 for each of 1/],
    ['tally.names.columns', 11, /^tally\.names\.columns: /],
    ['tally.names.encoding', 'utf8', /^tally\.names\.encoding: /],
    ['tally.names.keys', ['a', 'a'], /^tally\.names\.keys: a key is there twice/],
    ['tally.names.keys.0', LONG, /^tally\.names\.keys\[0\]: expected text of at most 512 bytes/],
    ['tally.names.keys.1', '\u0100', /^tally\.names\.keys\[1\]: expected text/],
    ['tally.names.counts.3', null, /^tally\.names\.counts\[3\]: expected a whole number/],
    ['tally.names.errors', [0], /^tally\.names\.errors: expected 2 numbers/],
    ['tally.names.errors.1', 5, /^tally\.names\.errors\[1\]: expected at most the error of the list, 0/],
    ['tally.clients.totals.2', 0, /^tally\.clients\.totals\[2\]: expected at least 1/],
    ['tally.zones.totals', [], /^tally\.zones\.totals: expected 12 numbers/],
    ['tally.distinctNames.registers', 'AAAA', /^tally\.distinctNames\.registers: expected base64/],
    ['tally.latency.buckets', [1920, 1], /^tally\.latency\.buckets\[0\]: expected a number below 1920/],
    ['tally.latency.buckets', [5, 1, 4, 1], /^tally\.latency\.buckets\[2\]: expected ascending/],
    ['tally.latency.min', null, /^tally\.latency\.min: expected a number/],
    ['tally.latency.max', 1, /^tally\.latency\.max: expected at least the minimum/],
    ['tally.timeline.step', 7, /^tally\.timeline\.step: expected a step of the ladder/],
    ['tally.timeline.step', 604_800 * 2 ** 11, /^tally\.timeline\.step: expected a step/],
    ['tally.timeline.starts.0', 1_795_000_060, /^tally\.timeline\.starts\[1\]: expected ascending multiples of 1 /],
    ['tally.timeline.starts.1', 3e11, /^tally\.timeline\.starts\[1\]: expected ascending/],
    ['tally.timeline.untimed', [], /^tally\.timeline\.untimed: expected 12 numbers/],
    ['tally.more', 1, /^tally: .*"more"/],
    ['tally.reasons.byReason', { acl: [1] }, /^tally\.reasons\.byReason\.acl: expected 12 numbers/],
    ['tally.reasons.byReason', { 'bad-luck': [] }, /^tally\.reasons\.byReason/],
    ['timezone', 'Mars/Olympus', /^timezone: expected a time zone/],
    ['columns', ['NOERROR'], /^columns: expected NOERROR, NXDOMAIN/],
    ['inputs.0.path', 7, /^inputs\[0\]\.path: /],
    ['inputs.0.coverage', 'most', /^inputs\[0\]\.coverage: /],
    ['openExchanges', [1], /^openExchanges/],
    ['windows', { '5m': {} }, /^windows: /],
    ['options.0.only', 'rcode=SERVFAIL', /^options\[0\]\.only: /],
  ])('%s, case %#', (path, value, what) => {
    const result = readSnapshot(put(rich(), path, value));
    expect(result).toMatchObject({
      what: expect.stringMatching(what),
      advice: expect.stringContaining('write it again'),
    });
  });

  it('steps of doubled weeks are on the ladder', () => {
    const document = rich();
    put(document, 'tally.timeline.step', 604_800 * 4);
    put(document, 'tally.timeline.starts', [604_800 * 4, 604_800 * 12]);
    expect(readSnapshot(document)).not.toHaveProperty('what');
  });
});

describe('hostile snapshots', () => {
  const poison = fc.oneof(
    fc.constantFrom<unknown>(null, -1, 0, 1, 1e308, -0, 0.5, 2 ** 53, 2 ** 48, '', 'x', '\u202e', [], {}, [null], true),
    fc.array(fc.nat(3000), { maxLength: 5 }),
    fc.string(),
    fc.double(),
  );

  type Place = { holder: Record<string, unknown>; key: string };

  function places(value: unknown, found: Place[] = []): Place[] {
    if (typeof value === 'object' && value !== null)
      for (const [key, part] of Object.entries(value)) {
        found.push({ holder: value as Record<string, unknown>, key });
        places(part, found);
      }
    return found;
  }

  it('are refused with a place, or can be used', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        log(12),
        fc.array(
          fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), poison, how: fc.nat(7) }),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
        (lines, mutations) => {
          const document = stored(snapshotOf(tallyOf(lines)));
          for (const { at, poison, how } of mutations) {
            const all = places(document);
            const { holder, key } = all[Math.floor(at * all.length)]!;
            if (how === 0) delete holder[key];
            else if (how === 1 && Array.isArray(holder)) holder.splice(Number(key), 1);
            else if (how >= 3 && typeof holder[key] === 'number') holder[key] = (holder[key] as number) + 1;
            else holder[key] = poison;
          }
          const result = readSnapshot(stored(document));
          if ('what' in result) {
            refused++;
            expect(result.what.length).toBeLessThan(600);
          } else use(result);
        },
      ),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  it('can be used where a single number, text or null is another one', () => {
    let taken = 0;
    const count = places(rich()).length;
    for (let i = 0; i < count; i++) {
      for (const poison of [1, 2 ** 48, 'x', null]) {
        const document = rich();
        const { holder, key } = places(document)[i]!;
        // One row of a table stands for all.
        if ((typeof holder[key] === 'object' && holder[key] !== null) || Number(key) > 3) continue;
        holder[key] = poison;
        const result = readSnapshot(document);
        if ('what' in result) continue;
        taken++;
        use(result);
      }
    }
    expect(taken).toBeGreaterThan(20);
  });

  it('are refused at once, however much is wrong with them', () => {
    const document = stored(snapshotOf(emptyTally())) as { tally: { names: { counts: unknown[]; keys: unknown[] } } };
    document.tally.names.counts = Array(1_000_000).fill('x');
    expect(readSnapshot(document)).toMatchObject({ what: 'tally.names.counts[0]: expected a whole number from 0 on' });
  });
});

describe('SnapshotMerger', () => {
  const other: CountingOptions = { ...OPTIONS, only: ['rcode=SERVFAIL'] };
  const parts = [
    snapshotOf(emptyTally(), 'a'),
    snapshotOf(emptyTally(), 'b', { timezone: 'Europe/Berlin', options: [other] }),
    snapshotOf(emptyTally(), 'c', { timezone: null, options: [] }),
    snapshotOf(emptyTally(), 'd', { timezone: 'Europe/Berlin' }),
  ];
  const merged = (snapshots: readonly Snapshot[]): Snapshot => {
    const merger = new SnapshotMerger();
    for (const snapshot of snapshots) merger.add(snapshot);
    return merger.snapshot('1.2.3');
  };

  it('keeps inputs in the order they come, all else in no order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: 4 }), fc.nat(4), (order, cut) => {
        const sum = merged(order);
        expect(sum.inputs.map(({ path }) => path)).toEqual(order.map(({ inputs }) => inputs[0]!.path));
        expect(merged([merged(order.slice(0, cut)), merged(order.slice(cut))])).toEqual(sum);
        expect({ ...sum, inputs: [] }).toEqual({ ...merged(parts), inputs: [] });
      }),
      { numRuns: 20 },
    );
  });

  it('shows times in the common zone, in UTC where there is none', () => {
    expect(merged([parts[1]!, parts[2]!, parts[3]!]).timezone).toBe('Europe/Berlin');
    expect(merged(parts).timezone).toBe('UTC');
    expect(merged([]).timezone).toBe(null);
    expect(merged(parts).options).toEqual(
      [other, OPTIONS].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    );
  });
});
