// Which line explains which answer: threads, ages, caches, several clients, and what must not be joined.
import { describe, expect, it } from 'vitest';
import { settled } from '../../src/diagnose/cause.js';
import { Causes } from '../../src/diagnose/causes.js';
import { newLineRecord } from '../../src/event.js';
import { bind } from '../../src/formats/bind.js';
import { compiledFormat } from '../../src/formats/index.js';
import type { FormatSpec } from '../../src/formats/spec.js';
import { unbound } from '../../src/formats/unbound.js';

/** Reads `[ms, text]` lines; for each the cause as `line reason`, with `*` when cached. */
function read(spec: FormatSpec, prefix: (ms: number) => string, lines: readonly (readonly [number, string])[]) {
  const format = compiledFormat(spec);
  const record = newLineRecord();
  const unknown: string[] = [];
  const causes = new Causes({ unknown: (text) => unknown.push(text) });
  const told = lines.map(([ms, text], i) => {
    const b = Buffer.from(prefix(ms) + text, 'latin1');
    format.read(record, b, 0, b.length, undefined);
    record.lineNo = i + 1;
    record.time = ms;
    const cause = settled(causes.see(record), []);
    return cause === undefined ? '-' : `${cause.line} ${cause.reason}${cause.cached ? ' *' : ''}`;
  });
  return { told, unknown };
}

const T = 1795363104000;

