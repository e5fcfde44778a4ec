// A layout and a line: the texts of the fields that it fills, or undefined when it does not match.
import { FIELDS, type FieldName, newLineRecord, STAMP_AT, STAMP_NONE } from '../../src/event.js';
import { compileLayout } from '../../src/layout/compile.js';
import { parseLayout } from '../../src/layout/syntax.js';
import { wordTable } from '../../src/layout/word-table.js';

export interface Match {
  readonly fields: Readonly<Record<string, string>>;
  readonly numbers: Readonly<Partial<Record<FieldName, number>>>;
  readonly stamp: number;
  readonly end: number;
}

export function scan(
  layout: string,
  line: string,
  { anchored = true, sets = {} as Record<string, string[]> } = {},
): Match | undefined {
  const tables = Object.fromEntries(
    Object.entries(sets).map(([k, words]) => [k, wordTable(words.map((w, i) => [w, i]))]),
  );
  const { scan: scanner } = compileLayout(parseLayout(layout), tables, { anchored });
  const record = newLineRecord();
  record.ranges[STAMP_AT] = STAMP_NONE;
  const b = Buffer.from(line, 'latin1');
  const end = scanner(b, 0, b.length, record.ranges, record.numbers);
  const fields: Record<string, string> = {};
  const numbers: Partial<Record<FieldName, number>> = {};
  for (const [slot, name] of FIELDS.entries()) {
    const from = record.ranges[2 * slot]!;
    if (from >= 0) fields[name] = line.slice(from, record.ranges[2 * slot + 1]);
    if (!Number.isNaN(record.numbers[slot]!)) numbers[name] = record.numbers[slot]!;
  }
  if (end < 0) {
    if (Object.keys(fields).length > 0) throw new Error(`a failed match left ${JSON.stringify(fields)}`);
    if (record.ranges[STAMP_AT] !== STAMP_NONE) throw new Error('a failed match left a stamp');
    return undefined;
  }
  return { fields, numbers, stamp: record.ranges[STAMP_AT]!, end };
}

export const match = (layout: string, line: string, options = {}): Readonly<Record<string, string>> | undefined =>
  scan(layout, line, options)?.fields;
