// Zones of names: the registered domain where there is one, and something sensible where there is none.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findZone, zoneOf } from '../../src/dns/zone.js';

describe('zoneOf', () => {
  it.each([
    ['www.example.com', 'example.com'],
    ['WWW.Example.COM.', 'example.com'],
    ['example.com', 'example.com'],
    ['com', 'com'],
    ['.', '.'],
    ['', ''],
    ['a.b.example.co.uk', 'example.co.uk'],
    ['co.uk', 'co.uk'],
    ['_dmarc.example.org', 'example.org'],
    ['user.github.io', 'github.io'],
    ['school.abc.sch.uk', 'school.abc.sch.uk'],
    ['www.city.kawasaki.jp', 'city.kawasaki.jp'],
    ['www.a.nes.akershus.no', 'a.nes.akershus.no'],
    ['7.2.0.192.in-addr.arpa', '2.0.192.in-addr.arpa'],
    ['7.0/25.2.0.192.in-addr.arpa.', '2.0.192.in-addr.arpa'],
    ['0.192.in-addr.arpa', '0.192.in-addr.arpa'],
    ['in-addr.arpa', 'in-addr.arpa'],
    [`${'0.'.repeat(20)}1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa`, '1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
    ['nas.home.arpa', 'home.arpa'],
    ['arpa', 'arpa'],
    ['localhost', 'localhost'],
    ['foo.localhost', 'localhost'],
    ['dc01.corp.local', 'corp.local'],
    ['_ipp._tcp.local', 'local'],
    ['local', 'local'],
    ['host.lab.test', 'lab.test'],
    ['ip-10-0-0-1.ec2.internal', 'ec2.internal'],
    ['x.a\\.example.com', 'a\\.example.com'],
    ['192.0.2.1', '2.1'],
  ])('%s lies in %s', (name, zone) => {
    expect(zoneOf(name)).toBe(zone);
    expect(zoneOf(name)).toBe(zone);
  });

  it('is always an end of the name, whatever the name', () => {
    const label = fc.oneof(
      fc.string({ maxLength: 5 }),
      fc.constantFrom('com', 'co', 'uk', 'arpa', 'in-addr', 'local', '\\', '*', 'jp'),
    );
    const name = fc.array(label, { maxLength: 6 }).map((labels) => labels.join('.').toLowerCase());
    fc.assert(
      fc.property(name, (text) => {
        const zone = findZone(text);
        expect(text === zone || `${text}`.endsWith(zone) || text.endsWith(`${zone}.`)).toBe(true);
        expect(findZone(zone).length).toBeLessThanOrEqual(zone.length);
      }),
    );
  });

  it('gives the same after its cache has been flooded', () => {
    for (let i = 0; i < 10_000; i++) expect(zoneOf(`h${i}.example.net`)).toBe('example.net');
    expect(zoneOf('www.example.com')).toBe('example.com');
  });
});