describe('unbound', () => {
  const lines = (...rows: (readonly [number, string])[]) => read(unbound, () => `[${T / 1000}] unbound[1:`, rows).told;
  const failed = (name: string, tid = 0): string =>
    `${tid}] error: SERVFAIL <${name} A IN>: all servers for this domain failed, at zone example. upstream server timeout`;
  const bogus = (name: string, tid = 0): string =>
    `${tid}] info: validation failure <${name} A IN>: signature expired from 192.0.2.1`;
  const reply = (name: string, code: string, cached = 0, tid = 0, client = '192.0.2.9'): string =>
    `${tid}] info: ${client} ${name} A IN ${code} 0.001000 ${cached} 40`;
  const action = (zone: string, word: string, name: string, tid = 0, client = '192.0.2.9'): string =>
    `${tid}] info: ${zone} ${word} ${client}@5353 ${name} A IN`;

  it('gives a cause to every client that waited for it, whatever the case of the name', () => {
    expect(
      lines(
        [T, failed('a.Example.')],
        [T, reply('a.example.', 'SERVFAIL')],
        [T + 900, reply('A.example.', 'SERVFAIL')],
      ),
    ).toEqual(['1 upstream-timeout', '1 upstream-timeout', '1 upstream-timeout']);
  });

  it('takes a fresh failure only from the same thread, within a second, for the same question', () => {
    expect(lines([T, failed('a.', 1)], [T, reply('a.', 'SERVFAIL', 0, 0)])[1]).toBe('-');
    expect(lines([T, failed('a.')], [T + 1001, reply('a.', 'SERVFAIL')])[1]).toBe('-');
    expect(lines([T, failed('b.')], [T, reply('a.', 'SERVFAIL')])[1]).toBe('-');
    expect(lines([T, failed('a.')], [T, reply('a.', 'REFUSED')])[1]).toBe('-');
    expect(lines([T, reply('a.', 'SERVFAIL')], [T, failed('a.')])[0]).toBe('-');
  });

  it('keeps a failure for 5 s and a bogus answer for 60 s, from any thread, reckoned in whole seconds', () => {
    expect(lines([T + 500, failed('a.', 1)], [T + 5999, reply('a.', 'SERVFAIL', 1)])[1]).toBe('1 upstream-timeout *');
    expect(lines([T + 500, failed('a.', 1)], [T + 6000, reply('a.', 'SERVFAIL', 1)])[1]).toBe('-');
    expect(lines([T, bogus('a.', 1)], [T + 60_999, reply('a.', 'SERVFAIL', 1)])[1]).toBe(
      '1 dnssec-signature-expired *',
    );
    expect(lines([T, bogus('a.', 1)], [T + 61_000, reply('a.', 'SERVFAIL', 1)])[1]).toBe('-');
    expect(lines([T, bogus('a.')], [T + 20_000, failed('a.')], [T + 40_000, reply('a.', 'SERVFAIL', 1)])[2]).toBe(
      '1 dnssec-signature-expired *',
    );
  });

  it('takes the newest of both kinds', () => {
    expect(lines([T, bogus('a.')], [T + 10, failed('a.')], [T + 20, reply('a.', 'SERVFAIL')])[2]).toBe(
      '2 upstream-timeout',
    );
  });

  it('uses an action once, for the same client and thread and a code that it can give', () => {
    const refuse = action('zone.', 'refuse', 'a.zone.');
    expect(lines([T, refuse], [T, reply('a.zone.', 'REFUSED', 1)], [T, reply('a.zone.', 'REFUSED', 1)])).toEqual([
      '1 policy-local-zone',
      '1 policy-local-zone',
      '-',
    ]);
    expect(lines([T, refuse], [T, reply('a.zone.', 'REFUSED', 1, 1)])[1]).toBe('-');
    expect(lines([T, refuse], [T, reply('a.zone.', 'REFUSED', 1, 0, '192.0.2.8')])[1]).toBe('-');
    expect(lines([T, refuse], [T, reply('a.zone.', 'NXDOMAIN', 1)])[1]).toBe('-');
    expect(lines([T, refuse], [T + 1001, reply('a.zone.', 'REFUSED', 1)])[1]).toBe('-');
    expect(lines([T, action('zone.', 'static', 'a.zone.')], [T, reply('a.zone.', 'NXDOMAIN', 1)])).toEqual([
      '-',
      '1 policy-local-zone',
    ]);
    expect(lines([T, action('zone.', 'transparent', 'a.zone.')], [T, reply('a.zone.', 'NXDOMAIN', 1)])[1]).toBe('-');
  });

  it('lets a policy zone win over a validation failure of the same name', () => {
    expect(
      lines(
        [T, bogus('a.bad.')],
        [T, '0] info: rpz: applied *.bad. rpz-nxdomain 192.0.2.9@5353 a.bad. A IN'],
        [T, reply('a.bad.', 'NXDOMAIN')],
      ),
    ).toEqual(['1 dnssec-signature-expired', '2 policy-rpz', '2 policy-rpz']);
  });

  it('knows an access list by a request that was not read, and leaves other refusals and genuine answers alone', () => {
    expect(
      lines(
        [T, '0] info: 192.0.2.9 null TYPE0 CLASS0 REFUSED 0.000000 1 12'],
        [T, reply('null.', 'REFUSED', 1)],
        [T, reply('a.', 'NXDOMAIN')],
        [T, reply('a.', 'SERVFAIL', 1)],
      ),
    ).toEqual(['1 acl', '-', '-', '-']);
  });

  it('lists a text that no table has, and explains with `other`', () => {
    const { told, unknown } = read(unbound, () => `[${T / 1000}] unbound[1:`, [
      [T, '0] error: SERVFAIL <a. A IN>: the moon was full over a.example'],
      [T, reply('a.', 'SERVFAIL')],
    ]);
    expect(told).toEqual(['1 other', '1 other']);
    expect(unknown).toEqual(['the moon was full over …']);
  });
});

