// Unbound: what the daemon writes to its log file or to syslog (util/log.c, services/mesh.c, daemon/worker.c of 1.9 to 1.26).
//
// Names are sanitised by Unbound itself (every odd byte is a `?`), and only the four header bits of a code are printed:
// BADVERS reads NOERROR, BADCOOKIE reads YXRRSET.
import type { EventSpec, FormatSpec } from './spec.js';
import { UNBOUND_SAMPLES } from './unbound-samples.js';

const received = (more: Partial<EventSpec> = {}): EventSpec => ({ direction: 'received', ...more });
const rejected = (rcode: string): EventSpec => ({ direction: 'sent', rcode });

const QUESTION = '{qname:fqdn} {qtype} {qclass}';
const DEST = '{[ on {transport} {dest} {destPort}]}';
const HEADER = ';; ->>HEADER<<- opcode: {opcode}, rcode: {rcode}, id: {_:text}';

/** Codes that the action words of local zones always give; the other words leave it open. */
const LOCAL_ACTIONS: EventSpec = {
  direction: 'local',
  codes: {
    field: 'action',
    map: {
      refuse: 'REFUSED',
      always_refuse: 'REFUSED',
      always_nxdomain: 'NXDOMAIN',
      always_nodata: 'NOERROR',
      always_null: 'NOERROR',
      redirect: 'NOERROR',
      inform_redirect: 'NOERROR',
    },
  },
};
const RPZ_ACTIONS: EventSpec = {
  direction: 'local',
  codes: {
    field: 'action',
    map: {
      'rpz-nxdomain': 'NXDOMAIN',
      'rpz-nodata': 'NOERROR',
      'rpz-local-data': 'NOERROR',
      'rpz-tcp-only': 'NOERROR',
      nxdomain: 'NXDOMAIN',
      nodata: 'NOERROR',
      local_data: 'NOERROR',
      tcp_only: 'NOERROR',
    },
  },
};
const RPZ_TRIGGER =
  '{(clientip {trigger:prefix}|nsip {trigger:prefix}|nsdname {trigger:fqdn}|{trigger:prefix}|{trigger:fqdn})}';
const RPZ_CLIENT = '{({client}@{clientPort}|)}';

