// Lines of named and what each must become: every kind in every layout, the wordings of the versions, and lines made to mislead.
import type { Sample } from './spec.js';

type Fields = Readonly<Record<string, string | number | boolean>>;

const event = (
  line: string,
  kind: string,
  rcode: string,
  basis: 'explicit' | 'implied',
  fields: Fields = {},
): Sample => ({
  line,
  is: { kind, rcode, basis, direction: 'sent', ...fields },
});
const said = (line: string, kind: string, rcode: string, fields: Fields = {}): Sample =>
  event(line, kind, rcode, 'explicit', fields);
const meant = (line: string, kind: string, rcode: string, fields: Fields = {}): Sample =>
  event(line, kind, rcode, 'implied', fields);
const heard = (line: string, kind: string, rcode: string, fields: Fields = {}): Sample =>
  event(line, kind, rcode, 'explicit', { direction: 'received', ...fields });
const local = (line: string, kind: string, rcode: string): Sample =>
  event(line, kind, rcode, 'explicit', { direction: 'local' });
const unsent = (line: string, kind: string, rcode: string, basis: 'explicit' | 'implied' = 'explicit'): Sample =>
  event(line, kind, rcode, basis, { direction: 'suppressed' });
const plain = (line: string, kind: string, fields: Fields = {}): Sample => ({ line, is: { noRcode: kind, ...fields } });
const unknown = (line: string): Sample => ({ line, is: { noRcode: true } });
const foreign = (line: string): Sample => ({ line, is: { unrecognized: true } });

/** A client prefix of 9.11 and later. */
const C = 'client @0x7f676f8de898 127.0.0.9#41541 (www.example.com)';
/** The same where no question is known. */
const P = 'client @0x7f676f8de898 127.0.0.9#41541';

/** The prefix in each form that a channel can give it. */
const PREFIXES: readonly Sample[] = [
  said(
    '22-Nov-2026 16:32:10.442 responses: info: client @0x7f3c5c0a1168 127.0.0.1#45678 (nx.Example.com): response: nx.Example.com IN A NXDOMAIN 0 1 1 +E(0)K (127.0.0.1)',
    'response',
    'NXDOMAIN',
    {
      client: '127.0.0.1',
      clientPort: 45678,
      qname: 'nx.example.com',
      qtype: 'A',
      qclass: 'IN',
      flags: '+E(0)K',
      transport: 'udp',
      dest: '127.0.0.1',
    },
  ),
  said(
    '2026-11-22T16:40:46.442Z responses: info: client @0x5594c1f04040 127.0.6.147#38626/key k.example.com (alias.example.com): view external: response: alias.example.com IN AAAA NOERROR 2 0 1 +E(0)STDK (127.54.1.1) [ECS 192.0.2.0/24/0]',
    'response',
    'NOERROR',
    { key: 'k.example.com', view: 'external', transport: 'tcp', ecs: '192.0.2.0/24/0', time: 1795365646442 },
  ),
  said(
    '2026-11-22T15:55:15.182+01:00 info: client @0x1 fe80::1%eth0#53 (.): response: . CLASS42 TYPE65400 4095 0 0 1 -E(0)V (::1)',
    'response',
    'RCODE4095',
    { client: 'fe80::1%eth0', clientPort: 53, qname: '.', qtype: 'TYPE65400', qclass: 'CLASS42', time: 1795359315182 },
  ),
  said(
    `2026-11-22T15:55:15.182 ${C}: response: www.example.com IN A BADCOOKIE 0 0 1 +E(0)K (::1)`,
    'response',
    'BADCOOKIE',
  ),
  said(`debug 1: ${C}: response: www.example.com IN A RESERVED11 0 0 1 + (::1)`, 'response', 'DSOTYPENI'),
  said(`responses: ${C}: response: www.example.com IN A YXDOMAIN 0 0 1 + (::1)`, 'response', 'YXDOMAIN'),
  said(
    `22-Okt-2026 15:55:15.182 responses: ${C}: response: www.example.com IN A NOTIMP 0 0 1 + (::1)`,
    'response',
    'NOTIMP',
  ),
  meant(`99-Bad-9999 99:99:99.999 security: info: ${C}: query-on denied`, 'query-on-denied', 'REFUSED'),
  meant(`9999-99-99T99:99:99.999 security: info: ${C}: query-on denied`, 'query-on-denied', 'REFUSED'),
  meant(`brand-new: info: ${C}: query-on denied`, 'query-on-denied', 'REFUSED'),
  meant(`brand-new: debug 3: ${C}: query-on denied`, 'query-on-denied', 'REFUSED'),
  // 9.9 and 9.10
  meant(
    '22-Nov-2026 15:55:15.182 security: info: client 192.0.2.1#53124 (name.example): query-on denied',
    'query-on-denied',
    'REFUSED',
    { client: '192.0.2.1', clientPort: 53124, qname: 'name.example' },
  ),
  unknown('22-Nov-2026 15:55:37.434 running'),
  unknown('22-Nov-2026 15:55:37.434 client: debug 3: client @0x7f676f8de898 (no-peer): allocate new client'),
  unknown('22-Nov-2026 15:55:37.434 resolver: notice: resolver priming query complete: success'),
  unknown(
    '22-Nov-2026 16:32:10.442 serve-stale: info: nxdomain.example.com A resolver failure, stale answer used (REFUSED)',
  ),
  unknown(
    "22-Nov-2026 16:32:10.442 lame-servers: info: success resolving 'x.example/A' after disabling qname minimization due to 'ncache nxdomain'",
  ),
  foreign('all zones loaded'),
  foreign(';; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id:  39703'),
  foreign(';www.example.com.\t\tIN\tA'),
  foreign(
    'x.example.\t300\tIN\tTXT\t"22-Nov-2026 16:32:10.442 responses: info: client @0x1 192.0.2.1#5 (a): response: a IN A REFUSED 0 0 0 + (::1)"',
  ),
  foreign('Nov 22 15:57:13 host sshd[211]: Connection refused by 192.0.2.7 port 22'),
];

