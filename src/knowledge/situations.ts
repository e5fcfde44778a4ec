// Advice for the situations that server logs tell apart: our refusal is not an upstream's, and a broken signature is not a lost packet.

import type { BindOption, UnboundOption } from './options.js';
import { type Actor, type Command, type Reference, read } from './topic.js';

/** What is known, made safe for a terminal. */
export interface Said {
  readonly code: string;
  readonly name: string | undefined;
  readonly client: string | undefined;
  readonly upstream: string | undefined;
  readonly zone: string | undefined;
  readonly key: string | undefined;
  readonly reason: string | undefined;
}

export interface Advice {
  readonly summary: (said: Said) => string;
  readonly steps: readonly { readonly text: string; readonly product?: string }[];
  readonly commands: readonly Command[];
  readonly bind: readonly BindOption[];
  readonly unbound: readonly UnboundOption[];
  readonly actor: Actor;
  /** Absent: what holds for the code in general. */
  readonly retry?: string;
  /** Absent: those of the code. */
  readonly references?: readonly Reference[];
}

const step = (text: string): { text: string } => ({ text });
const forBind = (text: string): { text: string; product: string } => ({ text, product: 'bind' });
const forUnbound = (text: string): { text: string; product: string } => ({ text, product: 'unbound' });

const about = (said: Said): string => (said.name === undefined ? '' : ` for ${said.name}`);
const client = (said: Said): string => said.client ?? 'a client';
const upstream = (said: Said): string => said.upstream ?? 'another server';
const zoneOf = (said: Said): string => said.zone ?? said.name ?? 'the zone';
const because = (said: Said): string => (said.reason === undefined ? '' : ` (${said.reason})`);

const BIND_CONFIG: Command = {
  run: 'named-checkconf -px',
  shows: 'the configuration in force, secrets hidden',
  product: 'bind',
};
const UNBOUND_ACCESS: Command = {
  run: 'unbound-control get_option access-control',
  shows: 'the access list in force',
  product: 'unbound',
};
const LOCAL_ASK: Command = { run: 'dig @{server} {name} {type}', shows: 'the code and EDE as seen from this host' };
const LOCAL_SOA: Command = { run: 'dig @{server} {zone} SOA +norec', shows: 'AA means the zone is served here' };
const LOCAL_NAME: Command = {
  run: 'dig @{server} {name} SOA +norec',
  shows: 'AA means the zone of this name is served here',
};
const BIND_STATUS: Command = { run: 'rndc status', shows: 'version, zones, clients waiting', product: 'bind' };
const BIND_ZONE: Command = { run: 'rndc zonestatus {zone}', shows: 'loaded or not, serial, expiry', product: 'bind' };
const UNBOUND_STATS: Command = { run: 'unbound-control stats_noreset', shows: 'the counters', product: 'unbound' };
const WITHOUT_VALIDATION: Command = {
  run: 'dig @{server} {name} {type} +cd',
  shows: 'an answer here means that validation is the problem',
};
const CHAIN: Command = { run: 'delv @{server} {name} {type} +vtrace', shows: 'the link of the chain that fails' };
const TRACE: Command = { run: 'dig {name} {type} +trace +nodnssec', shows: 'where the delegations stop' };
const ASK_UPSTREAM: Command = { run: 'dig @{upstream} {name} {type} +norec', shows: 'what it answers now' };
const ASK_UPSTREAM_TCP: Command = { run: 'dig @{upstream} {name} {type} +norec +tcp', shows: 'the same over TCP' };
const ASK_PRIMARY: Command = { run: 'dig @{upstream} {zone} SOA +norec', shows: 'AA means that it serves the zone' };
const SHOW_SERVERS: Command = {
  run: 'unbound-control lookup {name}',
  shows: 'the servers it would ask',
  product: 'unbound',
};
const SHOW_INFRA: Command = {
  run: 'unbound-control dump_infra',
  shows: 'slow, lame and given-up servers',
  product: 'unbound',
};
const RECURSING: Command = { run: 'rndc recursing', shows: 'writes the lookups under way to a file', product: 'bind' };
const NO_VALUES: Command = { run: 'date -u', shows: 'the clock of this host' };
const VERSION: Command = {
  run: 'dig @{upstream} version.bind CH TXT +norec',
  shows: 'which software it is, if it tells',
};
const EDE = [read('RFC 8914 section 4.19', 'EDE 18'), read('RFC 8914 section 4.21', 'EDE 20')] as const;

