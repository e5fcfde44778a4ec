// PowerDNS Recursor with `quiet=no`: the text of 4.x and the key="value" form of 4.6 and later (pdns_recursor.cc; lines of 4.8).
import { PDNS_RECURSOR_SAMPLES } from './pdns-recursor-samples.js';
import type { EventSpec, FormatSpec } from './spec.js';

/** A quote inside a value is written `\"`, so that a key with its equals sign and quote is never part of one. */
const ASKED = 'qname="{qname:text}" qtype="{qtype:word}"';
const REMOTE = 'remote="{({client}|[{client}])}:{clientPort}"';
const STRUCTURED = `msg="Answer" {_:text} ts="{time:epoch}" {_:text} proto="{transport}" ${ASKED}`;
const COST = `${REMOTE} {_:text} totms="{duration:millis}"{_:text}`;

/** Older releases leave out the thread. */
const TEXT = "{[{_:uint} ]}[{_}] answer to {(non-rd |)}question '{qname:text}|{qtype:word}': {_:last}, rcode=";
const SECURITY = '{[, dnssec={_}]}';

const ANSWER: EventSpec = { direction: 'sent', client: 'whole', everyAnswer: true };

export const pdnsRecursor: FormatSpec = {
  name: 'pdns-recursor',
  title: 'PowerDNS Recursor',
  vendor: 'PowerDNS',
  product: 'pdns-recursor',
  versions: '4.8, structured and text',
  enable: [
    '`quiet=no` (5.x: `logging.quiet: false`) and `loglevel=6` show the code of every answer that is not from the packet cache',
  ],
  limits: [
    'answers from the packet cache show no code: clients got more answers than are counted',
    'the text form does not say who got an answer',
    'the JSON form of 5.1 and later is not read',
  ],
  coverage: 'unknown',
  programs: ['pdns_recursor', 'pdns-recursor'],
  prefixes: ['{[{time:syslogtime} ]}'],
  weakPrefix: true,
  kinds: [
    { kind: 'client-reply', layouts: [`${STRUCTURED} rcode="{rcode:rcodenum}" {_:text} ${COST}`], event: ANSWER },
    // A failure without a code of its own: the client got SERVFAIL.
    {
      kind: 'client-reply',
      layouts: [`${STRUCTURED} rcode="-1" {_:text} ${COST}`],
      event: { ...ANSWER, rcode: 'SERVFAIL', basis: 'explicit' },
    },
    { kind: 'client-reply', layouts: [`${TEXT}{rcode:rcodenum}${SECURITY}`], event: ANSWER },
    {
      kind: 'client-reply',
      layouts: [`${TEXT}-1${SECURITY}`],
      event: { ...ANSWER, rcode: 'SERVFAIL', basis: 'explicit' },
    },
    {
      kind: 'query',
      layouts: [
        `msg="Question" {_:text} ts="{time:epoch}" {_:text} proto="{transport}" ${ASKED} ${REMOTE}`,
        "{[{_:uint} ]}[{_}] {(TCP |)}{(non-rd |)}question for '{qname:text}|{qtype:word}' from {({client}|[{client}])}:{clientPort}",
      ],
    },
    {
      kind: 'packet-cache-answer',
      layouts: [
        `msg="{(TCP q|Q)}uestion answered from packet cache" {_:text} ts="{time:epoch}" {_:text} ${ASKED} ${REMOTE}{_:text}`,
        '{_:uint} {(TCP |)}question answered from packet cache {_:text}',
      ],
    },
    // The server's own refresh of the root's name servers.
    {
      kind: 'root-refresh-failed',
      layouts: ['msg="Failed to update . records" {_:text}', 'Failed to update {_:text} records, RCODE={_:text}'],
    },
  ],
  samples: PDNS_RECURSOR_SAMPLES,
};