export const unbound: FormatSpec = {
  name: 'unbound',
  title: 'Unbound',
  vendor: 'NLnet Labs',
  product: 'unbound',
  versions: '1.9 to 1.26',
  enable: [
    '`log-replies: yes` shows the code of every answer',
    '`log-servfail: yes` (1.8) and `val-log-level: 2` show why an answer is SERVFAIL',
    '`log-local-actions: yes` (1.8) and, in an `rpz:` clause, `rpz-log: yes` (1.10) show which rule answered',
  ],
  limits: [
    'only the low four bits of a code are printed: BADVERS reads NOERROR, BADCOOKIE reads YXRRSET',
    'a FORMERR reply shows neither name nor type',
    'answers to unknown opcodes and to packets with wrong section counts leave no reply line',
  ],
  switches: [
    {
      option: 'log-replies: yes',
      since: '1.6.1',
      tells: 'the code of every answer',
      shownBy: ['client-reply'],
      command: 'unbound-control set_option log-replies: yes',
    },
    {
      option: 'log-servfail: yes',
      since: '1.8',
      tells: 'why an answer is SERVFAIL',
      shownBy: ['servfail-reason'],
      missedFor: ['SERVFAIL'],
      command: 'unbound-control set_option log-servfail: yes',
    },
    {
      option: 'val-log-level: 2',
      tells: 'which answers failed DNSSEC validation, and why',
      shownBy: ['validation-failure', 'servfail-reason'],
      missedFor: ['SERVFAIL'],
      command: 'unbound-control set_option val-log-level: 2',
    },
    {
      option: 'log-local-actions: yes, and rpz-log: yes in each rpz: clause',
      since: '1.8, rpz-log from 1.10',
      tells: 'which of these codes a local zone or policy zone made',
      shownBy: ['local-action', 'rpz-action'],
      missedFor: ['NXDOMAIN', 'REFUSED'],
      command: 'unbound-control set_option log-local-actions: yes',
    },
  ],
  coverage: 'unknown',
  programs: ['unbound'],
  fourBit: true,
  sets: {
    levels: ['info', 'reply', 'query', 'error', 'warning', 'notice', 'debug', 'fatal'],
    responses: ['ANSWER', 'nodata', 'NXDOMAIN', 'REFERRAL'],
  },
  // The prefix ends at its tail `[pid:thread] level: `, since the identity before it is free text.
  prefixes: [
    '[{time:epoch}] {program:text}{([{pid}:{thread}] {level:@levels}{[ error]}: )}',
    '{({time:iso}|{time:syslogtime})} {program:text}{([{pid}:{thread}] {level:@levels}{[ error]}: )}',
    '{[ ]}[{pid}:{thread}] {level:@levels}{[ error]}: ',
  ],
  kinds: [
    {
      kind: 'client-reply',
      levels: ['info', 'reply'],
      layouts: [
        // An access list answers before any name is read.
        `{client} {(null TYPE0 CLASS0|${QUESTION})} {rcode} {duration} {cached} {size}${DEST}`,
        // Up to 1.19 this form has a space at its end.
        `{client} - - - {rcode} - - -${DEST}{[ ]}`,
      ],
      event: { direction: 'sent', client: 'whole', everyAnswer: true },
    },
    { kind: 'client-query', levels: ['info', 'query'], layouts: [`{client} ${QUESTION}`] },
    {
      kind: 'servfail-reason',
      levels: ['error'],
      layouts: [`SERVFAIL <${QUESTION}>: {reason:text}`],
      event: { direction: 'sent', rcode: 'SERVFAIL', basis: 'explicit' },
    },
    {
      kind: 'validation-failure',
      levels: ['info'],
      layouts: [`validation failure <${QUESTION}>: {reason:text}`, `validation failure ${QUESTION}`],
      event: { direction: 'sent', rcode: 'SERVFAIL' },
    },
    // The log name is the operator's free text; behind its bracket none can come, since names are sanitised.
    {
      kind: 'rpz-action',
      levels: ['info'],
      layouts: [
        `rpz: applied ${RPZ_TRIGGER} {action:word} ${RPZ_CLIENT} ${QUESTION}`,
        `rpz: applied [{_:last}] ${RPZ_TRIGGER} {action:word} ${RPZ_CLIENT} ${QUESTION}`,
        `RPZ applied {zone:fqdn} {action:word} ${RPZ_CLIENT} ${QUESTION}`,
        `RPZ applied [{_:last}] {zone:fqdn} {action:word} ${RPZ_CLIENT} ${QUESTION}`,
      ],
      event: RPZ_ACTIONS,
    },
    {
      kind: 'local-action',
      levels: ['info'],
      layouts: [`{zone:fqdn} {action:word} {client}@{clientPort} ${QUESTION}`],
      event: LOCAL_ACTIONS,
    },
    // Response-ip rules say `inform` whatever they do.
    {
      kind: 'local-action-norcode',
      levels: ['info'],
      layouts: [
        `{trigger:prefix} {action:word} {client}@{clientPort} ${QUESTION}`,
        `[{_:last}] {trigger:prefix} {action:word} {client}@{clientPort} ${QUESTION}`,
      ],
    },
    {
      kind: 'upstream-response',
      levels: ['info'],
      layouts: ['query response was NXDOMAIN ANSWER'],
      event: received({ rcode: 'NXDOMAIN', basis: 'explicit' }),
    },
    {
      kind: 'upstream-response',
      levels: ['info'],
      layouts: ['query response was {(ANSWER|nodata ANSWER|REFERRAL)}'],
      event: received({ rcode: 'NOERROR' }),
    },
    { kind: 'upstream-response-norcode', layouts: ['query response {_:text}'] },
    {
      kind: 'packet-dump',
      levels: ['info'],
      layouts: [`incoming scrubbed packet: ${HEADER}`],
      event: received(),
    },
    // Only the first line of a dump: what follows holds record data that anybody may have made up.
    { kind: 'packet-dump', levels: ['info'], layouts: [`{_:prose}${HEADER}`], event: { direction: 'local' } },
    {
      kind: 'internal-error-response',
      levels: ['debug'],
      layouts: ['return error response {rcode}'],
      event: { direction: 'local' },
    },
    {
      kind: 'internal-error-response',
      levels: ['debug'],
      layouts: ['{(configured stub or forward servers failed|out of query targets)} -- returning SERVFAIL'],
      event: { direction: 'local', rcode: 'SERVFAIL', basis: 'explicit' },
    },
    {
      kind: 'internal-error-response',
      levels: ['debug'],
      layouts: ['auth zone response bad, and no fallback possible, servfail', 'No response is set, servfail'],
      event: { direction: 'local', rcode: 'SERVFAIL' },
    },
    {
      kind: 'cannot-validate',
      levels: ['debug'],
      layouts: ['cannot validate non-answer, rcode {rcode}'],
      event: { direction: 'local' },
    },
    {
      kind: 'request-rejected',
      levels: ['debug'],
      layouts: ['request unknown opcode {_:uint}'],
      event: rejected('NOTIMP'),
    },
    {
      kind: 'request-rejected',
      levels: ['debug'],
      layouts: [
        'request wrong nr {(qd|an|ns|ar)}={_:uint}',
        'request bad, has TC bit on',
        'worker parse request: formerror.',
        'worker parse edns: formerror.',
        'worker request: formerror for meta-type.',
      ],
      event: rejected('FORMERR'),
    },
    {
      kind: 'request-rejected',
      levels: ['debug'],
      layouts: [
        'worker request: refused zone transfer.',
        'refused query from {(ip4 |ip6 |)}{client} port {clientPort}{[ (len {_:uint})]}{[ because of {reason:text}]}',
        'refused nonrec (cache snoop) query from {(ip4 |ip6 |)}{client} port {clientPort}{[ (len {_:uint})]}',
        'worker request: need cookie or stateful transport',
      ],
      event: rejected('REFUSED'),
    },
    {
      kind: 'request-rejected',
      levels: ['debug'],
      layouts: ['query with bad edns version.'],
      event: rejected('BADVERS'),
    },
    {
      kind: 'request-rejected',
      levels: ['debug'],
      layouts: ['worker request: edns is too small.'],
      event: rejected('SERVFAIL'),
    },
    {
      kind: 'notify',
      levels: ['info'],
      layouts: ['refused NOTIFY {[serial {_:uint} ]}for {zone:fqdn} from {_:text}'],
      event: rejected('REFUSED'),
    },
    {
      kind: 'notify',
      levels: ['info'],
      layouts: ['servfail for NOTIFY {[serial {_:uint} ]}for {zone:fqdn} from {_:text}'],
      event: rejected('SERVFAIL'),
    },
    {
      kind: 'notify',
      levels: ['info'],
      layouts: ['received NOTIFY {[serial {_:uint} ]}for {zone:fqdn} from {_:text}'],
      event: rejected('NOERROR'),
    },
    {
      kind: 'ratelimit',
      levels: ['notice'],
      layouts: [
        'ratelimit exceeded {zone:fqdn} {_:uint} query {qname:fqdn} {qclass} {qtype}{[ from {({client}|)}{_:text}]}',
        // 1.9
        'ratelimit exceeded {zone:fqdn} {_:uint}',
      ],
      event: { direction: 'local', rcode: 'SERVFAIL' },
    },
    { kind: 'ip-ratelimit-norcode', levels: ['notice'], layouts: ['ip_ratelimit exceeded {client} {_:text}'] },
    {
      kind: 'xfr',
      levels: ['debug'],
      layouts: [
        'xfr to {zone:fqdn} failed, packet with rcode {rcode}',
        '{_:text}fallback from IXFR to AXFR (with rcode {rcode})',
      ],
      event: received(),
    },
  ],
  samples: UNBOUND_SAMPLES,
};
