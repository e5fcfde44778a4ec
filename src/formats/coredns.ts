// CoreDNS: its `log` and `errors` plugins (plugin/log, plugin/errors and plugin/pkg/replacer, as documented for 1.2 to 1.12).
import type { FormatSpec } from './spec.js';

const CLIENT = '{({client}|[{client}])}:{clientPort}';
/** A blank in a name is written `\ `, so the name ends where all that follows it fits. */
const REQUEST = `${CLIENT} - {_:uint} "{qtype:word} {qclass} {qname:text}{( {transport} {_:uint} {(true|false)} {_:uint}" )}`;
const COMBINED = '{[ "{_:uint}"]}';

export const coredns: FormatSpec = {
  name: 'coredns',
  title: 'CoreDNS',
  vendor: 'CNCF',
  product: 'coredns',
  versions: '1.2 to 1.12 as documented',
  enable: [
    '`log` in a server block of the Corefile shows the code of every answer',
    '`errors` shows why an answer failed',
  ],
  limits: [
    'a line has no time unless the container runtime adds one',
    '`log` with a name or a `class` leaves the other answers out, and the log does not tell that it does',
    'of custom layouts of `log` only `{proto} Request: {name} {type} {rcode}` is known, with or without `{/log/class}`',
  ],
  coverage: 'unknown',
  programs: ['coredns'],
  sets: { levels: ['INFO', 'WARNING', 'ERROR', 'DEBUG', 'FATAL'] },
  // Releases around 1.3 wrote a time.
  prefixes: ['{[{time} ]}[{level:@levels}] '],
  kinds: [
    {
      kind: 'client-reply',
      levels: ['INFO'],
      layouts: [`${REQUEST}{rcode:headercode} {_} {size} {({duration}|{duration:uint})}s${COMBINED}`],
      event: { direction: 'sent', client: 'whole', everyAnswer: true },
    },
    {
      kind: 'client-reply',
      levels: ['INFO'],
      layouts: ['{transport} Request: {qname:text}{( {qtype:word} {rcode:headercode}{[ {_:lower}]})}'],
      event: { direction: 'sent', client: 'whole', everyAnswer: true },
    },
    { kind: 'client-no-reply', levels: ['INFO'], layouts: [`${REQUEST}- {_:text}`] },
    // The number repeats the code of a `log` line, or would be one if `log` were on.
    {
      kind: 'request-error',
      levels: ['ERROR'],
      layouts: ['plugin/errors: {_:uint} {qname:text}{( {qtype:word}: )}{reason:text}'],
    },
    {
      kind: 'error-summary',
      levels: ['ERROR', 'WARNING'],
      layouts: [
        "plugin/errors: {_:uint} errors like '{_:last}' occurred in last {_:text}",
        "{_:uint} errors like '{_:last}' occurred in last {_:text}",
      ],
    },
  ],
  samples: [
    {
      line: '[INFO] 192.0.2.9:53699 - 48700 "A IN build30.lab.example. udp 33 true 1232" REFUSED qr,rd 56 0.089100393s',
      is: {
        kind: 'client-reply',
        rcode: 'REFUSED',
        basis: 'explicit',
        direction: 'sent',
        client: '192.0.2.9',
        clientPort: 53699,
        qname: 'build30.lab.example',
        qtype: 'A',
        qclass: 'IN',
        transport: 'udp',
        size: 56,
        duration: 0.089100393,
      },
    },
    {
      line: '[INFO] [2001:db8:7::9]:50759 - 29008 "AAAA IN example.org. tcp 41 false 4096" NOERROR qr,rd,ra,ad 68 2s "0"',
      is: {
        kind: 'client-reply',
        rcode: 'NOERROR',
        basis: 'explicit',
        direction: 'sent',
        client: '2001:db8:7::9',
        qname: 'example.org',
        transport: 'tcp',
        duration: 2,
      },
    },
    {
      line: '[INFO] [fe80::1%eth0]:50759 - 8 "None IN . udp 41 false 4096" BADSIG qr,rd,ra 23 0.0003s',
      is: {
        kind: 'client-reply',
        rcode: 'BADVERS',
        basis: 'explicit',
        direction: 'sent',
        client: 'fe80::1%eth0',
        qname: '.',
        qtype: 'None',
      },
    },
    {
      line: '2018-09-20T12:27:19.345Z [INFO] 192.0.2.9:53699 - 4 "TYPE65400 CLASS7 a\\ udp\\ 3\\".example.org. udp 33 true 1232" 12 qr 56 0.0004s',
      is: {
        kind: 'client-reply',
        rcode: 'RCODE12',
        basis: 'explicit',
        direction: 'sent',
        qname: 'a\\ udp\\ 3\\".example.org',
        time: Date.UTC(2018, 8, 20, 12, 27, 19, 345),
      },
    },
    {
      line: '[INFO] 192.0.2.9:53699 - 6 "A IN rcode=3.example.org. udp 33 true 1232" - - 0 5.001234567s',
      is: { noRcode: 'client-no-reply', client: '192.0.2.9', qname: 'rcode=3.example.org' },
    },
    {
      line: '[INFO] [2001:db8::6]:9 - 6 "A IN example.org. udp 33 false 512" - - 0 5.001234567s',
      is: { noRcode: 'client-no-reply', client: '2001:db8::6' },
    },
    {
      line: '[INFO] udp Request: nxdomain.example.org. A NOERROR success',
      is: {
        kind: 'client-reply',
        rcode: 'NOERROR',
        basis: 'explicit',
        direction: 'sent',
        qname: 'nxdomain.example.org',
        qtype: 'A',
      },
    },
    {
      line: '[INFO] tcp Request: a\\ b.example.org. MX NOTIMP',
      is: { kind: 'client-reply', rcode: 'NOTIMP', basis: 'explicit', direction: 'sent', qname: 'a\\ b.example.org' },
    },
    {
      line: '[ERROR] plugin/errors: 2 example.org. A: read udp 192.0.2.1:37171->192.0.2.53:53: i/o timeout',
      is: {
        noRcode: 'request-error',
        qname: 'example.org',
        qtype: 'A',
        reason: 'read udp 192.0.2.1:37171->192.0.2.53:53: i/o timeout',
      },
    },
    {
      line: "[ERROR] plugin/errors: 3 errors like '^read udp .* i/o timeout$' occurred in last 30s",
      is: { noRcode: 'error-summary' },
    },
    { line: "[WARNING] 3 errors like '^read udp' occurred in last 30s", is: { noRcode: 'error-summary' } },
    { line: '[INFO] plugin/reload: Running configuration SHA512 = 0a1b', is: { noRcode: true } },
    {
      line: '[DEBUG] 192.0.2.9:53699 - 4 "A IN example.org. udp 33 true 1232" NOERROR qr 56 0.1s',
      is: { noRcode: true },
    },
    { line: '[INFO] example.org. A NOERROR', is: { noRcode: true } },
    { line: 'CoreDNS-1.11.3', is: { unrecognized: true } },
  ],
};
