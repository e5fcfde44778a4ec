// Joins the replies of Unbound with the lines that say why: SERVFAIL reasons, validation failures, actions of local zones and
// policy zones. The companion always stands before its reply; a reply without one stays unexplained.
import { FORMERR, NOTIMP, NXDOMAIN, REFUSED, SERVFAIL } from '../dns/rcode.js';
import { type LineRecord, SLOT } from '../event.js';
import type { Cause } from './cause.js';
import type { Joiner, JoinerState, UnknownText } from './joiner.js';
import { type Note, NoteKey, Notes, type Shift } from './notes.js';
import { shapeOf } from './phrases.js';
import { REASON_INDEX, REASONS, type Reason } from './reasons.js';
import { LOCAL_ACTIONS, REFUSES, RPZ_ACTIONS, reasonOfServfail, reasonOfValidation } from './unbound-texts.js';

/** A reply follows what the same thread said about its question at once. */
const SAME_MOMENT_MS = 1_000;
/**
 * A failure is kept for 5 s, a bogus answer for val-bogus-ttl (60 s unless set): so long replies come from the cache. The
 * server reckons in whole seconds: what was kept at 57.56 is still given at 62.99.
 */
const KEPT_FAILURE_S = 5;
const KEPT_BOGUS_S = 60;

/** Nothing older than this has a say. */
const MEMORY_MS = 62_000;

/** Questions with a failure, and actions taken, that are remembered. */
const MAX_FAILURES = 16_384;
const MAX_ACTIONS = 8_192;

const REPLY = 1;
const SERVFAIL_LINE = 2;
const VALIDATION_LINE = 3;
const LOCAL_ACTION = 4;
const RPZ_ACTION = 5;
const REJECTED = 6;
const NOTIFY = 7;
const RATE_LIMIT = 8;

const OPS: Readonly<Record<string, number>> = {
  'client-reply': REPLY,
  'servfail-reason': SERVFAIL_LINE,
  'validation-failure': VALIDATION_LINE,
  'local-action': LOCAL_ACTION,
  'rpz-action': RPZ_ACTION,
  'request-rejected': REJECTED,
  notify: NOTIFY,
  ratelimit: RATE_LIMIT,
};

export class UnboundCauses implements Joiner {
  readonly memoryMs = MEMORY_MS;
  private readonly failures = new Notes(MAX_FAILURES);
  private readonly actions = new Notes(MAX_ACTIONS);
  private readonly key = new NoteKey();
  /** What the note looked for must agree with. */
  private now = 0;
  private thread = -1;
  private code = -1;

  constructor(private readonly unknown: UnknownText) {}

  opOf(kind: string): number {
    return OPS[kind] ?? 0;
  }

  isAnswer(op: number): boolean {
    return op === REPLY;
  }

  state(): JoinerState {
    return { tables: [this.failures.state(), this.actions.state()], last: null };
  }

  restore({ tables }: JoinerState, shift: Shift): void {
    this.failures.restore(tables[0]!, shift);
    this.actions.restore(tables[1]!, shift);
  }

  see(op: number, record: LineRecord, now: number): Cause | undefined {
    this.now = now;
    this.thread = record.ranges[2 * SLOT.thread]! < 0 ? -1 : record.numbers[SLOT.thread]!;
    switch (op) {
      case REPLY:
        return this.reply(record);
      case SERVFAIL_LINE:
        return this.failure(record, op, reasonOfServfail);
      case VALIDATION_LINE:
        return this.failure(record, op, reasonOfValidation);
      case LOCAL_ACTION:
        return this.action(record, LOCAL_ACTIONS, 'policy-local-zone');
      case RPZ_ACTION:
        return this.action(record, RPZ_ACTIONS, 'policy-rpz');
      case REJECTED:
        return rejected(record);
      case NOTIFY:
        return record.code === REFUSED ? own('acl', record) : undefined;
      default:
        return own('rate-limited', record);
    }
  }

  private failure(
    record: LineRecord,
    sort: number,
    reasonOf: (b: Uint8Array, start: number, end: number) => Reason | undefined,
  ): Cause {
    const start = record.ranges[2 * SLOT.reason]!;
    const end = record.ranges[2 * SLOT.reason + 1]!;
    // With val-log-level 1 the line names the question only.
    let reason = start < 0 ? 'dnssec-other' : reasonOf(record.buf, start, end);
    if (reason === undefined) {
      this.unknown(shapeOf(record.buf, start, end));
      reason = sort === VALIDATION_LINE ? 'dnssec-other' : 'other';
    }
    this.failures.take(this.question(record), this.note(record, reason, sort, SERVFAIL));
    return own(reason, record);
  }

