// A log read in parts, cut anywhere a cut is clean, gives the report of the whole.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { TallySnapshot } from '../../src/aggregate/tally.js';
import { resolveInputOptions } from '../../src/cli/inputs.js';
import { Gatherer } from '../../src/parallel/gather.js';
import { type RunOptions, runPart } from '../../src/parallel/part.js';
import { planLog } from '../../src/parallel/plan.js';
import { EVERYTHING } from '../../src/selection.js';
import { Histories } from '../../src/sinks/history.js';
import { openMetricsText } from '../../src/sinks/openmetrics.js';

const folder = mkdtempSync(join(tmpdir(), 'rcodescope-parts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SAMPLES = [
  'unbound/epoch-v1.log.gz',
  'unbound/ascii-tag-v0.log.gz',
  'unbound/syslog-rfc5424.log.gz',
  'unbound/journal-json.log.gz',
  'unbound/debug-v4.log.gz',
  'bind/responselog-auth-utc.log.gz',
  'bind/recursive-default.log.gz',
  'bind/recursive-debug11.log.gz',
  'bind/bare-notime.log.gz',
  'bind/rrl-rpz.log.gz',
  'bind/syslog-rfc3164.log.gz',
];

const NOW = Date.UTC(2026, 11, 1);
const run: RunOptions = {
  envelope: undefined,
  format: undefined,
  timeZone: 'Europe/Berlin',
  maxLineBytes: 1 << 20,
  maxOpenExchanges: 500_000,
  selection: { since: undefined, until: undefined, only: [] },
  nowMs: NOW,
  historyStep: 60,
};

interface Outcome {
  readonly parts: number;
  readonly tally: TallySnapshot;
  readonly history: string;
}

async function readIn(paths: readonly string[], partBytes: number): Promise<Outcome> {
  const resolved = resolveInputOptions({
    timezone: run.timeZone,
    maxLineBytes: run.maxLineBytes,
    maxOpenExchanges: run.maxOpenExchanges,
    format: undefined,
    envelope: undefined,
  });
  const specs = paths.map((path) => ({ kind: 'file' as const, path, size: readFileSync(path).length }));
  const jobs = await planLog(specs, resolved, NOW, partBytes);
  const histories = new Histories(60);
  const gatherer = new Gatherer({ selection: EVERYTHING, maxOpenExchanges: run.maxOpenExchanges, histories });
  for (const job of jobs) {
    if (job.kind === 'error') throw job.error;
    const { tally, ...rest } = await runPart(run, job.part);
    gatherer.add(job.part, structuredClone({ ...rest, tally: tally.pack() }));
  }
  gatherer.finish();
  const servers = histories.entries().map(([server, steps]) => ({ server, steps }));
  return {
    parts: jobs.length,
    tally: gatherer.tally.snapshot(),
    history: [...openMetricsText(servers)].join(''),
  };
}

describe('a log in parts', () => {
  for (const sample of SAMPLES) {
    it(`${sample} gives what it gives as a whole`, async () => {
      const bytes = gunzipSync(readFileSync(new URL(`../../samples/${sample}`, import.meta.url)));
      const path = join(folder, sample.replaceAll('/', '-').replace('.gz', ''));
      writeFileSync(path, bytes);
      const whole = await readIn([path], Number.POSITIVE_INFINITY);
      expect(whole.parts).toBe(1);
      for (const share of [2.5, 7, 23]) {
        const split = await readIn([path], Math.floor(bytes.length / share));
        expect(split.parts).toBeGreaterThan(1);
        expect(split.tally).toEqual(whole.tally);
        expect(split.history).toEqual(whole.history);
      }
    });
  }

  it('rotated into files at line starts, too', async () => {
    const bytes = gunzipSync(readFileSync(new URL('../../samples/bind/responselog-auth-utc.log.gz', import.meta.url)));
    const path = join(folder, 'named.log');
    writeFileSync(path, bytes);
    const whole = await readIn([path], Number.POSITIVE_INFINITY);
    const cuts = [0, 0.21, 0.5, 0.77, 1].map((share) =>
      share === 1 ? bytes.length : share === 0 ? 0 : bytes.indexOf(10, Math.floor(share * bytes.length)) + 1,
    );
    const paths = cuts.slice(0, -1).map((from, i) => {
      const part = join(folder, `named.log.${9 - i}`);
      writeFileSync(part, bytes.subarray(from, cuts[i + 1]));
      return part;
    });
    const split = await readIn(paths, 20_000);
    expect(split.tally).toEqual(whole.tally);
    expect(split.history).toEqual(whole.history);
  });

  it('is not cut where open queries would be lost', async () => {
    const path = join(folder, 'dnsmasq.log');
    writeFileSync(path, readFileSync(new URL('../../samples/dnsmasq/plain.log', import.meta.url)));
    expect((await readIn([path], 5000)).parts).toBe(1);
  });
});
