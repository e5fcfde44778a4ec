// The bundled logs, read as `analyze` reads them: every client response with its cause.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { detect, headLines } from '../../src/detect.js';
import { type Cause, settled } from '../../src/diagnose/cause.js';
import { codeName } from '../../src/dns/rcode.js';
import { BlockFramer } from '../../src/framing.js';
import { Pipeline } from '../../src/pipeline.js';
import { InputReader } from '../../src/reader.js';
import { EVERYTHING } from '../../src/selection.js';
import { InputClock } from '../../src/time/clock.js';

const SAMPLES = new URL('../../samples/', import.meta.url);

/** Paths below samples/. */
export const BUNDLED: readonly string[] = ['bind', 'unbound'].flatMap((folder) =>
  readdirSync(new URL(folder, SAMPLES)).map((name) => `${folder}/${name}`),
);

export function bundledLog(path: string): Buffer {
  const bytes = readFileSync(new URL(path, SAMPLES));
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

export interface Answer {
  readonly line: number;
  readonly code: string;
  readonly cause: Cause | undefined;
}

export interface Causal {
  readonly answers: readonly Answer[];
  readonly unknownTexts: readonly string[];
}

/** Every client response of a log, in the order in which it is final, and the texts that no table has. */
export function answersOf(log: Buffer): Causal {
  const answers: Answer[] = [];
  const unknownTexts: string[] = [];
  const pipeline = new Pipeline({
    counts: {
      line: () => {},
      oversize: () => {},
      answer: (record) =>
        answers.push({ line: record.lineNo, code: codeName(record.code), cause: settled(record.cause, []) }),
      unknownText: (text) => unknownTexts.push(text),
      evicted: 0,
    },
    selection: EVERYTHING,
    maxOpenExchanges: 100_000,
  });
  const reader = new InputReader({
    clock: new InputClock({ timeZone: 'UTC', anchorMs: Date.UTC(2026, 10, 23) }),
    maxLineBytes: 1 << 20,
    detection: detect(headLines(log.subarray(0, 1 << 18), false)),
    consumer: pipeline,
  });
  const framer = new BlockFramer(reader, 1 << 20);
  framer.push(log);
  framer.finish();
  pipeline.finish();
  return { answers, unknownTexts };
}
