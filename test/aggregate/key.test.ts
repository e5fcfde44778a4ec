// Keys: folding, final dots, cutting, and that neither the place in the buffer nor hostile bytes matter.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Key, type KeyForm, MAX_KEY_BYTES, nameEnd } from '../../src/aggregate/key.js';
import { KeyTable } from '../../src/aggregate/key-table.js';

function load(text: string | Uint8Array, form: KeyForm, before = ''): Key {
  const head = Buffer.from(before, 'latin1');
  const buf = Buffer.concat([head, typeof text === 'string' ? Buffer.from(text, 'latin1') : text]);
  const key = new Key();
  key.load(buf, head.length, buf.length, form);
  return key;
}

function textOf(key: Key): string {
  const table = new KeyTable(1, MAX_KEY_BYTES);
  return table.text(table.insert(key), 'latin1');
}

const latin1 = fc.uint8Array({ maxLength: 40 });

describe('Key', () => {
  it.each([
    ['WWW.Example.COM.', 'www.example.com'],
    ['.', '.'],
    ['', ''],
    ['a\\.', 'a\\.'],
    ['a\\\\.', 'a\\\\'],
    ['@[`{~', '@[`{~'],
    ['\xc0\xdeZ\xfe', '\xc0\xdez\xfe'],
  ])('reads the name %j as %j', (name, expected) => {
    expect(textOf(load(name, 'name'))).toBe(expected);
  });

  it('leaves bytes as they are', () => {
    expect(textOf(load('WWW.Example.COM.', 'bytes'))).toBe('WWW.Example.COM.');
  });

  it('is the same wherever the bytes stand', () => {
    fc.assert(
      fc.property(
        latin1,
        fc.string({ maxLength: 9 }),
        fc.constantFrom<KeyForm>('name', 'bytes'),
        (bytes, before, form) => {
          const here = load(bytes, form);
          const there = load(bytes, form, before);
          expect([there.low, there.high, there.length]).toEqual([here.low, here.high, here.length]);
          expect(textOf(there)).toBe(textOf(here));
        },
      ),
    );
  });

  it('folds ASCII letters only', () => {
    fc.assert(
      fc.property(latin1, (bytes) => {
        const text = Buffer.from(bytes).toString('latin1');
        const stripped = text.slice(0, nameEnd(bytes, 0, bytes.length));
        expect(textOf(load(bytes, 'name'))).toBe(stripped.replace(/[A-Z]/g, (c) => c.toLowerCase()));
      }),
    );
  });

  it('cuts long keys and still tells them apart', () => {
    const a = load(`${'x'.repeat(2000)}A`, 'name');
    const b = load(`${'x'.repeat(2000)}b`, 'name');
    expect(a.length).toBe(MAX_KEY_BYTES);
    expect(textOf(a)).not.toBe(textOf(b));
    expect(textOf(a)).toMatch(/^x{503}#[0-9a-f]{8}$/);
    expect(textOf(load(`${'X'.repeat(2000)}a.`, 'name'))).toBe(textOf(a));
    expect(textOf(load(textOf(a), 'bytes'))).toBe(textOf(a));
  });

  it('spreads similar keys over slots', () => {
    const low = new Set<number>();
    for (let i = 0; i < 65536; i++) low.add(load(`host${i}.example.com`, 'name').low & 0xffff);
    // Thrown at random, 65536 keys hit 63.2 % of 65536 slots.
    expect(low.size / 65536).toBeGreaterThan(0.6);
  });
});

describe('KeyTable', () => {
  it('numbers distinct keys in order of arrival, and again after some are dropped', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary-ascii', maxLength: 30 }), { maxLength: 60 }), (texts) => {
        const table = new KeyTable(64, 4096);
        for (const text of texts) expect(table.find(load(text, 'bytes'))).toBe(-1);
        for (const [i, text] of texts.entries()) expect(table.insert(load(text, 'bytes'))).toBe(i);
        const moves: [number, number][] = [];
        table.retain(
          (i) => i % 3 !== 1,
          (from, to) => moves.push([from, to]),
        );
        const kept = texts.filter((_, i) => i % 3 !== 1);
        expect(table.size).toBe(kept.length);
        for (const [i, text] of kept.entries()) {
          expect(table.find(load(text, 'bytes'))).toBe(i);
          expect(table.text(i, 'latin1')).toBe(text);
        }
        for (const [from, to] of moves) expect(kept[to]).toBe(texts[from]);
        for (const [i, text] of texts.entries()) if (i % 3 === 1) expect(table.find(load(text, 'bytes'))).toBe(-1);
      }),
    );
  });

  it('tells keys with the same hash apart', () => {
    const seen = new Map<number, string>();
    let pair: [string, string] | undefined;
    const hex = (i: number, by: number) =>
      ((Math.imul(i ^ (i >>> 7), by) ^ (i << 11)) >>> 0).toString(16).padStart(8, '0');
    // Among 400000 keys of one length some 18 pairs share a 32-bit hash.
    for (let i = 0; i < 400_000 && pair === undefined; i++) {
      const text = `${hex(i, 0x9e3779b1)}${hex(i, 0x85ebca77)}${hex(i, 0xc2b2ae35)}`;
      const { low } = load(text, 'bytes');
      const other = seen.get(low);
      if (other === undefined) seen.set(low, text);
      else pair = [other, text];
    }
    const [a, b] = pair!.map((text) => load(text, 'bytes')) as [Key, Key];
    expect(a.low).toBe(b.low);
    expect(a.high).not.toBe(b.high);
    const table = new KeyTable(4, 4096);
    expect([table.insert(a), table.find(b), table.insert(b), table.find(a), table.find(b)]).toEqual([0, -1, 1, 0, 1]);
  });

  it('is full when its keys are too many or too long', () => {
    const few = new KeyTable(2, 4096);
    expect([few.insert(load('a', 'bytes')), few.insert(load('b', 'bytes')), few.insert(load('c', 'bytes'))]).toEqual([
      0, 1, -1,
    ]);
    const small = new KeyTable(9, 16);
    expect([small.insert(load('0123456789', 'bytes')), small.insert(load('01234', 'bytes'))]).toEqual([0, -1]);
  });
});
