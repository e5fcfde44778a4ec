// Advice where we accepted a request and gave no answer: lookups that failed, and answers that limits held back.

import {
  type Advice,
  ASK_UPSTREAM,
  ASK_UPSTREAM_TCP,
  about,
  BIND_CONFIG,
  BIND_STATUS,
  BIND_ZONE,
  because,
  CHAIN,
  client,
  forBind,
  forUnbound,
  LOCAL_ASK,
  LOCAL_NAME,
  NO_VALUES,
  RECURSING,
  SHOW_INFRA,
  SHOW_SERVERS,
  step,
  TRACE,
  UNBOUND_STATS,
  WITHOUT_VALIDATION,
  zoneOf,
} from './advice.js';
import { read } from './topic.js';

export const OUR_FAILURES = {
  servfail: {
    summary: (said) => `We could not get an answer${about(said)}${because(said)}.`,
    steps: [
      step(
        'Ask again with +cd: an answer means that DNSSEC of the zone is broken; SERVFAIL again means that its servers cannot be reached.',
      ),
      step(
        'See whether it is one zone (then its servers) or many unrelated ones (then our clock, network, forwarder or limits).',
      ),
      forUnbound('Switch the log of reasons on, if it is off: it names the cause.'),
      forBind('The lines just before name the server or signature that failed.'),
    ],
    commands: [WITHOUT_VALIDATION, TRACE, SHOW_SERVERS, RECURSING, SHOW_INFRA, BIND_STATUS],
    bind: ['dnssec-validation', 'resolver-query-timeout', 'fetches-per-server', 'servfail-ttl', 'querylog'],
    unbound: ['log-servfail', 'val-log-level', 'infra-host-ttl'],
    actor: 'resolver operator',
  },
  'servfail-dnssec': {
    summary: (said) => `DNSSEC validation failed${about(said)}${because(said)}. The client got no answer.`,
    steps: [
      step('Confirm it with +cd, and find the broken link with delv.'),
      step('One zone: tell its owner, who must sign again or correct the DS at the parent.'),
      step('Many unrelated zones: check our own clock and trust anchor first.'),
      step(
        'If users cannot wait, leave this one zone unvalidated for a limited time; never switch validation off as a whole.',
      ),
    ],
    commands: [
      WITHOUT_VALIDATION,
      CHAIN,
      { run: 'rndc nta -lifetime 1h {zone}', shows: 'leaves the zone unvalidated for one hour', product: 'bind' },
      { run: 'rndc managed-keys status', shows: 'the state of the trust anchor', product: 'bind' },
      { run: 'unbound-control flush_bogus', shows: 'forgets failed validations, after the repair', product: 'unbound' },
      NO_VALUES,
    ],
    bind: ['dnssec-validation', 'trust-anchors', 'nta-lifetime', 'validate-except'],
    unbound: ['val-log-level', 'auto-trust-anchor-file', 'domain-insecure', 'val-bogus-ttl'],
    actor: 'zone owner',
    retry: 'only after the fix: The same data fails again.',
    references: [read('RFC 4035 section 5.5', 'bogus data gets SERVFAIL'), read('RFC 8914 section 4.7', 'EDE 6 to 12')],
  },
  'servfail-unreachable': {
    summary: (said) => `No server of the zone gave us an answer${about(said)}${because(said)}.`,
    steps: [
      step('Ask the servers directly, over UDP and over TCP, and over IPv4 and IPv6.'),
      step('From another network it works? Then it is our path: routes, firewall, MTU, IPv6.'),
      step('From nowhere? Then the zone is down: tell its owner.'),
    ],
    commands: [TRACE, ASK_UPSTREAM, ASK_UPSTREAM_TCP, SHOW_SERVERS, SHOW_INFRA, RECURSING],
    bind: ['resolver-query-timeout', 'fetches-per-server', 'edns-udp-size', 'stale-answer-enable'],
    unbound: ['infra-host-ttl', 'edns-buffer-size', 'serve-expired'],
    actor: 'resolver operator',
    references: [read('RFC 8914 section 4.23', 'EDE 22'), read('RFC 8914 section 4.24', 'EDE 23')],
  },
  'servfail-forwarder': {
    summary: (said) => `The servers we forward to gave no usable answer${about(said)}${because(said)}.`,
    steps: [
      step('Ask the forwarder itself: does it answer, and with which code?'),
      step('It says REFUSED: our address is not on its list. It says nothing: network or overload.'),
      step('Have at least two forwarders that do not fail together.'),
    ],
    commands: [
      { run: 'dig @{upstream} {name} {type}', shows: 'what the forwarder says' },
      { run: 'unbound-control list_forwards', shows: 'the forwarders in use', product: 'unbound' },
      { run: 'unbound-control list_stubs', shows: 'the stub zones in use', product: 'unbound' },
      SHOW_INFRA,
      BIND_CONFIG,
      LOCAL_ASK,
    ],
    bind: ['forwarders', 'resolver-query-timeout'],
    unbound: ['forward-addr', 'stub-addr', 'infra-host-ttl'],
    actor: 'resolver operator',
  },
  'servfail-limit': {
    summary: (said) => `A limit ended the lookup${about(said)}${because(said)}.`,
    steps: [
      step(
        'See who asks what: a flood of made-up names in one zone is an attack on that zone, and the limit is right.',
      ),
      step('A lookup that needs too many steps: the zone has loops or very long chains; tell its owner.'),
      step('Ordinary load: raise the limit.'),
    ],
    commands: [
      RECURSING,
      { run: 'unbound-control ratelimit_list', shows: 'the zones over the limit', product: 'unbound' },
      { run: 'unbound-control dump_requestlist', shows: 'the lookups under way', product: 'unbound' },
      TRACE,
      BIND_STATUS,
    ],
    bind: [
      'fetches-per-zone',
      'fetches-per-server',
      'recursive-clients',
      'max-recursion-queries',
      'max-recursion-depth',
    ],
    unbound: ['ratelimit', 'ratelimit-for-domain', 'num-queries-per-thread', 'max-sent-count'],
    actor: 'resolver operator',
  },
  'servfail-own-zone': {
    summary: (said) => `Our own copy of the zone is not usable${about(said)}${because(said)}.`,
    steps: [
      step('A primary: look for an error in the zone file, in the log from the last load.'),
      step(
        'A secondary: it could not transfer for so long that the zone expired. Repair the transfer, then fetch the zone anew.',
      ),
    ],
    commands: [
      BIND_ZONE,
      { run: 'rndc retransfer {zone}', shows: 'fetches the zone anew', product: 'bind' },
      { run: 'unbound-control list_auth_zones', shows: 'the zones held here and their serials', product: 'unbound' },
      LOCAL_NAME,
      BIND_STATUS,
    ],
    bind: ['primaries', 'allow-transfer'],
    unbound: ['auth-zone', 'primary'],
    actor: 'zone owner',
    references: [read('RFC 8914 section 4.25', 'EDE 24')],
  },
  'servfail-cached': {
    summary: (said) => `We repeated a failure from moments ago${about(said)}; nothing new was tried.`,
    steps: [
      step('Look further up for the first failure of this name: that line has the cause.'),
      step('After the repair, flush the name.'),
    ],
    commands: [
      { run: 'rndc flushname {name}', shows: 'forgets the failure', product: 'bind' },
      { run: 'unbound-control flush {name}', shows: 'forgets the failure', product: 'unbound' },
      WITHOUT_VALIDATION,
      BIND_STATUS,
      UNBOUND_STATS,
    ],
    bind: ['servfail-ttl'],
    unbound: ['val-bogus-ttl'],
    actor: 'resolver operator',
  },
  'lookup-limit': {
    summary: (said) => `More questions went into ${zoneOf(said)} than the limit allows; what exceeds it gets SERVFAIL.`,
    steps: [
      step('Find the clients: a flood of made-up names is an attack on that zone.'),
      step('A busy zone with genuine traffic: give it a limit of its own.'),
    ],
    commands: [
      { run: 'unbound-control ratelimit_list', shows: 'the zones over the limit', product: 'unbound' },
      { run: 'dig {zone} NS +short', shows: 'whose zone it is' },
      TRACE,
    ],
    bind: ['fetches-per-zone'],
    unbound: ['ratelimit', 'ratelimit-for-domain'],
    actor: 'resolver operator',
  },
  'rate-limited': {
    summary: (said) => `Rate limiting acted on an answer to ${client(said)}${about(said)}.`,
    steps: [
      step('The client may be a forged victim: then the limit protects it, and nothing has to be done.'),
      step('A genuine resolver, or many clients behind one NAT: exempt it.'),
      forBind(
        'An error answer is dropped although lines before it say that it failed or was refused: those were never sent.',
      ),
    ],
    commands: [
      { run: 'rndc stats', shows: 'writes the counters of dropped answers to a file', product: 'bind' },
      UNBOUND_STATS,
      LOCAL_ASK,
      { run: 'tcpdump -c 20 -nvv port 53', shows: 'the messages as they come in' },
    ],
    bind: ['rate-limit', 'exempt-clients', 'slip', 'errors-per-second', 'nxdomains-per-second'],
    unbound: ['ip-ratelimit', 'ratelimit'],
    actor: 'resolver operator',
    retry: 'yes, after a pause, or over TCP.',
    references: [],
  },
  'error-loop': {
    summary: (said) =>
      `An error answer to ${client(said)} was not sent, because the two servers would answer each other without end.`,
    steps: [
      step('The message came from a DNS port or in answer to an answer: mostly a forged sender. Nothing to do.'),
      step('If that host is yours, see why it sends malformed messages from its server port.'),
    ],
    commands: [
      { run: 'tcpdump -c 5 -nvvX port 53 and host {client}', shows: 'the messages' },
      { run: 'tcpdump -c 20 -nvv port 53', shows: 'messages as they come in' },
    ],
    bind: ['blackhole'],
    unbound: [],
    actor: 'none',
    retry: 'no: Nothing was sent, and nothing should be.',
    references: [],
  },
  'suspicious-port': {
    summary: (said) =>
      `An error answer to ${client(said)} was not sent, because the request came from a port that is abused for loops.`,
    steps: [step('Such requests have forged senders as a rule. Nothing to do.')],
    commands: [
      { run: 'tcpdump -c 5 -nvv port 53 and host {client}', shows: 'the messages and their ports' },
      { run: 'tcpdump -c 20 -nvv port 53', shows: 'messages as they come in' },
    ],
    bind: ['blackhole'],
    unbound: [],
    actor: 'none',
    retry: 'no: Nothing was sent, and nothing should be.',
    references: [],
  },
} as const satisfies Record<string, Advice>;
