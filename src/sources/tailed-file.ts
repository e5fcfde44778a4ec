// One open file that grows: read by position through a held descriptor, checked for truncation, framed into lines.

import { constants } from 'node:fs';
import { type FileHandle, open as openFile } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { BlockFramer, type LinePosition, type LineSink } from '../framing.js';
import { directoryFault, inputFault } from './input-faults.js';

/** The first bytes of a file stand for its identity: device and inode stay when the content is replaced. */
const FINGERPRINT_BYTES = 256;

/** What is known of a file when its sink is opened. */
export interface TailHead {
  path: string;
  dev: number;
  ino: number;
  /** The first bytes of the content, never empty; valid only during the call. */
  head: Buffer;
  /** Where the first line that will be given stands. */
  at: LinePosition;
}

export interface TailOptions {
  path: string;
  from: 'start' | 'end';
  maxLineBytes: number;
  /** How much of the head `open` is shown. */
  headBytes: number;
  /** Read into; all files of one follower share it. */
  block: Buffer;
  open(head: TailHead): LineSink;
  /** The file was cut below what had been read, or its content was replaced; reading begins again at 0. */
  truncated(): void;
  /** While the promise is pending, nothing more is framed (backpressure). */
  breathe?: (() => Promise<void> | undefined) | undefined;
  /** Stops reading after the present block. */
  signal: AbortSignal;
}

export interface TailedFile {
  readonly dev: number;
  readonly ino: number;
  /** Delivers what there is at the time of the call. True: something came. */
  read(): Promise<boolean>;
  /** Where the next line begins: all before it has been delivered. */
  position(): LinePosition;
  /** @param finish whether an unfinished last line comes out: nothing will be appended to it any more */
  close(finish: boolean): Promise<void>;
}

/**
 * Opens a file for following. From its end: the lines so far are counted, one that is not finished yet counts as new, and
 * the sink is opened at once if there is content to show it. Otherwise the sink is opened when the first bytes come.
 * Undefined: there is no such file. Throws UserError input-unreadable, input-directory.
 */
export async function openTailedFile(options: TailOptions): Promise<TailedFile | undefined> {
  const { path } = options;
  let handle: FileHandle;
  try {
    // Not to wait for a writer when the name is a pipe's.
    handle = await openFile(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw await inputFault(path, error);
  }
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw directoryFault(path);
    if (!stat.isFile()) {
      throw new UserError(
        'input-unreadable',
        `${path}: not a regular file`,
        `read a pipe as standard input: - < ${path}`,
      );
    }
    const start =
      options.from === 'end' ? await lastLineStart(handle, stat.size, options.block) : { lineNo: 1, offset: 0 };
    return await tail(handle, stat.dev, stat.ino, start, options);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function tail(
  handle: FileHandle,
  dev: number,
  ino: number,
  start: LinePosition,
  options: TailOptions,
): Promise<TailedFile> {
  const { path, block, signal } = options;
  let framer: BlockFramer | undefined;
  /** Of the next byte to read; its line is the framer's. */
  let offset = start.offset;
  /** The first min(FINGERPRINT_BYTES, offset) bytes. */
  let fingerprint = await headOf(handle, Math.min(FINGERPRINT_BYTES, offset));

  const openSink = async (): Promise<void> => {
    const head = await headOf(handle, options.headBytes);
    if (head.length === 0) return;
    framer = new BlockFramer(options.open({ path, dev, ino, head, at: start }), options.maxLineBytes);
    framer.at = { ...start };
  };
  if (options.from === 'end') await openSink();

  /** Just before reading, so that a truncated file which has grown past the old offset is not read from its middle. */
  const isReplaced = async (size: number): Promise<boolean> =>
    size < offset || !fingerprint.equals(await headOf(handle, fingerprint.length));

  const restart = (): void => {
    framer?.finish();
    framer = undefined;
    offset = 0;
    start = { lineNo: 1, offset: 0 };
    fingerprint = Buffer.alloc(0);
    options.truncated();
  };

  const deliver = (bytes: Buffer): void => {
    if (fingerprint.length < FINGERPRINT_BYTES) {
      fingerprint = Buffer.concat([fingerprint, bytes.subarray(0, FINGERPRINT_BYTES - fingerprint.length)]);
    }
    offset += bytes.length;
    framer!.push(bytes);
  };

  return {
    dev,
    ino,
    async read() {
      let { size } = await handle.stat();
      if (await isReplaced(size)) restart();
      let came = false;
      while (offset < size && !signal.aborted) {
        if (framer === undefined) await openSink();
        const { bytesRead } = await handle.read(block, 0, block.length, offset);
        if (bytesRead === 0 || framer === undefined) break;
        deliver(block.subarray(0, bytesRead));
        came = true;
        await options.breathe?.();
        if (offset >= size) break;
        const now = await handle.stat();
        if (!(await isReplaced(now.size))) continue;
        restart();
        size = now.size;
      }
      return came;
    },
    position: () => ({ ...(framer?.at ?? start) }),
    async close(finish) {
      if (finish) framer?.finish();
      await handle.close();
    },
  };
}

/** Up to `bytes` first bytes, as a copy of their own. */
async function headOf(handle: FileHandle, bytes: number): Promise<Buffer> {
  const head = Buffer.alloc(bytes);
  if (bytes === 0) return head;
  const { bytesRead } = await handle.read(head, 0, bytes, 0);
  return head.subarray(0, bytesRead);
}

/** Start of the line that is unfinished at `size`, and its number: some 1 GB/s. */
async function lastLineStart(handle: FileHandle, size: number, block: Buffer): Promise<LinePosition> {
  const at: LinePosition = { lineNo: 1, offset: 0 };
  let read = 0;
  while (read < size) {
    const { bytesRead } = await handle.read(block, 0, Math.min(block.length, size - read), read);
    if (bytesRead === 0) break;
    const bytes = block.subarray(0, bytesRead);
    for (let lf = bytes.indexOf(10); lf >= 0; lf = bytes.indexOf(10, lf + 1)) {
      at.lineNo++;
      at.offset = read + lf + 1;
    }
    read += bytesRead;
  }
  return at;
}
