// A file as blocks, the next one being read while the present one is worked on.

import { read as readCallback } from 'node:fs';
import { promisify } from 'node:util';

const readInto = promisify(readCallback);

/** Where decoded bytes go. False: enough, stop reading. A promise: wait for it first (backpressure). */
export type Take = (bytes: Buffer) => boolean | Promise<boolean>;

export interface BlockOptions {
  blockBytes: number;
  /** Byte to begin at; null: where the descriptor stands. */
  from: number | null;
  /** False for pipes, where a read may wait for ever and cannot be given up. */
  readAhead: boolean;
}

/**
 * Yields the bytes of an open file to its end. A block is valid until the next one is asked for: there are two buffers,
 * and while the caller works on one the other is being filled.
 */
export async function* readBlocks(fd: number, options: BlockOptions): AsyncGenerator<Buffer> {
  let at = options.from;
  const read = async (buffer: Buffer): Promise<number> => {
    const { bytesRead } = await readInto(fd, buffer, 0, buffer.length, at);
    if (at !== null) at += bytesRead;
    return bytesRead;
  };
  let present = Buffer.allocUnsafe(options.blockBytes);
  if (!options.readAhead) {
    for (let bytes = await read(present); bytes > 0; bytes = await read(present)) yield present.subarray(0, bytes);
    return;
  }
  let other = Buffer.allocUnsafe(options.blockBytes);
  let next = read(present);
  try {
    for (let bytes = await next; bytes > 0; bytes = await next) {
      next = read(other);
      // Its failure is met by the await above, one block later; until then it must not count as unhandled.
      next.catch(() => undefined);
      yield present.subarray(0, bytes);
      [present, other] = [other, present];
    }
  } finally {
    // The descriptor must not be closed under a read.
    await next.catch(() => undefined);
  }
}
