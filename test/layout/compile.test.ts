// How layouts match: literals, optionals, alternatives, and where words and texts end.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { match, scan } from './matching.js';

describe('literals', () => {
  it('match byte by byte, short and long', () => {
    expect(match('abc', 'abc')).toEqual({});
    expect(match('abc', 'abd')).toBeUndefined();
    expect(match('abc', 'ab')).toBeUndefined();
    expect(match('a long literal', 'a long literal')).toEqual({});
    expect(match('a long literal', 'a long litera')).toBeUndefined();
    expect(match('a long literal', 'a long literaX')).toBeUndefined();
  });

  it('are never code', () => {
    for (const text of ["');throw 1;('", '\\', '`$\u007b1}`', '*/', 'é€']) {
      const line = Buffer.from(text).toString('latin1');
      expect(match(`${text.replaceAll('{', '{{')}{_:uint}`, `${line}7`)).toEqual({});
    }
  });

  it('must reach the end only where the layout is anchored', () => {
    expect(match('abc', 'abcd')).toBeUndefined();
    expect(scan('abc', 'abcd', { anchored: false })?.end).toBe(3);
  });
});

describe('optionals', () => {
  it('are taken when they match', () => {
    expect(match('{qname}{[ ({dest})]}', 'a (::1)')).toEqual({ qname: 'a', dest: '::1' });
    expect(match('{qname}{[ ({dest})]}', 'a')).toEqual({ qname: 'a' });
  });

  it('give back the fields that they had set', () => {
    expect(match('{[{qname} {qtype} ]}{_:text}', 'a.example a b')).toEqual({});
    expect(match('{action} {[{action} x]}{_:text}', 'one two y')).toEqual({ action: 'one' });
    expect(match('{[{client}#{clientPort} ]}{reason}', '192.0.2.1#x y')).toEqual({ reason: '192.0.2.1#x y' });
  });

  it('give back a time stamp', () => {
    const seen = scan('{[[{time:epoch}] ]}{reason}', '[1795363104:0] x');
    expect(seen).toMatchObject({ fields: { reason: '[1795363104:0] x' }, stamp: 0 });
  });

  it('are not tried again', () => {
    expect(match('{[a]}ab', 'ab')).toBeUndefined();
  });
});

describe('alternatives', () => {
  it('are tried in their order', () => {
    expect(match('{({client}|{qname})}', '192.0.2.1')).toEqual({ client: '192.0.2.1' });
    expect(match('{({client}|{qname})}', '192.0.2.x')).toEqual({ qname: '192.0.2.x' });
  });

  it('can be empty', () => {
    expect(match('a{(b|)}c', 'abc')).toEqual({});
    expect(match('a{(b|)}c', 'ac')).toEqual({});
  });

  it('give back what a failed one had set', () => {
    expect(match('{({client}#{clientPort}|{qname})}', '192.0.2.1#x')).toEqual({ qname: '192.0.2.1#x' });
  });

  it('may be nested', () => {
    expect(match('{(a{[b{(c|d)}]}|e)}f', 'abdf')).toEqual({});
    expect(match('{(a{[b{(c|d)}]}|e)}f', 'ef')).toEqual({});
    expect(match('{(a{[b{(c|d)}]}|e)}f', 'abf')).toBeUndefined();
  });
});

