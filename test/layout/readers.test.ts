// What each field type takes and what it leaves.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeName, codeOfWord, TSIG_SPACE } from '../../src/dns/rcode.js';
import { STAMP_EPOCH, STAMP_LOCAL, STAMP_NONE, STAMP_YEARLESS } from '../../src/event.js';
import { match, scan } from './matching.js';

/** How much of the text a type takes; undefined: nothing of it. */
const taken = (type: string, text: string): string | undefined => {
  const seen = scan(`{_:${type}}`, text, { anchored: false });
  return seen === undefined ? undefined : text.slice(0, seen.end);
};

describe('addresses', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1#53', '192.0.2.1'],
    ['192.0.2.1: text', '192.0.2.1'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:db8::1: text', '2001:db8::1'],
    ['2001:db8::/32', '2001:db8::'],
    ['::ffff:192.0.2.1#1', '::ffff:192.0.2.1'],
    ['fe80::1%eth0.5#53', 'fe80::1%eth0.5'],
    ['1.2.3', undefined],
    ['1.2.3.4.5', undefined],
    ['a.b.c.d', undefined],
    ['12:30', undefined],
    ['', undefined],
    ['example', undefined],
  ])('%s', (text, expected) => expect(taken('ip', text)).toBe(expected));

  it('have a prefix length behind a slash', () => {
    expect(taken('prefix', '192.0.2.0/24 x')).toBe('192.0.2.0/24');
    expect(taken('prefix', '192.0.2.0')).toBeUndefined();
    expect(taken('prefix', '192.0.2.0/x')).toBeUndefined();
  });
});

describe('response codes', () => {
  const code = (type: string, text: string): string | undefined => {
    const seen = scan(`{rcode:${type}}`, text);
    return seen === undefined ? undefined : codeName(seen.numbers.rcode!);
  };

  it('are words, in capitals', () => {
    expect(code('rcode', 'NOTIMPL')).toBe('NOTIMP');
    expect(code('rcode', 'RESERVED11')).toBe('DSOTYPENI');
    expect(code('rcode', 'RCODE15')).toBe('RCODE15');
    expect(code('rcode', 'RCODE65535')).toBe('RCODE65535');
    for (const text of ['refused', 'REFUSE', 'REFUSEDX', 'RCODE65536', 'RCODE', 'RCODEX', '5', ''])
      expect(code('rcode', text)).toBeUndefined();
  });

  it('or numbers', () => {
    expect(code('rcodenum', '4095')).toBe('RCODE4095');
    expect(code('rcodenum', 'REFUSED')).toBe('REFUSED');
    expect(code('rcodenum', '65536')).toBeUndefined();
  });

  it('of TSIG make 16 BADSIG', () => {
    expect(code('tsigerror', '16')).toBe('BADSIG');
    expect(code('tsigerror', 'BADTIME')).toBe('BADTIME');
    expect(codeOfWord('BADSIG')! >= TSIG_SPACE).toBe(true);
  });
});

describe('questions split from the right', () => {
  it('leave every slash but the last two to the name', () => {
    expect(match("'{_:ntc}' x", "'a/b/A/IN/AAAA/IN' x")).toEqual({ qname: 'a/b/A/IN', qtype: 'AAAA', qclass: 'IN' });
    expect(match('{_:nct} x', '//IN/A x')).toEqual({ qname: '/', qclass: 'IN', qtype: 'A' });
    expect(match('{_:nt} x', 'a/b/NSAP-PTR x')).toEqual({ qname: 'a/b', qtype: 'NSAP-PTR' });
  });

  it('hold for any name without spaces', () => {
    const name = fc.string({ unit: fc.constantFrom('a', '.', '/', "'", '#', ':', '(', '\\041', '%'), minLength: 1 });
    fc.assert(
      fc.property(name, (qname) => {
        expect(match('for {_:nct} at x', `for ${qname}/CLASS42/TYPE65400 at x`)).toEqual({
          qname,
          qclass: 'CLASS42',
          qtype: 'TYPE65400',
        });
      }),
    );
  });

  it('need a class and a type', () => {
    for (const text of ['a/A/XX', 'a/a/IN', '/A/IN', 'a/IN', 'a//IN', 'a/A/', 'a/A/CLASS', 'a/A/CLASSX'])
      expect(match('{_:ntc}', text)).toBeUndefined();
  });

  it('split zones at the first class, since the view may be anything', () => {
    expect(match('zone {_:zone}: x', 'zone a/b/IN/v w/IN/REFUSED: x')).toEqual({
      zone: 'a/b',
      qclass: 'IN',
      view: 'v w/IN/REFUSED',
    });
    expect(match('zone {_:zone}: x', 'zone a/IN: x')).toEqual({ zone: 'a', qclass: 'IN' });
    expect(match('zone {_:zone}: x', 'zone a b/IN: x')).toBeUndefined();
    expect(match('zone {_:zone}: x', 'zone a: x')).toBeUndefined();
  });
});

