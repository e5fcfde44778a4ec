// What changed against a baseline: what is listed, what is not, and how it looks.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/aggregate/snapshot.js';
import type { Change, Changes } from '../../src/report/changes.js';
import { reportHtml } from '../../src/report/html.js';
import { reportMarkdown } from '../../src/report/markdown.js';
import { reportText } from '../../src/report/text.js';
import { columnsOfText } from '../../src/report/text-layout.js';
import { hostileAnswer } from './hostile.js';
import { type Answer, reportOf, type Setting, START, snapshotOf } from './tallies.js';

const MINUTE = 60_000;

/** So many answers a minute of each sort over so many minutes. */
function traffic(minutes: number, perMinute: readonly Answer[], from = START): Answer[] {
  return Array.from({ length: minutes + 1 }, (_, i) =>
    perMinute.map((answer) => ({ ...answer, at: from + i * MINUTE })),
  ).flat();
}

function changesOf(before: readonly Answer[], after: readonly Answer[], setting: Setting = {}): Changes {
  return reportOf(after, { ...setting, before: snapshotOf(before, setting) }).changes!;
}

const named = (changes: readonly Change[]): string[] =>
  changes.map(({ name, rcode, status }) => `${name} ${rcode} ${status}`);

const usual: readonly Answer[] = [
  { code: 'NOERROR', name: 'www.example.com', client: '192.0.2.1', times: 80 },
  { code: 'NXDOMAIN', name: 'x.example.net', client: '192.0.2.2', type: 'AAAA', times: 20 },
];
const broken: Answer = { code: 'SERVFAIL', name: 'www.broken.example', client: '198.51.100.9', times: 50 };

describe('changes', () => {
  it('of a log against itself are none', () => {
    const { byRcode, ...changes } = changesOf(traffic(9, usual), traffic(9, usual));
    expect(byRcode.map(({ points }) => points)).toEqual([0, 0]);
    expect(changes).toMatchObject({ zones: [], networks: [], clients: [], byQtype: [], cautions: [] });
  });

  it('tell what is new, with shares and rates of both sides', () => {
    const { zones, byRcode, networks, clients, minutes, unit } = changesOf(
      traffic(9, usual),
      traffic(4, [...usual, broken]),
    );
    expect(unit).toBe('responses');
    expect(minutes).toEqual({ before: 9, after: 4 });
    expect(byRcode.map(({ name }) => name)).toEqual(['SERVFAIL', 'NOERROR', 'NXDOMAIN']);
    expect(zones).toEqual([
      {
        name: 'broken.example',
        rcode: 'SERVFAIL',
        before: { count: 0, atMost: 0, share: 0, perMinute: 0 },
        after: { count: 250, atMost: 250, share: 1 / 3, perMinute: 62.5 },
        points: expect.closeTo(100 / 3),
        status: 'new',
      },
    ]);
    // Shares of the others fell, but only because of this; that is no change of theirs.
    expect(named(networks)).toEqual(['198.51.100.0/24 SERVFAIL new']);
    expect(named(clients)).toEqual(['198.51.100.9 SERVFAIL new']);
    expect(networks[0]!.mainClient).toEqual(clients[0]);
  });

  it('tell the opposite the other way round', () => {
    const there = changesOf(traffic(9, usual), traffic(9, [...usual, broken]));
    const back = changesOf(traffic(9, [...usual, broken]), traffic(9, usual));
    expect(named(back.zones)).toEqual(['broken.example SERVFAIL gone']);
    expect(back.zones[0]!.points).toBeCloseTo(-there.zones[0]!.points);
  });

  it('are not that there was more of everything', () => {
    const double = usual.map((answer) => ({ ...answer, times: 2 * answer.times! }));
    expect(changesOf(traffic(9, usual), traffic(9, double))).toMatchObject({ zones: [], clients: [], byQtype: [] });
  });

  it('leave out the few and what chance explains', () => {
    const few = { ...broken, times: 9, at: START };
    expect(changesOf(traffic(9, usual), [...traffic(9, usual), few]).zones).toEqual([]);
    expect(named(changesOf(traffic(9, usual), [...traffic(9, usual), { ...few, times: 12 }]).zones)).toEqual([
      'broken.example SERVFAIL new',
    ]);
    // 0.9 % and 1.9 % of a thousand: three standard errors are 1.6 points.
    const some = (times: number): Answer[] => [...traffic(9, usual), { ...broken, times, at: START }];
    expect(changesOf(some(9), some(19)).zones).toEqual([]);
    expect(named(changesOf(some(9), some(60)).zones)).toEqual(['broken.example SERVFAIL changed']);
  });

  it('hold at most as many as lists do', () => {
    const zones = Array.from({ length: 20 }, (_, i) => ({ ...broken, name: `a.z${i}.example`, times: 20 + i }));
    const { zones: listed } = changesOf(traffic(9, usual), traffic(9, [...usual, ...zones]), { top: 5 });
    expect(listed.map(({ name }) => name)).toEqual([19, 18, 17, 16, 15].map((i) => `z${i}.example`));
  });

  it('have no rates without times, or with less than a minute of them', () => {
    const timeless = usual.map((answer) => ({ ...answer, at: Number.NaN, times: 100 }));
    const changes = changesOf(traffic(9, usual), [...timeless, { ...broken, at: Number.NaN }]);
    expect(changes.minutes).toEqual({ before: 9, after: null });
    expect(changes.zones[0]).toMatchObject({ before: { perMinute: null }, after: { perMinute: null } });
    expect(changesOf(traffic(9, usual), traffic(0, usual)).minutes.after).toBe(null);
  });

  it('count minutes without stray stamps and without the days between two logs', () => {
    const stray = { code: 'NOERROR', name: 'www.example.com', client: '192.0.2.1', at: 1000 };
    const twice = [...traffic(30, usual), ...traffic(30, usual, START + 5 * 24 * 60 * MINUTE)];
    const { minutes } = changesOf([...traffic(30, usual), stray], twice);
    expect(minutes.before).toBeCloseTo(30, 0);
    // The step of the time line is what a bucket may be off.
    expect(minutes.after).toBeGreaterThan(59);
    expect(minutes.after).toBeLessThan(63);
  });

  it('say what cannot be compared', () => {
    const against = (before: Snapshot): Changes => reportOf(traffic(9, usual), { before }).changes!;
    expect(against(snapshotOf(traffic(9, usual), { coverage: 'failures-only' })).cautions).toEqual([
      'The baseline shows failures only, this log every answer: shares of the two do not mean the same.',
    ]);
    const silent = against(snapshotOf([], { coverage: 'unknown' }));
    expect(silent.unit).toBe('lines');
    expect(silent.zones).toEqual([]);
    expect(silent.cautions.length).toBe(2);
    const options = { since: null, until: null, format: null, envelope: null, maxLineBytes: 1, maxOpenExchanges: 1 };
    const selected = { ...snapshotOf(traffic(9, usual)), options: [{ ...options, only: ['zone=example.com'] }] };
    expect(against(selected).cautions).toEqual([
      'The two were not counted with the same --only: they are of different traffic.',
    ]);
  });

  it('are what bounded counts allow at least', () => {
    const before = snapshotOf(traffic(9, usual));
    const { zones } = before.tally;
    // A list that dropped names: a zone that is not in it may have had so many answers.
    const bounded = { ...before, tally: { ...before.tally, zones: { ...zones, error: 100 } } };
    const [row] = reportOf(traffic(9, [...usual, broken]), { before: bounded }).changes!.zones;
    expect(row).toMatchObject({ name: 'broken.example', status: 'changed', before: { count: 0, atMost: 100 } });
    expect(row!.points).toBeCloseTo(100 * (500 / 1500 - 100 / 1000));
    const wide = { ...before, tally: { ...before.tally, zones: { ...zones, error: 400 } } };
    expect(reportOf(traffic(9, [...usual, broken]), { before: wide }).changes!.zones).toEqual([]);
  });
});

