// Rotated files come together, oldest first: by time, and where there is none by their names.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import type { InputSpec } from '../../src/sources/inputs.js';
import { rotationOf, seriesOf } from '../../src/sources/series.js';

const file = (path: string): InputSpec => ({ kind: 'file', path, size: 1 });
const nameOf = (spec: InputSpec): string => (spec.kind === 'stdin' ? '-' : spec.path);

/** Paths, series by series; `times` in ms, by path. */
async function ordered(paths: readonly string[], times: Readonly<Record<string, number>> = {}): Promise<string[][]> {
  const series = await seriesOf(paths.map(file), async (path) => times[path]);
  return series.map((members) => members.map(nameOf));
}

describe('rotationOf', () => {
  it.each([
    ['named.log', 'named.log', 'live', ''],
    ['named.log.0', 'named.log', 'number', '0'],
    ['named.log.12.gz', 'named.log', 'number', '12'],
    ['messages.1.bz2', 'messages', 'number', '1'],
    ['named.log.gz', 'named.log', 'live', ''],
    ['named.log.20240315120000123', 'named.log', 'date', '20240315120000123'],
    ['named.log-20240315', 'named.log', 'date', '20240315'],
    ['named.log-20240315.zst', 'named.log', 'date', '20240315'],
    ['named.log-20240315-1710460800.gz', 'named.log', 'date', '202403151710460800'],
    ['named.log-2024031512.xz', 'named.log', 'date', '2024031512'],
    ['named.log-1710460800', 'named.log', 'date', '1710460800'],
    ['unbound.log.2024-03-15', 'unbound.log', 'date', '20240315'],
    ['unbound.log.20240315T120000.bz2', 'unbound.log', 'date', '20240315120000'],
    ['0.log.20240315-120000.gz', '0.log', 'date', '20240315120000'],
    ['named-20240315.log', 'named.log', 'date', '20240315'],
    ['2024-03-15.log.lz4', '.log', 'date', '20240315'],
    // No dates, no numbers of rotation.
    ['named.log-20241315', 'named.log-20241315', 'live', ''],
    ['db.192.0.2', 'db.192.0', 'number', '2'],
    ['ns1.log', 'ns1.log', 'live', ''],
    ['named.log.1234567', 'named.log.1234567', 'live', ''],
    ['.1', '.1', 'live', ''],
    ['.gz', '', 'live', ''],
  ])('%s is %s, %s %s', (name, base, kind, digits) => {
    const { base: found, age } = rotationOf(name);
    expect([found, age.kind, age.kind === 'live' ? '' : age.digits]).toEqual([base, kind, digits]);
  });

  it('reads any name', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('2', '0', '1', '.', '-', 'a', 'gz', '2024'), maxLength: 60 }),
        (name) => {
          const { base, age } = rotationOf(name);
          const digits = age.kind === 'live' ? '' : age.digits;
          // What was taken off is a mark, its separators, a compression; a mark is never taken for nothing.
          expect(base.length + digits.length).toBeLessThanOrEqual(name.length);
          expect(digits === '').toBe(age.kind === 'live');
        },
      ),
    );
  });
});

