// `watch`: follows inputs live, emits annotated events, serves /metrics.
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { documentOf } from '../annotate.js';
import type { WatchOptions } from '../config.js';
import { Patterns } from '../diagnose/patterns.js';
import { formatUserError, printable, UserError } from '../errors.js';
import { EVENT, type LineRecord, type Outcome } from '../event.js';
import { fingerprintOf, fingerprintOfLine } from '../event-id.js';
import { toEvent } from '../event-view.js';
import { FORMATS } from '../formats/index.js';
import type { LineSink } from '../framing.js';
import { gistFor, hintFor, severityFor } from '../knowledge/hint.js';
import type { ResolvedInputs } from '../opening.js';
import { Pipeline } from '../pipeline.js';
import type { RecordConsumer } from '../reader.js';
import { compileSelection } from '../selection.js';
import { eventLine } from '../sinks/event-line.js';
import { buildRegistry, ServerCells } from '../sinks/prometheus.js';
import { compressionOf } from '../sources/compression.js';
import { type Follower, followFile } from '../sources/follow.js';
import { expandInputs } from '../sources/inputs.js';
import { readStdin, STDIN_NAME } from '../sources/stdin.js';
import { InputClock } from '../time/clock.js';
import { packageVersion } from '../version.js';
import { startWeb, type Web } from '../web/server.js';
import { resolveInputOptions, speaker } from './inputs.js';
import { type LiveReader, openLiveReader } from './live-reader.js';
import { textStyle } from './output.js';
import { serverNames } from './server-names.js';

/** Between two looks at what time alone changes: exchanges that are due, lag, the clock's anchor. */
const TICK_MS = 1000;
/** Text waiting for a slow reader of standard output, in characters; beyond it reading pauses. */
const MAX_WAITING = 1 << 20;

export async function watchCommand(args: readonly string[], options: WatchOptions): Promise<number> {
  const resolved = resolveInputOptions(options);
  const selection = compileSelection(options, Date.now());
  const say = speaker(options.quiet);
  const output = options.output ?? (process.stdout.isTTY === true ? 'text' : 'ndjson');
  const style = textStyle(process.stdout);
  const emitAll = options.emit === 'all';
  const inputs: WatchedInput[] = [];
  const servers: ServerCells[] = [];
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  // Before anything tells that we run: who reads that may stop us at once.
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  let status = 0;

  const specs = new Map(
    (await expandInputs(args.length === 0 ? ['-'] : args)).map((spec) => [
      spec.kind === 'stdin' ? STDIN_NAME : spec.path,
      spec,
    ]),
  );
  const paths = [...specs.keys()];
  const names = serverNames(paths);
  const web: Web | undefined =
    options.webListenAddress === ''
      ? undefined
      : await startWeb({ listenAddress: options.webListenAddress, metrics: buildRegistry(servers, packageVersion()) });
  if (web !== undefined) say(`metrics on ${web.url}/metrics`);

  const running: Promise<void>[] = [];
  for (const [i, path] of paths.entries()) {
    const spec = specs.get(path)!;
    // A file that is not there yet is waited for; every other fault leaves this input out and the rest running.
    if (spec.kind === 'error' && spec.error.code !== 'input-missing') {
      process.stderr.write(`${formatUserError(spec.error)}\n`);
      status = 1;
      continue;
    }
    const cells = new ServerCells(names[i]!);
    servers.push(cells);
    const input = new WatchedInput(
      path,
      resolved,
      cells,
      say,
      (record, path, fingerprint, readTime) => {
        const severity = severityFor(record.code, record.kind!.direction!, record.kind!.name);
        if (!emitAll && severity === 'info') return;
        const format = FORMATS.find((f) => f.product === record.kind!.product)!;
        if (output === 'text') {
          const event = toEvent(record);
          const input = { ...event, fourBit: format.fourBit === true };
          const summary = severity === 'info' ? undefined : hintFor(input)?.summary;
          const advice = { gist: gistFor(input), summary };
          // Asked for each line: the window may have another width by now.
          const width = process.stdout.isTTY === true ? process.stdout.columns : undefined;
          process.stdout.write(`${eventLine(event, severity, advice, { colour: style.colour, width })}\n`);
        } else
          process.stdout.write(
            `${JSON.stringify(documentOf(record, { format, path, fingerprint, original: false, readTime }))}\n`,
          );
      },
      { selection, maxOpenExchanges: options.maxOpenExchanges },
    );
    inputs.push(input);
    running.push(
      (spec.kind === 'stdin'
        ? input.readStdin(stop.signal)
        : input.follow(options.fromStart ? 'start' : 'end', stop.signal)
      ).catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        process.stderr.write(`${formatUserError(error)}\n`);
        status = 1;
      }),
    );
  }

  const timer = setInterval(() => {
    for (const input of inputs) void input.tick(Date.now());
  }, TICK_MS);
  try {
    await Promise.all(running);
  } finally {
    clearInterval(timer);
    for (const input of inputs) input.finish();
    await web?.close();
  }
  return status;
}

