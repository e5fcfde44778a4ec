// systemd-resolved with debug logging: the answers it got from its upstream servers (message texts of resolved's source, 252).
import type { FormatSpec } from './spec.js';

/** The question as resolved writes a resource key; odd bytes in a name are escaped as `\032`. */
const KEY = '{qname} {qclass} {qtype:word}';

export const systemdResolved: FormatSpec = {
  name: 'systemd-resolved',
  title: 'systemd-resolved',
  vendor: 'systemd',
  product: 'systemd-resolved',
  versions: '252 as documented',
  enable: ['`resolvectl log-level debug` shows the code of every answer from an upstream server'],
  limits: [
    'what clients got is not in this log, nor who asked',
    'the line with the code has no name: it is in the lines of the same transaction number',
  ],
  coverage: 'unknown',
  programs: ['systemd-resolved'],
  prefixes: [''],
  kinds: [
    {
      kind: 'upstream-reply',
      layouts: [
        'Processing incoming packet {[of size {size} ]}on transaction {pointer:uint} (rcode={rcode:headercode}).',
      ],
      event: { direction: 'received' },
    },
    // `now complete with` repeats that there was a code, without naming it.
    {
      kind: 'transaction',
      layouts: [
        `Firing {_:lower} transaction {pointer:uint} for <${KEY}> scope {_:text}`,
        `{(Regular t|Bypass t|T)}ransaction {pointer:uint} for <${KEY}> on scope {_:text}`,
      ],
    },
    {
      kind: 'cache-hit',
      layouts: [`RCODE {rcode:headercode} cache hit for {(<${KEY}>|${KEY})}`],
      event: { direction: 'local' },
    },
    { kind: 'auxiliary-failed', layouts: ['Auxiliary DNSSEC RR query failed with {_:text}'] },
  ],
  samples: [
    {
      line: 'Processing incoming packet of size 55 on transaction 27040 (rcode=REFUSED).',
      is: { kind: 'upstream-reply', rcode: 'REFUSED', basis: 'explicit', direction: 'received', size: 55 },
    },
    {
      line: 'Processing incoming packet of size 60 on transaction 7 (rcode=SUCCESS).',
      is: { kind: 'upstream-reply', rcode: 'NOERROR', basis: 'explicit', direction: 'received' },
    },
    {
      line: 'Processing incoming packet of size 60 on transaction 7 (rcode=YRRSET).',
      is: { kind: 'upstream-reply', rcode: 'YXRRSET', basis: 'explicit', direction: 'received' },
    },
    {
      line: 'Processing incoming packet on transaction 8 (rcode=23).',
      is: { kind: 'upstream-reply', rcode: 'BADCOOKIE', basis: 'explicit', direction: 'received' },
    },
    {
      line: 'Firing regular transaction 27040 for <www.example.org IN A> scope dns on eth0/* (validate=yes).',
      is: { noRcode: 'transaction', qname: 'www.example.org', qtype: 'A' },
    },
    {
      line: 'Regular transaction 27040 for <www.example.org IN A> on scope dns on eth0/* now complete with <rcode-failure> from network (unsigned; non-confidential).',
      is: { noRcode: 'transaction', qname: 'www.example.org', qtype: 'A' },
    },
    {
      line: 'Bypass transaction 9 for <rcode=3.example.org IN MX> on scope dns on eth0/* now complete with <timeout> from none (unsigned; non-confidential).',
      is: { noRcode: 'transaction', qname: 'rcode=3.example.org' },
    },
    {
      line: 'Transaction 9 for <example.org IN TYPE65400> on scope dns on eth0/* now complete with <success> from cache (unsigned).',
      is: { noRcode: 'transaction', qtype: 'TYPE65400' },
    },
    {
      line: 'RCODE NXDOMAIN cache hit for sp\\032ace.example.org IN AAAA',
      is: {
        kind: 'cache-hit',
        rcode: 'NXDOMAIN',
        basis: 'explicit',
        direction: 'local',
        qname: 'sp\\032ace.example.org',
        qtype: 'AAAA',
      },
    },
    {
      line: 'RCODE SERVFAIL cache hit for <example.org IN A>',
      is: { kind: 'cache-hit', rcode: 'SERVFAIL', basis: 'explicit', direction: 'local', qname: 'example.org' },
    },
    {
      line: 'Auxiliary DNSSEC RR query failed with rcode-failure.',
      is: { noRcode: 'auxiliary-failed' },
    },
    {
      line: 'Using degraded feature set UDP instead of UDP+EDNS0 for DNS server 192.0.2.53.',
      is: { unrecognized: true },
    },
    { line: 'Processing incoming packet of size 55 on transaction 1 (rcode=??).', is: { unrecognized: true } },
  ],
};