describe('words', () => {
  it('end at a space, at the end, or at what follows', () => {
    expect(match('{host} {action}', 'a:b c')).toEqual({ host: 'a:b', action: 'c' });
    expect(match('{program}{[[{pid:word}]]}: {reason}', 'named[7]: x: y')).toEqual({
      program: 'named',
      pid: '7',
      reason: 'x: y',
    });
    expect(match('{program}{[[{pid:word}]]}: {reason}', 'named: x: y')).toEqual({ program: 'named', reason: 'x: y' });
  });

  it('are never empty', () => {
    expect(match('{host} x', ' x')).toBeUndefined();
    expect(match('{host}', '')).toBeUndefined();
  });

  it('take what may follow through optionals into account', () => {
    expect(match('/key {key:name}{[ ({qname})]}{[: view {view}]}: x', '/key a:b (q): view v: x')).toEqual({
      key: 'a:b',
      qname: 'q',
      view: 'v',
    });
    expect(match('/key {key:name}{[ ({qname})]}{[: view {view}]}: x', '/key a:b: x')).toEqual({ key: 'a:b' });
  });

  it('of a name skip what a backslash escapes', () => {
    expect(match('({qname})', '(a\\)b)')).toEqual({ qname: 'a\\)b' });
    expect(match("'{qname}' denied", "'a' denied")).toEqual({ qname: 'a' });
    expect(match("'{qname}' denied", "'a\\' denied' denied")).toBeUndefined();
    expect(match('({qname})', '(a\\)')).toBeUndefined();
  });

  it('of a set are known words', () => {
    const sets = { levels: ['info', 'debug'] };
    expect(scan('{level:@levels}: ', 'debug: ', { sets })?.numbers).toEqual({ level: 1 });
    expect(match('{level:@levels}: ', 'debu: ', { sets })).toBeUndefined();
    expect(() => match('{level:@others}: ', '')).toThrow(UserError);
  });
});

describe('texts', () => {
  it('end at the first place of what follows, or at the last', () => {
    expect(match('{reason} (x', 'a (b (x')).toEqual({ reason: 'a (b' });
    expect(match('{reason:last} ({rcode})', 'a (b) c (REFUSED)')).toEqual({ reason: 'a (b) c', rcode: 'REFUSED' });
    expect(match('{reason} ({rcode})', 'a (b) c (REFUSED)')).toBeUndefined();
    expect(match('{reason}', '')).toEqual({ reason: '' });
  });

  it('before alternatives end where one of them matches as a whole', () => {
    const layout = '({result}{() for {qname} at {_:word}|) at {_:word})}';
    expect(match(layout, '(bad name (check-names)) for a at q.c')).toEqual({
      result: 'bad name (check-names)',
      qname: 'a',
    });
    expect(match(layout, '(x) for y z) at q.c')).toEqual({ result: 'x) for y z' });
    expect(match(layout, '(x) for y')).toBeUndefined();
  });

  it('before alternatives leave nothing of places that failed', () => {
    const layout = '{program:text}{([{pid}:{thread}] {(fatal error|info)}: )}{reason}';
    expect(match(layout, 'my [1:2] x[3:4] info: y')).toEqual({
      program: 'my [1:2] x',
      pid: '3',
      thread: '4',
      reason: 'y',
    });
  });

  it('need something that ends them', () => {
    expect(() => match('{reason}{qname}', 'x')).toThrow(UserError);
    expect(() => match('{reason}{[ x]}', 'x')).toThrow(UserError);
  });
});

describe('every layout made of parts', () => {
  it('reads back the line that was made of it', () => {
    const part = fc.constantFrom(
      ['{qname} ', 'a.example ', { qname: 'a.example' }],
      ['({dest}) ', '(192.0.2.1) ', { dest: '192.0.2.1' }],
      ['{[[{ecs}] ]}', '', {}],
      ['{[{cached}! ]}', '1! ', { cached: '1' }],
      ['{(one |{flags} )}', '+E(0) ', { flags: '+E(0)' }],
      ['{reason} = ', 'some text = ', { reason: 'some text' }],
    ) as fc.Arbitrary<[string, string, Record<string, string>]>;
    fc.assert(
      fc.property(fc.uniqueArray(part, { selector: ([layout]) => layout }), (parts) => {
        const layout = parts.map(([text]) => text).join('');
        const line = parts.map(([, text]) => text).join('');
        expect(match(layout, line)).toEqual(Object.assign({}, ...parts.map(([, , fields]) => fields)));
        if (line !== '') expect(match(layout, line.slice(0, -1))).toBeUndefined();
      }),
    );
  });
});
