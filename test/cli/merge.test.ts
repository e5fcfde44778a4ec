// Snapshots on disk: written whole, and put together into the report of all inputs at once.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSnapshot, type Snapshot, SnapshotMerger } from '../../src/aggregate/snapshot.js';
import { buildReport, type Report } from '../../src/report/model.js';
import { fixture, rcodescope, UNSAFE } from './program-run.js';

const ROOT = new URL('../../', import.meta.url).pathname;
const SAMPLES = ['bind', 'unbound'].flatMap((vendor) =>
  readdirSync(join(ROOT, 'samples', vendor)).map((name) => `samples/${vendor}/${name}`),
);

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rcodescope-merge-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const analyze = (args: readonly string[]) =>
  rcodescope(['analyze', '--quiet', '--timezone', 'UTC', ...args], { cwd: ROOT });

/** A report in which the order of inputs, and of what is told of each, makes no difference. */
function unordered(report: Report): unknown {
  const sorted = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(value)).sort();
  return counted({ ...report, inputs: sorted(report.inputs), blindSpots: sorted(report.blindSpots) });
}

/** Findings are of a run over lines; snapshots do not hold them. */
function counted<T extends { findings: unknown; rulesOff: unknown }>({ findings, rulesOff, ...report }: T) {
  return report;
}

describe('the bundled samples', () => {
  let parts: Snapshot[];
  let whole: Report;
  beforeAll(async () => {
    parts = [];
    for (const [i, sample] of SAMPLES.entries()) {
      const result = await analyze([sample, '--snapshot', at(`part-${i}.json`)]);
      expect(result).toMatchObject({ status: 0, stderr: '' });
      parts.push(readSnapshot(JSON.parse(readFileSync(at(`part-${i}.json`), 'utf8'))) as Snapshot);
    }
    whole = JSON.parse((await analyze(['--json', ...SAMPLES])).stdout);
  }, 120_000);

  it('merge into the report of all of them, in any order and any grouping', () => {
    const merged = (snapshots: readonly Snapshot[]): Snapshot => {
      const merger = new SnapshotMerger();
      for (const snapshot of snapshots) merger.add(snapshot);
      return JSON.parse(JSON.stringify(merger.snapshot('1')));
    };
    expect(parts.length).toBeGreaterThan(10);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(parts, { minLength: parts.length }),
        fc.array(fc.nat(parts.length), { maxLength: 4 }),
        (order, cuts) => {
          const borders = [0, ...cuts.sort((a, b) => a - b), order.length];
          const groups = borders.slice(1).map((to, i) => merged(order.slice(borders[i], to)));
          const { tally, inputs, timezone } = merged(groups);
          const report = buildReport(tally, { top: 10, timezone: timezone!, selected: false, inputs });
          expect(unordered(JSON.parse(JSON.stringify(report)))).toEqual(unordered(whole));
        },
      ),
      { numRuns: 12 },
    );
  });

  it('the command prints the same for the same order', async () => {
    const files = SAMPLES.map((_, i) => at(`part-${i}.json`));
    const merged = await rcodescope(['merge', '--json', ...files]);
    const once = await analyze(['--json', ...SAMPLES]);
    expect({ ...merged, stdout: counted(JSON.parse(merged.stdout)) }).toEqual({
      ...once,
      stdout: counted(JSON.parse(once.stdout)),
    });
    for (const form of [['--markdown'], [], ['--top', '3']]) {
      const [text, whole] = [await rcodescope(['merge', ...form, ...files]), await analyze([...form, ...SAMPLES])];
      const withoutFindings = (out: string): string => out.replace(/\n(?:## )?Findings[\s\S]*?\n\n(?=\d|## )/, '\n');
      expect({ ...text, stdout: withoutFindings(text.stdout) }).toEqual({
        ...whole,
        stdout: withoutFindings(whole.stdout),
      });
    }
  }, 60_000);

  it('a sum is a snapshot again', async () => {
    const files = SAMPLES.map((_, i) => at(`part-${i}.json`));
    for (const [group, name] of [
      [files.slice(0, 6), 'left.json.gz'],
      [files.slice(6), 'right.json'],
    ] as const)
      expect(await rcodescope(['merge', '--snapshot', at(name), ...group])).toMatchObject({ status: 0, stderr: '' });
    const { stdout } = await rcodescope(['merge', '--json', at('left.json.gz'), at('right.json')]);
    expect(counted(JSON.parse(stdout))).toEqual(counted(whole));
  });
});

