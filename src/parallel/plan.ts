// From inputs to parts: which pieces of which files are read independently, and what each must know to begin.

import { HEAD_BYTES, headLines } from '../detect.js';
import { UserError } from '../errors.js';
import { FORMATS } from '../formats/index.js';
import { openReader, type ResolvedInputs } from '../opening.js';
import { fileAnchor } from '../sources/anchor.js';
import { fileKind, peekHead } from '../sources/file.js';
import type { InputSpec } from '../sources/inputs.js';
import { STDIN_NAME } from '../sources/stdin.js';
import { InputClock } from '../time/clock.js';
import { cutFile, type FileCuts } from './cuts.js';
import type { Part } from './part.js';

/** Nominal length of a part. Fixed, so that the parts never depend on the number of workers. */
const PART_BYTES = 64 << 20;

/** What is read, in order. */
export type Job =
  | { readonly kind: 'part' | 'stdin'; readonly part: Part }
  | { readonly kind: 'error'; readonly error: UserError };

/** Plans one log: the files of a rotated series, oldest first, or a single input. */
export async function planLog(
  series: readonly InputSpec[],
  resolved: ResolvedInputs,
  nowMs: number,
  partBytes = PART_BYTES,
): Promise<Job[]> {
  const jobs: Job[] = [];
  let clock: InputClock | undefined;
  /** What the first file of the series that shows it is in: a short file may not show it. */
  let found: Part['found'];
  for (const spec of series) {
    if (spec.kind === 'error') {
      jobs.push(spec);
      continue;
    }
    if (spec.kind === 'stdin') {
      jobs.push({ kind: 'stdin', part: newPart(STDIN_NAME, nowMs, resolved) });
      continue;
    }
    try {
      const anchorMs = await fileAnchor(spec.path, nowMs);
      clock ??= new InputClock({ timeZone: resolved.timeZone, anchorMs });
      clock.setAnchor(anchorMs);
      const shown = series.length > 1 ? await readFirstTime(spec.path, clock, resolved) : undefined;
      found ??= shown;
      const state = series.length > 1 ? clock.state() : undefined;
      const kind = await fileKind(spec.path);
      const plain = kind?.compression === 'none';
      let cuts = plain ? await cutFile(spec.path, kind.size, resolved, clock, partBytes) : WHOLE;
      // Its open queries are known to nobody who begins in the middle.
      if (FORMATS.find(({ name }) => name === cuts.found?.format)?.firstOutcome !== undefined)
        cuts = { ...WHOLE, found: cuts.found };
      for (const [i, range] of cuts.parts.entries()) {
        const part = newPart(spec.path, anchorMs, resolved);
        jobs.push({
          kind: 'part',
          part: {
            ...part,
            range: cuts.parts.length === 1 ? null : { from: range.from, to: range.to },
            found: cuts.found,
            clock: { ...part.clock, state: i === 0 ? state : range.state },
          },
        });
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      jobs.push({ kind: 'error', error });
    }
  }
  return linked(jobs, found);
}

function newPart(path: string, anchorMs: number, resolved: ResolvedInputs): Part {
  return {
    path,
    range: null,
    found: undefined,
    continues: false,
    goesOn: false,
    clock: { timeZone: resolved.timeZone, anchorMs, state: undefined },
  };
}

/** Parts of one log know of each other: exchanges span them. */
function linked(jobs: Job[], found: Part['found']): Job[] {
  const parts = jobs.filter((job) => job.kind === 'part');
  return jobs.map((job) => {
    if (job.kind !== 'part') return job;
    const at = parts.indexOf(job);
    return {
      ...job,
      part: { ...job.part, found: job.part.found ?? found, continues: at > 0, goesOn: at + 1 < parts.length },
    };
  });
}

const WHOLE: FileCuts = { found: undefined, parts: [{ from: 0, to: null, state: undefined }] };

/** Moves the clock of a series on to a file's first time, and says what the file's head is in. */
async function readFirstTime(path: string, clock: InputClock, resolved: ResolvedInputs): Promise<Part['found']> {
  const head = await peekHead(path, HEAD_BYTES);
  let seen = false;
  const consumer = {
    record: ({ time }: { readonly time: number }) => {
      seen ||= !Number.isNaN(time);
    },
    oversize: () => undefined,
  };
  const reader = openReader(head, resolved, clock, consumer, () => undefined);
  for (const line of headLines(head, head.length < HEAD_BYTES, Number.POSITIVE_INFINITY)) {
    reader.line(line, 0, line.length, { lineNo: 1, offset: 0 });
    if (seen) break;
  }
  const { envelope, format } = reader;
  return envelope === undefined || format === undefined
    ? undefined
    : { envelope: envelope.name, format: format.spec.name };
}
