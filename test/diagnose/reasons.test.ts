// The vocabulary of causes, and what texts, codes and extended errors make of it.
import { describe, expect, it } from 'vitest';
import { RESOLVING, RESULTS, UPDATES, VALIDATING } from '../../src/diagnose/bind-texts.js';
import { GENERIC, phrases, SAYS_NOTHING, shapeOf } from '../../src/diagnose/phrases.js';
import { REASONS, reasonClass, reasonOfExtendedError, upstreamReason } from '../../src/diagnose/reasons.js';
import { reasonOfServfail, reasonOfValidation } from '../../src/diagnose/unbound-texts.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('reasons', () => {
  it('are as many as their words, and of a class each', () => {
    expect(new Set(REASONS).size).toBe(REASONS.length);
    expect(REASONS.filter((reason) => reasonClass(reason) === 'unreachable')).toEqual([
      'upstream-timeout',
      'upstream-unreachable',
      'no-reachable-authority',
      'dnssec-missing-dnskey',
    ]);
  });

  it('of codes that upstream servers sent', () => {
    expect(['REFUSED', 'SERVFAIL', 'FORMERR', 'NOTIMPL', 'YXRRSET'].map(upstreamReason)).toEqual([
      'upstream-refused',
      'upstream-servfail',
      'upstream-formerr',
      'upstream-notimp',
      'upstream-other-rcode',
    ]);
  });

  it('of extended errors: every number that explains a failure has one, stale and synthesised answers have none', () => {
    expect([3, 13, 19, 29, 33, 34].map(reasonOfExtendedError)).toEqual(Array(6).fill(undefined));
    expect([7, 10, 18, 22, 23, 24].map(reasonOfExtendedError)).toEqual([
      'dnssec-signature-expired',
      'dnssec-missing-signature',
      'acl',
      'no-reachable-authority',
      'upstream-unreachable',
      'zone-not-loaded',
    ]);
  });
});

describe('texts of Unbound', () => {
  const servfail = (text: string) => reasonOfServfail(bytes(text), 0, text.length);
  const validation = (text: string) => reasonOfValidation(bytes(text), 0, text.length);
  const FORWARD = 'all the configured stub or forward servers failed, at zone . ';
  const ALL = 'all servers for this domain failed, at zone example. ';

  it.each([
    [`${FORWARD}from 127.0.0.22 got REFUSED`, 'upstream-refused'],
    [`${FORWARD}from 127.0.0.22 got NOTIMPL`, 'upstream-notimp'],
    [`${FORWARD}from 127.0.0.22 got RCODE15`, 'upstream-other-rcode'],
    [`${FORWARD}upstream server timeout`, 'upstream-timeout'],
    [`${FORWARD}from 127.0.0.22 could not parse upstream response`, 'upstream-malformed'],
    [`${FORWARD}from 127.0.0.22 nodata answer`, 'forwarder-failed'],
    [`${ALL}no server to query nameserver addresses not usable`, 'no-reachable-authority'],
    [`${ALL}from 192.0.2.1 got SERVFAIL`, 'upstream-servfail'],
    // A zone may be called what a text ends with.
    ['all servers for this domain failed, at zone got.REFUSED. no server to query', 'no-reachable-authority'],
    ['exceeded the maximum nameserver nxdomains', 'resolution-limit'],
    ['request has exceeded the maximum number restarts (eg. indirections) stop at loop.example.', 'resolution-limit'],
    ['exceeded ratelimit for zone example.', 'rate-limited'],
    ['auth zone lookup failed, fallback is off', 'zone-not-loaded'],
    ['misc failure', 'other'],
    ['words of a version to come', undefined],
    ['', undefined],
  ])('SERVFAIL <...>: %s', (text, reason) => expect(servfail(text)).toBe(reason));

  it.each([
    ['signature expired from 127.0.0.31 for trust anchor a. while building chain of trust', 'dnssec-signature-expired'],
    [
      'key for validation b.example. is marked as invalid because of a previous validation failure <h. A IN>: signature missing from 127.0.0.31',
      'dnssec-missing-signature',
    ],
    [
      'key for validation b.example. is marked as invalid because of a previous no DNSKEY rrset',
      'dnssec-missing-dnskey',
    ],
    ['key for validation b.example. is marked as invalid', 'dnssec-other'],
    ['SERVFAIL no DS for DS b.example. while building chain of trust', 'no-reachable-authority'],
    ['DS hash mismatches key from 127.0.0.31', 'dnssec-ds-mismatch'],
    ['words of a version to come', undefined],
  ])('validation failure <...>: %s', (text, reason) => expect(validation(text)).toBe(reason));
});

describe('texts of named', () => {
  it.each([
    [RESULTS, 'timed out', 'upstream-timeout'],
    [RESULTS, 'zone not loaded', 'zone-not-loaded'],
    [RESULTS, 'failure', GENERIC],
    [RESULTS, 'SERVFAIL', GENERIC],
    [RESULTS, 'success', SAYS_NOTHING],
    [RESULTS, 'bad name (check-names)', 'malformed-request'],
    [RESOLVING, 'connection refused', 'upstream-unreachable'],
    [RESOLVING, 'NOTIFY unexpected OPCODE', 'upstream-malformed'],
    [RESOLVING, 'no valid RRSIG', 'dnssec-other'],
    [VALIDATING, 'no valid signature found (DS)', 'dnssec-other'],
    [VALIDATING, 'starting', undefined],
    [UPDATES, "'RRset exists (value dependent)' prerequisite not satisfied", 'prerequisite-failed'],
    [UPDATES, 'update RR is outside zone', 'update-rejected'],
    [RESULTS, 'words of a version to come', undefined],
  ])('%#: %s', (table, text, meaning) => expect(table.meaning(bytes(text), 0, text.length)).toBe(meaning));
});

describe('phrases', () => {
  it('prefers the longer beginning, whatever the order of rows', () => {
    const rows = [
      ['no', 'other'],
      ['no signatures over', 'acl'],
      ['no signatures', 'quota'],
    ] as const;
    for (const order of [rows, rows.toReversed()]) {
      const table = phrases(order);
      expect(table.meaning(bytes('no signatures over NSECs'), 0, 24)).toBe('acl');
      expect(table.meaning(bytes('no signatures'), 0, 13)).toBe('quota');
      expect(table.meaning(bytes('nothing'), 0, 7)).toBe('other');
      // What is cut off is not read.
      expect(table.meaning(bytes('no signatures'), 0, 12)).toBe('other');
      expect(table.meaning(bytes('no'), 0, 1)).toBeUndefined();
    }
  });

  it('makes one shape of texts that differ in names and numbers', () => {
    const shape = (text: string) => shapeOf(bytes(text), 0, bytes(text).length);
    expect(shape('a new fault of a.example from 192.0.2.1#53 in 12 ms: stopped.')).toBe(
      'a new fault of … from … in … ms: stopped.',
    );
    expect(shape('x\x1b[31m\xff')).not.toMatch(/[^\x20-\x7e…]/);
    expect(shape('w '.repeat(200)).length).toBeLessThanOrEqual(80);
  });
});
