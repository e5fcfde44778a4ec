// BIND 9: what named writes through its channels (lib/ns, lib/dns and bin/named of 9.9 to 9.21).
//
// The position decides, never a word: every layout is anchored behind the prefix and at the line's end, because names, views,
// keys and policy zones can all spell response codes.
import { BIND_SAMPLES } from './bind-samples.js';
import type { EventSpec, FormatSpec, KindSpec } from './spec.js';

/** What the client is sent for a result of named that is no response code (isc_result to rcode: dns_result_torcode). */
const RESULT_CODES: Readonly<Record<string, string>> = {
  success: 'NOERROR',
  'tsig verify failure': 'NOTAUTH',
  'clocks are unsynchronized': 'NOTAUTH',
  'disallowed (by application policy)': 'REFUSED',
  ...Object.fromEntries(
    [
      'unexpected end of input',
      'bad label type',
      'bad compression pointer',
      'label too long',
      'name too long',
      'extra input data',
      'bad class',
      'bad ttl',
      'bad zone',
      'syntax error',
      'out of range',
      'too many hops',
      'malformed OPT option',
      'tsig indicates error',
      'unknown class/type',
      'text too long',
      'bad checksum',
      'bad IPv6 address',
      'bad base64 encoding',
      'more data needed/to be rendered',
    ].map((text) => [text, 'FORMERR']),
  ),
};

/** The code is a word of `result`, else follows from it by the rule above, else is SERVFAIL. */
const BY_RESULT: EventSpec['codes'] = { field: 'result', words: true, map: RESULT_CODES, otherwise: 'SERVFAIL' };
/** Only a code word counts: the line is about an answer that another server gave, or about no answer. */
const WORDS_ONLY: EventSpec['codes'] = { field: 'result', words: true };

const answer = (family: string, more: Partial<EventSpec> = {}): EventSpec => ({
  direction: 'sent',
  client: 'answer',
  family,
  ...more,
});
const refused = (family: string): EventSpec => answer(family, { rcode: 'REFUSED' });
const received = (more: Partial<EventSpec> = {}): EventSpec => ({ direction: 'received', ...more });

/** In syslog a dump follows on the same line behind `#012`, in a journal behind a newline. */
const DUMP = '{[{(#012|\n)}{_:text}]}';
const PRIMARY = '{(primary|master)} {upstream}#{upstreamPort}';

