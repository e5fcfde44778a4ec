// Advice where we judged a request: refused it, could not read it, or had no code or zone for it.

import {
  type Advice,
  AS_ALLOWED,
  about,
  BIND_CONFIG,
  BIND_STATUS,
  BIND_ZONE,
  because,
  CLIENT_PACKETS,
  client,
  clientFirst,
  forBind,
  forUnbound,
  LOCAL_ASK,
  LOCAL_NAME,
  LOCAL_SOA,
  otherwise,
  REFUSAL_SOURCES,
  step,
  UNBOUND_ACCESS,
  withKey,
  zoneOf,
} from './advice.js';
import { read } from './topic.js';

export const OUR_VERDICTS = {
  'query-denied': {
    gist: 'may not ask here',
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
    retry: AS_ALLOWED,
    references: REFUSAL_SOURCES,
  },
  'query-on-denied': {
    gist: 'not at this address',
    summary: (said) =>
      `We refused ${client(said)}${about(said)}: it asked at a local address where that is not allowed.`,
    steps: [
      step('The list that decides goes by our address, not by that of the client: see at which one it should ask.'),
      step('Either let the client use another address of this server, or allow queries on this one.'),
    ],
    commands: [BIND_CONFIG, LOCAL_ASK],
    bind: ['allow-query-on', 'allow-recursion-on', 'match-clients'],
    unbound: [],
    actor: 'resolver operator',
    retry: AS_ALLOWED,
    references: REFUSAL_SOURCES,
  },
  'recursion-denied': {
    gist: 'no recursion for it',
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
    retry: AS_ALLOWED,
    references: REFUSAL_SOURCES,
  },
  refused: {
    gist: 'not allowed here',
    summary: (said) => `We refused ${client(said)}${about(said)}${because(said)}.`,
    steps: [
      step(
        'Either the client is not on the access list, or we do not serve the name and do not look it up for this client.',
      ),
      forBind('If a list refused it, the line just before says which.'),
      step('Nearly all refused queries from strangers are scans: nothing to do.'),
      step('A client of yours? Add its exact prefix to the list that applies.'),
      forUnbound(
        'Other causes in Unbound: a local zone of type refuse, a zone transfer, a cookie that is demanded, or a question without RD.',
      ),
      forBind('Many resolvers ask, without RD, for one zone: somebody delegates it to you, and you do not have it.'),
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
    retry: AS_ALLOWED,
  },
  'no-view': {
    gist: 'no view matches',
    summary: (said) => `We refused ${client(said)}: no view matches it.`,
    steps: [step('Each client must fit one view. Add its prefix to a view, or a last view that takes everyone.')],
    commands: [BIND_CONFIG, LOCAL_ASK],
    bind: ['match-clients'],
    unbound: ['access-control-view'],
    actor: 'resolver operator',
    retry: AS_ALLOWED,
  },
  'check-names': {
    gist: 'odd characters',
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
    gist: 'update not allowed',
    summary: (said) =>
      `We refused an update of ${zoneOf(said)} from ${client(said)}${withKey(said)}: no rule allows it.`,
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
    retry: AS_ALLOWED,
    references: [read('RFC 2136 section 3.3', 'updates that are not permitted')],
  },
  'update-forwarding': {
    gist: 'update not passed on',
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
    gist: 'no rule allows it',
    summary: (said) => `We rejected an update of ${zoneOf(said)} from ${client(said)}${withKey(said)}${because(said)}.`,
    steps: [
      step(
        'As a rule no rule of the zone allows this name and type to this key: compare the update with update-policy, letter by letter.',
      ),
      step('A zone that was frozen for editing by hand takes no updates: thaw it when you are done.'),
    ],
    commands: [BIND_ZONE, BIND_CONFIG],
    bind: ['update-policy', 'allow-update'],
    unbound: [],
    actor: 'zone owner',
    retry: AS_ALLOWED,
    references: [read('RFC 2136 section 3.3', 'updates that are not permitted')],
  },
  'transfer-denied': {
    gist: 'transfer not allowed',
    summary: (said) => `We refused to transfer ${zoneOf(said)} to ${client(said)}.`,
    steps: [
      step('Not a secondary of yours? Then this is right.'),
      forBind('A secondary of yours: allow its address or, better, its key.'),
      forBind('After an upgrade to 9.20: transfers are allowed to nobody unless the configuration says otherwise.'),
      forUnbound('Unbound serves no transfers at all: take the zone from its primary.'),
    ],
    commands: [BIND_CONFIG, BIND_ZONE, LOCAL_SOA],
    bind: ['allow-transfer', 'key'],
    unbound: [],
    actor: 'zone owner',
    retry: AS_ALLOWED,
    references: [read('RFC 8914 section 4.19', 'EDE 18')],
  },
  'transfer-unknown-zone': {
    gist: 'zone not served here',
    summary: (said) => `${clientFirst(said)} asked to transfer ${zoneOf(said)}, which is not served here.`,
    steps: [
      step('Should the zone be here? Then see why it is not loaded, and in which view.'),
      step('If not, the secondary has the wrong address for its primary.'),
    ],
    commands: [BIND_ZONE, LOCAL_SOA, BIND_CONFIG],
    bind: ['match-clients', 'allow-transfer'],
    unbound: [],
    actor: 'zone owner',
    retry: 'only after the fix: Once the zone is here, or the secondary asks the right server.',
    references: [read('RFC 2136 section 3.1', 'the code for a zone that is not served')],
  },
  'transfer-malformed': {
    gist: 'bad transfer request',
    summary: (said) => `${clientFirst(said)} sent a transfer request that makes no sense${because(said)}.`,
    steps: [
      step('Transfers go over TCP. An incremental one must carry the SOA that the secondary has.'),
      step('Repair or update the software on the secondary; if it is a stranger, ignore it.'),
    ],
    commands: [LOCAL_SOA, otherwise(BIND_STATUS)],
    bind: ['provide-ixfr', 'allow-transfer'],
    unbound: [],
    actor: 'client operator',
    retry: 'yes, with a changed request: Over TCP, and with the SOA of the copy it has.',
  },
  'transfer-quota': {
    gist: 'too many transfers',
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
    gist: 'zone not served here',
    summary: (said) => `${clientFirst(said)} notified us of ${zoneOf(said)}, which we do not serve.`,
    steps: [
      step('Should we be a secondary of it? Then add the zone, in the view that fits the sender.'),
      step('If not, its owner lists us by mistake: in the NS set, or among the servers to notify.'),
    ],
    commands: [BIND_ZONE, LOCAL_SOA, BIND_CONFIG],
    bind: ['also-notify', 'match-clients'],
    unbound: ['auth-zone'],
    actor: 'zone owner',
    retry: 'no: Nothing is lost, since there is no zone here to refresh.',
  },
  'notify-refused': {
    gist: 'not a primary of it',
    summary: (said) => `${clientFirst(said)} notified us of ${zoneOf(said)}, but it is not one of its primaries.`,
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
    gist: 'malformed request',
    summary: (said) =>
      said.type === undefined
        ? `${clientFirst(said)} sent a message that breaks the rules of the protocol${because(said)}.`
        : `${clientFirst(said)} asked for type ${said.type}${about(said)} in a way that the protocol does not allow${because(said)}.`,
    steps: [
      step('Single ones come from scanners: nothing to do.'),
      step('A steady stream from one address: capture a packet and see which software sends it.'),
      forUnbound(
        'The log hides the name here. Unbound also answers so to types that may not be asked for, and to several questions in one message.',
      ),
    ],
    commands: CLIENT_PACKETS,
    bind: [],
    unbound: ['harden-large-queries', 'harden-short-bufsize'],
    actor: 'client operator',
    retry: 'yes, with a changed request: The same bytes fail again.',
  },
  'unknown-operation': {
    gist: 'unknown operation',
    summary: (said) => `${clientFirst(said)} asked for an operation that we do not have${about(said)}.`,
    steps: [
      step('Single ones are probes: nothing to do.'),
      step(
        'A tool that keeps trying is aimed at the wrong server. Updates belong at the primary, the server named first in the SOA record.',
      ),
      forUnbound('Unbound takes no updates, and no setting changes that.'),
    ],
    commands: [
      { run: 'dig @{server} {zone} SOA +short', shows: 'the first name is the primary' },
      { run: 'dig @{server} {name} SOA', shows: 'the SOA record names the primary' },
      ...CLIENT_PACKETS,
    ],
    bind: ['allow-update', 'update-policy'],
    unbound: ['forward-addr', 'stub-addr'],
    actor: 'client operator',
    retry: 'yes, elsewhere or later: Never here; go to a server that has the operation.',
  },
  'meta-type': {
    gist: 'no real type',
    summary: (said) =>
      `${clientFirst(said)} asked for type ${said.type ?? 'ANY'}${about(said)}, which stands for no record and is not implemented here.`,
    steps: [
      step('Single ones are probes: nothing to do.'),
      step('Types such as MAILA and MAILB are obsolete: repair the software that keeps asking for them.'),
    ],
    commands: [
      ...CLIENT_PACKETS,
      {
        run: 'dig @{server} {name} TYPE65280 +norec',
        shows: 'no NOTIMP: types of real records are never a reason for it',
      },
    ],
    bind: [],
    unbound: [],
    actor: 'client operator',
    retry: 'no: Ask for a type of real records instead.',
  },
  'odd-code': {
    gist: 'a module made this up',
    summary: (said) =>
      `We answered ${said.code}${about(said)} to ${client(said)}. No server has a reason to give an ordinary question that code.`,
    steps: [
      forUnbound(
        'Unbound never says this by itself: a module did, such as python or dynlib. See which ones are loaded.',
      ),
      step('Somebody who gets it cannot act on it: let the module or policy say REFUSED, NXDOMAIN or SERVFAIL.'),
    ],
    commands: [
      LOCAL_ASK,
      { run: 'unbound-control get_option module-config', shows: 'the modules that are loaded', product: 'unbound' },
      BIND_CONFIG,
    ],
    bind: [],
    unbound: [],
    actor: 'resolver operator',
    retry: 'no: The same code comes again.',
  },
  'zone-not-here': {
    gist: 'not here, or bad key',
    summary: (said) =>
      `${clientFirst(said)} sent a request for ${zoneOf(said)}, which is not served here, or its signature did not hold.`,
    steps: [
      step('A line about the signature just before? Then follow that one.'),
      step('Otherwise see whether the zone is loaded, in the view that fits the sender.'),
      step('If it should not be here, the sender has the wrong address.'),
    ],
    commands: [BIND_ZONE, LOCAL_SOA, LOCAL_NAME, BIND_CONFIG],
    bind: ['match-clients', 'primaries'],
    unbound: ['auth-zone'],
    actor: 'zone owner',
    retry: 'only after the fix: First the key, the clock, or the address it sends to.',
  },
  'masked-cookie': {
    gist: 'cookie wanted',
    summary: (said) =>
      `${clientFirst(said)} was asked for a cookie, in all likelihood: the log says YXRRSET for BADCOOKIE.`,
    steps: [
      step('A retry by the client follows and succeeds: nothing to do.'),
      step(
        'The same client again and again: give all nodes of this address the same cookie secret, or look at a NAT that changes its address.',
      ),
    ],
    commands: [
      LOCAL_ASK,
      { run: 'unbound-control print_cookie_secrets', shows: 'the secrets in use (from 1.21 on)', product: 'unbound' },
    ],
    bind: ['cookie-secret', 'require-server-cookie'],
    unbound: ['answer-cookie', 'cookie-secret', 'cookie-secret-file'],
    actor: 'resolver operator',
    retry: 'yes, at once: The client does it with the new cookie.',
    references: [read('RFC 7873 section 5.2.3', 'when a server sends BADCOOKIE')],
  },
  policy: {
    gist: 'policy',
    summary: (said) =>
      `Policy decided the answer${about(said)}${said.client === undefined ? '' : ` to ${said.client}`}: ${said.code}.`,
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
} as const satisfies Record<string, Advice>;
