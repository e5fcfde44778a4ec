// What rules look at, filled anew for each line: keys are read at once, strings are made when somebody asks for one.
import { Key, MAX_KEY_BYTES } from '../aggregate/key.js';
import type { ZoneIndex } from '../aggregate/zone-index.js';
import { type LineKind, type LineRecord, SLOT } from '../event.js';
import { type Cause, isPending } from './cause.js';
import { prefixOf } from './incident.js';
import { entropyOf } from './label.js';
import type { Observation, Part, Source } from './rule.js';
import { loadText, Texts } from './texts.js';

/** Numbers of the parts that samples are kept of, in the order of `SAMPLES`, and of those that only make keys. */
export const CLIENT = 0;
export const ZONE = 1;
export const NAME = 2;
export const UPSTREAM = 3;
export const KEY = 4;
export const PREFIX = 5;
export const POLICY = 6;
const PARTS = 7;

export const PART_NUMBER: Readonly<Record<Part, number>> = {
  client: CLIENT,
  zone: ZONE,
  name: NAME,
  upstream: UPSTREAM,
  key: KEY,
  prefix: PREFIX,
  policy: POLICY,
};

const NO_POLICY = 'policy';
const PREFIXES = 1024;
const DOT = 46;

/** An observation over a line record; as long as that stands. */
export class Seen implements Observation {
  source: Source = 'answer';
  kind = undefined as unknown as LineKind;
  code = 0;
  detail = 0;
  time = 0;
  line = 0;
  cause: Cause | undefined;
  served = false;
  prior = 0;
  /** By part: two hash lanes, and the length; 0: the line does not say. */
  readonly lows = new Int32Array(PARTS);
  readonly highs = new Int32Array(PARTS);
  readonly lengths = new Int32Array(PARTS);
  /** The line has a name, be it an empty one. */
  hasName = false;
  private readonly strings: (string | undefined)[] = new Array<string | undefined>(PARTS).fill(undefined);
  /** Of client, zone, name, upstream and key. */
  readonly keys = [new Key(), new Key(), new Key(), new Key(), new Key()] as const;
  private readonly spare = new Key();
  private record = undefined as unknown as LineRecord;
  private readonly texts = new Texts();
  private type: string | undefined;
  private dot = -2;
  private readonly prefixClients: string[] = new Array<string>(PREFIXES).fill('');
  private readonly prefixes: string[] = new Array<string>(PREFIXES).fill('');
  private readonly prefixLows = new Int32Array(PREFIXES);
  private readonly prefixHighs = new Int32Array(PREFIXES);

  constructor(private readonly zones: ZoneIndex) {}

  get client(): string {
    return this.text(CLIENT);
  }

  get name(): string {
    return this.text(NAME);
  }

  get zone(): string {
    return this.text(ZONE);
  }

  get upstream(): string {
    return this.text(UPSTREAM);
  }

  get key(): string {
    return this.text(KEY);
  }

  get qtype(): string {
    if (this.type === undefined) {
      const { buf, ranges: f } = this.record;
      const start = f[2 * SLOT.qtype]!;
      if (start < 0) this.type = '';
      else {
        this.spare.load(buf, start, f[2 * SLOT.qtype + 1]!, 'bytes');
        this.type = this.texts.of(this.spare).toLowerCase();
      }
    }
    return this.type;
  }

  /** Bytes before the zone and its dot; at most 0: the name is the zone. */
  get headLength(): number {
    return this.lengths[NAME]! - this.lengths[ZONE]! - 1;
  }

  /** Bytes before the first dot of the name; -1: it has none. */
  get firstDot(): number {
    if (this.dot === -2) {
      const { words, length } = this.keys[NAME];
      this.dot = -1;
      for (let i = 0; i < length; i++) {
        if (((words[i >> 2]! >> (8 * (i & 3))) & 255) !== DOT) continue;
        this.dot = i;
        break;
      }
    }
    return this.dot;
  }

  /** Length of the label whose disorder is measured: what stands before the first dot; 0: there is none. */
  labelLength(of: 'first' | 'zone'): number {
    if (of === 'first') return Math.max(0, this.firstDot);
    return Math.max(0, this.zone.indexOf('.'));
  }

  labelEntropy(of: 'first' | 'zone'): number {
    const { words } = this.keys[of === 'first' ? NAME : ZONE];
    return entropyOf(words, this.labelLength(of));
  }

