// What changed against a snapshot of before: codes, and who and what is behind them, the largest changes first.

import type { CountingOptions, Snapshot } from '../aggregate/snapshot.js';
import type { TallySnapshot } from '../aggregate/tally.js';
import type { TopSnapshot } from '../aggregate/top.js';
import { CODE_COLUMNS } from '../dns/columns.js';
import { timeAxis } from './axis.js';
import type { Summary } from './model.js';
import { networkOf } from './network.js';

export interface Baseline {
  readonly path: string;
  readonly snapshot: Snapshot;
  /** What the present run counted by. */
  readonly options: readonly CountingOptions[];
}

export interface Measure {
  /** A lower bound where `atMost` is larger. */
  readonly count: number;
  readonly atMost: number;
  /** Of all responses of its side, 0 to 1. */
  readonly share: number;
  /** Null where the period of either side is not known or shorter than a minute. */
  readonly perMinute: number | null;
}

export interface Change {
  /** A zone, network, client, query type; the code itself in `byRcode`. */
  readonly name: string;
  readonly rcode: string;
  readonly before: Measure;
  readonly after: Measure;
  /** By how many percentage points the share changed; by at least so many where counts are bounds. */
  readonly points: number;
  readonly status: 'changed' | 'new' | 'gone';
}

export interface NetworkChange extends Change {
  /** The change of the one client that makes up most of it; null where many share in it. */
  readonly mainClient: Change | null;
}

export interface Changes {
  readonly baseline: {
    readonly path: string;
    readonly period: { readonly first: string; readonly last: string } | null;
    readonly total: number;
  };
  /** What shares are of: client responses, or lines with a code where one side tells of no responses. */
  readonly unit: 'responses' | 'lines';
  /** Why the two cannot be compared just so; sentences. */
  readonly cautions: readonly string[];
  /** Minutes that each side covers. */
  readonly minutes: { readonly before: number | null; readonly after: number | null };
  /** Every code of either side. */
  readonly byRcode: readonly Change[];
  /** What changed by more than chance and more than a little, the largest change first. */
  readonly byQtype: readonly Change[];
  readonly zones: readonly Change[];
  readonly networks: readonly NetworkChange[];
  readonly clients: readonly Change[];
}

export interface ChangeSide {
  readonly tally: TallySnapshot;
  readonly summary: Summary;
}

/** Less than this, on both sides, is no change that anyone should look at. */
const MIN_COUNT = 10;
const MIN_POINTS = 0.1;
/** Standard errors beyond which a difference is not chance; DNS answers come in bursts, so two would not do. */
const MIN_ERRORS = 3;
/** When there are rates, they must have moved the same way and by this share: other traffic's growth shrinks shares, too. */
const MIN_RATE_CHANGE = 0.1;
const MIN_MINUTES = 1;
/** Logs of different days put together have gaps that are no quiet hours; those that long and that share of all count as none. */
const HOLE_MS = 3_600_000;
const HOLE_SHARE = 0.1;

/** Lists hold at most `top` changes each. */
export function changesSince(
  before: ChangeSide,
  after: ChangeSide,
  { path, snapshot, options }: Baseline,
  top: number,
): Changes {
  const unit =
    before.summary.responses.total === null || after.summary.responses.total === null ? 'lines' : 'responses';
  const codes = (side: ChangeSide): Readonly<Record<string, number>> =>
    unit === 'lines' ? side.summary.byRcode : side.summary.responses.byRcode;
  const total = (side: ChangeSide): number => Object.values(codes(side)).reduce((sum, n) => sum + n, 0);
  const minutes = { before: minutesOf(before.summary), after: minutesOf(after.summary) };
  const timed = minutes.before !== null && minutes.after !== null;
  const scales: Scales = {
    before: { total: total(before), minutes: timed ? minutes.before : null },
    after: { total: total(after), minutes: timed ? minutes.after : null },
  };
  const notable = (of: (tally: TallySnapshot) => Counted): Change[] =>
    unit === 'lines' ? [] : notableChanges(of(before.tally), of(after.tally), scales);
  const clients = notable(({ clients: list }) => keysOf(list));
  return {
    baseline: { path, period: before.summary.period, total: scales.before.total },
    unit,
    cautions: [
      ...cautionsOf(before.summary, after.summary),
      ...(filtersOf(snapshot.options) === filtersOf(options)
        ? []
        : ['The two were not counted with the same --only: they are of different traffic.']),
    ],
    minutes,
    byRcode: [...new Set([...Object.keys(codes(after)), ...Object.keys(codes(before))])]
      .map((code) => {
        const [b, a] = [codes(before)[code] ?? 0, codes(after)[code] ?? 0];
        return changeOf(code, code, { count: b, slack: 0 }, { count: a, slack: 0 }, scales);
      })
      .sort(byPoints),
    byQtype: notable(typesOf).slice(0, top),
    zones: notable(zonesOf).slice(0, top),
    networks: withMainClients(notable(networksOf).slice(0, top), clients),
    clients: clients.slice(0, top),
  };
}