const CLIENT_KINDS: readonly Omit<KindSpec, 'head'>[] = [
  { kind: 'query', layouts: ['query: {qname} {qclass} {qtype} {flags}{[ ({dest})]}{[ [ECS {ecs}]]}'] },
  {
    kind: 'response',
    layouts: [
      'response: {qname} {qclass} {qtype} {rcode:rcodenum} {answers} {_:uint} {_:uint} {flags} ({dest}){[ [ECS {ecs}]]}',
    ],
    event: answer('query', { closes: true, everyAnswer: true }),
  },
  // Nothing is sent. Current versions do not write it.
  { kind: 'query-dropped', layouts: ['query failed ({(drop|duplicate query)}) {_:text}'] },
  {
    kind: 'query-failed',
    layouts: ['query failed ({result}{() for {_:nct} at {_:word}|) at {_:word})}'],
    event: answer('query', { codes: BY_RESULT }),
  },
  {
    kind: 'query-cache-denied',
    layouts: ["query (cache) '{_:ntc}' denied{[ ({reason:last})]}"],
    event: refused('query'),
  },
  { kind: 'query-denied', layouts: ["query '{_:ntc}' denied"], event: refused('query') },
  { kind: 'query-on-denied', layouts: ['query-on denied'], event: refused('query') },
  { kind: 'check-names', layouts: ['check-names failure {_:ntc}'], event: refused('query') },
  {
    kind: 'servfail-cache',
    layouts: ['servfail cache hit {_:nt} (CD={_:bit})'],
    event: answer('query', { rcode: 'SERVFAIL' }),
  },
  {
    kind: 'rpz-nxdomain',
    layouts: ['rpz {trigger:upper} NXDOMAIN rewrite {_:ntc} via {zone:text}'],
    event: answer('query', { rcode: 'NXDOMAIN', basis: 'explicit' }),
  },
  {
    kind: 'rpz-nodata',
    layouts: ['rpz {trigger:upper} NODATA rewrite {_:ntc} via {zone:text}'],
    event: answer('query', { rcode: 'NOERROR' }),
  },
  { kind: 'rpz-other', layouts: ['{[disabled ]}rpz {trigger:upper} {action} rewrite {_:ntc} via {zone:text}'] },
  {
    kind: 'xfer-denied',
    layouts: ["zone transfer '{_:ntc}' denied", "zone transfer '{_:zone}' denied"],
    event: refused('query'),
  },
  {
    kind: 'xfer-bad-request',
    layouts: ["bad zone transfer request: {['{_:zone}': ]}{reason:last} ({rcode})"],
    event: answer('query'),
  },

  // Rate limiting: `would` is a dry run, the answer went out unchanged. An error response is dropped even when it says slip.
  {
    kind: 'rrl-slip',
    layouts: ['{[would ]}rate limit slip NXDOMAIN response to {_:text}'],
    event: answer('query', { rcode: 'NXDOMAIN', basis: 'explicit' }),
  },
  {
    kind: 'rrl-drop',
    layouts: ['rate limit drop NXDOMAIN response to {_:text}'],
    event: { direction: 'suppressed', rcode: 'NXDOMAIN', basis: 'explicit', client: 'cancels' },
  },
  {
    kind: 'rrl-drop',
    layouts: ['would rate limit drop NXDOMAIN response to {_:text}'],
    event: answer('query', { rcode: 'NXDOMAIN', basis: 'explicit' }),
  },
  {
    kind: 'rrl-error',
    layouts: ['rate limit {(drop|slip)} {result:text} error response to{[ {_:text}]}'],
    event: { direction: 'suppressed', codes: BY_RESULT, client: 'cancels' },
  },
  {
    kind: 'rrl-error',
    layouts: ['would rate limit {(drop|slip)} {result:text} error response to{[ {_:text}]}'],
    event: answer('query', { codes: BY_RESULT }),
  },
  { kind: 'rrl-other', layouts: ['{[would ]}rate limit {(drop|slip)} {_:text}'] },

  {
    kind: 'update-quota',
    layouts: ["{[updating zone '{_:zone}': ]}update failed: too many DNS UPDATEs queued{_:text}"],
  },
  {
    kind: 'update-failed',
    layouts: ["{[updating zone '{_:zone}': ]}update {(failed|unsuccessful)}: {_:updatename}{reason:last} ({rcode})"],
    event: answer('update'),
  },
  {
    kind: 'update-error',
    layouts: ["{[updating zone '{_:zone}': ]}error: {reason:last}: {result:text}"],
    event: answer('update', { codes: BY_RESULT }),
  },
  { kind: 'update-denied', layouts: ["update '{_:zone}' denied{[ due to allow-query]}"], event: refused('update') },
  { kind: 'update-forward-denied', layouts: ["update forwarding '{_:zone}' denied"], event: refused('update') },
  {
    kind: 'update-forward-disabled',
    layouts: ["update forwarding '{_:zone}' disabled"],
    event: answer('update', { rcode: 'NOTIMP' }),
  },
  // Free text of whoever sent the update follows: nothing in it may be read.
  { kind: 'update', layouts: ["updating zone '{_:zone}': {_:text}"] },
  { kind: 'update-signer', layouts: ['signer "{key:text}" {action}'] },

  {
    kind: 'notify-notauth',
    layouts: [
      "received notify for zone '{zone}': not authoritative",
      "received notify for zone '{zone}': TSIG '{key:text}{(': not authoritative|' ({_:name}): not authoritative)}",
    ],
    event: answer('notify', { rcode: 'NOTAUTH' }),
  },
  {
    kind: 'notify-notauth',
    layouts: [
      "received notify for zone '{zone}': NOTAUTH",
      "received notify for zone '{zone}': TSIG '{key:text}{(': NOTAUTH|' ({_:name}): NOTAUTH)}",
    ],
    event: answer('notify', { rcode: 'NOTAUTH', basis: 'explicit' }),
  },
  { kind: 'notify-received', layouts: ["received notify for zone '{_:text}"] },
  {
    kind: 'notify-formerr',
    layouts: ['notify question section {(empty|contains multiple RRs|contains no SOA)}'],
    event: answer('notify', { rcode: 'FORMERR' }),
  },

  {
    kind: 'tsig-invalid',
    layouts: ['request has invalid signature: TSIG {key:name}{[ ({_:name})]}: {result:last} (NOERROR)'],
    event: answer('tsig', { codes: BY_RESULT, answerCode: 'NOTAUTH' }),
  },
  {
    kind: 'tsig-invalid',
    layouts: ['request has invalid signature: TSIG {key:name}{[ ({_:name})]}: {result:last} ({rcode:tsigerror})'],
    event: answer('tsig', { answerCode: 'NOTAUTH' }),
  },
  {
    kind: 'sig0-invalid',
    layouts: ['request has invalid signature: {result:last} (NOERROR)'],
    event: answer('tsig', { codes: BY_RESULT, answerCode: 'NOTAUTH' }),
  },
  {
    kind: 'sig0-invalid',
    layouts: ['request has invalid signature: {result:last} ({rcode:tsigerror})'],
    event: answer('tsig', { answerCode: 'NOTAUTH' }),
  },

  {
    kind: 'parse-failed',
    layouts: ['message parsing failed: {result:text}'],
    event: answer('rejected', {
      codes: {
        ...BY_RESULT,
        map: { ...RESULT_CODES, 'ran out of space': 'FORMERR', 'TSIG in wrong location': 'FORMERR' },
      },
    }),
  },
  {
    kind: 'class-undetermined',
    layouts: [`message class could not be determined${DUMP}`],
    event: answer('rejected', { rcode: 'FORMERR' }),
  },
  {
    kind: 'class-misused',
    layouts: [
      `message class {(NONE can be only used in DNS updates|ANY can be only used for TKEY negotiation)}${DUMP}`,
    ],
    event: answer('rejected', { rcode: 'FORMERR' }),
  },
  {
    kind: 'bad-class',
    layouts: [`invalid message class: {qclass:upper}${DUMP}`],
    event: answer('rejected', { rcode: 'NOTIMP' }),
  },
  {
    kind: 'no-view',
    layouts: [`no matching view in class '{qclass:upper}'${DUMP}`],
    event: answer('rejected', { rcode: 'REFUSED' }),
  },
  {
    kind: 'ecs-bad',
    layouts: ['EDNS client-subnet option too short', 'EDNS client-subnet option: {reason:text}'],
    event: answer('rejected', { rcode: 'FORMERR' }),
  },
  {
    kind: 'loop',
    layouts: ['possible error packet loop, FORMERR dropped'],
    event: { direction: 'suppressed', rcode: 'FORMERR', basis: 'explicit', client: 'cancels' },
  },
  {
    kind: 'dropped',
    layouts: ['dropped error ({rcode:rcodenum}) response: suspicious port'],
    event: { direction: 'suppressed', client: 'cancels' },
  },
  { kind: 'request-failed', layouts: ['request failed: {result:text}'] },
  { kind: 'ede', layouts: ['set ede: info-code {_:uint} extra-text {reason:text}'] },
  { kind: 'recursion-loop', layouts: ['recursion loop detected'] },
  {
    kind: 'recursive-clients',
    layouts: ['no more recursive clients{_:text}', 'recursive-clients soft limit exceeded{_:text}'],
  },
  { kind: 'transfer-out', layouts: ["transfer of '{_:zone}': {reason:text}"] },
  { kind: 'transfer-setup-failed', layouts: ['zone transfer setup failed'] },
];

