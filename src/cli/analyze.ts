// `analyze`: reads inputs to their end and reports.
import { type LineCounts, Tally } from '../aggregate/tally.js';
import type { AnalyzeOptions } from '../config.js';
import { formatUserError, UserError } from '../errors.js';
import type { LineSink } from '../framing.js';
import { Pipeline } from '../pipeline.js';
import type { InputReader } from '../reader.js';
import { buildReport, type InputReport } from '../report/model.js';
import { compileSelection } from '../selection.js';
import { readFile } from '../sources/file.js';
import { expandInputs, type InputSpec } from '../sources/inputs.js';
import { readStdin, STDIN_NAME } from '../sources/stdin.js';
import { printReport } from './analyze-output.js';
import { fileAnchor, resolveInputOptions, speaker } from './inputs.js';
import { stderrProgress } from './progress.js';
import { orderInputs, seriesOpener } from './series.js';

export async function analyzeCommand(args: readonly string[], options: AnalyzeOptions): Promise<number> {
  const resolved = resolveInputOptions(options);
  const nowMs = Date.now();
  const selection = compileSelection(options, nowMs);
  const specs = await expandInputs(args.length === 0 ? ['-'] : args);
  const progress = stderrProgress(specs, options.quiet);
  const say = progress.beside(speaker(options.quiet));
  const complain = progress.beside((text) => process.stderr.write(`${text}\n`));
  const tally = new Tally();
  const inputs: InputReport[] = [];
  let status = 0;

  /** Reads the files of one log, oldest first, as if they were one. */
  const readSeries = async (series: readonly InputSpec[]): Promise<void> => {
    const pipeline = new Pipeline({ counts: tally, selection, maxOpenExchanges: options.maxOpenExchanges });
    const openNext = seriesOpener(resolved, pipeline);
    const read: { path: string; reader: InputReader | undefined; lines: LineCounts }[] = [];
    const readInput = async (spec: InputSpec): Promise<void> => {
      if (spec.kind === 'error') throw spec.error;
      const path = spec.kind === 'stdin' ? STDIN_NAME : spec.path;
      const anchorMs = spec.kind === 'stdin' ? nowMs : await fileAnchor(spec.path, nowMs);
      pipeline.nextFile();
      const { lines } = pipeline;
      let reader: InputReader | undefined;
      const open = (head: Buffer): LineSink => (reader = openNext(head, anchorMs, (text) => say(`${path}: ${text}`)));
      const readOptions = {
        maxLineBytes: resolved.maxLineBytes,
        warn: say,
        progress: (bytes: number) => progress.update(path, bytes, lines.read),
      };
      try {
        if (spec.kind === 'stdin') await readStdin(open, readOptions);
        else await readFile(spec.path, open, readOptions);
      } finally {
        progress.done(path);
        read.push({ path, reader, lines });
        if (lines.read > 0 && (reader?.format === undefined || lines.events + lines.noRcode === 0))
          say(`${path}: no known format fits its lines; see: rcodescope detect ${path}`);
      }
    };
    for (const spec of series) {
      try {
        await readInput(spec);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        complain(formatUserError(error));
        status = 1;
      }
    }
    pipeline.finish();
    for (const { path, reader, lines } of read) {
      const format = reader?.format;
      const coverage = pipeline.coverage(format?.spec.coverage ?? 'unknown');
      inputs.push({ path, format: format?.spec.name, envelope: reader?.envelope?.name, lines, coverage });
    }
  };

  try {
    for (const series of await orderInputs(specs, resolved, nowMs)) await readSeries(series);
  } finally {
    progress.end();
  }
  if (inputs.length > 0) {
    const report = buildReport(tally.snapshot(), {
      top: options.top,
      timezone: resolved.timeZone,
      selected: !selection.all,
      inputs,
    });
    await printReport(report, options);
  }
  return status;
}
