// hintFor and severityFor: advice for every kind of event that matters, concrete, of the right product, and harmless to paste.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOfWord, TSIG_SPACE } from '../../src/dns/rcode.js';
import { type HintInput, hintFor, severityFor } from '../../src/knowledge/hint.js';
import { BIND_OPTIONS, UNBOUND_OPTIONS } from '../../src/knowledge/options.js';
import { ACTORS } from '../../src/knowledge/topic.js';

/** Kinds that carry a code, with their direction. */
const KINDS: Readonly<
  Record<'bind' | 'unbound', readonly (readonly [kind: string, direction: HintInput['direction']])[]>
> = {
  bind: [
    ...[
      'response',
      'query-failed',
      'query-denied',
      'query-cache-denied',
      'query-on-denied',
      'check-names',
      'servfail-cache',
      'rpz-nxdomain',
      'rpz-nodata',
      'xfer-denied',
      'xfer-bad-request',
      'rrl-slip',
      'update-failed',
      'update-error',
      'update-denied',
      'update-forward-denied',
      'update-forward-disabled',
      'notify-notauth',
      'notify-formerr',
      'notify-refused',
      'tsig-invalid',
      'sig0-invalid',
      'parse-failed',
      'class-undetermined',
      'class-misused',
      'bad-class',
      'no-view',
      'ecs-bad',
      'xfer-quota',
    ].map((kind) => [kind, 'sent'] as const),
    ...['rrl-drop', 'rrl-error', 'loop', 'dropped'].map((kind) => [kind, 'suppressed'] as const),
    ...[
      'update-forwarded-rcode',
      'notify-response',
      'refresh-rcode',
      'refresh-retry-rcode',
      'checkds',
      'xfrin-failed',
      'xfrin-status',
      'xfrin-finished',
      'xfrin-retry',
      'upstream-rcode',
      'upstream-formerr-notice',
      'packet-received',
    ].map((kind) => [kind, 'received'] as const),
    ...['upstream-judged-formerr', 'fetch-completed', 'rrl-start', 'rrl-stop'].map((kind) => [kind, 'local'] as const),
  ],
  unbound: [
    ...['client-reply', 'servfail-reason', 'validation-failure', 'request-rejected', 'notify'].map(
      (kind) => [kind, 'sent'] as const,
    ),
    ...['upstream-response', 'packet-dump', 'xfr'].map((kind) => [kind, 'received'] as const),
    ...['local-action', 'rpz-action', 'packet-dump', 'internal-error-response', 'cannot-validate', 'ratelimit'].map(
      (kind) => [kind, 'local'] as const,
    ),
  ],
};

const CODES = [
  ...Array.from({ length: 26 }, (_, code) => code),
  3841,
  ...[16, 17, 18, 19, 20, 21, 22].map((error) => TSIG_SPACE + error),
];

const full = {
  qname: 'www.example.com',
  qtype: 'AAAA',
  qclass: 'IN',
  client: '198.51.100.7',
  clientPort: 4242,
  upstream: '192.0.2.53#53',
  zone: 'example.com',
  view: 'inside',
  key: 'k.example',
};

const every = (check: (input: HintInput) => void, values: Partial<HintInput>): void => {
  for (const product of ['bind', 'unbound'] as const) {
    for (const [kind, direction] of KINDS[product])
      for (const code of CODES) check({ code, direction, kind, product, ...values });
  }
};

