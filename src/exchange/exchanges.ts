// Joins the lines of one client exchange, so that an answer is counted once however many lines tell of it.
//
// Lines belong together by client address and port, and pointer where both lines have one. What is open has a cap.
import { isPending } from '../diagnose/cause.js';
import { type Code, FORMERR } from '../dns/rcode.js';
import { type LineKind, type LineRecord, newLineRecord, SLOT } from '../event.js';
import { type Deferred, KEPT, type KindLookup, laterBy, type OpenExchange, recordOf } from './cut.js';
import { Expiry } from './expiry.js';
import { HeadDeferral } from './head.js';
import { ANY_FAMILY, ExchangeTable, exchangeKey, hashClient } from './table.js';

/** Longest silence inside an exchange; resolver time-outs come up to 30 s after the query. */
const SILENCE_MS = 60_000;
/** After its response line only a suppressed line can still change an exchange, and only at once. */
const AFTER_RESPONSE_MS = 1_000;
/** Inputs without times: 20 000 lines stand for the silence of a minute. */
const MS_PER_LINE = SILENCE_MS / 20_000;
const MAX_LINE_CLOCK = 1e11;
/** Errors to the Kerberos password port are logged and then dropped (a known reflection loop). */
const KPASSWD_PORT = 464;

const SUPPRESSED = 2;
const ANSWERED = 4;
const CLOSED = 8;
const BADKEY_SEEN = 16;
const BADKEY = 17;

export interface ExchangeOptions {
  /** Exchanges open at the same time; beyond it the oldest is finalised as it stands. */
  readonly maxOpen: number;
  /**
   * Called once for each client response, when nothing can change it any more. The record is reused; its fields are those
   * kept, its `code` is what the client saw in the header, `kind` the line that told it, `detail` the event's own code.
   */
  readonly answer: (record: LineRecord, detail: Code) => void;
  /** The input goes on from another part: lines that may belong to exchanges begun there are kept apart. */
  readonly continues?: boolean;
}

export class Exchanges {
  /** Finalised early because the cap was reached. */
  evicted = 0;
  private readonly table = new ExchangeTable();
  private now = 0;
  private timed = false;
  /** Entries in the order in which they were last looked at for expiry: those that wait a minute, those that wait a second. */
  private readonly slow = new Expiry();
  private readonly fast = new Expiry();
  private readonly out = newLineRecord();

  private head: HeadDeferral | undefined;

  constructor(private readonly options: ExchangeOptions) {
    if (options.continues === true) this.head = new HeadDeferral(SILENCE_MS);
  }

  /** Lines for the part before, to be given to its `resume`. */
  deferred: readonly Deferred[] = [];

  get open(): number {
    return this.table.size;
  }

  /** Takes a line that tells of a client's request or answer; others are ignored. */
  add(record: LineRecord): void {
    const kind = record.kind!;
    if (kind.role === 'none') return;
    if (kind.role === 'whole') {
      this.options.answer(record, record.code);
      return;
    }
    const start = record.ranges[2 * SLOT.client]!;
    if (start < 0) {
      if (kind.role === 'answer') this.options.answer(this.asAnswer(record), record.code);
      return;
    }
    const now = this.timeOf(record);
    this.advance(now);
    const port = record.ranges[2 * SLOT.clientPort]! < 0 ? -1 : record.numbers[SLOT.clientPort]!;
    const h = hashClient(record.buf, start, record.ranges[2 * SLOT.client + 1]!, port);
    if (this.head !== undefined && this.defers(this.head, record, start, port, h, now)) return;
    const found = this.table.find(h, record, port);

    if (kind.role === 'request') {
      if (found >= 0) this.finalise(found);
      return;
    }
    if (kind.role === 'cancels') {
      const joins = found >= 0 && now - this.table.last[found]! <= this.patience(found);
      if (found >= 0 && !joins) this.finalise(found);
      const at = joins ? found : this.create(h, port, now);
      this.table.keep(at, record);
      this.table.state[at]! |= SUPPRESSED;
      this.table.last[at] = now;
      if (joins) return;
      this.table.pointer[at] = pointerHash(record);
      this.wait(this.slow, at, now);
      return;
    }
    const pointer = pointerHash(record);
    if (found >= 0 && this.joins(found, kind, pointer, now)) {
      this.join(found, record, pointer, now);
      return;
    }
    if (found >= 0) this.finalise(found);
    this.join(this.create(h, port, now), record, pointer, now);
  }

  private defers(head: HeadDeferral, record: LineRecord, start: number, port: number, h: number, now: number): boolean {
    const key = exchangeKey(h, record.buf, start, record.ranges[2 * SLOT.client + 1]!, port);
    if (record.kind!.role === 'request') {
      head.begins(key, now);
      return false;
    }
    if (head.takes(key, record, now)) return true;
    if (head.over(now)) {
      this.deferred = head.lines;
      this.head = undefined;
    }
    return false;
  }

