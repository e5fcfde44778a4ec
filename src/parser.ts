// The library's way in: bytes of one log pushed in, events and counts out. No files, no process, no clock of its own.
import type { LineCounts } from './aggregate/line-counts.js';
import { detect, headLines } from './detect.js';
import { codeName } from './dns/rcode.js';
import { ENVELOPES } from './envelopes/index.js';
import { UserError } from './errors.js';
import type { DnsEvent } from './event.js';
import { toEvent } from './event-view.js';
import { compiledFormat, FORMATS } from './formats/index.js';
import { BlockFramer } from './framing.js';
import { type Counts, Pipeline } from './pipeline.js';
import { InputReader } from './reader.js';
import { EVERYTHING } from './selection.js';
import { InputClock, resolveTimeZone } from './time/clock.js';

export interface ParserOptions {
  /** Called for each line that carries a response code, in order. */
  readonly onEvent?: (event: DnsEvent & { readonly rcode: string }) => void;
  /** Name of a format (see FORMATS) and of an envelope; default: detected from the first 64 KiB. */
  readonly format?: string;
  readonly envelope?: string;
  /** Zone of stamps without one: IANA name or offset; default UTC. */
  readonly timeZone?: string;
  /** Epoch ms that no line is later than: decides the year of stamps without one. Default: now. */
  readonly notAfter?: number;
  /** Longer lines are counted, not read. Default 1 MiB. */
  readonly maxLineBytes?: number;
}

export interface Parser {
  /** Takes the next bytes of the log, cut anywhere. */
  push(bytes: Uint8Array): void;
  /** The log is at its end: the last line and open exchanges are counted. Call it once. */
  end(): void;
  /** `read = events + noRcode + unrecognized + oversize`. */
  readonly lines: Readonly<LineCounts>;
  /** Client responses by code, each exchange once; complete after `end`. */
  readonly responses: Readonly<Record<string, number>>;
  /** Name of the format; undefined while nothing fits. */
  readonly format: string | undefined;
}

const HEAD_BYTES = 1 << 16;

/** A parser for one log. Throws UserError for unknown names. */
export function createParser(options: ParserOptions = {}): Parser {
  const format = FORMATS.find((f) => f.name === options.format);
  if (options.format !== undefined && format === undefined)
    throw new UserError('unknown-format', `unknown format "${options.format}"`);
  const envelope = ENVELOPES.find((e) => e.name === options.envelope);
  if (options.envelope !== undefined && envelope === undefined)
    throw new UserError('unknown-envelope', `unknown envelope "${options.envelope}"`);
  const chosen = {
    ...(format !== undefined && { format: compiledFormat(format) }),
    ...(envelope !== undefined && { envelope }),
  };
  const maxLineBytes = options.maxLineBytes ?? 1_048_576;
  const clock = new InputClock({
    timeZone: resolveTimeZone(options.timeZone ?? 'UTC'),
    anchorMs: options.notAfter ?? Date.now(),
  });
  const responses: Record<string, number> = {};
  const counts: Counts = {
    line: () => {},
    oversize: () => {},
    answer: (record) => {
      const name = codeName(record.code);
      responses[name] = (responses[name] ?? 0) + 1;
    },
    evicted: 0,
  };
  const { onEvent } = options;
  const pipeline = new Pipeline({
    counts,
    selection: EVERYTHING,
    maxOpenExchanges: 500_000,
    ...(onEvent !== undefined && {
      onEvent: (record) => onEvent({ ...toEvent(record), rcode: codeName(record.code) }),
    }),
  });

  let reader: InputReader | undefined;
  let framer: BlockFramer | undefined;
  let head: Uint8Array[] = [];
  let held = 0;
  const open = (whole: boolean): BlockFramer => {
    const bytes = Buffer.concat(head);
    head = [];
    reader = new InputReader({
      clock,
      maxLineBytes,
      detection: detect(headLines(bytes.subarray(0, HEAD_BYTES), whole), chosen),
      consumer: pipeline,
      ...chosen,
    });
    framer = new BlockFramer(reader, maxLineBytes);
    framer.push(bytes);
    return framer;
  };
  return {
    push(bytes) {
      if (framer !== undefined) {
        framer.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
        return;
      }
      head.push(Uint8Array.from(bytes));
      held += bytes.byteLength;
      if (held >= HEAD_BYTES) open(false);
    },
    end() {
      (framer ?? open(true)).finish();
      pipeline.finish();
    },
    lines: pipeline.lines,
    responses,
    get format() {
      return reader?.format?.spec.name;
    },
  };
}
