// The report as data: `analyze --json` prints it, the text and other renderings read it.

import type { CodeSnapshot } from '../aggregate/counts.js';
import { DISTINCT_ERROR, Distinct } from '../aggregate/distinct.js';
import { LatencyHistogram } from '../aggregate/histogram.js';
import type { LineCounts } from '../aggregate/line-counts.js';
import type { InputReport } from '../aggregate/snapshot.js';
import type { TallySnapshot } from '../aggregate/tally.js';
import type { TimelineSnapshot } from '../aggregate/timeline.js';
import type { Finding, RuleOff } from '../diagnose/finding.js';
import { CODE_COLUMNS } from '../dns/columns.js';
import { codeName } from '../dns/rcode.js';
import type { Coverage } from '../event.js';
import { type Behind, behindCodes } from './behind.js';
import { type BlindSpot, blindSpots } from './blind-spots.js';
import { type Baseline, type Changes, changesSince } from './changes.js';
import { columnsOf, entries, positive, type TopEntry } from './entries.js';
import { type NextStep, nextSteps } from './next-steps.js';
import { type ReasonReport, reasonsOf } from './reasons.js';

export type { InputReport };

export interface Report {
  readonly schemaVersion: 1;
  readonly lines: LineCounts;
  /** Events by code, kind and direction: lines. */
  readonly byRcode: Readonly<Record<string, number>>;
  readonly byKind: Readonly<Record<string, number>>;
  readonly byDirection: Readonly<Record<string, number>>;
  /** Client responses, per exchange. */
  readonly responses: {
    readonly total: number | null;
    readonly byRcode: Readonly<Record<string, number>>;
    readonly coverage: Coverage;
    readonly tsigErrors: Readonly<Record<string, number>>;
  };
  readonly queries: number;
  readonly selected?: { readonly events: number; readonly responses: number };
  readonly reasons: ReasonReport;
  /** Faults that were going on, worst first. */
  readonly findings: readonly Finding[];
  /** Patterns that these logs cannot show, and what is missing. */
  readonly rulesOff: readonly RuleOff[];
  readonly period: { readonly first: string; readonly last: string } | null;
  readonly timezone: string;
  readonly byQtype: readonly TopEntry[];
  readonly zones: readonly TopEntry[];
  /** For each code that is a problem: who and what is behind it. */
  readonly behind: Readonly<Record<string, Behind>>;
  readonly upstreams: readonly TopEntry[];
  readonly distinct: { readonly names: number; readonly clients: number; readonly error: number };
  /** Seconds. */
  readonly latency: {
    readonly count: number;
    readonly mean: number;
    readonly p50: number;
    readonly p90: number;
    readonly p99: number;
    readonly max: number;
    /** Responses that took longer than the bound before and at most this one. */
    readonly buckets: readonly { readonly upTo: number; readonly count: number }[];
  } | null;
  /** Responses per bucket of `stepSeconds`, by code. */
  readonly timeline: {
    readonly stepSeconds: number;
    readonly starts: readonly string[];
    readonly byRcode: Readonly<Record<string, readonly number[]>>;
    /** Responses without a time. */
    readonly untimed: number;
  };
  readonly evictedExchanges: number;
  readonly inputs: readonly InputReport[];
  /** What to do, the most important first; empty when nothing in the log asks for it. */
  readonly nextSteps: readonly NextStep[];
  /** What the log cannot tell, and what would. */
  readonly blindSpots: readonly BlindSpot[];
  /** Against a snapshot of before, where one was given. */
  readonly changes?: Changes;
}

/** What can be read from a report before advice is given. */
export type Facts = Omit<Report, 'nextSteps' | 'blindSpots' | 'changes'>;

/** Codes whose answers are what a healthy server sends. */
const ORDINARY = new Set(['NOERROR']);

/** What a comparison of two reports goes by. */
export type Summary = Pick<Facts, 'lines' | 'byRcode' | 'responses' | 'period' | 'timeline'>;

export interface ReportOptions {
  readonly top: number;
  readonly timezone: string;
  readonly selected: boolean;
  readonly inputs: readonly InputReport[];
  readonly findings?: readonly Finding[];
  readonly rulesOff?: readonly RuleOff[] | undefined;
  readonly baseline?: Baseline | undefined;
}

/** Makes the report of a tally. */
export function buildReport(tally: TallySnapshot, options: ReportOptions): Report {
  const { top, baseline } = options;
  const summary = summaryOf(tally, options.inputs);
  const all = CODE_COLUMNS.map((_, i) => i);
  const facts: Facts = {
    schemaVersion: 1,
    lines: summary.lines,
    byRcode: summary.byRcode,
    byKind: tally.kinds,
    byDirection: positive(tally.directions),
    responses: summary.responses,
    queries: tally.queries,
    ...(options.selected && { selected: tally.selected }),
    reasons: reasonsOf(
      tally,
      options.inputs.map((input) => input.format),
    ),
    findings: options.findings ?? [],
    rulesOff: options.rulesOff ?? [],
    period: summary.period,
    timezone: options.timezone,
    byQtype: typeRows(tally, top),
    zones: entries(tally.zones, top, all),
    behind: behindCodes(tally, top),
    upstreams: entries(
      tally.upstreams,
      top,
      all.filter((c) => !ORDINARY.has(CODE_COLUMNS[c]!) && CODE_COLUMNS[c] !== 'NXDOMAIN'),
    ),
    distinct: {
      names: Distinct.restore(tally.distinctNames, 'name').estimate(),
      clients: Distinct.restore(tally.distinctClients).estimate(),
      error: DISTINCT_ERROR,
    },
    latency: latencyOf(tally),
    timeline: summary.timeline,
    evictedExchanges: tally.evicted,
    inputs: options.inputs,
  };
  return {
    ...facts,
    nextSteps: nextSteps(facts),
    blindSpots: blindSpots(facts),
    ...(baseline !== undefined && {
      changes: changesSince(
        { tally: baseline.snapshot.tally, summary: summaryOf(baseline.snapshot.tally, baseline.snapshot.inputs) },
        { tally, summary },
        baseline,
        top,
      ),
    }),
  };
}

