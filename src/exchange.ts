// Joins the lines of one client exchange, so that an answer is counted once however many lines tell of it.
//
// Lines belong together by client address and port, and pointer where both lines have one. Open exchanges live in typed arrays
// and in slabs of bytes: nothing is allocated per line, and their number has a cap.
import { type Cause, isPending, type PendingCause } from './diagnose/cause.js';
import { type Code, FORMERR } from './dns/rcode.js';
import { type LineKind, type LineRecord, newLineRecord, SLOT } from './event.js';
import {
  type Deferred,
  HeadDeferral,
  KEPT,
  type KindLookup,
  laterBy,
  latin1,
  type OpenExchange,
  recordOf,
} from './exchange-cut.js';

/** Longest silence inside an exchange; resolver time-outs come up to 30 s after the query. */
const SILENCE_MS = 60_000;
/** After its response line only a suppressed line can still change an exchange, and only at once. */
const AFTER_RESPONSE_MS = 1_000;
/** Inputs without times: 20 000 lines stand for the silence of a minute. */
const MS_PER_LINE = SILENCE_MS / 20_000;
const MAX_LINE_CLOCK = 1e11;
/** Errors to the Kerberos password port are logged and then dropped (a known reflection loop). */
const KPASSWD_PORT = 464;

const SLAB_BYTES = 192;
/** No name is longer; what a hostile line holds beyond it is cut. */
const MAX_FIELD_BYTES = 4096;

