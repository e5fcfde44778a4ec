// A format is refused with the place of its mistake, and its kinds tell what the counting needs to know.
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { newLineRecord, SLOT } from '../../src/event.js';
import { text } from '../../src/event-view.js';
import { bind } from '../../src/formats/bind.js';
import { CODED, compileFormat, FOREIGN, KNOWN, PREFIX_ONLY } from '../../src/formats/compile.js';
import { compiledFormat, FORMATS } from '../../src/formats/index.js';
import type { FormatSpec, KindSpec } from '../../src/formats/spec.js';
import { unbound } from '../../src/formats/unbound.js';

const small = (kinds: readonly KindSpec[], more: Partial<FormatSpec> = {}): FormatSpec => ({
  name: 'small',
  title: 'Small',
  vendor: 'Nobody',
  product: 'small',
  versions: '1',
  enable: [],
  limits: [],
  programs: ['small'],
  sets: { levels: ['info', 'error'] },
  prefixes: ['[{level:@levels}] '],
  kinds,
  coverage: 'unknown',
  samples: [],
  ...more,
});

function read(spec: FormatSpec, line: string, after?: string) {
  const format = compileFormat(spec);
  const record = newLineRecord();
  if (after !== undefined) {
    const b = Buffer.from(after);
    format.read(record, b, 0, b.length, undefined);
  }
  const b = Buffer.from(line);
  return { result: format.read(record, b, 0, b.length, record.kind), record };
}

describe('a format', () => {
  it('whose kinds name unknown levels, codes, fields or sets is refused', () => {
    const mistakes: [KindSpec, string][] = [
      [{ kind: 'k', layouts: ['x'], levels: ['loud'] }, 'kind k: no level "loud"'],
      [{ kind: 'k', layouts: ['x'], event: { direction: 'sent', rcode: 'NOPE' } }, '"NOPE" is no response code'],
      [{ kind: 'k', layouts: ['{qnam}'] }, 'unknown field "qnam"'],
      [{ kind: 'k', layouts: ['{action:@nothing}'] }, 'no word set named "nothing"'],
      [
        { kind: 'k', layouts: ['x'], event: { direction: 'sent', codes: { field: 'result', map: { a: 'NOPE' } } } },
        '"NOPE" is no response code',
      ],
    ];
    for (const [kind, message] of mistakes) {
      expect(() => compileFormat(small([kind]))).toThrow(UserError);
      expect(() => compileFormat(small([kind]))).toThrow(message);
    }
  });

  it('tells the four ways a line can be read', () => {
    const spec = small([
      { kind: 'plain', layouts: ['hello'] },
      { kind: 'coded', layouts: ['code {rcode}'], event: { direction: 'sent' } },
    ]);
    expect(read(spec, 'hello').result).toBe(FOREIGN);
    expect(read(spec, '[info] something').result).toBe(PREFIX_ONLY);
    expect(read(spec, '[info] hello').result).toBe(KNOWN);
    const { result, record } = read(spec, '[info] code REFUSED');
    expect([result, record.code, record.explicit]).toEqual([CODED, 5, true]);
  });

  it('takes the first kind that matches and has the level', () => {
    const spec = small([
      { kind: 'first', layouts: ['x {_:text}'], levels: ['error'] },
      { kind: 'second', layouts: ['x {_:text}'] },
    ]);
    expect(read(spec, '[error] x y').record.kind?.name).toBe('first');
    expect(read(spec, '[info] x y').record.kind?.name).toBe('second');
  });

  it('gives no event where a text tells no code', () => {
    const codes = { field: 'result', words: true, map: { odd: 'FORMERR' } } as const;
    const kinds = (otherwise?: string): FormatSpec =>
      small([
        {
          kind: 'k',
          layouts: ['x {result}'],
          event: { direction: 'sent', codes: { ...codes, ...(otherwise !== undefined && { otherwise }) } },
        },
      ]);
    const seen = (text: string, otherwise?: string) => {
      const { result, record } = read(kinds(otherwise), `[info] x ${text}`);
      return result === CODED ? `${record.code} ${record.explicit ? 'explicit' : 'implied'}` : 'none';
    };
    expect(seen('REFUSED')).toBe('5 explicit');
    expect(seen('<rcode 12>')).toBe('12 explicit');
    expect(seen('odd')).toBe('1 implied');
    expect(seen('refused')).toBe('none');
    expect(seen('refused', 'SERVFAIL')).toBe('2 implied');
  });

  it('looks for the end of a free text again, but not for ever', () => {
    const spec = small([{ kind: 'k', layouts: ['x'], head: 'h' }], {
      heads: { h: { layout: 'view {view}: ', retryAt: ': ' } },
    });
    const viewOf = (view: string) => {
      const { result, record } = read(spec, `[info] view ${view}: x`);
      return result === KNOWN ? text(record, SLOT.view) : undefined;
    };
    for (const view of ['a', 'a: b', ': ', 'x: x', `${'a'.repeat(5000)}`, ': '.repeat(500)])
      expect(viewOf(view)).toBe(view);
    expect(viewOf(': '.repeat(600))).toBeUndefined();
  });

  it('reads a follower only right behind its head', () => {
    const spec = small([
      { kind: 'head', layouts: ['dump'] },
      { kind: 'body', layouts: ['rcode {rcode}'], follows: 'head', event: { direction: 'received' } },
    ]);
    expect(read(spec, 'rcode REFUSED', '[info] dump').result).toBe(CODED);
    expect(read(spec, 'rcode REFUSED', '[info] other').result).toBe(FOREIGN);
    expect(read(spec, '[info] rcode REFUSED', '[info] dump').result).toBe(PREFIX_ONLY);
  });
});

