// The tables behind the patterns do what plain maps and string comparisons would do.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Key } from '../../src/aggregate/key.js';
import { SmallCounts } from '../../src/diagnose/small-counts.js';
import { MAX_SUSPECTS, Suspects } from '../../src/diagnose/suspects.js';
import { loadText, Texts } from '../../src/diagnose/texts.js';

const label = fc.stringMatching(/^[a-c]{1,3}$/);
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));

describe('suspects', () => {
  it('finds the longest suspect at or above a name, in either case, with or without final dot', () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 40 }), name, fc.boolean(), fc.boolean(), (known, asked, dot, upper) => {
        const suspects = new Suspects(4);
        for (const one of known) suspects.add(one, 1);
        const bytes = Buffer.from(`x${upper ? asked.toUpperCase() : asked}${dot ? '.' : ''}`);
        const longest = known
          .filter((one) => asked === one || asked.endsWith(`.${one}`))
          .sort((a, b) => b.length - a.length)[0];
        expect(suspects.names[suspects.covering(bytes, 1, bytes.length)]).toBe(longest);
        const same = known.includes(asked) ? asked : undefined;
        expect(suspects.names[suspects.placeOf(bytes, 1, bytes.length)]).toBe(same);
      }),
    );
  });

  it('forgets the oldest', () => {
    const suspects = new Suspects(4);
    for (let i = 0; i < MAX_SUSPECTS + 100; i++) suspects.add(`zone${i}.example`, i);
    const placeOf = (text: string): number => suspects.covering(Buffer.from(text), 0, text.length);
    expect(suspects.size).toBe(MAX_SUSPECTS);
    expect(placeOf('www.zone99.example')).toBe(-1);
    expect(suspects.names[placeOf('www.zone100.example')]).toBe('zone100.example');
    expect(suspects.since('zone99.example')).toBeUndefined();
    expect(suspects.since('zone611.example')).toBe(611);
  });
});

it('small counts are those of a map', () => {
  const step = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 5 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 800 }), (steps) => {
      const counts = new SmallCounts();
      const map = new Map<number, number>();
      for (const [low, count] of steps) {
        if (count === 0) counts.delete(low, -low);
        else counts.set(low, -low, count);
        if (count === 0) map.delete(low);
        else map.set(low, count);
        expect(counts.size).toBe(map.size);
      }
      for (let low = 0; low <= 300; low++) expect(counts.get(low, -low)).toBe(map.get(low) ?? 0);
    }),
  );
});

it('texts are those of the bytes: names in lower case without final dot', () => {
  const texts = new Texts();
  const key = new Key();
  fc.assert(
    fc.property(fc.stringMatching(/^[A-C.\\\xc0-\xc4]{1,9}$/), (text) => {
      const bytes = Buffer.from(text, 'latin1');
      loadText(key, bytes, 0, bytes.length, 'name');
      const escaped = text.endsWith('\\.');
      const bare = text.length > 1 && text.endsWith('.') && !escaped ? text.slice(0, -1) : text;
      expect(texts.of(key)).toBe(bare.toLowerCase());
      loadText(key, bytes, 0, bytes.length, 'bytes');
      expect(texts.of(key)).toBe(text);
    }),
  );
});