describe('seriesOf', () => {
  it('orders files without times as rotation does: higher numbers and earlier dates first, the live file last', async () => {
    expect(await ordered(['n.log', 'n.log.0', 'n.log.1', 'n.log.10.gz', 'n.log.2.xz'])).toEqual([
      ['n.log.10.gz', 'n.log.2.xz', 'n.log.1', 'n.log.0', 'n.log'],
    ]);
    expect(await ordered(['n.log', 'n.log-20240316', 'n.log-20240315-1710460800.gz', 'n.log-20240315'])).toEqual([
      ['n.log-20240315', 'n.log-20240315-1710460800.gz', 'n.log-20240316', 'n.log'],
    ]);
    expect(await ordered(['n.log.20240315120000124', 'n.log.1', 'n.log', 'n.log.20240315120000123'])).toEqual([
      ['n.log.20240315120000123', 'n.log.20240315120000124', 'n.log.1', 'n.log'],
    ]);
  });

  it('times count more than names, and names decide at equal times', async () => {
    // A logger that counts upwards.
    const times = { 'n.log.1': 10, 'n.log.2': 20, 'n.log.3': 30, 'n.log': 40 };
    expect(await ordered(['n.log', 'n.log.1', 'n.log.2', 'n.log.3'], times)).toEqual([
      ['n.log.1', 'n.log.2', 'n.log.3', 'n.log'],
    ]);
    expect(await ordered(['n.log', 'n.log.0', 'n.log.1'], { 'n.log': 5, 'n.log.0': 5, 'n.log.1': 5 })).toEqual([
      ['n.log.1', 'n.log.0', 'n.log'],
    ]);
    expect(await ordered(['n.log.1.gz', 'n.log.1'], { 'n.log.1': 5, 'n.log.1.gz': 5 })).toEqual([
      ['n.log.1', 'n.log.1.gz'],
    ]);
  });

  it('a file without a time keeps its place by name', async () => {
    const times = { 'n.log.3': 1, 'n.log.1': 2, 'n.log': 3 };
    expect(await ordered(['n.log', 'n.log.1', 'n.log.2', 'n.log.3'], times)).toEqual([
      ['n.log.3', 'n.log.2', 'n.log.1', 'n.log'],
    ]);
  });

  it('what is not rotated from one log keeps the order of the arguments', async () => {
    expect(await ordered(['z.log', 'n.log', 'a.log', 'n.log.1', 'd/n.log.2', './n.log.2'])).toEqual([
      ['z.log'],
      ['./n.log.2', 'n.log.1', 'n.log'],
      ['a.log'],
      ['d/n.log.2'],
    ]);
  });

  it('pipes, standard input and faults stand alone and are not looked into', async () => {
    const looked: string[] = [];
    const specs: InputSpec[] = [
      { kind: 'file', path: 'n.log', size: undefined },
      { kind: 'stdin' },
      file('n.log.1'),
      { kind: 'error', path: 'n.log.2', error: new UserError('input-missing', 'n.log.2') },
      file('m.log'),
      file('n.log.3'),
    ];
    const series = await seriesOf(specs, async (path) => {
      looked.push(path);
      return undefined;
    });
    expect(series.map((members) => members.map(nameOf))).toEqual([
      ['n.log'],
      ['-'],
      ['n.log.3', 'n.log.1'],
      ['n.log.2'],
      ['m.log'],
    ]);
    expect(looked).toEqual(['n.log.3', 'n.log.1']);
  });

  it('tells each file the time of the one before it', async () => {
    const asked: (number | null)[] = [];
    await seriesOf(['n.log', 'n.log.1', 'n.log.2', 'n.log.3'].map(file), async (path, earlier) => {
      asked.push(earlier);
      return path === 'n.log.2' ? undefined : path.length;
    });
    expect(asked).toEqual([null, 7, 7, 7]);
  });

  it('loses nothing, repeats nothing, and does not depend on the order of the arguments', async () => {
    const name = fc.tuple(
      fc.constantFrom('a', 'b/a', 'c'),
      fc.constantFrom('', '.1', '.2', '.10', '-20240315', '.20240401'),
      fc.constantFrom('', '.gz', '.zst'),
    );
    const paths = fc
      .uniqueArray(
        name.map((parts) => parts.join('')),
        { minLength: 1, maxLength: 20 },
      )
      .chain((all) =>
        fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray(all, { minLength: all.length }),
          fc.array(fc.option(fc.nat(3), { nil: undefined }), { minLength: all.length, maxLength: all.length }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(paths, async ([all, shuffled, given]) => {
        const times: Record<string, number> = {};
        for (const [i, path] of all.entries()) if (given[i] !== undefined) times[path] = given[i];
        const one = await ordered(all, times);
        const two = await ordered(shuffled, times);
        expect(one.flat().sort()).toEqual([...all].sort());
        expect(two.map((s) => s.join(' ')).sort()).toEqual(one.map((s) => s.join(' ')).sort());
        for (const members of one) {
          const known = members.map((path) => times[path]).filter((time) => time !== undefined);
          expect(known).toEqual([...known].sort((a, b) => a - b));
        }
      }),
    );
  });
});
