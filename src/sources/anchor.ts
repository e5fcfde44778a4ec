// The date of a file, as far as it bounds the times of its lines.
import { stat } from 'node:fs/promises';
import { anchorOf } from '../time/clock.js';
import { gzipMtime } from './file.js';

/** The latest time that lines of a file can bear, in epoch ms: about its date. */
export async function fileAnchor(path: string, nowMs: number): Promise<number> {
  const info = await stat(path);
  if (!info.isFile()) return nowMs;
  const gzip = await gzipMtime(path);
  return anchorOf({ mtimeMs: info.mtimeMs, name: path, nowMs, ...(gzip !== undefined && { gzipMtimeMs: gzip }) });
}
