// Laws that hold for every format: nothing throws or reads past the line's end, no format takes another's lines, and a
// carrier changes nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detect } from '../../src/detect.js';
import { FIELDS, type LineRecord, newLineRecord } from '../../src/event.js';
import { toEvent } from '../../src/event-view.js';
import { CODED, type CompiledFormat, KNOWN, type ReadResult } from '../../src/formats/compile.js';
import { compiledFormat, compiledFormats, FORMATS } from '../../src/formats/index.js';
import type { Sample } from '../../src/formats/spec.js';
import { InputReader } from '../../src/reader.js';
import { InputClock } from '../../src/time/clock.js';
import { CARRIERS } from './carriers.js';
import { bytes, readSample } from './reading.js';

interface Outcome {
  readonly result: ReadResult;
  readonly kind: string | undefined;
  readonly code: number;
  readonly ranges: readonly number[];
}

/** Reads b[start, end) and says what came of it, with ranges counted from the line's start. */
function outcome(
  format: CompiledFormat,
  b: Uint8Array,
  start: number,
  end: number,
  record: LineRecord = newLineRecord(),
): Outcome {
  const result = format.read(record, b, start, end, undefined);
  for (let slot = 0; slot < FIELDS.length; slot++) {
    const from = record.ranges[2 * slot]!;
    const to = record.ranges[2 * slot + 1]!;
    if (from === -1) continue;
    if (from < start || to < from || to > end)
      throw new Error(`${FIELDS[slot]} is at ${from}..${to} of ${start}..${end}`);
  }
  if (result === CODED && !(record.code >= 0)) throw new Error(`an event with code ${record.code}`);
  const last = FIELDS.length * 2;
  const ranges = [...record.ranges].map((at, i) => (at < 0 || i === last ? at : at - start));
  return { result, kind: record.kind?.name, code: result === CODED ? record.code : -1, ranges };
}

/** The line alone, and the same bytes inside others that go on where it ends: both must be read alike. */
function readsAlike(format: CompiledFormat, line: Uint8Array, before: Uint8Array, behind: Uint8Array): Outcome {
  const alone = outcome(format, line, 0, line.length);
  const inside = outcome(format, Buffer.concat([before, line, behind]), before.length, before.length + line.length);
  if (JSON.stringify(inside) !== JSON.stringify(alone)) expect(inside).toEqual(alone);
  return alone;
}

const isRead = (sample: Sample): boolean =>
  'kind' in sample.is || ('noRcode' in sample.is && sample.is.noRcode !== true);

