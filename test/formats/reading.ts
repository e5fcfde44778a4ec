// What the tests of the formats share: reading a sample's lines, and holding the outcome against what the sample says.
import { codeName } from '../../src/dns/rcode.js';
import { type LineRecord, newLineRecord, SLOT } from '../../src/event.js';
import { toEvent } from '../../src/event-view.js';
import { CODED, type CompiledFormat, FOREIGN, KNOWN, PREFIX_ONLY, type ReadResult } from '../../src/formats/compile.js';
import type { Sample } from '../../src/formats/spec.js';

export const bytes = (line: string): Buffer => Buffer.from(line, 'latin1');

/** Reads the lines before the sample, then the sample. */
export function readSample(format: CompiledFormat, sample: Sample): { result: ReadResult; record: LineRecord } {
  const record = newLineRecord();
  let result: ReadResult = FOREIGN;
  for (const line of [...(sample.after ?? []), sample.line]) {
    const b = bytes(line);
    result = format.read(record, b, 0, b.length, record.kind);
  }
  return { result, record };
}

/** What a reading says in the words of a sample, with the fields that the sample names. */
export function reading(result: ReadResult, record: LineRecord, sample: Sample): object {
  if (result === FOREIGN) return { unrecognized: true };
  if (result === PREFIX_ONLY) return { noRcode: true };
  const event = { ...toEvent(record), time: record.numbers[SLOT.time] } as unknown as Record<string, unknown>;
  const fields = Object.fromEntries(
    Object.keys(sample.is)
      .filter((key) => !['kind', 'rcode', 'basis', 'direction', 'noRcode', 'unrecognized'].includes(key))
      .map((key) => [key, event[key]]),
  );
  if (result === KNOWN) return { noRcode: record.kind!.name, ...fields };
  if (result !== CODED) throw new Error(`result ${String(result)}`);
  const { kind, basis, direction } = event;
  return { kind, rcode: codeName(record.code), basis, direction, ...fields };
}
