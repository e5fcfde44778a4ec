// compare: every pair of topics is complete, free of repetition, symmetric in its relation and true to the data.

import { describe, expect, it } from 'vitest';
import { compareCommand } from '../../src/cli/compare.js';
import { UserError } from '../../src/errors.js';
import { compare, compareMarkdown, compareText } from '../../src/knowledge/compare.js';
import { relate } from '../../src/knowledge/relation.js';
import type { Topic } from '../../src/knowledge/topic.js';
import { TOPICS, topicById } from '../../src/knowledge/topics.js';
import { headerName, RETRY_WORDS } from '../../src/knowledge/wording.js';

const plain = { width: 80, colour: false };
const topic = (id: string): Topic => topicById(id)!;

describe('every pair', () => {
  it.each(TOPICS.map((a) => [a.id, a] as const))('with %s', (_, a) => {
    for (const b of TOPICS) {
      if (a === b) continue;
      const pair = `${a.id} / ${b.id}`;
      const c = compare(a, b);
      const texts = [
        c.relation.sentence,
        c.a.description,
        c.b.description,
        c.decide,
        ...c.differences,
        ...c.tellApart,
        ...c.shared,
        ...c.a.seen,
        ...c.b.seen,
        ...c.a.fix.map(({ step }) => step),
        ...c.b.fix.map(({ step }) => step),
      ];
      if (c.lead !== undefined) texts.push(c.lead);
      for (const text of texts) expect(text, pair).toMatch(/^\S(?:.*\S)?[.?!]$/);
      for (const list of [c.table, c.differences, c.shared, c.tellApart]) expect(list.length, pair).toBeGreaterThan(0);
      expect(c.a.seen.length + c.shared.length, pair).toBeGreaterThan(0);
      expect(c.a.fix.length + c.shared.length, pair).toBeGreaterThan(0);
      expect(c.b.fix.length + c.shared.length, pair).toBeGreaterThan(0);
      expect(JSON.stringify(c), pair).not.toMatch(/undefined|\bNaN\b|\[object|\bn\/a\b| {2}/);
      const sentences = texts.flatMap((text) => text.split(/(?<=[.?!])\s+(?=[A-Z])/));
      expect(
        new Set(sentences).size,
        `${pair}: ${sentences.filter((s, i) => sentences.indexOf(s) !== i).join(' | ')}`,
      ).toBe(sentences.length);
      trueToData(a, b, c, pair);
    }
  });

  it('has the same relation in both directions', () => {
    for (const a of TOPICS) for (const b of TOPICS) if (a !== b) expect(relate(a, b)).toEqual(relate(b, a));
  });
});

function trueToData(a: Topic, b: Topic, c: ReturnType<typeof compare>, pair: string): void {
  for (const { fact, a: left, b: right } of c.table) {
    expect(left, pair).not.toBe(right);
    if (fact === 'Severity') expect([left, right], pair).toEqual([a.severity, b.severity]);
    if (fact === 'Try again?') expect([left, right], pair).toEqual([RETRY_WORDS[a.retry], RETRY_WORDS[b.retry]]);
    if (fact === 'Header shows' && a.headerShows !== undefined) expect(left, pair).toBe(headerName(a.headerShows));
  }
  const shared = c.shared.join(' ');
  if (/Both are of severity/.test(shared)) expect(a.severity, pair).toBe(b.severity);
  if (/For both, (?:the|nobody)/.test(shared)) expect(a.actor, pair).toBe(b.actor);
  const order = /A server decides on (\S+(?: \d+)?) earlier/.exec(c.differences.join(' '));
  if (order !== null) {
    const [early, late] = a.stage! < b.stage! ? [a, b] : [b, a];
    expect(order[1], pair).toBe(early.id);
    expect(
      [
        early.stage! < late.stage!,
        late.stage! <= 4,
        a.operations.some((operation) => b.operations.includes(operation)),
      ],
      pair,
    ).toEqual([true, true, true]);
    expect(['same-number', 'detail-of'], pair).not.toContain(c.relation.kind);
  }
  if (/information rather|mistakes of|decisions of|matters of (?:auth|trans|DNSSEC)|failures to get/.test(shared))
    expect(a.class, pair).toBe(b.class);
  if (/they follow different requests/.test(shared)) {
    expect(a.actor, pair).not.toBe(b.actor);
    expect([a.retry, a.retryHow], pair).not.toEqual([b.retry, b.retryHow]);
    expect(
      a.operations.some((operation) => b.operations.includes(operation)),
      pair,
    ).toBe(false);
  }
  if (/it weighs more/.test(c.decide)) expect(a.severity, pair).not.toBe(b.severity);
  if (c.relation.kind === 'disjoint')
    expect(
      a.operations.filter((operation) => b.operations.includes(operation)),
      pair,
    ).toEqual([]);
  for (const option of c.options) expect(option.since, pair).toMatch(/^\d/);
}

describe('numbers without an assignment', () => {
  it.each([
    ['12', '13'],
    ['12', 'NOTIMP'],
    ['3841', 'EDE 40'],
    ['65535', 'NODATA'],
    ['EDE 40', 'EDE 41'],
    ['EDE 50000', 'SERVFAIL'],
  ])('%s and %s', (a, b) => {
    const text = compareCommand(a, b, plain);
    expect(text).not.toMatch(/undefined|NaN|\n\n\n/);
    // No heading stands without text below it.
    expect(text).not.toMatch(/^[A-Z][a-z ]+\n\n/m);
    const c = JSON.parse(compareCommand(a, b, { ...plain, json: true })) as {
      differences: string[];
      table: unknown[];
      tellApart: string[];
    };
    for (const list of [c.differences, c.table, c.tellApart]) expect(list.length).toBeGreaterThan(0);
  });
});

describe('relations', () => {
  it.each([
    ['BADVERS', 'BADSIG', 'same-number'],
    ['BADTRUNC', 'EDE22', 'same-number'],
    ['NOTAUTH', 'BADTRUNC', 'detail-of'],
    ['NOTAUTH', 'BADSIG', 'detail-of'],
    ['SERVFAIL', 'EDE22', 'detail-of'],
    ['YXDOMAIN', 'NXDOMAIN', 'opposite'],
    ['YXRRSET', 'NXRRSET', 'opposite'],
    ['BADVERS', 'NOERROR', 'low-bits-alias'],
    ['BADCOOKIE', 'YXRRSET', 'low-bits-alias'],
    ['SERVFAIL', 'NXDOMAIN', 'confusable'],
    ['NOTIMP', 'BADTRUNC', 'same-pipeline'],
    ['BADMODE', 'NXDOMAIN', 'disjoint'],
    ['NODATA', 'NOERROR', 'shows-as'],
    ['DNSSEC_BOGUS', 'SERVFAIL', 'shows-as'],
    ['DNSSEC_BOGUS', 'EDE7', 'shows-as'],
    ['EDE6', 'EDE7', 'companions'],
    ['EDE3', 'EDE22', 'apart'],
    ['EDE22', 'NOTIMP', 'apart'],
    ['DSOTYPENI', 'YXDOMAIN', 'disjoint'],
  ])('%s and %s: %s', (a, b, kind) => {
    expect(relate(topic(a), topic(b)).kind).toBe(kind);
  });

  it('believes the more exact extended error', () => {
    expect(relate(topic('EDE6'), topic('EDE7')).sentence).toContain('Believe EDE 7');
    expect(relate(topic('EDE13'), topic('EDE22')).sentence).toContain('Believe EDE 22');
  });
});

describe('NOTIMP and BADTRUNC', () => {
  const text = compareText(topic('NOTIMP'), topic('BADTRUNC'), plain).replace(/\s+/g, ' ');

  it.each([
    /NOTIMP is code 4 in the header and speaks of the operation/,
    /22, stands in a TSIG record while the header says NOTAUTH/,
    /MAC shorter than local policy/,
    /Neither is cured by TCP or a larger EDNS buffer/,
    /can only follow a TSIG-signed request/,
    /One signed UPDATE can meet either, never both/,
    /TC flag has nothing to do with it/,
  ])('says %s', (fact) => {
    expect(text).toMatch(fact);
  });
});

describe('compareCommand', () => {
  it.each([
    ['4', '22', 'notimp-badtrunc'],
    ['SERVFAIL', 'NXDOMAIN', 'servfail-nxdomain'],
    ['REFUSED', 'NOTAUTH', 'refused-notauth'],
    ['NODATA', 'NXDOMAIN', 'nodata-nxdomain'],
    ['BADVERS', 'BADSIG', 'badvers-badsig'],
    ['NOTAUTH', 'BADTIME', 'notauth-badtime'],
    ['YXRRSET', 'NXRRSET', 'yxrrset-nxrrset'],
    ['BADCOOKIE', 'YXRRSET', 'badcookie-yxrrset'],
    ['SERVFAIL', 'EDE 22', 'servfail-ede22'],
    ['EDE 6', 'EDE 7', 'ede6-ede7'],
    ['BADMODE', 'NXDOMAIN', 'badmode-nxdomain'],
    ['DNSSEC_BOGUS', 'TIMEOUT', 'bogus-timeout'],
    ['22', 'EDE 22', 'badtrunc-ede22'],
    ['FORMERR', 'BADKEY', 'formerr-badkey'],
  ])('%s %s reads well', async (a, b, file) => {
    await expect(compareCommand(a, b, plain)).toMatchFileSnapshot(`../golden/knowledge/compare-${file}.txt`);
  });

  it('writes Markdown and JSON', () => {
    expect(compareCommand('4', '22', { ...plain, markdown: true })).toBe(
      compareMarkdown(topic('NOTIMP'), topic('BADTRUNC')),
    );
    expect(compareCommand('4', '22', { ...plain, markdown: true })).toMatch(/^# NOTIMP \(4\) and BADTRUNC \(22\)\n/);
    const parsed = JSON.parse(compareCommand('4', '22', { ...plain, json: true })) as {
      relation: { kind: string };
      a: { id: string };
      b: { id: string };
    };
    expect([parsed.relation.kind, parsed.a.id, parsed.b.id]).toEqual(['same-pipeline', 'NOTIMP', 'BADTRUNC']);
  });

  it('takes 16 as whichever makes sense', () => {
    expect(compareCommand('16', 'BADVERS', plain)).toMatch(/^BADSIG \(16\) and BADVERS \(16\)/);
    expect(compareCommand('16', 'NOERROR', plain)).toMatch(/^BADVERS/);
    expect(compareCommand('16', '16', plain)).toMatch(/^BADVERS \(16\) and BADSIG \(16\)/);
  });

  it('refuses to compare a thing with itself', () => {
    expect(() => compareCommand('4', 'NOTIMP', plain)).toThrow(UserError);
    expect(() => compareCommand('4', 'NOTIMP', plain)).toThrow(/same: NOTIMP/);
    expect(() => compareCommand('4', 'NOPE-NOPE', plain)).toThrow(expect.objectContaining({ code: 'unknown-code' }));
  });

  it('keeps to the width', () => {
    for (const width of [60, 80, 100]) {
      for (const b of ['BADTRUNC', 'EDE22', 'NODATA', 'NXDOMAIN']) {
        for (const line of compareCommand('NOTIMP', b, { width, colour: false }).split('\n')) {
          if (!/^ {2}dig /.test(line)) expect(line.length, line).toBeLessThanOrEqual(width);
        }
      }
    }
  });
});
