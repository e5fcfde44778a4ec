// What joins the lines of one format: notes the lines that say why, and finds them again for the answers they explain.
import type { LineRecord } from '../event.js';
import type { Cause } from './cause.js';
import type { NotesState, Shift } from './notes.js';

/** Told the shape of a text that is about a failure and in no table. */
export type UnknownText = (shape: string) => void;

/** What a joiner remembers, as plain JSON. */
export interface JoinerState {
  readonly tables: readonly NotesState[];
  readonly last: number | null;
}

export interface Joiner {
  /** What is older has no say in any cause, in ms of log time. */
  readonly memoryMs: number;
  /** What lines of a kind are to this joiner; 0: nothing. */
  opOf(kind: string): number;
  /** Lines of this sort need a look only when they tell another code than NOERROR. */
  isAnswer(op: number): boolean;
  /** Takes a line in, and returns the cause of what it tells, where it is known. `now`: epoch ms or what stands for it. */
  see(op: number, record: LineRecord, now: number): Cause | undefined;
  state(): JoinerState;
  /** Goes on from the state of another, whose lines and times are shifted. */
  restore(state: JoinerState, shift: Shift): void;
}
