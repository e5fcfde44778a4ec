// Our counts as Prometheus metrics. They are kept in own cells and copied into prom-client when somebody scrapes: counting a
// line then costs an addition, not a label look-up.
import { Counter, Gauge, type Metric, Registry } from 'prom-client';
import { LatencyHistogram } from '../aggregate/histogram.js';
import { isPending } from '../diagnose/cause.js';
import type { Patterns } from '../diagnose/patterns.js';
import { REASON_INDEX, REASONS } from '../diagnose/reasons.js';
import { EVENT, type LineRecord, NO_RCODE, type Outcome, SLOT } from '../event.js';
import { COMMON, codeLabel, HELP, LINE_OUTCOMES, LINES_HELP, QTYPES, RCODE_LABELS, typeLabel } from './labels.js';

const BUCKETS = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface IncidentLabels extends Record<string, string> {
  server: string;
  pattern: string;
  severity: string;
}

/** Cells of one server and product. */
class ProductCells {
  readonly responses = new Float64Array(RCODE_LABELS.length);
  readonly upstream = new Float64Array(RCODE_LABELS.length);
  queries = 0;
  constructor(readonly product: string) {}
}

/** Cells of one server: what its label value counts. */
export class ServerCells {
  /** One log can hold the lines of several products, and one of them is rarely known before its first line. */
  readonly products: ProductCells[] = [];
  readonly byType = new Float64Array(QTYPES.length * RCODE_LABELS.length);
  /** By code, then reason. */
  readonly reasons = new Float64Array(RCODE_LABELS.length * REASONS.length);
  readonly lines = new Float64Array(LINE_OUTCOMES.length);
  readonly durations = new LatencyHistogram();
  /** Looks for patterns in this server's lines. */
  patterns: Patterns | undefined;
  evicted = 0;
  lagBytes = 0;
  /** Seconds; NaN before the first record with a time. */
  lastRecord = Number.NaN;

  constructor(readonly server: string) {}

  line(record: LineRecord, outcome: Outcome): void {
    this.lines[outcome === EVENT ? 0 : outcome === NO_RCODE ? 1 : 2]!++;
    if (!Number.isNaN(record.time)) this.lastRecord = record.time / 1000;
    const kind = record.kind;
    if (kind === undefined) return;
    const cells = this.cellsOf(kind.product);
    if (kind.role === 'request') cells.queries++;
    if (outcome === EVENT && kind.direction === 'received') cells.upstream[codeLabel(record.code)]!++;
  }

  oversize(): void {
    this.lines[3]!++;
  }

  answer(record: LineRecord): void {
    const code = codeLabel(record.code);
    this.cellsOf(record.kind!.product).responses[code]!++;
    if (record.cause !== undefined && !isPending(record.cause))
      this.reasons[code * REASONS.length + REASON_INDEX.get(record.cause.reason)!]!++;
    this.byType[typeLabel(record) * RCODE_LABELS.length + code]!++;
    if (record.ranges[2 * SLOT.duration]! >= 0) this.durations.add(record.numbers[SLOT.duration]! * 1e6);
  }

  /** Series that are there before the first line counts: `rate()` then sees the first increase. */
  expect(product: string): void {
    this.cellsOf(product);
  }

  private cellsOf(product: string): ProductCells {
    for (const cells of this.products) if (cells.product === product) return cells;
    const cells = new ProductCells(product);
    this.products.push(cells);
    return cells;
  }
}

