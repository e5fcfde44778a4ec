// dnsdist: what LogResponseAction writes, to a file of its own or to the normal log, among verbose lines (1.7,
// dnsdist-actions-factory.cc; the long names of codes are those of pdns/dns.cc).
import type { FormatSpec } from './spec.js';

const CLIENT = '{({client}|[{client}])}:{clientPort}';
const QUESTION = '{qname:fqdn} {qtype:word}';

export const dnsdist: FormatSpec = {
  name: 'dnsdist',
  title: 'dnsdist',
  vendor: 'PowerDNS',
  product: 'dnsdist',
  versions: '1.7',
  enable: [
    '`addResponseAction(AllRule(), LogResponseAction("FILE", true, false, false, true))` shows the code of every answer of a server behind it',
    '`addCacheHitResponseAction` and `addSelfAnsweredResponseAction` with the same action show the other answers',
  ],
  limits: [
    'only the low four bits of a code are printed: BADVERS reads No Error',
    'the time is that of the query',
    'answers that no rule logs are missing, and the log does not tell',
  ],
  coverage: 'unknown',
  fourBit: true,
  programs: ['dnsdist'],
  prefixes: ['{[[{time:epochns}] ]}'],
  kinds: [
    {
      kind: 'client-reply',
      layouts: [`Answer to ${CLIENT} for ${QUESTION} ({result:last}) with id {_:uint}`],
      event: {
        direction: 'sent',
        client: 'whole',
        everyAnswer: true,
        basis: 'explicit',
        codes: {
          field: 'result',
          map: {
            'No Error': 'NOERROR',
            'Form Error': 'FORMERR',
            'Server Failure': 'SERVFAIL',
            'Non-Existent domain': 'NXDOMAIN',
            'Not Implemented': 'NOTIMP',
            'Query Refused': 'REFUSED',
            'Name Exists when it should not': 'YXDOMAIN',
            'RR Set Exists when it should not': 'YXRRSET',
            'RR Set that should exist does not': 'NXRRSET',
            'Server Not Authoritative for zone / Not Authorized': 'NOTAUTH',
            'Name not contained in zone': 'NOTZONE',
            'Err#11': 'DSOTYPENI',
            'Err#12': 'RCODE12',
            'Err#13': 'RCODE13',
            'Err#14': 'RCODE14',
            'Err#15': 'RCODE15',
          },
        },
      },
    },
    { kind: 'query', layouts: [`Packet from ${CLIENT} for ${QUESTION} with id {_:uint}`] },
    // A query is counted by its `Packet from` line; these are there besides it, for what was relayed.
    {
      kind: 'relayed',
      layouts: ['Got query for {qname:last}|{qtype:word} from {_:text}', 'Got answer from {_}, relayed to {_:text}'],
    },
  ],
  samples: [
    {
      line: '[1795363211.545614290] Answer to 192.0.2.21:57501 for sp\\032ace.example.org. NS (Query Refused) with id 45138',
      is: {
        kind: 'client-reply',
        rcode: 'REFUSED',
        basis: 'explicit',
        direction: 'sent',
        client: '192.0.2.21',
        clientPort: 57501,
        qname: 'sp\\032ace.example.org',
        qtype: 'NS',
        time: 1795363211545,
      },
    },
    {
      line: '[1795363211.5000000] Answer to [2001:db8::1]:55312 for www.example.org. DS (Server Not Authoritative for zone / Not Authorized) with id 1',
      is: {
        kind: 'client-reply',
        rcode: 'NOTAUTH',
        basis: 'explicit',
        direction: 'sent',
        client: '2001:db8::1',
        time: 1795363211005,
      },
    },
    {
      line: 'Answer to 192.0.2.21:57501 for (REFUSED).example.org. A (Err#12) with id 1',
      is: {
        kind: 'client-reply',
        rcode: 'RCODE12',
        basis: 'explicit',
        direction: 'sent',
        qname: '(refused).example.org',
      },
    },
    { line: 'Answer to 192.0.2.21:57501 for example.org. A (Err#99) with id 1', is: { noRcode: 'client-reply' } },
    {
      line: '[1795363211.7] Packet from 192.0.2.21:57501 for www.example.org. A with id 45138',
      is: { noRcode: 'query', client: '192.0.2.21', qname: 'www.example.org', time: 1795363211000 },
    },
    {
      line: '[1795363211.7] Packet from [2001:db8::1]:57501 for www.example.org. A with id 45138',
      is: { noRcode: 'query', client: '2001:db8::1' },
    },
    {
      line: 'Got query for www.example.org|NS from 192.0.2.21:57501, relayed to 192.0.2.53:5300',
      is: { noRcode: 'relayed', qname: 'www.example.org', qtype: 'NS' },
    },
    {
      line: 'Got answer from 192.0.2.53:5300, relayed to 192.0.2.21:57501, took 1229.15 usec',
      is: { noRcode: 'relayed' },
    },
    { line: '[1795363211.7] Dropped a query', is: { noRcode: true } },
    { line: 'Marking downstream 192.0.2.53:5300 as (Server Failure)', is: { unrecognized: true } },
  ],
};
