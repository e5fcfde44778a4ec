// An input cut into parts anywhere gives the same responses as the whole: what the parts hand on is all that joining needs.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeName } from '../../src/dns/rcode.js';
import { newLineRecord } from '../../src/event.js';
import type { ExchangeCut } from '../../src/exchange/cut.js';
import { Exchanges } from '../../src/exchange/exchanges.js';
import { bind } from '../../src/formats/bind.js';
import { compiledFormat, kindAt } from '../../src/formats/index.js';

const TEXTS = [
  'query: a.example IN A + (192.0.2.53)',
  'response: a.example IN A NXDOMAIN 0 1 0 + (192.0.2.53)',
  'query failed (timed out) for a.example/IN/A at query.c:1',
  'query failed (REFUSED) for a.example/IN/A at query.c:1',
  "query 'a.example/A/IN' denied",
  'rate limit slip REFUSED error response to 192.0.2.0/24',
  'update failed: not authoritative for update zone (NOTAUTH)',
  'request has invalid signature: TSIG k: tsig verify failure (BADKEY)',
  'message parsing failed: unexpected end of input',
];

interface Line {
  readonly text: string;
  readonly port: number;
  readonly pointer: number;
  /** ms since the line before. */
  readonly after: number;
}

const format = compiledFormat(bind);

interface Part {
  readonly counts: Map<string, number>;
  readonly cut: ExchangeCut;
}

/** Runs lines[from, to); `ends`: everything is final at its end. */
function runPart(
  lines: readonly Line[],
  from: number,
  to: number,
  options: { continues: boolean; ends: boolean; timeless: boolean },
): Part {
  const counts = new Map<string, number>();
  const exchanges = new Exchanges({
    maxOpen: 1000,
    continues: options.continues,
    answer: (record, detail) => {
      const key = `${codeName(record.code)} ${codeName(detail)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
  });
  const record = newLineRecord();
  let time = 1_795_363_000_000;
  for (const [i, line] of lines.entries()) {
    time += line.after;
    if (i < from || i >= to) continue;
    const b = Buffer.from(`client @0x${line.pointer} 192.0.2.1#${line.port}: ${line.text}`);
    format.read(record, b, 0, b.length, undefined);
    record.time = options.timeless ? Number.NaN : time;
    record.lineNo = i - from + 1;
    exchanges.add(record);
  }
  if (!options.ends) return { counts, cut: { open: exchanges.takeOpen(), deferred: exchanges.deferred } };
  exchanges.finish();
  return { counts, cut: { open: [], deferred: exchanges.deferred } };
}

function total(lines: readonly Line[], cuts: readonly number[], timeless: boolean): Record<string, number> {
  const sum = new Map<string, number>();
  const add = (counts: Map<string, number>): void => {
    for (const [key, n] of counts) sum.set(key, (sum.get(key) ?? 0) + n);
  };
  const glue = new Exchanges({
    maxOpen: 1000,
    answer: (record, detail) => add(new Map([[`${codeName(record.code)} ${codeName(detail)}`, 1]])),
  });
  const bounds = [0, ...cuts, lines.length];
  for (let part = 0; part + 1 < bounds.length; part++) {
    // Whatever crosses threads or files is JSON.
    const { counts, cut } = runPart(lines, bounds[part]!, bounds[part + 1]!, {
      continues: part > 0,
      ends: false,
      timeless,
    });
    add(counts);
    const sent = JSON.parse(JSON.stringify(cut)) as ExchangeCut;
    glue.resume(sent.deferred, sent.open, kindAt, bounds[part]!);
  }
  glue.finish();
  return Object.fromEntries([...sum].sort());
}

const line = fc.record({
  text: fc.constantFrom(...TEXTS),
  port: fc.integer({ min: 1, max: 3 }),
  pointer: fc.integer({ min: 1, max: 2 }),
  after: fc.constantFrom(0, 0, 1, 500, 1500, 20_000, 59_999, 61_000),
});

describe('parts of an input', () => {
  it('give the same responses as the whole, wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 60 }),
        fc.array(fc.nat(60), { maxLength: 4 }),
        fc.boolean(),
        (lines, places, timeless) => {
          const cuts = [...new Set(places.filter((p) => p <= lines.length))].sort((a, b) => a - b);
          const whole = runPart(lines, 0, lines.length, { continues: false, ends: true, timeless });
          expect(total(lines, cuts, timeless)).toEqual(Object.fromEntries([...whole.counts].sort()));
        },
      ),
      { numRuns: 3000 },
    );
  });
});
