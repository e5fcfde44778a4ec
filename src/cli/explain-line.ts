// `explain --from-log`: reads the line from the argument or lines from standard input, as the lines of a file are read.

import { type Detection, detect, headLines, type Trial } from '../detect.js';
import { ENVELOPES } from '../envelopes/index.js';
import { UserError } from '../errors.js';
import { EVENT, type LineRecord, NO_RCODE } from '../event.js';
import { toEvent } from '../event-view.js';
import { compiledFormats } from '../formats/index.js';
import { BlockFramer } from '../framing.js';
import {
  explainLine,
  explainLineMarkdown,
  explainLineText,
  type Fit,
  type LineReading,
} from '../knowledge/explain-line.js';
import { InputReader } from '../reader.js';
import { InputClock, resolveTimeZone } from '../time/clock.js';
import type { KnowledgeOutput } from './explain.js';
import { writeOut } from './output.js';

/** A page for each line: nobody reads more of them. */
const MOST_LINES = 50;
const MAX_BYTES = 1 << 20;

/** Prints what the lines say; `-` reads them from standard input. Exit status 1 when no line is of a known format. */
export async function explainLines(given: string, options: KnowledgeOutput): Promise<number> {
  const bytes = given === '-' ? await standardInput() : Buffer.from(given);
  const readings = readLines(bytes, Date.now());
  if (readings.length === 0) throw new UserError('usage', 'no line to explain', 'put the line in quotes');
  const explanations = readings.map(explainLine);
  const text =
    options.json === true
      ? `${JSON.stringify(explanations, null, 2)}\n`
      : options.markdown === true
        ? explanations.map(explainLineMarkdown).join('\n')
        : explanations
            .map((explanation) => explainLineText(explanation, options))
            .join(`\n${'-'.repeat(Math.min(options.width, 80))}\n\n`);
  await writeOut(text);
  return explanations.every(({ outcome }) => outcome === 'foreign') ? 1 : 0;
}

async function standardInput(): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BYTES) throw tooMuch();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const tooMuch = (): UserError =>
  new UserError('usage', `too much to explain line by line: at most ${MOST_LINES} lines`, 'see: rcodescope analyze');

/** Reads lines as those of one input, blank ones left out. Throws UserError for too many. */
export function readLines(bytes: Buffer, nowMs: number): LineReading[] {
  const lines = headLines(bytes, true, Number.POSITIVE_INFINITY);
  if (lines.filter((line) => line.length > 0).length > MOST_LINES) throw tooMuch();
  return read(bytes, detect(lines), nowMs).map((reading) => {
    if (reading.format !== undefined) return reading;
    // Lines pasted together can be of several servers.
    const line = Buffer.from(lines[reading.line - 1]!);
    const detection = withWeakFit(detect([line]));
    const [alone] = detection.format === undefined ? [] : read(line, detection, nowMs);
    return alone?.format === undefined
      ? { ...reading, tried: detection.trials.map(triedOf) }
      : { ...alone, line: reading.line };
  });
}

/** A single line that only begins as a format's lines do, or whose carrier names the program, is one of them all the same. */
function withWeakFit(detection: Detection): Detection {
  const weak = detection.trials.find(({ prefixOnly, carried }) => prefixOnly > 0 || carried > 0);
  if (detection.format !== undefined || weak === undefined) return detection;
  return {
    ...detection,
    envelope: ENVELOPES.find(({ name }) => name === weak.envelope),
    format: compiledFormats().find(({ spec }) => spec.name === weak.format),
  };
}

function read(bytes: Buffer, detection: Detection, nowMs: number): LineReading[] {
  const readings: LineReading[] = [];
  const reader: InputReader = new InputReader({
    clock: new InputClock({ timeZone: resolveTimeZone(undefined), anchorMs: nowMs }),
    maxLineBytes: MAX_BYTES,
    detection,
    consumer: {
      record(record, outcome) {
        if (record.rawEnd > record.rawStart) readings.push(readingOf(record, outcome, reader));
      },
      oversize() {},
    },
  });
  const framer = new BlockFramer(reader, MAX_BYTES);
  framer.push(bytes);
  framer.finish();
  return readings;
}

function readingOf(record: LineRecord, outcome: number, reader: InputReader): LineReading {
  const text = record.rawBuf.toString('utf8', record.rawStart, record.rawEnd);
  const { kind } = record;
  const known = outcome === EVENT || outcome === NO_RCODE;
  const format = known ? reader.lineFormat?.spec : undefined;
  return {
    line: record.lineNo,
    text,
    format,
    envelope: known ? reader.envelope : undefined,
    kind: kind?.name,
    code: outcome === EVENT ? record.code : undefined,
    said: kind === undefined ? undefined : toEvent(record),
    tried: [],
  };
}

function triedOf(trial: Trial): LineReading['tried'][number] {
  const fits: Fit =
    trial.coded + trial.known > 0
      ? 'known'
      : trial.prefixOnly > 0
        ? 'begins so'
        : trial.enveloped > 0
          ? 'another program'
          : 'not in this envelope';
  return { envelope: trial.envelope, format: trial.format, fits };
}