const QUERIES: readonly Sample[] = [
  plain(
    'queries: info: client @0x7fefcacf2898 127.0.2.245#59492 (NXDOMAIN.example.com): view internal: query: NXDOMAIN.example.com IN A +E(0)K (127.53.1.1)',
    'query',
    { client: '127.0.2.245', qname: 'nxdomain.example.com', view: 'internal' },
  ),
  plain(`${C}: query: www.example.com IN MX +SE(0)TDC (::1) [ECS 2001:db8::/32/0]`, 'query'),
  plain('client 192.0.2.1#53124 (www.example.com): query: www.example.com IN A +SE (192.0.2.53)', 'query'),
  meant(
    'client @0x7fc0ce0e2098 127.0.0.1#41665 (w0.silent.example.com): query failed (timed out) for w0.silent.example.com/IN/A at query.c:7916',
    'query-failed',
    'SERVFAIL',
    { result: 'timed out', qname: 'w0.silent.example.com', qtype: 'A', qclass: 'IN' },
  ),
  said(
    `${C}: query failed (REFUSED) for www.example.com/IN/A at ../../../lib/ns/query.c:5708`,
    'query-failed',
    'REFUSED',
  ),
  plain(`${C}: query failed (drop) at query.c:1`, 'query-dropped'),
  plain(`${C}: query failed (duplicate query) for www.example.com/IN/A at query.c:1`, 'query-dropped'),
  said(`${C}: query failed (SERVFAIL) at query.c:1`, 'query-failed', 'SERVFAIL', { qname: 'www.example.com' }),
  said(`${C}: query failed (<rcode 11>) for www.example.com/IN/A at query.c:1`, 'query-failed', 'DSOTYPENI'),
  said(`${C}: query failed (BADVERS) for www.example.com/IN/A at query.c:1`, 'query-failed', 'BADVERS'),
  meant(`${C}: query failed (bad label type) for www.example.com/IN/A at query.c:1`, 'query-failed', 'FORMERR'),
  meant(`${C}: query failed (unknown class/type) for www.example.com/IN/A at query.c:1`, 'query-failed', 'FORMERR'),
  meant(
    `${C}: query failed (clocks are unsynchronized) for www.example.com/IN/A at query.c:1`,
    'query-failed',
    'NOTAUTH',
  ),
  meant(
    `${C}: query failed (disallowed (by application policy)) for www.example.com/IN/A at query.c:1`,
    'query-failed',
    'REFUSED',
  ),
  meant(
    `${C}: query failed (bad name (check-names)) for www.example.com/IN/A at query.c:1`,
    'query-failed',
    'SERVFAIL',
    {
      result: 'bad name (check-names)',
    },
  ),
  meant(`${C}: query failed (success) for www.example.com/IN/A at query.c:1`, 'query-failed', 'NOERROR'),
  meant(
    `${C}: query (cache) 'www.example.com/A/IN' denied (allow-query-cache did not match)`,
    'query-cache-denied',
    'REFUSED',
    {
      reason: 'allow-query-cache did not match',
      qtype: 'A',
    },
  ),
  meant(`${C}: query (cache) 'www.example.com/A/IN' denied`, 'query-cache-denied', 'REFUSED'),
  meant(
    "client @0x7fb91a8db098 127.0.0.1#38519 (x.example.com): view lab: query 'x.example.com/A/IN' denied",
    'query-denied',
    'REFUSED',
    { view: 'lab', qname: 'x.example.com' },
  ),
  meant(`${C}: check-names failure www.example.com/A/IN`, 'check-names', 'REFUSED'),
  meant(`${C}: servfail cache hit www.example.com/A (CD=0)`, 'servfail-cache', 'SERVFAIL'),
  said(
    `rpz: info: ${C}: rpz QNAME NXDOMAIN rewrite www.example.com/HTTPS/IN via www.example.com.rpz.local`,
    'rpz-nxdomain',
    'NXDOMAIN',
    { trigger: 'QNAME', qtype: 'HTTPS', zone: 'www.example.com.rpz.local' },
  ),
  meant(
    `${C}: rpz CLIENT-IP NODATA rewrite www.example.com/A/IN via 32.9.0.0.127.rpz-client-ip.rpz`,
    'rpz-nodata',
    'NOERROR',
  ),
  plain(`${C}: disabled rpz QNAME NXDOMAIN rewrite www.example.com/A/IN via www.example.com.rpz`, 'rpz-other'),
  plain(`${C}: rpz QNAME CNAME rewrite www.example.com/A/IN via x.rpz (CNAME to: nxdomain.example.)`, 'rpz-other'),
  plain(`${C}: rpz NSDNAME DROP rewrite www.example.com/A/IN via x.rpz`, 'rpz-other'),
  unknown(
    `query-errors: debug 1: ${C}: rpz QNAME rewrite www.example.com via x.rpz stop on qresult in rpz_rewrite() failed: SERVFAIL`,
  ),
  meant(`security: error: ${C}: zone transfer 'example.com/AXFR/IN' denied`, 'xfer-denied', 'REFUSED', {
    qname: 'example.com',
    qtype: 'AXFR',
  }),
  meant(`security: error: ${C}: zone transfer 'example.com/IN' denied`, 'xfer-denied', 'REFUSED', {
    zone: 'example.com',
  }),
  said(
    `${C}: bad zone transfer request: 'example.com/IN': non-authoritative zone (NOTAUTH)`,
    'xfer-bad-request',
    'NOTAUTH',
    {
      zone: 'example.com',
      reason: 'non-authoritative zone',
    },
  ),
  said(`${C}: bad zone transfer request: IXFR request missing SOA (FORMERR)`, 'xfer-bad-request', 'FORMERR'),
  said(
    `${C}: would rate limit slip NXDOMAIN response to 127.0.8.2/32 for example.com  (7d5a3ad6)`,
    'rrl-slip',
    'NXDOMAIN',
  ),
  unsent(`${C}: rate limit drop NXDOMAIN response to 127.0.8.2/32 for (?)  (7d5a3ad6)`, 'rrl-drop', 'NXDOMAIN'),
  said(
    `${C}: would rate limit drop NXDOMAIN response to 127.0.8.2/32 for example.com  (7d5a3ad6)`,
    'rrl-drop',
    'NXDOMAIN',
  ),
  unsent(`${C}: rate limit slip REFUSED error response to 127.0.6.252/32`, 'rrl-error', 'REFUSED'),
  unsent(`${C}: rate limit drop timed out error response to`, 'rrl-error', 'SERVFAIL', 'implied'),
  said(`${C}: would rate limit drop NOTIMP error response to 127.0.6.252/32`, 'rrl-error', 'NOTIMP'),
  plain(`${C}: rate limit slip NODATA response to 127.0.8.3/32 for www.au.example.com IN  (96ff4d29)`, 'rrl-other'),
  plain(`${C}: rate limit slip response to 127.0.8.3/32 for NXDOMAIN.example.com IN A  (96ff4d29)`, 'rrl-other'),
];

