// Joins the failures of named with the lines that say why: those of the same exchange (denied, policy, extended errors) and
// those of the resolver about the same question (lame-servers, dnssec, resolver), logged before the query failed.
import { BADSIG, codeName, FORMERR, NOTAUTH, NOTIMP, NXDOMAIN, REFUSED, SERVFAIL, TSIG_SPACE } from '../dns/rcode.js';
import { type LineRecord, SLOT } from '../event.js';
import { DENIALS, RESOLVING, RESULTS, SIGNATURE_RESULTS, UPDATES, VALIDATING } from './bind-texts.js';
import type { Cause } from './cause.js';
import type { Joiner, JoinerState, UnknownText } from './joiner.js';
import { type Note, NoteKey, Notes, type Shift } from './notes.js';
import { behindLast, GENERIC, type Meaning, type Phrases, SAYS_NOTHING, shapeOf } from './phrases.js';
import { REASON_INDEX, REASONS, type Reason, reasonOfExtendedError, upstreamReason } from './reasons.js';

/** A resolution takes 10 s, 30 s at most (resolver-query-timeout). */
const RESOLUTION_MS = 30_000;
/** A failure is kept for up to 30 s (servfail-ttl); the clients that waited for one resolution fail at once. */
const KEPT_FAILURE_MS = 30_000;
const SAME_MOMENT_MS = 1_000;
/** Keys that did not validate are kept for lame-ttl: so long names of their zone fail without a word about the keys. */
const BAD_KEY_MS = 600_000;

/** Nothing older than this has a say: keys, and the failures and exchanges that they led to. */
const MEMORY_MS = BAD_KEY_MS + 2 * RESOLUTION_MS + KEPT_FAILURE_MS;

/** Questions with a fault, and exchanges with a reason, that are remembered. */
const MAX_QUESTIONS = 16_384;
const MAX_EXCHANGES = 8_192;

/** Ops: what a kind of line is here. The first are answers whose reason other lines tell. */
const QUERY_FAILED = 1;
const RESPONSE = 2;
const SERVFAIL_CACHE = 3;
const OWN = 4;
const DENIED = 5;
const CACHE_DENIED = 6;
const RPZ = 7;
const EXTENDED = 8;
const UPDATE_FAILED = 9;
const UPDATE_ERROR = 10;
const BAD_TRANSFER = 11;
const SIGNATURE = 12;
const PARSE_FAILED = 13;
const SUPPRESSED = 14;
const UPSTREAM_RCODE = 15;
const UPSTREAM_FAULT = 16;
const RESOLVING_FAILURE = 17;
const LAME = 18;
const VALIDATION = 19;

const OPS: Readonly<Record<string, number>> = {
  'query-failed': QUERY_FAILED,
  response: RESPONSE,
  'servfail-cache': SERVFAIL_CACHE,
  'query-denied': DENIED,
  'query-on-denied': DENIED,
  'check-names': DENIED,
  'query-cache-denied': CACHE_DENIED,
  'rpz-nxdomain': RPZ,
  'rpz-nodata': RPZ,
  ede: EXTENDED,
  'update-failed': UPDATE_FAILED,
  'update-error': UPDATE_ERROR,
  'xfer-bad-request': BAD_TRANSFER,
  'tsig-invalid': SIGNATURE,
  'sig0-invalid': SIGNATURE,
  'parse-failed': PARSE_FAILED,
  'rrl-drop': SUPPRESSED,
  'rrl-error': SUPPRESSED,
  'upstream-rcode': UPSTREAM_RCODE,
  'upstream-judged-formerr': UPSTREAM_FAULT,
  'upstream-formerr-notice': UPSTREAM_FAULT,
  'dns-format-error': UPSTREAM_FAULT,
  'answer-denied': UPSTREAM_FAULT,
  'resolving-failure': RESOLVING_FAILURE,
  lame: LAME,
  validating: VALIDATION,
};

