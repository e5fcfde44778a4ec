// The way of a line behind the reader: selection, exchanges, counts. One pipeline per input, one tally for all of them.
import type { Key } from './aggregate/key.js';
import { type LineCounts, newLineCounts } from './aggregate/line-counts.js';
import type { CauseCut } from './diagnose/cause-cut.js';
import { Causes } from './diagnose/causes.js';
import type { Patterns } from './diagnose/patterns.js';
import type { Code } from './dns/rcode.js';
import { type Coverage, EVENT, type LineRecord, NO_RCODE, type Outcome } from './event.js';
import type { ExchangeCut, KindLookup } from './exchange/cut.js';
import { Exchanges } from './exchange/exchanges.js';
import type { RecordConsumer } from './reader.js';
import type { Selection } from './selection.js';

/** Where counts go: the tally of a report, the cells behind /metrics. */
export interface Counts {
  /** Every line that was read, once; `selected`: it was asked for. */
  line(record: LineRecord, outcome: Outcome, selected: boolean): void;
  oversize(): void;
  /** A client response, when it is final. `detail` is the event's own code, the record's is what the client saw. */
  answer(record: LineRecord, detail: Code): void;
  /** Client and name of the answer given last, as `answer` loaded them: what follows need not read them again. */
  readonly client?: Key;
  readonly name?: Key;
  /** The shape of a text about a failure that no table of reasons has. */
  unknownText?(shape: string): void;
  /** Exchanges that were counted before their time. */
  evicted: number;
}

export interface PipelineOptions {
  readonly counts: Counts;
  readonly selection: Selection;
  readonly maxOpenExchanges: number;
  /** Looks for patterns over time in what was asked for. */
  readonly patterns?: Patterns;
  /** Called for each selected event, before its exchange is known. */
  readonly onEvent?: (record: LineRecord) => void;
  /** The input is one part of several: exchanges may have begun in the part before. */
  readonly continues?: boolean;
}

export class Pipeline implements RecordConsumer {
  readonly lines: LineCounts = newLineCounts();
  /** A line that tells of an ordinary answer was seen: the log shows more than failures. */
  private answers = false;
  private readonly exchanges: Exchanges;
  private readonly causes: Causes;

  constructor(private readonly options: PipelineOptions) {
    const { counts, selection } = options;
    this.causes = new Causes({
      unknown: (shape) => counts.unknownText?.(shape),
      ...(options.continues !== undefined && { continues: options.continues }),
    });
    this.exchanges = new Exchanges({
      maxOpen: options.maxOpenExchanges,
      ...(options.continues !== undefined && { continues: options.continues }),
      answer: (record, detail) => {
        // The error of a signature is not what the header says; who asks for either means this response.
        const selected =
          selection.all ||
          selection.matches(record, record.code) ||
          (detail !== record.code && selection.matches(record, detail));
        if (!selected) return;
        counts.answer(record, detail);
        options.patterns?.answer(record, detail, counts.client, counts.name);
      },
    });
  }

  record(record: LineRecord, outcome: Outcome): void {
    const { counts, selection, onEvent } = this.options;
    const { lines } = this;
    lines.read++;
    const kind = record.kind;
    record.cause = kind === undefined ? undefined : this.causes.see(record);
    const selected = selection.all || (kind !== undefined && selection.matches(record, record.code));
    counts.line(record, outcome, selected);
    if (selected) this.options.patterns?.line(record, outcome);
    if (outcome === EVENT) {
      lines.events++;
      if (selected) onEvent?.(record);
      if (kind!.everyAnswer) this.answers = true;
    } else if (outcome === NO_RCODE) lines.noRcode++;
    else lines.unrecognized++;
    if (kind !== undefined && kind.role !== 'none' && (outcome === EVENT || kind.role === 'request'))
      this.exchanges.add(record);
  }

  oversize(): void {
    this.lines.read++;
    this.lines.oversize++;
    this.options.counts.oversize();
  }

  /** How much of the server's answers the input shows, given what its format shows at least. */
  coverage(atLeast: Coverage): Coverage {
    return this.answers ? 'all' : atLeast;
  }

  /** Log time goes on without lines (a timer of a live input): finalises what is due. */
  advance(now: number): void {
    this.exchanges.advance(now);
  }

  /** The input goes on in another part: what only that part can finish is handed on instead of counted. */
  cut(): ExchangeCut {
    const open = this.exchanges.takeOpen();
    this.options.counts.evicted += this.exchanges.evicted;
    this.exchanges.evicted = 0;
    return { open, deferred: this.exchanges.deferred };
  }

  /** What the search for causes needs of this part. */
  causeCut(): CauseCut {
    return this.causes.cut();
  }

  /** Goes on where other parts of the same input stopped; their lines are not counted again. */
  resume(cut: ExchangeCut, lookup: KindLookup, lineBase: number): void {
    this.exchanges.resume(cut.deferred, cut.open, lookup, lineBase);
  }

  /** The input is at its end: everything open is counted. */
  finish(): void {
    this.exchanges.finish();
    this.options.counts.evicted += this.exchanges.evicted;
    this.exchanges.evicted = 0;
  }
}
