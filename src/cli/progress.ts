// The line on a terminal that says how far a long reading has come.
import { printable } from '../errors.js';
import type { InputSpec } from '../sources/inputs.js';
import { STDIN_NAME } from '../sources/stdin.js';

/** Nothing is shown of what is over within this time. */
const SHOW_AFTER_MS = 1000;
const REDRAW_MS = 200;
/** A name shortened to less says nothing. */
const MIN_NAME = 8;
const ERASE = '\r\x1b[K';

export interface ProgressState {
  readonly elapsedMs: number;
  /** As they lie on the disk: compressed ones of archives. */
  readonly readBytes: number;
  /** Of all inputs together; undefined when one of them is a pipe. */
  readonly totalBytes: number | undefined;
  readonly lines: number;
  readonly path: string;
}

export interface ProgressInput {
  readonly path: string;
  readonly size: number | undefined;
}

/** What of a terminal the writer needs; `process.stderr` is one. */
export interface ProgressTerminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  readonly terminal: ProgressTerminal;
  readonly quiet: boolean;
  /** The value of TERM. */
  readonly term: string | undefined;
  /** ms, of any origin. */
  now(): number;
}

export interface Progress {
  /** (Compressed) bytes and lines of this input so far. */
  update(path: string, readBytes: number, lines: number): void;
  /** Nothing more comes of this input, whether it was read to its end or not. */
  done(path: string): void;
  /** Makes a writer of messages to the same terminal take the line away first. */
  beside(write: (text: string) => void): (text: string) => void;
  /** Erases the line for good. */
  end(): void;
}

/**
 * At most `width` columns, without escapes: percent (lines, where the size is unknown), speeds (means since the start), time
 * left, file. Where it is narrow the name is shortened at its front, then left out, then speeds, then the time left.
 */
export function progressText(state: ProgressState, width: number): string {
  const { elapsedMs, readBytes, totalBytes, lines } = state;
  const seconds = Math.max(elapsedMs, 1) / 1000;
  const speeds = [`${amount(lines / seconds)} lines/s`, `${megabytes(readBytes / seconds)} MB/s`];
  const before: string[] = [];
  const behind: string[] = [];
  if (totalBytes === undefined || totalBytes === 0) before.push(`${amount(lines)} lines`);
  else {
    before.push(`${String(Math.min(100, Math.floor((100 * readBytes) / totalBytes))).padStart(3)}%`);
    const left = (Math.max(0, totalBytes - readBytes) / readBytes) * seconds;
    if (readBytes > 0) behind.push(`${duration(left)} left`);
  }
  let parts = [...before, ...speeds, ...behind];
  while (parts.length > 0 && parts.join('  ').length > width) {
    if (speeds.length > 0) speeds.pop();
    else if (behind.length > 0) behind.pop();
    else before.pop();
    parts = [...before, ...speeds, ...behind];
  }
  const text = parts.join('  ');
  const name = shortened(printable(state.path), width - text.length - 2);
  return name === '' || text === '' ? text : `${text}  ${name}`;
}

/** Draws on the terminal while inputs are read; does nothing where there is none, when quiet, and on a dumb one. */
export function progressOf(inputs: readonly ProgressInput[], options: ProgressOptions): Progress {
  const { terminal } = options;
  if (options.quiet || terminal.isTTY !== true || options.term === 'dumb') {
    return {
      update: () => undefined,
      done: () => undefined,
      beside: (write) => write,
      end: () => undefined,
    };
  }
  const sizes = new Map(inputs.map(({ path, size }) => [path, size]));
  const totalBytes = [...sizes.values()].reduce(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
  const started = options.now();
  let drawn = started + SHOW_AFTER_MS - REDRAW_MS;
  let shown = false;
  let lines = 0;
  let readBytes = 0;
  const open = new Map<string, { readBytes: number; lines: number }>();
  const add = (path: string, bytes: number, count: number): void => {
    const seen = open.get(path) ?? { readBytes: 0, lines: 0 };
    open.set(path, seen);
    // A file may grow while it is read.
    const within = Math.min(bytes, (sizes.get(path) ?? Number.POSITIVE_INFINITY) - seen.readBytes);
    readBytes += within;
    lines += count;
    seen.readBytes += within;
    seen.lines += count;
  };
  const draw = (path: string): void => {
    const now = options.now();
    if (now - drawn < REDRAW_MS) return;
    drawn = now;
    // The last column stays free: many terminals wrap when it is written.
    const width = (terminal.columns ?? 80) - 1;
    terminal.write(`\r${progressText({ elapsedMs: now - started, readBytes, totalBytes, lines, path }, width)}\x1b[K`);
    shown = true;
  };
  const erase = (): void => {
    if (shown) terminal.write(ERASE);
    shown = false;
  };
  return {
    update(path, bytes, count) {
      const seen = open.get(path);
      add(path, bytes - (seen?.readBytes ?? 0), count - (seen?.lines ?? 0));
      draw(path);
    },
    done(path) {
      // Of what could not be read, nothing is left either.
      const size = sizes.get(path);
      if (size !== undefined) add(path, size, 0);
      open.delete(path);
    },
    beside: (write) => (text) => {
      erase();
      write(text);
    },
    end: erase,
  };
}

/** Progress of a command over its inputs, on standard error. */
export function stderrProgress(specs: readonly InputSpec[], quiet: boolean): Progress {
  const inputs = specs.flatMap((spec): ProgressInput[] => {
    if (spec.kind === 'error') return [];
    return [spec.kind === 'stdin' ? { path: STDIN_NAME, size: undefined } : spec];
  });
  return progressOf(inputs, {
    terminal: process.stderr,
    quiet,
    term: process.env['TERM'],
    now: () => performance.now(),
  });
}

/** 950, 12.3k, 4.56M: three digits. */
function amount(value: number): string {
  const units = ['', 'k', 'M', 'G'];
  let unit = 0;
  let rest = value;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return unit === 0 ? String(Math.round(rest)) : `${threeDigits(rest)}${units[unit]}`;
}

const megabytes = (bytes: number): string => threeDigits(bytes / 1e6);

function threeDigits(value: number): string {
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

/** 0:05, 12:34, 1:02:03. */
function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** The end of a name, which tells rotated files apart; '' when there is no room for enough of it. */
function shortened(name: string, width: number): string {
  const characters = Array.from(name);
  const columns = characters.map(columnsOf);
  let used = columns.reduce((a, b) => a + b, 0);
  if (used <= width) return name;
  if (width < MIN_NAME) return '';
  let from = 0;
  while (used > width - 3) used -= columns[from++]!;
  return `...${characters.slice(from).join('')}`;
}

/** Two from the scripts of East Asia on: rather too many, since a line that wraps cannot be erased. */
function columnsOf(character: string): number {
  return character.codePointAt(0)! >= 0x1100 ? 2 : 1;
}
