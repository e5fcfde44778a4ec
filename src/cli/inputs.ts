// What the commands that read logs share: options resolved, inputs opened, detection, messages about what went wrong.
import { stat } from 'node:fs/promises';
import type { InputOptions } from '../config.js';
import { type Detection, detect, headLines } from '../detect.js';
import { ENVELOPES } from '../envelopes/index.js';
import type { EnvelopeSpec } from '../envelopes/spec.js';
import { nearest, printable, UserError } from '../errors.js';
import type { CompiledFormat } from '../formats/compile.js';
import { compiledFormat, FORMATS } from '../formats/index.js';
import { InputReader, type RecordConsumer } from '../reader.js';
import { gzipMtime } from '../sources/file.js';
import { HEAD_BYTES } from '../sources/reading.js';
import { anchorOf, type InputClock, resolveTimeZone } from '../time/clock.js';

export interface ResolvedInputs {
  readonly envelope: EnvelopeSpec | undefined;
  readonly format: CompiledFormat | undefined;
  readonly timeZone: string;
  readonly maxLineBytes: number;
}

/** Checks the options that name things; throws UserError before anything is read. */
export function resolveInputOptions(options: InputOptions): ResolvedInputs {
  const timeZone = resolveTimeZone(options.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  return {
    envelope: findEnvelope(options.envelope),
    format: findFormat(options.format),
    timeZone,
    maxLineBytes: options.maxLineBytes,
  };
}

export function findFormat(name: string | undefined): CompiledFormat | undefined {
  if (name === undefined || name === 'auto') return undefined;
  const spec = FORMATS.find((f) => f.name === name);
  if (spec === undefined)
    throw unknownName(
      'unknown-format',
      'format',
      name,
      FORMATS.map((f) => f.name),
    );
  return compiledFormat(spec);
}

function findEnvelope(name: string | undefined): EnvelopeSpec | undefined {
  if (name === undefined || name === 'auto') return undefined;
  const spec = ENVELOPES.find((e) => e.name === name);
  if (spec === undefined)
    throw unknownName(
      'unknown-envelope',
      'envelope',
      name,
      ENVELOPES.map((e) => e.name),
    );
  return spec;
}

export function unknownName(
  code: 'unknown-format' | 'unknown-envelope',
  what: string,
  name: string,
  known: readonly string[],
): UserError {
  const near = nearest(name, known)[0];
  return new UserError(
    code,
    `unknown ${what} "${name}"`,
    `${near === undefined ? '' : `did you mean ${near}? `}known: ${known.join(', ')}`,
  );
}

/** What the user set, as detection takes it. */
export function chosenOf({ envelope, format }: ResolvedInputs): { envelope?: EnvelopeSpec; format?: CompiledFormat } {
  return { ...(envelope !== undefined && { envelope }), ...(format !== undefined && { format }) };
}

/**
 * A sentence when what the user set fits none of these lines while something else would; undefined when there is nothing to
 * say. What was set stays in force.
 */
export function mismatch(lines: readonly Buffer[], resolved: ResolvedInputs): string | undefined {
  if (resolved.envelope === undefined && resolved.format === undefined) return undefined;
  const free = detect(lines);
  if (free.format === undefined) return undefined;
  const set = [resolved.format?.spec.name, resolved.envelope?.name].filter((name) => name !== undefined).join(' in ');
  return `set: ${set}; the lines look like ${free.format.spec.name} in envelope ${free.envelope!.name}`;
}

/** Says that an input turned out to be in something else. */
export function rebindSpeaker(say: (text: string) => void): (next: Detection, lineNo: number) => void {
  return (next, lineNo) =>
    say(`line ${lineNo}: the lines are now ${next.format!.spec.name} in envelope ${next.envelope!.name}`);
}

/** A reader for an input whose head is known. */
export function openReader(
  head: Buffer,
  resolved: ResolvedInputs,
  clock: InputClock,
  consumer: RecordConsumer,
  say: (text: string) => void,
): InputReader {
  const chosen = chosenOf(resolved);
  const lines = headLines(head, head.length < HEAD_BYTES);
  const detection = detect(lines, chosen);
  const wrong = detection.format === undefined ? mismatch(lines, resolved) : undefined;
  if (wrong !== undefined) say(wrong);
  return new InputReader({
    clock,
    maxLineBytes: resolved.maxLineBytes,
    detection,
    consumer,
    onRebind: rebindSpeaker(say),
    ...chosen,
  });
}

/** The latest time that lines of a file can bear, in epoch ms: about its date. */
export async function fileAnchor(path: string, nowMs: number): Promise<number> {
  const info = await stat(path);
  if (!info.isFile()) return nowMs;
  const gzip = await gzipMtime(path);
  return anchorOf({ mtimeMs: info.mtimeMs, name: path, nowMs, ...(gzip !== undefined && { gzipMtimeMs: gzip }) });
}

/** Says something on stderr, unless asked to be quiet. */
export function speaker(quiet: boolean): (text: string) => void {
  return quiet ? () => {} : (text) => void process.stderr.write(`rcodescope: ${printable(text)}\n`);
}
