// Results in files: whole or not at all.

import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { UserError } from '../errors.js';

/** What a file is to hold: whole, or in pieces that are made as they are written. */
type Content = string | Uint8Array | Iterable<string>;

/**
 * Writes into a file beside it first, which then takes its place: who reads it meets the old content or the new, whenever the
 * program is stopped. By default only the owner may read it, since results name clients and what they asked for. A pipe or device is
 * written to, never replaced. Throws UserError `output-failed`.
 */
export async function writeWhole(path: string, content: Content, mode = 0o600): Promise<void> {
  try {
    const there = await stat(path).catch(() => undefined);
    if (there !== undefined && !there.isFile()) await writeInto(path, content);
    else await replace(path, content, mode);
  } catch (error) {
    throw new UserError(
      'output-failed',
      `cannot write ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
      'is its folder there, and may you write in it?',
    );
  }
}

async function writeInto(path: string, content: Content): Promise<void> {
  const file = await open(path, 'w');
  try {
    await writePieces(file, content);
  } finally {
    await file.close();
  }
}

async function writePieces(file: FileHandle, content: Content): Promise<void> {
  if (typeof content === 'string' || content instanceof Uint8Array) await file.writeFile(content);
  else for (const piece of content) await file.writeFile(piece);
}

async function replace(path: string, content: Content, mode: number): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(draft, 'wx', mode);
    try {
      await writePieces(file, content);
      // Else a crash of the machine may leave an empty file under the final name.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
}
