// One part of the inputs, read to its end: the unit of work of `analyze`. The same function runs in the main thread and in
// workers, so that how many there are changes nothing but the time.
import type { LineCounts } from '../aggregate/line-counts.js';
import { type PackedTally, Tally } from '../aggregate/tally.js';
import type { SelectionOptions } from '../config.js';
import { detect, HEAD_BYTES, headLines } from '../detect.js';
import type { CauseCut } from '../diagnose/cause-cut.js';
import type { Finding, RuleOff } from '../diagnose/finding.js';
import { Patterns } from '../diagnose/patterns.js';
import type { WaitingCause } from '../diagnose/reason-counts.js';
import { ENVELOPES } from '../envelopes/index.js';
import { type ErrorCode, UserError } from '../errors.js';
import type { Coverage } from '../event.js';
import type { ExchangeCut } from '../exchange/cut.js';
import { compiledFormat, FORMATS } from '../formats/index.js';
import type { LineSink } from '../framing.js';
import { chosenOf, mismatch, type ResolvedInputs, rebindSpeaker } from '../opening.js';
import { Pipeline } from '../pipeline.js';
import { InputReader, type RecordConsumer } from '../reader.js';
import { compileSelection } from '../selection.js';
import { HistoryCounts, newHistorySteps, type PackedHistory } from '../sinks/history.js';
import { readFile, readRange } from '../sources/file.js';
import type { OpenSink, ReadOptions } from '../sources/reading.js';
import { type ClockOptions, type ClockState, InputClock } from '../time/clock.js';

/** What every part of a run has in common. Crosses threads, so formats and envelopes go by name. */
export interface RunOptions {
  readonly envelope: string | undefined;
  readonly format: string | undefined;
  readonly timeZone: string;
  readonly maxLineBytes: number;
  readonly maxOpenExchanges: number;
  readonly selection: SelectionOptions;
  readonly nowMs: number;
  /** Seconds of a step of the history that is counted beside the report; undefined: none is. */
  readonly historyStep: number | undefined;
}

export interface Part {
  readonly path: string;
  /** Bytes of a plain file; null: the whole file, decoded if need be. */
  readonly range: { readonly from: number; readonly to: number | null } | null;
  /** What the file's head showed, for parts whose own lines tell nothing. */
  readonly found: { readonly envelope: string; readonly format: string } | undefined;
  /** A part of the same log comes before it, after it. */
  readonly continues: boolean;
  readonly goesOn: boolean;
  readonly clock: Omit<ClockOptions, 'state'> & { readonly state: ClockState | undefined };
}

/** `T` is what holds the counts: a tally here, a packed one where it crosses threads. */
export interface PartResult<T extends Tally | PackedTally = Tally | PackedTally> {
  readonly tally: T;
  readonly history: PackedHistory | undefined;
  readonly lines: LineCounts;
  readonly format: string | undefined;
  readonly envelope: string | undefined;
  readonly coverage: Coverage;
  readonly cut: ExchangeCut;
  readonly causes: CauseCut;
  /** Responses whose causes `causes` will tell. */
  readonly waiting: readonly WaitingCause[];
  readonly findings: readonly Finding[];
  readonly rulesOff: readonly RuleOff[];
  readonly clock: ClockState;
  /** What there is to say about the input. */
  readonly notes: readonly string[];
  readonly error:
    | { readonly code: ErrorCode; readonly message: string; readonly advice: string | undefined }
    | undefined;
}

export function resolvedOf(run: RunOptions): ResolvedInputs {
  const envelope = ENVELOPES.find((e) => e.name === run.envelope);
  const format = FORMATS.find((f) => f.name === run.format);
  return {
    envelope,
    format: format === undefined ? undefined : compiledFormat(format),
    timeZone: run.timeZone,
    maxLineBytes: run.maxLineBytes,
  };
}

/** Reads a part. Faults of the input are part of the result; `read` defaults to the part's file. */
export async function runPart(
  run: RunOptions,
  part: Part,
  progress: (readBytes: number, lines: number) => void = () => undefined,
  read?: (open: OpenSink, options: ReadOptions) => Promise<unknown>,
): Promise<PartResult<Tally>> {
  const resolved = resolvedOf(run);
  const selection = compileSelection(run.selection, run.nowMs);
  const { state, ...clockOptions } = part.clock;
  const clock = new InputClock({ ...clockOptions, ...(state !== undefined && { state }) });
  const tally = new Tally();
  const history =
    run.historyStep === undefined ? undefined : new HistoryCounts(tally, newHistorySteps(run.historyStep));
  const patterns = new Patterns(part.path);
  const pipeline = new Pipeline({
    counts: history ?? tally,
    selection,
    maxOpenExchanges: run.maxOpenExchanges,
    patterns,
    continues: part.continues,
  });
  const notes: string[] = [];
  let reader: InputReader | undefined;
  const open = (head: Buffer): LineSink => {
    reader = openPart(head, part, resolved, clock, pipeline, notes);
    return reader;
  };
  const options: ReadOptions = {
    maxLineBytes: run.maxLineBytes,
    warn: (text) => notes.push(text),
    progress: (bytes) => progress(bytes, pipeline.lines.read),
  };
  let error: PartResult['error'];
  try {
    if (read !== undefined) await read(open, options);
    else if (part.range === null) await readFile(part.path, open, options);
    else await readRange(part.path, part.range, open, options);
  } catch (fault) {
    if (!(fault instanceof UserError)) throw fault;
    error = { code: fault.code, message: fault.message, advice: fault.advice };
  }
  const cut = part.goesOn ? pipeline.cut() : finished(pipeline);
  patterns.finish();
  const format = reader?.format?.spec;
  return {
    causes: pipeline.causeCut(),
    waiting: tally.reasons.waiting,
    findings: patterns.findings(),
    rulesOff: patterns.off(),
    tally,
    history: history?.pack(),
    lines: pipeline.lines,
    format: format?.name,
    envelope: reader?.envelope?.name,
    coverage: pipeline.coverage(format?.coverage ?? 'unknown'),
    cut,
    clock: clock.state(),
    notes,
    error,
  };
}

function finished(pipeline: Pipeline): ExchangeCut {
  pipeline.finish();
  return { open: [], deferred: pipeline.cut().deferred };
}

function openPart(
  head: Buffer,
  part: Part,
  resolved: ResolvedInputs,
  clock: InputClock,
  consumer: RecordConsumer,
  notes: string[],
): InputReader {
  const say = (text: string): void => void notes.push(`${part.path}: ${text}`);
  const chosen = chosenOf(resolved);
  const lines = headLines(head, head.length < HEAD_BYTES);
  let detection = detect(lines, chosen);
  const first = part.range === null || part.range.from === 0;
  const wrong = first && detection.format === undefined ? mismatch(lines, resolved) : undefined;
  if (wrong !== undefined) say(wrong);
  if (detection.format === undefined && part.found !== undefined) {
    const { found } = part;
    const format = compiledFormat(FORMATS.find((f) => f.name === found.format)!);
    detection = { ...detection, format, envelope: ENVELOPES.find((e) => e.name === found.envelope) };
  }
  return new InputReader({
    clock,
    maxLineBytes: resolved.maxLineBytes,
    detection,
    consumer,
    onRebind: rebindSpeaker(say),
    continues: part.continues,
    ...chosen,
  });
}
