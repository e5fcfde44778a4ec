// Snapshots in files: written whole, read with suspicion.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzip, constants as zlibConstants } from 'node:zlib';
import { readSnapshot, type Snapshot } from '../aggregate/snapshot.js';
import { UserError } from '../errors.js';
import type { Baseline } from '../report/changes.js';
import { compressionOf } from '../sources/compression.js';
import { inputFault } from '../sources/input-faults.js';
import { writeWhole } from './whole-file.js';

/** Three full lists of the longest names are a quarter of it. */
const MAX_BYTES = 1 << 28;

export interface SnapshotFile {
  readonly snapshot: Snapshot;
  /** SHA-256 of the uncompressed text: the same for copies. */
  readonly digest: string;
}

/** Throws UserError: `input-...` when there is nothing to be read, `bad-snapshot` when it is no snapshot that we know. */
export async function readSnapshotFile(path: string): Promise<SnapshotFile> {
  const bytes = await bytesOf(path);
  const digest = createHash('sha256').update(bytes).digest('hex');
  const result = readSnapshot(parsed(path, bytes));
  // Only a fault has something to say.
  if ('what' in result) throw new UserError('bad-snapshot', `${path}: ${result.what}`, result.advice);
  return { snapshot: result, digest };
}

/** The snapshot that changes are told against; undefined where none was asked for. */
export async function openBaseline(path: string | undefined): Promise<Omit<Baseline, 'options'> | undefined> {
  return path === undefined ? undefined : { path, snapshot: (await readSnapshotFile(path)).snapshot };
}

function parsed(path: string, bytes: Buffer): unknown {
  if (bytes.length === 0) throw new UserError('bad-snapshot', `${path}: is empty`);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new UserError(
      'bad-snapshot',
      `${path}: is no JSON`,
      'a log? snapshots are written by: rcodescope analyze --snapshot FILE',
    );
  }
}

async function bytesOf(path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      if (length > MAX_BYTES) throw tooLarge(path);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR')
      throw new UserError(
        'input-directory',
        `${path} is a directory, not a snapshot`,
        `name the files in it: ${path}/*`,
      );
    throw await inputFault(path, error);
  }
  const bytes = Buffer.concat(pieces);
  if (compressionOf(bytes) !== 'gzip') return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path);
    throw new UserError('input-corrupt', `${path}: its gzip data is damaged or ends too early`);
  }
}

const tooLarge = (path: string): UserError =>
  new UserError('bad-snapshot', `${path}: is larger than any snapshot (${MAX_BYTES / 2 ** 20} MiB)`);

/** Writes it compressed when the name ends in `.gz`. Throws UserError `output-failed`. */
export async function writeSnapshotFile(path: string, snapshot: Snapshot): Promise<void> {
  const text = `${JSON.stringify(snapshot)}\n`;
  await writeWhole(path, path.endsWith('.gz') ? await promisify(gzip)(text) : text);
}

/**
 * Throws UserError before anything is read when a snapshot could not be written there, or would take the place of a file that
 * is none: `--snapshot query.log`, with the file's name forgotten, must not cost the log.
 */
export async function checkSnapshotTarget(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw new UserError('bad-option', `--snapshot: ${path} is a directory`);
  if (there?.isFile() && there.size > 0 && !(await looksLikeSnapshot(path)))
    throw new UserError(
      'bad-option',
      `--snapshot: ${path} is there already and is no snapshot`,
      'choose another name, or remove the file',
    );
  if (there === undefined || there.isFile())
    await access(dirname(path), constants.W_OK).catch(() => {
      throw new UserError('output-failed', `--snapshot: cannot write into ${dirname(path)}`, 'is it there?');
    });
}

async function looksLikeSnapshot(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const head = buffer.subarray(0, bytesRead);
    const plain = compressionOf(head) === 'gzip' ? gunzipSync(head, { finishFlush: zlibConstants.Z_SYNC_FLUSH }) : head;
    return plain.toString('latin1').startsWith('{"schemaVersion":');
  } catch {
    return false;
  } finally {
    await file.close();
  }
}