describe('small types', () => {
  it.each([
    ['flags', '+E(0)TDCV x', '+E(0)TDCV'],
    ['flags', '-', '-'],
    ['flags', 'E', undefined],
    ['fqdn', 'a.example. x', 'a.example.'],
    ['fqdn', '.', '.'],
    ['fqdn', 'aaa.&', 'aaa.&'],
    ['fqdn', 'aaa.#', 'aaa.#'],
    ['fqdn', 'a.example', undefined],
    ['fqdn', '&', undefined],
    ['class', 'CLASS42', 'CLASS42'],
    ['class', 'NONE', 'NONE'],
    ['class', 'INX', undefined],
    ['type', 'TYPE65400', 'TYPE65400'],
    ['type', '-', undefined],
    ['bit', '1', '1'],
    ['bit', '2', undefined],
    ['seconds', '0.001178 x', '0.001178'],
    ['seconds', '1 x', undefined],
    ['seconds', '1. x', undefined],
    ['uint', '42x', '42'],
    ['hex', '7f3cG', '7f3c'],
    ['lower', 'rate-limit: ', 'rate-limit'],
    ['prose', 'msg from cache;', 'msg from cache'],
    ['prose', '"', undefined],
    ['sd', '- x', '-'],
    ['sd', '[a@1 k="v ] \\" \\] x"][b] y', '[a@1 k="v ] \\" \\] x"][b]'],
    ['sd', '[a@1 k="v', undefined],
    ['sd', 'x', undefined],
  ])('%s of %s', (type, text, expected) => expect(taken(type, text)).toBe(expected));

  it('read the seconds that Unbound prints exactly', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(999_999), (whole, micros) => {
        const text = `${whole}.${String(micros).padStart(6, '0')}`;
        expect(scan('{duration}', text)?.numbers.duration).toBe(Number(text));
      }),
    );
  });
});

describe('time stamps', () => {
  const at = (type: string, text: string): [number, number] | undefined => {
    const seen = scan(`{time:${type}}`, text);
    return seen === undefined ? undefined : [seen.stamp, seen.numbers.time ?? Number.NaN];
  };
  const noon = Date.UTC(2026, 10, 22, 12, 0, 0);

  it('of BIND are local', () => {
    expect(at('bindtime', '22-Nov-2026 12:00:00.182')).toEqual([STAMP_LOCAL, noon + 182]);
    expect(at('bindtime', '99-Bad-9999 99:99:99.999')).toEqual([STAMP_NONE, Number.NaN]);
    expect(at('bindtime', '22-Okt-2026 12:00:00.182')).toEqual([STAMP_NONE, Number.NaN]);
    expect(at('bindtime', '22-f\u00c3\u00a9vr.-2026 12:00:00.182')).toEqual([STAMP_NONE, Number.NaN]);
    for (const text of ['22-Nov-2026', '22-Nov-2026 12:00:00', '22 Nov 2026 12:00:00.182', '22-Nov-2026T12:00:00.182'])
      expect(at('bindtime', text)).toBeUndefined();
  });

  it('of ISO 8601 are local without an offset', () => {
    expect(at('iso', '2026-11-22T12:00:00.182')).toEqual([STAMP_LOCAL, noon + 182]);
    expect(at('iso', '2026-11-22T12:00:00Z')).toEqual([STAMP_EPOCH, noon]);
    expect(at('iso', '2026-11-22T12:00:00.182999123Z')).toEqual([STAMP_EPOCH, noon + 182]);
    expect(at('iso', '2026-11-22T12:00:00+01:00')).toEqual([STAMP_EPOCH, noon - 3_600_000]);
    expect(at('iso', '2026-11-22T12:00:00-0530')).toEqual([STAMP_EPOCH, noon + 5.5 * 3_600_000]);
    expect(at('iso', '2026-11-22T12:00:00+00')).toEqual([STAMP_EPOCH, noon]);
    expect(at('iso', '9999-99-99T99:99:99.999')).toEqual([STAMP_NONE, Number.NaN]);
    expect(at('iso', '2026-11-22')).toBeUndefined();
  });

  it('of syslog have no year', () => {
    const stamp = (month: number, day: number, ms: number) => [STAMP_YEARLESS, (month * 32 + day) * 86_400_000 + ms];
    expect(at('syslogtime', 'Nov 22 12:00:00')).toEqual(stamp(11, 22, 43_200_000));
    expect(at('syslogtime', 'Nov  2 12:00:00.5')).toEqual(stamp(11, 2, 43_200_500));
    expect(at('syslogtime', 'Nov 02 12:00:00')).toEqual(stamp(11, 2, 43_200_000));
    for (const text of ['Nov 0 12:00:00', 'Nov 32 12:00:00', 'Nox 22 12:00:00', 'Nov 22 25:00:00', 'Nov 22 12:00'])
      expect(at('syslogtime', text)).toBeUndefined();
  });

  it('of the epoch have nine digits at least', () => {
    expect(at('epoch', '1795363104')).toEqual([STAMP_EPOCH, 1_795_363_104_000]);
    expect(at('epoch', '1795363104.123456')).toEqual([STAMP_EPOCH, 1_795_363_104_123]);
    expect(at('epoch', '12345678')).toBeUndefined();
    expect(at('epoch', '1795363104000')).toBeUndefined();
  });
});
