// `analyze`: reads inputs to their end and reports.
import { availableParallelism } from 'node:os';
import { type CountingOptions, newSnapshot } from '../aggregate/snapshot.js';
import type { AnalyzeOptions } from '../config.js';
import { isAtLeast } from '../diagnose/finding.js';
import { formatUserError, printable, UserError } from '../errors.js';
import { Gatherer } from '../parallel/gather.js';
import { type Part, type PartResult, type RunOptions, runPart } from '../parallel/part.js';
import { type Job, planLog } from '../parallel/plan.js';
import { runParts } from '../parallel/pool.js';
import { buildReport } from '../report/model.js';
import { compileSelection } from '../selection.js';
import { Histories } from '../sinks/history.js';
import { expandInputs } from '../sources/inputs.js';
import { liveName } from '../sources/series.js';
import { readStdin, STDIN_NAME } from '../sources/stdin.js';
import { packageVersion } from '../version.js';
import { printReport } from './analyze-output.js';
import { checkHistoryTarget, stepSeconds, writeHistory } from './history-file.js';
import { resolveInputOptions, speaker } from './inputs.js';
import { type Progress, stderrProgress } from './progress.js';
import { orderInputs } from './series.js';
import { checkSnapshotTarget, openBaseline, writeSnapshotFile } from './snapshot-file.js';
import { checkTextfileTarget, TOTALS_STEP, writeTextfile } from './textfile.js';

export async function analyzeCommand(args: readonly string[], options: AnalyzeOptions): Promise<number> {
  const resolved = resolveInputOptions(options);
  const nowMs = Date.now();
  const selection = compileSelection(options, nowMs);
  const specs = await expandInputs(args.length === 0 ? ['-'] : args);
  const progress = stderrProgress(specs, options.quiet);
  const say = progress.beside(speaker(options.quiet));
  const complain = progress.beside((text) => process.stderr.write(`${text}\n`));
  const run: RunOptions = {
    envelope: resolved.envelope?.name,
    format: resolved.format?.spec.name,
    timeZone: resolved.timeZone,
    maxLineBytes: resolved.maxLineBytes,
    maxOpenExchanges: options.maxOpenExchanges,
    selection: { since: options.since, until: options.until, only: options.only },
    nowMs,
    historyStep:
      options.openmetrics !== undefined
        ? stepSeconds(options.step)
        : options.textfile !== undefined
          ? TOTALS_STEP
          : undefined,
  };
  if (options.snapshot !== undefined) await checkSnapshotTarget(options.snapshot);
  if (options.openmetrics !== undefined) await checkHistoryTarget(options.openmetrics);
  if (options.textfile !== undefined) await checkTextfileTarget(options.textfile);
  const baseline = await openBaseline(options.baseline);
  const jobs: Job[] = [];
  const logs: string[] = [];
  for (const series of await orderInputs(specs, resolved, nowMs)) {
    const [first] = series;
    logs.push(liveName(first!.kind === 'stdin' ? STDIN_NAME : first!.path));
    jobs.push(...(await planLog(series, resolved, nowMs)));
  }
  const histories = run.historyStep === undefined ? undefined : new Histories(run.historyStep);
  const gatherer = new Gatherer({ selection, maxOpenExchanges: options.maxOpenExchanges, histories });
  let status = 0;
  try {
    for await (const result of runJobs(jobs, run, options.workers ?? availableParallelism(), progress)) {
      if (result instanceof UserError) {
        complain(formatUserError(result));
        status = 1;
        continue;
      }
      const [part, read] = result;
      gatherer.add(part, read);
      for (const note of read.notes) say(note);
      const { lines, error } = read;
      if (error !== undefined) {
        complain(formatUserError(new UserError(error.code, error.message, error.advice)));
        status = 1;
      }
      if (lines.read > 0 && (read.format === undefined || lines.events + lines.noRcode === 0))
        say(`${part.path}: no known format fits its lines; see: rcodescope detect ${part.path}`);
    }
    gatherer.finish();
  } finally {
    progress.end();
  }
  if (gatherer.inputs.length > 0) {
    const counted = gatherer.tally.snapshot();
    const { inputs } = gatherer;
    const counting = [countingOptions(run)];
    if (options.snapshot !== undefined)
      await writeSnapshotFile(
        options.snapshot,
        newSnapshot({
          version: packageVersion(),
          timezone: resolved.timeZone,
          options: counting,
          inputs,
          tally: counted,
        }),
      );
    const report = buildReport(counted, {
      top: options.top,
      timezone: resolved.timeZone,
      selected: !selection.all,
      inputs,
      findings: gatherer.findings,
      rulesOff: gatherer.rulesOff,
      baseline: baseline && { ...baseline, options: counting },
    });
    await printReport(report, options);
    if (options.openmetrics !== undefined)
      await writeHistory(options.openmetrics, histories!, { logs, report, nowMs, say });
    if (options.textfile !== undefined) {
      if (status === 0) await writeTextfile(options.textfile, histories!, logs, inputs);
      else complain(`rcodescope: ${printable(options.textfile)}: not written, since some inputs were not read whole`);
    }
    const { failOn } = options;
    if (failOn !== undefined && report.findings.some((finding) => isAtLeast(finding, failOn))) status = 1;
  }
  return status;
}

/** What of a run's options belongs into its snapshot. */
function countingOptions({ selection, format, envelope, maxLineBytes, maxOpenExchanges }: RunOptions): CountingOptions {
  const { since, until, only } = selection;
  return {
    since: since ?? null,
    until: until ?? null,
    only: [...only].sort(),
    format: format ?? null,
    envelope: envelope ?? null,
    maxLineBytes,
    maxOpenExchanges,
  };
}

/** Results in the order of the jobs. Standard input is read here, in its turn; files by the workers. */
async function* runJobs(
  jobs: readonly Job[],
  run: RunOptions,
  workers: number,
  progress: Progress,
): AsyncGenerator<[Part, PartResult] | UserError> {
  const parts = jobs.flatMap((job) => (job.kind === 'part' ? [job.part] : []));
  const tell = progressOfParts(progress);
  const results = runParts(parts, { run, workers, progress: tell.update });
  try {
    for (const job of jobs) {
      if (job.kind === 'error') yield job.error;
      else if (job.kind === 'stdin') {
        const update = (bytes: number, lines: number): void => tell.update(job.part, bytes, lines);
        yield [job.part, await runPart(run, job.part, update, (open, options) => readStdin(open, options))];
      } else {
        const { value } = await results.next();
        tell.done(job.part);
        yield [job.part, value as PartResult];
      }
    }
  } finally {
    await results.return(undefined);
  }
}

/** Adds up the parts of a file. */
function progressOfParts(progress: Progress): {
  update(part: Part, bytes: number, lines: number): void;
  done(part: Part): void;
} {
  const files = new Map<string, Map<Part, [number, number]>>();
  return {
    update(part, bytes, lines) {
      const file = files.get(part.path) ?? new Map<Part, [number, number]>();
      files.set(part.path, file.set(part, [bytes, lines]));
      let [allBytes, allLines] = [0, 0];
      for (const [b, l] of file.values()) {
        allBytes += b;
        allLines += l;
      }
      progress.update(part.path, allBytes, allLines);
    },
    done(part) {
      if (part.range === null || part.range.to === null) progress.done(part.path);
    },
  };
}
