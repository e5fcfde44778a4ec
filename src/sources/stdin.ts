// Standard input: a redirected file is read in blocks like any file, a pipe or a terminal is a live stream.

import { fstat } from 'node:fs';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { HEAD_BYTES } from '../detect.js';
import { UserError } from '../errors.js';
import { BlockFramer, frameStream } from '../framing.js';
import { readBlocks } from './blocks.js';
import { compressionOf, MAGIC_BYTES } from './compression.js';
import { inputFault } from './input-faults.js';
import { type OpenSink, peekedPieces, type ReadOptions, type ReadSummary, readPieces } from './reading.js';

export const STDIN_NAME = 'standard input';

const REDIRECTED_BLOCK = 1 << 20;

export interface StreamOptions extends ReadOptions {
  /** Open the sink with what the first chunk holds, instead of waiting for a whole head: the next line may take hours. */
  live?: boolean;
}

/** Reads standard input to its end. Errors as for `readFile`; the path in them is "standard input". */
export async function readStdin(
  open: OpenSink,
  options: StreamOptions,
  stdin: { fd: number; stream: () => Readable } = { fd: 0, stream: () => process.stdin },
): Promise<ReadSummary> {
  const stat = await promisify(fstat)(stdin.fd).catch(() => undefined);
  if (stat?.isDirectory() === true) {
    throw new UserError('input-directory', `${STDIN_NAME} is a directory, not a log`, 'give its name as an argument');
  }
  if (stat === undefined || !stat.isFile()) return readStream(stdin.stream(), STDIN_NAME, open, options);
  // From where the descriptor stands: the shell may have read a part already.
  const blocks = readBlocks(stdin.fd, { blockBytes: REDIRECTED_BLOCK, from: null, readAhead: true });
  const pieces = await peekedPieces(blocks, STDIN_NAME, stat.size).catch(async (error) => {
    throw await inputFault(STDIN_NAME, error);
  });
  return readPieces(pieces, open, options);
}

/**
 * Reads a live stream to its end: split2 frames plain text; compressed data is decoded like a file's. The signal ends the
 * reading at once, what has come so far counts.
 */
export async function readStream(
  stream: Readable,
  name: string,
  open: OpenSink,
  options: StreamOptions,
): Promise<ReadSummary> {
  const stop = (): void => {
    stream.destroy();
  };
  if (options.signal?.aborted === true) stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    const head = await headOf(stream, options.live === true ? MAGIC_BYTES : HEAD_BYTES).catch(async (error) => {
      throw await inputFault(name, error);
    });
    const compression = compressionOf(head.bytes);
    if (compression !== 'none') {
      const pieces = head.over ? onlyChunk(head.bytes) : chunksOf(stream);
      return await readPieces({ path: name, compression, pieces, totalBytes: undefined }, open, options);
    }
    return await frameText(stream, name, head, open, options);
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}

interface Head {
  bytes: Buffer;
  /** The stream is over, and these were all its bytes. Otherwise they have been put back. */
  over: boolean;
}

/** Waits for at least `wanted` bytes or the end. */
function headOf(stream: Readable, wanted: number): Promise<Head> {
  const parts: Buffer[] = [];
  let have = 0;
  return new Promise((resolve, reject) => {
    const done = (over: boolean, error?: Error): void => {
      stream.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onError);
      const bytes = Buffer.concat(parts);
      if (error !== undefined) {
        reject(error);
        return;
      }
      // In the same turn as the last read, else a stream that has come to its end would say so first.
      if (!over) stream.unshift(bytes);
      resolve({ bytes, over });
    };
    const onReadable = (): void => {
      for (let part = stream.read(); part !== null; part = stream.read()) {
        parts.push(part);
        have += part.length;
        if (have >= wanted) {
          done(false);
          return;
        }
      }
    };
    const onEnd = (): void => done(true);
    const onError = (error: Error): void => done(true, error);
    stream.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onError);
  });
}

async function frameText(
  stream: Readable,
  name: string,
  head: Head,
  open: OpenSink,
  options: StreamOptions,
): Promise<ReadSummary> {
  const sink = open(head.bytes.subarray(0, HEAD_BYTES));
  let bytes = 0;
  const count = (chunk: Buffer | string): void => {
    bytes += chunk.length;
    options.progress?.(bytes, undefined);
  };
  if (head.over) {
    const framer = new BlockFramer(sink, options.maxLineBytes);
    framer.push(head.bytes);
    framer.finish();
    count(head.bytes);
  } else {
    // frameStream makes it latin1: a character is a byte.
    stream.on('data', count);
    try {
      await frameStream(stream, sink, options.maxLineBytes, () => options.breathe?.());
    } catch (error) {
      throw error === stream.errored ? await inputFault(name, error) : error;
    }
  }
  return { compression: 'none', bytes, compressedBytes: bytes, stopped: options.signal?.aborted === true };
}

/** The chunks of a stream; one that is destroyed without an error has ended. */
async function* chunksOf(stream: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield chunk;
  } catch (error) {
    if (!stream.destroyed || stream.errored !== null) throw error;
  }
}

async function* onlyChunk(chunk: Buffer): AsyncGenerator<Buffer> {
  yield chunk;
}
