// Finds the cause of each failure of one input, while its lines go by.
import { NOERROR } from '../dns/rcode.js';
import type { LineKind, LineRecord } from '../event.js';
import { BindCauses } from './bind-causes.js';
import type { Cause } from './cause.js';
import type { Joiner } from './joiner.js';
import { UnboundCauses } from './unbound-causes.js';

/** Inputs without times: so many lines stand for the minute that an exchange may be silent (see exchange/exchanges.ts). */
const MS_PER_LINE = 60_000 / 20_000;

/** Low bits of a role are the joiner's; UNKNOWN: the kind was not met yet. */
const UNKNOWN = 0;
const IDLE = 1;
const OP_SHIFT = 2;
/** Only a look at failures. */
const ANSWER = 2;

export interface CausesOptions {
  /** Told the shape of each text about a failure that no table has. */
  readonly unknown?: (shape: string) => void;
}

export class Causes {
  /** By kind id. */
  private roles = new Uint8Array(256);
  private readonly joiners: Readonly<Record<string, Joiner>>;

  constructor(options: CausesOptions = {}) {
    const unknown = options.unknown ?? (() => {});
    this.joiners = { bind: new BindCauses(unknown), unbound: new UnboundCauses(unknown) };
  }

  /**
   * Takes a line in; every line of an input, in order. Returns why the client got the code that it tells, when that is known:
   * from the line itself or from one before it. NOERROR answers cost a look at a table.
   */
  see(record: LineRecord): Cause | undefined {
    const kind = record.kind;
    if (kind === undefined) return undefined;
    let role = this.roles[kind.id]!;
    if (role === UNKNOWN) role = this.meet(kind);
    if (role === IDLE || ((role & ANSWER) !== 0 && record.code === NOERROR)) return undefined;
    const now = Number.isNaN(record.time) ? record.lineNo * MS_PER_LINE : record.time;
    return this.joiners[kind.format]!.see(role >> OP_SHIFT, record, now);
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
