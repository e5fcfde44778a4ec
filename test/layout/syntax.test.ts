// The layout language: what a template becomes, and where a wrong one is said to break off.
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { SLOT } from '../../src/event.js';
import { firstBytes } from '../../src/layout/compile.js';
import { parseLayout } from '../../src/layout/syntax.js';

describe('parseLayout', () => {
  it('reads literals, fields, optionals and alternatives', () => {
    expect(parseLayout('a {{ {qname}{[ ({_:text})]}{(x|{qtype:upper}|)}]')).toEqual([
      { node: 'literal', text: 'a { ' },
      { node: 'field', slot: SLOT.qname, type: 'name', set: undefined },
      {
        node: 'optional',
        body: [
          { node: 'literal', text: ' (' },
          { node: 'field', slot: -1, type: 'text', set: undefined },
          { node: 'literal', text: ')' },
        ],
      },
      {
        node: 'choice',
        options: [
          [{ node: 'literal', text: 'x' }],
          [{ node: 'field', slot: SLOT.qtype, type: 'upper', set: undefined }],
          [],
        ],
      },
      { node: 'literal', text: ']' },
    ]);
  });

  it('takes brackets, bars and braces for themselves outside their groups', () => {
    expect(parseLayout('a|b) [c] }')).toEqual([{ node: 'literal', text: 'a|b) [c] }' }]);
    expect(parseLayout('{[[x]]}')).toEqual([{ node: 'optional', body: [{ node: 'literal', text: '[x]' }] }]);
  });

  it('reads a word set', () => {
    expect(parseLayout('{level:@levels}')).toEqual([{ node: 'field', slot: SLOT.level, type: 'set', set: 'levels' }]);
  });

  it.each([
    ['{qnam}', 'unknown field "qnam" at column 1', 'did you mean qname'],
    ['x {qname:nmae}', 'unknown type "nmae" at column 3', 'did you mean name'],
    ['x {[ y', 'the optional part is not closed at column 7', 'close it with ]}'],
    ['{(a|b', 'the alternatives are not closed at column 6', 'close them with )}'],
    ['ab {qname', 'no field at column 4', 'a literal { is written {{'],
    ['ab { x', 'no field at column 4', 'a literal { is written {{'],
    ['{[a{(b]}', 'the alternatives are not closed at column 9', 'close them with )}'],
  ])('says where %s breaks off', (layout, what, advice) => {
    let error: unknown;
    try {
      parseLayout(layout);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UserError);
    const { code, message, advice: said } = error as UserError;
    expect(code).toBe('bad-layout');
    expect(message).toContain(`${what} of "${layout}"`);
    expect(said).toContain(advice);
  });
});

describe('firstBytes', () => {
  const first = (layout: string): string => {
    const set = firstBytes(parseLayout(layout));
    return Array.from({ length: 95 }, (_, i) => String.fromCharCode(i + 32))
      .filter((c) => set[c.charCodeAt(0)] === 1)
      .join('');
  };

  it('is what a line of the layout can begin with', () => {
    expect(first('query')).toBe('q');
    expect(first('{[*]}{[would ]}limit')).toBe('*lw');
    expect(first('{(AXFR|IXFR)} x')).toBe('AI');
    expect(first('{(a|)}{flags}')).toBe('+-a');
    expect(first('{cached} {rcode}')).toBe('01');
    expect(first('{client}')).toBe('0123456789:ABCDEFabcdef');
    expect(first('{_:text}x')).toHaveLength(95);
  });
});