const SERVER_KINDS: readonly KindSpec[] = [
  {
    kind: 'upstream-rcode',
    layouts: ["{rcode:rcodenum} unexpected RCODE resolving '{_:ntc}': {upstream}#{upstreamPort}"],
    event: received(),
  },
  // 9.9 and older put the code inside.
  {
    kind: 'upstream-rcode',
    layouts: ["error (unexpected RCODE {rcode:rcodenum}) resolving '{_:ntc}': {upstream}#{upstreamPort}"],
    event: received(),
  },
  {
    kind: 'upstream-rcode',
    layouts: ["received FORMERR resolving '{_:ntc}': {upstream}#{upstreamPort}"],
    event: received({ rcode: 'FORMERR', basis: 'explicit' }),
  },
  {
    kind: 'upstream-rcode',
    layouts: ["BADVERS resolving '{_:ntc}': {upstream}#{upstreamPort}"],
    event: received({ rcode: 'BADVERS', basis: 'explicit' }),
  },
  // Our own verdict on a reply, not a code that anybody sent.
  {
    kind: 'upstream-judged-formerr',
    layouts: ["FORMERR resolving '{_:ntc}': {upstream}#{upstreamPort}"],
    event: { direction: 'local', rcode: 'FORMERR', basis: 'explicit' },
  },
  {
    kind: 'upstream-formerr-notice',
    layouts: [
      'DNS format error from {upstream}#{upstreamPort} resolving {_:nt} for {({client}#{clientPort}|{_:word})}: server sent FORMERR{[ with echoed DNS COOKIE]}',
    ],
    event: received({ rcode: 'FORMERR', basis: 'explicit' }),
  },
  {
    kind: 'dns-format-error',
    layouts: ['DNS format error from {upstream}#{upstreamPort} resolving {_:nt} for {_:word} {reason:text}'],
  },
  {
    kind: 'fetch-completed',
    layouts: ['fetch completed{[ at {_:word}]} for {_:nt} in {duration}: {result:text}/{_:text}'],
    event: { direction: 'local', codes: WORDS_ONLY },
  },
  {
    kind: 'packet-received',
    layouts: [
      'received packet from {upstream}#{upstreamPort}{[ to {_:word}]}{(#012|\n)};; ->>HEADER<<- opcode: {opcode}, status: {rcode:rcodenum}, id: {_:text}',
    ],
    event: received(),
  },
  {
    kind: 'packet-received',
    follows: 'packet-head',
    layouts: [';; ->>HEADER<<- opcode: {opcode}, status: {rcode:rcodenum}, id: {_:text}'],
    event: received(),
  },
  { kind: 'packet-head', layouts: ['received packet from {upstream}#{upstreamPort}{_:text}'] },
  { kind: 'packet-sent', layouts: ['sending packet to {upstream}#{upstreamPort}{_:text}'] },

  {
    kind: 'refresh-rcode',
    layouts: [
      `zone {_:zone}: refresh: unexpected rcode ({rcode:rcodenum}) from ${PRIMARY}{[ {_:text}]}`,
      'zone {_:zone}: refreshing stub: unexpected rcode ({rcode:rcodenum}) from {upstream}#{upstreamPort}{[ {_:text}]}',
    ],
    event: received(),
  },
  {
    kind: 'refresh-retry-rcode',
    layouts: [
      `zone {_:zone}: refresh: rcode ({rcode:rcodenum}) retrying without EDNS{[ EXPIRE OPTION]} ${PRIMARY}{[ {_:text}]}`,
    ],
    event: received(),
  },
  {
    kind: 'notify-response',
    layouts: ['zone {_:zone}: notify{[({_:text})]} response from {upstream}#{upstreamPort}: {rcode:rcodenum}'],
    event: received(),
  },
  {
    kind: 'notify-refused',
    layouts: ['zone {_:zone}: refused notify from non-{(primary|master)}: {client}#{clientPort}'],
    event: answer('notify', { rcode: 'REFUSED' }),
  },
  {
    kind: 'update-forwarded-rcode',
    layouts: [
      `zone {_:zone}: forwarded dynamic update: ${PRIMARY} returned: {rcode:rcodenum}`,
      `zone {_:zone}: forwarding dynamic update: unexpected response: ${PRIMARY} returned: {rcode:rcodenum}`,
    ],
    event: received(),
  },
  {
    kind: 'checkds',
    layouts: ['zone {_:zone}: checkds: {[bad ]}DS response from {upstream}{[#{upstreamPort}]}: {rcode:rcodenum}'],
    event: received(),
  },
  {
    kind: 'xfrin-finished',
    layouts: ['zone {_:zone}: zone transfer finished: {result:text}'],
    event: received({ codes: WORDS_ONLY }),
  },
  {
    kind: 'xfrin-status',
    layouts: ["{[0x{_:hex}: ]}transfer of '{_:zone}' from {upstream}#{upstreamPort}: Transfer status: {result:text}"],
    event: received({ codes: WORDS_ONLY }),
  },
  {
    kind: 'xfrin-failed',
    layouts: [
      "{[0x{_:hex}: ]}transfer of '{_:zone}' from {upstream}#{upstreamPort}: failed while receiving responses: {result:text}",
    ],
    event: received({ codes: WORDS_ONLY }),
  },
  {
    kind: 'xfrin-retry',
    layouts: [
      "{[0x{_:hex}: ]}transfer of '{_:zone}' from {upstream}#{upstreamPort}: got {result:text}, retrying with AXFR",
    ],
    event: received({ codes: WORDS_ONLY }),
  },
  { kind: 'refresh-failed', layouts: ['zone {_:zone}: refresh: {reason:text}'] },
  {
    kind: 'xfer-quota',
    layouts: ['{(AXFR|IXFR)} request denied: {result:text}'],
    event: { direction: 'sent', rcode: 'SERVFAIL', client: 'whole' },
  },

  {
    kind: 'rrl-start',
    layouts: ['{[would ]}{(limit|continue limiting)} NXDOMAIN responses to {_:text}'],
    event: { direction: 'local', rcode: 'NXDOMAIN', basis: 'explicit' },
  },
  {
    kind: 'rrl-start',
    layouts: ['{[would ]}{(limit|continue limiting)} {result:text} error responses to {_:text}'],
    event: { direction: 'local', codes: WORDS_ONLY },
  },
  {
    kind: 'rrl-stop',
    layouts: ['{[*]}{[would ]}stop limiting NXDOMAIN responses to {_:text}'],
    event: { direction: 'local', rcode: 'NXDOMAIN', basis: 'explicit' },
  },

  { kind: 'resolving-failure', layouts: ["{reason} resolving '{_:ntc}': {upstream}#{upstreamPort}"] },
  {
    kind: 'answer-denied',
    layouts: ['answer address {_:ip} denied for {_:ntc}', '{(CNAME|DNAME)} target {_:name} denied for {_:ntc}'],
  },
  { kind: 'lame', layouts: ["lame server resolving '{qname}' (in '{zone}'?): {upstream}#{upstreamPort}"] },
  {
    kind: 'validating',
    layouts: [
      '{[view {view}: ]}validating {_:nt}: {reason:text}',
      '{[view {view}: ]}  {_:text}validating {_:nt}: {reason:text}',
    ],
  },
  { kind: 'ede', layouts: ['set ede: info-code {_:uint} extra-text {reason:text}'] },
  { kind: 'spill', layouts: ['too many simultaneous fetches for {zone:word} {_:text}'] },
  { kind: 'zone-loaded', layouts: ['zone {_:zone}: loaded serial {_:uint}{[ {_:text}]}'] },
];

