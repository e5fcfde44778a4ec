// gzip and zstd in this process, member by member. Node's own streams are not enough for damaged or odd archives: gunzip
// throws away what it decoded before a fault and fails on padding or garbage after the last member; its zstd stops
// silently after the first frame and takes a truncated one for whole (both seen on Node 22.23 and 24.21).

import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Take } from './blocks.js';

/** How decoding ended. No fault, no warning, not stopped: to the end, all well. */
export interface Decoded {
  /** `offset`: compressed byte at which it was noticed. */
  fault?: { what: string; offset: number };
  warning?: string;
  /** The taker had enough. */
  stopped?: boolean;
}

/** Reads the same compressed bytes again, from an offset. */
export type Reread = (from: number) => AsyncGenerator<Buffer>;

interface Engine extends Transform {
  bytesWritten: number;
}

/** Output buffer of an engine. 1 MiB is no faster, and costs much where members are tiny: each has its own engine. */
const OUTPUT_BYTES = 1 << 18;
/** Input of one such call: deflate expands at most 1032 times, so this bounds what a hostile file can make of it. */
const FEED_BYTES = 1 << 16;

/**
 * RFC 1952: any number of members. Zeros or other bytes after a member are left alone with a warning, as gzip(1) does.
 * Everything decoded before a fault has been taken; with `reread` to the last byte, else to the block before it.
 */
export async function decodeGzip(pieces: AsyncIterator<Buffer>, take: Take, reread?: Reread): Promise<Decoded> {
  const input = cursorOver(pieces);
  for (let members = 0; ; members++) {
    const start = input.offset();
    const header = await skipGzipHeader(input);
    if (header === 'end') return {};
    if (header === 'zero' || header === 'other') {
      return members > 0
        ? { warning: await describeTail(input, start, header === 'zero') }
        : corrupt('is not gzip data', start);
    }
    if (header === 'truncated') return truncated(input);
    let crc = 0;
    let size = 0;
    const takeChecked: Take = (bytes) => {
      crc = zlib.crc32(bytes, crc);
      size = (size + bytes.length) >>> 0;
      return take(bytes);
    };
    const body = await runEngine(() => zlib.createInflateRaw({ chunkSize: OUTPUT_BYTES }), input, takeChecked, reread);
    if (body.state === 'stopped') return { stopped: true };
    if (body.state === 'failed') return corrupt(body.what, body.offset);
    const trailer = Buffer.alloc(8);
    for (let i = 0; i < 8; i++) {
      const byte = await input.byte();
      if (byte < 0) return truncated(input);
      trailer[i] = byte;
    }
    if (trailer.readUInt32LE(0) !== crc) return corrupt('fails its checksum', input.offset());
    if (trailer.readUInt32LE(4) !== size) return corrupt('has another length than it says', input.offset());
  }
}

/** True where this Node has zstd (22.15, 23.8 and later); elsewhere the program `zstd` has to do it. */
export const NODE_HAS_ZSTD = 'createZstdDecompress' in zlib;

/** RFC 8878: any number of frames. Whatever follows the last one is a fault, as for zstd(1). Needs NODE_HAS_ZSTD. */
export async function decodeZstd(pieces: AsyncIterator<Buffer>, take: Take, reread?: Reread): Promise<Decoded> {
  const { createZstdDecompress } = zlib as unknown as { createZstdDecompress(options: object): Engine };
  const input = cursorOver(pieces);
  while (await input.more()) {
    const create = (): Engine => createZstdDecompress({ chunkSize: OUTPUT_BYTES });
    const frame = await runEngine(create, input, take, reread, isBetweenFrames);
    if (frame.state === 'stopped') return { stopped: true };
    if (frame.state === 'failed') return corrupt(frame.what, frame.offset);
    if (frame.state === 'input-over' && !frame.whole) return truncated(input);
  }
  return {};
}

const corrupt = (what: string, offset: number): Decoded => ({ fault: { what, offset } });
const truncated = (input: Cursor): Decoded => corrupt('is truncated', input.offset());

/** Compressed input as a position that moves forward. */
interface Cursor {
  /** Bytes before the position. */
  offset(): number;
  /** The next byte, -1 at the end. */
  byte(): Promise<number>;
  /** Makes `rest` non-empty; false at the end. */
  more(): Promise<boolean>;
  /** What is here already, at most FEED_BYTES of it. */
  rest(): Buffer;
  advance(bytes: number): void;
}

function cursorOver(pieces: AsyncIterator<Buffer>): Cursor {
  let piece: Buffer = Buffer.alloc(0);
  let position = 0;
  let before = 0;
  const more = async (): Promise<boolean> => {
    while (position === piece.length) {
      const next = await pieces.next();
      if (next.done) return false;
      before += piece.length;
      piece = next.value;
      position = 0;
    }
    return true;
  };
  return {
    offset: () => before + position,
    byte: async () => ((await more()) ? piece[position++]! : -1),
    more,
    rest: () => piece.subarray(position, position + FEED_BYTES),
    advance: (bytes) => {
      position += bytes;
    },
  };
}

const FHCRC = 2;
const FEXTRA = 4;
const FNAME = 8;
const FCOMMENT = 16;

