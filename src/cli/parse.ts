// `parse`: one NDJSON document per event on standard output, in input order.
import { once } from 'node:events';
import { documentOf } from '../annotate.js';
import type { ParseOptions } from '../config.js';
import { type Cause, isPending } from '../diagnose/cause.js';
import { Causes } from '../diagnose/causes.js';
import { formatUserError, UserError } from '../errors.js';
import { EVENT, type LineRecord, type Outcome } from '../event.js';
import { fingerprintOf } from '../event-id.js';
import { FORMATS } from '../formats/index.js';
import type { LineSink } from '../framing.js';
import type { RecordConsumer } from '../reader.js';
import { compileSelection, type Selection } from '../selection.js';
import { fileAnchor } from '../sources/anchor.js';
import { readFile } from '../sources/file.js';
import { expandInputs, type InputSpec } from '../sources/inputs.js';
import { readStdin, STDIN_NAME } from '../sources/stdin.js';
import { resolveInputOptions, speaker } from './inputs.js';
import { stderrProgress } from './progress.js';
import { type OpenNext, orderInputs, seriesOpener } from './series.js';

/** Documents leave in pieces of about this many characters. */
const BATCH = 1 << 16;

export async function parseCommand(args: readonly string[], options: ParseOptions): Promise<number> {
  const resolved = resolveInputOptions(options);
  const nowMs = Date.now();
  const selection = compileSelection(options, nowMs);
  const specs = await expandInputs(args.length === 0 ? ['-'] : args);
  // On one terminal with the documents the line would stand between them.
  const progress = stderrProgress(specs, options.quiet || process.stdout.isTTY === true);
  const say = progress.beside(speaker(options.quiet));
  const complain = progress.beside((text) => process.stderr.write(`${text}\n`));
  const output = new Batches(process.stdout);
  let status = 0;

  const readInput = async (spec: InputSpec, writer: Writer, openNext: OpenNext): Promise<void> => {
    if (spec.kind === 'error') throw spec.error;
    const path = spec.kind === 'stdin' ? STDIN_NAME : spec.path;
    const anchorMs = spec.kind === 'stdin' ? nowMs : await fileAnchor(spec.path, nowMs);
    const readOptions = {
      maxLineBytes: resolved.maxLineBytes,
      breathe: () => output.breathe(),
      warn: say,
      progress: (bytes: number) => progress.update(path, bytes, writer.lines),
    };
    const open = (head: Buffer): LineSink => {
      writer.nextFile(path, fingerprintOf(head, true)!);
      return openNext(head, anchorMs, (text) => say(`${path}: ${text}`));
    };
    try {
      if (spec.kind === 'stdin') await readStdin(open, readOptions);
      else await readFile(spec.path, open, readOptions);
    } finally {
      progress.done(path);
    }
  };

  try {
    for (const series of await orderInputs(specs, resolved, nowMs)) {
      const writer = new Writer(output, selection, options.original);
      const openNext = seriesOpener(resolved, writer);
      for (const spec of series) {
        try {
          await readInput(spec, writer, openNext);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          complain(formatUserError(error));
          status = 1;
        }
      }
    }
  } finally {
    progress.end();
  }
  await output.end();
  return status;
}

/** Turns the records of one input, or of the files of one log, into documents. */
class Writer implements RecordConsumer {
  private readonly causes = new Causes();
  /** Files of the log before the present one: causes may be in them. */
  private readonly before: { readonly path: string; readonly base: number; readonly lines: number }[] = [];
  /** Lines before the present file. */
  private base = 0;
  /** Of the present file. */
  lines = 0;
  private readonly vendors = new Map(FORMATS.map((format) => [format.product, format]));
  private path = '';
  private fingerprint: Uint8Array = new Uint8Array();
  constructor(
    private readonly output: Batches,
    private readonly selection: Selection,
    private readonly original: boolean,
  ) {}

  nextFile(path: string, fingerprint: Uint8Array): void {
    if (this.lines > 0) this.before.push({ path: this.path, base: this.base, lines: this.lines });
    this.base += this.lines;
    this.path = path;
    this.fingerprint = fingerprint;
    this.lines = 0;
  }

  record(record: LineRecord, outcome: Outcome): void {
    record.cause = this.causeOf(record);
    this.lines++;
    if (outcome !== EVENT || (!this.selection.all && !this.selection.matches(record, record.code))) return;
    const format = this.vendors.get(record.kind!.product)!;
    this.output.write(
      documentOf(record, {
        format,
        path: this.path,
        fingerprint: this.fingerprint,
        original: this.original,
        readTime: undefined,
      }),
    );
  }

  /** Causes are looked for over all files; what is told of one is its line in its file. */
  private causeOf(record: LineRecord): Cause | undefined {
    const { base } = this;
    record.lineNo += base;
    const cause = this.causes.see(record);
    record.lineNo -= base;
    if (cause === undefined || isPending(cause) || base === 0) return cause as Cause | undefined;
    if (cause.line > base) return { ...cause, line: cause.line - base };
    const file = this.before.findLast((f) => f.base < cause.line)!;
    return { ...cause, line: cause.line - file.base, path: file.path };
  }

  oversize(): void {
    this.lines++;
  }
}

/** Collects text and hands it on in large pieces, waiting when the reader is slower. */
class Batches {
  private text = '';
  constructor(private readonly stream: NodeJS.WriteStream) {}

  write(document: Record<string, unknown>): void {
    this.text += `${JSON.stringify(document)}\n`;
  }

  breathe(): Promise<void> | undefined {
    if (this.text.length < BATCH) return undefined;
    const text = this.text;
    this.text = '';
    return this.stream.write(text) ? undefined : once(this.stream, 'drain').then(() => undefined);
  }

  async end(): Promise<void> {
    if (this.text !== '') await new Promise<void>((resolve) => this.stream.write(this.text, () => resolve()));
  }
}