const UPDATES: readonly Sample[] = [
  said(
    `update: info: ${P}/key upd-key.example.com: view internal: updating zone 'dyn.example.com/IN': update unsuccessful: www.dyn.example.com/MX: 'RRset exists (value dependent)' prerequisite not satisfied (NXRRSET)`,
    'update-failed',
    'NXRRSET',
    {
      zone: 'dyn.example.com',
      qclass: 'IN',
      qname: 'www.dyn.example.com',
      qtype: 'MX',
      view: 'internal',
      key: 'upd-key.example.com',
      reason: "'RRset exists (value dependent)' prerequisite not satisfied",
    },
  ),
  said(`${P}: update failed: update zone section empty (FORMERR)`, 'update-failed', 'FORMERR'),
  said(
    `${P}: updating zone 'a/IN': update unsuccessful: x.a: 'name in use' prerequisite not satisfied (NXDOMAIN)`,
    'update-failed',
    'NXDOMAIN',
    {
      qname: 'x.a',
    },
  ),
  meant(`${P}: updating zone 'a/IN': error: journal open failed: no more`, 'update-error', 'SERVFAIL', {
    result: 'no more',
  }),
  said(`${P}: error: creating update: REFUSED`, 'update-error', 'REFUSED'),
  meant(`${P}: update 'hidden.example.com/IN' denied due to allow-query`, 'update-denied', 'REFUSED', {
    zone: 'hidden.example.com',
  }),
  meant(`${P}: update 'example.com/IN' denied`, 'update-denied', 'REFUSED'),
  meant(`${P}: update forwarding 'example.com/IN' denied`, 'update-forward-denied', 'REFUSED'),
  meant(`${P}: update forwarding 'example.com/IN' disabled`, 'update-forward-disabled', 'NOTIMP'),
  plain(`${P}: update failed: too many DNS UPDATEs queued (REFUSED)`, 'update-quota'),
  plain(`${P}: signer "upd-key.example.com" denied`, 'update-signer'),
  plain(
    `${P}: updating zone 'a/IN': adding an RR at 'x.a' TXT "${C}: response: www.example.com IN A REFUSED 0 0 0 + (127.0.0.1)"`,
    'update',
  ),
  plain(`${P}: updating zone 'a/IN': adding an RR at 'x.a' TXT "update failed: no (REFUSED)"`, 'update'),
  plain(
    `2026-11-22T16:40:46.442Z ${P}: updating zone 'a/IN': adding an RR at 'x.a' TXT "x[1:0] info: 192.0.2.1 a. A IN REFUSED 0.000000 1 12"`,
    'update',
  ),
  meant(`${P}: received notify for zone 'sub.example.com': not authoritative`, 'notify-notauth', 'NOTAUTH', {
    zone: 'sub.example.com',
  }),
  meant(`${P}/key k: received notify for zone 'a': TSIG 'k': not authoritative`, 'notify-notauth', 'NOTAUTH', {
    key: 'k',
  }),
  said(`${P}: received notify for zone 'a': NOTAUTH`, 'notify-notauth', 'NOTAUTH'),
  said(`${P}/key k: received notify for zone 'a': TSIG 'k' (maker): NOTAUTH`, 'notify-notauth', 'NOTAUTH', {
    key: 'k',
  }),
  plain(`${P}: received notify for zone 'notauth'`, 'notify-received'),
  meant(`${P}: notify question section contains no SOA`, 'notify-formerr', 'FORMERR'),
  said(
    `${P}: request has invalid signature: TSIG k.example.com: tsig verify failure (BADTIME)`,
    'tsig-invalid',
    'BADTIME',
    {
      key: 'k.example.com',
      result: 'tsig verify failure',
    },
  ),
  said(
    `${P}: request has invalid signature: TSIG k (maker.example): tsig verify failure (16)`,
    'tsig-invalid',
    'BADSIG',
    {
      key: 'k',
    },
  ),
  meant(
    `${P}: request has invalid signature: TSIG k (maker): clocks are unsynchronized (NOERROR)`,
    'tsig-invalid',
    'NOTAUTH',
  ),
  meant(`${P}: request has invalid signature: tsig verify failure (NOERROR)`, 'sig0-invalid', 'NOTAUTH'),
  said(`${P}: request has invalid signature: tsig verify failure (BADKEY)`, 'sig0-invalid', 'BADKEY'),
];

