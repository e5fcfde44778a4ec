// Tables of rows that divide by response code.

import type { TopEntry } from './entries.js';
import type { Report } from './model.js';
import { count, plural } from './words.js';

export interface Table {
  readonly title: string;
  /** Heads of the label's column and of the numbers'. */
  readonly head: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly string[] }[];
  readonly note: string | undefined;
}

/** So many codes have a column of their own. */
const CODE_COLUMNS_SHOWN = 4;

/**
 * Rows with their total and the codes that matter most among them; undefined without rows. Given the report, the columns are
 * those of its responses, so that its tables look alike.
 */
export function byCodeTable(
  title: string,
  what: string,
  rows: readonly TopEntry[],
  report: Report | undefined,
): Table | undefined {
  if (rows.length === 0) return undefined;
  const totals = report?.responses.byRcode ?? sumOf(rows);
  const named = Object.entries(totals)
    .filter(([code]) => code !== 'other' && rows.some((row) => (row.byRcode[code] ?? 0) > 0))
    .sort((a, b) => b[1] - a[1])
    .map(([code]) => code);
  const shown = named.length <= CODE_COLUMNS_SHOWN + 1 ? named : named.slice(0, CODE_COLUMNS_SHOWN);
  const rest = (row: TopEntry): number =>
    Object.entries(row.byRcode).reduce((sum, [code, n]) => sum + (shown.includes(code) ? 0 : n), 0);
  const others = rows.some((row) => rest(row) > 0);
  return {
    title,
    head: [what, 'answers', ...shown, ...(others ? ['others'] : [])],
    rows: rows.map((row) => ({
      label: row.name,
      cells: [atLeast(row), ...shown.map((code) => cell(row.byRcode[code] ?? 0)), ...(others ? [cell(rest(row))] : [])],
    })),
    note: boundNote(rows),
  };
}

/** Causes of failures, the most frequent first; undefined where none is known. */
export function reasonTable({ reasons }: Report): Table | undefined {
  const rows = Object.entries(reasons.byReason).sort((a, b) => b[1] - a[1]);
  if (rows.length === 0) return undefined;
  return {
    title: 'Why',
    head: ['reason', 'answers'],
    rows: rows.map(([label, n]) => ({ label, cells: [count(n)] })),
    note: reasons.unexplained === 0 ? undefined : `${plural(reasons.unexplained, 'failure')} without a known cause.`,
  };
}

function sumOf(rows: readonly TopEntry[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { byRcode } of rows) for (const [code, n] of Object.entries(byRcode)) sums[code] = (sums[code] ?? 0) + n;
  return sums;
}

const cell = (n: number): string => (n === 0 ? '' : count(n));

/** A count that may be too small says so. */
export const atLeast = ({ count: n, error }: { count: number; error: number }): string =>
  error > 0 ? `≥ ${count(n)}` : count(n);

/** How far off the counts can be; undefined when they are exact. */
export function boundNote(rows: readonly { readonly error: number }[]): string | undefined {
  const error = rows.reduce((most, row) => Math.max(most, row.error), 0);
  return error === 0 ? undefined : `≥ marks a lower bound: the true count is at most ${count(error)} higher.`;
}