/** Kinds whose every line has one reason. */
const OWN_REASONS: Readonly<Record<string, Reason>> = {
  'query-denied': 'acl',
  'query-on-denied': 'acl',
  'check-names': 'malformed-request',
  'xfer-denied': 'acl',
  'xfer-quota': 'quota',
  'update-denied': 'acl',
  'update-forward-denied': 'acl',
  'update-forward-disabled': 'unsupported-operation',
  'notify-notauth': 'not-authoritative',
  'notify-formerr': 'malformed-request',
  'notify-refused': 'acl',
  'class-undetermined': 'malformed-request',
  'class-misused': 'malformed-request',
  'bad-class': 'unsupported-operation',
  'no-view': 'acl',
  'ecs-bad': 'malformed-request',
  'upstream-judged-formerr': 'upstream-malformed',
  'upstream-formerr-notice': 'upstream-formerr',
  'dns-format-error': 'upstream-malformed',
  // The addresses in the answer are in deny-answer-addresses, or its alias in deny-answer-aliases.
  'answer-denied': 'acl',
};

/** Sorts of notes about questions. */
const FAULT = 0;
const FAILED = 1;
/** Sorts of notes about exchanges. */
const SAID = 0;
const SAID_EXTENDED = 1;

const BADCOOKIE = 23;
const DEBUG_LEVEL = 5;
const DNSSEC_OTHER = REASON_INDEX.get('dnssec-other')!;
const UPSTREAM_TIMEOUT = REASON_INDEX.get('upstream-timeout')!;
const UPSTREAM_UNREACHABLE = REASON_INDEX.get('upstream-unreachable')!;
const SERVFAIL_WORD = Buffer.from('SERVFAIL', 'latin1');
const DNSKEY = Buffer.from('DNSKEY', 'latin1');
const DS = Buffer.from('DS', 'latin1');
const SIGNATURE_RESULT = Buffer.from('): ', 'latin1');
const EXTRA_TEXT = ' extra-text '.length;

const isDnssec = (reason: number): boolean => REASONS[reason]!.startsWith('dnssec-');

export class BindCauses implements Joiner {
  readonly memoryMs = MEMORY_MS;
  private readonly questions = new Notes(MAX_QUESTIONS);
  private readonly exchanges = new Notes(MAX_EXCHANGES);
  private readonly key = new NoteKey();
  private lastPolicy = Number.NEGATIVE_INFINITY;
  /** What the note looked for must agree with. */
  private now = 0;
  private pointer = 0;
  private code = -1;
  private reason = -1;
  private sort = 0;
  /** The last cause came from a failure told before, not from a line about a server. */
  private foundFailed = false;
  /** How old a failure told before may be, in ms. */
  private failureAge = 0;

  constructor(private readonly unknown: UnknownText) {}

  opOf(kind: string): number {
    return OPS[kind] ?? (OWN_REASONS[kind] === undefined ? 0 : OWN);
  }

  isAnswer(op: number): boolean {
    return op === RESPONSE;
  }

  state(): JoinerState {
    return {
      tables: [this.questions.state(), this.exchanges.state()],
      last: Number.isFinite(this.lastPolicy) ? this.lastPolicy : null,
    };
  }

  restore({ tables, last }: JoinerState, shift: Shift): void {
    this.questions.restore(tables[0]!, shift);
    this.exchanges.restore(tables[1]!, shift);
    this.lastPolicy = last === null ? Number.NEGATIVE_INFINITY : shift.time(last);
  }

  see(op: number, record: LineRecord, now: number): Cause | undefined {
    this.now = now;
    const kind = record.kind!;
    switch (op) {
      case QUERY_FAILED:
        return this.queryFailed(record);
      case RESPONSE:
        return this.response(record);
      case SERVFAIL_CACHE:
        return this.say(record, this.cached(record), SAID);
      case OWN:
        return own(OWN_REASONS[kind.name]!, record);
      case DENIED:
        return this.say(record, own(OWN_REASONS[kind.name]!, record), SAID);
      case CACHE_DENIED:
        return this.say(record, own(this.meaning(record, DENIALS, SLOT.reason, 'acl'), record), SAID);
      case RPZ:
        this.lastPolicy = now;
        return this.say(record, own('policy-rpz', record), SAID);
      case EXTENDED:
        this.extended(record);
        return undefined;
      case UPDATE_FAILED:
        return own(this.known(record, UPDATES, SLOT.reason), record);
      case UPDATE_ERROR:
        return own(this.meaning(record, RESULTS, SLOT.result, 'update-rejected'), record);
      case BAD_TRANSFER:
        return own(record.code === NOTAUTH ? 'not-authoritative' : 'malformed-request', record);
      case SIGNATURE:
        return own(this.signature(record), record);
      case PARSE_FAILED:
        return own(this.meaning(record, RESULTS, SLOT.result, 'malformed-request'), record);
      case SUPPRESSED:
        return kind.direction === 'suppressed' ? own('rate-limited', record) : undefined;
      case UPSTREAM_RCODE:
        this.fault(record, upstreamReason(codeName(record.code)));
        return undefined;
      case UPSTREAM_FAULT:
        this.fault(record, OWN_REASONS[kind.name]!);
        return undefined;
      case RESOLVING_FAILURE: {
        const meaning = this.known(record, RESOLVING, SLOT.reason);
        if (meaning !== SAYS_NOTHING) this.fault(record, meaning as Reason);
        return undefined;
      }
      case LAME:
        this.fault(record, 'lame-delegation');
        return undefined;
      default:
        this.validation(record);
        return undefined;
    }
  }

