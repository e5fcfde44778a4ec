// Arguments become inputs: patterns, directories, duplicates, and what is missing beside what is there.

import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameMatches } from '../../src/sources/glob.js';
import { expandInputs } from '../../src/sources/inputs.js';
import { tempFiles } from './temp-files.js';

const files = tempFiles();
for (const directory of ['a', 'b', 'a/sub', 'empty']) mkdirSync(files.path(directory));
for (const name of [
  'a/query.log',
  'a/query.log.1',
  'a/query.log.10.gz',
  'a/.hidden',
  'a/sub/deep.log',
  'b/query.log',
]) {
  files.write(name, name);
}
files.write('b/odd[1].log', 'odd');
symlinkSync(files.path('a/query.log'), files.path('b/link.log'));
linkSync(files.path('a/query.log'), files.path('b/hard.log'));

async function pathsOf(...names: string[]): Promise<string[]> {
  const specs = await expandInputs(names.map((name) => (name === '-' ? name : files.path(name))));
  return specs.map((spec) => {
    if (spec.kind === 'stdin') return '-';
    const name = spec.path.slice(files.directory.length + 1);
    return spec.kind === 'file' ? name : `${name}: ${spec.error.code}`;
  });
}

describe('expandInputs', () => {
  it('files in the order of the arguments, standard input once', async () => {
    expect(await pathsOf('b/query.log', '-', 'a/query.log', '-')).toEqual(['b/query.log', '-', 'a/query.log']);
    expect(await expandInputs([files.path('a/query.log')])).toEqual([
      { kind: 'file', path: files.path('a/query.log'), size: 11 },
    ]);
  });

  it('the same file is read once, by whatever name', async () => {
    expect(await pathsOf('a/query.log', 'a/./query.log', 'b/link.log', 'b/hard.log')).toEqual(['a/query.log']);
  });

  it('a pattern, in any part of the path', async () => {
    expect(await pathsOf('a/query*')).toEqual(['a/query.log', 'a/query.log.1', 'a/query.log.10.gz']);
    expect(await pathsOf('[ab]/query.lo?')).toEqual(['a/query.log', 'b/query.log']);
    expect(await pathsOf('*/sub/*.log')).toEqual(['a/sub/deep.log']);
    expect(await pathsOf('a/.h*')).toEqual(['a/.hidden']);
    expect(await pathsOf('b/odd[1].log')).toEqual(['b/odd[1].log']);
  });

  it('a directory gives its files, not the hidden ones, not those below', async () => {
    expect(await pathsOf('a')).toEqual(['a/query.log', 'a/query.log.1', 'a/query.log.10.gz']);
    expect(await pathsOf('empty')).toEqual(['empty: input-missing']);
  });

  it('what is missing does not keep the others from being read', async () => {
    expect(await pathsOf('nope.log', 'a/query.log', 'a/no*pe', 'a/query.log/x')).toEqual([
      'nope.log: input-missing',
      'a/query.log',
      'a/no*pe: input-missing',
      'a/query.log/x: input-missing',
    ]);
  });

  it('a pipe has no size', async () => {
    execFileSync('mkfifo', [files.path('fifo')]);
    expect(await expandInputs([files.path('fifo')])).toEqual([
      { kind: 'file', path: files.path('fifo'), size: undefined },
    ]);
  });
});

describe('nameMatches', () => {
  it.each([
    ['*', 'a', true],
    ['*', '.a', false],
    ['?a', '.a', false],
    ['.*', '.a', true],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXbYbZ', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[!a-c]x', 'dx', true],
    ['[]]', ']', true],
    ['[a-]', '-', true],
    ['a[', 'a[', true],
    ['a.log', 'aXlog', false],
    ['**', 'anything', true],
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(nameMatches(pattern, name)).toBe(expected);
  });

  it('agrees with a regular expression, and many stars cost little', () => {
    const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 8 }).map((parts) => parts.join(''));
    const name = fc.array(fc.constantFrom('a', 'b'), { maxLength: 10 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, name, (p, n) => {
        const regex = new RegExp(`^${p.replaceAll('?', '.').replaceAll('*', '.*')}$`);
        expect(nameMatches(p, n)).toBe(regex.test(n));
      }),
      { numRuns: 1000 },
    );
    expect(nameMatches(`${'*a'.repeat(60)}b`, 'a'.repeat(255))).toBe(false);
  });
});