export const bind: FormatSpec = {
  name: 'bind',
  title: 'BIND 9 (named)',
  vendor: 'ISC',
  product: 'bind',
  versions: '9.9 to 9.21',
  enable: [
    'BIND 9.20.3 and later: `responselog yes;` and a channel for category `responses` show the code of every answer',
    'older versions: `querylog yes;` and channels for categories `query-errors`, `lame-servers`, `security`, `update`, `update-security`, `rpz`, `rate-limit`, `xfer-in`, `xfer-out`, `notify`, `dnssec` show the failures',
  ],
  limits: [
    'before 9.20.3 no line tells of NOERROR and NXDOMAIN answers to queries',
    'the query log has no response codes',
    'answers to transfers, updates and notifies have no response line in any version',
  ],
  switches: [
    {
      option: 'responselog yes; with a channel for category responses',
      since: '9.20.3 and 9.21.2',
      tells: 'the code of every answer: without it NOERROR and NXDOMAIN leave no line, and there are no shares',
      shownBy: ['response'],
      command: 'rndc responselog on',
    },
    {
      option: 'a channel for category query-errors; its lines are of severity info while querylog is on',
      tells: 'whether queries failed here, and why',
      shownBy: ['query-failed', 'servfail-cache'],
      missedFor: ['SERVFAIL'],
      soleTrace: true,
    },
    {
      option: 'channels for categories lame-servers and resolver',
      tells: 'which upstream servers answered badly',
      shownBy: ['upstream-rcode', 'upstream-judged-formerr', 'upstream-formerr-notice', 'packet-received'],
      missedFor: ['SERVFAIL'],
    },
  ],
  coverage: 'failures-only',
  programs: ['named'],
  sets: {
    levels: ['critical', 'error', 'warning', 'notice', 'info', 'debug'],
    categories: [
      'queries',
      'responses',
      'query-errors',
      'lame-servers',
      'resolver',
      'security',
      'client',
      'general',
      'rate-limit',
      'rpz',
      'rpz-passthru',
      'dnssec',
      'update',
      'update-security',
      'notify',
      'xfer-in',
      'xfer-out',
      'network',
      'zoneload',
      'database',
      'config',
      'default',
      'unmatched',
      'dispatch',
      'delegation-only',
      'edns-disabled',
      'cname',
      'spill',
      'trust-anchor-telemetry',
      'serve-stale',
      'nsid',
      'dnstap',
      'eventlib',
      'drop',
      'sslkeylog',
      'ede',
    ],
  },
  prefixes: [
    '{[{({time:bindtime}|{time:iso})} ]}{({_:@categories}: {[{level:@levels}{[ {_:uint}]}: ]}|{_:lower}: {level:@levels}{[ {_:uint}]}: |{level:@levels}{[ {_:uint}]}: |)}',
  ],
  heads: {
    client: {
      layout: 'client {[@0x{pointer} ]}{client}#{clientPort}{[/key {key:name}]}{[ ({qname})]}{[: view {view}]}: ',
      retryAt: ': ',
    },
  },
  kinds: [...CLIENT_KINDS.map((kind) => ({ ...kind, head: 'client' })), ...SERVER_KINDS],
  samples: BIND_SAMPLES,
};
