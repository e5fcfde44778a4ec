// Faults that were caused on real servers are found, with what they are about; where nothing was broken nothing is found.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detect, headLines } from '../../src/detect.js';
import { type Finding, isAtLeast, worstFirst } from '../../src/diagnose/finding.js';
import { prefixOf } from '../../src/diagnose/incident.js';
import { mergeFindings } from '../../src/diagnose/merge-findings.js';
import { Patterns } from '../../src/diagnose/patterns.js';
import { RULES, SUPPRESSIONS } from '../../src/diagnose/rules.js';
import { BlockFramer } from '../../src/framing.js';
import { Pipeline } from '../../src/pipeline.js';
import { InputReader } from '../../src/reader.js';
import { EVERYTHING } from '../../src/selection.js';
import { InputClock } from '../../src/time/clock.js';

function patternsOf(log: Buffer): Patterns {
  const patterns = new Patterns('a.log');
  const pipeline = new Pipeline({
    counts: { line: () => {}, oversize: () => {}, answer: () => {}, evicted: 0 },
    selection: EVERYTHING,
    maxOpenExchanges: 100_000,
    patterns,
  });
  const reader = new InputReader({
    clock: new InputClock({ timeZone: 'UTC', anchorMs: Date.UTC(2026, 10, 23) }),
    maxLineBytes: 1 << 20,
    detection: detect(headLines(log.subarray(0, 1 << 18), false)),
    consumer: pipeline,
  });
  const framer = new BlockFramer(reader, 1 << 20);
  framer.push(log);
  framer.finish();
  pipeline.finish();
  patterns.finish();
  return patterns;
}

const scenario = (name: string): Buffer =>
  gunzipSync(readFileSync(new URL(`../scenarios/${name}.log.gz`, import.meta.url)));

describe('recorded faults', () => {
  it.each([
    [
      'expired-signatures-unbound',
      'dnssec-one-zone',
      {
        zone: 'ravenwood.example',
        actor: 'zone owner',
        count: 398,
        first: '2026-11-22T16:55:08.000Z',
        last: '2026-11-22T17:00:22.000Z',
      },
    ],
    [
      'acl-typo-unbound',
      'refused-many-clients',
      {
        client: '127.0.20.0/24',
        actor: 'resolver operator',
        count: 1843,
        first: '2026-11-22T16:55:04.000Z',
        last: '2026-11-22T16:59:09.000Z',
      },
    ],
    [
      'random-subdomain-unbound',
      'random-subdomain',
      { zone: 'goldleaf.example', actor: 'resolver operator', first: '2026-11-22T17:04:33.000Z' },
    ],
    [
      'tsig-wrong-secret-bind',
      'tsig-badsig-peer',
      { client: '127.0.40.11', key: 'xfer-key', actor: 'client operator', count: 101 },
    ],
  ])('%s is %s, and nothing else above notice', (name, id, about) => {
    const found = patternsOf(scenario(name))
      .findings()
      .filter((f) => isAtLeast(f, 'warning'));
    expect(found.map((f) => f.rule.id)).toEqual([id]);
    expect(found[0]).toMatchObject(about);
  });

  it('a healthy server, with a crowd on one name and a sweep of private addresses, gives nothing', () => {
    expect(patternsOf(scenario('healthy-unbound')).findings()).toEqual([]);
  });

  it('the clients of a flood are its evidence', () => {
    const [flood] = patternsOf(scenario('random-subdomain-unbound')).findings();
    expect(flood!.evidence.clients.map((c) => c.name)).toContain('127.0.30.120');
    expect(flood!.evidence.lines).toHaveLength(2);
  });

  it('does not depend on how often it is asked', () => {
    const patterns = patternsOf(scenario('tsig-wrong-secret-bind'));
    expect(patterns.findings()).toEqual(patterns.findings());
    expect(patterns.off().map((rule) => rule.id)).toContain('random-subdomain');
  });
});

/** Replies of an Unbound, one a `step` ms. */
function replies(count: number, stepMs: number, reply: (i: number) => string): Buffer {
  const lines = Array.from({ length: count }, (_, i) => {
    const seconds = 1795363200 + Math.floor((i * stepMs) / 1000);
    return reply(i)
      .split('\n')
      .map((line) => `[${seconds}] unbound[1:0] ${line}\n`)
      .join('');
  });
  return Buffer.from(lines.join(''), 'latin1');
}
const ids = (log: Buffer): string[] =>
  patternsOf(log)
    .findings()
    .map((f) => f.rule.id);

