// What changed, as prose and tables.

import type { Change, Changes, Measure } from './changes.js';
import { networkOf } from './network.js';
import type { Table } from './view-tables.js';
import { count, localTime, plural, share, span } from './words.js';

export interface ChangesView {
  readonly title: string;
  /** What it is against; the file's name stands apart, since it must be escaped for where it goes. */
  readonly path: string;
  readonly against: string;
  readonly cautions: readonly string[];
  readonly tables: readonly Table[];
  /** What the tables leave out. */
  readonly note: string;
}

export function changesView(changes: Changes, timezone: string): ChangesView {
  const { baseline, unit, minutes, byRcode, byQtype, zones } = changes;
  const timed = minutes.before !== null && minutes.after !== null;
  const noun = unit === 'responses' ? 'response' : 'line with a code';
  const many = unit === 'responses' ? 'responses' : 'lines with a code';
  const when =
    baseline.period === null
      ? ''
      : ` from ${localTime(Date.parse(baseline.period.first), timezone)}, over ${span(secondsOf(baseline.period))}`;
  const tables = [
    codeTable(byRcode, timed),
    changeTable('Zones that changed', 'zone', zones, timed),
    changeTable('Clients that changed', 'client', clientRows(changes), timed),
    changeTable('Query types that changed', 'type', byQtype, timed),
  ].filter((table) => table !== undefined);
  const quiet = tables.length === (byRcode.length === 0 ? 0 : 1) && unit === 'responses';
  return {
    title: 'What changed',
    path: baseline.path,
    against: `${plural(baseline.total, noun, many)}${when}`,
    cautions: changes.cautions,
    tables,
    note:
      unit === 'lines'
        ? 'Without client responses on both sides there is nothing to tell of zones, clients and types.'
        : quiet
          ? 'No zone, client or query type changed by more than chance would.'
          : `Shares are of all responses. Left out: less than 10 responses or 0.1 points, what chance explains${timed ? ', and shares that changed only because other traffic did' : ''}.`,
  };
}

const secondsOf = ({ first, last }: { first: string; last: string }): number =>
  (Date.parse(last) - Date.parse(first)) / 1000;

function codeTable(rows: readonly Change[], timed: boolean): Table | undefined {
  if (rows.length === 0) return undefined;
  return {
    title: 'Codes',
    head: ['code', ...heads(timed)],
    rows: rows.map((row) => ({ label: row.name, cells: cellsOf(row, timed) })),
    note: undefined,
  };
}

function changeTable(title: string, what: string, rows: readonly Change[], timed: boolean): Table | undefined {
  if (rows.length === 0) return undefined;
  const bounded = rows.some(({ before, after }) => isBound(before) || isBound(after));
  return {
    title,
    head: [what, 'code', ...heads(timed)],
    rows: rows.map((row) => ({ label: row.name, cells: [row.rcode, ...cellsOf(row, timed)] })),
    note: bounded ? '≥ marks a lower bound; the points are what changed at least.' : undefined,
  };
}

/** Networks, or their one client where the change is its own, and clients of networks that are not among them. */
function clientRows({ networks, clients }: Changes): Change[] {
  const whole = new Set(networks.map(({ name, rcode }) => `${name} ${rcode}`));
  const others = clients.filter(({ name, rcode }) => !whole.has(`${networkOf(name)} ${rcode}`));
  return [...networks.map((network) => network.mainClient ?? network), ...others]
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .slice(0, Math.max(networks.length, clients.length));
}

const heads = (timed: boolean): string[] => ['before', 'now', 'points', ...(timed ? ['per minute'] : [])];

function cellsOf({ before, after, points, status }: Change, timed: boolean): string[] {
  return [
    status === 'new' ? 'new' : shareCell(before),
    status === 'gone' ? 'gone' : shareCell(after),
    signed(points),
    ...(timed ? [`${rate(before.perMinute!)} → ${rate(after.perMinute!)}`] : []),
  ];
}

const isBound = ({ count: n, atMost }: Measure): boolean => atMost > n;

function shareCell(measured: Measure): string {
  return `${isBound(measured) ? '≥ ' : ''}${measured.count === 0 ? '0 %' : share(measured.share, 1)}`;
}

/** Points with a sign: `+3.2`, `-0.14`. */
function signed(points: number): string {
  const digits = Math.abs(points) >= 1 ? 1 : 2;
  const text = Math.abs(points).toFixed(digits);
  return Number(text) === 0 ? '0' : `${points < 0 ? '-' : '+'}${text}`;
}

/** Two figures are enough for a rate that is compared. */
function rate(perMinute: number): string {
  if (perMinute === 0) return '0';
  if (perMinute >= 10) return count(Math.round(perMinute));
  return perMinute < 0.01 ? '<0.01' : String(Number(perMinute.toPrecision(2)));
}
