// What a report says that its log cannot tell.
import { describe, expect, it } from 'vitest';
import { compiledFormats } from '../../src/formats/index.js';
import type { Report } from '../../src/report/model.js';
import { type Answer, reportOf } from './tallies.js';

const remedies = ({ blindSpots }: Report): string[] => blindSpots.map(({ remedy = '' }) => remedy);
const one = (code: string, more: Partial<Answer> = {}): Answer => ({
  code,
  name: 'example.com',
  client: '192.0.2.1',
  ...more,
});

describe('blind spots', () => {
  it('names the option that shows every answer, and none that is on', () => {
    expect(remedies(reportOf([], { format: 'bind', coverage: 'failures-only', queries: 10 }))[0]).toMatch(
      /^responselog yes;/,
    );
    expect(remedies(reportOf([one('NOERROR')], { format: 'bind' })).join()).not.toContain('responselog');
    expect(remedies(reportOf([], { coverage: 'unknown', queries: 10 }))[0]).toMatch(/^log-replies: yes/);
  });

  it('misses reasons only where there is something to explain', () => {
    expect(remedies(reportOf([one('NOERROR')])).join()).not.toContain('log-servfail');
    expect(remedies(reportOf([one('SERVFAIL')])).join()).toContain('log-servfail: yes');
    expect(remedies(reportOf([one('SERVFAIL'), one('SERVFAIL', { kind: 'servfail-reason' })])).join()).not.toContain(
      'log-servfail',
    );
  });

  it('takes silence for unknown where failures leave no other line', () => {
    expect(remedies(reportOf([], { format: 'bind', coverage: 'failures-only', queries: 10 })).join()).toContain(
      'query-errors',
    );
    expect(remedies(reportOf([one('NOERROR')], { format: 'bind' })).join()).not.toContain('query-errors');
    expect(
      remedies(
        reportOf([one('SERVFAIL', { kind: 'query-failed' })], { format: 'bind', coverage: 'failures-only' }),
      ).join(),
    ).not.toContain('query-errors');
  });

  it('tells of codes that four bits hide', () => {
    const whats = (report: Report): string => report.blindSpots.map(({ what }) => what).join('\n');
    expect(whats(reportOf([one('YXRRSET', { times: 3 })]))).toContain(
      'The 3 YXRRSET here are almost certainly BADCOOKIE.',
    );
    expect(whats(reportOf([one('NOERROR')], { format: 'bind' }))).not.toContain('four bits');
  });

  it('sends one to detect for unrecognized lines, in a file quoted for the shell', () => {
    const { blindSpots } = reportOf([one('NOERROR', { times: 90 })], { unrecognized: 10, path: 'a b.log' });
    expect(blindSpots[0]).toEqual({
      what: 'What 10 unrecognized lines of one file say (10.0 %).',
      remedy: "rcodescope detect 'a b.log'",
      command: true,
    });
  });

  it('knows when nothing has a time', () => {
    expect(reportOf([one('NOERROR', { at: Number.NaN })]).blindSpots.map(({ what }) => what)).toContain(
      'When anything happened: no line has a time.',
    );
  });
});

describe('the logging switches of the formats', () => {
  it('name kinds and codes that there are', () => {
    for (const { spec } of compiledFormats()) {
      const kinds = new Set(spec.kinds.map(({ kind }) => kind));
      if (spec.name === 'bind' || spec.name === 'unbound') expect(spec.switches?.length ?? 0).toBeGreaterThan(0);
      for (const option of spec.switches ?? []) for (const kind of option.shownBy) expect(kinds, kind).toContain(kind);
    }
  });
});
