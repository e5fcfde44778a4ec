// A cause: which line of the same input says why a client got what it got, and in which word of the vocabulary.
import type { Reason } from './reasons.js';

export interface Cause {
  readonly reason: Reason;
  /** 1-based physical line; the answer's own where that line says it itself. */
  readonly line: number;
  /** The file of that line, where it is another than the answer's. */
  readonly path?: string;
  /** The answer came from a cache of failures; the cause is that of the first one. */
  readonly cached: boolean;
}

/**
 * What is not known yet: the line stands so near the beginning of a part that the part before has a say. `otherwise` holds when
 * the line turns out to have no cause of its own.
 */
export interface PendingCause {
  readonly ticket: number;
  readonly otherwise: Cause | PendingCause | undefined;
}

export const isPending = (cause: Cause | PendingCause): cause is PendingCause => 'ticket' in cause;

/** The cause that a pending one turned out to be, given the causes by ticket. */
export function settled(
  cause: Cause | PendingCause | undefined,
  byTicket: readonly (Cause | undefined)[],
): Cause | undefined {
  let open = cause;
  while (open !== undefined && isPending(open)) open = byTicket[open.ticket] ?? open.otherwise;
  return open;
}
