// Results in files: whole or not at all.

import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { UserError } from '../errors.js';

/**
 * Writes into a file beside it first, which then takes its place: who reads it meets the old content or the new, whenever the
 * program is stopped. Only the owner may read it, since results name clients and what they asked for. A pipe or device is
 * written to, never replaced. Throws UserError `output-failed`.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  try {
    const there = await stat(path).catch(() => undefined);
    if (there !== undefined && !there.isFile()) await writeFile(path, content);
    else await replace(path, content);
  } catch (error) {
    throw new UserError(
      'output-failed',
      `cannot write ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
      'is its folder there, and may you write in it?',
    );
  }
}

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(content);
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
