// Finds the cause of each failure of one input, while its lines go by.
import { NOERROR } from '../dns/rcode.js';
import type { LineKind, LineRecord } from '../event.js';
import { BindCauses } from './bind-causes.js';
import type { Cause, PendingCause } from './cause.js';
import { type CauseCut, type KeptLine, keepLine, keptRecord } from './cause-cut.js';
import type { Joiner } from './joiner.js';
import { UnboundCauses } from './unbound-causes.js';

/** Inputs without times: so many lines stand for the minute that an exchange may be silent (see exchange/exchanges.ts). */
const MS_PER_LINE = 60_000 / 20_000;
/** Times below this are those of a clock that counts lines. */
const MAX_LINE_CLOCK = 1e11;
/**
 * Lines kept for the part before, about 1 KB each; beyond it causes are looked for in the part itself. A busy log passes it within a
 * second or two: then the few cached failures whose cause lies before the cut stay unexplained.
 */
const MAX_KEPT = 8_192;

/** Low bits of a role are flags, the others the joiner's; UNKNOWN: the kind was not met yet. */
const UNKNOWN = 0;
const IDLE = 1;
/** Only a look at failures. */
const ANSWER = 2;
const OP_SHIFT = 2;

export interface CausesOptions {
  /** Told the shape of each text about a failure that no table has. */
  readonly unknown?: (shape: string) => void;
  /** The input is a part of several, and not the first: lines near its beginning are kept for `gather`. */
  readonly continues?: boolean;
}

export class Causes {
  /** By kind id. */
  private roles = new Uint8Array(256);
  private readonly joiners: Readonly<Record<string, Joiner>>;
  /** Lines for which an earlier part has a say; undefined: there is none, or none any more. */
  private kept: KeptLine[] | undefined;
  private head: readonly KeptLine[] = [];
  /** Until when, in log time. */
  private until = Number.NaN;
  private readonly memoryMs: number;

  constructor(options: CausesOptions = {}) {
    const unknown = options.unknown ?? (() => {});
    this.joiners = { bind: new BindCauses(unknown), unbound: new UnboundCauses(unknown) };
    this.memoryMs = Math.max(...Object.values(this.joiners).map((joiner) => joiner.memoryMs));
    if (options.continues === true) this.kept = [];
  }

  /**
   * Takes a line in; every line of an input, in order. Returns why the client got the code that it tells, when that is known:
   * from the line itself or from one before it. NOERROR answers cost a look at a table.
   */
  see(record: LineRecord): Cause | PendingCause | undefined {
    const kind = record.kind;
    if (kind === undefined) return undefined;
    let role = this.roles[kind.id]!;
    if (role === UNKNOWN) role = this.meet(kind);
    if (role === IDLE || ((role & ANSWER) !== 0 && record.code === NOERROR)) return undefined;
    const now = Number.isNaN(record.time) ? record.lineNo * MS_PER_LINE : record.time;
    const joiner = this.joiners[kind.format]!;
    const cause = joiner.see(role >> OP_SHIFT, record, now);
    return this.kept === undefined ? cause : this.keep(this.kept, record, now, cause);
  }

  /** What the next part, and `gather`, need of this one. */
  cut(): CauseCut {
    const lines = this.kept ?? this.head;
    if (this.kept !== undefined) return { lines, state: null };
    return { lines, state: Object.fromEntries(Object.entries(this.joiners).map(([name, j]) => [name, j.state()])) };
  }

  /**
   * Goes on with the next part of a log, whose lines are numbered from `lineBase`: the causes by ticket, found with what the
   * parts before it said.
   */
  gather(
    { lines, state }: CauseCut,
    lineBase: number,
    lookup: (format: string, index: number) => LineKind | undefined,
  ): (Cause | undefined)[] {
    const causes = lines.map((line) => {
      const kind = lookup(line.format, line.kind);
      return kind === undefined ? undefined : (this.see(keptRecord(line, kind, lineBase)) as Cause | undefined);
    });
    if (state !== null) {
      const shift = {
        line: (line: number) => line + lineBase,
        time: (time: number) => (time < MAX_LINE_CLOCK ? time + lineBase * MS_PER_LINE : time),
      };
      for (const [name, joiner] of Object.entries(this.joiners))
        if (state[name] !== undefined) joiner.restore(state[name], shift);
    }
    return causes;
  }

  private keep(
    kept: KeptLine[],
    record: LineRecord,
    now: number,
    cause: Cause | undefined,
  ): Cause | PendingCause | undefined {
    if (Number.isNaN(this.until)) this.until = now + this.memoryMs;
    if (now > this.until || kept.length >= MAX_KEPT) {
      this.head = kept;
      this.kept = undefined;
      return cause;
    }
    kept.push(keepLine(record));
    return { ticket: kept.length - 1, otherwise: undefined };
  }

  private meet(kind: LineKind): number {
    if (kind.id >= this.roles.length) {
      const grown = new Uint8Array(2 * kind.id);
      grown.set(this.roles);
      this.roles = grown;
    }
    const joiner = this.joiners[kind.format];
    const op = joiner?.opOf(kind.name) ?? 0;
    const role = op === 0 ? IDLE : (op << OP_SHIFT) | (joiner!.isAnswer(op) ? ANSWER : 0);
    this.roles[kind.id] = role;
    return role;
  }
}
