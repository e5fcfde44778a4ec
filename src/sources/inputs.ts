// What the arguments of a command name: standard input, files, patterns, directories.

import { fstat } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../errors.js';
import { byCodeUnits, expandPattern, isPattern } from './glob.js';
import { inputFault } from './input-faults.js';

export type InputSpec =
  | { kind: 'stdin' }
  | {
      kind: 'file';
      path: string;
      /** Bytes on the disk; undefined for pipes and devices. */
      size: number | undefined;
    }
  /** This argument gives nothing to read; the others may. */
  | { kind: 'error'; path: string; error: UserError };

/**
 * In the order of the arguments, what they name in the order of the names. `-` is standard input. What exists is never
 * taken for a pattern. A directory gives its regular files, without hidden ones and without its subdirectories. What has
 * been named before (the same file, by whatever name) is left out.
 */
export async function expandInputs(args: readonly string[]): Promise<InputSpec[]> {
  const specs: InputSpec[] = [];
  const seen = new Set<string>();
  const add = async (path: string): Promise<void> => {
    if (path === '-') {
      const key = await promisify(fstat)(0, { bigint: true }).then(identity, () => 'stdin');
      if (isNew(seen, key)) specs.push({ kind: 'stdin' });
      return;
    }
    try {
      const info = await stat(path, { bigint: true });
      if (info.isDirectory()) {
        const files = await filesOf(path);
        if (files.length === 0) throw new UserError('input-missing', `${path}: a directory without files in it`);
        for (const file of files) await add(file);
      } else if (isNew(seen, identity(info))) {
        specs.push({ kind: 'file', path, size: info.isFile() ? Number(info.size) : undefined });
      }
    } catch (error) {
      const fault = await inputFault(path, error);
      if (!(fault instanceof UserError)) throw fault;
      specs.push({ kind: 'error', path, error: fault });
    }
  };
  for (const arg of args) {
    if (!isPattern(arg) || (await exists(arg))) {
      await add(arg);
      continue;
    }
    const paths = await expandPattern(arg);
    if (paths.length === 0) {
      const error = new UserError(
        'input-missing',
        `${arg}: no file matches`,
        'check the pattern, and that you may list the directory',
      );
      specs.push({ kind: 'error', path: arg, error });
    }
    for (const path of paths) await add(path);
  }
  return specs;
}

/** bigint: inode numbers of some file systems are beyond 2^53. */
function identity(info: { dev: bigint; ino: bigint }): string {
  return `${info.dev}:${info.ino}`;
}

function isNew(seen: Set<string>, key: string): boolean {
  const size = seen.size;
  return seen.add(key).size > size;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function filesOf(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => !name.startsWith('.')).sort(byCodeUnits);
  const files: string[] = [];
  for (const name of names) {
    const path = join(directory, name);
    const info = await stat(path).catch(() => undefined);
    if (info?.isFile() === true) files.push(path);
  }
  return files;
}
