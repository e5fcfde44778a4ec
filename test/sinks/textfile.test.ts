// Counts for the textfile collector: those of the report, in a form that Prometheus takes, and never half of them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixture, rcodescope } from '../cli/program-run.js';
import { tempFiles } from '../sources/temp-files.js';
import { toolOrSkip } from '../tools.js';
import { parseMetrics } from '../watch/watching.js';

const files = tempFiles();
const LOGS = ['bind-recursive.log', 'unbound-replies.log', 'bind-notime.log'].map(fixture);
const run = (...args: string[]) => rcodescope(['analyze', '--json', '--timezone', 'UTC', ...args]);
const written = (directory: string): string => readFileSync(`${directory}/rcodescope.prom`, 'utf8');

describe('analyze --textfile', () => {
  it('writes the counts of the report, of lines without a time too, by server', async () => {
    const directory = files.path('whole');
    mkdirSync(directory);
    const { status, stdout, stderr } = await run('--textfile', directory, ...LOGS);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const report = JSON.parse(stdout);
    const metrics = parseMetrics(written(directory));
    for (const [rcode, count] of Object.entries(report.responses.byRcode))
      expect(metrics.value('rcodescope_responses_total', { rcode })).toBe(count);
    expect(metrics.value('rcodescope_responses_by_type_total')).toBe(report.responses.total);
    expect(metrics.value('rcodescope_failure_reasons_total')).toBe(report.reasons.explained);
    expect(metrics.value('rcodescope_upstream_responses_total')).toBe(report.byDirection.received);
    expect(metrics.value('rcodescope_queries_total')).toBe(report.queries);
    for (const { path, lines } of report.inputs) {
      const server = path.replace(/^.*\//, '');
      expect(metrics.value('rcodescope_lines_total', { server, outcome: 'event' })).toBe(lines.events);
      expect(metrics.value('rcodescope_lines_total', { server })).toBe(lines.read);
    }
    // What may happen later begins at 0, so that rate() sees it.
    expect(metrics.text).toContain(
      'rcodescope_responses_total{server="unbound-replies.log",product="unbound",rcode="NOTIMP"} 0\n',
    );
    expect(metrics.text).not.toContain('server="unbound-replies.log",product="bind"');
    expect(readdirSync(directory)).toEqual(['rcodescope.prom']);
    expect(statSync(`${directory}/rcodescope.prom`).mode & 0o444).toBe(0o444);
  });

  it('goes together with --openmetrics', async () => {
    const directory = files.path('both');
    mkdirSync(directory);
    await run('--textfile', directory, '--openmetrics', files.path('h.om'), ...LOGS);
    expect(written(directory)).toBe(written(files.path('whole')));
  });

  it('keeps the last whole counts when an input fails; a wrong folder is said first', async () => {
    const directory = files.path('whole');
    const before = written(directory);
    const failed = await run('--textfile', directory, LOGS[0]!, files.path('missing.log'));
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('not written');
    expect(written(directory)).toBe(before);
    expect(await run('--textfile', files.path('nowhere'), LOGS[0]!)).toMatchObject({ status: 2, stdout: '' });
  });

  it.skipIf(toolOrSkip('promtool'))('is accepted by promtool check metrics', () => {
    const result = spawnSync('promtool', ['check', 'metrics'], {
      input: written(files.path('whole')),
      encoding: 'utf8',
    });
    expect(result.stdout + result.stderr).toBe('');
    expect(result.status).toBe(0);
  });
});