  /** Finalises what nothing can change any more at this point of log time. */
  advance(now: number): void {
    if (now === this.now) return;
    this.now = now;
    this.expire(this.fast, now, AFTER_RESPONSE_MS);
    this.expire(this.slow, now, SILENCE_MS);
  }

  /** What is open at the end of this part, in the order of its beginning; it is forgotten here. */
  takeOpen(): OpenExchange[] {
    if (this.head !== undefined) this.deferred = this.head.lines;
    return this.table.inOrder().map((at) => {
      const taken = this.exported(at);
      this.table.remove(at);
      return taken;
    });
  }

  /**
   * Goes on with a later part: first its deferred lines, then what was open at its end. `lineBase` is the number of lines
   * before that part.
   */
  resume(deferred: readonly Deferred[], open: readonly OpenExchange[], lookup: KindLookup, lineBase: number): void {
    for (const line of deferred) {
      if (typeof line === 'number') {
        const ended = this.table.findKey(line);
        if (ended >= 0) this.finalise(ended);
        continue;
      }
      const record = recordOf(line, lookup, lineBase);
      if (record !== undefined) this.add(record);
    }
    for (const exchange of open) this.imported(exchange, lookup, lineBase);
  }

  private exported(at: number): OpenExchange {
    const kind = this.table.kinds[at];
    return {
      format: kind?.format ?? '',
      kind: kind?.index ?? null,
      fields: this.table.texts(at),
      port: this.table.port[at]!,
      pointer: this.table.pointer[at]!,
      state: this.table.state[at]!,
      family: this.table.family[at]!,
      kindsSeen: [this.table.kindsLow[at]!, this.table.kindsHigh[at]!],
      code: this.table.code[at]!,
      detail: this.table.detail[at]!,
      last: this.table.last[at]!,
      time: Number.isNaN(this.table.time[at]!) ? null : this.table.time[at]!,
      line: this.table.line[at]!,
      cause: this.table.causes[at] ?? null,
    };
  }

  private imported(exchange: OpenExchange, lookup: KindLookup, lineBase: number): void {
    const kind = exchange.kind === null ? undefined : lookup(exchange.format, exchange.kind);
    if (exchange.kind !== null && kind === undefined) return;
    // A clock that counts lines begins anew in each part; real times are far beyond any number of lines.
    const last = exchange.last < MAX_LINE_CLOCK ? exchange.last + lineBase * MS_PER_LINE : exchange.last;
    this.advance(last);
    const record = newLineRecord();
    record.buf = Buffer.from(exchange.fields.join(''), 'latin1');
    let from = 0;
    for (const [k, text] of exchange.fields.entries()) {
      if (text === '') continue;
      record.ranges[2 * KEPT[k]!] = from;
      record.ranges[2 * KEPT[k]! + 1] = from += text.length;
    }
    const h = hashClient(record.buf, 0, record.ranges[2 * SLOT.client + 1]!, exchange.port);
    const earlier = this.table.find(h, record, exchange.port);
    // Its client had begun another request by then.
    if (earlier >= 0) this.finalise(earlier);
    const at = this.create(h, exchange.port, last);
    this.table.keep(at, record);
    this.table.state[at] = exchange.state;
    this.table.family[at] = exchange.family;
    [this.table.kindsLow[at], this.table.kindsHigh[at]] = exchange.kindsSeen;
    this.table.code[at] = exchange.code;
    this.table.detail[at] = exchange.detail;
    this.table.pointer[at] = exchange.pointer;
    this.table.time[at] = exchange.time ?? Number.NaN;
    this.table.line[at] = exchange.line + lineBase;
    this.table.kinds[at] = kind;
    this.table.causes[at] = exchange.cause === null ? undefined : laterBy(exchange.cause, lineBase);
    this.wait((exchange.state & CLOSED) !== 0 ? this.fast : this.slow, at, last);
  }

  /** Finalises everything: the input is at its end. */
  finish(): void {
    if (this.head !== undefined) this.deferred = this.head.lines;
    for (const at of this.table.inOrder()) this.finalise(at);
  }

  /** Log time in ms; where the input has no times its lines stand for them. A stamp that could not be read moves nothing. */
  private timeOf(record: LineRecord): number {
    if (!Number.isNaN(record.time)) {
      this.timed = true;
      return record.time;
    }
    return this.timed ? this.now : record.lineNo * MS_PER_LINE;
  }

  /** How long an exchange waits for a further line, in ms. */
  private patience(at: number): number {
    return (this.table.state[at]! & CLOSED) !== 0 ? AFTER_RESPONSE_MS : SILENCE_MS;
  }

