// Lines of dnsmasq and Pi-hole, and what each becomes when its query is open.
import type { Sample } from './spec.js';

const EXTRA = 'Nov 22 15:55:08 dnsmasq[10025]: 3 192.0.2.1/43958';
const ASKED = [`${EXTRA} query[A] www.example.org from 192.0.2.1`];

const sent = (rcode: string, basis: 'explicit' | 'implied') =>
  ({ kind: 'client-reply', rcode, basis, direction: 'sent' }) as const;

const told = (text: string, is: Sample['is']): Sample => ({ line: `${EXTRA} ${text}`, is, after: ASKED });

/** What dnsmasq and Pi-hole write before the name, besides `reply`. */
const SOURCES = [
  'cached',
  'cached-stale',
  'config',
  'auth',
  'DHCP',
  '/etc/hosts',
  'gravity blocked',
  'exactly denied',
  'regex denied',
  'special domain',
];

export const DNSMASQ_SAMPLES: readonly Sample[] = [
  {
    line: ASKED[0]!,
    is: { noRcode: 'query', client: '192.0.2.1', clientPort: 43958, qname: 'www.example.org', qtype: 'A' },
  },
  {
    line: 'dnsmasq: query[type=65400] a from b.example.org from 2001:db8::1',
    is: { noRcode: 'query', qname: 'a from b.example.org', client: '2001:db8::1' },
  },
  { line: 'TCP 5 auth[SOA] example.org from 192.0.2.1', is: { noRcode: 'query', qtype: 'SOA' } },
  {
    line: 'UDP 6 forwarded www.example.org to 192.0.2.53#5300',
    is: { noRcode: 'forwarded', qname: 'www.example.org' },
  },
  // Pi-hole 6 with misc.extraLogging, newer releases with log-queries=proto.
  {
    line: 'Mar 14 09:26:53 dnsmasq[517]: UDP 6 192.0.2.1/7 forwarded www.example.org to 192.0.2.53#5300',
    is: { noRcode: 'forwarded', qname: 'www.example.org', client: '192.0.2.1', clientPort: 7 },
  },
  { line: 'dnsmasq: TCP 5 forwarded www.example.org to 192.0.2.53', is: { noRcode: 'forwarded' } },
  { line: 'validation www.example.org is BOGUS', is: { noRcode: 'validation' } },
  {
    line: '7 192.0.2.1/43958 dnssec-query[DS] example.org to 192.0.2.53',
    is: { noRcode: 'validation', client: '192.0.2.1' },
  },
  { line: 'dnssec-retry[DS] example.org to 192.0.2.53', is: { noRcode: 'validation' } },
  told('reply www.example.org is NXDOMAIN', {
    ...sent('NXDOMAIN', 'explicit'),
    client: '192.0.2.1',
    clientPort: 43958,
  }),
  told('reply www.example.org is 192.0.2.11', { ...sent('NOERROR', 'implied'), qname: 'www.example.org' }),
  told('reply www.example.org is NODATA-IPv4', sent('NOERROR', 'implied')),
  told('reply www.example.org is v=12 is NXDOMAIN', sent('NOERROR', 'implied')),
  told('reply www.example.org is REFUSED', sent('NOERROR', 'implied')),
  told('reply is truncated', sent('NOERROR', 'implied')),
  told('reply error is 10', sent('NOTZONE', 'explicit')),
  told('reply error is 16', sent('BADVERS', 'explicit')),
  told('reply error is FORMERR', sent('FORMERR', 'explicit')),
  told('config error is REFUSED (EDE: not ready)', { ...sent('REFUSED', 'explicit'), reason: 'not ready' }),
  told('reply error is not implemented', sent('NOTIMP', 'explicit')),
  told('reply error is not implemented (EDE: other)', { ...sent('NOTIMP', 'explicit'), reason: 'other' }),
  ...SOURCES.flatMap((source) => [
    told(`${source} www.example.org is NXDOMAIN`, sent('NXDOMAIN', 'explicit')),
    told(`${source} www.example.org is NXDOMAIN (EDE: blocked)`, {
      ...sent('NXDOMAIN', 'explicit'),
      reason: 'blocked',
    }),
  ]),
  { line: 'Nov 22 15:55:07 dnsmasq-dhcp[10025]: DHCPDISCOVER(eth0) 02:00:00:00:00:01', is: { noRcode: true } },
  { line: 'Nov 22 15:55:07 dnsmasq[10025]: started, version 2.90 cachesize 500', is: { noRcode: true } },
  { line: 'Nov 22 15:55:08 dnsmasq[10025]: status: REFUSED rcode=3', is: { noRcode: true } },
  { line: 'started, version 2.90 cachesize 500', is: { unrecognized: true } },
];
