// Lines of Unbound and what each must become: every kind in every layout, the wordings of the versions, and lines made to mislead.
import type { Sample } from './spec.js';

type Fields = Readonly<Record<string, string | number | boolean>>;
type Is = Extract<Sample['is'], { kind: string }>;

const is = (kind: string, rcode: string, basis: Is['basis'], direction: Is['direction'], fields: Fields = {}): Is => ({
  kind,
  rcode,
  basis,
  direction,
  ...fields,
});
const reply = (line: string, rcode: string, fields: Fields = {}): Sample => ({
  line,
  is: is('client-reply', rcode, 'explicit', 'sent', fields),
});
const event = (line: string, ...what: Parameters<typeof is>): Sample => ({ line, is: is(...what) });
const plain = (line: string, kind: string, fields: Fields = {}): Sample => ({ line, is: { noRcode: kind, ...fields } });
const unknown = (line: string): Sample => ({ line, is: { noRcode: true } });
const foreign = (line: string): Sample => ({ line, is: { unrecognized: true } });

const T = '[1795363104] unbound[13787:0]';

const PREFIXES: readonly Sample[] = [
  reply(
    '[1795362786] unbound[9265:1] info: 127.0.3.5 ok-17611.fwd.Lab.example. A IN NOERROR 0.001178 0 69',
    'NOERROR',
    {
      time: 1795362786000,
      client: '127.0.3.5',
      qname: 'ok-17611.fwd.lab.example',
      qtype: 'A',
      qclass: 'IN',
      duration: 0.001178,
      cached: false,
      size: 69,
    },
  ),
  // log-time-ascii, log-tag-queryreply
  reply(
    'Nov 22 15:54:56 unbound[9967:0] reply: 127.0.22.46 h4.refuse.lab.example. A IN REFUSED 0.000000 1 50',
    'REFUSED',
    {
      cached: true,
    },
  ),
  // log-time-iso (1.22)
  reply('2026-11-22T15:54:57.123+01:00 unbound[9967:0] info: ::1 a. AAAA IN NXDOMAIN 0.003532 0 89', 'NXDOMAIN', {
    time: 1795359297123,
    client: '::1',
  }),
  // syslog, without an identity before the bracket
  reply('[13297:0] info: 192.0.2.9 a. HTTPS IN SERVFAIL 12.500000 0 40', 'SERVFAIL', { duration: 12.5 }),
  reply(' [13297:0] info: 192.0.2.9 a. A IN NXDOMAIN 0.000000 1 40', 'NXDOMAIN'),
  // log-identity is free text
  reply('[1795362786] my [1:2] info resolver[9:1] info: 192.0.2.9 a. A IN NOERROR 0.000000 1 40', 'NOERROR'),
  reply('[1795362786] REFUSED (a. A IN)[9:1] info: 192.0.2.9 a. A IN NOERROR 0.000000 1 40', 'NOERROR'),
  reply('Nov 22 15:54:56 resolver one[9:1] reply: 192.0.2.9 a. A IN NOERROR 0.000000 1 40', 'NOERROR'),
  // log-thread-id (1.25)
  reply('[1795362786] unbound[9265:139871234] info: 192.0.2.9 a. A IN NOERROR 0.000000 1 40', 'NOERROR'),
  unknown('Nov 22 15:54:56 unbound[9967:0] info: start of service (unbound 1.17.1).'),
  unknown('[1795362786] unbound[9265:1] fatal error: could not open ports'),
  unknown('Nov 22 15:54:56 unbound[9265:1] fatal error: could not open ports'),
  unknown('[9265:1] fatal error: could not open ports'),
  unknown('[1795362786] unbound[9265:1] warning: 192.0.2.9 a. A IN NOERROR 0.000000 1 40'),
  foreign('ok-68417.fwd.lab.example.\t300\tIN\tA\t192.0.2.19'),
  foreign(';; flags: qr aa rd ra ; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0 '),
  foreign('x.example.\t1\tIN\tTXT\t"[1795362786] unbound[9265:1] info: 192.0.2.9 a. A IN REFUSED 0.000000 1 40"'),
  foreign('192.0.2.9 a. A IN NOERROR 0.000000 1 40'),
];

