// Writes the dashboards of panels.mjs as Grafana reads them; --check only compares.
//   node deploy/grafana/generate.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { DASHBOARDS } from './panels.mjs';

const HEIGHTS = { stat: 5, timeseries: 9, bargauge: 9, table: 9 };
const WIDTH = 24;
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana puts the variable in
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** Codes have the same colour on all panels. */
const COLOURS = {
  NOERROR: 'green',
  NXDOMAIN: 'blue',
  SERVFAIL: 'red',
  REFUSED: 'orange',
  FORMERR: 'purple',
  NOTIMP: 'yellow',
};

const variable = (name, label, more) => ({ name, label, hide: 0, skipUrlSync: false, ...more });

const VARIABLES = [
  variable('datasource', 'Data source', { type: 'datasource', query: 'prometheus', current: {}, refresh: 1 }),
  variable('server', 'Server', {
    type: 'query',
    datasource: DATASOURCE,
    definition: 'label_values(rcodescope_responses_total, server)',
    query: { query: 'label_values(rcodescope_responses_total, server)', refId: 'servers' },
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { selected: true, text: ['All'], value: ['$__all'] },
  }),
];

const override = (name, color) => ({
  matcher: { id: 'byName', options: name },
  properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }],
});

function fieldConfig({ type, unit, stacked, steps, queries }) {
  const byCode = queries.some((query) => query.legend === '{{rcode}}');
  return {
    defaults: {
      unit,
      ...(type !== 'table' && { min: 0 }),
      ...(steps !== undefined && {
        color: { mode: 'thresholds' },
        thresholds: { mode: 'absolute', steps: steps.map(([value, color]) => ({ value, color })) },
      }),
      ...(type === 'timeseries' && {
        custom: {
          drawStyle: 'line',
          lineWidth: 1,
          fillOpacity: stacked ? 40 : 5,
          showPoints: 'never',
          stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
        },
      }),
    },
    overrides: byCode ? Object.entries(COLOURS).map(([name, color]) => override(name, color)) : [],
  };
}

const REDUCED = { calcs: ['lastNotNull'], fields: '', values: false };
const OPTIONS = {
  stat: { reduceOptions: REDUCED, colorMode: 'value', graphMode: 'area', justifyMode: 'auto', textMode: 'auto' },
  timeseries: {
    legend: { displayMode: 'table', placement: 'right', calcs: ['mean', 'max'], showLegend: true },
    tooltip: { mode: 'multi', sort: 'desc' },
  },
  bargauge: { reduceOptions: REDUCED, orientation: 'horizontal', displayMode: 'basic', showUnfilled: false },
  table: { showHeader: true, cellHeight: 'sm', sortBy: [{ displayName: 'Value', desc: true }] },
};

/** Of what it shows a sum of, a panel asks once; of the others, over time. */
function target({ expr, legend, table }, i, { type }) {
  const instant = type === 'table' || type === 'bargauge';
  return {
    refId: String.fromCharCode(65 + i),
    datasource: DATASOURCE,
    editorMode: 'code',
    expr,
    instant,
    range: !instant,
    legendFormat: legend ?? '__auto',
    ...(table === true && { format: 'table' }),
  };
}

function panelOf(panel, id, x, y) {
  const { type, title, description, width, queries } = panel;
  return {
    id,
    type,
    title,
    description,
    datasource: DATASOURCE,
    gridPos: { x, y, w: width, h: HEIGHTS[type] },
    fieldConfig: fieldConfig(panel),
    options: OPTIONS[type],
    targets: queries.map((query, i) => target(query, i, panel)),
    ...(type === 'table' && {
      transformations: [
        { id: 'organize', options: { excludeByName: { Time: true }, indexByName: {}, renameByName: {} } },
      ],
    }),
  };
}

function panelsOf(rows) {
  const panels = [];
  let y = 0;
  for (const row of rows) {
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title: row.title,
      collapsed: false,
      gridPos: { x: 0, y, w: WIDTH, h: 1 },
      panels: [],
    });
    y++;
    let x = 0;
    let height = 0;
    for (const panel of row.panels) {
      if (x + panel.width > WIDTH) {
        x = 0;
        y += height;
        height = 0;
      }
      panels.push(panelOf(panel, panels.length + 1, x, y));
      x += panel.width;
      height = Math.max(height, HEIGHTS[panel.type]);
    }
    y += height;
  }
  return panels;
}

/** Marks the times of faults on all panels. */
const FAULTS = {
  name: 'Faults',
  datasource: DATASOURCE,
  enable: true,
  hide: false,
  iconColor: 'red',
  expr: 'sum by (server, pattern) (rcodescope_incidents_open{server=~"$server"}) > 0',
  step: '60s',
  titleFormat: '{{pattern}}',
  textFormat: '{{server}}',
};

const links = (uid) =>
  DASHBOARDS.filter((other) => other.uid !== uid).map((other) => ({
    type: 'link',
    title: other.title,
    url: `/d/${other.uid}`,
    includeVars: true,
    keepTime: true,
  }));

const dashboardOf = ({ uid, title, description, rows }) => ({
  id: null,
  uid,
  title,
  description,
  tags: ['dns', 'rcodescope'],
  schemaVersion: 39,
  version: 1,
  editable: true,
  graphTooltip: 1,
  time: { from: 'now-6h', to: 'now' },
  refresh: '1m',
  timezone: 'browser',
  templating: { list: VARIABLES },
  annotations: { list: [FAULTS] },
  links: links(uid),
  panels: panelsOf(rows),
});

let stale = 0;
for (const dashboard of DASHBOARDS) {
  const path = new URL(`dashboards/${dashboard.uid}.json`, import.meta.url);
  const text = `${JSON.stringify(dashboardOf(dashboard), null, 2)}\n`;
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    process.stderr.write(`${path.pathname} is stale\n  node deploy/grafana/generate.mjs\n`);
    stale = 1;
  }
}
process.exitCode = stale;