  private queryFailed(record: LineRecord): Cause | undefined {
    const meaning = this.known(record, RESULTS, SLOT.result) as Meaning;
    const upstream = meaning !== GENERIC && (meaning.startsWith('upstream-') || meaning.startsWith('dnssec-'));
    if (meaning === SAYS_NOTHING) return undefined;
    if (meaning !== GENERIC && !upstream) return this.say(record, own(meaning as Reason, record), SAID);
    const said = this.saidBefore(record);
    if (said !== undefined || record.code !== SERVFAIL) return said;
    // The word SERVFAIL is the result of a failure that was kept; that of a resolution is another.
    const { ranges, buf } = record;
    const start = ranges[2 * SLOT.result]!;
    const kept = ranges[2 * SLOT.result + 1]! - start === SERVFAIL_WORD.length && buf[start] === SERVFAIL_WORD[0];
    let cause = this.resolverCause(record, meaning === GENERIC ? -1 : REASON_INDEX.get(meaning as Reason)!, kept);
    if (cause === undefined && meaning !== GENERIC) cause = own(meaning as Reason, record);
    if (cause !== undefined && kept && this.foundFailed) cause = { ...cause, cached: true };
    return this.say(record, this.failed(record, cause), SAID);
  }

  private response(record: LineRecord): Cause | undefined {
    const { code } = record;
    if (code === NXDOMAIN && this.now - this.lastPolicy > RESOLUTION_MS) return undefined;
    const said = this.saidBefore(record);
    if (said !== undefined) return said;
    if (code === SERVFAIL) {
      return this.failed(record, this.resolverCause(record, -1, false));
    }
    return code === BADCOOKIE ? own('cookie', record) : undefined;
  }

  private cached(record: LineRecord): Cause | undefined {
    const cause = this.resolverCause(record, -1, true);
    return cause && { ...cause, cached: true };
  }

  private signature(record: LineRecord): Reason {
    switch (record.code) {
      case 17:
        return 'tsig-bad-key';
      case BADSIG:
        return 'tsig-bad-signature';
      case 18:
        return 'tsig-bad-time';
      case 22:
        return 'tsig-truncated';
      default:
        return record.code >= TSIG_SPACE ? 'other' : this.meaning(record, RESULTS, SLOT.result, 'tsig-bad-signature');
    }
  }

  /** `set ede: info-code <n> extra-text <text>`: the number stands just before the text. */
  private extended(record: LineRecord): void {
    const { buf, ranges } = record;
    if (ranges[2 * SLOT.client]! < 0) return;
    let p = ranges[2 * SLOT.reason]! - EXTRA_TEXT;
    let value = 0;
    for (let scale = 1; buf[p - 1]! >= 48 && buf[p - 1]! <= 57; p--, scale *= 10) value += (buf[p - 1]! - 48) * scale;
    const reason = reasonOfExtendedError(value);
    if (reason !== undefined && reason !== 'other')
      this.say(record, own(reason, record), SAID_EXTENDED, codeOf(reason));
  }

  /** Notes that a server of the question answered badly, or not at all. */
  private fault(record: LineRecord, reason: Reason): void {
    const { ranges } = record;
    if (ranges[2 * SLOT.qname]! < 0) return;
    this.questions.take(this.question(record), this.note(record, reason, FAULT));
  }