describe('hintFor', () => {
  it.each([
    ['all values', full],
    ['no values', {}],
    ['a name only', { qname: 'a.example' }],
  ])('advises on every event that matters, given %s', (_, values) => {
    every((input) => {
      const hint = hintFor(input);
      const severity = severityFor(input.code, input.direction, input.kind);
      const what = `${input.product} ${input.kind} ${input.code}`;
      if (severity === 'info' && hint === undefined) return;
      expect(hint, what).toBeDefined();
      expect(Object.keys(hint!).sort()).toEqual([
        'actor',
        'commands',
        'options',
        'references',
        'retry',
        'steps',
        'summary',
      ]);
      expect(hint!.commands.length, what).toBeGreaterThan(0);
      expect(hint!.steps.length, what).toBeGreaterThan(0);
      expect(ACTORS, what).toContain(hint!.actor);
      expect(JSON.stringify(hint), what).not.toMatch(/undefined|\bNaN\b|\[object|\{[a-z]+\}/);
      for (const text of [hint!.summary, ...hint!.steps]) expect(text, what).toMatch(/^\S.*[.?!]$/);
      expect(hint!.retry).toMatch(/^(?:yes|no|not needed|only after).*\.$/);
    }, values);
  });

  it('leaves no gap where the value is known', () => {
    every((input) => {
      for (const command of hintFor(input)?.commands ?? [])
        expect(command, `${input.kind} ${input.code}`).not.toMatch(/<(?:name|type|zone|upstream|client|key|server)>/);
    }, full);
  });

  it('gives options and tools of the product only', () => {
    every((input) => {
      const hint = hintFor(input);
      if (hint === undefined) return;
      const [title, options, foreign] =
        input.product === 'bind'
          ? (['BIND', BIND_OPTIONS, /^unbound-/] as const)
          : (['Unbound', UNBOUND_OPTIONS, /^(?:rndc|named|tsig-keygen)/] as const);
      for (const line of hint.options) {
        const [, name] = /^([a-z0-9-]+) \((\w+), since \d[\d.a-z ]*\): \S/.exec(line)!;
        expect(line).toContain(`(${title}, since `);
        expect(options).toHaveProperty(name!);
      }
      for (const command of hint.commands) expect(command).not.toMatch(foreign);
    }, full);
  });

  it('gives neither to other products, and still a command for everything', () => {
    every((input) => {
      const hint = hintFor({ ...input, product: 'knot' });
      if (hint === undefined) return;
      expect(hint.options).toEqual([]);
      expect(hint.commands.length, `${input.kind} ${input.code}`).toBeGreaterThan(0);
      expect(hint.commands.join(' ')).not.toMatch(/rndc|unbound-control|named-|tsig-keygen/);
    }, full);
  });

  it('does not name options that the version lacks', () => {
    const at = (version: string): string =>
      hintFor({ code: 5, direction: 'sent', kind: 'client-reply', product: 'unbound', version })!.options.join('\n');
    expect(at('1.26.0')).toContain('interface-action');
    expect(at('1.17.0')).toContain('interface-action');
    expect(at('1.16.3')).not.toContain('interface-action');
    expect(at('1.16.3')).toContain('access-control');
  });

  it('tells our own refusal from that of another server', () => {
    const ours = hintFor({ ...full, code: 5, direction: 'sent', kind: 'query-cache-denied', product: 'bind' })!;
    const theirs = hintFor({ ...full, code: 5, direction: 'received', kind: 'upstream-rcode', product: 'bind' })!;
    expect(ours.summary).toBe('We refused 198.51.100.7 for www.example.com: it may not have names resolved here.');
    expect(ours.options.join()).toContain('allow-recursion');
    expect(ours.commands.join()).not.toContain('192.0.2.53');
    expect(theirs.summary).toContain('192.0.2.53#53 answered REFUSED to us');
    expect(theirs.commands[0]).toBe('dig @192.0.2.53 example.com SOA +norec');
    expect(theirs.options.join()).not.toContain('allow-recursion');
    expect(theirs.actor).toBe('zone owner');
  });

  it.each([
    [
      'validation failure <x. A IN>: signature expired from 192.0.2.1',
      'validation-failure',
      'DNSSEC validation failed',
    ],
    ['broken trust chain', 'query-failed', 'DNSSEC validation failed'],
    ['could not fetch DNSKEY', 'validation-failure', 'No server of the zone'],
    ['timed out', 'query-failed', 'No server of the zone'],
    [
      'all servers for this domain failed, at zone x. upstream server timeout',
      'servfail-reason',
      'No server of the zone',
    ],
    [
      'all the configured stub or forward servers failed, at zone . from 192.0.2.1 got REFUSED',
      'servfail-reason',
      'The servers configured for example.com',
    ],
    ['exceeded the maximum number of sends', 'servfail-reason', 'took more steps than we allow'],
    ['query was ratelimited', 'servfail-reason', 'A limit ended the lookup'],
    ['cannot forward RD=0 query', 'servfail-reason', 'without the RD flag'],
    ['zone not loaded', 'query-failed', 'Our own copy of the zone'],
    ['SERVFAIL in cache', 'servfail-reason', 'We repeated a failure'],
    ['failure', 'query-failed', 'We could not get an answer'],
  ])('reads the reason %s', (reason, kind, summary) => {
    const hint = hintFor({
      ...full,
      code: 2,
      direction: 'sent',
      kind,
      product: kind === 'query-failed' ? 'bind' : 'unbound',
      reason,
    })!;
    expect(hint.summary).toContain(summary);
    expect(hint.summary).toContain('www.example.com');
  });

  it.each([
    ['dnssec-signature-expired', 2, 'DNSSEC validation failed'],
    ['upstream-timeout', 2, 'No server of the zone'],
    ['upstream-refused', 2, 'answered with an error'],
    ['policy-local-zone', 5, 'Policy decided'],
    ['acl', 5, 'We refused'],
    ['other', 2, 'We could not get an answer'],
  ] as const)('uses the cause %s that another line told', (reason, code, summary) => {
    const input = { ...full, code, direction: 'sent', kind: 'client-reply', product: 'unbound', line: 9 } as const;
    const hint = hintFor({ ...input, cause: { reason, line: 7 } })!;
    expect(hint.summary).toContain(summary);
    expect(hint.steps).toContain(`Line 7 of the log tells the cause: ${reason}.`);
    expect(hintFor({ ...input, cause: { reason, line: 9 } })!.steps.join()).not.toContain('Line 9');
  });

  it('says what a log of four bits cannot tell', () => {
    const hint = hintFor({
      code: 7,
      direction: 'sent',
      kind: 'client-reply',
      product: 'unbound',
      qname: 'www.example.com',
      qtype: 'A',
      fourBit: true,
    })!;
    expect(hint.steps[0]).toMatch(/BADCOOKIE \(23\)/);
    expect(hint.options.join()).toContain('answer-cookie');
    expect(
      hintFor({ code: 2, direction: 'sent', kind: 'client-reply', product: 'unbound', fourBit: true })!.steps.at(-1),
    ).toMatch(/low four bits/);
    expect(hintFor({ code: 2, direction: 'sent', kind: 'query-failed', product: 'bind' })!.steps.join()).not.toMatch(
      /four bits/,
    );
  });

  it('takes the server that was asked last from the reason', () => {
    const reason = 'all the configured stub or forward servers failed, at zone . from 127.0.0.22 got REFUSED';
    const hint = hintFor({
      code: 2,
      direction: 'sent',
      kind: 'servfail-reason',
      product: 'unbound',
      qname: 'a.example',
      qtype: 'A',
      reason,
    })!;
    expect(hint.commands[0]).toBe('dig @127.0.0.22 a.example A');
  });

  it('never claims that YXRRSET is unique in four bits', () => {
    const hint = hintFor({ code: 7, direction: 'received', kind: 'packet-dump', product: 'unbound', fourBit: true })!;
    expect(hint.steps.join(' ')).toMatch(/BADCOOKIE/);
    expect(hint.steps.join(' ')).not.toMatch(/No other code/);
  });

  it('names the key and the client of a failed signature, and the view that decided', () => {
    const hint = hintFor({
      ...full,
      code: codeOfWord('BADSIG')!,
      direction: 'sent',
      kind: 'tsig-invalid',
      product: 'bind',
    })!;
    expect(hint.summary).toMatch(/198\.51\.100\.7.*key k\.example/);
    expect(hint.steps.at(-1)).toContain('view "inside"');
  });

  it('uses nothing of a question that Unbound never read', () => {
    const hint = hintFor({
      code: 5,
      direction: 'sent',
      kind: 'client-reply',
      product: 'unbound',
      qname: 'null',
      qtype: 'TYPE0',
      qclass: 'CLASS0',
      client: '192.0.2.9',
    })!;
    expect(JSON.stringify(hint)).not.toMatch(/null|TYPE0/);
  });

  it('has no advice for success', () => {
    expect(hintFor({ code: 0, direction: 'sent', kind: 'response', product: 'bind' })).toBeUndefined();
  });

  it('marks references that were not verified', () => {
    const hint = hintFor({ code: codeOfWord('BADKEY')!, direction: 'sent', kind: 'tsig-invalid', product: 'bind' })!;
    expect(hint.references).toContain('RFC 8945 section 5.2.1 (not verified)');
    expect(hint.references).toContain('RFC 2845 section 4.5.1');
  });

  it('stays printable whatever the log says', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(fc.constantFrom(...CODES.slice(1)), text, text, text, (code, qname, reason, client) => {
        const hint = hintFor({
          code,
          direction: 'sent',
          kind: 'query-failed',
          product: 'bind',
          qname,
          qtype: qname,
          client,
          upstream: client,
          zone: qname,
          key: qname,
          view: reason,
          reason,
        })!;
        for (const line of [hint.summary, ...hint.steps])
          expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        for (const command of hint.commands) expect(command).toMatch(/^[\u0020-\u007e]*$/);
      }),
    );
  });
});

