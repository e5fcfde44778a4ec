// Puts the results of parts together, in their order: counts are added up, and what was handed on at cuts is joined.
import { addLines, type LineCounts } from '../aggregate/line-counts.js';
import { type PackedTally, Tally } from '../aggregate/tally.js';
import { type Cause, settled } from '../diagnose/cause.js';
import { Causes } from '../diagnose/causes.js';
import type { Finding, RuleOff } from '../diagnose/finding.js';
import { mergeFindings, mergeRulesOff, shifted } from '../diagnose/merge-findings.js';
import type { Coverage } from '../event.js';
import { withCauses } from '../exchange/cut.js';
import { kindAt } from '../formats/index.js';
import { Pipeline } from '../pipeline.js';
import type { InputReport } from '../report/model.js';
import type { Selection } from '../selection.js';
import { type Histories, HistoryCounts } from '../sinks/history.js';
import { liveName } from '../sources/series.js';
import type { Part, PartResult } from './part.js';

export interface GatherOptions {
  readonly selection: Selection;
  readonly maxOpenExchanges: number;
  /** Where the histories of parts go, if any are counted: a log's under the path of its live file. */
  readonly histories: Histories | undefined;
}

export class Gatherer {
  readonly inputs: InputReport[] = [];
  /** Worst first. */
  findings: readonly Finding[] = [];
  /** Undefined: nothing was read. */
  rulesOff: readonly RuleOff[] | undefined;
  /** Exchanges that span the parts of the present log. */
  private joint: Pipeline | undefined;
  /** What the parts of the present log said so far of causes. */
  private causes: Causes | undefined;
  private counted: Tally | undefined;
  private lineBase = 0;
  /** Path of the live file of the present log. */
  private log = '';
  /** Lines of the present file before the present part. */
  private fileBase = 0;
  /** Place in `inputs` of the first file of the present log. */
  private logStart = 0;

  constructor(private readonly options: GatherOptions) {}

  /** Takes the result of the next part. */
  add(part: Part, result: PartResult): void {
    const { selection, maxOpenExchanges, histories } = this.options;
    if (!part.continues) {
      this.endLog();
      this.lineBase = 0;
      this.log = liveName(part.path);
    }
    const tally = this.take(result.tally);
    let causes: readonly (Cause | undefined)[] = [];
    if (part.range === null || part.range.from === 0) this.fileBase = 0;
    this.findings = mergeFindings(this.findings, shifted(result.findings, this.fileBase));
    this.fileBase += result.lines.read;
    if (result.lines.events > 0) this.rulesOff = mergeRulesOff(this.rulesOff, result.rulesOff);
    if (part.continues || part.goesOn) {
      const counts = histories === undefined ? tally : new HistoryCounts(tally, histories.of(this.log));
      this.joint ??= new Pipeline({ counts, selection, maxOpenExchanges });
      this.causes ??= new Causes();
      causes = this.causes.gather(result.causes, this.lineBase, kindAt);
      for (const { code, cause } of result.waiting) tally.reasons.add(code, settled(cause, causes));
      this.joint.resume(withCauses(result.cut, causes, this.lineBase), kindAt, this.lineBase);
    }
    if (result.history !== undefined) histories?.absorb(this.log, result.history, causes);
    this.lineBase += result.lines.read;
    this.note(part, result);
    if (!part.goesOn) this.endLog();
  }

  /** The first tally that was counted in this thread is gone on with; others are added to it. */
  private take(counted: Tally | PackedTally): Tally {
    if (this.counted === undefined && counted instanceof Tally) this.counted = counted;
    else this.tally.absorb(counted instanceof Tally ? counted.pack() : counted);
    return this.tally;
  }

  /** All that was counted so far. */
  get tally(): Tally {
    this.counted ??= new Tally();
    return this.counted;
  }

  /** Everything was taken: exchanges still open are counted. */
  finish(): void {
    this.endLog();
  }

  private endLog(): void {
    this.joint?.finish();
    this.joint = undefined;
    this.causes = undefined;
    this.shareCoverage();
    this.logStart = this.inputs.length;
  }

  /** One log, one setting of the server: a short file without ordinary answers does not say that they are not logged. */
  private shareCoverage(): void {
    const files = this.inputs.slice(this.logStart);
    for (const [i, file] of files.entries()) {
      const coverage = files
        .filter((f) => f.format === file.format)
        .reduce((c, f) => better(c, f.coverage), file.coverage);
      this.inputs[this.logStart + i] = { ...file, coverage };
    }
  }

  private note(part: Part, result: PartResult): void {
    const last = this.inputs.at(-1);
    if (part.range !== null && part.range.from > 0 && last !== undefined) {
      this.inputs[this.inputs.length - 1] = {
        ...last,
        format: last.format ?? result.format,
        envelope: last.envelope ?? result.envelope,
        lines: sum(last.lines, result.lines),
        coverage: better(last.coverage, result.coverage),
      };
      return;
    }
    const { format, envelope, lines, coverage } = result;
    this.inputs.push({ path: part.path, format, envelope, lines, coverage });
  }
}

function sum(a: LineCounts, b: LineCounts): LineCounts {
  const total = { ...a };
  addLines(total, b);
  return total;
}

const ORDER: readonly Coverage[] = ['unknown', 'failures-only', 'all'];

function better(a: Coverage, b: Coverage): Coverage {
  return ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b;
}