describe('the kinds of the formats', () => {
  it('have ids of their own and distinct bits for answers', () => {
    const kinds = FORMATS.flatMap((spec) => compiledFormat(spec).kinds);
    expect(new Set(kinds.map(({ id }) => id)).size).toBe(kinds.length);
    for (const spec of FORMATS) {
      const answers = compiledFormat(spec).kinds.filter(({ role }) => role === 'answer');
      expect(new Set(answers.map(({ bit }) => bit)).size).toBe(answers.length);
      expect(answers.every(({ bit }) => bit < 64)).toBe(true);
    }
  });

  it('say which line is every answer', () => {
    const every = FORMATS.map((spec) => [
      spec.name,
      ...new Set(compiledFormat(spec).kinds.flatMap(({ everyAnswer, name }) => (everyAnswer ? [name] : []))),
    ]);
    expect(every).toEqual([
      ['unbound', 'client-reply'],
      ['coredns', 'client-reply'],
      ['dnsmasq', 'client-reply'],
      ['systemd-resolved'],
      ['pdns-recursor', 'client-reply'],
      ['dnsdist', 'client-reply'],
      ['bind', 'response'],
    ]);
  });

  it('agree with the table of who was told what', () => {
    const rolesOf = (spec: FormatSpec): Record<string, string> =>
      Object.fromEntries(
        compiledFormat(spec)
          .kinds.filter(({ role }) => role !== 'none')
          .map(({ name, role, direction }) => [`${name} ${direction ?? ''}`.trim(), role]),
      );
    expect(rolesOf(unbound)).toEqual({ 'client-reply sent': 'whole', 'client-query': 'request' });
    const roles = rolesOf(bind);
    expect(roles.query).toBe('request');
    expect(roles['xfer-quota sent']).toBe('whole');
    for (const name of ['rrl-drop', 'rrl-error', 'loop', 'dropped'])
      expect(roles[`${name} suppressed`]).toBe('cancels');
    expect(Object.values(roles).filter((role) => role === 'cancels')).toHaveLength(4);
    const received = compiledFormat(bind).kinds.filter(
      ({ direction }) => direction === 'received' || direction === 'local',
    );
    expect(received.filter(({ role }) => role !== 'none')).toEqual([]);
  });
});
