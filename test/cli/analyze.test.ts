// `analyze --json` by the contract: keys, conservation, coverage, selection, set formats, inputs of all sorts.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compressedBy, tempFiles } from '../sources/temp-files.js';
import { toolOrSkip } from '../tools.js';
import { fixture, type RunOptions, rcodescope, UNSAFE } from './program-run.js';

const files = tempFiles();
const RECURSIVE = fixture('bind-recursive.log');
const REPLIES = fixture('unbound-replies.log');

// biome-ignore lint/suspicious/noExplicitAny: the report is looked into freely
async function report(args: readonly string[], options: RunOptions = {}): Promise<any> {
  const run = await rcodescope(['analyze', '--json', '--timezone', 'UTC', ...args], options);
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  const result = JSON.parse(run.stdout);
  const { read, events, noRcode, unrecognized, oversize } = result.lines;
  expect(events + noRcode + unrecognized + oversize).toBe(read);
  return result;
}

const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);

describe('the document', () => {
  it('has the keys of the contract, and counts that agree with each other', async () => {
    const result = await report([RECURSIVE]);
    expect(result).toMatchObject({
      schemaVersion: 1,
      lines: { read: 260, events: 44, noRcode: 216, unrecognized: 0, oversize: 0 },
      byRcode: { SERVFAIL: 20, FORMERR: 6, REFUSED: 5 },
      byKind: { 'query-failed': 21, 'upstream-rcode': 18, 'upstream-formerr-notice': 3, 'query-cache-denied': 2 },
      byDirection: { sent: 23, received: 21 },
      queries: 182,
      inputs: [{ path: RECURSIVE, format: 'bind', lines: { read: 260, events: 44 } }],
    });
    for (const counts of [result.byRcode, result.byKind, result.byDirection]) expect(sum(counts)).toBe(44);
    expect(sum(result.responses.byRcode)).toBe(result.responses.total);
    expect(result).not.toHaveProperty('selected');
    for (const key of ['reasons', 'findings']) expect(result).toHaveProperty(key);
    expect(result.reasons).toMatchObject({ explained: expect.any(Number), unexplained: expect.any(Number) });
  });

  it('several inputs: the whole is the sum of its parts', async () => {
    const both = await report([RECURSIVE, REPLIES]);
    expect(both.lines).toEqual({ read: 500, events: 152, noRcode: 348, unrecognized: 0, oversize: 0 });
    expect(both.inputs.map((input: { format: string }) => input.format)).toEqual(['bind', 'unbound']);
    expect(both.byRcode).toMatchObject({ SERVFAIL: 20, REFUSED: 7, NXDOMAIN: 15 });
    expect(both.responses).toMatchObject({ total: 21 + 107, coverage: 'failures-only' });
    expect(both.queries).toBe(182 + 122);
  });

  it('coverage: all with reply lines, failures only without, unknown where nothing tells of clients', async () => {
    expect((await report([REPLIES])).responses).toMatchObject({ coverage: 'all', total: 107 });
    const quiet = readFileSync(REPLIES, 'utf8').replace(/^.* \d\.\d{6} \d \d+\n/gm, '');
    expect((await report(['-'], { input: quiet })).responses).toMatchObject({
      coverage: 'unknown',
      total: null,
      byRcode: {},
    });
  });

  it('lines without a time: no period', async () => {
    const result = await report([fixture('bind-notime.log')]);
    expect(result.lines).toEqual({ read: 120, events: 36, noRcode: 84, unrecognized: 0, oversize: 0 });
    expect(result.period).toBeNull();
  });
});

