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
  CLIENT_PACKETS,
  CLOCK,
  client,
  clientFirst,
  forBind,
  forUnbound,
  LOCAL_NAME,
  LOCAL_SOA,
  otherwise,
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
      forUnbound('The line with the cause stands just before, if log-servfail is on; switch it on if it is off.'),
      forBind(
        'The lines just before name the server or signature that failed, if categories lame-servers and dnssec are logged.',
      ),
      step('One zone only: look at its servers. Many unrelated ones: our clock, network, forwarder or limits.'),
    ],
    commands: [WITHOUT_VALIDATION, TRACE, SHOW_SERVERS, RECURSING, SHOW_INFRA, otherwise(BIND_STATUS)],
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
      CLOCK,
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
    commands: [TRACE, ASK_UPSTREAM, ASK_UPSTREAM_TCP, SHOW_SERVERS, SHOW_INFRA, otherwise(RECURSING)],
    bind: ['resolver-query-timeout', 'fetches-per-server', 'edns-udp-size', 'stale-answer-enable'],
    unbound: ['infra-host-ttl', 'edns-buffer-size', 'serve-expired'],
    actor: 'resolver operator',
    references: [read('RFC 8914 section 4.23', 'EDE 22'), read('RFC 8914 section 4.24', 'EDE 23')],
  },
  'servfail-forwarder': {
    summary: (said) =>
      `The servers ${said.zone === undefined || said.zone === '.' ? 'we forward to' : `configured for ${said.zone}`} gave no usable answer${about(said)}${because(said)}.`,
    steps: [
      step('Ask them directly: do they answer, and with which code?'),
      step(
        'REFUSED: our address is not on their list. SERVFAIL: they cannot get the answer either. Silence: network or overload.',
      ),
      step('Have at least two such servers that do not fail together.'),
    ],
    commands: [
      { run: 'dig @{upstream} {name} {type}', shows: 'what the forwarder says' },
      { run: 'unbound-control list_forwards', shows: 'the forwarders in use', product: 'unbound' },
      { run: 'unbound-control list_stubs', shows: 'the stub zones in use', product: 'unbound' },
      SHOW_INFRA,
      BIND_CONFIG,
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
  'servfail-steps': {
    summary: (said) => `The lookup${about(said)} took more steps than we allow${because(said)}.`,
    steps: [
      step(
        'Follow it with dig: aliases in a circle, long chains of them, or name servers whose own names lead to others.',
      ),
      step('The zone is at fault as a rule: tell its owner. Do not raise the limit for one broken zone.'),
    ],
    commands: [TRACE, SHOW_SERVERS, RECURSING],
    bind: ['max-recursion-queries', 'max-recursion-depth'],
    unbound: ['max-sent-count'],
    actor: 'zone owner',
    retry: 'only after the fix: The chain is the same each time.',
  },
  'servfail-no-recursion': {
    summary: (said) => `${clientFirst(said)} asked${about(said)} without the RD flag, and we only forward that name.`,
    steps: [
      step(
        'The sender takes us for an authority of the name: a monitor, a resolver, or a zone that is delegated to us by mistake.',
      ),
      step('A resolver for users always gets RD from them; there is nothing to repair here for those.'),
    ],
    commands: [
      { run: 'dig @{server} {name} {type}', shows: 'works, since dig sets RD' },
      { run: 'dig @{server} {name} {type} +norec', shows: 'the failure of the log' },
      { run: 'unbound-control list_forwards', shows: 'the forwarders in use', product: 'unbound' },
    ],
    bind: ['forwarders'],
    unbound: ['forward-addr', 'stub-addr'],
    actor: 'client operator',
    retry: 'yes, with a changed request: With the RD flag.',
    references: [],
  },
  'edns-too-small': {
    summary: (said) => `${clientFirst(said)} offered to accept fewer than 512 octets over EDNS.`,
    steps: [
      step('No sound software does: single ones are probes.'),
      step('A steady stream from one address: capture a packet and repair its DNS library.'),
    ],
    commands: CLIENT_PACKETS,
    bind: [],
    unbound: ['harden-short-bufsize'],
    actor: 'client operator',
    retry: 'yes, with a changed request: With an EDNS size of 512 or more.',
    references: [],
  },
  'notify-failed': {
    summary: (said) => `${clientFirst(said)} notified us of ${zoneOf(said)}, and we could not act on it.`,
    steps: [step('The server was out of memory or is stopping. The zone is still refreshed by its timer.')],
    commands: [
      { run: 'unbound-control list_auth_zones', shows: 'the zones held here and their serials', product: 'unbound' },
      LOCAL_SOA,
    ],
    bind: [],
    unbound: ['auth-zone'],
    actor: 'resolver operator',
    retry: 'not needed: The zone is refreshed by its timer all the same.',
    references: [],
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
      {
        run: 'named-checkconf -z',
        shows: 'loads every primary zone and prints what is wrong with it',
        product: 'bind',
      },
      { run: 'rndc retransfer {zone}', shows: 'fetches the zone of a secondary anew', product: 'bind' },
      { run: 'unbound-control list_auth_zones', shows: 'the zones held here and their serials', product: 'unbound' },
      LOCAL_NAME,
    ],
    bind: ['primaries', 'allow-transfer'],
    unbound: ['auth-zone', 'primary'],
    actor: 'zone owner',
    retry: 'yes, elsewhere or later: Another server of the zone has it, or this one once it is repaired.',
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
      otherwise(BIND_STATUS),
      otherwise(UNBOUND_STATS),
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
    summary: (said) => `Rate limiting applies to the answer to ${client(said)}${about(said)}.`,
    steps: [
      step('The client may be a forged victim: then the limit protects it, and nothing has to be done.'),
      step('A genuine resolver, or many clients behind one NAT: exempt it.'),
      forBind(
        'An error answer is dropped although lines before it say that it failed or was refused: those were never sent.',
      ),
    ],
    commands: [
      { run: 'tcpdump -c 20 -nvv port 53 and host {client}', shows: 'how often that client asks, and for what' },
      { run: 'rndc stats', shows: 'writes the counters of dropped answers to a file', product: 'bind' },
      UNBOUND_STATS,
      { run: 'tcpdump -c 20 -nvv port 53', shows: 'messages as they come in', fallback: true },
    ],
    bind: ['rate-limit', 'exempt-clients', 'slip', 'errors-per-second', 'nxdomains-per-second'],
    unbound: ['ip-ratelimit', 'ratelimit'],
    actor: 'resolver operator',
    retry: 'yes, after a pause or over TCP.',
    references: [],
  },
  'error-loop': {
    summary: (said) =>
      `An error answer to ${client(said)} was not sent, because the two servers would answer each other without end.`,
    steps: [
      step(
        'What looks like a request from a server port, or is an answer itself, has a forged sender as a rule: nothing to do.',
      ),
      step('If that host is yours, see why it sends malformed messages from its server port.'),
    ],
    commands: CLIENT_PACKETS,
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
    commands: CLIENT_PACKETS,
    bind: ['blackhole'],
    unbound: [],
    actor: 'none',
    retry: 'no: Nothing was sent, and nothing should be.',
    references: [],
  },
} as const satisfies Record<string, Advice>;
