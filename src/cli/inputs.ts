// What the commands that read logs share: options that name things looked up, messages on stderr.
import type { InputOptions } from '../config.js';
import { ENVELOPES } from '../envelopes/index.js';
import type { EnvelopeSpec } from '../envelopes/spec.js';
import { nearest, printable, UserError } from '../errors.js';
import type { CompiledFormat } from '../formats/compile.js';
import { compiledFormat, FORMATS } from '../formats/index.js';
import type { ResolvedInputs } from '../opening.js';
import { resolveTimeZone } from '../time/clock.js';

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

/** Says something on stderr, unless asked to be quiet. */
export function speaker(quiet: boolean): (text: string) => void {
  return quiet ? () => {} : (text) => void process.stderr.write(`rcodescope: ${printable(text)}\n`);
}