describe('analyze --snapshot', () => {
  const write = (name: string, ...more: string[]) =>
    analyze([fixture('unbound-replies.log'), '--snapshot', at(name), ...more]);

  it('writes the same bytes for the same input, for the owner only', async () => {
    expect(await write('a.json')).toMatchObject({ status: 0, stderr: '' });
    expect(await write('b.json')).toMatchObject({ status: 0, stderr: '' });
    expect(await write('b.json')).toMatchObject({ status: 0, stderr: '' });
    expect(await write('c.json.gz', '--workers', '1')).toMatchObject({ status: 0, stderr: '' });
    const text = readFileSync(at('a.json'), 'utf8');
    expect(readFileSync(at('b.json'), 'utf8')).toBe(text);
    expect(gunzipSync(readFileSync(at('c.json.gz'))).toString()).toBe(text);
    expect(statSync(at('a.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({
      schemaVersion: 1,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      timezone: 'UTC',
      options: [{ since: null, only: [], maxLineBytes: 1_048_576 }],
      inputs: [{ format: 'unbound', coverage: 'all' }],
      windows: {},
      openExchanges: [],
    });
  });

  it('takes the place of a snapshot, never of anything else', async () => {
    writeFileSync(at('query.log'), 'precious\n');
    const result = await write('query.log');
    expect(result).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('is no snapshot') });
    expect(readFileSync(at('query.log'), 'utf8')).toBe('precious\n');
    await write('again.json.gz');
    expect(await write('again.json.gz')).toMatchObject({ status: 0 });
    expect(await write('.')).toMatchObject({ status: 2, stderr: expect.stringContaining('is a directory') });
  });

  it('says before it reads that it cannot write', async () => {
    const result = await write('nowhere/a.json');
    expect(result).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('cannot write into') });
  });

  it('writes to a device, and leaves it one', async () => {
    const result = await analyze([fixture('unbound-replies.log'), '--snapshot', '/dev/null']);
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});

describe('merge of what is not all right', () => {
  let good: string;
  beforeAll(async () => {
    good = at('good.json');
    await analyze([fixture('unbound-replies.log'), '--snapshot', good]);
  });
  const file = (name: string, content: string | Buffer): string => {
    writeFileSync(at(name), content);
    return at(name);
  };

  it('names each file and the place in it, and merges the others', async () => {
    const document = JSON.parse(readFileSync(good, 'utf8'));
    const { lines } = document.tally;
    const bad = [
      file('changed.json', JSON.stringify({ ...document, tally: { ...document.tally, lines: { ...lines, read: 1 } } })),
      file('newer.json', JSON.stringify({ ...document, schemaVersion: 2, version: '9.1.0' })),
      file('cut.json', readFileSync(good).subarray(0, 500)),
      file('cut.json.gz', gzipSync(readFileSync(good)).subarray(0, 300)),
      file('empty.json', ''),
      file('a.log', '22-Nov-2026 16:00:00.000 resolver: x\n'),
      file('\u202eevil\u001b[2J.json', '{}'),
      at('missing.json'),
    ];
    mkdirSync(at('dir'), { recursive: true });
    const result = await rcodescope(['merge', '--json', ...bad, at('dir'), good]);
    expect(result.status).toBe(1);
    expect(JSON.parse(result.stdout).lines).toEqual(lines);
    for (const said of [
      /changed\.json: tally\.lines\.read: expected \d+, the sum of the others/,
      /newer\.json: is a snapshot of schema version 2; this program reads 1\n {2}rcodescope 9\.1\.0 wrote it/,
      /cut\.json: is no JSON/,
      /cut\.json\.gz: its gzip data is damaged or ends too early/,
      /empty\.json: is empty/,
      /a\.log: is no JSON\n {2}a log\?/,
      /evil\\x1b\[2J\.json: is no snapshot/,
      /missing\.json: no such file/,
      /dir is a directory, not a snapshot/,
    ])
      expect(result.stderr).toMatch(said);
    expect(result.stderr).not.toMatch(UNSAFE);
  });

  it('prints nothing when none can be read', async () => {
    expect(await rcodescope(['merge', at('missing.json')])).toMatchObject({ status: 1, stdout: '' });
    expect(await rcodescope(['merge'])).toMatchObject({ status: 2, stdout: '' });
  });

  it('does not blow up with what unpacks to more than any snapshot', async () => {
    const bomb = file('bomb.json.gz', gzipSync(Buffer.alloc(300 << 20, 0x20), { level: 9 }));
    const result = await rcodescope(['merge', bomb]);
    expect(result).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is larger than any snapshot (256 MiB)'),
    });
  });

  it('warns of copies and of different selections', async () => {
    const copy = file('copy.json.gz', gzipSync(readFileSync(good)));
    const part = at('selected.json');
    await analyze([fixture('unbound-replies.log'), '--only', 'rcode=SERVFAIL', '--snapshot', part]);
    const result = await rcodescope(['merge', good, copy, part]);
    expect(result.status).toBe(0);
    expect(result.stderr).toContain('copy.json.gz holds the same as');
    expect(result.stderr).toContain('their sum is mixed');
    expect(result.stdout).toMatch(/^Selected /m);
  });

  it('refuses a baseline before it reads anything', async () => {
    const result = await analyze([fixture('unbound-replies.log'), '--baseline', at('missing.json')]);
    expect(result).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('missing.json') });
  });
});
