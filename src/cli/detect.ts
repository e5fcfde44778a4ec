// `detect`: which format and envelope a file is in, what was tried, how far the lines matched, what to set.
import type { z } from 'zod';
import type { DETECT_OPTIONS } from '../config.js';
import { type Detection, detect, HEAD_BYTES, headLines, type Trial } from '../detect.js';
import { printable, UserError } from '../errors.js';
import { peekHead } from '../sources/file.js';
import { writeOut } from './output.js';

const SHOWN = 6;

/** Exit status 1 when nothing fits. */
export async function detectCommand(args: readonly string[], options: z.infer<typeof DETECT_OPTIONS>): Promise<number> {
  const path = args[0]!;
  if (path === '-')
    throw new UserError('usage', 'detect reads a file, not standard input', 'save some lines to a file first');
  const head = await peekHead(path, HEAD_BYTES);
  const detection = detect(headLines(head, head.length < HEAD_BYTES));
  await writeOut(options.json ? `${JSON.stringify(asJson(path, detection), null, 2)}\n` : asText(path, detection));
  return detection.format === undefined ? 1 : 0;
}

function asJson(path: string, detection: Detection): Record<string, unknown> {
  return {
    path,
    lines: detection.lines,
    format: detection.format?.spec.name ?? null,
    envelope: detection.envelope?.name ?? null,
    trials: detection.trials.map((trial) => ({ ...trial, firstMiss: trial.firstMiss ?? null })),
  };
}

function asText(path: string, detection: Detection): string {
  const { format, envelope, lines, trials } = detection;
  const out: string[] = [];
  if (lines === 0) return `${printable(path)}: empty\n`;
  if (format === undefined) out.push(`${printable(path)}: no known format fits its first ${lines} lines`);
  else
    out.push(
      `${printable(path)}: ${format.spec.title}, envelope ${envelope!.name} (${envelope!.title})`,
      `set: --format ${format.spec.name} --envelope ${envelope!.name}`,
    );
  out.push(
    '',
    `Tried on the first ${lines} lines:`,
    '  format     envelope      with code  known  prefix only  no match',
  );
  for (const trial of trials.slice(0, SHOWN)) out.push(row(trial));
  if (trials.length > SHOWN) out.push(`  ${trials.length - SHOWN} more pairs fit less`);
  const miss = trials[0]?.firstMiss;
  if (miss !== undefined) {
    out.push(
      '',
      `First line that is not in the tables of ${trials[0]!.format}:`,
      `  ${printable(path)}:${miss.line}:${miss.column}  ${miss.text}`,
    );
    if (format === undefined)
      out.push(
        '',
        "Known formats: rcodescope formats. Other programs' lines, or a log without the right options? See: rcodescope formats NAME",
      );
  }
  return `${out.join('\n')}\n`;
}

function row(trial: Trial): string {
  const n = (value: number, width: number): string => String(value).padStart(width);
  return `  ${trial.format.padEnd(10)} ${trial.envelope.padEnd(12)} ${n(trial.coded, 10)} ${n(trial.known, 6)} ${n(trial.prefixOnly, 12)} ${n(trial.foreign, 9)}`;
}