const REJECTED: readonly Sample[] = [
  meant(`${P}: message parsing failed: unexpected end of input`, 'parse-failed', 'FORMERR'),
  meant(`${P}: message parsing failed: ran out of space`, 'parse-failed', 'FORMERR'),
  said(`${P}: message parsing failed: FORMERR`, 'parse-failed', 'FORMERR'),
  meant(`${P}: message class could not be determined`, 'class-undetermined', 'FORMERR'),
  meant(
    `${P}: message class could not be determined#012;; ->>HEADER<<- opcode: UPDATE, status: NOERROR, id:  65155#012`,
    'class-undetermined',
    'FORMERR',
  ),
  meant(`${P}: message class ANY can be only used for TKEY negotiation`, 'class-misused', 'FORMERR'),
  meant(`${P}: invalid message class: CLASS42`, 'bad-class', 'NOTIMP', { qclass: 'CLASS42' }),
  meant(`${P}: no matching view in class 'HS'`, 'no-view', 'REFUSED', { qclass: 'HS' }),
  meant(`${P}: EDNS client-subnet option too short`, 'ecs-bad', 'FORMERR'),
  meant(`${P}: EDNS client-subnet option: invalid address length (33) for IPv4`, 'ecs-bad', 'FORMERR'),
  unsent(`${P}: possible error packet loop, FORMERR dropped`, 'loop', 'FORMERR'),
  unsent(`security: debug 10: ${P}: dropped error (SERVFAIL) response: suspicious port`, 'dropped', 'SERVFAIL'),
  plain(`${P}: request failed: REFUSED`, 'request-failed'),
  plain(`${C}: set ede: info-code 18 extra-text REFUSED`, 'ede'),
  plain('resolver: debug 1: set ede: info-code 18 extra-text (null)', 'ede'),
  plain(`${C}: recursion loop detected`, 'recursion-loop'),
  plain(`${C}: no more recursive clients (1000/900/1000): quota reached`, 'recursive-clients'),
  plain(`${C}: recursive-clients soft limit exceeded (901/900/1000), aborting oldest query`, 'recursive-clients'),
  plain(`${C}: transfer of 'example.com/IN': AXFR started (serial 1)`, 'transfer-out'),
  plain(`${C}: zone transfer setup failed`, 'transfer-setup-failed'),
];

