// Detection: the right carrier and format from few lines, nothing from lines that are no known server's.
import { describe, expect, it } from 'vitest';
import { detect, headLines } from '../src/detect.js';
import { ENVELOPES } from '../src/envelopes/index.js';
import { compiledFormats } from '../src/formats/index.js';

const buffers = (lines: readonly string[]): Buffer[] => lines.map((line) => Buffer.from(line));
const found = (lines: readonly string[]): string => {
  const { envelope, format } = detect(buffers(lines));
  return `${envelope?.name}/${format?.spec.name}`;
};

const REPLY = 'info: 192.0.2.9 a.example. A IN NOERROR 0.000000 1 40';
const SSHD = 'Nov 22 15:55:15 ns1 sshd[211]: Connection closed by 192.0.2.7 port 22';
const NAMED = 'Nov 22 15:55:15 ns1 named[10960]: client @0x1 192.0.2.1#5 (a): query: a IN A + (192.0.2.53)';
const UNBOUND = `Nov 22 15:55:15 ns1 unbound: [9971:0] ${REPLY}`;

describe('detect', () => {
  it('finds the carrier and the format', () => {
    expect(found([`[1795362786] unbound[1:0] ${REPLY}`])).toBe('none/unbound');
    expect(found([`Nov 22 15:55:15 unbound[1:0] ${REPLY}`])).toBe('none/unbound');
    expect(found([UNBOUND])).toBe('rfc3164/unbound');
    expect(found([NAMED])).toBe('rfc3164/bind');
    expect(found(['2026-11-22T16:40:46.442Z responses: info: client @0x1 192.0.2.1#5 (a): query-on denied'])).toBe(
      'none/bind',
    );
    expect(found([JSON.stringify({ MESSAGE: `[1:0] ${REPLY}`, SYSLOG_IDENTIFIER: 'resolver-a' })])).toBe(
      'journal-json/unbound',
    );
  });

  it('finds them among the lines of others', () => {
    expect(found([...Array<string>(9).fill(SSHD), NAMED])).toBe('rfc3164/bind');
    expect(found([...Array<string>(9).fill(SSHD), UNBOUND])).toBe('rfc3164/unbound');
    expect(found([NAMED, UNBOUND, UNBOUND, SSHD])).toBe('rfc3164/unbound');
  });

  it('finds nothing where nothing is known', () => {
    const page = ['<html>', '  <body>', '    <p>REFUSED</p>', ''];
    for (const lines of [[], [''], [SSHD], page, ['{"a":1}'], ['2026-11-22T15:55:15.182Z hello'], ['a,b,c', '1,2,3']])
      expect(found(lines)).toBe('undefined/undefined');
    expect(found(['  indented: text', '  more of it'])).toBe('undefined/undefined');
  });

  it('counts what each pair did with every line', () => {
    const { lines, trials } = detect(buffers([NAMED, SSHD, UNBOUND, '\u001b[31mno syslog']));
    expect(lines).toBe(4);
    expect(trials).toHaveLength(ENVELOPES.length * compiledFormats().length);
    expect(trials[0]).toEqual({
      envelope: 'rfc3164',
      format: 'unbound',
      enveloped: 3,
      coded: 1,
      known: 0,
      prefixOnly: 0,
      foreign: 3,
      carried: 2,
      firstMiss: { line: 1, text: NAMED, column: 35 },
    });
    for (const { coded, known, prefixOnly, foreign } of trials) expect(coded + known + prefixOnly + foreign).toBe(4);
    const bare = trials.find(({ envelope, format }) => envelope === 'none' && format === 'bind');
    expect(bare?.firstMiss).toEqual({ line: 1, text: NAMED, column: 1 });
  });

  it('shows no control characters, and not the whole of a long line', () => {
    const { trials } = detect(buffers([`\u001b[31m${'x'.repeat(1000)}`]));
    expect(trials[0]?.firstMiss?.text).toMatch(/^\\x1b\[31mx{100,200}$/);
  });

  it('tries only what was asked for', () => {
    const bind = compiledFormats().find(({ spec }) => spec.name === 'bind')!;
    const none = ENVELOPES.find(({ name }) => name === 'none')!;
    const detection = detect(buffers([UNBOUND]), { envelope: none, format: bind });
    expect(detection.trials).toHaveLength(1);
    expect(detection.format).toBeUndefined();
  });
});

describe('headLines', () => {
  const lines = (text: string, whole: boolean, limit?: number): string[] =>
    headLines(Buffer.from(text), whole, limit).map((line) => line.toString());

  it('leaves out the line that may be cut', () => {
    expect(lines('a\nb\r\nc', false)).toEqual(['a', 'b']);
    expect(lines('a\nb\r\nc', true)).toEqual(['a', 'b', 'c']);
    expect(lines('a\n', true)).toEqual(['a']);
    expect(lines('', true)).toEqual([]);
  });

  it('skips a BOM and stops at the limit', () => {
    expect(lines('\ufeffa\n\nb\n', true)).toEqual(['a', '', 'b']);
    expect(lines('a\nb\nc\n', true, 2)).toEqual(['a', 'b']);
    expect(lines('x\n'.repeat(1000), true)).toHaveLength(200);
  });
});