  private action(record: LineRecord, words: typeof LOCAL_ACTIONS, reason: Reason): Cause | undefined {
    const { ranges, buf } = record;
    const leads = words.get(buf, ranges[2 * SLOT.action]!, ranges[2 * SLOT.action + 1]!);
    if (leads < 0) return undefined;
    const client = ranges[2 * SLOT.client]!;
    if (client >= 0) {
      this.question(record).add(buf, client, ranges[2 * SLOT.client + 1]!);
      this.actions.take(this.key, this.note(record, reason, 0, leads === REFUSES ? REFUSED : NXDOMAIN));
    }
    // Of `static` only the reply tells whether the name was denied.
    return record.code > 0 ? own(reason, record) : undefined;
  }

  private reply(record: LineRecord): Cause | undefined {
    const { code, ranges, buf } = record;
    if (code === SERVFAIL) {
      const cached = record.numbers[SLOT.cached] === 1 && ranges[2 * SLOT.cached]! >= 0;
      const found = this.failures.find(this.question(record), cached ? this.keptFailure : this.freshFailure);
      return found && { reason: REASONS[found.reason]!, line: found.line, cached };
    }
    if (code !== REFUSED && code !== NXDOMAIN) return undefined;
    if (Math.abs(this.now - this.actions.newest) <= SAME_MOMENT_MS) {
      this.code = code;
      this.question(record).add(buf, ranges[2 * SLOT.client]!, ranges[2 * SLOT.client + 1]!);
      const found = this.actions.find(this.key, this.actionTaken);
      if (found !== undefined) {
        this.actions.use();
        return { reason: REASONS[found.reason]!, line: found.line, cached: false };
      }
    }
    return code === REFUSED && isUnread(record) ? own('acl', record) : undefined;
  }

  private readonly actionTaken = (note: Readonly<Note>): boolean =>
    note.tag === this.thread && note.code === this.code && Math.abs(this.now - note.time) <= SAME_MOMENT_MS;

  private readonly freshFailure = (note: Readonly<Note>): boolean =>
    note.tag === this.thread && Math.abs(this.now - note.time) <= SAME_MOMENT_MS;

  private readonly keptFailure = (note: Readonly<Note>): boolean => {
    const age = Math.floor(this.now / 1000) - Math.floor(note.time / 1000);
    return age >= -1 && age <= (note.sort === VALIDATION_LINE ? KEPT_BOGUS_S : KEPT_FAILURE_S);
  };

  private question(record: LineRecord): NoteKey {
    const { ranges, buf } = record;
    return this.key
      .start()
      .addName(buf, ranges[2 * SLOT.qname]!, ranges[2 * SLOT.qname + 1]!)
      .add(buf, ranges[2 * SLOT.qtype]!, ranges[2 * SLOT.qtype + 1]!)
      .add(buf, ranges[2 * SLOT.qclass]!, ranges[2 * SLOT.qclass + 1]!);
  }

  private note(record: LineRecord, reason: Reason, sort: number, code: number): Note {
    return {
      time: this.now,
      line: record.lineNo,
      reason: REASON_INDEX.get(reason)!,
      sort,
      tag: this.thread,
      code,
      cached: false,
    };
  }
}

const own = (reason: Reason, record: LineRecord): Cause => ({ reason, line: record.lineNo, cached: false });

/** A whole reply line without a question: the request was refused before it was read, which only access-control does. */
function isUnread({ ranges }: LineRecord): boolean {
  return ranges[2 * SLOT.qname]! < 0 && ranges[2 * SLOT.size]! >= 0;
}

/** Debug lines of requests turned away before their reply; an address in the line means that a list refused it. */
function rejected(record: LineRecord): Cause | undefined {
  if (record.code === FORMERR) return own('malformed-request', record);
  if (record.code === NOTIMP) return own('unsupported-operation', record);
  return record.code === REFUSED && record.ranges[2 * SLOT.client]! >= 0 ? own('acl', record) : undefined;
}
