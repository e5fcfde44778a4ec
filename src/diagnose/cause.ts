// A cause: which line of the same input says why a client got what it got, and in which word of the vocabulary.
import type { Reason } from './reasons.js';

export interface Cause {
  readonly reason: Reason;
  /** 1-based physical line; the answer's own where that line says it itself. */
  readonly line: number;
  /** The answer came from a cache of failures; the cause is that of the first one. */
  readonly cached: boolean;
}
