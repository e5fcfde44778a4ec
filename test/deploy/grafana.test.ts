// The dashboards: generated, whole, about metrics that there are, with queries that Prometheus understands and answers.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { HELP } from '../../src/sinks/labels.js';
import { rcodescope } from '../cli/program-run.js';
import { ROOT } from '../docs/blocks.js';
import { tempFiles } from '../sources/temp-files.js';
import { toolOrSkip } from '../tools.js';
import { metricNames, namesIn } from './metric-names.js';
import { type PrometheusProcess, startPrometheus } from './prometheus-process.js';

const GRAFANA = `${ROOT}deploy/grafana/`;
const FOLDER = `${GRAFANA}dashboards/`;

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: unknown;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly { readonly expr: string; readonly datasource: unknown; readonly refId: string }[];
}
interface Dashboard {
  readonly id: null;
  readonly uid: string;
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
  readonly panels: readonly Panel[];
}
const names = readdirSync(FOLDER).sort();
const dashboards: Dashboard[] = names.map((name) => JSON.parse(readFileSync(FOLDER + name, 'utf8')));
const panels = dashboards.flatMap((dashboard) => dashboard.panels.filter((panel) => panel.type !== 'row'));
const queries = [
  ...panels.flatMap((panel) => panel.targets!.map((target) => target.expr)),
  ...dashboards.flatMap((dashboard) => dashboard.annotations.list.map((annotation) => annotation.expr)),
];
/** What Prometheus itself makes of each scrape. */
const BUILT_IN = ['up', 'scrape_duration_seconds'];

/** A query as Grafana sends it. */
const sent = (expr: string): string =>
  expr.replaceAll('$__rate_interval', '1m').replaceAll('$__range', '1h').replaceAll('$server', '.*');

describe('deploy/grafana', () => {
  it('holds what is declared (else: node deploy/grafana/generate.mjs)', () => {
    const { status, stderr } = spawnSync(process.execPath, [`${GRAFANA}generate.mjs`, '--check'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('names dashboards for ever, and no id or data source of one installation', () => {
    expect(dashboards.map((dashboard) => dashboard.uid)).toEqual(['rcodescope-overview', 'rcodescope-pipeline']);
    expect(names).toEqual(dashboards.map((dashboard) => `${dashboard.uid}.json`));
    for (const dashboard of dashboards) {
      expect(dashboard.id).toBeNull();
      expect(dashboard.templating.list.map((variable) => variable.name)).toEqual(['datasource', 'server']);
      const ids = dashboard.panels.map((panel) => panel.id);
      expect(new Set(ids).size).toBe(ids.length);
    }
    const uids = names.flatMap(
      (name) => readFileSync(FOLDER + name, 'utf8').match(/"uid": "(?!rcodescope-).*"/g) ?? [],
    );
    expect(new Set(uids)).toEqual(new Set(['"uid": "$' + '{datasource}"']));
  });

  it('describes every panel, with a unit and a query, and puts none on another', () => {
    for (const panel of panels) {
      expect(panel.title, panel.title).not.toBe('');
      expect(panel.description ?? '', panel.title).toMatch(/^[A-Z].{20,}$/);
      expect(panel.fieldConfig?.defaults.unit ?? '', panel.title).not.toBe('');
      expect(panel.targets!.length, panel.title).toBeGreaterThan(0);
    }
    for (const dashboard of dashboards) {
      const taken = new Set<string>();
      for (const { gridPos, title } of dashboard.panels) {
        expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
        for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
          for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
            expect(taken.has(`${x} ${y}`), title).toBe(false);
            taken.add(`${x} ${y}`);
          }
      }
    }
  });

  it('asks for metrics that there are, over an interval that fits the scrapes', () => {
    const known = new Set([...metricNames(), ...BUILT_IN]);
    for (const expr of queries) {
      const asked = namesIn(expr);
      if (asked.length === 0)
        expect(
          BUILT_IN.some((name) => expr.startsWith(`${name}{`)),
          expr,
        ).toBe(true);
      expect(asked.filter((name) => !known.has(name))).toEqual([]);
      expect(expr).not.toMatch(/\[\d/);
      if (/\brate\(/.test(expr)) expect(expr).toContain('[$__rate_interval]');
    }
    // Every metric is on a panel.
    const shown = new Set(queries.flatMap(namesIn));
    const hidden = metricNames().filter((name) => !shown.has(name) && !/_(?:sum|count)$/.test(name));
    expect(hidden).toEqual([]);
    for (const { templating } of dashboards)
      for (const { definition } of templating.list)
        expect(namesIn(definition ?? '').every((n) => known.has(n))).toBe(true);
  });

  it('is loaded from the folder that provisioning names', () => {
    const [provider] = parse(readFileSync(`${GRAFANA}provisioning/dashboards/rcodescope.yaml`, 'utf8')).providers;
    expect(provider).toMatchObject({ type: 'file', options: { path: expect.stringMatching(/^\//) } });
    const { datasources } = parse(readFileSync(`${GRAFANA}provisioning/datasources/prometheus.yaml`, 'utf8'));
    expect(datasources).toMatchObject([{ type: 'prometheus' }]);
  });
});

describe.skipIf(toolOrSkip('promtool') || toolOrSkip('prometheus'))('queries', () => {
  const files = tempFiles();
  let prometheus: PrometheusProcess;
  let end = 0;
  beforeAll(async () => {
    const logs = ['bind/responselog-auth-utc.log.gz', 'bind/secondary-utc.log.gz', 'unbound/epoch-v1.log.gz'];
    const history = files.path('history.om');
    const paths = logs.map((log) => `${ROOT}samples/${log}`);
    await rcodescope(['analyze', '--timezone', 'UTC', '--openmetrics', history, '--step', '5s', ...paths]);
    const times = [...readFileSync(history, 'utf8').matchAll(/ (\d+)$/gm)].map((match) => Number(match[1]));
    end = Math.max(...times);
    prometheus = await startPrometheus((data) => {
      spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', history, data]);
    });
  });

  it('are understood by Prometheus', async () => {
    for (const expr of queries) await expect(prometheus.query(sent(expr)), expr).resolves.toBeInstanceOf(Array);
  });

  it('find something in the history of the bundled logs, where it has their metrics', async () => {
    const answerable = queries.filter(
      (expr) => namesIn(expr).length > 0 && namesIn(expr).every((name) => name in HELP),
    );
    expect(answerable.length).toBeGreaterThan(10);
    for (const expr of answerable) {
      const found = await prometheus.query(`count_over_time((${sent(expr)})[2h:10s])`, end);
      expect(found.length, expr).toBeGreaterThan(0);
    }
  });
});
