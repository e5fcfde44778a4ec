// What the operating system says about an input, as an error for people: what happened, where, what to do.

import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type ErrorCode, nearest, UserError } from '../errors.js';

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'input-missing',
  ENOTDIR: 'input-missing',
  ELOOP: 'input-missing',
  ENAMETOOLONG: 'input-missing',
  EISDIR: 'input-directory',
};
/** A directory with more names than this is not searched for a similar one. */
const MAX_NAMES = 10_000;

/**
 * The UserError for a failed open, stat or read of an input. A UserError stays itself; what is no system error is a bug
 * and comes back unchanged.
 */
export async function inputFault(path: string, error: unknown): Promise<unknown> {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (error instanceof UserError || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  const kind = CODES[code] ?? 'input-unreadable';
  if (kind === 'input-missing') return missing(path, code);
  if (kind === 'input-directory') return directoryFault(path);
  if (code === 'EACCES' || code === 'EPERM') {
    return new UserError(
      'input-unreadable',
      `${path}: permission denied`,
      `run as a user or group that may read it, or allow yours: setfacl -m u:USER:r ${path}`,
    );
  }
  const advice = code === 'EMFILE' || code === 'ENFILE' ? 'raise the limit of open files: ulimit -n 4096' : undefined;
  return new UserError('input-unreadable', `${path}: cannot be read: ${(error as Error).message}`, advice);
}

export function directoryFault(path: string): UserError {
  return new UserError(
    'input-directory',
    `${path} is a directory, not a log`,
    `name the files in it: ${path.replace(/\/+$/, '')}/*.log`,
  );
}

async function missing(path: string, code: string): Promise<UserError> {
  if (code === 'ELOOP') return new UserError('input-missing', `${path}: its symbolic links form a loop`);
  if (code === 'ENAMETOOLONG') return new UserError('input-missing', `${path}: the name is too long for a file`);
  const directory = dirname(path);
  const names = await readdir(directory).catch(() => undefined);
  if (names === undefined) {
    return new UserError(
      'input-missing',
      `${path}: no such file`,
      `the directory ${directory} cannot be listed either`,
    );
  }
  const similar = names.length > MAX_NAMES ? [] : nearest(basename(path), names);
  const advice =
    similar.length > 0
      ? `did you mean ${similar.map((name) => (directory === '.' ? name : `${directory}/${name}`)).join(' or ')}?`
      : `check the path, or list what is there: ls ${directory}`;
  return new UserError('input-missing', `${path}: no such file`, advice);
}