const asNeeded = 'yes, once it is allowed.';

export const SITUATIONS = {
  'query-denied': {
    summary: (said) => `We refused ${client(said)}${about(said)}: it may not ask here at all.`,
    steps: [
      step('Decide first whether this client should be served. If not, this is right and needs nothing.'),
      step('If it should: find the list and view that apply to its address, and add its exact prefix.'),
      step('Many known clients at once? Compare the configuration with the one before the last reload.'),
    ],
    commands: [BIND_CONFIG, UNBOUND_ACCESS, LOCAL_ASK],
    bind: ['allow-query', 'match-clients'],
    unbound: ['access-control', 'access-control-view', 'interface-action'],
    actor: 'resolver operator',
    retry: asNeeded,
    references: EDE,
  },
  'recursion-denied': {
    summary: (said) => `We refused ${client(said)}${about(said)}: it may not have names resolved here.`,
    steps: [
      step('A stranger on the Internet? Then this is right: an open resolver is abused for attacks.'),
      step('A client of yours? Add its exact prefix to the lists; do not use "any".'),
      step('If this server is authoritative only, the client uses the wrong resolver: correct it there.'),
    ],
    commands: [BIND_CONFIG, UNBOUND_ACCESS, LOCAL_ASK],
    bind: ['allow-recursion', 'allow-query-cache', 'recursion', 'match-clients'],
    unbound: ['access-control', 'interface-action'],
    actor: 'resolver operator',
    retry: asNeeded,
    references: EDE,
  },
  refused: {
    summary: (said) => `We refused ${client(said)}${about(said)}${because(said)}.`,
    steps: [
      step(
        'Either the client is not on the access list, or we do not serve the name and do not look it up for this client.',
      ),
      step('Nearly all refused queries from strangers are scans: nothing to do.'),
      step('A client of yours? Add its exact prefix to the list that applies.'),
      forUnbound(
        'Other causes in Unbound: a local zone of type refuse, a zone transfer, a cookie that is demanded, or a question without RD.',
      ),
      forBind(
        'Resolvers that ask without RD for one zone, again and again: somebody delegates that zone to you, and you do not have it.',
      ),
    ],
    commands: [
      LOCAL_ASK,
      BIND_CONFIG,
      UNBOUND_ACCESS,
      { run: 'unbound-control list_local_zones', shows: 'local zones that refuse', product: 'unbound' },
    ],
    bind: ['allow-query', 'allow-recursion', 'allow-query-cache', 'match-clients'],
    unbound: ['access-control', 'interface-action', 'local-zone', 'log-local-actions'],
    actor: 'resolver operator',
    retry: asNeeded,
  },
  'no-view': {
    summary: (said) => `We refused ${client(said)}: no view matches it.`,
    steps: [step('Each client must fit one view. Add its prefix to a view, or a last view that takes everyone.')],
    commands: [BIND_CONFIG, LOCAL_ASK],
    bind: ['match-clients'],
    unbound: ['access-control-view'],
    actor: 'resolver operator',
    retry: asNeeded,
  },
  'check-names': {
    summary: (said) => `We refused ${client(said)}${about(said)}: the name has characters that are not allowed here.`,
    steps: [
      step('If the name is meant to exist (underscores, for example), relax the check for that zone.'),
      step('Otherwise it is the mistake of the client.'),
    ],
    commands: [BIND_CONFIG, LOCAL_ASK],
    bind: ['check-names'],
    unbound: [],
    actor: 'zone owner',
    retry: 'no: The name is judged the same way each time.',
  },
  'update-denied': {
    summary: (said) =>
      `We refused an update of ${zoneOf(said)} from ${client(said)}${said.key === undefined ? '' : ` with key ${said.key}`}: no rule allows it.`,
    steps: [
      step('Not a client that should update? Then this is right; many desktop systems try it unasked.'),
      step(
        'A genuine updater: see whether it signs at all and with which key, then allow that key for the names it needs.',
      ),
      step('Allow by key rather than by address: addresses can be forged in UDP.'),
    ],
    commands: [BIND_ZONE, BIND_CONFIG, LOCAL_SOA],
    bind: ['update-policy', 'allow-update', 'allow-query'],
    unbound: [],
    actor: 'zone owner',
    retry: asNeeded,
    references: [read('RFC 2136 section 3.3', 'updates that are not permitted')],
  },
  'update-forwarding': {
    summary: (said) =>
      `An update of ${zoneOf(said)} from ${client(said)} reached us, a secondary, and we do not pass it on.`,
    steps: [
      step('Let the client send to the primary: the server named first in the SOA record.'),
      step('Or let this secondary pass updates on, for the clients that need it.'),
    ],
    commands: [
      { run: 'dig @{server} {zone} SOA +short', shows: 'the first name is the primary' },
      BIND_ZONE,
      BIND_CONFIG,
    ],
    bind: ['allow-update-forwarding', 'primaries'],
    unbound: [],
    actor: 'client operator',
    retry: 'yes, at the primary.',
    references: [read('RFC 2136 section 3.1', 'which server takes an update')],
  },
  'update-rejected': {
    summary: (said) => `We rejected an update of ${zoneOf(said)} from ${client(said)}${because(said)}.`,
    steps: [
      step('A zone that was frozen for editing by hand takes no updates: thaw it when you are done.'),
      step('Otherwise the rules do not cover this name or type for this key.'),
    ],
    commands: [BIND_ZONE, BIND_CONFIG],
    bind: ['update-policy', 'allow-update'],
    unbound: [],
    actor: 'zone owner',
    retry: asNeeded,
    references: [read('RFC 2136 section 3.3', 'updates that are not permitted')],
  },
  'transfer-denied': {
    summary: (said) => `We refused to transfer ${zoneOf(said)} to ${client(said)}.`,
    steps: [
      step('Not a secondary of yours? Then this is right.'),
      step('A secondary of yours: allow its address or, better, its key.'),
      forBind('After an upgrade to 9.20: transfers are allowed to nobody unless the configuration says otherwise.'),
      forUnbound('Unbound serves no transfers at all: take the zone from its primary.'),
    ],
    commands: [BIND_CONFIG, BIND_ZONE, LOCAL_SOA],
    bind: ['allow-transfer', 'key'],
    unbound: [],
    actor: 'zone owner',
    retry: asNeeded,
    references: [read('RFC 8914 section 4.19', 'EDE 18')],
  },
  'transfer-unknown-zone': {
    summary: (said) => `${client(said)} asked to transfer ${zoneOf(said)}, which is not served here.`,
    steps: [
      step('Should the zone be here? Then see why it is not loaded, and in which view.'),
      step('If not, the secondary has the wrong address for its primary.'),
    ],
    commands: [BIND_ZONE, LOCAL_SOA, BIND_CONFIG],
    bind: ['match-clients', 'allow-transfer'],
    unbound: [],
    actor: 'zone owner',
    references: [read('RFC 2136 section 3.1', 'the code for a zone that is not served')],
  },
  'transfer-malformed': {
    summary: (said) => `${client(said)} sent a transfer request that makes no sense${because(said)}.`,
    steps: [
      step('Transfers go over TCP. An incremental one must carry the SOA that the secondary has.'),
      step('Repair or update the software on the secondary; if it is a stranger, ignore it.'),
    ],
    commands: [LOCAL_SOA, BIND_STATUS],
    bind: ['provide-ixfr', 'allow-transfer'],
    unbound: [],
    actor: 'client operator',
  },
  'transfer-quota': {
    summary: () => 'We turned a transfer away because too many are running.',
    steps: [
      step('Some secondaries will be late. Raise the quota, or see why transfers take so long.'),
      step('One secondary asks all the time? Look at its refresh times.'),
    ],
    commands: [BIND_STATUS, BIND_CONFIG],
    bind: ['transfers-out', 'provide-ixfr'],
    unbound: [],
    actor: 'zone owner',
    retry: 'yes, later: Secondaries do that by themselves.',
  },
  'notify-unknown-zone': {
    summary: (said) => `${client(said)} notified us of ${zoneOf(said)}, which we do not serve.`,
    steps: [
      step('Should we be a secondary of it? Then add the zone, in the view that fits the sender.'),
      step('If not, its owner lists us by mistake: in the NS set, or among the servers to notify.'),
    ],
    commands: [BIND_ZONE, LOCAL_SOA, BIND_CONFIG],
    bind: ['also-notify', 'match-clients'],
    unbound: ['auth-zone'],
    actor: 'zone owner',
  },
  'notify-refused': {
    summary: (said) => `${client(said)} notified us of ${zoneOf(said)}, but it is not one of its primaries.`,
    steps: [
      step('A primary with a second address, perhaps behind NAT or IPv6? Add that address.'),
      step('A hidden primary or a relay? Allow it to notify.'),
      step('A stranger? Ignore it; the zone is still refreshed by its timer.'),
    ],
    commands: [
      BIND_ZONE,
      BIND_CONFIG,
      { run: 'unbound-control list_auth_zones', shows: 'the zones held here and their serials', product: 'unbound' },
    ],
    bind: ['allow-notify', 'primaries'],
    unbound: ['allow-notify', 'primary'],
    actor: 'zone owner',
    retry: 'not needed: The zone is refreshed by its timer all the same.',
  },
  malformed: {
    summary: (said) => `${client(said)} sent a message that we could not read${because(said)}.`,
    steps: [
      step('Single ones are scanners: nothing to do.'),
      step('A steady stream from one address: capture a packet and see which software sends it.'),
      forUnbound(
        'The log hides the name here. Unbound also answers so to types that may not be asked for, and to several questions in one message.',
      ),
    ],
    commands: [
      { run: 'tcpdump -c 5 -nvvX port 53 and host {client}', shows: 'the message itself' },
      { run: 'tcpdump -c 20 -nvv port 53', shows: 'messages as they come in' },
    ],
    bind: [],
    unbound: ['harden-large-queries', 'harden-short-bufsize'],
    actor: 'client operator',
  },
  'unknown-operation': {
    summary: (said) => `${client(said)} asked for an operation that we do not have${about(said)}.`,
    steps: [
      step('Single ones are probes.'),
      step(
        'A tool that keeps trying is aimed at the wrong server. Updates belong at the primary, the server named first in the SOA record.',
      ),
      forUnbound('Unbound takes no updates, and no setting changes that.'),
    ],
    commands: [
      { run: 'dig @{server} {zone} SOA +short', shows: 'the first name is the primary' },
      { run: 'dig @{server} {name} SOA', shows: 'the SOA record names the primary' },
      { run: 'tcpdump -c 5 -nvvX port 53 and host {client}', shows: 'the opcode and type that it sends' },
      { run: 'tcpdump -c 20 -nvv port 53', shows: 'messages as they come in' },
    ],
    bind: ['allow-update', 'update-policy'],
    unbound: ['forward-addr', 'stub-addr'],
    actor: 'client operator',
  },
  'zone-not-here': {
    summary: (said) =>
      `${client(said)} sent a request for ${zoneOf(said)}, which is not served here, or its signature did not hold.`,
    steps: [
      step('A line about the signature just before? Then follow that one.'),
      step('Otherwise see whether the zone is loaded, in the view that fits the sender.'),
      step('If it should not be here, the sender has the wrong address.'),
    ],
    commands: [BIND_ZONE, LOCAL_SOA, LOCAL_NAME, BIND_CONFIG],
    bind: ['match-clients', 'primaries'],
    unbound: ['auth-zone'],
    actor: 'zone owner',
  },
  'masked-cookie': {
    summary: (said) => `${client(said)} was asked for a cookie, in all likelihood: the log says YXRRSET for BADCOOKIE.`,
    steps: [
      step('A retry by the client follows and succeeds: nothing to do.'),
      step(
        'The same client again and again: give all nodes of this address the same cookie secret, or look at a NAT that changes its address.',
      ),
    ],
    commands: [
      LOCAL_ASK,
      { run: 'unbound-control print_cookie_secrets', shows: 'the secrets in use', product: 'unbound' },
    ],
    bind: ['cookie-secret', 'require-server-cookie'],
    unbound: ['answer-cookie', 'cookie-secret', 'cookie-secret-file'],
    actor: 'resolver operator',
    retry: 'yes, at once: The client does it with the new cookie.',
    references: [read('RFC 7873 section 5.2.3', 'when a server sends BADCOOKIE')],
  },
  policy: {
    summary: (said) => `Policy decided the answer${about(said)}: ${said.code}.`,
    steps: [
      step('This is the policy at work. If the name should pass, make an exception for it.'),
      step('One client with many such names may be infected: look at that host.'),
    ],
    commands: [
      LOCAL_ASK,
      { run: 'unbound-control list_local_zones', shows: 'the local zones', product: 'unbound' },
      { run: 'unbound-control list_auth_zones', shows: 'the policy zones and their serials', product: 'unbound' },
      BIND_CONFIG,
    ],
    bind: ['response-policy'],
    unbound: ['rpz', 'rpz-log', 'local-zone', 'log-local-actions'],
    actor: 'resolver operator',
    retry: 'no: The rule decides, not time.',
    references: [read('RFC 8914 section 4.16', 'EDE 15')],
  },
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
  'upstream-refused': {
    summary: (said) =>
      `${upstream(said)} answered ${said.code} to us${about(said)}. Most likely it does not serve that zone (lame delegation).`,
    steps: [
      step('We ask the next server of the zone by ourselves; clients notice only if all of them fail.'),
      step(
        'Ask it for the SOA of the zone: without AA it is lame, and the zone owner should load the zone there or drop it from the NS set.',
      ),
      step('If it is a forwarder of ours, our address is missing from its access list.'),
    ],
    commands: [ASK_PRIMARY, ASK_UPSTREAM, TRACE, SHOW_SERVERS, SHOW_INFRA, RECURSING],
    bind: ['forwarders', 'fetches-per-server'],
    unbound: ['forward-addr', 'stub-addr', 'infra-host-ttl'],
    actor: 'zone owner',
    references: [read('RFC 8914 section 4.21', 'EDE 20')],
  },
  'upstream-servfail': {
    summary: (said) => `${upstream(said)} answered SERVFAIL to us${about(said)}.`,
    steps: [
      step('We ask the next server by ourselves.'),
      step('An authority that says so has a zone that failed to load or expired: tell its owner.'),
      step('A forwarder that says so could not resolve the name either: see whether +cd changes it.'),
    ],
    commands: [
      ASK_UPSTREAM,
      { run: 'dig @{upstream} {name} {type} +cd', shows: 'an answer here means that its validation failed' },
      TRACE,
      SHOW_INFRA,
      RECURSING,
    ],
    bind: ['forwarders', 'fetches-per-server'],
    unbound: ['forward-addr', 'infra-host-ttl'],
    actor: 'upstream',
  },
  'upstream-formerr': {
    summary: (said) =>
      `${upstream(said)} did not understand our question${about(said)}. It, or a firewall on the way, stumbles over EDNS.`,
    steps: [
      step('Ask it four ways; the one that works names the culprit.'),
      step(
        'From one server only: its owner must repair it. From many unrelated ones: your own firewall or NAT alters DNS packets.',
      ),
      forBind('As a stopgap only: switch EDNS or cookies off toward that one server.'),
    ],
    commands: [
      { run: 'dig @{upstream} {name} {type} +norec +noedns', shows: 'an answer here means that it cannot do EDNS' },
      {
        run: 'dig @{upstream} {name} {type} +norec +nocookie',
        shows: 'an answer here means that it stumbles over cookies',
      },
      { run: 'dig @{upstream} {name} {type} +norec +bufsize=512', shows: 'an answer here points to sizes' },
      TRACE,
      SHOW_INFRA,
      RECURSING,
    ],
    bind: ['edns', 'send-cookie', 'edns-udp-size'],
    unbound: ['edns-buffer-size', 'disable-edns-do'],
    actor: 'upstream',
    retry: 'yes, with a changed request: Without the option that it stumbles over.',
  },
  'upstream-malformed': {
    summary: (said) => `We judged a reply of ${upstream(said)} to be malformed${about(said)}${because(said)}.`,
    steps: [
      step('The reply did not fit the question, or broke a rule. Ask that server directly and read what comes.'),
      step('Many servers at once: something on your path alters replies.'),
    ],
    commands: [ASK_UPSTREAM, ASK_UPSTREAM_TCP, TRACE, SHOW_INFRA, RECURSING],
    bind: ['edns-udp-size', 'send-cookie'],
    unbound: ['edns-buffer-size'],
    actor: 'upstream',
  },
  'upstream-notimp': {
    summary: (said) =>
      `${upstream(said)} answered NOTIMP to us${about(said)}. It should have said that the type is missing.`,
    steps: [
      step('An old forwarder or router that rejects newer types: replace it, or go around it.'),
      step('Ask it for type A to see that it works at all.'),
    ],
    commands: [
      { run: 'dig @{upstream} {name} A +norec', shows: 'whether it knows type A' },
      ASK_UPSTREAM,
      VERSION,
      TRACE,
      SHOW_INFRA,
      RECURSING,
    ],
    bind: ['forwarders'],
    unbound: ['forward-addr'],
    actor: 'upstream',
  },
  'upstream-nxdomain': {
    summary: (said) => `${upstream(said)} says that ${said.name ?? 'the name'} does not exist.`,
    steps: [step('An ordinary negative answer; nothing to do unless the name should exist.')],
    commands: [ASK_UPSTREAM, TRACE, SHOW_SERVERS, RECURSING],
    bind: ['max-ncache-ttl'],
    unbound: ['cache-max-negative-ttl'],
    actor: 'none',
  },
  'upstream-other': {
    summary: (said) => `${upstream(said)} answered ${said.code} to us${about(said)}, which does not belong there.`,
    steps: [
      step('We ask the next server by ourselves.'),
      step('See which software it is; an odd code from one server is its own fault.'),
    ],
    commands: [ASK_UPSTREAM, VERSION, TRACE, SHOW_INFRA, RECURSING],
    bind: ['forwarders'],
    unbound: ['forward-addr', 'infra-host-ttl'],
    actor: 'upstream',
  },
  'primary-refused': {
    summary: (said) => `The primary ${upstream(said)} refused us ${zoneOf(said)}. If this goes on, our copy expires.`,
    steps: [
      step('On the primary, allow transfers to our address or, better, to a key.'),
      step('See from which address we ask: with NAT or several interfaces it may not be the one that is allowed.'),
      step('BIND primaries upgraded to 9.20 allow transfers to nobody unless told otherwise.'),
    ],
    commands: [
      { run: 'dig @{upstream} {zone} AXFR', shows: 'whether the primary gives us the zone' },
      ASK_PRIMARY,
      BIND_ZONE,
      { run: 'unbound-control list_auth_zones', shows: 'the zones held here and their serials', product: 'unbound' },
      BIND_STATUS,
    ],
    bind: ['allow-transfer', 'primaries', 'keys'],
    unbound: ['auth-zone', 'primary'],
    actor: 'zone owner',
    retry: 'only after the fix: The secondary tries again by its timer.',
    references: [read('RFC 8914 section 4.19', 'EDE 18')],
  },
  'primary-notauth': {
    summary: (said) =>
      `The primary ${upstream(said)} says that it does not serve ${zoneOf(said)}, or it did not accept our signature.`,
    steps: [
      step('Is the zone still loaded there, and in the view that our address reaches?'),
      step('With a key in use: compare its name, algorithm and secret on both ends, then the clocks.'),
    ],
    commands: [
      ASK_PRIMARY,
      { run: 'dig @{upstream} {zone} AXFR', shows: 'the code without a signature' },
      BIND_ZONE,
      { run: 'unbound-control list_auth_zones', shows: 'the zones held here', product: 'unbound' },
      BIND_STATUS,
    ],
    bind: ['primaries', 'key', 'keys'],
    unbound: ['auth-zone', 'primary'],
    actor: 'zone owner',
  },
  'primary-failed': {
    summary: (said) =>
      `The primary ${upstream(said)} answered ${said.code} when we wanted ${zoneOf(said)}. If this goes on, our copy expires.`,
    steps: [
      step('Ask the primary for the SOA: if it fails as well, the zone is not usable there.'),
      step('Look at the log of the primary at this time.'),
      step('Fetch the zone anew once the primary is well.'),
    ],
    commands: [
      ASK_PRIMARY,
      { run: 'dig @{upstream} {zone} SOA +norec +noedns', shows: 'the same without EDNS' },
      { run: 'rndc retransfer {zone}', shows: 'fetches the zone anew', product: 'bind' },
      { run: 'unbound-control list_auth_zones', shows: 'the zones held here and their serials', product: 'unbound' },
      BIND_STATUS,
    ],
    bind: ['primaries', 'request-ixfr'],
    unbound: ['auth-zone', 'primary'],
    actor: 'zone owner',
  },
  'forwarded-update': {
    summary: (said) =>
      `The primary ${upstream(said)} answered ${said.code} to an update of ${zoneOf(said)} that we passed on.`,
    steps: [
      step('The primary decided: look at its log for the reason.'),
      step(
        'A signed update keeps its signature when it is passed on; by address, the primary sees us and not the client.',
      ),
    ],
    commands: [ASK_PRIMARY, BIND_ZONE, BIND_STATUS],
    bind: ['allow-update-forwarding', 'primaries'],
    unbound: [],
    actor: 'zone owner',
  },
  'notify-answer': {
    summary: (said) => `${upstream(said)} answered ${said.code} to our notify of ${zoneOf(said)}.`,
    steps: [
      step('It does not take us for its primary, or does not have the zone: correct it there.'),
      step('If it is no secondary of ours, take it out of the NS set or of the list of servers to notify.'),
    ],
    commands: [ASK_PRIMARY, BIND_ZONE, BIND_CONFIG],
    bind: ['also-notify'],
    unbound: [],
    actor: 'zone owner',
    retry: 'not needed: The secondary also refreshes by its timer.',
  },
  checkds: {
    summary: (said) => `${upstream(said)} answered ${said.code} when we looked for the DS records of ${zoneOf(said)}.`,
    steps: [step('The key rollover waits until the parent shows the new DS. Ask the servers of the parent directly.')],
    commands: [
      { run: 'dig @{upstream} {zone} DS +norec', shows: 'what the parent has' },
      { run: 'dig {zone} DS +short', shows: 'the DS records as a resolver sees them' },
      { run: 'rndc dnssec -status {zone}', shows: 'the state of the keys', product: 'bind' },
      BIND_STATUS,
    ],
    bind: ['dnssec-policy'],
    unbound: [],
    actor: 'zone owner',
  },
} as const satisfies Record<string, Advice>;

export type SituationName = keyof typeof SITUATIONS;
