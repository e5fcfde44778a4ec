// The time line as it is drawn: stray stamps left out, put into as many columns as there is room for.

import type { Report } from './model.js';

export interface TimeAxis {
  /** Start of the first column, epoch ms. */
  readonly startMs: number;
  /** Where the responses that are drawn begin and end, to the step of the time line. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly stepMs: number;
  readonly columns: number;
  /** Responses per column, the most frequent code first. */
  readonly codes: readonly { readonly code: string; readonly counts: readonly number[] }[];
  /** Responses whose stamps lie far from all others, and where; they are in no column. */
  readonly strays: { readonly count: number; readonly firstMs: number; readonly lastMs: number } | undefined;
}

const DAY_MS = 86_400_000;

/** A stamp is stray when it lies behind a gap of more than a day and more than twice all that it would extend... */
const GAP_FACTOR = 2;
/** ... and when it and what lies beyond it is no more than this share of all responses. */
const STRAY_SHARE = 0.01;

/** Stretches of time belong together when the gap between them is no longer than this. */
export const longestGap = (spanMs: number): number => Math.max(DAY_MS, GAP_FACTOR * spanMs);

/** Lengths of a column in seconds that divide well. */
const LADDER = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400,
];

/** Undefined when no response has a time. */
export function timeAxis(timeline: Report['timeline'], maxColumns: number): TimeAxis | undefined {
  const starts = timeline.starts.map((start) => Date.parse(start));
  const codes = Object.entries(timeline.byRcode);
  const sums = starts.map((_, i) => codes.reduce((total, [, counts]) => total + counts[i]!, 0));
  if (starts.length === 0) return undefined;
  const stepMs = timeline.stepSeconds * 1000;
  const [from, to] = mainStretch(starts, sums, stepMs);
  const columnMs = columnLength(starts[to]! + stepMs - starts[from]!, stepMs, maxColumns);
  const startMs = Math.floor(starts[from]! / columnMs) * columnMs;
  const columns = Math.floor((starts[to]! - startMs) / columnMs) + 1;
  const drawn = codes
    .map(([code, counts]) => {
      const cells = Array<number>(columns).fill(0);
      for (let i = from; i <= to; i++) cells[Math.floor((starts[i]! - startMs) / columnMs)]! += counts[i]!;
      return { code, counts: cells };
    })
    .filter(({ counts }) => counts.some((n) => n > 0));
  const outside = starts.map((_, i) => i).filter((i) => i < from || i > to);
  return {
    startMs,
    firstMs: starts[from]!,
    lastMs: starts[to]! + stepMs - 1,
    stepMs: columnMs,
    columns,
    codes: drawn.sort((a, b) => total(b.counts) - total(a.counts)),
    strays:
      outside.length === 0
        ? undefined
        : {
            count: outside.reduce((sum, i) => sum + sums[i]!, 0),
            firstMs: starts[outside[0]!]!,
            lastMs: starts[outside.at(-1)!]!,
          },
  };
}

/** First and last bucket of what belongs together: grown from the middle response outward, over any gap but a stray's. */
function mainStretch(starts: readonly number[], sums: readonly number[], stepMs: number): [number, number] {
  const all = total(sums);
  let middle = 0;
  for (let seen = sums[0]!; seen < all / 2; seen += sums[++middle]!);
  let [from, to] = [middle, middle];
  for (;;) {
    const span = starts[to]! + stepMs - starts[from]!;
    const limit = longestGap(span);
    const joins = (gap: number, beyond: readonly number[]): boolean =>
      gap <= limit || total(beyond) > STRAY_SHARE * all;
    if (from > 0 && joins(starts[from]! - starts[from - 1]!, sums.slice(0, from))) from--;
    else if (to + 1 < starts.length && joins(starts[to + 1]! - starts[to]!, sums.slice(to + 1))) to++;
    else return [from, to];
  }
}

/** The shortest length of the ladder, or number of days, that needs at most `maxColumns`. */
function columnLength(spanMs: number, stepMs: number, maxColumns: number): number {
  // One column more than the span, since the first one may begin before it.
  const fits = (ms: number): boolean => ms % stepMs === 0 && spanMs / ms <= maxColumns - 1;
  const known = LADDER.map((seconds) => seconds * 1000).find(fits);
  if (known !== undefined) return known;
  const unit = Math.max(stepMs, DAY_MS);
  return unit * Math.max(1, Math.ceil(spanMs / unit / Math.max(1, maxColumns - 1)));
}

const total = (counts: readonly number[]): number => counts.reduce((sum, n) => sum + n, 0);
