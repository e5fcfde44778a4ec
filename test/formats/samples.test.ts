// Every sample of every format becomes exactly what it says, and every layout of every kind is needed by a sample.
import { describe, expect, it } from 'vitest';
import { compileFormat } from '../../src/formats/compile.js';
import { compiledFormat, FORMATS } from '../../src/formats/index.js';
import type { FormatSpec } from '../../src/formats/spec.js';
import { reading, readSample } from './reading.js';

describe.each(FORMATS.map((spec) => [spec.name, spec] as const))('%s', (_, spec) => {
  const format = compiledFormat(spec);

  it.each(spec.samples.map((sample) => [sample.line, sample] as const))('%s', (_line, sample) => {
    const { result, record } = readSample(format, sample);
    expect(reading(result, record, sample)).toEqual(sample.is);
  });

  it('has a sample of every kind', () => {
    const seen = new Set(spec.samples.map(({ is }) => ('kind' in is ? is.kind : 'noRcode' in is ? is.noRcode : true)));
    expect(spec.kinds.map((k) => k.kind).filter((kind) => !seen.has(kind))).toEqual([]);
  });

  it('has no layout that its samples could do without', () => {
    const needless = spec.kinds.flatMap((kind, k) =>
      kind.layouts.filter((_layout, i) => {
        const layouts = kind.layouts.filter((_other, at) => at !== i);
        const kinds = spec.kinds.map((other, at) => (at === k ? { ...other, layouts } : other));
        return readsAll({ ...spec, kinds });
      }),
    );
    expect(needless).toEqual([]);
  });

  it('has no prefix that its samples could do without', () => {
    const needless = spec.prefixes.filter((prefix) => {
      return readsAll({ ...spec, prefixes: spec.prefixes.filter((other) => other !== prefix) });
    });
    expect(needless).toEqual([]);
  });
});

function readsAll(spec: FormatSpec): boolean {
  const format = compileFormat(spec);
  return spec.samples.every((sample) => {
    const { result, record } = readSample(format, sample);
    return JSON.stringify(reading(result, record, sample)) === JSON.stringify(sample.is);
  });
}
