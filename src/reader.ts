// Reads the lines of one input: envelope off, the right format for its program, time made absolute, outcome decided.
import { DETECTION_LINES, type Detection, detect } from './detect.js';
import type { EnvelopeSpec } from './envelopes/spec.js';
import { EMPTY, makeStripper, NOT_ENVELOPED, PIECE, type Stripper } from './envelopes/strip.js';
import {
  EVENT,
  FIELDS,
  type LineKind,
  type LineRecord,
  NO_RCODE,
  newLineRecord,
  type Outcome,
  SLOT,
  STAMP_AT,
  STAMP_EPOCH,
  STAMP_LOCAL,
  STAMP_NONE,
  UNRECOGNIZED,
} from './event.js';
import { CODED, type CompiledFormat, FOREIGN, KNOWN, PREFIX_ONLY, type ReadResult } from './formats/compile.js';
import { FirstOutcomes } from './formats/first-outcome.js';
import { compiledFormats } from './formats/index.js';
import type { LinePosition, LineSink } from './framing.js';
import type { InputClock } from './time/clock.js';

const DAY = 86_400_000;
/** Detected anew after this many lines in a row that fit nothing. */
const MISSES = 200;
/** Where nothing is known yet each of the first lines is looked at by itself. */
const FIRST_FIT_LINES = 100;
/** Programs of a mixed stream that are remembered; further ones are not read. */
const MAX_PROGRAMS = 256;
/** A program that no format knows is tried for this many lines, then every so often. */
const PROBES = 50;
const PROBE_AGAIN = 1000;
const NO_TAG = Buffer.alloc(0);
const TAB = 9;

export interface ReaderOptions {
  readonly clock: InputClock;
  readonly maxLineBytes: number;
  /** What the user set; detection does not override it. */
  readonly envelope?: EnvelopeSpec;
  readonly format?: CompiledFormat;
  /** What the head of the input showed. */
  readonly detection: Detection;
  /** Receives every line once. The record is reused. */
  readonly consumer: RecordConsumer;
  /** Another part of the same log comes before: it may have ended inside a dump. */
  readonly continues?: boolean;
  /** Said when the input was detected anew. */
  readonly onRebind?: (detection: Detection, lineNo: number) => void;
}

export interface RecordConsumer {
  record(record: LineRecord, outcome: Outcome): void;
  oversize(record: LineRecord): void;
}

/** What is known of one program's lines. */
interface Binding {
  /** Undefined: not known (yet). */
  format: CompiledFormat | undefined;
  /** The carrier names the program as the format's own, so every line of it is the format's. */
  readonly named: boolean;
  previous: LineKind | undefined;
  /** Inside a dump of several lines. */
  inDump: boolean;
  /** A line with the format's prefix was seen; without one the channel writes bare lines. */
  prefixed: boolean;
  misses: number;
  /** Open queries, for a format whose outcome lines belong to them. */
  outcomes: FirstOutcomes | undefined;
}

export class InputReader implements LineSink {
  readonly record: LineRecord = newLineRecord();
  envelope: EnvelopeSpec | undefined;
  private stripper: Stripper | undefined;
  private readonly bindings = new Map<string, Binding>();
  private current: Binding;
  private currentTag: Buffer = NO_TAG;
  private misses = 0;
  private tried = 0;
  private recent: Buffer[] | undefined;

  constructor(private readonly options: ReaderOptions) {
    this.current = this.bind(options.detection);
    this.current.inDump = options.continues === true;
  }

  /** The format of the input as a whole; undefined when nothing fits. */
  get format(): CompiledFormat | undefined {
    return this.main.format ?? [...this.bindings.values()].find((b) => b.format !== undefined)?.format;
  }

  /** The format of the program that wrote the last line. */
  get lineFormat(): CompiledFormat | undefined {
    return this.current.format;
  }

  private main!: Binding;
  private plain: CompiledFormat | undefined;

  private bind(detection: Detection): Binding {
    this.envelope = this.options.envelope ?? detection.envelope;
    // Lines without an envelope need no stripper.
    this.stripper =
      this.envelope === undefined || this.envelope.name === 'none'
        ? undefined
        : makeStripper(this.envelope, FIELDS.length, this.options.maxLineBytes);
    this.bindings.clear();
    this.currentTag = NO_TAG;
    this.main = newBinding(this.options.format ?? detection.format, false);
    this.current = this.main;
    this.plain = this.envelope?.name === 'none' ? this.main.format : undefined;
    return this.main;
  }

