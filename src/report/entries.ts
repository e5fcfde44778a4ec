// Rows of the report's lists: a name, how many responses, and how they divide by code.

import { type TopSnapshot, topRows } from '../aggregate/top.js';
import { CODE_COLUMNS } from '../dns/columns.js';

export interface TopEntry {
  readonly name: string;
  /** Lower bound; `error` is what the true count may exceed it by. */
  readonly count: number;
  readonly error: number;
  readonly byRcode: Readonly<Record<string, number>>;
}

/** The columns' counts from `from` on, by code, zeros left out. */
export function columnsOf(counts: readonly number[], from: number): Record<string, number> {
  return positive(Object.fromEntries(CODE_COLUMNS.map((code, c) => [code, counts[from + c]!])));
}

export function positive(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** The `limit` heaviest rows over the given columns. */
export function entries(snapshot: TopSnapshot, limit: number, columns: readonly number[]): TopEntry[] {
  return topRows(snapshot, limit, columns).map((row) => ({
    name: row.key,
    count: columns.reduce((total, c) => total + row.counts[c]!, 0),
    error: row.error,
    byRcode: columnsOf(row.counts, 0),
  }));
}