/** 'end': nothing there; 'zero' and 'other': what is there begins so, and is no gzip header. */
async function skipGzipHeader(input: Cursor): Promise<'ok' | 'end' | 'zero' | 'other' | 'truncated'> {
  const first = await input.byte();
  if (first < 0) return 'end';
  if (first === 0) return 'zero';
  if (first !== 0x1f || (await input.byte()) !== 0x8b) return 'other';
  if ((await input.byte()) !== 8) return 'other';
  const flags = await input.byte();
  let last = flags;
  const skip = async (bytes: number): Promise<void> => {
    for (let i = 0; i < bytes && last >= 0; i++) last = await input.byte();
  };
  const skipText = async (): Promise<void> => {
    do await skip(1);
    while (last > 0);
  };
  await skip(6);
  if (flags & FEXTRA) {
    await skip(1);
    const low = last;
    await skip(1);
    await skip(low | (last << 8));
  }
  if (flags & FNAME) await skipText();
  if (flags & FCOMMENT) await skipText();
  if (flags & FHCRC) await skip(2);
  return last < 0 ? 'truncated' : 'ok';
}

async function describeTail(input: Cursor, start: number, beginsWithZero: boolean): Promise<string> {
  let zeros = beginsWithZero;
  for (let byte = await input.byte(); byte >= 0; byte = await input.byte()) if (byte !== 0) zeros = false;
  const bytes = input.offset() - start;
  return zeros
    ? `${bytes} zero bytes of padding after the gzip data, left alone`
    : `${bytes} bytes after the gzip data (from compressed byte ${start}) are not gzip, left alone`;
}

type EngineEnd =
  | { state: 'ended' }
  | { state: 'stopped' }
  | { state: 'input-over'; whole: boolean }
  | { state: 'failed'; what: string; offset: number };

/**
 * Runs one engine from the cursor until its own end, and leaves the cursor there. While the thread pool works on a block,
 * the output of the block before is taken.
 *
 * @param isWhole asked when the input is over and the engine did not say that it is at an end
 */
async function runEngine(
  create: () => Engine,
  input: Cursor,
  take: Take,
  reread?: Reread,
  isWhole?: (driver: Driver) => Promise<boolean>,
): Promise<EngineEnd> {
  const driver = drive(create());
  const start = input.offset();
  let produced: Buffer[] = [];
  let taken = 0;
  const takeAll = async (): Promise<boolean> => {
    const chunks = produced;
    produced = [];
    for (const bytes of chunks) {
      taken += bytes.length;
      const wanted = take(bytes);
      if (!(typeof wanted === 'boolean' ? wanted : await wanted)) return false;
    }
    return true;
  };
  try {
    while (await input.more()) {
      const piece = input.rest();
      const step = driver.feed(piece);
      // The block must stay as it is until the engine is done with it, also when taking fails.
      const wanted = await takeAll().finally(() => step);
      const { used, output, failure } = await step;
      if (!wanted) return { state: 'stopped' };
      produced = output;
      if (failure !== undefined) {
        if (!(await takeAll())) return { state: 'stopped' };
        const at = input.offset();
        const offset = reread === undefined ? at : await rescue(drive(create()), reread(start), start, at, taken, take);
        return { state: 'failed', what: `is corrupt (${failure.message})`, offset };
      }
      input.advance(used);
      if (used < piece.length) return (await takeAll()) ? { state: 'ended' } : { state: 'stopped' };
    }
    if (!(await takeAll())) return { state: 'stopped' };
    return { state: 'input-over', whole: (await isWhole?.(driver)) ?? false };
  } finally {
    driver.close();
  }
}

/**
 * After a fault: decodes again from `start`, and from the block at `faulty` on byte by byte, so that the bytes before the
 * fault come out, which the engine dropped with the call that failed. The first `skip` bytes have been taken before.
 * Returns the offset of the byte that fails.
 */
async function rescue(
  driver: Driver,
  pieces: AsyncGenerator<Buffer>,
  start: number,
  faulty: number,
  skip: number,
  take: Take,
): Promise<number> {
  let at = start;
  let passed = 0;
  try {
    for await (const piece of pieces) {
      for (let i = 0; i < piece.length; ) {
        const size = at < faulty ? Math.min(piece.length - i, faulty - at) : 1;
        const { output, failure } = await driver.feed(piece.subarray(i, i + size));
        for (const bytes of output) {
          const from = Math.max(0, skip - passed);
          passed += bytes.length;
          if (from < bytes.length && !(await take(bytes.subarray(from)))) return at;
        }
        if (failure !== undefined) return at;
        i += size;
        at += size;
      }
    }
    return at;
  } finally {
    driver.close();
  }
}

/** One engine, fed block by block. */
interface Driver {
  /** `used` < the length of the piece: the engine is at its end. After a `failure` only `output` means anything. */
  feed(piece: Buffer): Promise<{ used: number; output: Buffer[]; failure: Error | undefined }>;
  close(): void;
}

function drive(engine: Engine): Driver {
  let output: Buffer[] = [];
  let failure: Error | undefined;
  let failed = (): void => undefined;
  engine.on('data', (bytes: Buffer) => output.push(bytes));
  engine.on('error', (error) => {
    failure = error;
    failed();
  });
  return {
    async feed(piece) {
      output = [];
      const before = engine.bytesWritten;
      // A write that fails is never called back.
      await new Promise<void>((resolve) => {
        failed = resolve;
        engine.write(piece, () => resolve());
      });
      return { used: engine.bytesWritten - before, output, failure };
    },
    close: () => engine.destroy(),
  };
}

/**
 * Whether a zstd engine stands between two frames: only there are four bytes refused for not being the magic of a frame,
 * inside a frame they are data, or fail as such.
 */
async function isBetweenFrames(driver: Driver): Promise<boolean> {
  const { used, failure } = await driver.feed(Buffer.from('none'));
  return failure === undefined ? used === 0 : (failure as NodeJS.ErrnoException).code === 'ZSTD_error_prefix_unknown';
}
