// Files: every compression gives the lines of the plain file, and a damaged archive gives those before the damage.

import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, symlinkSync } from 'node:fs';
import { crc32, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HEAD_BYTES } from '../../src/detect.js';
import { UserError } from '../../src/errors.js';
import { gzipMtime, peekHead, readFile } from '../../src/sources/file.js';
import type { ReadSummary } from '../../src/sources/reading.js';
import { collectLines, compressedBy, hasProgram, type Lines, logLines, tempFiles } from './temp-files.js';

const files = tempFiles();
const LINES = logLines(30_000);
const CONTENT = Buffer.from(`${LINES.join('\n')}\n`);

interface Outcome extends Lines {
  summary?: ReadSummary;
  error?: unknown;
  warnings: string[];
}

async function read(path: string): Promise<Outcome> {
  const outcome: Outcome = { ...collectLines(), warnings: [] };
  try {
    outcome.summary = await readFile(path, () => outcome.sink, {
      maxLineBytes: 4096,
      warn: (text) => outcome.warnings.push(text),
    });
  } catch (error) {
    outcome.error = error;
  }
  return outcome;
}

async function faultOf(path: string): Promise<UserError> {
  const { error } = await read(path);
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

/** The lines of a prefix of the content; the last one may be cut. */
const linesOf = (bytes: Buffer): string[] => {
  const lines = bytes.toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
};

describe('readFile', () => {
  it('reads a plain file of several blocks', async () => {
    const outcome = await read(files.write('plain.log', CONTENT));
    expect(outcome.error).toBeUndefined();
    expect(outcome.texts).toEqual(LINES);
    expect(outcome.numbers.at(-1)).toBe(LINES.length);
    expect(outcome.offsets.at(-1)).toBe(CONTENT.length - LINES.at(-1)!.length - 1);
    expect(outcome.summary).toEqual({
      compression: 'none',
      bytes: CONTENT.length,
      compressedBytes: CONTENT.length,
      stopped: false,
    });
  });

  it('shows the head to the one who opens the sink, whatever the compression, once, also for an empty file', async () => {
    const cases: [string, Buffer, Buffer][] = [
      ['head.log', CONTENT, CONTENT],
      ['head.gz', gzipSync(CONTENT), CONTENT],
      ['short.log', Buffer.from('only\n'), Buffer.from('only\n')],
      ['empty.log', Buffer.alloc(0), Buffer.alloc(0)],
    ];
    for (const [name, stored, content] of cases) {
      const heads: Buffer[] = [];
      await readFile(
        files.write(name, stored),
        (head) => {
          heads.push(Buffer.from(head));
          return collectLines().sink;
        },
        { maxLineBytes: 4096 },
      );
      expect(heads).toEqual([content.subarray(0, HEAD_BYTES)]);
    }
  });

  it('tells its progress in compressed bytes', async () => {
    const packed = gzipSync(CONTENT);
    const seen: [number, number | undefined][] = [];
    await readFile(files.write('progress.gz', packed), () => collectLines().sink, {
      maxLineBytes: 4096,
      progress: (bytes, total) => seen.push([bytes, total]),
    });
    expect(seen.at(-1)).toEqual([packed.length, packed.length]);
    expect(seen.length).toBeGreaterThan(1);
  });

  it('waits for the caller between blocks, and stops on the signal', async () => {
    const path = files.write('stop.log', CONTENT);
    const stopping = new AbortController();
    const lines = collectLines();
    let waiting = 0;
    const summary = await readFile(path, () => lines.sink, {
      maxLineBytes: 4096,
      signal: stopping.signal,
      breathe: async () => {
        waiting++;
        await Promise.resolve();
        stopping.abort();
      },
    });
    expect(waiting).toBe(1);
    expect(summary.stopped).toBe(true);
    expect(lines.texts.length).toBeGreaterThan(0);
    expect(lines.texts).toEqual(LINES.slice(0, lines.texts.length));
    expect(lines.texts.length).toBeLessThan(LINES.length);
  });

  it('what a sink throws comes through as it is, even when it looks like a system error', async () => {
    const boom = Object.assign(new Error('disk full'), { code: 'ENOSPC' });
    const sink = {
      line: () => {
        throw boom;
      },
      oversize: () => undefined,
    };
    for (const [name, stored] of [
      ['throw.log', CONTENT],
      ['throw.gz', gzipSync(CONTENT)],
      ...(hasProgram('xz') ? [['throw.xz', compressedBy('xz', CONTENT)] as const] : []),
    ] as const) {
      await expect(readFile(files.write(name, stored), () => sink, { maxLineBytes: 4096 })).rejects.toBe(boom);
      const rejected = Promise.reject(boom);
      rejected.catch(() => undefined);
      const run = readFile(files.path(name), () => collectLines().sink, {
        maxLineBytes: 4096,
        breathe: () => rejected,
      });
      await expect(run).rejects.toBe(boom);
    }
  });
});

describe('gzip', () => {
  it('of several members, also empty and tiny ones, is one content', async () => {
    const half = CONTENT.indexOf('\n', CONTENT.length / 2) - 7;
    const tiny = LINES.slice(0, 300).map((line) => gzipSync(`${line}\n`));
    const packed = Buffer.concat([
      gzipSync(CONTENT.subarray(0, half)),
      gzipSync(''),
      gzipSync(CONTENT.subarray(half), { level: 0 }),
      ...tiny,
    ]);
    const outcome = await read(files.write('members.gz', packed));
    expect(outcome.error).toBeUndefined();
    expect(outcome.warnings).toEqual([]);
    expect(outcome.texts).toEqual([...LINES, ...LINES.slice(0, 300)]);
    expect(outcome.summary).toMatchObject({ compression: 'gzip', compressedBytes: packed.length });
  });

  it('with every optional part in the header', async () => {
    const plain = gzipSync('a\nb\n');
    const flags = 2 | 4 | 8 | 16;
    const head = Buffer.concat([plain.subarray(0, 3), Buffer.from([flags]), plain.subarray(4, 10)]);
    const extra = Buffer.concat([Buffer.from([0x2c, 0x01]), Buffer.alloc(300, 0)]);
    const parts = Buffer.concat([head, extra, Buffer.from('name.log\0comment\0')]);
    const check = Buffer.alloc(2);
    check.writeUInt16LE(crc32(parts) & 0xffff);
    const packed = Buffer.concat([parts, check, plain.subarray(10)]);
    expect(gunzipSync(packed).toString()).toBe('a\nb\n');
    expect((await read(files.write('header.gz', packed))).texts).toEqual(['a', 'b']);
  });

  it('truncated anywhere: the lines before count, then input-corrupt names file and offset', async () => {
    const packed = gzipSync(CONTENT);
    for (const length of [packed.length - 1, packed.length - 8, packed.length - 9, 200_000, 70_000, 12, 5, 3]) {
      const name = `cut-${length}.gz`;
      const outcome = await read(files.write(name, packed.subarray(0, length)));
      expect(outcome.error).toMatchObject({ code: 'input-corrupt' });
      expect((outcome.error as UserError).message).toBe(
        `${files.path(name)}: its gzip data is truncated at compressed byte ${length} of ${length}`,
      );
      const whole = gunzipSync(packed.subarray(0, length), { finishFlush: 2 /* Z_SYNC_FLUSH */ });
      expect(outcome.texts).toEqual(linesOf(whole));
    }
  });

  it('corrupt in the middle: everything up to the faulty byte counts', async () => {
    // Stored blocks: a wrong block type is noticed just where it is, and what comes before is known.
    const size = 50_000;
    const block = (from: number): Buffer => {
      const head = Buffer.from([0, size & 255, size >> 8, ~size & 255, (~size >> 8) & 255]);
      return Buffer.concat([head, CONTENT.subarray(from, from + size)]);
    };
    const blocks = Array.from({ length: 30 }, (_, i) => block(i * size));
    const packed = Buffer.concat([gzipSync('').subarray(0, 10), ...blocks, Buffer.from([7, 7, 7]), gzipSync(CONTENT)]);
    const faulty = 10 + 30 * (size + 5);
    const outcome = await read(files.write('corrupt.gz', packed));
    expect(outcome.error).toMatchObject({ code: 'input-corrupt' });
    expect((outcome.error as UserError).message).toContain(`at compressed byte ${faulty} of ${packed.length}`);
    expect(outcome.texts).toEqual(linesOf(CONTENT.subarray(0, 30 * size)));
  });

  it('any changed byte: never hangs, and the lines before it that can be told are there', async () => {
    const packed = gzipSync(CONTENT);
    for (let at = 100; at < packed.length; at += Math.ceil(packed.length / 25)) {
      const damaged = Buffer.from(packed);
      damaged[at]! ^= 0x24;
      const outcome = await read(files.write('damaged.gz', damaged));
      expect(outcome.error).toMatchObject({ code: 'input-corrupt' });
      const before = linesOf(gunzipSync(packed.subarray(0, at), { finishFlush: 2 })).slice(0, -1);
      expect(outcome.texts.slice(0, before.length)).toEqual(before);
    }
  });

  it('a wrong checksum or length is a fault', async () => {
    for (const back of [8, 4]) {
      const packed = gzipSync(CONTENT);
      packed[packed.length - back]! ^= 1;
      const outcome = await read(files.write(`trailer-${back}.gz`, packed));
      expect(outcome.error).toMatchObject({ code: 'input-corrupt' });
      expect(outcome.texts).toEqual(LINES);
    }
  });

  it('zeros or garbage after the last member are left alone with a warning', async () => {
    const tails: [string, Buffer, RegExp][] = [
      ['zeros', Buffer.alloc(512), /: 512 zero bytes of padding/],
      ['garbage', Buffer.from('garbage'), /: 7 bytes after the gzip data .* are not gzip/],
      ['newline', Buffer.from('\n'), /: 1 bytes after/],
      ['mixed', Buffer.from('\0\0x'), /: 3 bytes after/],
    ];
    for (const [name, tail, warning] of tails) {
      const outcome = await read(files.write(`${name}.gz`, Buffer.concat([gzipSync(CONTENT), tail])));
      expect(outcome.error).toBeUndefined();
      expect(outcome.texts).toEqual(LINES);
      expect(outcome.warnings).toEqual([expect.stringMatching(warning)]);
    }
  });

  it('gzipMtime is the time in the header, in ms', async () => {
    const packed = gzipSync('x');
    packed.writeUInt32LE(1_700_000_000, 4);
    expect(await gzipMtime(files.write('mtime.gz', packed))).toBe(1_700_000_000_000);
    expect(await gzipMtime(files.write('nomtime.gz', gzipSync('x')))).toBeUndefined();
    expect(await gzipMtime(files.write('mtime.log', 'no gzip at all'))).toBeUndefined();
  });
});

for (const program of ['xz', 'bzip2', 'zstd', 'lz4']) {
  describe.skipIf(!hasProgram(program))(`${program} (skipped where there is no such program)`, () => {
    let packedOnce: Buffer | undefined;
    const whole = (): Buffer => (packedOnce ??= compressedBy(program, CONTENT));

    it('of several parts is one content', async () => {
      const half = CONTENT.indexOf('\n', CONTENT.length / 2) - 7;
      const parts = [CONTENT.subarray(0, half), Buffer.alloc(0), CONTENT.subarray(half)];
      const packed = Buffer.concat(parts.map((part) => compressedBy(program, part)));
      const outcome = await read(files.write(`parts.${program}`, packed));
      expect(outcome.error).toBeUndefined();
      expect(outcome.texts).toEqual(LINES);
      expect(outcome.summary).toEqual({
        compression: program,
        bytes: CONTENT.length,
        compressedBytes: packed.length,
        stopped: false,
      });
    });

    it('truncated: a fault, and only lines that are there', async () => {
      const packed = whole();
      const length = packed.length - 20;
      const name = `cut.${program}`;
      const outcome = await read(files.write(name, packed.subarray(0, length)));
      expect(outcome.error).toMatchObject({ code: 'input-corrupt' });
      expect((outcome.error as UserError).message).toContain(files.path(name));
      expect((outcome.error as UserError).message).toContain(`at compressed byte ${length} of ${length}`);
      const uncut = outcome.texts.slice(0, -1);
      expect(uncut).toEqual(LINES.slice(0, uncut.length));
    });

    it('stops early for a peek', async () => {
      const path = files.write(`peek.${program}`, whole());
      expect(await peekHead(path, 1000)).toEqual(CONTENT.subarray(0, 1000));
    });
  });
}

describe('peekHead', () => {
  it('gives the first bytes of the uncompressed content', async () => {
    expect(await peekHead(files.write('p.log', CONTENT), 1000)).toEqual(CONTENT.subarray(0, 1000));
    expect(await peekHead(files.write('p.gz', gzipSync(CONTENT)), 100_000)).toEqual(CONTENT.subarray(0, 100_000));
    expect(await peekHead(files.write('p.short', 'abc'), 1000)).toEqual(Buffer.from('abc'));
    expect(await peekHead(files.write('p.cut', gzipSync(CONTENT).subarray(0, 5000)), 100)).toEqual(
      CONTENT.subarray(0, 100),
    );
  });
});

describe('what is no regular file', () => {
  it('a FIFO is read to its end, compressed or not, and never peeked at', async () => {
    const path = files.path('fifo');
    execFileSync('mkfifo', [path]);
    for (const stored of [CONTENT, gzipSync(CONTENT)]) {
      const source = files.write('fifo-source', stored);
      const writer = spawn('sh', ['-c', 'cat "$0" > "$1"', source, path]);
      const outcome = await read(path);
      expect(outcome.error).toBeUndefined();
      expect(outcome.texts).toEqual(LINES);
      expect(outcome.summary).toMatchObject({ bytes: CONTENT.length, compressedBytes: stored.length });
      expect(writer.exitCode ?? 0).toBe(0);
    }
    const writer = spawn('sh', ['-c', 'echo one > "$0"', path]);
    expect(await peekHead(path, 100)).toEqual(Buffer.alloc(0));
    if (writer.exitCode === null) await new Promise((resolve) => writer.once('close', resolve));
  });

  it('a descriptor by its name, as /dev/stdin is', async () => {
    const fd = openSync(files.write('by-fd.log', CONTENT), 'r');
    try {
      expect((await read(`/dev/fd/${fd}`)).texts).toEqual(LINES);
    } finally {
      closeSync(fd);
    }
    expect((await read('/dev/null')).texts).toEqual([]);
  });
});

describe('inputs that cannot be read', () => {
  it('missing, with a similar name', async () => {
    files.write('queries.log', '');
    const error = await faultOf(files.path('querys.log'));
    expect(error.code).toBe('input-missing');
    expect(error.message).toBe(`${files.path('querys.log')}: no such file`);
    expect(error.advice).toBe(`did you mean ${files.path('queries.log')}?`);
    expect((await faultOf(files.path('queries.log/x'))).code).toBe('input-missing');
    expect((await faultOf('/nowhere/at/all')).advice).toContain('/nowhere/at');
  });

  it('a directory, a loop of links', async () => {
    mkdirSync(files.path('logs'));
    expect(await faultOf(files.path('logs'))).toMatchObject({ code: 'input-directory' });
    await expect(peekHead(files.path('logs'), 10)).rejects.toMatchObject({ code: 'input-directory' });
    symlinkSync(files.path('loop'), files.path('loop'));
    expect(await faultOf(files.path('loop'))).toMatchObject({ code: 'input-missing' });
  });

  it('one that this user may not read', async () => {
    const path = files.write('secret.log', 'x');
    chmodSync(files.directory, 0o755);
    chmodSync(path, 0o000);
    // Root reads everything, so it becomes nobody for the length of the call.
    const root = process.geteuid?.() === 0;
    if (root) process.seteuid!(65534);
    try {
      expect(await faultOf(path)).toMatchObject({
        code: 'input-unreadable',
        message: `${path}: permission denied`,
        advice: expect.stringContaining('setfacl'),
      });
    } finally {
      if (root) process.seteuid!(0);
    }
  });

  it('a program that is not there', async () => {
    const path = files.write('none.xz', Buffer.from('fd377a585a000004e6d6b446', 'hex'));
    const before = process.env.PATH;
    process.env.PATH = files.directory;
    try {
      expect(await faultOf(path)).toMatchObject({
        code: 'input-unreadable',
        advice: expect.stringContaining('xz-utils'),
      });
    } finally {
      process.env.PATH = before;
    }
  });
});
