// One event per query, on the first line that says its outcome, whichever way the lines find each other.
import { describe, expect, it } from 'vitest';
import { detect } from '../../src/detect.js';
import { codeName } from '../../src/dns/rcode.js';
import { EVENT } from '../../src/event.js';
import { toEvent } from '../../src/event-view.js';
import { reverseName } from '../../src/formats/first-outcome.js';
import { InputReader } from '../../src/reader.js';
import { InputClock } from '../../src/time/clock.js';

/** The events of lines: line number, code, question, client. */
function events(lines: readonly string[]): string[] {
  const found: string[] = [];
  const buffers = lines.map((line) => Buffer.from(`Nov 22 15:55:08 dnsmasq[9]: ${line}`, 'latin1'));
  const reader = new InputReader({
    clock: new InputClock({ timeZone: 'UTC', anchorMs: Date.UTC(2026, 11, 1) }),
    maxLineBytes: 1 << 20,
    detection: detect(buffers),
    consumer: {
      record: (record, outcome) => {
        if (outcome !== EVENT) return;
        const { qname, qtype, client } = toEvent(record);
        found.push([record.lineNo, codeName(record.code), qname, qtype, client].join(' '));
      },
      oversize: () => undefined,
    },
  });
  for (const [i, line] of buffers.entries()) reader.line(line, 0, line.length, { lineNo: i + 1, offset: 0 });
  return found;
}

describe('lines with a serial number', () => {
  it('give an event on the first outcome, with what the query said', () => {
    expect(
      events([
        '1 192.0.2.1/4 query[A] a.example.org from 192.0.2.1',
        '2 192.0.2.2/4 query[MX] b.example.org from 192.0.2.2',
        '1 192.0.2.1/4 reply a.example.org is 192.0.2.9',
        '1 192.0.2.1/4 reply a.example.org is 192.0.2.10',
        '2 192.0.2.2/4 reply error is REFUSED',
      ]),
    ).toEqual(['3 NOERROR a.example.org A 192.0.2.1', '5 REFUSED b.example.org MX 192.0.2.2']);
  });

  it('follow an alias to what the client got', () => {
    const lines = (type: string) => [
      `1 192.0.2.1/4 query[${type}] a.example.org from 192.0.2.1`,
      '1 192.0.2.1/4 reply a.example.org is <CNAME>',
      '1 192.0.2.1/4 reply b.example.org is NXDOMAIN',
    ];
    expect(events(lines('A'))).toEqual(['3 NXDOMAIN a.example.org A 192.0.2.1']);
    expect(events(lines('CNAME'))).toEqual(['2 NOERROR a.example.org CNAME 192.0.2.1']);
  });

  it('count the first outcome of a query that the log does not show, and serials that begin anew', () => {
    expect(
      events([
        '8 192.0.2.1/4 reply a.example.org is NXDOMAIN',
        '8 192.0.2.1/4 reply error is REFUSED',
        '8 192.0.2.1/4 query[A] c.example.org from 192.0.2.1',
        '8 192.0.2.1/4 reply error is SERVFAIL',
      ]),
    ).toEqual(['1 NXDOMAIN a.example.org  192.0.2.1', '4 SERVFAIL c.example.org A 192.0.2.1']);
  });
});

describe('lines without one', () => {
  it('close the newest open query of their name, or of any where they have none', () => {
    expect(
      events([
        'query[A] a.example.org from 192.0.2.1',
        'query[AAAA] A.example.org from 192.0.2.2',
        'query[MX] b.example.org from 192.0.2.3',
        'reply a.example.org is NODATA-IPv6',
        'reply error is SERVFAIL',
        'reply a.example.org is 192.0.2.9',
        'reply a.example.org is 192.0.2.10',
        'reply error is REFUSED',
      ]),
    ).toEqual([
      '4 NOERROR a.example.org AAAA 192.0.2.2',
      '5 SERVFAIL b.example.org MX 192.0.2.3',
      '6 NOERROR a.example.org A 192.0.2.1',
    ]);
  });

  it('follow an alias where no query has the name', () => {
    expect(
      events([
        'query[A] a.example.org from 192.0.2.1',
        'cached a.example.org is <CNAME>',
        'query[A] c.example.org from 192.0.2.2',
        'reply c.example.org is 192.0.2.7',
        'forwarded a.example.org to 192.0.2.53',
        'reply b.example.org is NXDOMAIN',
        'reply b.example.org is NXDOMAIN',
      ]),
    ).toEqual(['4 NOERROR c.example.org A 192.0.2.2', '6 NXDOMAIN a.example.org A 192.0.2.1']);
  });

  it('know a reverse name by its address', () => {
    expect(
      events([
        'query[PTR] 7.2.0.192.in-addr.arpa from 192.0.2.1',
        'reply 192.0.2.7 is NXDOMAIN',
        'query[PTR] 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa from 192.0.2.1',
        'reply 2001:db8::1 is host.example.org',
      ]),
    ).toHaveLength(2);
    expect(reverseName('::ffff:192.0.2.1')).toBe(reverseName('::ffff:c000:201'));
    const others = ['example.org', '1:2', '1:2:3:4:5:6:7:8:9', ':::', '1::2::3', '12345::', 'face'];
    expect(others.filter((text) => reverseName(text) !== undefined)).toEqual([]);
  });

  it('remember a thousand open queries', () => {
    const asked = Array.from({ length: 1001 }, (_, i) => `query[A] n${i}.example.org from 192.0.2.1`);
    const told = [0, 1].map((i) => `reply n${i}.example.org is NXDOMAIN`);
    expect(events([...asked, ...told])).toEqual(['1003 NXDOMAIN n1.example.org A 192.0.2.1']);
  });
});
