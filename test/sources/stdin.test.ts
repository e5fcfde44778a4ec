// Standard input: pipes through split2, redirected files through the block path, compressed data decoded in both.

import { closeSync, openSync, readSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HEAD_BYTES } from '../../src/detect.js';
import { readStdin, readStream, STDIN_NAME, type StreamOptions } from '../../src/sources/stdin.js';
import { collectLines, logLines, tempFiles } from './temp-files.js';

const files = tempFiles();
const LINES = logLines(3000);
const CONTENT = Buffer.from(`${LINES.join('\n')}\n`);

function streamOf(bytes: Buffer, chunkBytes = 10_000): Readable {
  const chunks: Buffer[] = [];
  for (let i = 0; i < bytes.length; i += chunkBytes) chunks.push(bytes.subarray(i, i + chunkBytes));
  return Readable.from(chunks, { objectMode: false });
}

async function read(stream: Readable, options: Partial<StreamOptions> = {}) {
  const lines = collectLines();
  const heads: Buffer[] = [];
  const open = (head: Buffer) => {
    heads.push(Buffer.from(head));
    return lines.sink;
  };
  const summary = await readStream(stream, STDIN_NAME, open, { maxLineBytes: 4096, ...options });
  return { ...lines, heads, summary };
}

describe('readStream', () => {
  it('shows a whole head, then gives every line', async () => {
    const { texts, heads, summary } = await read(streamOf(CONTENT));
    expect(texts).toEqual(LINES);
    expect(heads).toEqual([CONTENT.subarray(0, HEAD_BYTES)]);
    expect(summary).toEqual({
      compression: 'none',
      bytes: CONTENT.length,
      compressedBytes: CONTENT.length,
      stopped: false,
    });
  });

  it('a short stream, an empty one', async () => {
    expect((await read(streamOf(Buffer.from('\xef\xbb\xbfa\r\nb', 'latin1'), 2))).texts).toEqual(['a', 'b']);
    const empty = await read(streamOf(Buffer.alloc(0)));
    expect(empty.heads).toEqual([Buffer.alloc(0)]);
    expect(empty.texts).toEqual([]);
  });

  it('a live one: lines come as soon as they are written, and the signal ends it', async () => {
    const stream = new PassThrough();
    const lines = collectLines();
    const stopping = new AbortController();
    let arrived = (): void => {};
    const done = readStream(stream, STDIN_NAME, () => lines.sink, {
      maxLineBytes: 4096,
      live: true,
      signal: stopping.signal,
      breathe: () => {
        arrived();
        return undefined;
      },
    });
    for (const text of ['first line\n', 'second line\n', 'unfinished']) {
      const arrival = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      stream.write(text);
      await arrival;
    }
    expect(lines.texts).toEqual(['first line', 'second line']);
    stopping.abort();
    expect(await done).toMatchObject({ stopped: true, bytes: 33 });
    expect(lines.texts).toEqual(['first line', 'second line', 'unfinished']);
  });

  it('a signal before anything came', async () => {
    const stopping = new AbortController();
    const done = read(new PassThrough(), { signal: stopping.signal });
    stopping.abort();
    expect((await done).summary.stopped).toBe(true);
  });

  it('compressed data is decoded; cut short it is a fault', async () => {
    const packed = gzipSync(CONTENT);
    const whole = await read(streamOf(packed));
    expect(whole.texts).toEqual(LINES);
    expect(whole.summary).toMatchObject({ compression: 'gzip', compressedBytes: packed.length });
    expect((await read(streamOf(gzipSync('a\nb\n')))).texts).toEqual(['a', 'b']);
    await expect(read(streamOf(packed.subarray(0, -1)))).rejects.toMatchObject({
      code: 'input-corrupt',
      message: expect.stringContaining(`${STDIN_NAME}: its gzip data is truncated`),
    });
  });

  it('a stream that fails is unreadable, a sink that fails is itself', async () => {
    const fail = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const failing = new Readable({
      read() {
        this.push(CONTENT);
        this.destroy(fail);
      },
    });
    await expect(read(failing)).rejects.toMatchObject({ code: 'input-unreadable' });
    const boom = Object.assign(new Error('boom'), { code: 'ENOSPC' });
    const sink = {
      line: () => {
        throw boom;
      },
      oversize: () => undefined,
    };
    for (const stream of [streamOf(CONTENT), streamOf(Buffer.from('a\n')), streamOf(gzipSync(CONTENT))]) {
      await expect(readStream(stream, STDIN_NAME, () => sink, { maxLineBytes: 4096 })).rejects.toBe(boom);
    }
  });
});

describe('readStdin', () => {
  it('a redirected file is read from where the shell left it', async () => {
    for (const stored of [CONTENT, gzipSync(CONTENT)]) {
      const fd = openSync(files.write('redirected', Buffer.concat([Buffer.from('skipped\n'), stored])), 'r');
      try {
        readSync(fd, Buffer.alloc(8), 0, 8, null);
        const lines = collectLines();
        const stream = (): never => {
          throw new Error('the stream is not needed');
        };
        await readStdin(() => lines.sink, { maxLineBytes: 4096 }, { fd, stream });
        expect(lines.texts).toEqual(LINES);
      } finally {
        closeSync(fd);
      }
    }
  });

  it('a directory is told', async () => {
    const fd = openSync(files.directory, 'r');
    try {
      const run = readStdin(() => collectLines().sink, { maxLineBytes: 4096 }, { fd, stream: () => new PassThrough() });
      await expect(run).rejects.toMatchObject({ code: 'input-directory' });
    } finally {
      closeSync(fd);
    }
  });
});