function summaryOf(tally: TallySnapshot, inputs: readonly InputReport[]): Summary {
  const coverage = overallCoverage(inputs);
  const responses = byCode(tally.responses);
  return {
    lines: tally.lines,
    byRcode: byCode(tally.codes),
    responses: {
      total: coverage === 'unknown' ? null : Object.values(responses).reduce((a, b) => a + b, 0),
      byRcode: coverage === 'unknown' ? {} : responses,
      coverage,
      tsigErrors: byCode(tally.tsigErrors),
    },
    period: tally.first === null || tally.last === null ? null : { first: iso(tally.first), last: iso(tally.last) },
    timeline: timelineOf(tally.timeline),
  };
}

/** A report is worth what its least telling input tells, unless that one tells nothing beside others that do. */
function overallCoverage(inputs: readonly InputReport[]): Coverage {
  const known = inputs.filter((input) => input.format !== undefined).map((input) => input.coverage);
  if (known.includes('failures-only')) return 'failures-only';
  return known.includes('all') ? 'all' : 'unknown';
}

export function byCode(snapshot: CodeSnapshot): Record<string, number> {
  const pairs: [string, number][] = [];
  for (let i = 0; i + 1 < snapshot.counts.length; i += 2)
    pairs.push([codeName(snapshot.counts[i]!), snapshot.counts[i + 1]!]);
  if (snapshot.other > 0) pairs.push(['other', snapshot.other]);
  const result: Record<string, number> = {};
  for (const [name, count] of pairs.sort((a, b) => b[1] - a[1])) result[name] = (result[name] ?? 0) + count;
  return result;
}

const iso = (ms: number): string => new Date(ms).toISOString();

function typeRows({ types }: TallySnapshot, limit: number): TopEntry[] {
  const rows = types.words.map((name, i) => {
    const byRcode = columnsOf(types.counts, i * types.columns);
    return { name, count: Object.values(byRcode).reduce((a, b) => a + b, 0), error: 0, byRcode };
  });
  return rows.sort((a, b) => b.count - a.count).slice(0, limit);
}

function latencyOf(tally: TallySnapshot): Report['latency'] {
  const histogram = LatencyHistogram.restore(tally.latency);
  if (histogram.count === 0) return null;
  const at = (q: number): number => histogram.quantile(q)! / 1e6;
  return {
    count: histogram.count,
    mean: histogram.sum / histogram.count / 1e6,
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    max: histogram.max! / 1e6,
    buckets: bucketsOf(histogram),
  };
}

/** Bounds in microseconds, about three a decade, from 100 µs to 100 s. */
const LATENCY_BOUNDS = [2, 3, 4, 5, 6, 7].flatMap((decade) => [1, 2, 5].map((step) => step * 10 ** decade)).concat(1e8);

/** From the first bucket that holds anything to the last; the last bound is the maximum where that is beyond all bounds. */
function bucketsOf(histogram: LatencyHistogram): { upTo: number; count: number }[] {
  let before = 0;
  const buckets = LATENCY_BOUNDS.map((bound) => {
    const below = histogram.countUpTo(bound);
    const count = below - before;
    before = below;
    return { upTo: bound / 1e6, count };
  });
  if (before < histogram.count) buckets.push({ upTo: histogram.max! / 1e6, count: histogram.count - before });
  const first = buckets.findIndex((bucket) => bucket.count > 0);
  return buckets.slice(first, buckets.findLastIndex((bucket) => bucket.count > 0) + 1);
}

function sum(timeline: TimelineSnapshot, column: number): number {
  let total = 0;
  for (let i = column; i < timeline.counts.length; i += timeline.columns) total += timeline.counts[i]!;
  return total;
}

function timelineOf(timeline: TimelineSnapshot): Report['timeline'] {
  const used = CODE_COLUMNS.map((code, column) => ({ code, column })).filter(({ column }) => sum(timeline, column) > 0);
  return {
    stepSeconds: timeline.step,
    starts: timeline.starts.map((s) => iso(s * 1000)),
    byRcode: Object.fromEntries(
      used.map(({ code, column }) => [
        code,
        timeline.starts.map((_, i) => timeline.counts[i * timeline.columns + column]!),
      ]),
    ),
    untimed: timeline.untimed.reduce((total, n) => total + n, 0),
  };
}
