// A history as OpenMetrics text with the time of the log, for `promtool tsdb create-blocks-from openmetrics`.
import type { StepCounts } from '../aggregate/step-counts.js';
import { SERIES } from './history.js';
import { HELP, seriesName } from './labels.js';

/** Samples of a file, beyond which neither the file (2 GB) nor promtool's time is reasonable. */
export const MAX_SAMPLES = 20_000_000;
/** Text is handed on in pieces of about this many characters. */
const PIECE = 1 << 16;

/** One server's counts. All stores have the same step. */
export interface ServerHistory {
  readonly server: string;
  readonly steps: StepCounts;
}

/** How much a history is, and when it is (seconds since 1970, both ends with a sample). Null: nothing had a time. */
export interface HistoryExtent {
  readonly series: number;
  readonly samples: number;
  /** Client responses in it. */
  readonly responses: number;
  readonly first: number;
  readonly last: number;
  /** The step in seconds, and the shortest of its doublings with which the samples are few enough. */
  readonly step: number;
  readonly fittingStep: number;
}

/** A series' first step, and the last of its server, as starts in seconds. */
interface Span {
  readonly from: number;
  readonly to: number;
}

export function historyExtent(servers: readonly ServerHistory[], maxSamples = MAX_SAMPLES): HistoryExtent | null {
  const spans = servers.flatMap(spansOf);
  if (spans.length === 0) return null;
  const { step } = servers[0]!.steps;
  const samplesAt = (length: number): number =>
    spans.reduce((sum, { from, to }) => sum + Math.floor(to / length) - Math.floor(from / length) + 2, 0);
  let fittingStep = step;
  // Two samples are left of each series however long the step is.
  while (samplesAt(fittingStep) > Math.max(maxSamples, 3 * spans.length)) fittingStep *= 2;
  return {
    series: spans.length,
    samples: samplesAt(step),
    responses: servers.reduce((sum, { steps }) => sum + responsesIn(steps), 0),
    first: spans.reduce((first, { from }) => Math.min(first, from), Number.POSITIVE_INFINITY),
    last: spans.reduce((last, { to }) => Math.max(last, to), 0) + step,
    step,
    fittingStep,
  };
}

function spansOf({ steps }: ServerHistory): Span[] {
  const firsts = new Map<number, number>();
  for (const { series, start } of steps.cells()) if (!firsts.has(series)) firsts.set(series, start);
  const to = steps.last();
  return [...firsts.values()].map((from) => ({ from, to }));
}

/**
 * The text, in pieces. A sample says what had been counted before its time, so the first one of a series is 0 and one step
 * before the sample that holds its first count: `increase()` then sees that one, too. A series has a sample at every step up
 * to the end of its server's log, since Prometheus takes a series without samples for one that is gone.
 */
export function* openMetricsText(servers: readonly ServerHistory[]): Generator<string> {
  let piece = '';
  for (const [metric, help] of Object.entries(HELP)) {
    const family = metric.replace(/_total$/, '');
    piece += `# HELP ${family} ${help}\n# TYPE ${family} counter\n`;
    for (const server of servers) {
      for (const line of samplesOf(server, metric)) {
        piece += line;
        if (piece.length < PIECE) continue;
        yield piece;
        piece = '';
      }
    }
  }
  yield `${piece}# EOF\n`;
}

function responsesIn(steps: StepCounts): number {
  const [from, to] = seriesOf('rcodescope_responses_total');
  let sum = 0;
  for (const { count } of steps.cells(from, to)) sum += count;
  return sum;
}

/** The series of a metric are neighbours: the first, and the one behind the last. */
function seriesOf(metric: string): [number, number] {
  return [
    SERIES.findIndex((series) => series.metric === metric),
    SERIES.findLastIndex((series) => series.metric === metric) + 1,
  ];
}

/** The samples of a metric on one server, as lines, series by series. */
function* samplesOf({ server, steps }: ServerHistory, metric: string): Generator<string> {
  const { step } = steps;
  const end = steps.last() + step;
  const [from, to] = seriesOf(metric);
  let present = -1;
  let name = '';
  let count = 0;
  let time = Number.POSITIVE_INFINITY;
  for (const cell of steps.cells(from, to)) {
    if (cell.series !== present) {
      for (; time <= end; time += step) yield `${name} ${count} ${time}\n`;
      present = cell.series;
      name = nameOf(present, server);
      count = 0;
      time = cell.start;
    }
    for (; time <= cell.start; time += step) yield `${name} ${count} ${time}\n`;
    count += cell.count;
  }
  for (; time <= end; time += step) yield `${name} ${count} ${time}\n`;
}

function nameOf(series: number, server: string): string {
  const { metric, labels } = SERIES[series]!;
  return seriesName(metric, [['server', server], ...labels]);
}
