// Acme DNS: a server that does not exist; CONTRIBUTING.md shows how its format is written.
import type { FormatSpec } from '../../src/formats/spec.js';

export const acme: FormatSpec = {
  name: 'acme',
  title: 'Acme DNS',
  vendor: 'Acme',
  product: 'acme',
  versions: '1.0',
  enable: ['`answer-log on` shows the code of every answer'],
  limits: ['dropped queries leave no line'],
  coverage: 'unknown',
  programs: ['acmed'],
  prefixes: ['{time} acmed[{pid}] '],
  kinds: [
    {
      kind: 'answer',
      layouts: ['answer {client} {qname:fqdn} {qtype} {qclass} {rcode} {duration}'],
      event: { direction: 'sent', client: 'whole', everyAnswer: true },
    },
    // The server always says NXDOMAIN then; its answer line follows.
    {
      kind: 'blocked',
      layouts: ['blocked {client} {qname:fqdn} {qtype} {qclass} by list "{reason:last}"'],
      event: { direction: 'local', rcode: 'NXDOMAIN' },
    },
    { kind: 'query', layouts: ['query {client} {qname:fqdn} {qtype} {qclass}'] },
  ],
  samples: [
    {
      line: '2026-11-22T15:55:15.184Z acmed[411] answer 192.0.2.7 www.example.org. A IN NXDOMAIN 0.001178',
      is: { kind: 'answer', rcode: 'NXDOMAIN', basis: 'explicit', direction: 'sent', qname: 'www.example.org' },
    },
    {
      line: '2026-11-22T15:55:16.020Z acmed[411] blocked 192.0.2.7 ads.example.org. A IN by list "family"',
      is: { kind: 'blocked', rcode: 'NXDOMAIN', basis: 'implied', direction: 'local', reason: 'family' },
    },
    {
      line: '2026-11-22T15:55:15.182Z acmed[411] query 192.0.2.7 www.example.org. A IN',
      is: { noRcode: 'query' },
    },
    { line: '2026-11-22T15:55:17.000Z acmed[411] cache holds 1200 names', is: { noRcode: true } },
    { line: 'cache holds 1200 names', is: { unrecognized: true } },
  ],
};