describe('changes for people', () => {
  const report = () => {
    const before = traffic(19, [
      ...usual,
      { code: 'NOERROR', name: 'old.example.org', client: '192.0.2.3', times: 6 },
      { ...broken, times: 1 },
    ]);
    const spread = Array.from({ length: 20 }, (_, i) => ({ ...broken, client: `203.0.113.${i}`, times: 2 }));
    const refused = { code: 'REFUSED', name: 'www.example.com', client: '198.51.100.7', times: 8 };
    return reportOf(traffic(9, [...usual, ...spread, refused], START + 24 * 60 * MINUTE), {
      before: snapshotOf(before),
    });
  };

  it('look like this', async () => {
    const text = reportText(report(), { width: 80, colour: false });
    await expect(text).toMatchFileSnapshot('../golden/report/changes-80.txt');
    await expect(reportMarkdown(report())).toMatchFileSnapshot('../golden/report/changes.md');
  });

  it('name the client where it is one, the network where it is many', () => {
    const text = reportText(report(), { width: 80, colour: false });
    const clients = text.slice(text.indexOf('Clients that changed'), text.indexOf('Query types that changed'));
    expect(clients).toContain('203.0.113.0/24');
    expect(clients).toContain('198.51.100.7 ');
    expect(clients).not.toContain('198.51.100.0/24');
  });

  it('are said to be none where there are none', () => {
    const same = reportOf(traffic(9, usual), { before: snapshotOf(traffic(9, usual)) });
    expect(reportText(same, { width: 120, colour: false })).toContain(
      'No zone, client or query type changed by more than chance would.',
    );
  });

  it('hold nothing of a log but visible text, in no line that is too long', () => {
    fc.assert(
      fc.property(
        fc.array(hostileAnswer, { maxLength: 8 }),
        fc.array(hostileAnswer, { maxLength: 8 }),
        fc.integer({ min: 40, max: 160 }),
        (before, after, width) => {
          const both = reportOf(after, { before: snapshotOf(before) });
          const lines = reportText(both, { width, colour: false }).split('\n');
          for (const line of lines) {
            expect(columnsOfText(line)).toBeLessThanOrEqual(width);
            expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|NaN|Infinity/u);
          }
          expect(reportHtml(both, () => '')).not.toMatch(/<script|NaN|Infinity/);
          expect(reportMarkdown(both)).not.toMatch(/[^\n\P{C}]|NaN|Infinity/u);
        },
      ),
      { numRuns: 100 },
    );
  });
});