describe('inputs', () => {
  const text = readFileSync(REPLIES);

  it('a glob, a directory, standard input by name and without', async () => {
    mkdirSync(files.path('dir'));
    copyFileSync(RECURSIVE, files.path('dir/a.log'));
    copyFileSync(REPLIES, files.path('dir/b.log'));
    expect((await report([files.path('dir/*.log')])).lines.read).toBe(500);
    expect((await report([files.path('dir'), '-'], { input: text })).lines.read).toBe(740);
    expect((await report([], { input: text })).lines.read).toBe(240);
  });

  it('archives, whatever their names', async () => {
    const programs = ['gzip', 'xz', 'zstd', 'bzip2', 'lz4'].filter((program) => !toolOrSkip(program));
    const paths = programs.map((program) => files.write(`${program}.log`, compressedBy(program, text)));
    const { inputs } = await report(paths);
    expect(inputs).toHaveLength(programs.length);
    for (const { lines } of inputs)
      expect(lines).toEqual({ read: 240, events: 108, noRcode: 132, unrecognized: 0, oversize: 0 });
  });

  it('CRLF, BOM, a last line without an end', async () => {
    const odd = `\ufeff${text.toString('utf8').trimEnd().replaceAll('\n', '\r\n')}`;
    const { inputs: _, ...same } = await report(['-'], { input: odd });
    const { inputs: __, ...plain } = await report([REPLIES]);
    expect(same).toEqual(plain);
  });

  it('a line longer than the limit is one line and no more', async () => {
    const long = Buffer.concat([Buffer.from('x'), Buffer.alloc(10_000_000, 'y'), Buffer.from('\n')]);
    const result = await report(['-'], { input: Buffer.concat([text, long, text]) });
    expect(result.lines).toEqual({ read: 481, events: 216, noRcode: 264, unrecognized: 0, oversize: 1 });
    const small = await report(['--max-line-bytes', '80', REPLIES]);
    expect(small.lines.oversize).toBeGreaterThan(0);
    expect(small.lines.read).toBe(240);
  });
});

describe('what the user sets', () => {
  it('stays in force, and a mismatch is said', async () => {
    const run = await rcodescope(['analyze', '--json', '--format', 'unbound', RECURSIVE]);
    expect(run.stderr).toContain('set: unbound; the lines look like bind in envelope none');
    expect(JSON.parse(run.stdout).lines).toMatchObject({ read: 260, events: 0 });
    expect(run.status).toBe(0);
    const envelope = await rcodescope(['analyze', '--json', '--envelope', 'docker', REPLIES]);
    expect(envelope.stderr).toContain('set: docker; the lines look like unbound in envelope none');
    expect((await report(['--format', 'unbound', '--envelope', 'auto', REPLIES])).lines.events).toBe(108);
  });

  it('--timezone is the zone of stamps without one', async () => {
    const run = await rcodescope(['analyze', '--json', '--timezone', 'America/New_York', RECURSIVE]);
    const { period, timezone } = JSON.parse(run.stdout);
    expect(timezone).toBe('America/New_York');
    expect(period.first).toBe('2026-11-22T20:59:14.562Z');
    const system = await rcodescope(['analyze', '--json', RECURSIVE], { env: { TZ: 'Asia/Tokyo' } });
    expect(JSON.parse(system.stdout)).toMatchObject({
      timezone: 'Asia/Tokyo',
      period: { first: '2026-11-22T06:59:14.562Z' },
    });
  });
});

describe('selection', () => {
  it('is told, and leaves the lines as they are', async () => {
    const result = await report([RECURSIVE, '--only', 'rcode=servfail,REFUSED', 'direction=sent']);
    expect(result.selected).toEqual({ events: 23, responses: 21 });
    for (const counts of [result.byRcode, result.byKind, result.byDirection]) expect(sum(counts)).toBe(23);
    expect(result.responses.total).toBe(21);
    expect(result.lines).toEqual({ read: 260, events: 44, noRcode: 216, unrecognized: 0, oversize: 0 });
    const period = await report([RECURSIVE, '--since', '2026-11-22', '--until', '2026-11-22T15:59:14Z']);
    expect(period).toMatchObject({ lines: { events: 44 }, selected: { events: 0, responses: 0 } });
  });
});

describe('text', () => {
  it('of hostile names and paths reaches no terminal raw', async () => {
    const query = (name: string): string =>
      `[1795362784] unbound[1:0] info: 192.0.2.1 ${name} A IN SERVFAIL 0.100000 0 69\n`;
    const names = [
      'plain.example.',
      'e\u202evil.\u200b\u061cexample.',
      'c\u009b31m.example.',
      'esc\u001b]0;t\u0007.example.',
    ];
    const path = files.write('n\u001b[31mame.log', names.map(query).join('').repeat(3));
    for (const command of ['analyze', 'detect']) {
      const run = await rcodescope([command, path]);
      expect(run.stdout).not.toMatch(UNSAFE);
      expect(run.stderr).not.toMatch(UNSAFE);
      expect(run.status).toBe(0);
      expect(run.stdout).toContain('\\x1b');
    }
    const gz = files.write('c\u001b[2Jut.gz', gzipSync(query('a.example.')).subarray(0, -9));
    const run = await rcodescope(['analyze', gz, files.path('no\u001b[0m')]);
    expect(run.stderr).not.toMatch(UNSAFE);
    expect(run.status).toBe(1);
  });
});
