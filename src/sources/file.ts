// A file, plain or compressed, read to its end: the batch way in.

import { type FileHandle, open as openFile } from 'node:fs/promises';
import { readBlocks } from './blocks.js';
import { type Compression, compressionOf, gzipHeaderMtime, MAGIC_BYTES } from './compression.js';
import { directoryFault, inputFault } from './input-faults.js';
import {
  decode,
  type OpenSink,
  type Pieces,
  peekedPieces,
  type ReadOptions,
  type ReadSummary,
  readPieces,
} from './reading.js';

/** Of a plain file: 1 MiB is some 8 000 lines, parsed in less time than the loop may be kept busy. */
const PLAIN_BLOCK = 1 << 20;
/** Of a compressed one: about ten times as much when decoded. */
const COMPRESSED_BLOCK = 1 << 16;

/**
 * Reads a file to its end: compression from its first bytes, then lines into the sink that `open` chooses. FIFOs and
 * /dev/stdin work too. Throws UserError: input-missing, input-unreadable, input-directory, input-corrupt (then all that
 * could be decoded has been framed).
 */
export async function readFile(path: string, open: OpenSink, options: ReadOptions): Promise<ReadSummary> {
  return withOpen(path, async (handle) => {
    const pieces = await explained(path, () => piecesOf(handle, path));
    return readPieces(pieces, open, options);
  });
}

/** Bytes [from, to) of a plain file; `to` null: to its end. */
export interface ByteRange {
  readonly from: number;
  readonly to: number | null;
}

/** Reads a part of a plain file that begins and ends at line starts. Errors as for `readFile`. */
export async function readRange(
  path: string,
  range: ByteRange,
  open: OpenSink,
  options: ReadOptions,
): Promise<ReadSummary> {
  return withOpen(path, async (handle) => {
    const size = (await handle.stat()).size;
    const end = range.to ?? Number.POSITIVE_INFINITY;
    const blocks = readBlocks(handle.fd, { blockBytes: PLAIN_BLOCK, from: range.from, readAhead: true });
    const pieces = async function* (): AsyncGenerator<Buffer> {
      let at = range.from;
      for await (const block of blocks) {
        if (at + block.length >= end) {
          yield block.subarray(0, end - at);
          return;
        }
        yield block;
        at += block.length;
      }
    };
    const totalBytes = Math.min(end, size) - range.from;
    return readPieces({ path, compression: 'none', pieces: pieces(), totalBytes, from: range.from }, open, options);
  });
}

/** Bytes of a plain file from an offset on: less than asked for at its end. */
export async function readAt(path: string, offset: number, bytes: number): Promise<Buffer> {
  return withOpen(path, (handle) =>
    explained(path, async () => {
      const buffer = Buffer.alloc(bytes);
      const { bytesRead } = await handle.read(buffer, 0, bytes, offset);
      return buffer.subarray(0, bytesRead);
    }),
  );
}

/** How a file is compressed, and its size on the disk; undefined for what is no regular file. */
export async function fileKind(path: string): Promise<{ compression: Compression; size: number } | undefined> {
  return withOpen(path, (handle) =>
    explained(path, async () => {
      const info = await handle.stat();
      return info.isFile() ? { compression: compressionOf(await magicOf(handle)), size: info.size } : undefined;
    }),
  );
}

/**
 * The first `bytes` bytes of the uncompressed content, fewer if there are not so many (or a fault comes before). Empty for
 * a pipe: what is read from it is gone. Throws UserError as `readFile` does, except for input-corrupt.
 */
export async function peekHead(path: string, bytes: number): Promise<Buffer> {
  return withOpen(path, async (handle) => {
    if (!(await handle.stat()).isFile()) return Buffer.alloc(0);
    const parts: Buffer[] = [];
    let have = 0;
    await explained(path, async () =>
      decode(await piecesOf(handle, path, Math.min(COMPRESSED_BLOCK, bytes)), (part) => {
        parts.push(Buffer.from(part.subarray(0, bytes - have)));
        have += Math.min(part.length, bytes - have);
        return have < bytes;
      }),
    );
    return Buffer.concat(parts);
  });
}

/** When a gzip file says its content was last changed, in ms since the epoch; undefined for other files and pipes. */
export async function gzipMtime(path: string): Promise<number | undefined> {
  return withOpen(path, (handle) =>
    explained(path, async () => ((await handle.stat()).isFile() ? gzipHeaderMtime(await magicOf(handle)) : undefined)),
  );
}

async function withOpen<T>(path: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await explained(path, () => openFile(path, 'r'));
  try {
    if ((await handle.stat()).isDirectory()) throw directoryFault(path);
    return await work(handle);
  } finally {
    await handle.close();
  }
}

/** Runs what only reads; a system error comes out as a UserError. */
async function explained<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw await inputFault(path, error);
  }
}

async function piecesOf(handle: FileHandle, path: string, blockBytes?: number): Promise<Pieces> {
  const { fd } = handle;
  const stat = await handle.stat();
  if (!stat.isFile()) {
    // A FIFO, a device, a descriptor of the shell: read in order, once.
    const blocks = readBlocks(fd, { blockBytes: COMPRESSED_BLOCK, from: null, readAhead: false });
    return peekedPieces(blocks, path, undefined);
  }
  const compression = compressionOf(await magicOf(handle));
  const size = blockBytes ?? (compression === 'none' ? PLAIN_BLOCK : COMPRESSED_BLOCK);
  const reread = (from: number): AsyncGenerator<Buffer> => readBlocks(fd, { blockBytes: size, from, readAhead: true });
  return { path, compression, pieces: reread(0), totalBytes: stat.size, reread };
}

async function magicOf(handle: FileHandle): Promise<Buffer> {
  const magic = Buffer.alloc(MAGIC_BYTES);
  const { bytesRead } = await handle.read(magic, 0, MAGIC_BYTES, 0);
  return magic.subarray(0, bytesRead);
}
