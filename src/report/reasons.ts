// The reasons part of a report: what is explained, what is not, and which option would explain it.
import type { TallySnapshot } from '../aggregate/tally.js';
import { CODE_COLUMNS } from '../dns/columns.js';
import { FORMATS } from '../formats/index.js';

export interface ReasonReport {
  /** Client responses with a known cause, and failures without one. */
  readonly explained: number;
  readonly unexplained: number;
  readonly byReason: Readonly<Record<string, number>>;
  /** Counts of reasons for each code they explain. */
  readonly byRcode: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Responses whose cause is that of an earlier failure, kept by the server. */
  readonly cached: number;
  /** Codes of failures without a cause; `options` of the server would tell, as far as they seem to be off. */
  readonly missing: readonly { readonly rcode: string; readonly count: number; readonly options: readonly string[] }[];
  /** Texts about failures that no table has, names and numbers left out. */
  readonly unknownTexts: readonly { readonly text: string; readonly count: number }[];
}

export function reasonsOf({ reasons, kinds }: TallySnapshot, formats: readonly (string | undefined)[]): ReasonReport {
  const rows = Object.entries(reasons.byReason).map(([reason, counts]) => ({ reason, counts, total: sum(counts) }));
  rows.sort((a, b) => b.total - a.total);
  const byRcode: Record<string, Record<string, number>> = {};
  for (const [column, rcode] of CODE_COLUMNS.entries()) {
    const of = rows.filter(({ counts }) => counts[column]! > 0).sort((a, b) => b.counts[column]! - a.counts[column]!);
    if (of.length > 0) byRcode[rcode] = Object.fromEntries(of.map(({ reason, counts }) => [reason, counts[column]!]));
  }
  return {
    explained: rows.reduce((total, row) => total + row.total, 0),
    unexplained: sum(reasons.unexplained),
    byReason: Object.fromEntries(rows.map(({ reason, total }) => [reason, total])),
    byRcode,
    cached: reasons.cached,
    missing: CODE_COLUMNS.map((rcode, column) => ({
      rcode,
      count: reasons.unexplained[column]!,
      options: optionsFor(rcode, kinds, formats),
    }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count),
    unknownTexts: Object.entries(reasons.unknownTexts)
      .map(([text, count]) => ({ text, count }))
      .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)),
  };
}

/** Options none of whose lines is there, and that tell something about the code. */
function optionsFor(
  rcode: string,
  kinds: Readonly<Record<string, number>>,
  formats: readonly (string | undefined)[],
): string[] {
  return FORMATS.filter((spec) => formats.includes(spec.name)).flatMap((spec) =>
    (spec.switches ?? [])
      .filter(
        ({ missedFor, shownBy }) => missedFor?.includes(rcode) === true && !shownBy.some((k) => (kinds[k] ?? 0) > 0),
      )
      .map(({ option }) => option),
  );
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
