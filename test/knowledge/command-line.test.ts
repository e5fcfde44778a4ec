// Filled commands: whatever a stranger put into a name, pasting the command is safe and it asks for that very name.

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillCommand, missingSlots, shellWord } from '../../src/knowledge/command-line.js';

/** The words that a POSIX shell makes of a line; expansions would show up as other words. */
function shellWords(line: string): string[] {
  const script = `for w in "$@"; do printf '%s\\0' "$w"; done`;
  return execFileSync('sh', ['-c', `set -- ${line}\n${script}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

/** The octets that a name in presentation form stands for. */
function octets(name: string): Buffer {
  const out: number[] = [];
  for (let i = 0; i < name.length; i++) {
    const digits = /^\\(\d{3})/.exec(name.slice(i));
    if (digits === null) out.push(...Buffer.from(name[i]!, 'utf8'));
    else {
      out.push(Number(digits[1]));
      i += 3;
    }
  }
  return Buffer.from(out);
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.constantFrom(
    "a'; rm -rf /; '",
    '$(reboot)',
    '`reboot`',
    '-f/etc/passwd',
    '+trace',
    '@evil.example',
    '%x',
    'a\nb.example',
    '\u001b]0;x\u0007.example',
    "''",
    "'",
    '\\',
    '"',
    '|sh',
    '&',
    '>x',
    '*',
    '~root',
    '!!',
    '#',
    'mx',
    'in',
    'ixfr=1.example',
    '\u202ename.example',
    'ünïcode.example',
  ),
);

describe('shellWord', () => {
  it('is one word to the shell, and the same text if printable', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const visible = text.replace(/[^\u0020-\u007e]/g, '?');
        expect(shellWords(shellWord(text))).toEqual([visible]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('fillCommand', () => {
  it('keeps any name one word that no tool takes for an option, a server or a type', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const line = fillCommand('dig @{server} {name} {type} +cd', { server: '192.0.2.1', name, type: 'A' });
        expect(line).toMatch(/^[\u0020-\u007e]*$/);
        const words = shellWords(line);
        expect(words).toHaveLength(5);
        expect([words[0], words[1], words[3], words[4]]).toEqual(['dig', '@192.0.2.1', 'A', '+cd']);
        expect(words[2]).toMatch(/^[A-Za-z0-9_*\\.]/);
        expect(words[2]).toContain('.');
      }),
      { numRuns: 150 },
    );
  });

  it('asks for the octets of the name', () => {
    fc.assert(
      // A backslash in a log is an escape already and is left alone.
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => !name.includes('\\')),
        (name) => {
          const [word] = shellWords(fillCommand('{name}', { name }));
          const wanted = Buffer.from(name, 'utf8');
          const had = octets(word!);
          expect(had.subarray(0, wanted.length)).toEqual(wanted);
          expect(['', '.']).toContain(had.subarray(wanted.length).toString());
        },
      ),
      { numRuns: 150 },
    );
  });

  it('keeps hostile addresses, types, zones and keys one word each', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const words = shellWords(
          fillCommand('x @{upstream} {client} {key} {zone} end', {
            upstream: text,
            client: text,
            key: text,
            zone: text,
          }),
        );
        expect(words[0]).toBe('x');
        expect(words[1]).toMatch(/^@/);
        expect(words.at(-1)).toBe('end');
        expect(words.length).toBeLessThanOrEqual(8);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    [
      'dig @{upstream} {name} {type}',
      { upstream: '192.0.2.1#5353', name: 'www.example.com', type: 'HTTPS' },
      'dig @192.0.2.1 -p 5353 www.example.com HTTPS',
    ],
    [
      'dig @{upstream} {zone} SOA',
      { upstream: '2001:db8::1#53', zone: 'example.com' },
      'dig @2001:db8::1 example.com SOA',
    ],
    ['dig @{upstream} {zone} SOA', { upstream: 'fe80::1%eth0', zone: '.' }, 'dig @fe80::1%eth0 . SOA'],
    ['dig {name} {type}', { name: 'mx', type: 'A' }, 'dig mx. A'],
    ['dig {name} {type}', { name: '-x.example', type: 'A' }, "dig '\\045x.example' A"],
    ['dig {name} {type}', { name: 'two\\032words.example' }, "dig 'two\\032words.example' <type>"],
    [
      'dig @{server} {zone} SOA -k {keyfile}',
      { server: '192.0.2.1', key: 'k' },
      'dig @192.0.2.1 <zone> SOA -k <keyfile>',
    ],
    ['host {client}', { client: '198.51.100.7' }, 'host 198.51.100.7'],
  ])('%s', (template, context, expected) => {
    expect(fillCommand(template, context)).toBe(expected);
  });

  it('knows what is missing', () => {
    expect(missingSlots('dig @{server} {name} {type} -k {keyfile}', { name: 'a.example' })).toEqual([
      'server',
      'type',
      'keyfile',
    ]);
    expect(missingSlots('date -u', {})).toEqual([]);
  });
});
