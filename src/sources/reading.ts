// From compressed pieces to framed lines: what files and standard input have in common.

import { HEAD_BYTES } from '../detect.js';
import { UserError } from '../errors.js';
import { BlockFramer, type LineSink } from '../framing.js';
import type { Take } from './blocks.js';
import { type Compression, compressionOf, MAGIC_BYTES } from './compression.js';
import { decodeByProgram } from './decoder-programs.js';
import { inputFault } from './input-faults.js';
import { type Decoded, decodeGzip, decodeZstd, NODE_HAS_ZSTD, type Reread } from './members.js';

/**
 * Called once per input, before its first line, with the head of its uncompressed content: time to detect the format and
 * to choose the sink. The bytes are valid only during the call. An empty input has an empty head.
 */
export type OpenSink = (head: Buffer) => LineSink;

export interface ReadOptions {
  /** The longest line that is parsed, in bytes without its line end. */
  maxLineBytes: number;
  /** After each block: (compressed) bytes read so far, and of how many; undefined for a pipe. */
  progress?(readBytes: number, totalBytes: number | undefined): void;
  /** Something odd that does not stop the reading: one sentence that names the input. */
  warn?(text: string): void;
  /** After each block: while the promise is pending, nothing more is framed (backpressure). */
  breathe?(): Promise<void> | undefined;
  /** Stops the reading after the present block; the line in progress is given up. */
  signal?: AbortSignal;
}

export interface ReadSummary {
  compression: Compression;
  /** Uncompressed. */
  bytes: number;
  /** As they lie on the disk or came through the pipe. */
  compressedBytes: number;
  /** The signal stopped it. */
  stopped: boolean;
}

export interface Pieces {
  /** For messages. */
  path: string;
  compression: Compression;
  /** Compressed bytes; a piece is valid until the next one is asked for. */
  pieces: AsyncIterable<Buffer>;
  totalBytes: number | undefined;
  /** Offset of the first byte in the content; default 0. */
  from?: number;
  reread?: Reread;
}

/** Blocks that can be read only once, their compression seen in passing. */
export async function peekedPieces(
  blocks: AsyncGenerator<Buffer>,
  path: string,
  totalBytes: number | undefined,
): Promise<Pieces> {
  let head = Buffer.alloc(0);
  while (head.length < MAGIC_BYTES) {
    const next = await blocks.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  const pieces = async function* (): AsyncGenerator<Buffer> {
    if (head.length > 0) yield head;
    yield* blocks;
  };
  return { path, compression: compressionOf(head), pieces: pieces(), totalBytes };
}

/**
 * Decodes and frames one input to its end. Everything decoded before a fault has reached the sink, an unfinished last line
 * too. Throws UserError 'input-corrupt' for a truncated or corrupt archive, 'input-unreadable' when reading fails; what
 * the sink throws comes through as it is.
 */
export async function readPieces(input: Pieces, open: OpenSink, options: ReadOptions): Promise<ReadSummary> {
  const { path, compression, totalBytes } = input;
  let compressedBytes = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of input.pieces) {
      compressedBytes += piece.length;
      yield piece;
      options.progress?.(compressedBytes, totalBytes);
    }
  };
  const outlet = openOutlet(open, options, input.from ?? 0);
  let decoded: Decoded;
  try {
    decoded = await decode({ ...input, pieces: counted() }, outlet.take);
  } catch (error) {
    if (outlet.broken()) throw error;
    outlet.finish();
    throw await inputFault(path, error);
  }
  const stopped = options.signal?.aborted === true;
  if (decoded.stopped !== true) outlet.finish();
  if (decoded.warning !== undefined) options.warn?.(`${path}: ${decoded.warning}`);
  // A stream that was told to stop ends inside its archive.
  if (decoded.fault !== undefined && !stopped) {
    const { what, offset } = decoded.fault;
    throw new UserError(
      'input-corrupt',
      `${path}: its ${compression} data ${what} at compressed byte ${offset}${totalBytes === undefined ? '' : ` of ${totalBytes}`}`,
      `what came before it is counted; copy it again, or check the original: ${compression} -t`,
    );
  }
  return { compression, bytes: outlet.bytes(), compressedBytes, stopped };
}

/** Decodes until the end, a fault or a `take` that has enough. */
export async function decode(input: Pieces, take: Take): Promise<Decoded> {
  const { compression, path, pieces, reread } = input;
  if (compression === 'none') {
    for await (const piece of pieces) if (!(await take(piece))) return { stopped: true };
    return {};
  }
  if (compression !== 'gzip' && (compression !== 'zstd' || !NODE_HAS_ZSTD)) {
    return decodeByProgram(compression, path, pieces, take);
  }
  const iterator = pieces[Symbol.asyncIterator]();
  try {
    return await (compression === 'gzip' ? decodeGzip : decodeZstd)(iterator, take, reread);
  } finally {
    // Lets the reader finish its read before the descriptor is closed.
    await iterator.return?.();
  }
}

interface Outlet {
  take: Take;
  /** The input is over: the last line comes out. */
  finish(): void;
  bytes(): number;
  /** Whether the sink or `breathe` threw. */
  broken(): boolean;
}

/** Holds back the head until there is enough of it to open the sink, then frames. */
function openOutlet(open: OpenSink, options: ReadOptions, from: number): Outlet {
  let framer: BlockFramer | undefined;
  let head: Buffer[] = [];
  let bytes = 0;
  let broken = false;
  const frame = (block: Buffer): void => {
    if (framer === undefined) {
      framer = new BlockFramer(open(block.subarray(0, HEAD_BYTES)), options.maxLineBytes);
      framer.at.offset = from;
    }
    framer.push(block);
  };
  const place = (block: Buffer): void => {
    bytes += block.length;
    if (framer !== undefined || (head.length === 0 && block.length >= HEAD_BYTES)) {
      frame(block);
      return;
    }
    head.push(Buffer.from(block));
    if (bytes < HEAD_BYTES) return;
    const whole = Buffer.concat(head);
    head = [];
    frame(whole);
  };
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      broken = true;
      throw error;
    }
  };
  const goOn = (): boolean => options.signal?.aborted !== true;
  return {
    take(block) {
      guarded(() => place(block));
      const wait = guarded(() => options.breathe?.());
      if (wait === undefined) return goOn();
      return wait.then(goOn, (error) => {
        broken = true;
        throw error;
      });
    },
    finish() {
      guarded(() => {
        if (framer === undefined) frame(Buffer.concat(head));
        framer?.finish();
      });
    },
    bytes: () => bytes,
    broken: () => broken,
  };
}
