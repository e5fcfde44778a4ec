// Runs the built program as a user does: a process of its own, all that it says, and its exit status.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** Path of a file in test/fixtures. */
export const fixture = (name: string): string => `${FIXTURES}${name}`;

export interface Run {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Buffer;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
}

/** Runs `rcodescope args...` to its end. Without `input` standard input is empty. */
export function rcodescope(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return ended(
    spawn(process.execPath, [MAIN, ...args], {
      cwd: options.cwd,
      env: { ...process.env, TZ: 'UTC', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
    }),
    options.input ?? '',
  );
}

/** Runs a command line in which `$R` is the program. */
export function shell(command: string): Promise<Run> {
  const env = { ...process.env, TZ: 'UTC', R: `${process.execPath} ${MAIN}` };
  return ended(spawn('bash', ['-o', 'pipefail', '-c', command], { env, stdio: ['pipe', 'pipe', 'pipe'] }), '');
}

function ended(child: ChildProcess, input: string | Buffer): Promise<Run> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout!.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr!.on('data', (bytes: Buffer) => err.push(bytes));
  // The program may end before it has read all.
  child.stdin!.on('error', () => undefined).end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) =>
      resolve({
        status,
        signal,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      }),
    );
  });
}

/** The documents of NDJSON text. */
// biome-ignore lint/suspicious/noExplicitAny: documents are looked into freely
export function documents(text: string): any[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** Raw control bytes, bidi and invisible characters: nothing of that may reach a terminal from a log. Newlines may. */
export const UNSAFE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;