const SERVERS: readonly Sample[] = [
  heard(
    "lame-servers: info: REFUSED unexpected RCODE resolving 'w2.example.net/MX/IN': 127.53.9.6#53",
    'upstream-rcode',
    'REFUSED',
    {
      upstream: '127.53.9.6',
      upstreamPort: 53,
      qname: 'w2.example.net',
      qtype: 'MX',
    },
  ),
  heard("RESERVED12 unexpected RCODE resolving 'a/A/IN': ::1#53", 'upstream-rcode', 'RCODE12'),
  heard("4000 unexpected RCODE resolving 'a/A/IN': ::1#53", 'upstream-rcode', 'RCODE4000'),
  // 9.9
  heard("error (unexpected RCODE REFUSED) resolving 'x/A/IN': 192.0.2.1#53", 'upstream-rcode', 'REFUSED'),
  heard("received FORMERR resolving 'x/A/IN': 192.0.2.1#53", 'upstream-rcode', 'FORMERR'),
  heard("BADVERS resolving 'x/A/IN': 192.0.2.1#53", 'upstream-rcode', 'BADVERS'),
  local("FORMERR resolving 'x/A/IN': 192.0.2.1#53", 'upstream-judged-formerr', 'FORMERR'),
  heard(
    'DNS format error from 127.53.9.2#53 resolving w1.example.net/AAAA for 127.0.0.1#56912: server sent FORMERR',
    'upstream-formerr-notice',
    'FORMERR',
    { upstream: '127.53.9.2', client: '127.0.0.1', clientPort: 56912 },
  ),
  heard(
    'DNS format error from 127.53.9.2#53 resolving w1.example.net/AAAA for <unknown>: server sent FORMERR with echoed DNS COOKIE',
    'upstream-formerr-notice',
    'FORMERR',
  ),
  plain(
    'DNS format error from 127.53.9.10#53 resolving a/MX for 127.0.0.1#47069: question section mismatch: got FORMERR/IN/A',
    'dns-format-error',
  ),
  local(
    'fetch completed at resolver.c:4269 for a/AAAA in 0.004000: SERVFAIL/success [domain:a,referral:0,restart:3,qrysent:1]',
    'fetch-completed',
    'SERVFAIL',
  ),
  local('fetch completed for a/AAAA in 0.004000: FORMERR/success [domain:a]', 'fetch-completed', 'FORMERR'),
  plain('fetch completed for a/AAAA in 0.004000: timed out/SERVFAIL [domain:a]', 'fetch-completed'),
  heard(
    'resolver: debug 10: received packet from 127.53.0.1#53#012;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id:  39703#012;; flags: qr',
    'packet-received',
    'NXDOMAIN',
  ),
  heard(
    'received packet from 127.53.0.1#53 to 127.0.0.1#5353\n;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id:  1\n',
    'packet-received',
    'NOERROR',
  ),
  {
    after: ['22-Nov-2026 15:59:37.922 resolver: debug 10: received packet from 127.53.0.1#53'],
    ...heard(';; ->>HEADER<<- opcode: QUERY, status: YXRRSET, id:  12847', 'packet-received', 'YXRRSET'),
  },
  {
    after: ['22-Nov-2026 15:59:37.918 resolver: debug 11: sending packet to 127.53.0.1#53'],
    ...foreign(';; ->>HEADER<<- opcode: QUERY, status: NOERROR, id:  49422'),
  },
  {
    after: [`client: debug 1: ${P}: message class could not be determined`],
    ...foreign(';; ->>HEADER<<- opcode: QUERY, status: NOERROR, id:   4032'),
  },
  {
    after: [
      'received packet from 127.53.0.1#53',
      ';; ->>HEADER<<- opcode: QUERY, status: NOERROR, id:  1',
      'x.example.\t300\tIN\tTXT\t"y"',
    ],
    ...foreign(';; ->>HEADER<<- opcode: QUERY, status: REFUSED, id:  1'),
  },
  plain('resolver: debug 10: received packet from 127.53.0.1#53', 'packet-head'),
  plain('sending packet to 127.53.0.1#53#012;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id:  1', 'packet-sent'),
  heard(
    'general: info: zone sec.example.com/IN/internal: refresh: unexpected rcode (NOTAUTH) from primary 127.53.9.32#53 (source 127.0.0.1#0)',
    'refresh-rcode',
    'NOTAUTH',
    { zone: 'sec.example.com', view: 'internal', upstream: '127.53.9.32' },
  ),
  heard('zone a/IN: refresh: unexpected rcode (RESERVED15) from master 127.53.9.32#53', 'refresh-rcode', 'RCODE15'),
  heard(
    'zone a/IN: refreshing stub: unexpected rcode (SERVFAIL) from 127.53.9.32#53 (source ::#0)',
    'refresh-rcode',
    'SERVFAIL',
  ),
  heard(
    'zone a/IN: refresh: rcode (FORMERR) retrying without EDNS EXPIRE OPTION primary 127.53.9.32#53 (source ::#0)',
    'refresh-retry-rcode',
    'FORMERR',
  ),
  heard(
    'zone a/IN: refresh: rcode (NOTIMP) retrying without EDNS master 127.53.9.32#53',
    'refresh-retry-rcode',
    'NOTIMP',
  ),
  heard('zone a/IN/internal: notify response from 127.53.9.31#53: REFUSED', 'notify-response', 'REFUSED'),
  heard('zone a/IN: notify(SOA) response from 127.53.9.31#53: NOERROR', 'notify-response', 'NOERROR'),
  meant('zone a/IN: refused notify from non-primary: 127.0.0.1#49332', 'notify-refused', 'REFUSED', {
    zone: 'a',
    client: '127.0.0.1',
    clientPort: 49332,
  }),
  meant('zone a/IN/x: refused notify from non-master: ::1#49332', 'notify-refused', 'REFUSED'),
  heard(
    'zone a/IN: forwarded dynamic update: master 127.53.9.33#53 returned: NXDOMAIN',
    'update-forwarded-rcode',
    'NXDOMAIN',
  ),
  heard(
    'zone a/IN: forwarding dynamic update: unexpected response: primary 127.53.9.32#53 returned: NOTAUTH',
    'update-forwarded-rcode',
    'NOTAUTH',
  ),
  heard('zone a/IN: checkds: bad DS response from 127.53.9.32#53: SERVFAIL', 'checkds', 'SERVFAIL'),
  heard('zone a/IN: checkds: DS response from 127.53.9.32: NXDOMAIN', 'checkds', 'NXDOMAIN'),
  heard('zone a/IN: zone transfer finished: REFUSED', 'xfrin-finished', 'REFUSED'),
  plain('zone a/IN: zone transfer finished: success', 'xfrin-finished'),
  heard("transfer of 'a/IN' from 127.53.9.31#53: Transfer status: REFUSED", 'xfrin-status', 'REFUSED', { zone: 'a' }),
  heard(
    "0x5594c1e875e0: transfer of 'a/IN/v' from 127.54.9.31#53: Transfer status: <rcode 12>",
    'xfrin-status',
    'RCODE12',
  ),
  plain("transfer of 'refused/IN' from 127.53.2.2#53: Transfer status: connection refused", 'xfrin-status'),
  heard(
    "0x5594c1e875e0: transfer of 'a/IN/internal' from 127.54.9.31#53: failed while receiving responses: NOTAUTH",
    'xfrin-failed',
    'NOTAUTH',
    { view: 'internal' },
  ),
  plain("transfer of 'a/IN' from 127.53.2.2#53: failed while receiving responses: end of file", 'xfrin-failed'),
  heard("transfer of 'a/IN' from 127.53.2.2#53: got NOTIMP, retrying with AXFR", 'xfrin-retry', 'NOTIMP'),
  plain(
    'zone a/IN: refresh: failure trying primary 127.53.9.200#53 (source 0.0.0.0#0): connection refused',
    'refresh-failed',
  ),
  meant('xfer-out: warning: AXFR request denied: quota reached', 'xfer-quota', 'SERVFAIL'),
  local('limit NXDOMAIN responses to 127.0.6.251/32 for example.com  (1662bba7)', 'rrl-start', 'NXDOMAIN'),
  local('would continue limiting REFUSED error responses to 127.0.6.252/32', 'rrl-start', 'REFUSED'),
  local('*stop limiting NXDOMAIN responses to 127.0.6.251/32 for example.com  (1662bba7)', 'rrl-stop', 'NXDOMAIN'),
  unknown('rate-limit: info: stop limiting error responses to 127.0.6.252/32'),
  unknown('rate-limit: info: limit responses to 127.0.8.1/32 for NXDOMAIN.example.com IN A  (96ff4d29)'),
  unknown('rate-limit: debug 1: consider limiting NXDOMAIN response to 127.0.8.1/32'),
  plain("connection refused resolving 'x/A/IN': 192.0.2.1#53", 'resolving-failure'),
  plain("unexpected RCODE resolving 'x/A/IN': 192.0.2.1#53", 'resolving-failure'),
  plain('resolver: notice: answer address 10.9.8.7 denied for private.example.com/A/IN', 'answer-denied', {
    qname: 'private.example.com',
    qtype: 'A',
    qclass: 'IN',
  }),
  plain('resolver: notice: CNAME target intern.example.net denied for a.example.com/AAAA/IN', 'answer-denied', {
    qname: 'a.example.com',
  }),
  plain('resolver: notice: DNAME target 2001:db8::1.example denied for a.example.com/AAAA/IN', 'answer-denied'),
  plain("lame server resolving 'REFUSED' (in 'lame.example'?): 127.53.9.9#53", 'lame'),
  plain('validating bogus.example.net/DNSKEY: no valid signature found (DS)', 'validating'),
  plain('view lab:     validating bogus.example.net/NSEC: bad cache hit (bogus.example.net/DNSKEY)', 'validating'),
  plain('spill: info: too many simultaneous fetches for servfail.example (allowed 1 spilled 1)', 'spill'),
  plain('zone a/IN: loaded serial 1', 'zone-loaded'),
];