  private joins(at: number, kind: LineKind, pointer: number, now: number): boolean {
    const state = this.table.state[at]!;
    if ((state & CLOSED) !== 0 || now - this.table.last[at]! > SILENCE_MS) return false;
    if (pointer !== 0 && this.table.pointer[at] !== 0 && this.table.pointer[at] !== pointer) return false;
    if (hasBit(this.table.kindsLow[at]!, this.table.kindsHigh[at]!, kind.bit)) return false;
    const family = this.table.family[at]!;
    return (
      family === ANY_FAMILY ||
      family === kind.family ||
      ((state & BADKEY_SEEN) !== 0 && kind.name.startsWith('update-'))
    );
  }

  private join(at: number, record: LineRecord, pointer: number, now: number): void {
    const kind = record.kind!;
    const fresh = (this.table.state[at]! & (ANSWERED | SUPPRESSED)) === 0;
    let state = this.table.state[at]! | ANSWERED;
    this.table.state[at] = state;
    this.table.keep(at, record);
    if (kind.bit < 32) this.table.kindsLow[at]! |= 1 << kind.bit;
    else this.table.kindsHigh[at]! |= 1 << (kind.bit - 32);
    this.table.family[at] = kind.family;
    if (pointer !== 0) this.table.pointer[at] = pointer;
    this.table.last[at] = now;
    this.table.time[at] = record.time;
    this.table.line[at] = record.lineNo;
    this.table.kinds[at] = kind;
    this.table.detail[at] = record.code;
    const code = kind.answerCode ?? record.code;
    // What an earlier line says of the same code holds for this one too.
    const earlier = this.table.code[at] === code ? this.table.causes[at] : undefined;
    const { cause } = record;
    this.table.causes[at] = cause === undefined ? earlier : isPending(cause) ? { ...cause, otherwise: earlier } : cause;
    this.table.code[at] = code;
    if (kind.answerCode !== undefined && record.code === BADKEY) state |= BADKEY_SEEN;
    if (code === FORMERR && this.table.port[at] === KPASSWD_PORT) state |= SUPPRESSED;
    if (kind.closes) {
      state |= CLOSED;
      this.wait(this.fast, at, now);
    } else if (fresh) this.wait(this.slow, at, now);
    this.table.state[at] = state;
  }

  private create(h: number, port: number, now: number): number {
    if (this.table.size >= this.options.maxOpen) this.evictOldest();
    return this.table.create(h, port, now);
  }

  private wait(queue: Expiry, at: number, since: number): void {
    if (queue.full) queue.compact(this.table.born);
    queue.push(at, this.table.born[at]!, since);
  }

  /** Counts an exchange if the client got an answer, and forgets it. */
  private finalise(at: number): void {
    const state = this.table.state[at]!;
    if ((state & ANSWERED) !== 0 && (state & SUPPRESSED) === 0) {
      const out = this.out;
      this.table.show(at, out);
      out.kind = this.table.kinds[at];
      out.cause = this.table.causes[at];
      out.code = this.table.code[at]!;
      out.time = this.table.time[at]!;
      out.lineNo = this.table.line[at]!;
      this.options.answer(out, this.table.detail[at]!);
    }
    this.table.remove(at);
  }

  private expire(queue: Expiry, now: number, wait: number): void {
    while (queue.length > 0) {
      const at = queue.entry;
      if (this.table.born[at] !== queue.birth) {
        queue.shift();
        continue;
      }
      // A clock set back must not keep exchanges open for as long as it was set back.
      const age = Math.abs(now - queue.since);
      if (age <= wait) return;
      const last = this.table.last[at]!;
      queue.shift();
      if (Math.abs(now - last) > wait) this.finalise(at);
      else this.wait(queue, at, last);
    }
  }

  private evictOldest(): void {
    for (;;) {
      const queue = this.slow.length > 0 ? this.slow : this.fast;
      const at = queue.entry;
      const alive = this.table.born[at] === queue.birth;
      queue.shift();
      if (!alive) continue;
      this.evicted++;
      this.finalise(at);
      return;
    }
  }

  private asAnswer(record: LineRecord): LineRecord {
    const out = this.out;
    out.buf = record.buf;
    out.ranges.set(record.ranges);
    out.kind = record.kind;
    out.cause = record.cause;
    out.code = record.kind!.answerCode ?? record.code;
    out.time = record.time;
    out.lineNo = record.lineNo;
    return out;
  }
}

function hasBit(low: number, high: number, bit: number): boolean {
  return bit < 32 ? (low & (1 << bit)) !== 0 : (high & (1 << (bit - 32))) !== 0;
}

/** 0: the line has no pointer. */
function pointerHash(record: LineRecord): number {
  const start = record.ranges[2 * SLOT.pointer]!;
  if (start < 0) return 0;
  let h = 1;
  for (let i = start; i < record.ranges[2 * SLOT.pointer + 1]!; i++) h = Math.imul(h, 31) + record.buf[i]!;
  return h === 0 ? 1 : h;
}
