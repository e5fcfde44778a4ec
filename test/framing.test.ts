// Framing: the same bytes give the same lines, numbers and oversize reports, whatever the chunks and whichever framer.

import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockFramer, frameStream, type LineSink } from '../src/framing.js';

interface Seen {
  lineNo: number;
  offset: number;
  /** latin1; undefined for an oversize line. */
  text: string | undefined;
  bytes: number;
}

function recorder(): { seen: Seen[]; sink: LineSink } {
  const seen: Seen[] = [];
  return {
    seen,
    sink: {
      line: (buf, start, end, at) => seen.push({ ...at, text: buf.toString('latin1', start, end), bytes: end - start }),
      oversize: (bytes, at) => seen.push({ ...at, text: undefined, bytes }),
    },
  };
}

/** What framing means, said as simply as possible. */
function expected(bytes: Buffer, maxLineBytes: number): Seen[] {
  const bom = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  const pieces = bytes.toString('latin1', bom).split('\n');
  if (pieces.at(-1) === '') pieces.pop();
  let offset = bom;
  return pieces.map((piece, i) => {
    const text = piece.endsWith('\r') ? piece.slice(0, -1) : piece;
    const seen = { lineNo: i + 1, offset, text: text.length > maxLineBytes ? undefined : text, bytes: text.length };
    offset += piece.length + 1;
    return seen;
  });
}

function chunked(bytes: Buffer, cuts: number[]): Buffer[] {
  const edges = [0, ...cuts.map((c) => c % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges
    .slice(1)
    .map((edge, i) => bytes.subarray(edges[i]!, edge))
    .filter((chunk) => chunk.length > 0);
}

function byBlocks(chunks: Buffer[], maxLineBytes: number): Seen[] {
  const { seen, sink } = recorder();
  const framer = new BlockFramer(sink, maxLineBytes);
  for (const chunk of chunks) {
    // The framer must not keep the block: its memory is used again.
    const reused = Buffer.from(chunk);
    framer.push(reused);
    reused.fill(0x21);
  }
  framer.finish();
  return seen;
}

async function byStream(chunks: Buffer[], maxLineBytes: number): Promise<Seen[]> {
  const { seen, sink } = recorder();
  await frameStream(Readable.from(chunks, { objectMode: false }), sink, maxLineBytes);
  return seen;
}

/** Bytes with many line ends, CRs, BOM parts and runs, so that every edge is met. */
const hardBytes = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\r\r\n', '') },
      { weight: 2, arbitrary: fc.constantFrom('\xef\xbb\xbf', '\xef', '\xef\xbb', '\xbb\xbf', '\0', '\x85', '\xff') },
      { weight: 4, arbitrary: fc.nat({ max: 14 }).map((n) => 'x'.repeat(n)) },
    ),
    { maxLength: 30 },
  )
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));
const anyBytes = fc.oneof(
  { weight: 5, arbitrary: hardBytes },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((a) => Buffer.from(a)) },
);
const anyCuts = fc.array(fc.nat({ max: 400 }), { maxLength: 25 });
const anyLimit = fc.constantFrom(1, 2, 3, 5, 8, 13, 1000);

