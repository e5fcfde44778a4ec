// `parse`: one NDJSON document per event on standard output, in input order.
import { once } from 'node:events';
import { documentOf } from '../annotate.js';
import type { ParseOptions } from '../config.js';
import { formatUserError, UserError } from '../errors.js';
import { EVENT, type LineRecord, type Outcome } from '../event.js';
import { fingerprintOf } from '../event-id.js';
import { FORMATS } from '../formats/index.js';
import type { LineSink } from '../framing.js';
import type { RecordConsumer } from '../reader.js';
import { compileSelection, type Selection } from '../selection.js';
import { readFile } from '../sources/file.js';
import { expandInputs } from '../sources/inputs.js';
import { readStdin, STDIN_NAME } from '../sources/stdin.js';
import { InputClock } from '../time/clock.js';
import { fileClock, openReader, resolveInputOptions, speaker } from './inputs.js';

/** Documents leave in pieces of about this many characters. */
const BATCH = 1 << 16;

export async function parseCommand(args: readonly string[], options: ParseOptions): Promise<number> {
  const resolved = resolveInputOptions(options);
  const nowMs = Date.now();
  const selection = compileSelection(options, nowMs);
  const say = speaker(options.quiet);
  const output = new Batches(process.stdout);
  const specs = await expandInputs(args.length === 0 ? ['-'] : args);
  let status = 0;
  for (const spec of specs) {
    if (spec.kind === 'error') {
      process.stderr.write(`${formatUserError(spec.error)}\n`);
      status = 1;
      continue;
    }
    const path = spec.kind === 'stdin' ? STDIN_NAME : spec.path;
    const readOptions = { maxLineBytes: resolved.maxLineBytes, breathe: () => output.breathe(), warn: say };
    const open =
      (clock: InputClock) =>
      (head: Buffer): LineSink =>
        openReader(
          head,
          resolved,
          clock,
          new Writer(output, selection, path, fingerprintOf(head, true)!, options.original),
          (text) => say(`${path}: ${text}`),
        );
    try {
      if (spec.kind === 'stdin')
        await readStdin(open(new InputClock({ timeZone: resolved.timeZone, anchorMs: nowMs })), readOptions);
      else await readFile(spec.path, open(await fileClock(spec.path, resolved.timeZone, nowMs)), readOptions);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      process.stderr.write(`${formatUserError(error)}\n`);
      status = 1;
    }
  }
  await output.end();
  return status;
}

/** Turns the records of one input into documents. */
class Writer implements RecordConsumer {
  private readonly vendors = new Map(FORMATS.map((format) => [format.product, format]));
  constructor(
    private readonly output: Batches,
    private readonly selection: Selection,
    private readonly path: string,
    private readonly fingerprint: Uint8Array,
    private readonly original: boolean,
  ) {}

  record(record: LineRecord, outcome: Outcome): void {
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

  oversize(): void {}
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
