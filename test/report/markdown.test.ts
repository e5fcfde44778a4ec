// The report in Markdown: its look, and that text from a log stays text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, reportMarkdown, sentence } from '../../src/report/markdown.js';
import { hostileAnswer } from './hostile.js';
import { reportOf, START, troubledResolver, wrongSecret } from './tallies.js';

/** What is left of Markdown when fenced blocks and code spans are taken out. */
const outsideCode = (markdown: string): string =>
  markdown.replace(/^(`{3,})[a-z]*\n[\s\S]*?\n\1$/gm, '').replace(/`[^`\n]*`/g, '');

describe('the report in Markdown', () => {
  it('looks like this', async () => {
    await expect(reportMarkdown(troubledResolver())).toMatchFileSnapshot('../golden/report/resolver.md');
    await expect(reportMarkdown(wrongSecret())).toMatchFileSnapshot('../golden/report/signatures.md');
  });

  it('puts names into code spans that they cannot end', () => {
    expect(code('a`b|c')).toBe('`a\\x60b\\x7cc`');
    expect(code('')).toBe('');
    expect(sentence('SERVFAIL for @admin.example, 3 of 4 (x.example).')).toBe(
      'SERVFAIL for `@admin.example`, 3 of 4 (`x.example`).',
    );
  });

  it('makes no markup, link or mention of what the log holds', () => {
    const name = '@everyone-[x](javascript:1)-`<b>`-|.example.com';
    const text = reportMarkdown(
      reportOf([{ code: 'SERVFAIL', name, client: '192.0.2.1', at: START, times: 9 }], { path: '/tmp/@x`|#1.log' }),
    );
    const outside = outsideCode(text);
    expect(text).toContain('@everyone');
    for (const sign of ['@', '](', '<b', 'example.com', '#1']) expect(outside).not.toContain(sign);
  });

  it('keeps the shape of every table, whatever the log holds', () => {
    fc.assert(
      fc.property(fc.array(hostileAnswer, { minLength: 1, maxLength: 8 }), (answers) => {
        const text = reportMarkdown(reportOf(answers));
        expect(outsideCode(text)).not.toMatch(/[<@\x1b]|javascript:|\.example\.com/);
        const blocks = text.split('\n\n').filter((block) => block.startsWith('| '));
        expect(blocks.length).toBeGreaterThan(0);
        for (const block of blocks) {
          const cells = block.split('\n').map((line) => line.split('|').length);
          expect(new Set(cells).size).toBe(1);
        }
      }),
      { numRuns: 100 },
    );
  });
});
