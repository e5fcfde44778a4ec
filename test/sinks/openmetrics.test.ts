// The history of logs: its text, its bounds, and that a real Prometheus finds in it what the report says.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newHistorySteps } from '../../src/sinks/history.js';
import { HELP, RCODE_LABELS } from '../../src/sinks/labels.js';
import { historyExtent, openMetricsText } from '../../src/sinks/openmetrics.js';
import { rcodescope } from '../cli/program-run.js';
import { startPrometheus } from '../deploy/prometheus-process.js';
import { BUNDLED } from '../diagnose/bundled-logs.js';
import { tempFiles } from '../sources/temp-files.js';
import { toolOrSkip } from '../tools.js';

const files = tempFiles();
const SAMPLES = new URL('../../samples/', import.meta.url).pathname;

/** A line of Unbound's log at a time in seconds. */
const reply = (time: number, rcode: string): string =>
  `[${time}] unbound[1:0] info: 192.0.2.1 x.example. AAAA IN ${rcode} 0.001178 0 69\n`;

/** Samples of series whose name begins so. */
const samples = (text: string, name: string): string[] => text.split('\n').filter((line) => line.startsWith(name));

const analyze = (args: readonly string[]) => rcodescope(['analyze', '--json', '--timezone', 'UTC', ...args]);

describe('analyze --openmetrics', () => {
  it('has a zero one step before the first count, and a sample at every step to the end of the log', async () => {
    const log = files.write(
      'a.log',
      reply(1795362784, 'NOERROR') +
        reply(1795362784, 'NOERROR') +
        reply(1795362845, 'NXDOMAIN') +
        reply(1795362969, 'NOERROR'),
    );
    const history = files.path('a.om');
    const run = await analyze(['--openmetrics', history, log]);
    expect(run.status).toBe(0);
    const text = readFileSync(history, 'utf8');
    const [noerror, nxdomain] = ['NOERROR', 'NXDOMAIN'].map((rcode) =>
      samples(text, `rcodescope_responses_total{server="a.log",product="unbound",rcode="${rcode}"}`).map((line) =>
        line.replace(/^.*} /, ''),
      ),
    );
    expect(noerror).toEqual(['0 1795362780', '2 1795362840', '2 1795362900', '2 1795362960', '3 1795363020']);
    expect(nxdomain).toEqual(['0 1795362840', '1 1795362900', '1 1795362960', '1 1795363020']);
    expect(samples(text, 'rcodescope_responses_by_type_total{server="a.log",qtype="AAAA",rcode="NXDOMAIN"}')).toEqual(
      nxdomain!.map(
        (sample) => `rcodescope_responses_by_type_total{server="a.log",qtype="AAAA",rcode="NXDOMAIN"} ${sample}`,
      ),
    );
    expect(text).toMatch(/^# HELP rcodescope_responses .+\n# TYPE rcodescope_responses counter\n/);
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    expect(statSync(history).mode & 0o777).toBe(0o600);
    expect(run.stderr).toContain(`promtool tsdb create-blocks-from openmetrics ${history} DATA_DIR`);
    expect(run.stderr).toMatch(/--storage\.tsdb\.retention\.time=\d+d/);
    expect(run.stderr).toContain('counts a second time');
  });

  it('puts rotated files under the name of the live one, and other logs under their own', async () => {
    files.write('ns.log.1', reply(1795362784, 'NOERROR'));
    files.write('ns.log', reply(1795363784, 'NOERROR'));
    const history = files.path('b.om');
    const run = await analyze([
      '--openmetrics',
      history,
      '--step',
      '5m',
      ...['ns.log', 'ns.log.1', 'a.log'].map(files.path),
    ]);
    expect(run.status).toBe(0);
    const text = readFileSync(history, 'utf8');
    const servers = new Set([...text.matchAll(/server="([^"]*)"/g)].map((match) => match[1]));
    expect(servers).toEqual(new Set(['ns.log', 'a.log']));
    expect(
      samples(text, 'rcodescope_responses_total{server="ns.log"').map((line) => line.replace(/^.*} /, '')),
    ).toEqual(['0 1795362600', '1 1795362900', '1 1795363200', '1 1795363500', '2 1795363800']);
  });

  it('counts what is selected', async () => {
    const history = files.path('c.om');
    await analyze(['--openmetrics', history, '--only', 'rcode=NXDOMAIN', '--', files.path('a.log')]);
    expect(readFileSync(history, 'utf8')).not.toContain('NOERROR');
  });

  it('is not written where a wrong time makes it endless, and says which step would fit', async () => {
    const log = files.write('stray.log', reply(1000000000, 'NOERROR') + reply(1795362784, 'NXDOMAIN'));
    const history = files.path('stray.om');
    const run = await analyze(['--openmetrics', history, '--step', '1s', log]);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('too many samples');
    expect(JSON.parse(run.stdout).responses.total).toBe(2);
    expect(run.stderr).toMatch(/--step \d+[smh] would fit/);
    // What would fit is known (see below); this is quicker than to write all that fits.
    expect((await analyze(['--openmetrics', history, '--step', '24h', log])).status).toBe(0);
  });

  it('is not written over a log, nor without any time; a wrong step is said first', async () => {
    const log = files.path('a.log');
    const before = readFileSync(log, 'utf8');
    expect(await analyze(['--openmetrics', log, log])).toMatchObject({ status: 2, stdout: '' });
    expect(readFileSync(log, 'utf8')).toBe(before);
    const bare = await analyze(['--openmetrics', files.path('no.om'), `${SAMPLES}bind/bare-notime.log.gz`]);
    expect(bare.status).toBe(1);
    expect(bare.stderr).toContain('nothing that was counted has a time');
    for (const step of ['0s', '25h', '60', '1d'])
      expect(await analyze(['--openmetrics', files.path('no.om'), '--step', step, log])).toMatchObject({ status: 2 });
  });
});

