// The counts of a run in Prometheus' text format, for the textfile collector of the node exporter.
import type { LineCounts } from '../aggregate/line-counts.js';
import { SERIES } from './history.js';
import { COMMON, HELP, LINE_OUTCOMES, LINES_HELP, seriesName } from './labels.js';
import type { ServerHistory } from './openmetrics.js';

export interface ServerTotals extends ServerHistory {
  readonly lines: LineCounts;
}

/** Without times: the collector takes none. Names and labels are those of /metrics. */
export function textfileText(servers: readonly ServerTotals[]): string {
  let text = '';
  for (const [metric, help] of Object.entries(HELP)) {
    text += head(metric, help);
    for (const { server, steps } of servers) {
      const totals = steps.totals();
      const products = new Set(SERIES.flatMap((series, i) => (totals[i]! > 0 ? [series.labels[0]![1]] : [])));
      for (const [i, series] of SERIES.entries()) {
        if (series.metric !== metric) continue;
        const [[label, value], code] = series.labels as [[string, string], [string, string]?];
        const expected = label === 'product' && products.has(value) && (code === undefined || COMMON.includes(code[1]));
        if (totals[i]! > 0 || expected)
          text += `${seriesName(metric, [['server', server], ...series.labels])} ${totals[i]}\n`;
      }
    }
  }
  text += head('rcodescope_lines_total', LINES_HELP);
  for (const { server, lines } of servers) {
    const counts = [lines.events, lines.noRcode, lines.unrecognized, lines.oversize];
    for (const [i, outcome] of LINE_OUTCOMES.entries()) {
      const name = seriesName('rcodescope_lines_total', [
        ['server', server],
        ['outcome', outcome],
      ]);
      text += `${name} ${counts[i]}\n`;
    }
  }
  return text;
}

const head = (metric: string, help: string): string => `# HELP ${metric} ${help}\n# TYPE ${metric} counter\n`;
