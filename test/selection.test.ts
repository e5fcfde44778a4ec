// --only, --since, --until: every key, what they count, what they refuse.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../src/errors.js';
import { counted, NOW, selectionOf } from './counting.js';

const log = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const RECURSIVE = log('bind-recursive.log');
const REPLIES = log('unbound-replies.log');
const KINDS = log('unbound-kinds.log');

describe('codes, kinds, directions', () => {
  const cases: [only: string[], events: number, responses: number][] = [
    [['rcode=SERVFAIL'], 20, 18],
    [['rcode=2'], 20, 18],
    [['rcode=servfail,REFUSED'], 25, 21],
    [['kind=query-failed'], 21, 21],
    [['kind=query_failed,query-cache-denied'], 23, 21],
    [['direction=received'], 21, 0],
    [['direction=sent', 'rcode=REFUSED'], 5, 3],
    [['rcode=NXDOMAIN'], 0, 0],
  ];
  it.each(cases)('--only %j', (only, events, responses) => {
    expect(counted(RECURSIVE, selectionOf(only)).selected).toEqual({ events, responses });
  });

  it('a response is selected by its header code and by the error of its signature', () => {
    const tsig = log('bind-kinds.log');
    expect(counted(tsig, selectionOf(['rcode=BADTIME'])).selected).toEqual({ events: 1, responses: 1 });
    const { selected, responses } = counted(tsig, selectionOf(['rcode=NOTAUTH']));
    expect(selected).toEqual({ events: 1, responses: 2 });
    expect(responses.counts).toEqual([9, 2]);
  });
});

describe('types, zones, clients', () => {
  const replies = REPLIES.toString('utf8')
    .split('\n')
    .filter((line) => / \d\.\d{6} \d \d+$/.test(line));
  const cases: [only: string, test: (line: string) => boolean][] = [
    ['qtype=AAAA', (line) => / AAAA IN /.test(line)],
    ['qtype=aaaa,MX', (line) => / (AAAA|MX) IN /.test(line)],
    ['zone=web.lab.example', (line) => /[. ]web\.lab\.example\. /.test(line)],
    ['zone=WEB.lab.example.', (line) => /[. ]web\.lab\.example\. /.test(line)],
    ['zone=.', () => true],
    ['zone=b.lab.example', () => false],
    ['client=127.0.21.13', (line) => / 127\.0\.21\.13 /.test(line)],
    ['client=127.0.21.0/24,::1', (line) => / (127\.0\.21\.\d+|::1) /.test(line)],
    ['client=0:0:0:0:0:0:0:1', (line) => / ::1 /.test(line)],
    ['client=::/0', (line) => / ::1 /.test(line)],
    ['client=0.0.0.0/0', (line) => !/ ::1 /.test(line)],
  ];
  it.each(cases)('--only %s', (only, test) => {
    const expected = replies.filter(test).length;
    expect(counted(REPLIES, selectionOf(['kind=client-reply', only])).selected).toEqual({
      events: expected,
      responses: expected,
    });
  });

  it('queries are those that were asked for', () => {
    const asked = REPLIES.toString('utf8').match(/ AAAA IN$/gm)!.length;
    expect(counted(REPLIES, selectionOf(['qtype=AAAA'])).queries).toBe(asked);
    expect(counted(REPLIES, selectionOf(['rcode=NXDOMAIN'])).queries).toBe(0);
    expect(counted(REPLIES).queries).toBe(122);
  });
});

describe('periods', () => {
  const stamps = [...KINDS.toString('utf8').matchAll(/^\[(\d+)\]/gm)].map((match) => Number(match[1]) * 1000);
  const events = (since?: string, until?: string): number =>
    counted(KINDS, selectionOf([], since, until)).selected.events;

  it('begin at --since and end before --until', () => {
    expect(events(undefined, '2026-11-22T15:53:06Z')).toBe(8);
    expect(events('2026-11-22T16:53:06+01:00')).toBe(12);
    expect(events('2026-11-22', '2026-11-23')).toBe(20);
    expect(events('2026-11-22 15:53:06.5', '2026-11-22T15:53:06')).toBe(0);
  });

  it('as ages before now', () => {
    const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
    for (const [unit, ms] of Object.entries(units)) {
      const age = Math.floor((NOW - stamps[10]!) / ms);
      expect(events(`${age}${unit}`)).toBe(stamps.filter((stamp) => stamp >= NOW - age * ms).length);
    }
  });

  it('split any log in two', () => {
    fc.assert(
      fc.property(fc.integer({ min: stamps[0]! - 2000, max: stamps.at(-1)! + 2000 }), (ms) => {
        const edge = new Date(ms).toISOString();
        expect(events(edge) + events(undefined, edge)).toBe(20);
      }),
      { numRuns: 30 },
    );
  });

  it('hold no line without a time', () => {
    const bare = log('bind-notime.log');
    expect(counted(bare).selected.events).toBe(36);
    expect(counted(bare, selectionOf([], '9999w')).selected.events).toBe(0);
    expect(counted(bare, selectionOf([], undefined, '0s')).selected.events).toBe(0);
  });
});

describe('what makes no sense is refused', () => {
  it.each([
    ['rcode=NOSUCH', /is no response code/],
    ['rcode=-1', /is no response code/],
    ['kind=client-replay', /is no kind of line/],
    ['direction=sideways', /is none/],
    ['client=1.2.3', /is no address or prefix/],
    ['client=::1::', /is no address or prefix/],
    ['client=1:2:3:4:5:6:7:', /is no address or prefix/],
    ['client=10.0.0.0/8/8', /is no address or prefix/],
    ['client=10.0.0.0/-1', /is no address or prefix/],
    ['color=red', /unknown key "color"/],
    ['=x', /unknown key ""/],
    ['x', /is not KEY=VALUE/],
  ])('%s', (only, says) => {
    expect(() => selectionOf([only])).toThrow(says);
    expect(() => selectionOf([only])).toThrow(UserError);
  });

  it.each(['', 'now', '12:00', '2026-11', '2026-11-22T25:00:00Z', '5y', '-5m', '2026-11-22T10:00Zjunk'])(
    'time %j',
    (time) => {
      expect(() => selectionOf([], time)).toThrow(/--since: ".*" is no time/);
      expect(() => selectionOf([], undefined, time)).toThrow(/--until/);
    },
  );

  it('whatever is typed: accepted or a UserError', () => {
    const key = fc.constantFrom('rcode', 'kind', 'direction', 'qtype', 'zone', 'client', 'reason');
    fc.assert(
      fc.property(key, fc.string({ unit: 'binary' }), (k, value) => {
        try {
          counted(KINDS, selectionOf([`${k}=${value}`]));
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});
