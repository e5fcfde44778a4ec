// Which envelope and which format an input is in, judged from some of its lines.
import { ENVELOPES } from './envelopes/index.js';
import type { EnvelopeSpec } from './envelopes/spec.js';
import { type Carried, EMPTY, MESSAGE, makeStripper, NOT_ENVELOPED, PIECE } from './envelopes/strip.js';
import { printable } from './errors.js';
import { FIELDS, newLineRecord, SLOT } from './event.js';
import { CODED, type CompiledFormat, FOREIGN, KNOWN, PREFIX_ONLY } from './formats/compile.js';
import { compiledFormats, FORMATS } from './formats/index.js';

/** How one pair of envelope and format did. */
export interface Trial {
  readonly envelope: string;
  readonly format: string;
  /** Lines that were in the envelope. */
  enveloped: number;
  /** Lines that carry a response code, that are of a known kind without one, that have only the format's prefix. */
  coded: number;
  known: number;
  prefixOnly: number;
  foreign: number;
  /** Lines with a header that is certainly the carrier's: it names a server's program, or is a container runtime's. */
  carried: number;
  /** The first line that did not fit, and how many bytes of it the envelope took. */
  firstMiss: { readonly line: number; readonly text: string; readonly column: number } | undefined;
}

export interface Detection {
  readonly lines: number;
  /** Undefined: nothing fits. */
  readonly envelope: EnvelopeSpec | undefined;
  readonly format: CompiledFormat | undefined;
  /** Best first. */
  readonly trials: readonly Trial[];
}

/** Detection sees the first bytes of an input up to this many, or all of a shorter one. */
export const HEAD_BYTES = 1 << 16;
/** And of these this many lines at most. */
export const DETECTION_LINES = 200;
const SHOWN = 160;
const MAX_PIECES = 1 << 20;

/**
 * A known kind is evidence; a prefix alone is weak, since a time stamp begins many logs. Where lines can be read with a
 * carrier's header and without (Unbound's own prefix allows any identity), a certain header counts: only when it is taken off
 * the lines of other programs can be told apart.
 */
function score(trial: Trial): number {
  return trial.coded + trial.known + trial.prefixOnly * 0.1 + (trial.carried > 0 ? 0.01 : 0);
}

/** Splits the head of an input into its lines, the cut one at its end left out unless `whole`. */
export function headLines(head: Buffer, whole: boolean, limit = DETECTION_LINES): Buffer[] {
  const lines: Buffer[] = [];
  let p = head.length >= 3 && head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  while (lines.length < limit && p < head.length) {
    let e = head.indexOf(10, p);
    if (e < 0) {
      if (!whole) break;
      e = head.length;
    }
    lines.push(head.subarray(p, e > p && head[e - 1] === 13 ? e - 1 : e));
    p = e + 1;
  }
  return lines;
}

/**
 * Tries every envelope with every format; `envelope` and `format` narrow the choice. The pair that knows most lines wins, in
 * the order of the lists where two are equal; without one known line nothing does.
 */
export function detect(
  lines: readonly Buffer[],
  only: { envelope?: EnvelopeSpec; format?: CompiledFormat } = {},
): Detection {
  const trials: Trial[] = [];
  let best: { trial: Trial; envelope: EnvelopeSpec; format: CompiledFormat } | undefined;
  for (const envelope of only.envelope === undefined ? ENVELOPES : [only.envelope]) {
    for (const format of only.format === undefined ? compiledFormats() : [only.format]) {
      const trial = tryPair(lines, envelope, format);
      trials.push(trial);
      if (trial.coded + trial.known > 0 && (best === undefined || score(trial) > score(best.trial)))
        best = { trial, envelope, format };
    }
  }
  trials.sort((a, b) => score(b) - score(a));
  return { lines: lines.length, envelope: best?.envelope, format: best?.format, trials };
}

function tryPair(lines: readonly Buffer[], envelope: EnvelopeSpec, format: CompiledFormat): Trial {
  const stripper = makeStripper(envelope, FIELDS.length, MAX_PIECES);
  const record = newLineRecord();
  const trial: Trial = {
    envelope: envelope.name,
    format: format.spec.name,
    enveloped: 0,
    coded: 0,
    known: 0,
    prefixOnly: 0,
    foreign: 0,
    carried: 0,
    firstMiss: undefined,
  };
  let previous = record.kind;
  for (const [i, line] of lines.entries()) {
    const stripped = stripper.strip(line, 0, line.length);
    if (stripped !== NOT_ENVELOPED) trial.enveloped++;
    if (stripped === PIECE || stripped === EMPTY) continue;
    const { carried } = stripper;
    if (stripped === MESSAGE && (envelope.pieces === true || namesServer(carried))) trial.carried++;
    const result =
      stripped === MESSAGE ? format.read(record, carried.buf, carried.start, carried.end, previous) : FOREIGN;
    previous = record.kind;
    if (result === CODED) trial.coded++;
    else if (result === KNOWN) trial.known++;
    else if (result === PREFIX_ONLY) trial.prefixOnly++;
    else trial.foreign++;
    if (result <= PREFIX_ONLY && trial.firstMiss === undefined && line.length > 0) {
      const column = stripped === MESSAGE && carried.buf === line ? carried.start + 1 : 1;
      trial.firstMiss = {
        line: i + 1,
        text: printable(line.toString('utf8', 0, Math.min(line.length, SHOWN))),
        column,
      };
    }
  }
  return trial;
}

function namesServer({ fieldBuf, ranges }: Carried): boolean {
  const start = ranges[2 * SLOT.program]!;
  if (start < 0) return false;
  const tag = Buffer.from(fieldBuf.subarray(start, ranges[2 * SLOT.program + 1]!))
    .toString('latin1')
    .toLowerCase();
  return FORMATS.some((format) => format.programs.includes(tag));
}
