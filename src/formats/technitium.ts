// Technitium DNS Server with "log all queries" on (DnsServerCore/LogManager.cs, as documented).
import type { FormatSpec } from './spec.js';

const ASKED = 'QNAME: {qname:text}; QTYPE: {qtype:word}; QCLASS: {qclass}';
const OUTCOME = '; RCODE: {rcode:headercode}; ANSWER: {_:text}';

export const technitium: FormatSpec = {
  name: 'technitium',
  title: 'Technitium DNS Server',
  vendor: 'Technitium',
  product: 'technitium',
  versions: 'as documented',
  enable: ['Settings, Logging, Log All Queries shows the code of every answer'],
  limits: [
    'its zone transfer messages are not told apart',
    'the JSON of the Log Exporter app and the CSV export are not read',
  ],
  coverage: 'unknown',
  programs: ['technitium'],
  prefixes: ['[{({time:isoutc}|{time} Local)}] {[[{({client}|[{client}])}:{clientPort}] [{transport:word}] ]}'],
  kinds: [
    {
      kind: 'client-reply',
      layouts: [
        `${ASKED}${OUTCOME}`,
        `${ASKED}; TSIG KeyName: {key:text}; TSIG Algo: {_:text}; TSIG Error: {_}${OUTCOME}`,
        `MISSING QUESTION!${OUTCOME}`,
      ],
      event: { direction: 'sent', client: 'whole', everyAnswer: true },
    },
    { kind: 'client-no-reply', layouts: [`${ASKED}; NO RESPONSE FROM SERVER!`] },
  ],
  samples: [
    {
      line: '[2026-03-14 09:26:54 UTC] [192.0.2.174:53042] [UDP] QNAME: *53.example.org; QTYPE: A; QCLASS: IN; RCODE: NxDomain; ANSWER: []',
      is: {
        kind: 'client-reply',
        rcode: 'NXDOMAIN',
        basis: 'explicit',
        direction: 'sent',
        client: '192.0.2.174',
        clientPort: 53042,
        transport: 'UDP',
        qname: '*53.example.org',
        qtype: 'A',
        time: Date.UTC(2026, 2, 14, 9, 26, 54),
      },
    },
    {
      line: '[2026-03-14 09:26:54 Local] [[2001:db8::1]:53042] [HTTPS] QNAME: a b.example.org; QTYPE: TXT; QCLASS: IN; RCODE: NoError; ANSWER: ["; RCODE: Refused; ANSWER: []"]',
      is: {
        kind: 'client-reply',
        rcode: 'NOERROR',
        basis: 'explicit',
        direction: 'sent',
        client: '2001:db8::1',
        qname: 'a b.example.org',
        time: Date.UTC(2026, 2, 14, 9, 26, 54),
      },
    },
    {
      line: '[2026-03-14 09:26:54 UTC] [192.0.2.174:53042] [TCP] QNAME: example.org; QTYPE: AXFR; QCLASS: IN; TSIG KeyName: k.example.org; TSIG Algo: hmac-sha256; TSIG Error: NoError; RCODE: NotAuthorized; ANSWER: [ZONE TRANSFER]',
      is: { kind: 'client-reply', rcode: 'NOTAUTH', basis: 'explicit', direction: 'sent', key: 'k.example.org' },
    },
    {
      line: '[2026-03-14 09:26:54 UTC] [192.0.2.174:53042] [TCP] MISSING QUESTION!; RCODE: FormatError; ANSWER: []',
      is: { kind: 'client-reply', rcode: 'FORMERR', basis: 'explicit', direction: 'sent', client: '192.0.2.174' },
    },
    {
      line: '[2026-03-14 09:26:54 UTC] [192.0.2.174:53042] [UDP] QNAME: example.org; QTYPE: A; QCLASS: IN; NO RESPONSE FROM SERVER!',
      is: { noRcode: 'client-no-reply', qname: 'example.org' },
    },
    { line: '[2026-03-14 09:26:54 UTC] Logging started. RCODE: Refused;', is: { noRcode: true } },
    { line: 'QNAME: example.org; QTYPE: A; QCLASS: IN; RCODE: NoError; ANSWER: []', is: { unrecognized: true } },
  ],
};