/** Further wordings of the same kinds: each optional part with and without it, each alternative. */
const WORDINGS: readonly Sample[] = [
  plain('client 192.0.2.1#53124 (www.example.com): query: www.example.com IN A +', 'query'),
  said(`${C}: rate limit slip NXDOMAIN response to 127.0.8.2/32 for example.com  (7d5a3ad6)`, 'rrl-slip', 'NXDOMAIN'),
  said(`${C}: would rate limit slip REFUSED error response to`, 'rrl-error', 'REFUSED'),
  plain(`${C}: would rate limit drop referral response to 127.0.8.3/32 for a IN  (96ff4d29)`, 'rrl-other'),
  plain(`${P}: updating zone 'a/IN': update failed: too many DNS UPDATEs queued (quota reached)`, 'update-quota'),
  meant(`${P}: received notify for zone 'a': TSIG 'k' (maker): not authoritative`, 'notify-notauth', 'NOTAUTH', {
    key: 'k',
  }),
  said(`${P}: received notify for zone 'a': TSIG 'k': NOTAUTH`, 'notify-notauth', 'NOTAUTH', { key: 'k' }),
  meant(`${P}: notify question section empty`, 'notify-formerr', 'FORMERR'),
  meant(`${P}: notify question section contains multiple RRs`, 'notify-formerr', 'FORMERR'),
  meant(`${P}: request has invalid signature: TSIG k: tsig verify failure (NOERROR)`, 'tsig-invalid', 'NOTAUTH'),
  meant(`${P}: message class could not be determined\n;; ->>HEADER<<- x`, 'class-undetermined', 'FORMERR'),
  meant(`${P}: message class NONE can be only used in DNS updates`, 'class-misused', 'FORMERR'),
  meant(`${P}: message class ANY can be only used for TKEY negotiation#012;; x`, 'class-misused', 'FORMERR'),
  meant(`${P}: message class ANY can be only used for TKEY negotiation\n;; x`, 'class-misused', 'FORMERR'),
  meant(`${P}: invalid message class: CLASS42#012;; x`, 'bad-class', 'NOTIMP'),
  meant(`${P}: invalid message class: CLASS42\n;; x`, 'bad-class', 'NOTIMP'),
  meant(`${P}: no matching view in class 'IN'#012;; x`, 'no-view', 'REFUSED'),
  meant(`${P}: no matching view in class 'IN'\n;; x`, 'no-view', 'REFUSED'),
  heard('zone a/IN: refreshing stub: unexpected rcode (SERVFAIL) from 127.53.9.32#53', 'refresh-rcode', 'SERVFAIL'),
  heard(
    'zone a/IN: forwarded dynamic update: primary 127.53.9.33#53 returned: NOERROR',
    'update-forwarded-rcode',
    'NOERROR',
  ),
  heard(
    'zone a/IN: forwarding dynamic update: unexpected response: master 127.53.9.32#53 returned: NOTZONE',
    'update-forwarded-rcode',
    'NOTZONE',
  ),
  heard(
    "0x5594c1e875e0: transfer of 'a/IN' from 127.53.2.2#53: got REFUSED, retrying with AXFR",
    'xfrin-retry',
    'REFUSED',
  ),
  meant('IXFR request denied: quota reached', 'xfer-quota', 'SERVFAIL'),
  local('would limit NXDOMAIN responses to 127.0.6.251/32 for example.com  (1662bba7)', 'rrl-start', 'NXDOMAIN'),
  local('continue limiting NXDOMAIN responses to 127.0.6.251/32 for example.com  (1662bba7)', 'rrl-start', 'NXDOMAIN'),
  local('limit NOTIMP error responses to 127.0.6.252/32', 'rrl-start', 'NOTIMP'),
  local('stop limiting NXDOMAIN responses to 127.0.6.251/32 for example.com  (1662bba7)', 'rrl-stop', 'NXDOMAIN'),
  local('would stop limiting NXDOMAIN responses to 127.0.6.251/32 for example.com  (1662bba7)', 'rrl-stop', 'NXDOMAIN'),
  plain('view lab: validating a/A: no valid signature found', 'validating', { view: 'lab' }),
  plain('dnssec: info:     validating a/A: bad cache hit (a/DNSKEY)', 'validating', { qname: 'a' }),
  plain('zone a/IN: loaded serial 1 (DNSSEC signed)', 'zone-loaded'),
];

