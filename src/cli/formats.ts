// `formats`: the formats there are; one in detail.
import type { z } from 'zod';
import type { FORMATS_OPTIONS } from '../config.js';
import { ENVELOPES } from '../envelopes/index.js';
import { FORMATS } from '../formats/index.js';
import type { FormatSpec } from '../formats/spec.js';
import { unknownName } from './inputs.js';
import { writeOut } from './output.js';

export async function formatsCommand(
  args: readonly string[],
  options: z.infer<typeof FORMATS_OPTIONS>,
): Promise<number> {
  const name = args[0];
  if (name === undefined) {
    await writeOut(
      options.json
        ? `${JSON.stringify({ formats: FORMATS.map(summary), envelopes: ENVELOPES.map(({ name, title }) => ({ name, title })) }, null, 2)}\n`
        : list(),
    );
    return 0;
  }
  const format = FORMATS.find((f) => f.name === name);
  if (format === undefined)
    throw unknownName(
      'unknown-format',
      'format',
      name,
      FORMATS.map((f) => f.name),
    );
  await writeOut(
    options.json
      ? `${JSON.stringify({ ...summary(format), enable: format.enable, limits: format.limits, kinds: kindsOf(format), samples: format.samples }, null, 2)}\n`
      : detail(format),
  );
  return 0;
}

function summary({ name, title, versions, product }: FormatSpec): Record<string, string> {
  return { name, title, versions, product };
}

function list(): string {
  const formats = FORMATS.map((f) => `  ${f.name.padEnd(14)}${f.title}, ${f.versions}`);
  const envelopes = ENVELOPES.map((e) => `  ${e.name.padEnd(14)}${e.title}`);
  return [
    'Formats',
    ...formats,
    '',
    'Envelopes (any format can be in any of them)',
    ...envelopes,
    '',
    'One in detail: rcodescope formats NAME',
    '',
  ].join('\n');
}

interface KindRow {
  readonly kind: string;
  readonly direction: string | null;
  readonly code: string | null;
}

function kindsOf(format: FormatSpec): KindRow[] {
  const rows = new Map<string, KindRow>();
  for (const { kind, event } of format.kinds) {
    const code =
      event === undefined
        ? null
        : (event.rcode ?? (event.codes === undefined ? 'in the line' : `by its ${event.codes.field}`));
    const known = rows.get(kind);
    if (known === undefined) rows.set(kind, { kind, direction: event?.direction ?? null, code });
    else if (known.code !== code && code !== null)
      rows.set(kind, { ...known, code: known.code === null ? code : 'in the line' });
  }
  return [...rows.values()];
}

function detail(format: FormatSpec): string {
  const out = [
    `${format.title}, ${format.versions}`,
    '',
    'Switch on:',
    ...format.enable.map((line) => `  - ${line}`),
    '',
    'Cannot tell:',
    ...format.limits.map((line) => `  - ${line}`),
  ];
  out.push('', 'Kinds of lines with a response code:', `  ${'kind'.padEnd(26)}${'direction'.padEnd(12)}code`);
  for (const row of kindsOf(format).filter((k) => k.direction !== null))
    out.push(`  ${row.kind.padEnd(26)}${row.direction!.padEnd(12)}${row.code ?? ''}`);
  const sample = format.samples[0];
  if (sample !== undefined) out.push('', 'Example:', `  ${sample.line}`);
  return `${out.join('\n')}\n`;
}