  line(buf: Buffer, start: number, end: number, at: LinePosition): void {
    const record = this.record;
    record.lineNo = at.lineNo;
    record.offset = at.offset;
    record.rawBuf = buf;
    record.rawStart = start;
    record.rawEnd = end;
    const outcome = this.read(buf, start, end);
    if (outcome === UNRECOGNIZED) this.miss(buf, start, end, at.lineNo);
    else this.misses = 0;
    this.options.consumer.record(record, outcome);
  }

  oversize(_bytes: number, at: LinePosition): void {
    const record = this.record;
    record.lineNo = at.lineNo;
    record.offset = at.offset;
    record.kind = undefined;
    record.time = Number.NaN;
    this.options.consumer.oversize(record);
  }

  private read(buf: Buffer, start: number, end: number): Outcome {
    const record = this.record;
    record.kind = undefined;
    record.code = -1;
    record.time = Number.NaN;
    // No envelope, one format: straight to it.
    if (this.plain !== undefined) return this.readAs(this.plain, this.main, buf, start, end);
    const stripper = this.stripper ?? this.firstFit(buf, start, end);
    if (stripper === undefined) {
      // What fitted first may have had no envelope.
      return this.plain === undefined ? UNRECOGNIZED : this.readAs(this.plain, this.main, buf, start, end);
    }
    const stripped = stripper.strip(buf, start, end);
    if (stripped === NOT_ENVELOPED) return this.outside(buf, start, end);
    const { carried } = stripper;
    if (carried.ranges[2 * SLOT.program]! >= 0)
      this.select(carried.fieldBuf, carried.ranges[2 * SLOT.program]!, carried.ranges[2 * SLOT.program + 1]!);
    else if (this.current !== this.main) {
      this.current = this.main;
      this.currentTag = NO_TAG;
    }
    const binding = this.current;
    if (stripped === PIECE || stripped === EMPTY) return binding.format === undefined ? UNRECOGNIZED : NO_RCODE;
    if (binding.format === undefined && !this.probe(binding, carried.buf, carried.start, carried.end))
      return UNRECOGNIZED;

    return this.readAs(binding.format!, binding, carried.buf, carried.start, carried.end);
  }

  private readAs(format: CompiledFormat, binding: Binding, buf: Uint8Array, start: number, end: number): Outcome {
    const record = this.record;
    const result = format.read(record, buf, start, end, binding.previous);
    binding.previous = record.kind;
    if (result === FOREIGN) return this.foreign(binding, buf, start, end);
    binding.inDump = false;
    if (result === PREFIX_ONLY || record.ranges[STAMP_AT] !== STAMP_NONE) binding.prefixed = true;
    this.setTime();
    if (binding.outcomes !== undefined && record.kind !== undefined) return joined(binding.outcomes, record, result);
    return result === CODED ? EVENT : NO_RCODE;
  }

  /** A line that does not begin as its format's lines do: a part of a dump, a bare line, or somebody else's. */
  private foreign(binding: Binding, buf: Uint8Array, start: number, end: number): Outcome {
    if (start >= end) return NO_RCODE;
    const first = buf[start]!;
    // Lines of a dump are comments or records, whose fields stand behind tabs.
    if (first === 59) binding.inDump = true;
    else if (binding.inDump) binding.inDump = holdsTab(buf, start, end);
    if (binding.named || binding.inDump || first === TAB) return NO_RCODE;
    // A channel without prefix writes bare texts; what another program wrote begins otherwise.
    const bare = !binding.prefixed && binding.format!.spec.prefixes.length === 1 && this.envelope?.name === 'none';
    return bare && first !== 123 && first !== 91 && first !== 60 ? NO_RCODE : UNRECOGNIZED;
  }

  private outside(buf: Buffer, start: number, end: number): Outcome {
    if (start >= end || buf[start] === 32 || buf[start] === 9) return NO_RCODE;
    return UNRECOGNIZED;
  }

