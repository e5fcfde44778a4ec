// dnsmasq with `log-queries`, and Pi-hole, whose resolver is a dnsmasq (log_query in src/cache.c; lines of 2.90, Pi-hole's as
// documented).
import { DNSMASQ_SAMPLES } from './dnsmasq-samples.js';
import type { EventSpec, FormatSpec } from './spec.js';

/** With `log-queries=extra`; the transport with `log-queries=proto`. */
const SERIAL = '{[{(TCP |UDP |)}{pointer:uint} {[{client}/{clientPort} ]}]}';
const ANSWER: EventSpec = { direction: 'sent', client: 'whole', everyAnswer: true };

/** What knew the answer: an upstream server, the cache, the configuration, a hosts file, a list of Pi-hole. */
const SOURCE = '{({action:@sources}|/{_}|gravity blocked|exactly denied|regex denied|special domain)}';

export const dnsmasq: FormatSpec = {
  name: 'dnsmasq',
  title: 'dnsmasq, Pi-hole',
  vendor: 'thekelleys.org.uk',
  product: 'dnsmasq',
  versions: '2.90, Pi-hole as documented',
  enable: [
    '`log-queries=extra` numbers the queries, so that each line finds its query; Pi-hole 6: `misc.extraLogging`',
    '`log-queries` shows the outcome of every query too, told apart by name and order',
  ],
  limits: [
    'without `extra` lines of queries under way at the same time are told apart by name and order only',
    'a TXT record whose whole text is NXDOMAIN looks like the code',
    'a name that holds ` is ` is cut there',
    'the outcome of a query that was under way when the file was rotated is not counted without `extra`',
  ],
  coverage: 'unknown',
  programs: ['dnsmasq'],
  sets: { sources: ['reply', 'cached', 'cached-stale', 'config', 'auth', 'DHCP'] },
  prefixes: [`{[{time:syslogtime} ]}dnsmasq{[-{_:lower}]}{[[{pid}]]}: ${SERIAL}`, SERIAL],
  firstOutcome: { step: '<CNAME>', stepIsAnswerTo: ['CNAME', 'ANY'] },
  kinds: [
    {
      kind: 'query',
      layouts: ['{(query|auth)}[{(type={_:uint}|{qtype})}] {qname:last} from {client}'],
    },
    { kind: 'forwarded', layouts: ['forwarded {qname:last} to {_}'] },
    {
      kind: 'client-reply',
      layouts: ['{action:@sources} error is {rcode:headercode}{[ (EDE: {reason:last})]}'],
      event: ANSWER,
    },
    {
      kind: 'client-reply',
      layouts: ['{action:@sources} error is not implemented{[ (EDE: {reason:last})]}'],
      event: { ...ANSWER, rcode: 'NOTIMP', basis: 'explicit' },
    },
    { kind: 'client-reply', layouts: ['reply is truncated'], event: { ...ANSWER, rcode: 'NOERROR' } },
    {
      kind: 'validation',
      layouts: ['{(validation|dnssec-query|dnssec-retry)}{_:text}'],
    },
    {
      kind: 'client-reply',
      layouts: [
        `${SOURCE} {qname:text} is {result:text} (EDE: {reason:last})`,
        `${SOURCE} {qname:text} is {result:text}`,
      ],
      event: {
        ...ANSWER,
        codes: { field: 'result', map: { NXDOMAIN: 'NXDOMAIN' }, otherwise: 'NOERROR' },
        basis: 'explicit',
      },
    },
  ],
  samples: DNSMASQ_SAMPLES,
};