  private validation(record: LineRecord): void {
    const { buf, ranges } = record;
    const start = ranges[2 * SLOT.reason]!;
    const end = ranges[2 * SLOT.reason + 1]!;
    let meaning = VALIDATING.meaning(buf, start, end);
    if (meaning === undefined) return;
    if (meaning === 'dnssec-bad-signature') {
      const p = behindLast(buf, start, end, SIGNATURE_RESULT);
      if (p > 0) meaning = SIGNATURE_RESULTS.meaning(buf, p, end) ?? meaning;
    }
    this.fault(record, meaning as Reason);
  }

  /** Notes that the question failed and why, unless that was noted when it failed first. */
  private failed(record: LineRecord, cause: Cause | undefined): Cause | undefined {
    if (cause === undefined || this.foundFailed) return cause;
    const note = this.note(record, cause.reason, FAILED);
    note.line = cause.line;
    this.questions.take(this.question(record), note);
    return cause;
  }

  /** Notes for the exchange what this line says of its answer, and passes it on. */
  private say(
    record: LineRecord,
    cause: Cause | undefined,
    sort: number,
    code: number = record.code,
  ): Cause | undefined {
    if (cause === undefined || record.ranges[2 * SLOT.client]! < 0) return cause;
    const note = this.note(record, cause.reason, sort);
    note.line = cause.line;
    note.cached = cause.cached;
    note.tag = pointerOf(record);
    note.code = code;
    this.exchanges.take(this.exchange(record), note);
    return cause;
  }

  /** What an earlier line of the exchange said of the same code. */
  private saidBefore(record: LineRecord): Cause | undefined {
    if (record.ranges[2 * SLOT.client]! < 0 || this.now - this.exchanges.newest > RESOLUTION_MS) return undefined;
    this.pointer = pointerOf(record);
    this.code = record.code;
    this.sort = SAID;
    const key = this.exchange(record);
    let found = this.exchanges.find(key, this.ofExchange);
    if (found === undefined) {
      this.sort = SAID_EXTENDED;
      found = this.exchanges.find(key, this.ofExchange);
    }
    return found && { reason: REASONS[found.reason]!, line: found.line, cached: found.cached };
  }

  private readonly ofExchange = (note: Readonly<Note>): boolean =>
    note.sort === this.sort &&
    (note.code === this.code || note.code === -1) &&
    (note.tag === this.pointer || note.tag === 0 || this.pointer === 0) &&
    Math.abs(this.now - note.time) <= RESOLUTION_MS;

  /**
   * The newest fault of the question, or the earlier failure of it; `reason` >= 0: only what agrees with that reason. The
   * generic words of DNSSEC give way to the line that says what is wrong, about this name or about a zone above it. `kept`:
   * the answer came from the cache of failures.
   */
  private resolverCause(record: LineRecord, reason: number, kept: boolean): Cause | undefined {
    this.reason = reason;
    this.failureAge = kept ? KEPT_FAILURE_MS : SAME_MOMENT_MS;
    this.foundFailed = false;
    let found = this.questions.find(this.question(record), this.ofQuestion);
    if (reason < 0) {
      const lame = this.questions.find(this.nameOnly(record), this.ofQuestion);
      if (lame !== undefined && (found === undefined || lame.line > found.line)) found = lame;
    }
    if (found === undefined && reason !== DNSSEC_OTHER) return undefined;
    this.foundFailed = found?.sort === FAILED;
    if (found === undefined || found.reason === DNSSEC_OTHER) found = this.preciseFault(record) ?? found;
    return found && { reason: REASONS[found.reason]!, line: found.line, cached: false };
  }

  private readonly ofQuestion = (note: Readonly<Note>): boolean => {
    const age = this.now - note.time;
    if (age < -SAME_MOMENT_MS || age > (note.sort === FAILED ? this.failureAge : RESOLUTION_MS)) return false;
    if (this.reason < 0 || note.reason === this.reason) return true;
    // A resolution that timed out had servers that did not answer, in one way or another.
    return this.reason === DNSSEC_OTHER
      ? isDnssec(note.reason)
      : this.reason === UPSTREAM_TIMEOUT && note.reason === UPSTREAM_UNREACHABLE;
  };