/** Names, views, keys and policies that spell codes or whole messages. */
const TRAPS: readonly Sample[] = [
  said(
    'client @0x1 192.0.2.1#5 (NOERROR.NXDOMAIN): response: NOERROR.NXDOMAIN IN A SERVFAIL 0 0 0 + (192.0.2.53)',
    'response',
    'SERVFAIL',
    { qname: 'noerror.nxdomain' },
  ),
  meant(
    "client @0x1 192.0.2.1#5 (x'/A/IN'\\032denied): query 'x'/A/IN'\\032denied/TXT/IN' denied",
    'query-denied',
    'REFUSED',
    {
      qname: "x'/a/in'\\032denied",
      qtype: 'TXT',
    },
  ),
  heard("SERVFAIL unexpected RCODE resolving 'a#53:'/A/IN':#53/AAAA/IN': 192.0.2.7#53", 'upstream-rcode', 'SERVFAIL', {
    qname: "a#53:'/a/in':#53",
    upstream: '192.0.2.7',
  }),
  meant(
    'client @0x1 192.0.2.1#5 (client\\032\\@0x2\\032192.0.2.9#1\\032\\(REFUSED\\):): query failed (timed out) for client\\032\\@0x2\\032192.0.2.9#1\\032\\(REFUSED\\):/IN/A at query.c:1',
    'query-failed',
    'SERVFAIL',
    { client: '192.0.2.1' },
  ),
  said(
    'client @0x1 192.0.2.1#5/key servfail\\032key\\(refused\\) (a): response: a IN A NOERROR 1 0 0 +S (192.0.2.53)',
    'response',
    'NOERROR',
    { key: 'servfail\\032key\\(refused\\)' },
  ),
  said(
    'client @0x1 192.0.2.1#5 (a): view lab NXDOMAIN: response: a IN A NOERROR 1 0 0 + (192.0.2.53)',
    'response',
    'NOERROR',
    { view: 'lab NXDOMAIN' },
  ),
  said(
    'client @0x1 192.0.2.1#5 (a): view (REFUSED): old: response: a IN A NOERROR 1 0 0 + (192.0.2.53)',
    'response',
    'NOERROR',
    { view: '(REFUSED): old' },
  ),
  plain(
    'client @0x1 192.0.2.1#5 (a): view x: query failed (REFUSED) for a/IN/A at query.c:1: query: a IN A + (192.0.2.53)',
    'query',
    { view: 'x: query failed (REFUSED) for a/IN/A at query.c:1' },
  ),
  meant('client @0x1 192.0.2.1#5 (a): view view x: query-on denied: query-on denied', 'query-on-denied', 'REFUSED', {
    view: 'view x: query-on denied',
  }),
  plain('client @0x1 192.0.2.1#5 (a): rpz QNAME PASSTHRU rewrite a/A/IN via NXDOMAIN.rpz', 'rpz-other'),
  meant(
    'client @0x1 192.0.2.1#5 (NXDOMAIN): rpz QNAME NODATA rewrite NXDOMAIN/A/IN via rpz NXDOMAIN rewrite.rpz',
    'rpz-nodata',
    'NOERROR',
  ),
  said(
    'client @0x1 192.0.2.1#5 ([ECS\\032192.0.2.0/24/0]): response: [ECS\\032192.0.2.0/24/0] IN A REFUSED 0 0 0 - (192.0.2.53)',
    'response',
    'REFUSED',
    { qname: '[ecs\\032192.0.2.0/24/0]' },
  ),
  heard(
    'zone a/IN/lab REFUSED: refresh: unexpected rcode (NXDOMAIN) from primary 192.0.2.7#53',
    'refresh-rcode',
    'NXDOMAIN',
    {
      view: 'lab REFUSED',
    },
  ),
  unknown(`22-Nov-2026 16:32:10.442 ${C}: response: www.example.com IN A REFUSED 0 0`),
  unknown(`22-Nov-2026 16:32:10.442 ${C}: response: www.example.com IN A REFUSE 0 0 0 + (127.0.0.1)`),
];

export const BIND_SAMPLES: readonly Sample[] = [
  ...PREFIXES,
  ...QUERIES,
  ...UPDATES,
  ...REJECTED,
  ...SERVERS,
  ...WORDINGS,
  ...TRAPS,
];