describe('severityFor', () => {
  it.each([
    [0, 'sent', 'response', 'info'],
    [3, 'sent', 'response', 'info'],
    [2, 'sent', 'query-failed', 'error'],
    [2, 'sent', 'client-reply', 'error'],
    [5, 'sent', 'query-denied', 'warning'],
    [1, 'sent', 'parse-failed', 'notice'],
    [4, 'sent', 'response', 'notice'],
    [9, 'sent', 'notify-notauth', 'warning'],
    [10, 'sent', 'update-failed', 'notice'],
    [TSIG_SPACE + 16, 'sent', 'tsig-invalid', 'error'],
    [16, 'sent', 'response', 'info'],
    [22, 'sent', 'tsig-invalid', 'error'],
    [TSIG_SPACE + 19, 'sent', 'tsig-invalid', 'notice'],
    [23, 'sent', 'response', 'info'],
    [5, 'received', 'upstream-rcode', 'warning'],
    [5, 'received', 'xfrin-failed', 'error'],
    [0, 'received', 'packet-received', 'info'],
    [2, 'local', 'internal-error-response', 'info'],
    [5, 'local', 'local-action', 'info'],
    [2, 'local', 'ratelimit', 'warning'],
    [5, 'suppressed', 'rrl-error', 'notice'],
    [13, 'sent', 'response', 'notice'],
  ] as const)('code %i %s in %s: %s', (code, direction, kind, severity) => {
    expect(severityFor(code, direction, kind)).toBe(severity);
  });
});
