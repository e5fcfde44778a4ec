// The report as text: its look, its width, and that nothing from a log reaches the terminal as it is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportText } from '../../src/report/text.js';
import { columnsOfText } from '../../src/report/text-layout.js';
import { hostileAnswer } from './hostile.js';
import { reportOf, troubledResolver, wrongSecret } from './tallies.js';

const SGR = /\x1b\[\d+m/g;
const golden = (name: string): string => `../golden/report/${name}`;

describe('the report as text', () => {
  it('looks like this at 80 columns', async () => {
    await expect(reportText(troubledResolver(), { width: 80, colour: false })).toMatchFileSnapshot(
      golden('resolver-80.txt'),
    );
    await expect(reportText(wrongSecret(), { width: 80, colour: false })).toMatchFileSnapshot(
      golden('signatures-80.txt'),
    );
  });

  it('puts lists beside each other where there is room', async () => {
    await expect(reportText(troubledResolver(), { width: 160, colour: false })).toMatchFileSnapshot(
      golden('resolver-160.txt'),
    );
  });

  it('says the same with colours', () => {
    const plain = reportText(troubledResolver(), { width: 100, colour: false });
    const coloured = reportText(troubledResolver(), { width: 100, colour: true });
    expect(coloured).not.toBe(plain);
    expect(coloured.replace(SGR, '').replace(/ +$/gm, '')).toBe(plain.replace(/ +$/gm, ''));
  });

  it('says what the numbers are not when only failures are logged', () => {
    expect(reportText(wrongSecret(), { width: 80, colour: false })).toContain('This log shows failures only');
    expect(reportText(troubledResolver(), { width: 80, colour: false })).not.toContain('failures only');
  });

  it('says that nothing tells what clients got', () => {
    const text = reportText(reportOf([], { coverage: 'unknown', received: [['REFUSED', '192.0.2.1', 3]] }), {
      width: 80,
      colour: false,
    });
    expect(text).toContain('No line of this log tells what a client got');
    expect(text).toContain('3 lines with a code');
    expect(text).not.toContain('responses to clients');
  });

  it('holds of an empty log no more than that nothing was read', () => {
    expect(reportText(reportOf([]), { width: 80, colour: false })).toBe(
      'Read       /var/log/dns.log  Unbound\nLines      0 = 0 events + 0 no code + 0 unrecognized + 0 oversize\n',
    );
  });

  it('leaves stray stamps out of the time line and says so', () => {
    const text = reportText(troubledResolver(), { width: 80, colour: false });
    expect(text).toContain('Left out: 2 responses with far-off stamps (1970-01-01).');
    expect(text).toMatch(/╵16:0\d/);
  });
});

describe('whatever the log holds', () => {
  it('no line is longer than the width, and nothing but visible text and our colours is printed', () => {
    fc.assert(
      fc.property(
        fc.array(hostileAnswer, { maxLength: 12 }),
        fc.integer({ min: 40, max: 220 }),
        fc.boolean(),
        fc.constantFrom(
          '/var/log/dns.log',
          '/tmp/日本語/ログ.log',
          '/tmp/u\u0308ber\u061c\u00ad.log',
          "it's; rm -rf \x1b[2J\u202e.log",
          `/${'long/'.repeat(60)}x.log`,
        ),
        (answers, width, colour, path) => {
          const text = reportText(reportOf(answers, { path, unrecognized: 50 }), { width, colour });
          expect(text.endsWith('\n')).toBe(true);
          for (const line of text.slice(0, -1).split('\n')) {
            const plain = colour ? line.replace(SGR, '') : line;
            expect(columnsOfText(plain)).toBeLessThanOrEqual(width);
            expect(plain).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
