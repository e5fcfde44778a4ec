// `analyze`: reads inputs to their end and reports.
import { Tally } from '../aggregate/tally.js';
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
import { InputClock } from '../time/clock.js';
import { printReport } from './analyze-output.js';
import { fileClock, openReader, resolveInputOptions, speaker } from './inputs.js';

export async function analyzeCommand(args: readonly string[], options: AnalyzeOptions): Promise<number> {
  const resolved = resolveInputOptions(options);
  const nowMs = Date.now();
  const selection = compileSelection(options, nowMs);
  const say = speaker(options.quiet);
  const tally = new Tally();
  const inputs: InputReport[] = [];
  let status = 0;

  const readInput = async (spec: Exclude<InputSpec, { kind: 'error' }>): Promise<void> => {
    const path = spec.kind === 'stdin' ? STDIN_NAME : spec.path;
    const clock =
      spec.kind === 'stdin'
        ? new InputClock({ timeZone: resolved.timeZone, anchorMs: nowMs })
        : await fileClock(spec.path, resolved.timeZone, nowMs);
    const pipeline = new Pipeline({ counts: tally, selection, maxOpenExchanges: options.maxOpenExchanges });
    let reader: InputReader | undefined;
    const open = (head: Buffer): LineSink => {
      reader = openReader(head, resolved, clock, pipeline, (text) => say(`${path}: ${text}`));
      return reader;
    };
    const readOptions = { maxLineBytes: resolved.maxLineBytes, warn: say };
    try {
      if (spec.kind === 'stdin') await readStdin(open, readOptions);
      else await readFile(spec.path, open, readOptions);
    } finally {
      pipeline.finish();
      const format = reader?.format;
      inputs.push({
        path,
        format: format?.spec.name,
        envelope: reader?.envelope?.name,
        lines: pipeline.lines,
        coverage: pipeline.coverage(format?.spec.coverage ?? 'unknown'),
      });
      if (format === undefined && pipeline.lines.read > 0)
        say(`${path}: no known format fits its lines; see: rcodescope detect ${path}`);
    }
  };

  for (const spec of await expandInputs(args.length === 0 ? ['-'] : args)) {
    try {
      if (spec.kind === 'error') throw spec.error;
      await readInput(spec);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      process.stderr.write(`${formatUserError(error)}\n`);
      status = 1;
    }
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
