// Inputs that once were, or could be, trouble: kept here, read by everything, whatever it learns to read later.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENVELOPES } from '../src/envelopes/index.js';
import { FORMATS } from '../src/formats/index.js';
import { createParser, type ParserOptions } from '../src/parser.js';

const FOLDER = new URL('./hostile/', import.meta.url);

function read(
  bytes: Uint8Array,
  chunk: number,
  options: ParserOptions = {},
): { sum: number; read: number; events: number } {
  const parser = createParser({ notAfter: Date.UTC(2026, 11, 1), maxLineBytes: 100_000, ...options });
  for (let at = 0; at < bytes.length; at += chunk) parser.push(bytes.subarray(at, at + chunk));
  parser.end();
  const { lines } = parser;
  return {
    read: lines.read,
    sum: lines.events + lines.noRcode + lines.unrecognized + lines.oversize,
    events: lines.events,
  };
}

const linesOf = (bytes: Buffer): number =>
  bytes.toString('latin1').split('\n').length - (bytes.length === 0 || bytes[bytes.length - 1] === 10 ? 1 : 0);

describe('hostile inputs', () => {
  for (const name of readdirSync(FOLDER)) {
    it(`${name}: every line once, in every format and envelope, cut anywhere`, () => {
      const bytes = readFileSync(new URL(name, FOLDER));
      for (const format of [undefined, ...FORMATS.map((f) => f.name)]) {
        for (const envelope of [undefined, ...ENVELOPES.map((e) => e.name)]) {
          const options = { ...(format !== undefined && { format }), ...(envelope !== undefined && { envelope }) };
          const whole = read(bytes, bytes.length, options);
          expect(whole.read).toBe(linesOf(bytes));
          expect(whole.sum).toBe(whole.read);
          expect(read(bytes, 7, options)).toEqual(whole);
        }
      }
    });
  }

  it('a log line inside a TXT record is text', () => {
    const bytes = readFileSync(new URL('log-in-txt.log', FOLDER));
    expect(read(bytes, bytes.length, { format: 'bind' }).events).toBe(0);
    expect(read(bytes, bytes.length, { format: 'unbound' }).events).toBe(1);
  });

  it('a line of ten million bytes is one line, and the next one is read', () => {
    const long = Buffer.alloc(10_000_000, 'client @0x1 1.2.3.4#5 (');
    const next = Buffer.from('\n[1795362784] unbound[1:0] info: 192.0.2.1 x. A IN NXDOMAIN 0.001178 0 69\n');
    const bytes = Buffer.concat([next.subarray(1), long, next]);
    expect(read(bytes, 65_536)).toEqual({ read: 3, sum: 3, events: 2 });
  });
});