const REPLIES: readonly Sample[] = [
  reply(`${T} info: 127.0.9.5 null TYPE0 CLASS0 REFUSED 0.000000 1 12`, 'REFUSED', {
    client: '127.0.9.5',
    size: 12,
  }),
  reply(`${T} info: 127.0.9.5 null. A IN NXDOMAIN 0.000000 1 12`, 'NXDOMAIN', { qname: 'null' }),
  reply(`${T} info: 127.0.2.5 - - - FORMERR - - - `, 'FORMERR', { client: '127.0.2.5' }),
  reply(`${T} reply: 127.0.2.5 - - - FORMERR - - -`, 'FORMERR'),
  reply(`${T} reply: 127.0.2.5 - - - FORMERR - - - on udp 127.0.0.1 53`, 'FORMERR', {
    transport: 'udp',
    dest: '127.0.0.1',
  }),
  reply(`${T} reply: ::1 a. A IN NOERROR 0.000007 0 40 on dot 2001:db8::1 853`, 'NOERROR', {
    transport: 'dot',
    dest: '2001:db8::1',
  }),
  reply(`${T} info: 127.0.2.5 . NS IN NOERROR 0.000000 1 811`, 'NOERROR', { qname: '.', size: 811 }),
  reply(`${T} info: 127.0.2.5 a. TYPE65400 CLASS42 NOTIMPL 0.000000 1 12`, 'NOTIMP'),
  reply(`${T} info: 127.0.2.5 a. A IN RCODE11 0.000000 1 12`, 'DSOTYPENI'),
  reply(`${T} info: 127.0.2.5 a. A IN RCODE15 0.000000 1 12`, 'RCODE15'),
  // A name of 255 octets loses its last label up to 1.22; a label of more than 63 octets ends it.
  reply(`${T} info: 127.0.2.5 aaa.bbb.& A IN NXDOMAIN 0.000000 0 300`, 'NXDOMAIN', { qname: 'aaa.bbb.&' }),
  reply(`${T} info: 127.0.2.5 aaa.# A IN NXDOMAIN 0.000000 0 300`, 'NXDOMAIN'),
  reply(`${T} info: 127.0.2.5 A.IN.NXDOMAIN.example. A IN YXDOMAIN 0.000000 0 300`, 'YXDOMAIN', {
    qname: 'a.in.nxdomain.example',
  }),
  reply(`${T} info: 127.0.2.5 REFUSED. A IN NOERROR 0.000000 0 300`, 'NOERROR', { qname: 'refused' }),
  reply(`${T} info: 127.0.2.5 x?A?IN?REFUSED?0?000000?1?12. TXT IN YXRRSET 0.000000 1 30`, 'YXRRSET'),
  unknown(`${T} info: 127.0.2.5 a. A IN NOERROR 0.000000 0 300 REFUSED`),
  unknown(`${T} fatal error: 127.0.2.5 a. A IN NOERROR 0.000000 0 300`),
  unknown(`${T} debug: 127.0.2.5 a. A IN NOERROR 0.000000 0 300`),
  unknown(`${T} info: 127.0.2.5 a. A IN NOERROR 0.000000 2 300`),
  unknown(`${T} info: 127.0.2.5 a. A IN OK 0.000000 0 300`),
  plain(`${T} query: 127.0.21.31 REFUSED.example. HTTPS IN`, 'client-query', { client: '127.0.21.31' }),
  plain(`${T} info: 127.0.21.31 a. HTTPS IN`, 'client-query'),
];

