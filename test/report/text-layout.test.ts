// Columns, bars, sparklines and wrapped commands.
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../src/knowledge/command-line.js';
import { fileArgument } from '../../src/report/own-commands.js';
import { bar, clip, columnsOfText, spark, wrap, wrapCommand } from '../../src/report/text-layout.js';

describe('clip', () => {
  it('cuts out of the middle and keeps both ends', () => {
    expect(clip('www.a-long-name.example.com', 15)).toBe('www.a-l…ple.com');
    expect(clip('short', 15)).toBe('short');
  });

  it('never exceeds the width, wide characters or not', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '日', '😀', '.') }),
        fc.integer({ min: 0, max: 40 }),
        (text, width) => {
          expect(columnsOfText(clip(text, width))).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe('wrap', () => {
  it('loses nothing but the spaces at line ends', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '日') }),
        fc.integer({ min: 4, max: 40 }),
        (text, width) => {
          const lines = wrap(text, width);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
          for (const line of lines) expect(columnsOfText(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe('bar and spark', () => {
  it('shows the smallest share and fills the width with the whole', () => {
    expect(bar(0, 10)).toBe('');
    expect(bar(0.0001, 10)).toBe('▏');
    expect(bar(0.5, 10)).toBe('█████');
    expect(bar(1, 10)).toBe('██████████');
  });

  it('scales to the peak and leaves nothing blank that is something', () => {
    expect(spark([0, 1, 50, 100])).toBe(' ▁▄█');
    expect(spark([0, 0])).toBe('  ');
    expect(spark([1, 2], 2)).toBe('▄▄██');
  });
});

describe('a wrapped command', () => {
  const words = fc.array(
    fc.oneof(
      fc.constantFrom('dig', '@127.0.0.1', '+cd', 'A'),
      fc.string({
        unit: fc.integer({ min: 32, max: 126 }).map((c) => String.fromCharCode(c)),
        minLength: 1,
        maxLength: 250,
      }),
    ),
    { minLength: 1, maxLength: 5 },
  );

  const fileName = fc
    .string({ unit: fc.constantFrom('a', '/', ' ', "'", '"', '日', '😀', '$'), minLength: 1, maxLength: 120 })
    .map((text) => `/${text}`);

  it('fits, and is the same words to a shell', () => {
    fc.assert(
      fc.property(
        fileName,
        words,
        fc.integer({ min: 40, max: 100 }),
        fc.constantFrom('', '    '),
        (file, rest, width, indent) => {
          const args = [file, ...rest];
          const command = args.map((arg, i) => (i === 0 ? fileArgument(arg) : shellWord(arg))).join(' ');
          const lines = wrapCommand(`printf '%s\\0' ${command}`, width, indent);
          for (const line of lines) expect(columnsOfText(line)).toBeLessThanOrEqual(width);
          const { stdout } = spawnSync('sh', ['-c', lines.join('\n')]);
          expect(stdout.toString().split('\0').slice(0, -1)).toEqual(args);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a file as an argument', () => {
  it('is one word, no option, and holds nothing that drives a terminal', () => {
    expect(fileArgument('/var/log/named.log')).toBe('/var/log/named.log');
    expect(fileArgument('-')).toBe('-');
    expect(fileArgument('-rf')).toBe('./-rf');
    expect(fileArgument("it's.log")).toBe("'it'\\''s.log'");
    expect(fileArgument('/tmp/日本.log')).toBe("'/tmp/日本.log'");
    expect(fileArgument('a\x1bb')).toBe("'a'?'b'");
    expect(fileArgument('u\u0308ber\u061c.log')).toBe("'u'?'ber'?'.log'");
  });
});
