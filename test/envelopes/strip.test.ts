// Carriers: every sample comes out as it says, pieces are joined, and what is no carrier's line is left alone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENVELOPES } from '../../src/envelopes/index.js';
import { EMPTY, MESSAGE, makeStripper, NOT_ENVELOPED, PIECE, type Stripper } from '../../src/envelopes/strip.js';
import { FIELDS, SLOT, STAMP_AT, STAMP_EPOCH, STAMP_NONE, STAMP_YEARLESS } from '../../src/event.js';

const stripperOf = (name: string, maxBytes = 1 << 20): Stripper =>
  makeStripper(ENVELOPES.find((envelope) => envelope.name === name)!, FIELDS.length, maxBytes);

/** Strips lines of UTF-8; a message as text, or what came instead. */
function stripAll(stripper: Stripper, lines: readonly string[]): (string | number)[] {
  return lines.map((line) => {
    const b = Buffer.from(line);
    const result = stripper.strip(b, 0, b.length);
    const { buf, start, end } = stripper.carried;
    return result === MESSAGE ? Buffer.from(buf.subarray(start, end)).toString() : result;
  });
}

function fieldText({ carried }: Stripper, slot: number): string | undefined {
  const start = carried.ranges[2 * slot]!;
  return start < 0 ? undefined : Buffer.from(carried.fieldBuf.subarray(start, carried.ranges[2 * slot + 1])).toString();
}