const REASONS: readonly Sample[] = [
  event(
    `${T} error: SERVFAIL <rc5.up0.lab.example. A IN>: all the configured stub or forward servers failed, at zone . from 127.0.0.22 got REFUSED`,
    'servfail-reason',
    'SERVFAIL',
    'explicit',
    'sent',
    {
      qname: 'rc5.up0.lab.example',
      reason: 'all the configured stub or forward servers failed, at zone . from 127.0.0.22 got REFUSED',
    },
  ),
  event(`${T} error: SERVFAIL <a. A IN>: misc failure`, 'servfail-reason', 'SERVFAIL', 'explicit', 'sent'),
  event(
    `${T} info: validation failure <h1.expired.example. A IN>: signature expired from 127.0.0.31 for trust anchor expired.example. while building chain of trust`,
    'validation-failure',
    'SERVFAIL',
    'implied',
    'sent',
    { qname: 'h1.expired.example' },
  ),
  event(`${T} info: validation failure h1.expired.example. A IN`, 'validation-failure', 'SERVFAIL', 'implied', 'sent'),
  event(
    `${T} info: validation failure <b. A IN>: key for validation bogus. is marked as invalid because of a previous validation failure <a. A IN>: no REFUSED`,
    'validation-failure',
    'SERVFAIL',
    'implied',
    'sent',
    { qname: 'b' },
  ),
  unknown(`${T} info: failed to prime trust anchor -- DNSKEY rrset is not secure a. DNSKEY IN`),
  event(
    `${T} info: refuse.lab.example. refuse 127.0.3.14@53810 a95702.refuse.lab.example. AAAA IN`,
    'local-action',
    'REFUSED',
    'implied',
    'local',
    {
      zone: 'refuse.lab.example',
      action: 'refuse',
      client: '127.0.3.14',
      clientPort: 53810,
      qname: 'a95702.refuse.lab.example',
    },
  ),
  event(`${T} info: . always_nxdomain ::1@53810 a. A IN`, 'local-action', 'NXDOMAIN', 'implied', 'local'),
  event(`${T} info: z. inform_redirect 192.0.2.1@5 a. A IN`, 'local-action', 'NOERROR', 'implied', 'local'),
  plain(`${T} info: inform.lab.example. inform 127.0.3.35@54989 www.inform.lab.example. A IN`, 'local-action'),
  plain(`${T} info: static.example. static 127.0.3.35@54989 refuse. A IN`, 'local-action'),
  plain(`${T} info: 192.0.2.64/27 inform 127.0.2.37@47628 www.lab.example. A IN`, 'local-action-norcode'),
  plain(
    `${T} info: [log REFUSED] x] 2001:db8::/32 inform 127.0.2.37@47628 www.lab.example. A IN`,
    'local-action-norcode',
    {
      trigger: '2001:db8::/32',
    },
  ),
  event(
    `${T} info: rpz: applied *.bad.lab.example. rpz-nxdomain 127.0.3.12@57129 w40710.bad.lab.example. A IN`,
    'rpz-action',
    'NXDOMAIN',
    'implied',
    'local',
    { trigger: '*.bad.lab.example.', action: 'rpz-nxdomain', client: '127.0.3.12', clientPort: 57129 },
  ),
  event(
    `${T} info: rpz: applied [my NXDOMAIN] list] 192.0.2.44/32 rpz-nodata 127.0.20.48@42656 ok. A IN`,
    'rpz-action',
    'NOERROR',
    'implied',
    'local',
    { trigger: '192.0.2.44/32', qname: 'ok' },
  ),
  plain(
    `${T} info: rpz: applied [x] a. rpz-nxdomain 192.0.2.9@1 b. A IN] clientip 192.0.2.0/24 rpz-drop 192.0.2.9@1 b. A IN`,
    'rpz-action',
    { trigger: '192.0.2.0/24', action: 'rpz-drop' },
  ),
  event(
    `${T} info: rpz: applied nsip 192.0.2.44/32 rpz-tcp-only  ok. A IN`,
    'rpz-action',
    'NOERROR',
    'implied',
    'local',
  ),
  event(
    `${T} info: rpz: applied nsdname ns.evil. rpz-local-data 192.0.2.1@9 ok. A IN`,
    'rpz-action',
    'NOERROR',
    'implied',
    'local',
    {
      trigger: 'ns.evil.',
    },
  ),
  plain(`${T} info: rpz: applied *.pass. rpz-passthru 127.0.1.2@60057 refused.pass. A IN`, 'rpz-action'),
  // 1.10 to 1.13
  event(
    `${T} info: RPZ applied bad. nxdomain 127.0.3.12@57129 w.bad. A IN`,
    'rpz-action',
    'NXDOMAIN',
    'implied',
    'local',
    {
      zone: 'bad',
    },
  ),
  event(
    `${T} info: RPZ applied [a b] bad. local_data 127.0.3.12@57129 w.bad. A IN`,
    'rpz-action',
    'NOERROR',
    'implied',
    'local',
  ),
  plain(`${T} info: RPZ applied [nxdomain] bad. cname_override 127.0.3.12@57129 w.bad. A IN`, 'rpz-action'),
];