/** The registry behind /metrics; `servers` may grow, never shrink: counters do not go down. */
export function buildRegistry(servers: readonly ServerCells[], version: string): Registry {
  const registry = new Registry();
  const registers = [registry];

  const perCode = (name: string, help: string, countsOf: (cells: ProductCells) => Float64Array): void => {
    new Counter({
      name,
      help,
      labelNames: ['server', 'product', 'rcode'],
      registers,
      collect() {
        this.reset();
        for (const { server, products } of servers) {
          for (const cells of products) {
            const counts = countsOf(cells);
            for (const [i, rcode] of RCODE_LABELS.entries()) {
              if (counts[i]! > 0 || COMMON.includes(rcode))
                this.inc({ server, product: cells.product, rcode }, counts[i]!);
            }
          }
        }
      },
    });
  };
  perCode('rcodescope_responses_total', HELP.rcodescope_responses_total, (cells) => cells.responses);
  perCode('rcodescope_upstream_responses_total', HELP.rcodescope_upstream_responses_total, (cells) => cells.upstream);
  new Counter({
    name: 'rcodescope_responses_by_type_total',
    help: HELP.rcodescope_responses_by_type_total,
    labelNames: ['server', 'qtype', 'rcode'],
    registers,
    collect() {
      this.reset();
      for (const s of servers) {
        for (const [t, qtype] of QTYPES.entries()) {
          for (const [c, rcode] of RCODE_LABELS.entries()) {
            const n = s.byType[t * RCODE_LABELS.length + c]!;
            if (n > 0) this.inc({ server: s.server, qtype, rcode }, n);
          }
        }
      }
    },
  });
  new Counter({
    name: 'rcodescope_failure_reasons_total',
    help: HELP.rcodescope_failure_reasons_total,
    labelNames: ['server', 'rcode', 'reason'],
    registers,
    collect() {
      this.reset();
      for (const s of servers) {
        for (const [c, rcode] of RCODE_LABELS.entries()) {
          for (const [r, reason] of REASONS.entries()) {
            const n = s.reasons[c * REASONS.length + r]!;
            if (n > 0) this.inc({ server: s.server, rcode, reason }, n);
          }
        }
      }
    },
  });
  const perPattern = (add: (labels: IncidentLabels) => void, counts: (open: boolean) => boolean): void => {
    for (const { server, patterns } of servers)
      for (const { id, severity, open } of patterns?.incidents() ?? [])
        if (counts(open)) add({ server, pattern: id, severity });
  };
  new Gauge({
    name: 'rcodescope_incidents_open',
    help: 'Faults that are going on, by pattern.',
    labelNames: ['server', 'pattern', 'severity'],
    registers,
    collect() {
      this.reset();
      perPattern(
        (labels) => this.inc(labels),
        (open) => open,
      );
    },
  });
  new Counter({
    name: 'rcodescope_incidents_total',
    help: 'Faults that began, by pattern.',
    labelNames: ['server', 'pattern', 'severity'],
    registers,
    collect() {
      this.reset();
      perPattern(
        (labels) => this.inc(labels),
        () => true,
      );
    },
  });
  new Counter({
    name: 'rcodescope_queries_total',
    help: HELP.rcodescope_queries_total,
    labelNames: ['server', 'product'],
    registers,
    collect() {
      this.reset();
      for (const { server, products } of servers)
        for (const { product, queries } of products) this.inc({ server, product }, queries);
    },
  });
  new Counter({
    name: 'rcodescope_lines_total',
    help: LINES_HELP,
    labelNames: ['server', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const s of servers)
        for (const [i, outcome] of LINE_OUTCOMES.entries()) this.inc({ server: s.server, outcome }, s.lines[i]!);
    },
  });
  new Gauge({
    name: 'rcodescope_input_lag_bytes',
    help: 'Bytes that an input holds and that were not read yet.',
    labelNames: ['server'],
    registers,
    collect() {
      this.reset();
      for (const s of servers) this.set({ server: s.server }, s.lagBytes);
    },
  });
  new Gauge({
    name: 'rcodescope_last_record_timestamp_seconds',
    help: 'Time of the last record read, in seconds since 1970.',
    labelNames: ['server'],
    registers,
    collect() {
      this.reset();
      for (const s of servers) if (!Number.isNaN(s.lastRecord)) this.set({ server: s.server }, s.lastRecord);
    },
  });
  new Gauge({
    name: 'rcodescope_build_info',
    help: 'Version of rcodescope and of Node.js; the value is always 1.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node: process.versions.node }, 1);
  registry.registerMetric(durationMetric(servers));
  return registry;
}

/** A histogram metric fed from our own buckets; prom-client's own class can only observe single values. */
function durationMetric(servers: readonly ServerCells[]): Metric {
  const name = 'rcodescope_response_duration_seconds';
  const metric = {
    name,
    help: 'Time from a client query to its response, where the log tells it.',
    type: 'histogram',
    aggregator: 'sum',
    collect: undefined,
    reset: () => {},
    get: async () => ({
      name,
      help: metric.help,
      type: 'histogram',
      aggregator: 'sum',
      values: servers
        .filter((s) => s.durations.count > 0)
        .flatMap((s) => [
          ...BUCKETS.map((le) => ({
            metricName: `${name}_bucket`,
            labels: { server: s.server, le },
            value: s.durations.countUpTo(le * 1e6),
          })),
          { metricName: `${name}_bucket`, labels: { server: s.server, le: '+Inf' }, value: s.durations.count },
          { metricName: `${name}_sum`, labels: { server: s.server }, value: s.durations.sum / 1e6 },
          { metricName: `${name}_count`, labels: { server: s.server }, value: s.durations.count },
        ]),
    }),
  };
  return metric as unknown as Metric;
}
