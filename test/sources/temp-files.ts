// A temporary directory per test file, and a sink that remembers: what the tests of sources share.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { LineSink } from '../../src/framing.js';

export interface TempFiles {
  directory: string;
  path(name: string): string;
  write(name: string, content: string | Buffer): string;
}

export function tempFiles(): TempFiles {
  const directory = mkdtempSync(join(tmpdir(), 'rcodescope-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const path = (name: string): string => join(directory, name);
  return {
    directory,
    path,
    write(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
  };
}

export interface Lines {
  texts: string[];
  /** lineNo of each text. */
  numbers: number[];
  offsets: number[];
  sink: LineSink;
}

export function collectLines(): Lines {
  const lines: Lines = {
    texts: [],
    numbers: [],
    offsets: [],
    sink: {
      line(buf, start, end, at) {
        lines.texts.push(buf.toString('latin1', start, end));
        lines.numbers.push(at.lineNo);
        lines.offsets.push(at.offset);
      },
      oversize(bytes, at) {
        lines.texts.push(`(${bytes} bytes)`);
        lines.numbers.push(at.lineNo);
        lines.offsets.push(at.offset);
      },
    },
  };
  return lines;
}

export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--help'], { stdio: 'ignore' }).error === undefined;
}

/** `program -c` over the content. */
export function compressedBy(program: string, content: Buffer): Buffer {
  return execFileSync(program, ['-c'], { input: content, maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'ignore'] });
}

/** Lines as in a query log, all different. */
export function logLines(count: number): string[] {
  let x = 1;
  return Array.from({ length: count }, (_, i) => {
    x = (x * 48271) % 0x7fffffff;
    return `25-Nov-2026 12:00:${String(i % 60).padStart(2, '0')}.000 client @0x${x.toString(16)} 192.0.2.${x % 250}#${x % 65536}: query: h${i}.example.org IN A`;
  });
}
