// A running `watch`, as its user sees it: output, messages, /metrics, signals. Whoever waits polls for a condition.
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { documents, MAIN } from '../cli/program-run.js';

const DEADLINE_MS = 20_000;
const started = new Set<ChildProcess>();
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  started.clear();
});

/** Polls until the condition holds (is not undefined, null, false, 0 or ''); fails with what was waited for. */
export async function until<T>(what: string, condition: () => T | Promise<T>): Promise<NonNullable<T>> {
  const end = Date.now() + DEADLINE_MS;
  for (;;) {
    const value = await condition();
    if (value) return value as NonNullable<T>;
    if (Date.now() > end) throw new Error(`waited ${DEADLINE_MS / 1000} s for: ${what}`);
    await pause(25);
  }
}

export interface Watch {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Documents on standard output so far. */
  // biome-ignore lint/suspicious/noExplicitAny: documents are looked into freely
  documents(): any[];
  /** Where it listens; waits for it. */
  url(): Promise<string>;
  /** Waits for the message that the file is not there, or simply until it answers: then it follows. */
  metrics(): Promise<Metrics>;
  /** Resolves with the exit status, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
}

export interface Metrics {
  readonly text: string;
  /** Sum of the samples of that name whose labels hold all of these. */
  value(name: string, labels?: Readonly<Record<string, string>>): number;
}

export function parseMetrics(text: string): Metrics {
  const samples = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels, value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`no sample: ${line}`);
      const pairs = [...(labels ?? '').matchAll(/([a-z_]+)="((?:\\.|[^"\\])*)"/g)].map((m) => [m[1], m[2]] as const);
      return { name, labels: new Map(pairs), value: Number(value) };
    });
  return {
    text,
    value: (name, labels = {}) =>
      samples
        .filter((s) => s.name === name && Object.entries(labels).every(([key, value]) => s.labels.get(key) === value))
        .reduce((sum, s) => sum + s.value, 0),
  };
}

/** Starts `watch` on a free port, unless the arguments say where to listen. */
export function startWatch(args: readonly string[]): Watch {
  const listen = args.some((arg) => arg.startsWith('--web.listen-address')) ? [] : ['--web.listen-address=:0'];
  const child = spawn(process.execPath, [MAIN, 'watch', ...listen, ...args], {
    env: { ...process.env, TZ: 'UTC' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  started.add(child);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (status, signal) => resolve(status ?? signal!)),
  );
  const url = (): Promise<string> =>
    until('the address of /metrics on stderr', () => /metrics on (http:\S+)\/metrics/.exec(err)?.[1]);
  return {
    child,
    stdout: () => out,
    stderr: () => err,
    documents: () => documents(out.slice(0, out.lastIndexOf('\n') + 1)),
    url,
    metrics: async () => parseMetrics(await (await fetch(`${await url()}/metrics`)).text()),
    ended,
  };
}