const UPSTREAM: readonly Sample[] = [
  event(`${T} info: query response was NXDOMAIN ANSWER`, 'upstream-response', 'NXDOMAIN', 'explicit', 'received'),
  event(`${T} info: query response was ANSWER`, 'upstream-response', 'NOERROR', 'implied', 'received'),
  event(`${T} info: query response was nodata ANSWER`, 'upstream-response', 'NOERROR', 'implied', 'received'),
  event(`${T} info: query response was REFERRAL`, 'upstream-response', 'NOERROR', 'implied', 'received'),
  plain(`${T} info: query response was CNAME`, 'upstream-response-norcode'),
  plain(`${T} info: query response was categorized as DNSSEC LAME`, 'upstream-response-norcode'),
  plain(`${T} info: query response REC_LAME: recursive but not authoritative server`, 'upstream-response-norcode'),
  plain(`${T} debug: query response was timeout`, 'upstream-response-norcode'),
  unknown(`${T} info: response for REFUSED. A IN`),
  unknown(`${T} info: reply from <lab.example.> 127.0.0.22#53`),
  event(
    `${T} info: incoming scrubbed packet: ;; ->>HEADER<<- opcode: QUERY, rcode: NXDOMAIN, id: 0`,
    'packet-dump',
    'NXDOMAIN',
    'explicit',
    'received',
    { opcode: 'QUERY' },
  ),
  event(
    `${T} info: incoming scrubbed packet: ;; ->>HEADER<<- opcode: QUERY, rcode: RCODE11, id: 0#012;; flags: qr#012x.#011IN#011TXT#011";; ->>HEADER<<- opcode: QUERY, rcode: REFUSED, id: 0"`,
    'packet-dump',
    'DSOTYPENI',
    'explicit',
    'received',
  ),
  event(
    `${T} info: msg from cache lookup ;; ->>HEADER<<- opcode: QUERY, rcode: NOERROR, id: 0\n;; flags: qr aa\n`,
    'packet-dump',
    'NOERROR',
    'explicit',
    'local',
  ),
  unknown(`${T} info: some text#012x.#011IN#011TXT#011";; ->>HEADER<<- opcode: QUERY, rcode: REFUSED, id: 0"`),
  unknown(`${T} info: some text\nx.\tIN\tTXT\t";; ->>HEADER<<- opcode: QUERY, rcode: REFUSED, id: 0"`),
  event(`${T} debug: return error response SERVFAIL`, 'internal-error-response', 'SERVFAIL', 'explicit', 'local'),
  event(
    `${T} debug: configured stub or forward servers failed -- returning SERVFAIL`,
    'internal-error-response',
    'SERVFAIL',
    'explicit',
    'local',
  ),
  event(
    `${T} debug: out of query targets -- returning SERVFAIL`,
    'internal-error-response',
    'SERVFAIL',
    'explicit',
    'local',
  ),
  event(
    `${T} debug: auth zone response bad, and no fallback possible, servfail`,
    'internal-error-response',
    'SERVFAIL',
    'implied',
    'local',
  ),
  event(`${T} debug: No response is set, servfail`, 'internal-error-response', 'SERVFAIL', 'implied', 'local'),
  event(`${T} debug: cannot validate non-answer, rcode YXDOMAIN`, 'cannot-validate', 'YXDOMAIN', 'explicit', 'local'),
  event(`${T} debug: xfr to sec.example. failed, packet with rcode NOTAUTH`, 'xfr', 'NOTAUTH', 'explicit', 'received', {
    zone: 'sec.example',
  }),
  event(
    `${T} debug: xfr to sec.example. fallback from IXFR to AXFR (with rcode FORMERR)`,
    'xfr',
    'FORMERR',
    'explicit',
    'received',
  ),
];

const rejected = (text: string, rcode: string, fields: Fields = {}): Sample =>
  event(`${T} debug: ${text}`, 'request-rejected', rcode, 'implied', 'sent', fields);