describe('rules', () => {
  it('a name that vanished needs a past, and to be gone for all', () => {
    const name = (i: number, gone: (i: number) => boolean): string =>
      i % 2 === 0
        ? `info: 192.0.2.${i % 7} api.shop.example. A IN ${gone(i) ? 'NXDOMAIN' : 'NOERROR'} 0.001000 0 40`
        : `info: 192.0.2.${i % 7} www.other.example. A IN NOERROR 0.001000 0 40`;
    expect(ids(replies(2000, 500, (i) => name(i, (n) => n > 1200)))).toEqual(['name-vanished']);
    expect(ids(replies(2000, 500, (i) => name(i, () => true)))).toEqual([]);
    expect(ids(replies(2000, 500, (i) => name(i, (n) => n > 1200 && n % 4 === 0)))).toEqual([]);
  });

  it('one failing zone is one finding, and its cause wins over it', () => {
    const zone = (why: string) => (i: number) =>
      i % 10 === 0
        ? `error: SERVFAIL <h${i % 30}.bad.example. A IN>: ${why}\ninfo: 192.0.2.1 h${i % 30}.bad.example. A IN SERVFAIL 0.100000 0 40`
        : `info: 192.0.2.${i % 9} www.good.example. A IN NOERROR 0.001000 1 40`;
    expect(
      ids(replies(3000, 200, zone('all servers for this domain failed, at zone bad.example. upstream server timeout'))),
    ).toEqual(['authority-unreachable']);
    expect(ids(replies(3000, 200, zone('misc failure')))).toEqual(['servfail-one-zone']);
    expect(ids(replies(100, 200, zone('misc failure')))).toEqual([]);
  });

  it('suppressions name rules that exist, and nothing suppresses itself', () => {
    const known = new Set(RULES.map((rule) => rule.id));
    expect(known.size).toBe(34);
    for (const [winner, symptom] of SUPPRESSIONS) {
      expect(known.has(winner) && known.has(symptom)).toBe(true);
      expect(winner).not.toBe(symptom);
    }
  });

  it('prefixes are the /24 of IPv4 and the /64 of IPv6', () => {
    expect(['192.0.2.7', '2001:db8:1:2:3:4:5:6', '2001:db8::1', '::1', 'fe80::1%eth0'].map(prefixOf)).toEqual([
      '192.0.2.0/24',
      '2001:db8:1:2::/64',
      '2001:db8:0:0::/64',
      '0:0:0:0::/64',
      'fe80:0:0:0::/64',
    ]);
  });
});

describe('findings put together', () => {
  const finding = (zone: string, minute: number): Finding => ({
    rule: { id: 'dnssec-one-zone', title: '' },
    severity: 'error',
    actor: 'zone owner',
    first: new Date(minute * 60_000).toISOString(),
    last: new Date((minute + 1) * 60_000).toISOString(),
    count: 1,
    zone,
    hint: { summary: '', steps: [] },
    evidence: { zones: [], names: [], clients: [], upstreams: [], lines: [{ path: 'a', line: minute }] },
  });

  it('are one where the same fault goes on, and several where it is another zone or another day', () => {
    expect(mergeFindings([finding('a', 0)], [finding('a', 10)])).toMatchObject([
      { first: '1970-01-01T00:00:00.000Z', last: '1970-01-01T00:11:00.000Z', count: 2 },
    ]);
    expect(mergeFindings([finding('a', 0)], [finding('b', 1), finding('a', 60)])).toHaveLength(3);
  });

  it('keep their number of observations, in whatever order they come', () => {
    const some = fc.array(
      fc.tuple(fc.constantFrom('a', 'b'), fc.nat(50)).map(([zone, minute]) => finding(zone, minute)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(some, some, (a, b) => {
        const total = (list: readonly Finding[]): number => list.reduce((sum, f) => sum + f.count, 0);
        const merged = mergeFindings(a, b);
        expect(total(merged)).toBe(a.length + b.length);
        expect(merged).toEqual(worstFirst(merged));
      }),
    );
  });
});
