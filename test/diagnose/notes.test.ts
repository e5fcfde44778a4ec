// The ring of notes: what was taken lately is found, newest first; what is older than its capacity is not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Note, NoteKey, Notes } from '../../src/diagnose/notes.js';

const keyOf = (key: NoteKey, name: string): NoteKey => {
  const b = Buffer.from(name, 'latin1');
  return key.start().addName(b, 0, b.length).add(b, -1, -1);
};
const note = (line: number): Note => ({ time: line, line, reason: 0, sort: 0, tag: 0, code: -1, cached: false });
const any = (): boolean => true;

describe('notes', () => {
  it('are found as a plain list finds them: the newest of the key among the last ones taken', () => {
    const names = fc.constantFrom('a', 'b', 'A', 'a.', 'b.example', 'B.EXAMPLE.', '', 'x'.repeat(400));
    const step = fc.oneof(
      fc.record({ take: names }),
      fc.record({ find: names, even: fc.boolean() }),
      fc.record({ use: names }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const notes = new Notes(64);
        const key = new NoteKey();
        const plain: { name: string; line: number; used: boolean }[] = [];
        const folded = (name: string): string => (name.length > 1 ? name.replace(/\.$/, '') : name).toLowerCase();
        const expected = (name: string, fits: (line: number) => boolean) =>
          name.length > 300
            ? undefined
            : plain
                .slice(-64)
                .reverse()
                .find((n) => n.name === folded(name) && !n.used && fits(n.line));
        let line = 0;
        for (const s of steps) {
          if ('take' in s) {
            const taken = notes.take(keyOf(key, s.take), note(++line));
            expect(taken).toBe(s.take.length < 300);
            if (taken) plain.push({ name: folded(s.take), line, used: false });
          } else if ('find' in s) {
            const fits = (n: number): boolean => !s.even || n % 2 === 0;
            const found = notes.find(keyOf(key, s.find), (n) => fits(n.line));
            expect(found?.line).toBe(expected(s.find, fits)?.line);
          } else {
            notes.find(keyOf(key, s.use), any);
            notes.use();
            const used = expected(s.use, any);
            if (used !== undefined) used.used = true;
          }
        }
      }),
    );
  });

  it('keep names apart that have the same hash', () => {
    const notes = new Notes(1024);
    const key = new NoteKey();
    const seen = new Map<number, string>();
    let pair: [string, string] | undefined;
    for (let i = 0; pair === undefined; i++) {
      const { hash } = keyOf(key, `n${i}`);
      const other = seen.get(hash);
      if (other === undefined) seen.set(hash, `n${i}`);
      else pair = [other, `n${i}`];
    }
    notes.take(keyOf(key, pair[0]), note(1));
    expect(notes.find(keyOf(key, pair[1]), any)).toBeUndefined();
    notes.take(keyOf(key, pair[1]), note(2));
    expect(notes.find(keyOf(key, pair[0]), any)?.line).toBe(1);
    expect(notes.find(keyOf(key, pair[1]), any)?.line).toBe(2);
  });
});