/** How many minutes the responses span, stray stamps and long gaps left out; null when they have no times or too short a span. */
function minutesOf({ period, timeline }: Summary): number | null {
  const axis = timeAxis(timeline, 2);
  if (period === null || axis === undefined) return null;
  const stepMs = timeline.stepSeconds * 1000;
  const from = Math.max(axis.firstMs, Date.parse(period.first));
  const to = Math.min(axis.lastMs + stepMs, Date.parse(period.last));
  const starts = timeline.starts
    .map((start) => Date.parse(start))
    .filter((ms) => ms >= axis.firstMs && ms <= axis.lastMs);
  const hole = Math.max(HOLE_MS, HOLE_SHARE * (to - from));
  let ms = to - from;
  for (let i = 1; i < starts.length; i++) {
    const gap = starts[i]! - starts[i - 1]! - stepMs;
    if (gap > hole) ms -= gap;
  }
  return ms >= MIN_MINUTES * 60_000 ? ms / 60_000 : null;
}

function cautionsOf(before: Summary, after: Summary): string[] {
  const [b, a] = [before.responses, after.responses];
  const words = { all: 'every answer', 'failures-only': 'failures only', unknown: 'no client answers' } as const;
  const cautions: string[] = [];
  if (a.coverage !== b.coverage)
    cautions.push(
      `The baseline shows ${words[b.coverage]}, this log ${words[a.coverage]}: shares of the two do not mean the same.`,
    );
  else if (a.coverage === 'failures-only') cautions.push('Both show failures only: shares are of the failures.');
  if ((b.total ?? before.lines.events) === 0) cautions.push('The baseline holds nothing to compare with.');
  return cautions;
}

const filtersOf = (options: readonly CountingOptions[]): string =>
  [...new Set(options.map(({ only }) => JSON.stringify(only)))].sort().join();

/** One client that makes up this much of its network's change stands for it. */
const MOST = 0.8;

function withMainClients(networks: readonly Change[], clients: readonly Change[]): NetworkChange[] {
  const largest = new Map<string, Change>();
  for (const client of clients) {
    const place = `${networkOf(client.name)} ${client.rcode}`;
    if (!largest.has(place)) largest.set(place, client);
  }
  return networks.map((network) => {
    const client = largest.get(`${network.name} ${network.rcode}`);
    return { ...network, mainClient: client !== undefined && client.points / network.points >= MOST ? client : null };
  });
}

interface Scale {
  readonly total: number;
  readonly minutes: number | null;
}

interface Scales {
  readonly before: Scale;
  readonly after: Scale;
}

/** A count and by how much it may be too low. */
interface Cell {
  readonly count: number;
  readonly slack: number;
}

/** A table of counts by name and column of codes. */
interface Counted {
  readonly names: Iterable<string>;
  cell(name: string, column: number): Cell;
}

function notableChanges(before: Counted, after: Counted, scales: Scales): Change[] {
  if (scales.before.total === 0 || scales.after.total === 0) return [];
  const changes: Change[] = [];
  for (const name of new Set([...after.names, ...before.names])) {
    for (let column = 0; column < CODE_COLUMNS.length; column++) {
      const b = before.cell(name, column);
      const a = after.cell(name, column);
      if (b.count < MIN_COUNT && a.count < MIN_COUNT) continue;
      const change = changeOf(name, CODE_COLUMNS[column]!, b, a, scales);
      if (isNotable(change, scales)) changes.push(change);
    }
  }
  return changes.sort(byPoints);
}

