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

  it('has no optional part and no alternative that its samples could do without, or that they all have', () => {
    const needless = spec.kinds.flatMap((kind, k) =>
      kind.layouts.flatMap((layout, i) =>
        variants(layout).filter((variant) => {
          const layouts = kind.layouts.map((other, at) => (at === i ? variant : other));
          return readsAll({
            ...spec,
            kinds: spec.kinds.map((other, at) => (at === k ? { ...other, layouts } : other)),
          });
        }),
      ),
    );
    expect(needless).toEqual([]);
  });

  it('has no prefix or head, nor a part of one, that its samples could do without', () => {
    const needless = spec.prefixes.filter((prefix) => {
      return readsAll({ ...spec, prefixes: spec.prefixes.filter((other) => other !== prefix) });
    });
    for (const [i, prefix] of spec.prefixes.entries()) {
      for (const variant of variants(prefix))
        if (readsAll({ ...spec, prefixes: spec.prefixes.map((other, at) => (at === i ? variant : other)) }))
          needless.push(variant);
    }
    for (const [name, head] of Object.entries(spec.heads ?? {})) {
      for (const variant of variants(head.layout))
        if (readsAll({ ...spec, heads: { ...spec.heads, [name]: { ...head, layout: variant } } }))
          needless.push(variant);
    }
    expect(needless).toEqual([]);
  });
});

/** The layout without one of its optional parts, with one of them mandatory, and without one of its alternatives. */
function variants(layout: string): string[] {
  return groups(layout).flatMap(({ open, from, to, bars }) => {
    const before = layout.slice(0, from - 2);
    const behind = layout.slice(to + 2);
    if (open === '[') return [`${before}${behind}`, `${before}${layout.slice(from, to)}${behind}`];
    const edges = [from - 1, ...bars, to];
    const options = edges.slice(1).map((edge, i) => layout.slice(edges[i]! + 1, edge));
    return options.map((_, i) => `${before}{(${options.filter((_other, at) => at !== i).join('|')})}${behind}`);
  });
}

interface Group {
  readonly open: string;
  /** Where its content begins and ends, and its bars. */
  readonly from: number;
  to: number;
  readonly bars: number[];
}

function groups(layout: string): Group[] {
  const found: Group[] = [];
  const stack: Group[] = [];
  for (let at = 0; at < layout.length; at++) {
    const two = layout.slice(at, at + 2);
    const top = stack.at(-1);
    if (two === '{[' || two === '{(') {
      const group: Group = { open: two[1]!, from: at + 2, to: -1, bars: [] };
      stack.push(group);
      found.push(group);
      at++;
    } else if (top !== undefined && two === (top.open === '[' ? ']}' : ')}')) {
      top.to = at;
      stack.pop();
      at++;
    } else if (top?.open === '(' && layout[at] === '|') top.bars.push(at);
  }
  return found;
}

function readsAll(spec: FormatSpec): boolean {
  const format = compileFormat(spec);
  return spec.samples.every((sample) => {
    const { result, record } = readSample(format, sample);
    return JSON.stringify(reading(result, record, sample)) === JSON.stringify(sample.is);
  });
}
