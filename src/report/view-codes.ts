// What is behind one response code: zones, names, networks and clients, as lists.

import type { Report } from './model.js';
import { atLeast, boundNote } from './view-tables.js';
import { plural, share } from './words.js';

export interface CodeList {
  readonly title: string;
  readonly rows: readonly { readonly count: string; readonly label: string; readonly extra: string }[];
}

export interface CodeSection {
  readonly code: string;
  /** The code, or what several of them are called. */
  readonly title: string;
  /** `400 answers (3.2 %): 21 names in 2 zones, 44 clients`. */
  readonly summary: string;
  /** What to know before reading on. */
  readonly remark: string | undefined;
  readonly lists: readonly CodeList[];
  readonly note: string | undefined;
}

/** Rows that every list may have; further ones must matter. */
const ROWS = 5;
const MATTERS = 0.05;
const MANY = 10;
/** NXDOMAIN is ordinary up to this share. */
const ORDINARY = 0.5;
const ROWS_OF_ORDINARY = 3;

export function codeSection(report: Report, code: string): CodeSection {
  const { names, zones, clients, networks, seen, overflowed } = report.behind[code]!;
  const { byRcode, total, coverage } = report.responses;
  const n = byRcode[code] ?? zones.reduce((sum, zone) => sum + zone.count, 0);
  const ordinary = code === 'NXDOMAIN' && coverage === 'all' && n < ORDINARY * (total ?? 0);
  const cut = <T extends { count: number }>(rows: readonly T[]): readonly T[] =>
    rows.filter(
      (row, i) => i < (ordinary ? ROWS_OF_ORDINARY : ROWS) || (!ordinary && row.count >= Math.max(MATTERS * n, MANY)),
    );
  const lists: CodeList[] = [
    {
      title: 'zones',
      rows: cut(zones).map((row) => ({ count: atLeast(row), label: row.name, extra: plural(row.names, 'name') })),
    },
    { title: 'names', rows: cut(names).map((row) => ({ count: atLeast(row), label: row.name, extra: '' })) },
    {
      title: 'networks',
      // Few clients are seen at a glance below.
      rows: (seen.clients > ROWS ? cut(networks) : []).map((row) => ({
        count: atLeast(row),
        label: row.name,
        extra: plural(row.clients, 'client'),
      })),
    },
    { title: 'clients', rows: cut(clients).map((row) => ({ count: atLeast(row), label: row.name, extra: '' })) },
    { title: 'TSIG', rows: code === 'NOTAUTH' ? signatureErrors(report) : [] },
  ];
  const where =
    seen.names === 0
      ? ''
      : `${overflowed ? 'at least ' : ''}${plural(seen.names, 'name')} in ${plural(seen.zones, 'zone')}`;
  const who = seen.clients === 0 ? '' : plural(seen.clients, 'client');
  const spread = [where, who].filter((text) => text !== '').join(', ');
  return {
    code,
    title: titleOf(code),
    summary: `${plural(n, 'answer')} (${share(n, total ?? n)})${spread === '' ? '' : `: ${spread}`}`,
    remark: ordinary ? 'Normal traffic unless it grows: these names do not exist.' : undefined,
    lists: lists.filter(({ rows }) => rows.length > 0),
    note: boundNote([...zones, ...names, ...clients]),
  };
}

/** Codes without a column of their own are counted as one. */
export const titleOf = (code: string): string => (code === 'other' ? 'Other codes' : code);

function signatureErrors({ responses }: Report): CodeList['rows'] {
  return Object.entries(responses.tsigErrors).map(([code, n]) => ({
    count: atLeast({ count: n, error: 0 }),
    label: code,
    extra: 'in the TSIG record beside NOTAUTH',
  }));
}
