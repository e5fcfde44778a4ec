// How many responses each reason explains, by code, how many failures nothing explains, and which texts no table has.
import { CODE_COLUMNS, columnOf } from '../dns/columns.js';
import { type Code, isFailure, NOTAUTH } from '../dns/rcode.js';
import { type Cause, isPending, type PendingCause } from './cause.js';
import { REASON_INDEX, REASONS, type Reason } from './reasons.js';

/** Unknown texts told apart: the first in the order of their characters, so that merging does not depend on the order. */
export const MAX_TEXTS = 64;

/** Plain JSON; counts are by the columns of CODE_COLUMNS. */
export interface ReasonSnapshot {
  readonly byReason: Readonly<Partial<Record<Reason, readonly number[]>>>;
  /** Failures without a known cause. */
  readonly unexplained: readonly number[];
  /** Responses from a cache of failures. */
  readonly cached: number;
  readonly unknownTexts: Readonly<Record<string, number>>;
}

/** A response whose cause is not known yet. */
export interface WaitingCause {
  readonly code: Code;
  readonly cause: PendingCause;
}

const COLUMNS = CODE_COLUMNS.length;

export class ReasonCounts {
  private readonly cells = new Float64Array(REASONS.length * COLUMNS);
  private readonly unexplained = new Float64Array(COLUMNS);
  private cached = 0;
  private readonly texts = new Map<string, number>();
  /** Responses whose cause depends on an earlier part of the log. */
  waiting: WaitingCause[] = [];

  /** Counts a client response. */
  add(code: Code, cause: Cause | PendingCause | undefined): void {
    if (cause !== undefined && isPending(cause)) this.waiting.push({ code, cause });
    else if (cause !== undefined) {
      this.cells[REASON_INDEX.get(cause.reason)! * COLUMNS + columnOf(code)]!++;
      if (cause.cached) this.cached++;
    } else if (isFailure(code) || code === NOTAUTH) this.unexplained[columnOf(code)]!++;
  }

  text(shape: string, weight = 1): void {
    const { texts } = this;
    const count = texts.get(shape);
    if (count === undefined && texts.size >= MAX_TEXTS) {
      let last = shape;
      for (const text of texts.keys()) if (text > last) last = text;
      if (last === shape) return;
      texts.delete(last);
    }
    texts.set(shape, (count ?? 0) + weight);
  }

  snapshot(): ReasonSnapshot {
    const byReason: Partial<Record<Reason, number[]>> = {};
    for (const [i, reason] of REASONS.entries()) {
      const counts = Array.from(this.cells.subarray(i * COLUMNS, (i + 1) * COLUMNS));
      if (counts.some((count) => count > 0)) byReason[reason] = counts;
    }
    return {
      byReason,
      unexplained: Array.from(this.unexplained),
      cached: this.cached,
      unknownTexts: Object.fromEntries([...this.texts].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }

  merge(snapshot: ReasonSnapshot): void {
    for (const [reason, counts] of Object.entries(snapshot.byReason)) {
      const row = REASON_INDEX.get(reason as Reason);
      if (row === undefined) continue;
      for (const [column, count] of counts.entries()) this.cells[row * COLUMNS + column]! += count;
    }
    for (const [column, count] of snapshot.unexplained.entries()) this.unexplained[column]! += count;
    this.cached += snapshot.cached;
    for (const [text, count] of Object.entries(snapshot.unknownTexts)) this.text(text, count);
  }
}