  /** Makes the binding of the program named by b[start, end) the present one. */
  private select(b: Uint8Array, start: number, end: number): void {
    const tag = this.currentTag;
    if (tag.length === end - start && this.current !== undefined) {
      let i = 0;
      while (i < tag.length && tag[i] === b[start + i]) i++;
      if (i === tag.length) return;
    }
    const program = Buffer.from(b.buffer, b.byteOffset + start, end - start).toString('latin1');
    let binding = this.bindings.get(program);
    if (binding === undefined) {
      const known =
        this.options.format ?? compiledFormats().find((format) => format.spec.programs.includes(program.toLowerCase()));
      binding = newBinding(known, known !== undefined);
      if (this.bindings.size < MAX_PROGRAMS) this.bindings.set(program, binding);
    }
    this.current = binding;
    this.currentTag = Buffer.from(program, 'latin1');
  }

  /** Looks for the format of a program whose tag says nothing. */
  private probe(binding: Binding, buf: Uint8Array, start: number, end: number): boolean {
    if (binding.misses >= PROBES && binding.misses % PROBE_AGAIN !== 0) {
      binding.misses++;
      return false;
    }
    for (const format of compiledFormats()) {
      if (format.read(this.record, buf, start, end, undefined) >= KNOWN) {
        binding.format = format;
        binding.outcomes = outcomesOf(format);
        return true;
      }
    }
    this.record.kind = undefined;
    binding.misses++;
    return false;
  }

  private setTime(): void {
    const record = this.record;
    let kind = record.ranges[STAMP_AT]!;
    let ms = record.numbers[SLOT.time]!;
    if (kind === STAMP_NONE && this.stripper !== undefined) {
      const { stripper } = this;
      kind = stripper.carried.ranges[STAMP_AT]!;
      ms = stripper.carried.numbers[SLOT.time]!;
    }
    if (kind === STAMP_EPOCH) record.time = ms;
    else if (kind === STAMP_LOCAL) record.time = this.options.clock.fromLocal(ms);
    else if (kind !== STAMP_NONE) {
      const days = Math.floor(ms / DAY);
      record.time = this.options.clock.fromYearless(days >> 5, days & 31, ms - days * DAY);
    }
  }

  /** The head told nothing, as when a server has only just started: the first line that fits decides. */
  private firstFit(buf: Buffer, start: number, end: number): Stripper | undefined {
    if (this.tried++ >= FIRST_FIT_LINES) return undefined;
    const detection = detect([buf.subarray(start, end)], this.narrowed());
    if (detection.format === undefined) return undefined;
    this.bind(detection);
    this.options.onRebind?.(detection, this.record.lineNo);
    return this.stripper;
  }

  /** After many lines that fit nothing the next ones are looked at as the head was. */
  private miss(buf: Buffer, start: number, end: number, lineNo: number): void {
    if (++this.misses < MISSES) return;
    if (this.misses === MISSES || this.recent === undefined) this.recent = [];
    this.recent.push(Buffer.from(buf.subarray(start, end)));
    if (this.recent.length < Math.min(50, DETECTION_LINES)) return;
    const detection = detect(this.recent, this.narrowed());
    this.recent = undefined;
    this.misses = 0;
    const same = detection.envelope === this.envelope && detection.format === this.format;
    if (detection.format === undefined || same) return;
    this.bind(detection);
    this.options.onRebind?.(detection, lineNo);
  }

  private narrowed(): { envelope?: EnvelopeSpec; format?: CompiledFormat } {
    const { envelope, format } = this.options;
    return { ...(envelope !== undefined && { envelope }), ...(format !== undefined && { format }) };
  }
}

function holdsTab(buf: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (buf[i] === TAB) return true;
  return false;
}

function newBinding(format: CompiledFormat | undefined, named: boolean): Binding {
  return {
    format,
    named,
    previous: undefined,
    inDump: false,
    prefixed: false,
    misses: 0,
    outcomes: outcomesOf(format),
  };
}

function outcomesOf(format: CompiledFormat | undefined): FirstOutcomes | undefined {
  const spec = format?.spec.firstOutcome;
  return spec === undefined ? undefined : new FirstOutcomes(spec);
}

/** The event is the first outcome of a query; further lines of its answer are data. */
function joined(outcomes: FirstOutcomes, record: LineRecord, result: ReadResult): Outcome {
  if (record.kind!.role === 'request') outcomes.query(record);
  if (result !== CODED) return NO_RCODE;
  if (outcomes.outcome(record)) return EVENT;
  record.kind = undefined;
  record.code = -1;
  return NO_RCODE;
}
