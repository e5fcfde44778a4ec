// CONTRIBUTING shows a format that works: one file, one line in the list, and everything else follows from them.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileFormat } from '../src/formats/compile.js';
import { FORMATS } from '../src/formats/index.js';
import type { FormatSpec } from '../src/formats/spec.js';
import { createParser } from '../src/parser.js';
import { acme } from './docs/acme.js';
import { blocksOf, pageText, ROOT } from './docs/blocks.js';
import { reading, readSample } from './formats/reading.js';

const [file, list] = blocksOf('CONTRIBUTING.md').filter((block) => block.language === 'ts');
const withoutFirstLine = (text: string): string => text.slice(text.indexOf('\n') + 1);

describe('the format that CONTRIBUTING shows', () => {
  it('is the one that is compiled here', () => {
    const here = readFileSync(`${ROOT}test/docs/acme.ts`, 'utf8').replace('../../src/formats/', './');
    expect(withoutFirstLine(`${file!.text}\n`)).toBe(withoutFirstLine(here));
  });

  it('reads its samples as they say', () => {
    const format = compileFormat(acme);
    expect(acme.samples.length).toBeGreaterThan(3);
    for (const sample of acme.samples) {
      const { result, record } = readSample(format, sample);
      expect(reading(result, record, sample)).toEqual(sample.is);
    }
  });

  it('is listed among the formats there are, with one more line', () => {
    const names = /FormatSpec\[\] = \[(.*)\]/.exec(list!.text)![1]!.split(', ');
    const kebab = names.map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
    expect(kebab.filter((name) => name !== 'acme')).toEqual(FORMATS.map((format) => format.name));
  });

  it('is detected, read and counted once it is in the list', () => {
    const formats = FORMATS as FormatSpec[];
    formats.unshift(acme);
    try {
      const log = pageText('CONTRIBUTING.md')
        .match(/^ {4}\d.* acmed\[.*$/gm)!
        .map((line) => `${line.trim()}\n`);
      expect(log.length).toBe(4);
      const kinds: string[] = [];
      const parser = createParser({ onEvent: (event) => kinds.push(event.kind) });
      parser.push(Buffer.from(log.join('')));
      parser.end();
      expect(parser.format).toBe('acme');
      expect(kinds).toEqual(['answer', 'blocked']);
      expect(parser.responses).toEqual({ NXDOMAIN: 1 });
      expect(parser.lines).toEqual({ read: 4, events: 2, noRcode: 2, unrecognized: 0, oversize: 0 });
    } finally {
      formats.shift();
    }
  });
});

describe('the commands that CONTRIBUTING names', () => {
  it('are scripts of the package', () => {
    const scripts = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')).scripts as Record<string, string>;
    const named = [...pageText('CONTRIBUTING.md').matchAll(/npm (?:run (?:--silent )?)?([a-z]+)/g)].map(
      (match) => match[1]!,
    );
    expect(named.filter((name) => name !== 'ci' && scripts[name] === undefined)).toEqual([]);
  });

  it('.ci/run is a script that bash can read', () => {
    expect(spawnSync('bash', ['-n', `${ROOT}.ci/run`]).status).toBe(0);
  });
});