  /** A line that says what is wrong with the signatures of this name, or with the keys of a zone above it. */
  private preciseFault(record: LineRecord): Readonly<Note> | undefined {
    const { buf, ranges } = record;
    const exact = this.questions.find(this.question(record), this.precise);
    if (exact !== undefined) return exact;
    const end = ranges[2 * SLOT.qname + 1]!;
    for (let p = ranges[2 * SLOT.qname]!; ; p++) {
      for (const type of KEY_TYPES) {
        const key = this.key.start().addName(buf, p, end).add(type, 0, type.length);
        const found = this.questions.find(key, this.preciseOfKey);
        if (found !== undefined) return found;
      }
      while (p < end && buf[p] !== 46) p += buf[p] === 92 ? 2 : 1;
      if (p >= end - 1) return undefined;
    }
  }

  private readonly precise = (note: Readonly<Note>): boolean =>
    note.sort === FAULT &&
    note.reason !== DNSSEC_OTHER &&
    isDnssec(note.reason) &&
    Math.abs(this.now - note.time) <= RESOLUTION_MS;

  private readonly preciseOfKey = (note: Readonly<Note>): boolean =>
    note.reason !== DNSSEC_OTHER && isDnssec(note.reason) && Math.abs(this.now - note.time) <= BAD_KEY_MS;

  private question(record: LineRecord): NoteKey {
    const { ranges, buf } = record;
    return this.nameKey(record).add(buf, ranges[2 * SLOT.qtype]!, ranges[2 * SLOT.qtype + 1]!);
  }

  private nameOnly(record: LineRecord): NoteKey {
    return this.nameKey(record).add(record.buf, -1, -1);
  }

  private nameKey({ ranges, buf }: LineRecord): NoteKey {
    return this.key.start().addName(buf, ranges[2 * SLOT.qname]!, ranges[2 * SLOT.qname + 1]!);
  }

  private exchange(record: LineRecord): NoteKey {
    const { ranges, buf, numbers } = record;
    return this.nameKey(record)
      .add(buf, ranges[2 * SLOT.client]!, ranges[2 * SLOT.client + 1]!)
      .addNumber(ranges[2 * SLOT.clientPort]! < 0 ? 0 : numbers[SLOT.clientPort]!);
  }

  private note(record: LineRecord, reason: Reason, sort: number): Note {
    return {
      time: this.now,
      line: record.lineNo,
      reason: REASON_INDEX.get(reason)!,
      sort,
      tag: 0,
      code: -1,
      cached: false,
    };
  }

  /** The reason that a text names; what names none counts as `otherwise`. */
  private meaning(record: LineRecord, table: Phrases, slot: number, otherwise: Reason): Reason {
    const start = record.ranges[2 * slot]!;
    if (start < 0) return otherwise;
    const meaning = table.meaning(record.buf, start, record.ranges[2 * slot + 1]!);
    return meaning === undefined || meaning === GENERIC || meaning === SAYS_NOTHING ? otherwise : meaning;
  }

  /** The meaning of a text; one that is in no table is told, and is `other`. */
  private known<T extends Meaning>(record: LineRecord, table: Phrases, slot: number): T {
    const start = record.ranges[2 * slot]!;
    const end = record.ranges[2 * slot + 1]!;
    const meaning = table.meaning(record.buf, start, end);
    if (meaning !== undefined) return meaning as T;
    if (record.numbers[SLOT.level] !== DEBUG_LEVEL) this.unknown(shapeOf(record.buf, start, end));
    return 'other' as T;
  }
}

const KEY_TYPES = [DNSKEY, DS];

const own = (reason: Reason, record: LineRecord): Cause => ({ reason, line: record.lineNo, cached: false });

/** The code that goes with an extended error; -1: it can be several. */
function codeOf(reason: Reason): number {
  if (reason === 'acl' || reason === 'not-authoritative') return REFUSED;
  if (reason === 'unsupported-operation') return NOTIMP;
  if (reason === 'malformed-request') return FORMERR;
  return reason.startsWith('dnssec-') || reason.startsWith('upstream-') || reason === 'no-reachable-authority'
    ? SERVFAIL
    : -1;
}

/** Hash of the pointer in the client prefix; 0: none. */
function pointerOf(record: LineRecord): number {
  const start = record.ranges[2 * SLOT.pointer]!;
  let h = start < 0 ? 0 : 1;
  for (let i = start; start >= 0 && i < record.ranges[2 * SLOT.pointer + 1]!; i++)
    h = (Math.imul(h, 31) + record.buf[i]!) | 0;
  return h;
}