const OPEN = 1;
const SUPPRESSED = 2;
const ANSWERED = 4;
const CLOSED = 8;
const BADKEY_SEEN = 16;
const ANY_FAMILY = -1;
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
  private capacity = 1024;
  private size = 0;
  private buckets = new Int32Array(2048).fill(-1);
  private next = new Int32Array(1024);
  private hash = new Int32Array(1024);
  private state = new Uint8Array(1024);
  private family = new Int8Array(1024);
  private kindsLow = new Int32Array(1024);
  private kindsHigh = new Int32Array(1024);
  private code = new Int32Array(1024);
  private detail = new Int32Array(1024);
  private pointer = new Int32Array(1024);
  private port = new Int32Array(1024);
  private last = new Float64Array(1024);
  private time = new Float64Array(1024);
  private line = new Float64Array(1024);
  private born = new Float64Array(1024);
  private lengths = new Uint16Array(1024 * KEPT.length);
  private slab: Uint8Array = new Uint8Array(1024 * SLAB_BYTES);
  private kinds: (LineKind | undefined)[] = new Array(1024);
  private causes: (Cause | PendingCause | undefined)[] = new Array(1024);
  /** Fields too long for a slab, by entry. */
  private readonly large = new Map<number, Uint8Array>();
  private readonly free: number[] = [];
  private top = 0;
  private births = 0;
  private now = 0;
  private timed = false;
  /** Entries in the order in which they were last looked at for expiry: those that wait a minute, those that wait a second. */
  private readonly slow = new Expiry();
  private readonly fast = new Expiry();
  private readonly out = newLineRecord();
  private scratch: Uint8Array = new Uint8Array(4096);

  private head: HeadDeferral | undefined;

  constructor(private readonly options: ExchangeOptions) {
    if (options.continues === true) this.head = new HeadDeferral(SILENCE_MS);
  }

  /** Lines for the part before, to be given to its `resume`. */
  deferred: readonly Deferred[] = [];

  get open(): number {
    return this.size;
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
    const found = this.find(h, record, port);

    if (kind.role === 'request') {
      if (found >= 0) this.finalise(found);
      return;
    }
    if (kind.role === 'cancels') {
      const joins = found >= 0 && now - this.last[found]! <= this.patience(found);
      if (found >= 0 && !joins) this.finalise(found);
      const at = joins ? found : this.create(h, port, now);
      this.store(at, record);
      this.state[at]! |= SUPPRESSED;
      this.last[at] = now;
      if (joins) return;
      this.pointer[at] = pointerHash(record);
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
    return this.inOrder().map((at) => {
      const taken = this.exported(at);
      this.remove(at);
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
        this.end(line);
        continue;
      }
      const record = recordOf(line, lookup, lineBase);
      if (record !== undefined) this.add(record);
    }
    for (const exchange of open) this.imported(exchange, lookup, lineBase);
  }

  /** The client of a key began another request. */
  private end(key: number): void {
    const h = Math.floor(key / 0x100000) | 0;
    for (let at = this.buckets[h & (this.buckets.length - 1)]!; at >= 0; at = this.next[at]!) {
      if (this.hash[at] !== h) continue;
      const large = this.large.get(at);
      const from = large === undefined ? at * SLAB_BYTES : 0;
      const to = from + this.lengths[at * KEPT.length]!;
      if (exchangeKey(h, large ?? this.slab, from, to, this.port[at]!) !== key) continue;
      this.finalise(at);
      return;
    }
  }

  private exported(at: number): OpenExchange {
    const large = this.large.get(at);
    const bytes = large ?? this.slab;
    let from = large === undefined ? at * SLAB_BYTES : 0;
    const fields = KEPT.map((_, k) => {
      const length = this.lengths[at * KEPT.length + k]!;
      from += length;
      return latin1(bytes, from - length, from);
    });
    const kind = this.kinds[at];
    return {
      format: kind?.format ?? '',
      kind: kind?.index ?? null,
      fields,
      port: this.port[at]!,
      pointer: this.pointer[at]!,
      state: this.state[at]!,
      family: this.family[at]!,
      kindsSeen: [this.kindsLow[at]!, this.kindsHigh[at]!],
      code: this.code[at]!,
      detail: this.detail[at]!,
      last: this.last[at]!,
      time: Number.isNaN(this.time[at]!) ? null : this.time[at]!,
      line: this.line[at]!,
      cause: this.causes[at] ?? null,
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
    const earlier = this.find(h, record, exchange.port);
    // Its client had begun another request by then.
    if (earlier >= 0) this.finalise(earlier);
    const at = this.create(h, exchange.port, last);
    this.store(at, record);
    this.state[at] = exchange.state;
    this.family[at] = exchange.family;
    [this.kindsLow[at], this.kindsHigh[at]] = exchange.kindsSeen;
    this.code[at] = exchange.code;
    this.detail[at] = exchange.detail;
    this.pointer[at] = exchange.pointer;
    this.time[at] = exchange.time ?? Number.NaN;
    this.line[at] = exchange.line + lineBase;
    this.kinds[at] = kind;
    this.causes[at] = exchange.cause === null ? undefined : laterBy(exchange.cause, lineBase);
    this.wait((exchange.state & CLOSED) !== 0 ? this.fast : this.slow, at, last);
  }

  private inOrder(): number[] {
    const order: number[] = [];
    for (let at = 0; at < this.top; at++) if ((this.state[at]! & OPEN) !== 0) order.push(at);
    return order.sort((a, b) => this.born[a]! - this.born[b]!);
  }

  /** Finalises everything: the input is at its end. */
  finish(): void {
    if (this.head !== undefined) this.deferred = this.head.lines;
    for (const at of this.inOrder()) this.finalise(at);
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
    return (this.state[at]! & CLOSED) !== 0 ? AFTER_RESPONSE_MS : SILENCE_MS;
  }

  private joins(at: number, kind: LineKind, pointer: number, now: number): boolean {
    const state = this.state[at]!;
    if ((state & CLOSED) !== 0 || now - this.last[at]! > SILENCE_MS) return false;
    if (pointer !== 0 && this.pointer[at] !== 0 && this.pointer[at] !== pointer) return false;
    if (hasBit(this.kindsLow[at]!, this.kindsHigh[at]!, kind.bit)) return false;
    const family = this.family[at]!;
    return (
      family === ANY_FAMILY ||
      family === kind.family ||
      ((state & BADKEY_SEEN) !== 0 && kind.name.startsWith('update-'))
    );
  }

  private join(at: number, record: LineRecord, pointer: number, now: number): void {
    const kind = record.kind!;
    const fresh = (this.state[at]! & (ANSWERED | SUPPRESSED)) === 0;
    let state = this.state[at]! | ANSWERED;
    this.state[at] = state;
    this.store(at, record);
    if (kind.bit < 32) this.kindsLow[at]! |= 1 << kind.bit;
    else this.kindsHigh[at]! |= 1 << (kind.bit - 32);
    this.family[at] = kind.family;
    if (pointer !== 0) this.pointer[at] = pointer;
    this.last[at] = now;
    this.time[at] = record.time;
    this.line[at] = record.lineNo;
    this.kinds[at] = kind;
    this.detail[at] = record.code;
    const code = kind.answerCode ?? record.code;
    // What an earlier line says of the same code holds for this one too.
    const earlier = this.code[at] === code ? this.causes[at] : undefined;
    const { cause } = record;
    this.causes[at] = cause === undefined ? earlier : isPending(cause) ? { ...cause, otherwise: earlier } : cause;
    this.code[at] = code;
    if (kind.answerCode !== undefined && record.code === BADKEY) state |= BADKEY_SEEN;
    if (code === FORMERR && this.port[at] === KPASSWD_PORT) state |= SUPPRESSED;
    if (kind.closes) {
      state |= CLOSED;
      this.wait(this.fast, at, now);
    } else if (fresh) this.wait(this.slow, at, now);
    this.state[at] = state;
  }

  private wait(queue: Expiry, at: number, since: number): void {
    if (queue.full) queue.compact(this.born);
    queue.push(at, this.born[at]!, since);
  }

  private find(h: number, record: LineRecord, port: number): number {
    const start = record.ranges[2 * SLOT.client]!;
    const length = record.ranges[2 * SLOT.client + 1]! - start;
    for (let at = this.buckets[h & (this.buckets.length - 1)]!; at >= 0; at = this.next[at]!) {
      if (this.hash[at] !== h || this.port[at] !== port || this.lengths[at * KEPT.length] !== length) continue;
      const large = this.large.size > 0 ? this.large.get(at) : undefined;
      const bytes = large ?? this.slab;
      const offset = large === undefined ? at * SLAB_BYTES : 0;
      let i = 0;
      while (i < length && bytes[offset + i] === record.buf[start + i]) i++;
      if (i === length) return at;
    }
    return -1;
  }

  private create(h: number, port: number, now: number): number {
    if (this.size >= this.options.maxOpen) this.evictOldest();
    let at = this.free.pop();
    if (at === undefined) {
      if (this.top === this.capacity) this.grow();
      at = this.top++;
    }
    this.size++;
    this.state[at] = OPEN;
    this.family[at] = ANY_FAMILY;
    this.kindsLow[at] = 0;
    this.kindsHigh[at] = 0;
    this.pointer[at] = 0;
    this.port[at] = port;
    this.hash[at] = h;
    this.last[at] = now;
    this.born[at] = ++this.births;
    this.lengths.fill(0, at * KEPT.length, (at + 1) * KEPT.length);
    const bucket = h & (this.buckets.length - 1);
    this.next[at] = this.buckets[bucket]!;
    this.buckets[bucket] = at;
    return at;
  }

  /** Keeps the record's fields; those that the line does not say stay as earlier lines said them. */
  private store(at: number, record: LineRecord): void {
    const base = at * KEPT.length;
    let size = 0;
    let news = false;
    for (let k = 0; k < KEPT.length; k++) {
      const start = record.ranges[2 * KEPT[k]!]!;
      const kept = this.lengths[base + k]!;
      if (kept === 0 && start >= 0) {
        news = true;
        size += Math.min(record.ranges[2 * KEPT[k]! + 1]! - start, MAX_FIELD_BYTES);
      } else size += kept;
    }
    if (!news) return;
    const large = this.large.get(at);
    const old = large ?? this.slab;
    let from = large === undefined ? at * SLAB_BYTES : 0;
    // The fields in their order, known ones from where they are, new ones from the line: by way of scratch when both mix.
    const fresh = this.lengths[base] === 0;
    const fits = size <= SLAB_BYTES;
    if (this.scratch.length < size) this.scratch = new Uint8Array(2 * size);
    const target = fresh && fits ? this.slab : this.scratch;
    let w = fresh && fits ? at * SLAB_BYTES : 0;
    for (let k = 0; k < KEPT.length; k++) {
      const start = record.ranges[2 * KEPT[k]!]!;
      const kept = this.lengths[base + k]!;
      if (kept > 0) for (let i = 0; i < kept; i++) target[w++] = old[from++]!;
      else if (start >= 0) {
        const end = Math.min(record.ranges[2 * KEPT[k]! + 1]!, start + MAX_FIELD_BYTES);
        for (let i = start; i < end; i++) target[w++] = record.buf[i]!;
        this.lengths[base + k] = end - start;
      }
    }
    if (target === this.slab) return;
    if (fits) {
      this.slab.set(this.scratch.subarray(0, size), at * SLAB_BYTES);
      this.large.delete(at);
    } else this.large.set(at, this.scratch.slice(0, size));
  }

  /** Counts an exchange if the client got an answer, and forgets it. */
  private finalise(at: number): void {
    const state = this.state[at]!;
    if ((state & ANSWERED) !== 0 && (state & SUPPRESSED) === 0) {
      const out = this.out;
      const large = this.large.size > 0 ? this.large.get(at) : undefined;
      out.buf = large ?? this.slab;
      out.ranges.fill(-1);
      let from = large === undefined ? at * SLAB_BYTES : 0;
      for (let k = 0; k < KEPT.length; k++) {
        const length = this.lengths[at * KEPT.length + k]!;
        if (length > 0) {
          out.ranges[2 * KEPT[k]!] = from;
          out.ranges[2 * KEPT[k]! + 1] = from + length;
        }
        from += length;
      }
      out.kind = this.kinds[at];
      out.cause = this.causes[at];
      out.code = this.code[at]!;
      out.time = this.time[at]!;
      out.lineNo = this.line[at]!;
      this.options.answer(out, this.detail[at]!);
    }
    this.remove(at);
  }

  private remove(at: number): void {
    const bucket = this.hash[at]! & (this.buckets.length - 1);
    let before = -1;
    for (let i = this.buckets[bucket]!; i >= 0; before = i, i = this.next[i]!) {
      if (i !== at) continue;
      if (before < 0) this.buckets[bucket] = this.next[at]!;
      else this.next[before] = this.next[at]!;
      break;
    }
    this.state[at] = 0;
    this.born[at] = 0;
    this.kinds[at] = undefined;
    this.causes[at] = undefined;
    if (this.large.size > 0) this.large.delete(at);
    this.free.push(at);
    this.size--;
  }

  private expire(queue: Expiry, now: number, wait: number): void {
    while (queue.length > 0) {
      const at = queue.entry;
      if (this.born[at] !== queue.birth) {
        queue.shift();
        continue;
      }
      // A clock set back must not keep exchanges open for as long as it was set back.
      const age = Math.abs(now - queue.since);
      if (age <= wait) return;
      const last = this.last[at]!;
      queue.shift();
      if (Math.abs(now - last) > wait) this.finalise(at);
      else this.wait(queue, at, last);
    }
  }

  private evictOldest(): void {
    for (;;) {
      const queue = this.slow.length > 0 ? this.slow : this.fast;
      const at = queue.entry;
      const alive = this.born[at] === queue.birth;
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

  private grow(): void {
    const capacity = this.capacity * 2;
    this.next = grownTo(this.next, new Int32Array(capacity));
    this.hash = grownTo(this.hash, new Int32Array(capacity));
    this.state = grownTo(this.state, new Uint8Array(capacity));
    this.family = grownTo(this.family, new Int8Array(capacity));
    this.kindsLow = grownTo(this.kindsLow, new Int32Array(capacity));
    this.kindsHigh = grownTo(this.kindsHigh, new Int32Array(capacity));
    this.code = grownTo(this.code, new Int32Array(capacity));
    this.detail = grownTo(this.detail, new Int32Array(capacity));
    this.pointer = grownTo(this.pointer, new Int32Array(capacity));
    this.port = grownTo(this.port, new Int32Array(capacity));
    this.last = grownTo(this.last, new Float64Array(capacity));
    this.time = grownTo(this.time, new Float64Array(capacity));
    this.line = grownTo(this.line, new Float64Array(capacity));
    this.born = grownTo(this.born, new Float64Array(capacity));
    this.lengths = grownTo(this.lengths, new Uint16Array(capacity * KEPT.length));
    this.slab = grownTo(this.slab, new Uint8Array(capacity * SLAB_BYTES));
    this.buckets = new Int32Array(capacity * 2).fill(-1);
    this.capacity = capacity;
    for (let at = 0; at < this.top; at++) {
      if ((this.state[at]! & OPEN) === 0) continue;
      const bucket = this.hash[at]! & (this.buckets.length - 1);
      this.next[at] = this.buckets[bucket]!;
      this.buckets[bucket] = at;
    }
  }
}

/** A queue of entries in the order of their times, in a ring of numbers. */
class Expiry {
  private entries = new Int32Array(1024);
  private births = new Float64Array(1024);
  private times = new Float64Array(1024);
  private head = 0;
  length = 0;

  get entry(): number {
    return this.entries[this.head]!;
  }
  get birth(): number {
    return this.births[this.head]!;
  }
  get since(): number {
    return this.times[this.head]!;
  }

  get full(): boolean {
    return this.length === this.entries.length;
  }

  /** Drops entries that were finalised or reborn since. */
  compact(born: Float64Array): void {
    const mask = this.entries.length - 1;
    let kept = 0;
    for (let i = 0; i < this.length; i++) {
      const from = (this.head + i) & mask;
      if (born[this.entries[from]!] !== this.births[from]) continue;
      const to = (this.head + kept++) & mask;
      this.entries[to] = this.entries[from]!;
      this.births[to] = this.births[from]!;
      this.times[to] = this.times[from]!;
    }
    this.length = kept;
    // Half full of live entries: larger, so that compaction stays cheap per entry.
    if (kept > this.entries.length / 2) this.grow();
  }

  push(entry: number, birth: number, time: number): void {
    if (this.full) this.grow();
    const at = (this.head + this.length) & (this.entries.length - 1);
    this.entries[at] = entry;
    this.births[at] = birth;
    this.times[at] = time;
    this.length++;
  }

  shift(): void {
    this.head = (this.head + 1) & (this.entries.length - 1);
    this.length--;
  }

  private grow(): void {
    const size = this.entries.length;
    const entries = new Int32Array(size * 2);
    const births = new Float64Array(size * 2);
    const times = new Float64Array(size * 2);
    for (let i = 0; i < this.length; i++) {
      const at = (this.head + i) & (size - 1);
      entries[i] = this.entries[at]!;
      births[i] = this.births[at]!;
      times[i] = this.times[at]!;
    }
    this.entries = entries;
    this.births = births;
    this.times = times;
    this.head = 0;
  }
}

function grownTo<T extends { set(source: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}

function hasBit(low: number, high: number, bit: number): boolean {
  return bit < 32 ? (low & (1 << bit)) !== 0 : (high & (1 << (bit - 32))) !== 0;
}

function hashClient(b: Uint8Array, start: number, end: number, port: number): number {
  let h = Math.imul(port + 1, 0x9e3779b1);
  for (let i = start; i < end; i++) h = Math.imul(h ^ b[i]!, 0x01000193);
  return h ^ (h >>> 15);
}

/** 52 bits that stand for a client's address and port where the bytes are not at hand: two hashes. */
function exchangeKey(h: number, b: Uint8Array, start: number, end: number, port: number): number {
  return (h >>> 0) * 0x100000 + (hashClient(b, start, end, port ^ 0x55aa) >>> 12);
}

/** 0: the line has no pointer. */
function pointerHash(record: LineRecord): number {
  const start = record.ranges[2 * SLOT.pointer]!;
  if (start < 0) return 0;
  let h = 1;
  for (let i = start; i < record.ranges[2 * SLOT.pointer + 1]!; i++) h = Math.imul(h, 31) + record.buf[i]!;
  return h === 0 ? 1 : h;
}