describe('BlockFramer', () => {
  it('any bytes in any chunks give the lines of the whole', () => {
    fc.assert(
      fc.property(anyBytes, anyCuts, anyLimit, (bytes, cuts, limit) => {
        expect(byBlocks(chunked(bytes, cuts), limit)).toEqual(expected(bytes, limit));
      }),
      { numRuns: 2000 },
    );
  });

  it('counts empty lines, drops a BOM and a CR whose LF is in the next chunk', () => {
    const chunks = ['\xef\xbb', '\xbfone\r', '\n\n', '\r\nfour'].map((text) => Buffer.from(text, 'latin1'));
    expect(byBlocks(chunks, 100)).toEqual([
      { lineNo: 1, offset: 3, text: 'one', bytes: 3 },
      { lineNo: 2, offset: 8, text: '', bytes: 0 },
      { lineNo: 3, offset: 9, text: '', bytes: 0 },
      { lineNo: 4, offset: 11, text: 'four', bytes: 4 },
    ]);
  });

  it('a line of exactly the limit is a line, its CR not counted; one byte more is oversize', () => {
    for (const chunks of [['12345\r\n123456\r\n1\n'], ['12345', '\r', '\n12345', '6\r', '\n1\n']]) {
      expect(
        byBlocks(
          chunks.map((text) => Buffer.from(text)),
          5,
        ),
      ).toEqual([
        { lineNo: 1, offset: 0, text: '12345', bytes: 5 },
        { lineNo: 2, offset: 7, text: undefined, bytes: 6 },
        { lineNo: 3, offset: 15, text: '1', bytes: 1 },
      ]);
    }
  });

  it('a gigabyte without a newline does not grow memory', () => {
    const { seen, sink } = recorder();
    const framer = new BlockFramer(sink, 1 << 20);
    const block = Buffer.alloc(1 << 20, 'x');
    framer.push(block);
    framer.push(block);
    const before = process.memoryUsage();
    for (let i = 2; i < 1024; i++) framer.push(block);
    const after = process.memoryUsage();
    framer.push(Buffer.from('\nnext\n'));
    expect(seen).toEqual([
      { lineNo: 1, offset: 0, text: undefined, bytes: 1 << 30 },
      { lineNo: 2, offset: (1 << 30) + 1, text: 'next', bytes: 4 },
    ]);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(8 << 20);
  });

  it('begins inside a file: numbers go on from there, and no BOM is looked for', () => {
    const { seen, sink } = recorder();
    const framer = new BlockFramer(sink, 100);
    framer.at = { lineNo: 41, offset: 1000 };
    framer.push(Buffer.from('\xef\xbb\xbfa\nb', 'latin1'));
    expect(framer.at).toEqual({ lineNo: 42, offset: 1005 });
    framer.finish();
    expect(seen).toEqual([
      { lineNo: 41, offset: 1000, text: '\xef\xbb\xbfa', bytes: 4 },
      { lineNo: 42, offset: 1005, text: 'b', bytes: 1 },
    ]);
  });

  it('an unknown offset stays unknown', () => {
    const { seen, sink } = recorder();
    const framer = new BlockFramer(sink, 100);
    framer.at = { lineNo: 1, offset: -1 };
    framer.push(Buffer.from('\xef\xbb\xbfa\nb\nc', 'latin1'));
    framer.finish();
    expect(seen.map((s) => [s.lineNo, s.offset, s.text])).toEqual([
      [1, -1, 'a'],
      [2, -1, 'b'],
      [3, -1, 'c'],
    ]);
  });
});

describe('frameStream', () => {
  it('agrees with BlockFramer on any bytes in any chunks', async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, anyCuts, anyLimit, async (bytes, cuts, limit) => {
        const chunks = chunked(bytes, cuts);
        expect(await byStream(chunks, limit)).toEqual(byBlocks(chunks, limit));
      }),
      { numRuns: 2000 },
    );
  });

  it('an endless line is counted with bounded memory, and the next one has the next number', async () => {
    const block = Buffer.alloc(1 << 16, 'x');
    const blocks = 4096;
    let peak = 0;
    const source = Readable.from(
      (function* () {
        for (let i = 0; i < blocks; i++) {
          if (i % 64 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
          yield block;
        }
        yield Buffer.from('\r\nnext');
      })(),
      { objectMode: false },
    );
    const { seen, sink } = recorder();
    const before = process.memoryUsage().heapUsed;
    await frameStream(source, sink, 1 << 20);
    expect(seen.map((s) => [s.lineNo, s.bytes, s.text])).toEqual([
      [1, blocks << 16, undefined],
      [2, 4, 'next'],
    ]);
    expect(peak - before).toBeLessThan(128 << 20);
  });

  it('what a sink throws is what the caller gets, and the stream is let go', async () => {
    for (const text of ['a\nb\n', 'a', '123456789\n', '123456789']) {
      const source = new PassThrough();
      const boom = new Error('boom');
      const thrower = (): never => {
        throw boom;
      };
      const done = frameStream(source, { line: thrower, oversize: thrower }, 5);
      for (const byte of text) source.write(byte);
      source.end();
      await expect(done).rejects.toBe(boom);
      expect(source.destroyed).toBe(true);
    }
  });

  it('a stream that fails: its lines count, then its error comes through', async () => {
    const { seen, sink } = recorder();
    const source = new PassThrough();
    const done = frameStream(source, sink, 100);
    const reset = new Error('reset');
    source.once('data', () => setImmediate(() => source.destroy(reset)));
    source.write('one\ntwo');
    await expect(done).rejects.toBe(reset);
    expect(seen.map((s) => s.text)).toEqual(['one', 'two']);
  });

  it('a stream destroyed without an error has ended', async () => {
    const { seen, sink } = recorder();
    const source = new PassThrough();
    source.write('one\ntwo');
    source.once('data', () => setImmediate(() => source.destroy()));
    await frameStream(source, sink, 100);
    expect(seen.map((s) => s.text)).toEqual(['one', 'two']);
  });

  it('reads nothing more while the caller asks it to wait', async () => {
    const { seen, sink } = recorder();
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let waits = 0;
    const source = Readable.from([Buffer.from('one\n'), Buffer.from('two\n')], { objectMode: false });
    const done = frameStream(source, sink, 100, () => (waits++ === 0 ? gate : undefined));
    await new Promise((resolve) => source.once('pause', resolve));
    for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(seen.map((s) => s.text)).toEqual(['one']);
    release();
    await done;
    expect(seen.map((s) => s.text)).toEqual(['one', 'two']);
  });
});