function isNotable({ points, before, after }: Change, scales: Scales): boolean {
  if (Math.abs(points) < MIN_POINTS) return false;
  const [n, m] = [scales.before.total, scales.after.total];
  const pooled = Math.min(1, (before.atMost + after.atMost) / (n + m));
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  if (Math.abs(points) / 100 <= MIN_ERRORS * error) return false;
  if (before.perMinute === null || after.perMinute === null) return true;
  const moved = after.perMinute - before.perMinute;
  return moved * points > 0 && Math.abs(moved) >= MIN_RATE_CHANGE * Math.max(before.perMinute, after.perMinute);
}

function changeOf(name: string, rcode: string, before: Cell, after: Cell, scales: Scales): Change {
  const b = measure(before, scales.before);
  const a = measure(after, scales.after);
  const status = b.atMost === 0 ? 'new' : a.atMost === 0 ? 'gone' : 'changed';
  return { name, rcode, before: b, after: a, points: pointsOf(b, a, scales), status };
}

function measure({ count, slack }: Cell, { total, minutes }: Scale): Measure {
  return {
    count,
    atMost: count + slack,
    share: total === 0 ? 0 : count / total,
    perMinute: minutes === null ? null : count / minutes,
  };
}

/** The least difference that the bounds allow; 0 when they allow none. */
function pointsOf(before: Measure, after: Measure, scales: Scales): number {
  const least = (low: number, high: number): number => Math.max(0, low - high);
  const share = (count: number, { total }: Scale): number => (total === 0 ? 0 : count / total);
  const up = least(after.share, share(before.atMost, scales.before));
  const down = least(before.share, share(after.atMost, scales.after));
  return 100 * (up - down);
}

function byPoints(a: Change, b: Change): number {
  return (
    Math.abs(b.points) - Math.abs(a.points) ||
    b.after.count - a.after.count ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) ||
    (a.rcode < b.rcode ? -1 : 1)
  );
}

function keysOf({ keys, columns, counts, errors, error }: TopSnapshot): Counted {
  const rows = new Map(keys.map((key, row) => [key, row]));
  return {
    names: rows.keys(),
    cell(name, column) {
      const row = rows.get(name);
      return row === undefined
        ? { count: 0, slack: error }
        : { count: counts[row * columns + column]!, slack: errors[row]! };
    },
  };
}

/** Unbound writes name `null` and type TYPE0 for a question that it did not read. */
function zonesOf({ zones, types }: TallySnapshot): Counted {
  const counted = keysOf(zones);
  return types.words.includes('TYPE0')
    ? { ...counted, names: [...counted.names].filter((n) => n !== 'null') }
    : counted;
}

function typesOf({ types: { words, columns, counts, other } }: TallySnapshot): Counted {
  const rows = new Map(words.map((word, row) => [word, row]));
  return {
    names: rows.keys(),
    cell(name, column) {
      const row = rows.get(name);
      return row === undefined
        ? { count: 0, slack: other[column]! }
        : { count: counts[row * columns + column]!, slack: 0 };
    },
  };
}

/** Clients by network. What the list of clients lost may have been of any network. */
function networksOf({ clients: { keys, columns, counts, totals } }: TallySnapshot): Counted {
  const rows = new Map<string, number[]>();
  const lost = [...totals];
  for (const [k, key] of keys.entries()) {
    for (let c = 0; c < columns; c++) lost[c]! -= counts[k * columns + c]!;
    const network = networkOf(key);
    if (network === undefined) continue;
    let row = rows.get(network);
    if (row === undefined) rows.set(network, (row = Array<number>(columns).fill(0)));
    for (let c = 0; c < columns; c++) row[c]! += counts[k * columns + c]!;
  }
  return {
    names: rows.keys(),
    cell: (name, column) => ({ count: rows.get(name)?.[column] ?? 0, slack: lost[column]! }),
  };
}