describe('bind', () => {
  const lines = (...rows: (readonly [number, string])[]) => read(bind, () => '', rows).told;
  const client = (name: string, port = 1000, pointer = 1): string =>
    `client @0x${pointer} 192.0.2.9#${port} (${name}): `;
  const failure = (name: string, result = 'failure', port = 1000, pointer = 1): string =>
    `${client(name, port, pointer)}query failed (${result}) for ${name}/IN/A at query.c:1`;
  const response = (name: string, code: string, port = 1000, pointer = 1): string =>
    `${client(name, port, pointer)}response: ${name} IN A ${code} 0 0 0 + (192.0.2.53)`;
  const upstream = (name: string, code: string): string =>
    `${code} unexpected RCODE resolving '${name}/A/IN': 192.0.2.1#53`;

  it('joins the lines of one exchange: denied, failed, response', () => {
    expect(
      lines(
        [T, `${client('a.example')}query (cache) 'a.example/A/IN' denied (allow-query-cache did not match)`],
        [T, failure('a.example', 'REFUSED')],
        [T, response('a.example', 'REFUSED')],
        [T, response('a.example', 'REFUSED', 1001)],
        [T, response('a.example', 'SERVFAIL')],
      ),
    ).toEqual(['1 acl', '1 acl', '1 acl', '-', '-']);
  });

  it('takes pointers apart where both lines have one', () => {
    expect(
      lines(
        [T, `${client('a.example')}query 'a.example/A/IN' denied`],
        [T, failure('a.example', 'REFUSED', 1000, 2)],
      )[1],
    ).toBe('-');
  });

  it('finds the upstream that failed seconds earlier, for all who waited, and not for other questions', () => {
    expect(
      lines(
        [T, upstream('a.example', 'REFUSED')],
        [T + 5000, upstream('a.example', 'SERVFAIL')],
        [T + 9000, failure('A.example')],
        [T + 9001, failure('a.example', 'failure', 1001, 2)],
        [T + 9001, failure('b.example')],
        [T + 35_001, failure('a.example', 'failure', 1002)],
      ),
    ).toEqual(['-', '-', '2 upstream-servfail', '2 upstream-servfail', '-', '-']);
  });

  it('tells a kept failure by its result, and carries the first cause', () => {
    expect(
      lines(
        [T, failure('a.example', 'timed out')],
        [T + 500, failure('a.example', 'SERVFAIL', 1001, 2)],
        [T + 600, response('a.example', 'SERVFAIL', 1001, 2)],
        [T + 40_000, failure('a.example', 'SERVFAIL', 1003, 3)],
      ),
    ).toEqual(['1 upstream-timeout', '1 upstream-timeout *', '1 upstream-timeout *', '-']);
  });

  it('goes from a broken chain to the line that says what is wrong with the keys above', () => {
    expect(
      lines(
        [T, 'validating example/DNSKEY: verify failed due to bad signature (keyid=1): RRSIG has expired'],
        [T, 'validating example/DNSKEY: no valid signature found (DS)'],
        [T, "broken trust chain resolving 'a.b.example/A/IN': 192.0.2.1#53"],
        [T + 10, failure('a.b.example', 'broken trust chain')],
        [T + 10, failure('a.elsewhere', 'broken trust chain')],
      ),
    ).toEqual(['-', '-', '-', '1 dnssec-signature-expired', '5 dnssec-other']);
  });

  it('reads the number of an extended error in front of its text', () => {
    expect(
      lines(
        [T, `${client('a.example')}set ede: info-code 18 extra-text (null)`],
        [T, failure('a.example', 'REFUSED')],
        [T, `${client('b.example')}set ede: info-code 22 extra-text at delegation b.example`],
        [T, failure('b.example')],
      ),
    ).toEqual(['-', '1 acl', '-', '3 no-reachable-authority']);
  });

  it.each([
    ['request has invalid signature: TSIG k.example: tsig verify failure (BADKEY)', 'tsig-bad-key'],
    ['request has invalid signature: TSIG k.example: tsig verify failure (BADSIG)', 'tsig-bad-signature'],
    ['request has invalid signature: TSIG k.example: clocks are unsynchronized (BADTIME)', 'tsig-bad-time'],
    ['request has invalid signature: TSIG k.example: tsig verify failure (BADTRUNC)', 'tsig-truncated'],
    [
      "updating zone 'a/IN': update unsuccessful: b.a: 'name not in use' prerequisite not satisfied (YXDOMAIN)",
      'prerequisite-failed',
    ],
    ['update failed: not authoritative for update zone (NOTAUTH)', 'not-authoritative'],
    ["update 'a/IN' denied", 'acl'],
    ["update forwarding 'a/IN' disabled", 'unsupported-operation'],
    ['message parsing failed: unexpected end of input', 'malformed-request'],
    ["zone transfer 'a/AXFR/IN' denied", 'acl'],
    ["bad zone transfer request: 'a/IN': non-authoritative zone (NOTAUTH)", 'not-authoritative'],
  ])('%s', (text, reason) => {
    expect(lines([T, `client @0x1 192.0.2.9#1000: ${text}`])).toEqual([`1 ${reason}`]);
  });

  it('gives an answer that rate limiting shortened no cause, and a suppressed one that it was suppressed', () => {
    expect(
      lines(
        [T, `${client('a.example')}rate limit slip NXDOMAIN response to 192.0.2.0/24 for a.example  (0011aabb)`],
        [T, `${client('a.example')}rate limit drop REFUSED error response to 192.0.2.0/24`],
      ),
    ).toEqual(['-', '2 rate-limited']);
  });
});
