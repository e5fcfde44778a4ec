// xz, bzip2, lz4 and, where Node has none, zstd: decoded by the program of that name.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { UserError } from '../errors.js';
import type { Take } from './blocks.js';
import type { Decoded } from './members.js';

export type DecoderProgram = 'xz' | 'bzip2' | 'lz4' | 'zstd';

const PACKAGES: Readonly<Record<DecoderProgram, string>> = { xz: 'xz-utils', bzip2: 'bzip2', lz4: 'lz4', zstd: 'zstd' };
const MAX_COMPLAINT = 4096;

/**
 * Feeds the compressed pieces to `program -dc`. Its exit status decides: without it a truncated archive looks whole.
 * The offset of a fault is what the program had been given by then, so at or after the real place.
 * Throws UserError 'input-unreadable' when the program is not installed.
 */
export async function decodeByProgram(
  program: DecoderProgram,
  path: string,
  pieces: AsyncIterable<Buffer>,
  take: Take,
): Promise<Decoded> {
  const child = spawn(program, ['-dc'], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' } });
  const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(notRunnable(program, path, error)));
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (complaint.length < MAX_COMPLAINT) complaint += text;
  });
  const feeding = feed(child, pieces);
  // An input that cannot be read any more: the program must not take what it has for the whole.
  feeding.catch(() => child.kill());
  let stopped = false;
  try {
    for await (const bytes of child.stdout as AsyncIterable<Buffer>) {
      if (await take(bytes)) continue;
      stopped = true;
      break;
    }
  } catch (error) {
    child.kill();
    await feeding.catch(() => undefined);
    throw error;
  }
  if (stopped) child.kill();
  const fed = await feeding;
  const { code, signal } = await exit;
  if (stopped) return { stopped };
  const why = complaintLine(complaint, program);
  if (code === 0) return why === '' ? {} : { warning: `${program}: ${why}` };
  const what = signal === null ? `is corrupt or truncated (${program}: ${why})` : `stopped: ${program} got ${signal}`;
  return { fault: { what, offset: fed } };
}

/** Returns the bytes given to the program, which may end before its input does. */
async function feed(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  pieces: AsyncIterable<Buffer>,
): Promise<number> {
  // EPIPE when the program ends first: its exit status tells why.
  child.stdin.on('error', () => undefined);
  let fed = 0;
  for await (const piece of pieces) {
    // The piece may be overwritten once the next one is asked for, so wait until it is in the pipe.
    const error = await new Promise((resolve) => child.stdin.write(piece, resolve));
    if (error) break;
    fed += piece.length;
  }
  child.stdin.end();
  return fed;
}

function notRunnable(program: DecoderProgram, path: string, error: Error): Error {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return error;
  return new UserError(
    'input-unreadable',
    `${path}: compressed with ${program}, and there is no program ${program} to read it`,
    `install ${PACKAGES[program]}, or decompress the file first`,
  );
}

/** The first line of what a program said, without its own name and the name of the stream. */
function complaintLine(text: string, program: DecoderProgram): string {
  const line = text.split('\n').find((part) => part.trim() !== '') ?? '';
  return line
    .replace(`${program}:`, '')
    .replace(/^[ /*\\]*\(?stdin\)?[ *\\]*:/, '')
    .trim();
}