  /** Takes a line; `served` and `prior` are the caller's to tell. */
  take(source: Source, record: LineRecord, detail: number): void {
    const { ranges: f, buf } = record;
    this.source = source;
    this.record = record;
    this.kind = record.kind!;
    this.code = record.code;
    this.detail = detail;
    this.time = record.time;
    this.line = record.lineNo;
    this.cause = record.cause === undefined || isPending(record.cause) ? undefined : record.cause;
    this.type = undefined;
    this.dot = -2;
    for (let i = 0; i < PARTS; i++) this.strings[i] = undefined;
    this.read(CLIENT, buf, f[2 * SLOT.client]!, f[2 * SLOT.client + 1]!);
    this.read(UPSTREAM, buf, f[2 * SLOT.upstream]!, f[2 * SLOT.upstream + 1]!);
    this.read(KEY, buf, f[2 * SLOT.key]!, f[2 * SLOT.key + 1]!);
    const name = f[2 * SLOT.qname]!;
    const nameEnd = f[2 * SLOT.qname + 1]!;
    this.hasName = name >= 0;
    this.read(NAME, buf, name, nameEnd);
    const whole = this.kind.role === 'whole' && name >= 0;
    if (whole) this.lengths[ZONE] = 0;
    else this.read(ZONE, buf, f[2 * SLOT.zone]!, f[2 * SLOT.zone + 1]!);
    if (name >= 0 && this.lengths[ZONE] === 0) this.findZone(buf, name, nameEnd);
    this.lengths[PREFIX] = -1;
  }

  /** The string of a part; '' where the line does not say. */
  text(part: number): string {
    return this.strings[part] ?? this.make(part);
  }

  /** Makes the hash of a part known where it is not from the beginning. */
  prepare(part: number): void {
    if (part === PREFIX) this.findPrefix();
    else if (part === POLICY) {
      const named = this.lengths[ZONE]! > 0;
      this.lows[POLICY] = named ? this.lows[ZONE]! : 1;
      this.highs[POLICY] = named ? this.highs[ZONE]! : 1;
      this.lengths[POLICY] = named ? this.lengths[ZONE]! : NO_POLICY.length;
    }
  }

  private read(part: number, buf: Uint8Array, start: number, end: number): void {
    if (start < 0) {
      this.lengths[part] = 0;
      this.keys[part]!.length = 0;
      return;
    }
    const key = this.keys[part]!;
    loadText(key, buf, start, end, part === CLIENT || part === UPSTREAM ? 'bytes' : 'name');
    this.know(part, key);
  }

  private know(part: number, key: Key): void {
    this.lows[part] = key.low;
    this.highs[part] = key.high;
    this.lengths[part] = key.length;
  }

  /** The zone of the name where the line tells none, or one of another sense. */
  private findZone(buf: Uint8Array, name: number, end: number): void {
    const stop = end - name > 1 && buf[end - 1] === DOT ? end - 1 : end;
    const from = name + this.zones.zoneRange(buf, name, end);
    loadText(this.keys[ZONE], buf, from, stop, 'name');
    this.know(ZONE, this.keys[ZONE]);
  }

  private make(part: number): string {
    let text: string;
    if (part === PREFIX) {
      this.findPrefix();
      return this.strings[PREFIX]!;
    }
    if (part === POLICY) text = this.zone === '' ? NO_POLICY : this.zone;
    else if (this.lengths[part] === 0) text = '';
    else {
      const key = this.keys[part]!;
      text = key.length < MAX_KEY_BYTES || part === ZONE ? this.texts.of(key) : this.long(part);
    }
    this.strings[part] = text;
    return text;
  }

  /** Of a text that is longer than its key. */
  private long(part: number): string {
    const slot = [SLOT.client, SLOT.zone, SLOT.qname, SLOT.upstream, SLOT.key][part]!;
    const { buf, ranges: f } = this.record;
    const start = f[2 * slot]!;
    const text = Buffer.from(buf.buffer, buf.byteOffset + start, f[2 * slot + 1]! - start).toString('latin1');
    if (part === CLIENT || part === UPSTREAM) return text;
    return (text.endsWith('.') && !text.endsWith('\\.') ? text.slice(0, -1) : text).toLowerCase();
  }

  private findPrefix(): void {
    if (this.lengths[PREFIX]! >= 0 && this.strings[PREFIX] !== undefined) return;
    const client = this.client;
    const at = this.lows[CLIENT]! & (PREFIXES - 1);
    if (client === '') {
      this.lengths[PREFIX] = 0;
      this.strings[PREFIX] = '';
      return;
    }
    if (this.prefixClients[at] !== client) {
      const prefix = prefixOf(client);
      const bytes = Buffer.from(prefix, 'latin1');
      this.spare.load(bytes, 0, bytes.length, 'bytes');
      this.prefixClients[at] = client;
      this.prefixes[at] = prefix;
      this.prefixLows[at] = this.spare.low;
      this.prefixHighs[at] = this.spare.high;
    }
    const prefix = this.prefixes[at]!;
    this.strings[PREFIX] = prefix;
    this.lows[PREFIX] = this.prefixLows[at]!;
    this.highs[PREFIX] = this.prefixHighs[at]!;
    this.lengths[PREFIX] = prefix.length;
  }
}