describe('the text', () => {
  it('escapes what a path can hold', () => {
    const steps = newHistorySteps(60);
    steps.add(0, 0);
    const text = [...openMetricsText([{ server: 'a"b\\c\nd', steps }])].join('');
    expect(text).toContain('{server="a\\"b\\\\c\\nd",product="unbound",rcode="NOERROR"} 1 60\n');
  });

  it('knows its size', () => {
    const steps = newHistorySteps(60);
    for (const [time, series] of [
      [0, 0],
      [3_600_000, 7],
      [7_300_000, 0],
    ] as const)
      steps.add(time, series);
    const servers = [{ server: 's', steps }];
    const lines = [...openMetricsText(servers)].join('').split('\n');
    const extent = historyExtent(servers)!;
    expect(lines.filter((line) => line.startsWith('rcodescope_')).length).toBe(extent.samples);
    expect(extent).toMatchObject({ series: 2, first: 0, last: 7320, step: 60, fittingStep: 60 });
    expect(historyExtent(servers, 50)!.fittingStep).toBe(240);
  });
});

describe.skipIf(toolOrSkip('promtool') || toolOrSkip('prometheus'))('a real Prometheus', () => {
  it('finds in the history what the report says', async () => {
    const logs = BUNDLED.filter((name) => !name.includes('notime')).map((name) => SAMPLES + name);
    const history = files.path('all.om');
    const run = await analyze(['--openmetrics', history, '--step', '10s', ...logs]);
    expect(run.status).toBe(0);
    const report = JSON.parse(run.stdout);
    const prometheus = await startPrometheus((data) => {
      const result = spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', history, data], {
        encoding: 'utf8',
      });
      expect(result.status, result.stderr).toBe(0);
    });
    const times = [...readFileSync(history, 'utf8').matchAll(/ (\d+)$/gm)].map((match) => Number(match[1]));
    const end = Math.max(...times);
    const range = `[${end - Math.min(...times) + 60}s]`;

    /** What counters grew by, from their first sample to their last, by a label. */
    const grown = async (metric: string, label: string): Promise<Record<string, number>> => {
      const expression = `sum by (${label}) (max_over_time(${metric}${range}) - min_over_time(${metric}${range}))`;
      const result = await prometheus.query(expression, end);
      return Object.fromEntries(result.map(({ metric: labels, value }) => [labels[label], Number(value[1])]));
    };
    const folded: Record<string, number> = {};
    for (const [rcode, count] of Object.entries(report.responses.byRcode as Record<string, number>)) {
      const label = RCODE_LABELS.includes(rcode) ? rcode : 'other';
      folded[label] = (folded[label] ?? 0) + count;
    }
    expect(Object.keys(folded).length).toBeGreaterThan(8);
    expect(await grown('rcodescope_responses_total', 'rcode')).toEqual(folded);
    expect(await grown('rcodescope_responses_by_type_total', 'rcode')).toEqual(folded);
    expect(await grown('rcodescope_queries_total', '')).toEqual({ undefined: report.queries });
    expect(await grown('rcodescope_upstream_responses_total', '')).toEqual({ undefined: report.byDirection.received });
    const reasons = await grown('rcodescope_failure_reasons_total', 'reason');
    expect(reasons).toEqual(
      Object.fromEntries(
        Object.entries(report.reasons.byReason as object).filter(([reason]) => reasons[reason] !== undefined),
      ),
    );
    expect(Object.values(reasons).reduce((a, b) => a + b, 0)).toBe(report.reasons.explained);
    for (const metric of Object.keys(HELP)) {
      expect(await prometheus.query(`min_over_time(${metric}${range}) != 0`, end)).toEqual([]);
      expect(await prometheus.query(`count(min_over_time(${metric}${range}))`, end)).toHaveLength(1);
    }
  });
});