describe.each(FORMATS.map((spec) => [spec.name, spec] as const))('%s', (_, spec) => {
  const lines = FORMATS.flatMap(({ samples }) => samples.map(({ line }) => bytes(line)));
  const anyLine = fc.constantFrom(...lines);
  const format = compiledFormat(spec);

  it('reads every beginning of every line, and nothing behind it', () => {
    const before = bytes('x');
    for (const line of lines) {
      for (let end = 0; end <= line.length; end++)
        readsAlike(format, line.subarray(0, end), before, line.subarray(end));
    }
  });

  it('reads every end of every line', () => {
    for (const line of lines) {
      for (let start = 0; start < line.length; start++)
        readsAlike(format, line.subarray(start), line.subarray(0, start), bytes(' #012: '));
    }
  });

  it('bears changed, added and lost bytes', () => {
    const byte = fc.oneof(fc.constantFrom(0, 9, 10, 32, 34, 35, 39, 40, 41, 47, 58, 91, 92, 93, 255), fc.nat(255));
    const edit = fc.record({ at: fc.nat(400), lose: fc.nat(3), add: fc.array(byte, { maxLength: 3 }) });
    fc.assert(
      fc.property(anyLine, fc.array(edit, { minLength: 1, maxLength: 4 }), (line, edits) => {
        let changed: Buffer = line;
        for (const { at, lose, add } of edits) {
          const from = at % (changed.length + 1);
          changed = Buffer.concat([changed.subarray(0, from), Buffer.from(add), changed.subarray(from + lose)]);
        }
        readsAlike(format, changed, bytes('client '), bytes(': x'));
      }),
      { numRuns: 3000 },
    );
  });

  it('bears halves of two lines put together', () => {
    fc.assert(
      fc.property(anyLine, anyLine, fc.nat(400), fc.nat(400), (a, b, i, j) => {
        const mixed = Buffer.concat([a.subarray(0, i), b.subarray(j % (b.length + 1))]);
        readsAlike(format, mixed, b, a);
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps nothing of the lines before', () => {
    const part = fc.tuple(anyLine, fc.nat(200)).map(([line, cut]) => (cut < 100 ? line : line.subarray(0, cut - 100)));
    const record = newLineRecord();
    fc.assert(
      fc.property(fc.array(part, { minLength: 2, maxLength: 20 }), (parts) => {
        for (const line of parts) {
          const fresh = outcome(format, line, 0, line.length);
          const reused = outcome(format, line, 0, line.length, record);
          // Where a range has no start its end means nothing.
          const starts = ({ ranges, ...rest }: Outcome) => ({
            ...rest,
            ranges: ranges.map((at, i) => (i % 2 === 1 && ranges[i - 1]! < 0 ? -1 : at)),
          });
          expect(starts(reused)).toEqual(starts(fresh));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('bears any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (line) => {
        readsAlike(format, line, bytes(''), bytes('\u0000'));
      }),
    );
    for (const byte of [0, 9, 32, 255]) readsAlike(format, Buffer.alloc(70_000, byte), bytes(''), bytes(''));
  });

  it('bears long lines made to be read again and again', () => {
    const pieces = [': ', "': ", ' (', ') for ', ') at ', ']: ', '[1:0] info: ', "' denied", '/A/IN', '#012', ' (a): '];
    const heads = spec.samples.map(({ line }) => line.slice(0, 60));
    for (const head of new Set(heads)) {
      for (const piece of pieces) {
        const line = bytes(head + piece.repeat(Math.ceil(16_000 / piece.length)));
        outcome(format, line, 0, line.length);
      }
    }
  });

  it.each(FORMATS.filter((other) => other !== spec).map((other) => [other.name, other] as const))(
    'takes no line of %s for its own',
    (_name, other) => {
      const taken = other.samples.filter((sample) => readSample(format, sample).result >= KNOWN);
      expect(taken.map(({ line }) => line)).toEqual([]);
    },
  );
});

/** What a reader makes of lines, as events; a line that is none is its kind or undefined. */
function readThrough(lines: readonly string[]): {
  envelope: string | undefined;
  format: string | undefined;
  seen: unknown[];
} {
  const buffers = lines.map(bytes);
  const detection = detect(buffers);
  const seen: unknown[] = [];
  const push = (record: LineRecord): void => {
    seen.push(record.code >= 0 ? plainEvent(record) : record.kind?.name);
  };
  const reader = new InputReader({
    clock: new InputClock({ timeZone: 'UTC', anchorMs: Date.UTC(2026, 11, 1) }),
    maxLineBytes: 1 << 20,
    detection,
    consumer: { record: push, oversize: () => seen.push('oversize') },
  });
  for (const [i, line] of buffers.entries()) reader.line(line, 0, line.length, { lineNo: i + 1, offset: 0 });
  return { envelope: detection.envelope?.name, format: detection.format?.spec.name, seen };
}

/** An event without what the carrier may add, nor what the line of its query may. */
function plainEvent(record: LineRecord): object {
  const event = { ...toEvent(record), time: 0, line: 0, offset: 0 };
  const joined = FORMATS.some(({ name, firstOutcome }) => name === event.format && firstOutcome !== undefined);
  return joined ? { ...event, client: '', clientPort: 0, qname: '', qtype: '' } : event;
}

describe.each(CARRIERS.map((carrier, i) => [`${carrier.name} ${i}`, carrier] as const))('in %s', (_, carrier) => {
  const cases = compiledFormats().flatMap((format) =>
    format.spec.samples.filter(isRead).map((sample) => ({ format, sample })),
  );

  it('every line is detected from ten and read as without it', () => {
    for (const { format, sample } of cases) {
      const once = [...(sample.after ?? []), sample.line];
      const wrapped = once.map((line) => carrier.wrap(line, format.spec.programs[0]!));
      if (wrapped.includes(undefined)) continue;
      const ten = Array.from({ length: 10 }, () => wrapped as string[]).flat();
      const { envelope, format: found, seen } = readThrough(ten);
      expect({ line: ten[0], envelope, format: found }).toEqual({
        line: ten[0],
        envelope: carrier.name,
        format: format.spec.name,
      });
      const { result, record } = readSample(format, sample);
      const direct = result === CODED ? plainEvent(record) : record.kind?.name;
      for (let i = once.length - 1; i < seen.length; i += once.length) expect(seen[i]).toEqual(direct);
    }
  });
});