describe.each(ENVELOPES.map((envelope) => [envelope.name, envelope] as const))('%s', (name, { samples }) => {
  it.each(samples.map((sample) => [sample.line, sample] as const))('%s', (line, sample) => {
    const stripper = stripperOf(name);
    const b = Buffer.from(line);
    expect(stripper.strip(b, 0, b.length)).toBe(MESSAGE);
    const { buf, start, end, ranges, numbers } = stripper.carried;
    const message = Buffer.from(buf.subarray(start, end));
    // A message that is no UTF-8 is compared byte by byte.
    const encoding = message.equals(Buffer.from(message.toString())) ? 'utf8' : 'latin1';
    expect(message.toString(encoding)).toBe(sample.message);
    expect(fieldText(stripper, SLOT.program)).toBe(sample.program);
    expect(fieldText(stripper, SLOT.host)).toBe(sample.host);
    const stamp = ranges[STAMP_AT];
    if (sample.time === undefined) expect(stamp).toBe(STAMP_NONE);
    else if (sample.time === 'year-less') expect(stamp).toBe(STAMP_YEARLESS);
    else expect([stamp, numbers[SLOT.time]]).toEqual([STAMP_EPOCH, sample.time]);
  });

  it.runIf(name !== 'none')('refuses what is not in it, and every broken beginning that has no message', () => {
    const stripper = stripperOf(name);
    const others = [
      '',
      ' ',
      'text',
      '{',
      '{}',
      '{"a":1}',
      '[1,2]',
      '<',
      '<30>',
      '<30>1 ',
      'Nov 22',
      '2026-11-22T15:55:15Z',
    ];
    expect(stripAll(stripper, others)).toEqual(others.map(() => NOT_ENVELOPED));
  });

  it('bears any bytes, and stays inside them', () => {
    const stripper = stripperOf(name);
    const line = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.constantFrom(...samples).map(({ line }) => Buffer.from(line)),
    );
    fc.assert(
      fc.property(line, line, fc.nat(120), (a, b, cut) => {
        const mixed = Buffer.concat([a.subarray(0, cut), b]);
        if (stripper.strip(mixed, 0, mixed.length) !== MESSAGE) return;
        const { buf, start, end } = stripper.carried;
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(buf.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('syslog', () => {
  it('may have a BOM, structured data with brackets in it, and no stamp', () => {
    const stripper = stripperOf('rfc5424');
    expect(stripAll(stripper, ['<30>1 - h unbound - - [a@1 k="] [x] \\"]"][b] \ufeff[1:0] info: x'])).toEqual([
      '[1:0] info: x',
    ]);
    expect(fieldText(stripper, SLOT.program)).toBe('unbound');
    expect(stripAll(stripper, ['<30>1 - h unbound - - [a@1 k="v] x', '<30>1 - h unbound - - -'])).toEqual([
      NOT_ENVELOPED,
      '',
    ]);
  });

  it('forgets the fields of the line before', () => {
    const stripper = stripperOf('rfc3164');
    expect(stripAll(stripper, ['Nov 22 15:55:15 ns1 named[1]: a', 'no syslog'])).toEqual(['a', NOT_ENVELOPED]);
    expect(fieldText(stripper, SLOT.host)).toBeUndefined();
  });
});

describe('journal-json', () => {
  const strip = (...lines: string[]) => stripAll(stripperOf('journal-json'), lines);

  it('has its members in any order, the last of a repeated one counting', () => {
    expect(strip('{"A":{"MESSAGE":"inner"},"MESSAGE":"one","B":["}",{"MESSAGE":"x"}],"MESSAGE" : "two" }')).toEqual([
      'two',
    ]);
    expect(strip('{"MESSAGE":"a","SYSLOG_IDENTIFIER":"x","MESSAGE":[98]}')).toEqual(['b']);
  });

  it('may have a message that is null, or made of bytes', () => {
    expect(strip('{"MESSAGE":null}', '{"MESSAGE":[]}', '{"MESSAGE":[114, 117,\n110]}'.replace('\n', ''))).toEqual([
      EMPTY,
      '',
      'run',
    ]);
  });

  it('takes the program from the identifier, else from the command', () => {
    const stripper = stripperOf('journal-json');
    stripAll(stripper, ['{"_COMM":"named-worker","SYSLOG_IDENTIFIER":"named","MESSAGE":"x"}']);
    expect(fieldText(stripper, SLOT.program)).toBe('named');
    stripAll(stripper, ['{"_COMM":"named","MESSAGE":"x"}']);
    expect(fieldText(stripper, SLOT.program)).toBe('named');
    stripAll(stripper, ['{"SYSLOG_IDENTIFIER":null,"MESSAGE":"x"}']);
    expect(fieldText(stripper, SLOT.program)).toBeUndefined();
  });

  it('reads every string as JSON does', () => {
    const text = fc.string({ unit: 'grapheme' });
    const escaped = (s: string): string =>
      [...s]
        .map((c) =>
          [...Array(c.length).keys()].map((i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
        )
        .join('');
    fc.assert(
      fc.property(text, (message) => {
        expect(strip(JSON.stringify({ MESSAGE: message }))).toEqual([message]);
        expect(strip(`{"MESSAGE":"${escaped(message)}"}`)).toEqual([message]);
      }),
    );
  });

  it('reads every object that JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.string(), (value, message) => {
        expect(strip(`{"x":${value},"MESSAGE":${JSON.stringify(message)},"y":${value}}`)).toEqual([message]);
      }),
    );
  });

  it('keeps broken escapes and refuses broken objects', () => {
    expect(strip('{"MESSAGE":"a\\qb\\u12"}')).toEqual(['a\\qb\\u12']);
    for (const line of [
      '{"MESSAGE":"a',
      '{"MESSAGE":"a"',
      '{"MESSAGE":"a"} x',
      '{"MESSAGE" "a"}',
      '{MESSAGE:"a"}',
      '{"MESSAGE":[1}',
    ])
      expect(strip(line)).toEqual([NOT_ENVELOPED]);
  });
});

describe('pieces', () => {
  const docker = (log: string, stream = 'stdout'): string =>
    JSON.stringify({ log, stream, time: '2026-11-22T15:55:15Z' });
  const cri = (tag: string, log: string, stream = 'stdout'): string => `2026-11-22T15:55:15.1Z ${stream} ${tag} ${log}`;

  it('of Docker go on until a newline', () => {
    const long = 'x'.repeat(16_384);
    expect(
      stripAll(stripperOf('docker'), [docker(long), docker(long), docker('end\r\n'), docker('next\n'), docker('\n')]),
    ).toEqual([PIECE, PIECE, `${long}${long}end`, 'next', '']);
  });

  it('of Docker are joined by stream', () => {
    const lines = [docker('a', 'stdout'), docker('1', 'stderr'), docker('b\n', 'stdout'), docker('2\n', 'stderr')];
    expect(stripAll(stripperOf('docker'), lines)).toEqual([PIECE, PIECE, 'ab', '12']);
  });

  it('of CRI go on until F, by stream', () => {
    const lines = [
      cri('P', 'a'),
      cri('P', '1', 'stderr'),
      cri('P', 'b'),
      cri('F', 'c'),
      cri('F', ' 2', 'stderr'),
      cri('F', 'next'),
    ];
    expect(stripAll(stripperOf('cri'), lines)).toEqual([PIECE, PIECE, PIECE, 'abc', '1 2', 'next']);
  });

  it.each([
    ['docker', docker('x'.repeat(60)), docker('end\n'), docker('next\n')],
    ['cri', cri('P', 'x'.repeat(60)), cri('F', 'end'), cri('F', 'next')],
  ])('of %s that are longer than a line may be are nothing to read', (name, piece, last, next) => {
    expect(stripAll(stripperOf(name, 100), [piece, piece, last, next])).toEqual([PIECE, PIECE, EMPTY, 'next']);
    expect(stripAll(stripperOf(name, 100), [piece, last])).toEqual([PIECE, `${'x'.repeat(60)}end`]);
  });

  it('come out as they went in, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), { maxLength: 5 }), (messages) => {
        const asDocker = messages.flatMap((parts) =>
          parts.map((part, i) => docker(i < parts.length - 1 ? part : `${part}\n`)),
        );
        const whole = stripAll(stripperOf('docker'), asDocker).filter((seen) => seen !== PIECE);
        expect(whole).toEqual(messages.map((parts) => parts.join('').replace(/\r$/, '')));
      }),
    );
  });
});
