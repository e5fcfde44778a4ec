// What the live metrics count, counted over log time: the store behind `analyze --openmetrics`.
import { MAX_CELLS, type PackedSteps, StepCounts } from '../aggregate/step-counts.js';
import { type Cause, isPending, type PendingCause, settled } from '../diagnose/cause.js';
import { REASON_INDEX, REASONS } from '../diagnose/reasons.js';
import type { Code } from '../dns/rcode.js';
import { EVENT, type LineRecord, NO_RCODE, type Outcome } from '../event.js';
import { FORMATS } from '../formats/index.js';
import type { Counts } from '../pipeline.js';
import { codeLabel, type HELP, QTYPES, RCODE_LABELS, typeLabel } from './labels.js';

export type HistoryMetric = keyof typeof HELP;

/** Metric and labels of a series, but for `server`. */
export interface Series {
  readonly metric: HistoryMetric;
  readonly labels: readonly (readonly [string, string])[];
}

const PRODUCTS = [...new Set(FORMATS.flatMap((format) => format.product))];
const PRODUCT_INDEX: ReadonlyMap<string, number> = new Map(PRODUCTS.map((product, i) => [product, i]));
const CODES = RCODE_LABELS.length;

/** A series is a number: where its family begins, and its labels as digits behind that. */
const RESPONSES = 0;
const UPSTREAM = RESPONSES + PRODUCTS.length * CODES;
const BY_TYPE = UPSTREAM + PRODUCTS.length * CODES;
const BY_REASON = BY_TYPE + QTYPES.length * CODES;
const QUERIES = BY_REASON + REASONS.length * CODES;

/** Every series there can be, in the order of the exposition: metrics one after the other. */
export const SERIES: readonly Series[] = [
  ...rows('rcodescope_responses_total', 'product', PRODUCTS),
  ...rows('rcodescope_upstream_responses_total', 'product', PRODUCTS),
  ...rows('rcodescope_responses_by_type_total', 'qtype', QTYPES),
  ...rows('rcodescope_failure_reasons_total', 'reason', REASONS),
  ...PRODUCTS.map((product): Series => ({ metric: 'rcodescope_queries_total', labels: [['product', product]] })),
];

function rows(metric: HistoryMetric, label: string, values: readonly string[]): Series[] {
  return values.flatMap((value) =>
    RCODE_LABELS.map(
      (rcode): Series => ({
        metric,
        labels: [
          [label, value],
          ['rcode', rcode],
        ],
      }),
    ),
  );
}

export const newHistorySteps = (stepSeconds: number): StepCounts => new StepCounts(stepSeconds, SERIES.length);

/** A response whose cause depends on an earlier part of the log: when it was, and its place in RCODE_LABELS. */
interface WaitingReason {
  readonly time: number;
  readonly code: number;
  readonly cause: PendingCause;
}

export interface PackedHistory {
  readonly steps: PackedSteps;
  readonly waiting: readonly WaitingReason[];
}

/** Counts into `tally` and, by time, into `steps`: what a report says and what its history says are then the same. */
export class HistoryCounts implements Counts {
  /** Of the last line that had one: that of the lines of a dump behind it. */
  private lastTime = Number.NaN;
  private readonly waiting: WaitingReason[] = [];

  constructor(
    private readonly tally: Counts,
    private readonly steps: StepCounts,
  ) {}

  line(record: LineRecord, outcome: Outcome, selected: boolean): void {
    this.tally.line(record, outcome, selected);
    const { kind } = record;
    if (!Number.isNaN(record.time)) this.lastTime = record.time;
    if (kind === undefined || !selected) return;
    if (outcome === EVENT) {
      if (kind.direction === 'received')
        this.steps.add(this.lastTime, UPSTREAM + product(record) * CODES + codeLabel(record.code));
    } else if (outcome === NO_RCODE && kind.role === 'request')
      this.steps.add(this.lastTime, QUERIES + product(record));
  }

  answer(record: LineRecord, detail: Code): void {
    this.tally.answer(record, detail);
    const code = codeLabel(record.code);
    this.steps.add(record.time, RESPONSES + product(record) * CODES + code);
    this.steps.add(record.time, BY_TYPE + typeLabel(record) * CODES + code);
    const { cause, time } = record;
    if (cause === undefined) return;
    if (isPending(cause)) this.waiting.push({ time, code, cause });
    else this.steps.add(time, reasonSeries(cause, code));
  }

  oversize(): void {
    this.tally.oversize();
  }

  unknownText(shape: string): void {
    this.tally.unknownText?.(shape);
  }

  /** All of it for another thread. */
  pack(): PackedHistory {
    return { steps: this.steps.pack(), waiting: this.waiting };
  }

  get evicted(): number {
    return this.tally.evicted;
  }

  set evicted(count: number) {
    this.tally.evicted = count;
  }
}

const reasonSeries = (cause: Cause, code: number): number => BY_REASON + REASON_INDEX.get(cause.reason)! * CODES + code;

const product = (record: LineRecord): number => PRODUCT_INDEX.get(record.kind!.product)!;

/** The histories of several logs, with the same step. */
export class Histories {
  private readonly logs = new Map<string, StepCounts>();

  constructor(readonly stepSeconds: number) {}

  /** The store of a log, by the path of its live file. */
  of(path: string): StepCounts {
    let steps = this.logs.get(path);
    if (steps === undefined) {
      steps = newHistorySteps(this.stepSeconds);
      this.logs.set(path, steps);
    }
    return steps;
  }

  /** `causes`: those that were open in that part, by ticket. */
  absorb(path: string, { steps, waiting }: PackedHistory, causes: readonly (Cause | undefined)[]): void {
    const log = this.of(path);
    log.absorb(steps);
    for (const { time, code, cause } of waiting) {
      const known = settled(cause, causes);
      if (known !== undefined) log.add(time, reasonSeries(known, code));
    }
    this.bound();
  }

  /** All logs with their stores, which hold no more cells together than one may. */
  entries(): readonly (readonly [string, StepCounts])[] {
    this.bound();
    return [...this.logs];
  }

  private bound(): void {
    for (;;) {
      const all = [...this.logs.values()];
      const step = Math.max(...all.map((steps) => steps.step));
      for (const steps of all) while (steps.step < step) steps.coarsen();
      // The step that fits in the end depends on the sum alone, so it is no matter in which order logs came.
      if (all.reduce((cells, steps) => cells + steps.size, 0) <= MAX_CELLS) return;
      for (const steps of all) steps.coarsen();
    }
  }
}
