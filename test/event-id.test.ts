// Ids of events: what they depend on and what not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventId, fingerprintOf, fingerprintOfLine } from '../src/event-id.js';

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString('latin1');
const print = (head: string | Buffer, whole: boolean): string | undefined =>
  text(fingerprintOf(Buffer.from(head), whole));

describe('the fingerprint of an input', () => {
  it('is that of its first line, however much of it is seen', () => {
    // A BOM and a line end are no part of it.
    const line = fc
      .uint8Array({ maxLength: 2000 })
      .map((bytes) => Buffer.from(bytes.filter((b) => b !== 10 && b !== 13 && b !== 0xef)));
    fc.assert(
      fc.property(line, fc.uint8Array({ maxLength: 100 }), (first, rest) => {
        const log = Buffer.concat([first, Buffer.from('\n'), rest]);
        const expected = text(fingerprintOfLine(first, 0, first.length));
        expect(print(log, true)).toBe(expected);
        expect(print(log.subarray(0, first.length + 1), false)).toBe(expected);
        expect(print(first, true)).toBe(expected);
        expect(print(Buffer.concat([first, Buffer.from('\r\n')]), false)).toBe(expected);
        expect(print(Buffer.concat([Buffer.from('\ufeff'), log]), false)).toBe(expected);
      }),
    );
  });

  it('is not known before that line is whole, or long enough', () => {
    expect(print('', false)).toBeUndefined();
    expect(print('half a line', false)).toBeUndefined();
    expect(print('x'.repeat(1023), false)).toBeUndefined();
    expect(print('x'.repeat(1024), false)).toBe(print(`${'x'.repeat(1024)}and more\n`, true));
    expect(print('', true)).toBe(print('\nmore', false));
  });
});

describe('the id of an event', () => {
  const a = Buffer.from(print('first line\n', true)!, 'latin1');
  const b = Buffer.from(print('another first line\n', true)!, 'latin1');
  const id = (fingerprint: Buffer, offset: number, line: string): string =>
    eventId(fingerprint, offset, Buffer.from(line), 0, Buffer.byteLength(line));

  it('is 32 hexadecimal digits, and stays as it is', () => {
    expect(id(a, 0, 'x')).toMatch(/^[0-9a-f]{32}$/);
    // Ids are stored elsewhere: a change of these is a change of the public interface.
    expect([
      id(a, 0, 'x'),
      id(a, 2 ** 40 + 17, 'a line of text that is longer than sixteen bytes'),
    ]).toMatchInlineSnapshot(`
      [
        "5452bf9c53865492b3aa8a5cda33232f",
        "d05c0b9a48c691f542af5aa7f922ca44",
      ]
    `);
  });

  it('differs with input, offset and text', () => {
    const seen = new Set<string>();
    const offsets = [0, 1, 255, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 40];
    for (const fingerprint of [a, b])
      for (const offset of offsets)
        for (const line of ['', 'x', 'y', 'xx', 'x\u0000']) seen.add(id(fingerprint, offset, line));
    expect(seen.size).toBe(2 * 7 * 5);
  });

  it('does not depend on where the bytes lie', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(20), (line, shift) => {
        const moved = Buffer.concat([Buffer.alloc(shift, 120), line, Buffer.alloc(5, 121)]);
        expect(eventId(a, 7, moved, shift, shift + line.length)).toBe(eventId(a, 7, line, 0, line.length));
      }),
    );
  });
});
