// Who may import whom: the shell knows the core, the core knows neither the shell nor the world.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = new URL('../src/', import.meta.url).pathname;

function filesUnder(folder: string): string[] {
  return readdirSync(join(SRC, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? filesUnder(join(folder, entry.name))
      : entry.name.endsWith('.ts')
        ? [join(folder, entry.name)]
        : [],
  );
}

interface Import {
  readonly from: string;
  readonly target: string;
}

const imports: Import[] = filesUnder('').flatMap((from) => {
  const text = readFileSync(join(SRC, from), 'utf8');
  const found = [
    ...text.matchAll(/(?:^|\n)(?:import|export)\s[^;]*?from\s+'([^']+)'/g),
    ...text.matchAll(/import\('([^']+)'\)/g),
  ];
  return found.map((match) => ({ from, target: match[1]! }));
});

/** First folder (or file) of a path below src. */
const place = (path: string): string => path.split('/')[0]!;
const placeOf = ({ from, target }: Import): string =>
  target.startsWith('.') ? place(join(from, '..', target)) : target;

const CORE = [
  'dns',
  'layout',
  'envelopes',
  'formats',
  'time',
  'aggregate',
  'report',
  'knowledge',
  'exchange',
  'diagnose',
  'opening.ts',
  'selection.ts',
  'detect.ts',
  'reader.ts',
  'pipeline.ts',
  'event.ts',
  'event-view.ts',
  'event-id.ts',
];
const SHELL = ['cli', 'sources', 'sinks', 'web', 'main.js'];

describe('imports', () => {
  it('finds the imports of the tree', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it('keeps the core free of the shell and of Node I/O', () => {
    const wrong = imports.filter(
      (i) => CORE.includes(place(i.from)) && (SHELL.includes(placeOf(i)) || i.target.startsWith('node:')),
    );
    expect(wrong).toEqual([]);
  });

  it('lets no format import another', () => {
    const shared = ['spec', 'compile', 'index'];
    const wrong = imports.filter(({ from, target }) => {
      const [own, other] = [/^formats\/([\w-]+)\.ts$/.exec(from)?.[1], /^\.\/([\w-]+)\.js$/.exec(target)?.[1]];
      if (own === undefined || other === undefined || shared.includes(own) || shared.includes(other)) return false;
      return other !== `${own}-samples`;
    });
    expect(wrong).toEqual([]);
  });

  it('keeps each library behind one wall', () => {
    const owner = (library: string): string[] => [
      ...new Set(imports.filter((i) => i.target === library).map((i) => i.from)),
    ];
    expect(owner('split2')).toEqual(['framing.ts']);
    expect(owner('prom-client')).toEqual(['sinks/prometheus.ts']);
    expect(owner('tldts')).toEqual(['dns/zone.ts']);
    expect(owner('commander').sort()).toEqual(['cli/program.ts', 'main.ts']);
  });

  it('ends the process in main.ts alone', () => {
    const guilty = filesUnder('').filter((file) => /process\.exit\(/.test(readFileSync(join(SRC, file), 'utf8')));
    expect(guilty).toEqual(['main.ts']);
  });
});
