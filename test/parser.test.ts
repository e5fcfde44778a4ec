// The library's parser: laws that hold for any bytes, in any pieces, and for real lines with anything done to them.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../src/errors.js';
import { createParser, type Parser, type ParserOptions } from '../src/parser.js';

const log = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}.log`, import.meta.url));
const LOGS = ['bind-kinds', 'unbound-kinds', 'bind-recursive', 'unbound-replies', 'bind-notime'].map(log);
const LINES = LOGS.flatMap((text) => text.toString('latin1').trimEnd().split('\n'));
const OPTIONS = { notAfter: Date.parse('2026-11-25T12:00:00Z') };

type Event = Parameters<NonNullable<ParserOptions['onEvent']>>[0];

interface Parsed {
  readonly parser: Parser;
  readonly events: Event[];
}

function parse(pieces: readonly Uint8Array[], options: ParserOptions = {}): Parsed {
  const events: Event[] = [];
  const parser = createParser({ ...OPTIONS, ...options, onEvent: (event) => events.push(event) });
  for (const piece of pieces) parser.push(piece);
  parser.end();
  return { parser, events };
}

function expectConservation({ parser: { lines, responses }, events }: Parsed, bytes: Uint8Array): void {
  const ends = bytes.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);
  const started = bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0;
  // A BOM by itself is no line.
  expect([ends + started, ends]).toContain(lines.read);
  expect(lines.events + lines.noRcode + lines.unrecognized + lines.oversize).toBe(lines.read);
  expect(events).toHaveLength(lines.events);
  expect(Object.values(responses).reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(lines.events);
  for (const [i, event] of events.entries()) {
    if (i > 0) expect(event.line).toBeGreaterThan(events[i - 1]!.line);
    expect(event.offset).toBeLessThan(bytes.length);
    expect(event.rcode).toMatch(/^[A-Z]+(\d+)?$/);
    // A time that no Date holds would break whoever prints it.
    if (event.time !== undefined) expect(new Date(event.time).toISOString()).not.toBe('');
    expect(() => JSON.stringify(event)).not.toThrow();
  }
}

describe('createParser', () => {
  it('gives events and counts of a log', () => {
    const { parser, events } = parse([log('unbound-replies')]);
    expect(parser.format).toBe('unbound');
    expect(parser.lines).toEqual({ read: 240, events: 108, noRcode: 132, unrecognized: 0, oversize: 0 });
    expect(parser.responses).toEqual({ NOERROR: 91, NXDOMAIN: 15, REFUSED: 1 });
    expect(events[0]).toMatchObject({
      kind: 'client-reply',
      direction: 'sent',
      basis: 'explicit',
      rcode: 'NXDOMAIN',
      client: '127.0.21.13',
      qname: 'nx-16.web.lab.example',
      qtype: 'A',
      time: Date.parse('2026-11-22T15:53:04Z'),
      line: 22,
    });
  });

  it('refuses names that it does not know', () => {
    expect(() => createParser({ format: 'nosuch' })).toThrow(UserError);
    expect(() => createParser({ envelope: 'nosuch' })).toThrow(UserError);
    expect(() => createParser({ timeZone: 'Mars/Olympus' })).toThrow(UserError);
  });

  it('reads what it is told to read', () => {
    expect(parse([log('bind-recursive')], { format: 'unbound' }).parser.lines.events).toBe(0);
    expect(parse([log('bind-recursive')], { format: 'bind', envelope: 'none' }).parser.lines.events).toBe(44);
    const zoned = parse([log('bind-recursive')], { timeZone: 'Asia/Tokyo' }).events[0]!.time!;
    expect(zoned).toBe(parse([log('bind-recursive')]).events[0]!.time! - 9 * 3_600_000);
    expect(parse([log('bind-recursive')], { maxLineBytes: 100 }).parser.lines.oversize).toBeGreaterThan(100);
  });

  it('of nothing: nothing', () => {
    for (const pieces of [[], [new Uint8Array(0)]]) {
      const { parser, events } = parse(pieces);
      expect(parser.lines.read).toBe(0);
      expect(parser.format).toBeUndefined();
      expect(events).toEqual([]);
    }
  });
});

describe('any pieces', () => {
  const cuts = fc.array(fc.nat(), { maxLength: 12 });
  it('give the same events and counts', () => {
    const large = Buffer.concat([LOGS[3]!, LOGS[3]!, LOGS[3]!, LOGS[3]!]);
    expect(large.length).toBeGreaterThan(1 << 16);
    for (const text of [...LOGS, large]) {
      const whole = parse([text]);
      fc.assert(
        fc.property(cuts, (places) => {
          const ends = [...new Set([...places.map((place) => place % text.length), text.length])].sort((a, b) => a - b);
          const pieces = ends.map((end, i) => text.subarray(i === 0 ? 0 : ends[i - 1], end));
          const cut = parse(pieces);
          expect(cut.events).toEqual(whole.events);
          expect(cut.parser.lines).toEqual(whole.parser.lines);
          expect(cut.parser.responses).toEqual(whole.parser.responses);
        }),
        { numRuns: 10 },
      );
    }
  });

  it('even single bytes, in a buffer that is used again', () => {
    const text = LOGS[1]!;
    const events: Event[] = [];
    const parser = createParser({ ...OPTIONS, onEvent: (event) => events.push(event) });
    const byte = new Uint8Array(1);
    for (const value of text) {
      byte[0] = value;
      parser.push(byte);
    }
    parser.end();
    expect(events).toEqual(parse([text]).events);
  });
});

describe('any bytes', () => {
  it('conserve lines and never throw', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 2000 }),
        fc.constantFrom(undefined, 'bind', 'unbound'),
        (bytes, format) => {
          expectConservation(parse([bytes], format === undefined ? {} : { format }), bytes);
        },
      ),
      { numRuns: 300 },
    );
  });

  const HOSTILE = [
    '\0',
    '\x1b[31m',
    '\xff\xfe',
    '\r',
    '"',
    "'",
    '(',
    ')',
    '#',
    '@',
    '[',
    ']',
    '{',
    '}',
    '\\',
    '\\000',
    ' ',
    ':',
    '/',
    '%',
    '-',
    '9'.repeat(40),
    '.'.repeat(300),
    'SERVFAIL',
    'é',
  ];
  const line = fc.constantFrom(...LINES);
  /** A real line with one thing done to it. */
  const mutated = fc
    .tuple(line, line, fc.nat(), fc.nat(), fc.constantFrom(...HOSTILE), fc.integer({ min: 0, max: 6 }))
    .map(([one, other, p, q, insert, what]) => {
      const at = p % (one.length + 1);
      const to = at + (q % (one.length + 1 - at));
      switch (what) {
        case 0:
          return one.slice(0, at) + insert + one.slice(at);
        case 1:
          return one.slice(0, at) + one.slice(to);
        case 2:
          return one.slice(0, at) + insert + one.slice(to);
        case 3:
          return one.slice(0, at) + other.slice(q % (other.length + 1));
        case 4:
          return one.slice(0, at) + one.slice(at, to).repeat(3) + one.slice(to);
        case 5:
          return one.slice(0, at).toUpperCase() + one.slice(at);
        default:
          return one;
      }
    });
  const ENVELOPES: readonly ((line: string) => string)[] = [
    (text) => text,
    (text) => `Nov 22 15:55:15 ns1 named[10960]: ${text}`,
    (text) => `2026-11-22T15:55:15.317794+00:00 ns1 unbound: ${text}`,
    (text) => JSON.stringify({ MESSAGE: text, SYSLOG_IDENTIFIER: 'named', __REALTIME_TIMESTAMP: '1795363033723578' }),
    (text) => JSON.stringify({ log: `${text}\n`, stream: 'stdout', time: '2026-11-22T15:55:15.317794123Z' }),
    (text) => `2026-11-22T15:55:15.317794123Z stdout F ${text}`,
  ];

  it('of real lines with something done to them, in any envelope', () => {
    fc.assert(
      fc.property(
        fc.array(mutated, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(...ENVELOPES),
        fc.boolean(),
        (lines, wrap, crlf) => {
          const bytes = Buffer.from(lines.map((text) => wrap(text) + (crlf ? '\r\n' : '\n')).join(''), 'latin1');
          expectConservation(parse([bytes]), bytes);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('of a journal whose time is no time', () => {
    for (const [stamp, time] of [
      ['1795363033723578', 1795363033723],
      ['9'.repeat(23), undefined],
      ['9'.repeat(400), undefined],
    ] as const) {
      const text = JSON.stringify({
        MESSAGE: LINES[0]!.slice(24),
        SYSLOG_IDENTIFIER: 'named',
        __REALTIME_TIMESTAMP: stamp,
      });
      const { events } = parse([Buffer.from(text)]);
      expect(events.map((event) => event.time)).toEqual([time]);
      expectConservation(parse([Buffer.from(text)]), Buffer.from(text));
    }
  });

  it('of envelopes with something done to them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, fc.constantFrom(...ENVELOPES), fc.nat(), fc.constantFrom(...HOSTILE)), {
          minLength: 1,
          maxLength: 20,
        }),
        (rows) => {
          const wrapped = rows.map(([text, wrap, p, insert]) => {
            const whole = wrap(text);
            const at = p % 120;
            return whole.slice(0, at) + insert + whole.slice(at + 1);
          });
          const good = rows.map(([text, wrap]) => wrap(text));
          const bytes = Buffer.from(`${[...good, ...wrapped].join('\n')}\n`, 'latin1');
          expectConservation(parse([bytes]), bytes);
        },
      ),
      { numRuns: 200 },
    );
  });
});
