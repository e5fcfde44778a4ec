// The bundled logs, read as a user's files are: every line against its known kind, code, basis and direction.
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detect, headLines } from '../src/detect.js';
import { codeName, codeOfWord } from '../src/dns/rcode.js';
import { EVENT, UNRECOGNIZED } from '../src/event.js';
import { Exchanges } from '../src/exchange/exchanges.js';
import { BlockFramer } from '../src/framing.js';
import { InputReader } from '../src/reader.js';
import { InputClock } from '../src/time/clock.js';
import totals from './truth/totals.json' with { type: 'json' };

const MAX_LINE = 1 << 20;

function content(path: string): Buffer {
  const url = new URL(path, import.meta.url);
  const packed = new URL(`${path}.gz`, import.meta.url);
  return existsSync(url) ? readFileSync(url) : gunzipSync(readFileSync(packed));
}

/** A code word of the truth, in the program's spelling. */
function spelled(word: string): string {
  const code = /^\d+$/.test(word) ? Number(word) : codeOfWord(word);
  if (code === undefined) throw new Error(`the truth says ${word}`);
  return codeName(code);
}

/** Line number, kind, code, basis, direction: one text for each event line. */
function truthOf(name: string): string[] {
  const rows = content(`truth/${name}.lines.tsv`).toString().trimEnd().split('\n').slice(1);
  return rows.map((row) => {
    const [line, kind, rcode, basis, direction] = row.split('\t') as [string, string, string, string, string];
    return [line, kind, spelled(rcode), basis, direction].join(' ');
  });
}

function readAll(log: Buffer) {
  const detection = detect(headLines(log.subarray(0, 1 << 18), false));
  const events: string[] = [];
  const unrecognized: number[] = [];
  const responses: Record<string, number> = {};
  const rebinds: number[] = [];
  let lines = 0;
  let last = Number.NEGATIVE_INFINITY;
  const exchanges = new Exchanges({
    maxOpen: 100_000,
    answer: (record) => {
      const code = codeName(record.code);
      responses[code] = (responses[code] ?? 0) + 1;
    },
  });
  const reader = new InputReader({
    clock: new InputClock({ timeZone: 'UTC', anchorMs: Date.UTC(2026, 10, 23) }),
    maxLineBytes: MAX_LINE,
    detection,
    consumer: {
      record: (record, outcome) => {
        lines++;
        if (record.time > last) last = record.time;
        if (outcome === UNRECOGNIZED) unrecognized.push(record.lineNo);
        if (record.kind !== undefined) exchanges.add(record);
        if (outcome !== EVENT) return;
        const { name, direction } = record.kind!;
        const basis = record.explicit ? 'explicit' : 'implied';
        events.push([record.lineNo, name, codeName(record.code), basis, direction].join(' '));
      },
      oversize: () => {
        throw new Error('no line is that long');
      },
    },
    onRebind: (_, lineNo) => rebinds.push(lineNo),
  });
  const framer = new BlockFramer(reader, MAX_LINE);
  framer.push(log);
  framer.finish();
  exchanges.finish();
  return { detection, events, unrecognized, responses, rebinds, lines, last };
}

describe.each(Object.entries(totals))('%s', (name, total) => {
  const seen = readAll(content(`../samples/${name}.log`));

  it('is detected and stays so', () => {
    expect(seen.detection.format?.spec.name).toBe(name.split('/')[0]);
    expect(seen.rebinds).toEqual([]);
  });

  it('has its lines, none of them unrecognized', () => {
    expect(seen.lines).toBe(total.lines);
    // Where only a time stands before a text, one that is in no table may be another program's.
    if (name.startsWith('pdns-recursor/')) expect(seen.unrecognized.length).toBeLessThan(0.05 * total.lines);
    else expect(seen.unrecognized).toEqual([]);
  });

  it('gives the events of the truth, line by line', () => {
    expect(seen.events).toEqual(truthOf(name));
  });

  // A cut log has no known number of exchanges.
  it.runIf('responses' in total)('gives the client responses of the truth', () => {
    const { responses } = total as { responses: Record<string, number> };
    expect(seen.responses).toEqual(Object.fromEntries(Object.entries(responses).map(([w, n]) => [spelled(w), n])));
  });

  it.skipIf(name === 'bind/bare-notime' || 'untimed' in total)('places its lines in time', () => {
    const time = 'day' in total ? `${total.day}T` : '2026-11-22T1[56]:';
    expect(new Date(seen.last).toISOString()).toMatch(new RegExp(`^${time}`));
  });
});
