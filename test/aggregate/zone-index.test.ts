// Zones as byte ranges: the same answer as zoneOf for every rule of the Public Suffix List, from whatever state the cache is in.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Key } from '../../src/aggregate/key.js';
import { ZoneIndex } from '../../src/aggregate/zone-index.js';
import { findZone } from '../../src/dns/zone.js';

/** The zone that the index finds in the middle of a line. */
function zoneIn(index: ZoneIndex, name: string): string {
  const bytes = Buffer.from(`query: ${name} IN`, 'latin1');
  const end = bytes.length - 3;
  const at = 7 + index.zoneRange(bytes, 7, end);
  expected.load(bytes, at, end, 'name');
  const { low, high, length } = index.key;
  if (low !== expected.low || high !== expected.high || length !== expected.length) return 'another key';
  return bytes.toString('latin1', at, at + length).replace(/[A-Z]/g, (c) => c.toLowerCase());
}

/** What `ZoneIndex.key` must be: the key of the bytes in the range. */
const expected = new Key();

interface RuleData {
  nodeFlags: Uint8Array;
  edgeStart: Uint16Array;
  edgeLength: Uint8Array;
  edgeChild: Uint16Array;
  labelText: string;
  rulesRoot: number;
  exceptionsRoot: number;
}

/** Every rule in the list that tldts carries, private ones too; `*` stands for any label. Its data file has no types. */
async function publicSuffixRules(): Promise<string[]> {
  const file: string = 'tldts/dist/es6/src/data/trie.js';
  const data = (await import(file)) as RuleData;
  const labels: string[] = [];
  let offset = 0;
  for (const length of data.edgeLength) labels.push(data.labelText.slice(offset, (offset += length)));
  const rules: string[] = [];
  const walk = (node: number, below: string): void => {
    for (let edge = data.edgeStart[node]!; edge < data.edgeStart[node + 1]!; edge++) {
      const name = labels[edge]! + below;
      const child = data.edgeChild[edge]!;
      if (data.nodeFlags[child] !== 0) rules.push(name);
      walk(child, `.${name}`);
    }
  };
  walk(data.rulesRoot, '');
  walk(data.exceptionsRoot, '');
  return rules;
}

describe('ZoneIndex', () => {
  it('agrees with zoneOf below, at and beside every public suffix', async () => {
    const rules = await publicSuffixRules();
    expect(rules).toEqual(
      expect.arrayContaining(['com', 'co.uk', '*.kawasaki.jp', 'city.kawasaki.jp', 'nes.akershus.no']),
    );
    const names = rules.flatMap((rule) => {
      const suffix = Buffer.from(rule.replace('*', 'any')).toString('latin1');
      const parent = suffix.slice(suffix.indexOf('.') + 1);
      return [suffix, `b.${suffix}`, `c.b.${suffix}`, `d.c.b.${suffix}`, parent, `x.${parent}`, `y.x.${parent}`];
    });
    for (const order of [names, names.toReversed()]) {
      const index = new ZoneIndex();
      const wrong = order.filter((name) => zoneIn(index, name) !== findZone(name));
      expect(wrong).toEqual([]);
    }
  });

  it.each([
    ['.', 0],
    ['', 0],
    ['com', 0],
    ['Example.COM', 0],
    ['Www.Example.COM.', 4],
    ['a.b.example.co.uk', 4],
    ['7.2.0.192.in-addr.arpa', 2],
    ['0.192.in-addr.arpa.', 0],
    ['b.a.9.8.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa', 8],
    ['_ipp._tcp.local', 10],
    ['x.a\\.example.com', 2],
  ])('%s: the zone begins at %i', (name, offset) => {
    const bytes = Buffer.from(name);
    const index = new ZoneIndex();
    expect(index.zoneRange(bytes, 0, bytes.length)).toBe(offset);
    expect(index.zoneRange(bytes, 0, bytes.length)).toBe(offset);
  });

  it('agrees with zoneOf for any names made of labels, whatever came before', () => {
    const index = new ZoneIndex();
    const label = fc.oneof(
      fc.stringMatching(/^[a-z0-9_-]{1,4}$/),
      fc.constantFrom(
        'com',
        'co',
        'uk',
        'no',
        'jp',
        'kawasaki',
        'arpa',
        'in-addr',
        'ip6',
        'local',
        'localhost',
        'test',
        'a\\.b',
      ),
    );
    const name = fc.array(label, { minLength: 1, maxLength: 16 }).map((labels) => labels.join('.'));
    fc.assert(
      fc.property(name, (text) => {
        expect(zoneIn(index, text)).toBe(findZone(text));
        expect(zoneIn(index, text.toUpperCase())).toBe(findZone(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('stays inside the name for any bytes', () => {
    const index = new ZoneIndex();
    const dotty = fc.array(fc.oneof(fc.constantFrom(0x2e, 0x5c), fc.integer({ min: 0, max: 255 })), { maxLength: 700 });
    fc.assert(
      fc.property(dotty, (bytes) => {
        const buf = Uint8Array.from(bytes);
        const at = index.zoneRange(buf, 0, buf.length);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThanOrEqual(buf.length);
      }),
      { numRuns: 500 },
    );
  });
});