type Emit = (record: LineRecord, path: string, fingerprint: Uint8Array, readTime: number | undefined) => void;

/** One input: its clock, pipeline, cells; from standard input or a followed file. */
class WatchedInput implements RecordConsumer {
  private readonly pipeline: Pipeline;
  private readonly clock: InputClock;
  private fingerprint: Uint8Array = new Uint8Array(0);
  private readTime: number | undefined;
  private follower: Follower | undefined;
  private reader: LiveReader | undefined;
  /** Log time of the last record, and when it was read. */
  private lastTime = Number.NaN;
  private lastRead = 0;
  private now = Date.now();

  constructor(
    private readonly path: string,
    private readonly resolved: ResolvedInputs,
    private readonly cells: ServerCells,
    private readonly say: (text: string) => void,
    emit: Emit,
    options: { selection: ReturnType<typeof compileSelection>; maxOpenExchanges: number },
  ) {
    this.clock = new InputClock({ timeZone: resolved.timeZone, anchorMs: this.now, live: true });
    const patterns = new Patterns(path);
    cells.patterns = patterns;
    this.pipeline = new Pipeline({
      counts: cells,
      patterns,
      ...options,
      onEvent: (record) => emit(record, path, this.fingerprint, this.readTime),
    });
  }

  record(record: LineRecord, outcome: Outcome): void {
    this.readTime = undefined;
    if (Number.isNaN(record.time)) {
      if (outcome === EVENT) this.readTime = this.now;
      record.time = this.now;
    } else this.lastTime = record.time;
    this.lastRead = this.now;
    this.pipeline.record(record, outcome);
  }

  oversize(): void {
    this.pipeline.oversize();
  }

  async readStdin(signal: AbortSignal): Promise<void> {
    await readStdin((head) => this.open(head), { ...this.readOptions(), live: true, signal });
  }

  async follow(from: 'start' | 'end', signal: AbortSignal): Promise<void> {
    const follower = await followFile({
      path: this.path,
      from,
      ...this.readOptions(),
      open: (head) => this.open(head.head),
      notice: (notice) => this.say(`${this.path}: ${noticeText(notice)}`),
    });
    this.follower = follower;
    try {
      // Stopped while the file was being opened: there is nothing to run.
      if (signal.aborted) return;
      signal.addEventListener('abort', () => void follower.stop(), { once: true });
      await follower.run();
    } finally {
      // After a failure too: what watches the directory would keep the process.
      await follower.stop();
    }
  }

  private readOptions() {
    return { maxLineBytes: this.resolved.maxLineBytes, warn: this.say, breathe };
  }

  private open(given: Buffer): LineSink {
    const head = Buffer.from(given);
    const compression = compressionOf(head);
    if (compression !== 'none')
      throw new UserError(
        'input-unreadable',
        `${this.path}: ${compression} data, which cannot be followed`,
        'name the log that is being written; what is compressed is read by analyze and parse',
      );
    // A rotated file is read on beside the new one: each has its own fingerprint.
    let fingerprint = fingerprintOf(head, false);
    const consumer: RecordConsumer = {
      record: (record, outcome) => {
        // Of a first line that was not whole yet when the head was seen.
        fingerprint ??=
          record.lineNo === 1
            ? fingerprintOfLine(record.rawBuf, record.rawStart, record.rawEnd)
            : fingerprintOf(head, true)!;
        this.fingerprint = fingerprint;
        this.record(record, outcome);
      },
      oversize: () => this.oversize(),
    };
    // What a rotated file still holds back is not to be held for ever.
    this.reader?.flush();
    this.reader = openLiveReader(
      head,
      this.resolved,
      this.clock,
      consumer,
      (text) => this.say(`${this.path}: ${text}`),
      this.reader?.known,
    );
    return this.reader;
  }

  /** Time goes on, with or without lines. */
  async tick(now: number): Promise<void> {
    this.now = now;
    this.clock.setAnchor(now);
    if (this.lastRead > 0)
      this.pipeline.advance(Number.isNaN(this.lastTime) ? now : this.lastTime + (now - this.lastRead));
    const known = this.reader?.known;
    if (known !== undefined) this.cells.expect(known.format.spec.product);
    const position = this.follower?.position();
    if (position === undefined) return;
    const size = await stat(this.path).then(
      (info) => info.size,
      () => position.offset,
    );
    this.cells.lagBytes = Math.max(0, size - position.offset);
  }

  finish(): void {
    this.reader?.flush();
    this.pipeline.finish();
  }
}

/** Pauses reading while standard output has too much to write. */
function breathe(): Promise<void> | undefined {
  return process.stdout.writableLength > MAX_WAITING ? once(process.stdout, 'drain').then(() => undefined) : undefined;
}

function noticeText(notice: { kind: string; error?: UserError }): string {
  switch (notice.kind) {
    case 'waiting':
      return 'not there yet, waiting for it';
    case 'rotated':
      return 'rotated, going on with the new file';
    case 'truncated':
      return 'truncated, reading from its start';
    default:
      return `cannot be read: ${printable(notice.error?.message ?? '')}`;
  }
}