const REQUESTS: readonly Sample[] = [
  rejected('request unknown opcode 3', 'NOTIMP'),
  rejected('request wrong nr qd=2', 'FORMERR'),
  rejected('request wrong nr ar=3', 'FORMERR'),
  rejected('request bad, has TC bit on', 'FORMERR'),
  rejected('worker parse request: formerror.', 'FORMERR'),
  rejected('worker parse edns: formerror.', 'FORMERR'),
  rejected('worker request: formerror for meta-type.', 'FORMERR'),
  rejected('worker request: refused zone transfer.', 'REFUSED'),
  rejected('refused query from 127.0.9.9 port 49166 because of 127.0.9.0/24 refuse', 'REFUSED', {
    client: '127.0.9.9',
    clientPort: 49166,
    reason: '127.0.9.0/24 refuse',
  }),
  rejected('refused query from ip6 2001:db8::9 port 49166 (len 28)', 'REFUSED', { client: '2001:db8::9' }),
  rejected(
    'refused query from 127.0.9.9 port 1 because of 127.0.9.0/24 (ACL on interface IP) refuse_non_local',
    'REFUSED',
  ),
  rejected('refused nonrec (cache snoop) query from ip4 127.0.3.11 port 42097 (len 16)', 'REFUSED'),
  rejected('worker request: need cookie or stateful transport', 'REFUSED'),
  rejected('query with bad edns version.', 'BADVERS'),
  rejected('worker request: edns is too small.', 'SERVFAIL'),
  unknown(`${T} debug: worker check request: bad query.`),
  unknown(`${T} debug: dropped query from 127.0.9.9 port 49166 because of 127.0.9.0/24 deny`),
  unknown(`${T} debug: cachedb internal cache lookup: rcode REFUSED`),
  unknown(`${T} debug: refuse[52:0] 0D01`),
  unknown(`${T} error: recvfrom 5 failed: Connection refused`),
  event(
    `${T} info: refused NOTIFY for notify.lab.example. from ip4 127.0.2.32 port 46962 (len 16)`,
    'notify',
    'REFUSED',
    'implied',
    'sent',
    { zone: 'notify.lab.example' },
  ),
  event(`${T} info: servfail for NOTIFY serial 7 for a. from 127.0.2.32`, 'notify', 'SERVFAIL', 'implied', 'sent'),
  event(`${T} info: received NOTIFY serial 7 for a. from 127.0.2.32`, 'notify', 'NOERROR', 'implied', 'sent'),
  event(
    `${T} notice: ratelimit exceeded lab.example. 100 query x.lab.example. IN A from 192.0.2.7`,
    'ratelimit',
    'SERVFAIL',
    'implied',
    'local',
    { zone: 'lab.example', qname: 'x.lab.example', qtype: 'A', qclass: 'IN', client: '192.0.2.7' },
  ),
  event(
    `${T} notice: ratelimit exceeded lab.example. 100 query x.lab.example. IN A`,
    'ratelimit',
    'SERVFAIL',
    'implied',
    'local',
  ),
  event(
    `${T} notice: ratelimit exceeded lab.example. 100 query x.lab.example. IN A from ip4 192.0.2.7 port 5 (len 16)`,
    'ratelimit',
    'SERVFAIL',
    'implied',
    'local',
  ),
  // 1.9
  event(`${T} notice: ratelimit exceeded lab.example. 100`, 'ratelimit', 'SERVFAIL', 'implied', 'local'),
  plain(
    `${T} notice: ip_ratelimit exceeded 192.0.2.7 20(cookie) two\\032REFUSED\\".example. IN A`,
    'ip-ratelimit-norcode',
  ),
];

const rpz = (text: string, rcode: string, fields: Fields = {}): Sample =>
  event(`${T} info: ${text}`, 'rpz-action', rcode, 'implied', 'local', fields);

/** Further wordings of the same kinds: each optional part with and without it, each alternative. */
const WORDINGS: readonly Sample[] = [
  rpz('rpz: applied clientip 127.0.3.0/24 rpz-nxdomain 127.0.3.12@57129 w.bad. A IN', 'NXDOMAIN', {
    trigger: '127.0.3.0/24',
  }),
  rpz('rpz: applied 192.0.2.44/32 rpz-nxdomain 127.0.20.48@42656 ok. A IN', 'NXDOMAIN'),
  rpz('rpz: applied [log] nsip 2001:db8::/32 rpz-nodata 127.0.20.48@42656 ok. A IN', 'NOERROR'),
  rpz('rpz: applied [log] nsdname ns.evil. rpz-nxdomain 127.0.20.48@42656 ok. A IN', 'NXDOMAIN'),
  rpz('rpz: applied [log] *.bad. rpz-nxdomain  w.bad. A IN', 'NXDOMAIN', { trigger: '*.bad.' }),
  rpz('RPZ applied bad. tcp_only  w.bad. A IN', 'NOERROR'),
  rpz('RPZ applied [log] bad. nodata  w.bad. A IN', 'NOERROR'),
  rejected('request wrong nr an=1', 'FORMERR'),
  rejected('request wrong nr ns=1', 'FORMERR'),
  rejected('refused query from ip4 192.0.2.7 port 49166 (len 16)', 'REFUSED', { client: '192.0.2.7' }),
  rejected('refused nonrec (cache snoop) query from ip6 2001:db8::9 port 42097 (len 28)', 'REFUSED'),
  rejected('refused nonrec (cache snoop) query from 127.0.3.11 port 42097', 'REFUSED'),
  event(`${T} info: refused NOTIFY serial 7 for a. from 127.0.2.32`, 'notify', 'REFUSED', 'implied', 'sent'),
  event(`${T} info: servfail for NOTIFY for a. from 127.0.2.32`, 'notify', 'SERVFAIL', 'implied', 'sent'),
  event(`${T} info: received NOTIFY for a. from 127.0.2.32`, 'notify', 'NOERROR', 'implied', 'sent'),
];

export const UNBOUND_SAMPLES: readonly Sample[] = [
  ...PREFIXES,
  ...REPLIES,
  ...REASONS,
  ...UPSTREAM,
  ...REQUESTS,
  ...WORDINGS,
];
