// Advice on codes that other servers sent to us: upstreams, primaries, secondaries.

import {
  type Advice,
  ASK_PRIMARY,
  ASK_UPSTREAM,
  ASK_UPSTREAM_TCP,
  about,
  BIND_CONFIG,
  BIND_STATUS,
  BIND_ZONE,
  because,
  forBind,
  otherwise,
  primary,
  RECURSING,
  SHOW_INFRA,
  SHOW_SERVERS,
  step,
  TRACE,
  upstreamFirst,
  VERSION,
  WE_GO_ON,
  zoneOf,
} from './advice.js';
import { read } from './topic.js';

export const THEIR_ANSWERS = {
  'upstream-refused': {
    gist: 'lame delegation?',
    summary: (said) =>
      `${upstreamFirst(said)} answered ${said.code} to us${about(said)}. Most likely it is listed for that zone and does not serve it (lame delegation).`,
    steps: [
      step('We ask the next server of the zone by ourselves; clients notice only if all of them fail.'),
      step(
        'Ask it directly: no answer with the flag AA means that it is lame. The zone owner then loads the zone there or drops the server from the NS set.',
      ),
      step('If it is a forwarder of ours, our address is missing from its access list.'),
    ],
    commands: [ASK_PRIMARY, ASK_UPSTREAM, TRACE, SHOW_SERVERS, otherwise(SHOW_INFRA), otherwise(RECURSING)],
    bind: ['forwarders', 'fetches-per-server'],
    unbound: ['forward-addr', 'stub-addr', 'infra-host-ttl'],
    actor: 'zone owner',
    retry: WE_GO_ON,
    references: [read('RFC 8914 section 4.21', 'EDE 20')],
  },
  'upstream-servfail': {
    gist: 'its zone is broken?',
    summary: (said) => `${upstreamFirst(said)} answered SERVFAIL to us${about(said)}.`,
    steps: [
      step('An authority that says so has a zone that failed to load or expired: tell its owner.'),
      step('A forwarder that says so could not resolve the name either: see whether +cd changes it.'),
      step('Clients notice only if every server of the zone fails.'),
    ],
    commands: [
      ASK_UPSTREAM,
      { run: 'dig @{upstream} {name} {type} +cd', shows: 'an answer here means that its validation failed' },
      TRACE,
      otherwise(SHOW_INFRA),
      otherwise(RECURSING),
    ],
    bind: ['forwarders', 'fetches-per-server'],
    unbound: ['forward-addr', 'infra-host-ttl'],
    actor: 'upstream',
    retry: WE_GO_ON,
  },
  'upstream-formerr': {
    gist: 'stumbles over EDNS?',
    summary: (said) =>
      `${upstreamFirst(said)} did not understand our question${about(said)}. It, or a firewall on the way, stumbles over EDNS.`,
    steps: [
      step('Ask it without EDNS, without a cookie and for a small size: the way that works names the culprit.'),
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
      otherwise(SHOW_INFRA),
      otherwise(RECURSING),
    ],
    bind: ['edns', 'send-cookie', 'edns-udp-size'],
    unbound: ['edns-buffer-size', 'disable-edns-do'],
    actor: 'upstream',
    retry: 'yes, with a changed request: Without the option that it stumbles over.',
  },
  'upstream-malformed': {
    gist: 'malformed reply',
    summary: (said) =>
      `We judged a reply of ${said.upstream ?? 'another server'} to be malformed${about(said)}${because(said)}.`,
    steps: [
      step('The reply did not fit the question, or broke a rule. Ask that server directly and read what comes.'),
      step('Many servers at once: something on your path alters replies.'),
    ],
    commands: [ASK_UPSTREAM, ASK_UPSTREAM_TCP, TRACE, otherwise(SHOW_INFRA), otherwise(RECURSING)],
    bind: ['edns-udp-size', 'send-cookie'],
    unbound: ['edns-buffer-size'],
    actor: 'upstream',
  },
  'upstream-notimp': {
    gist: 'cannot do that type?',
    summary: (said) =>
      `${upstreamFirst(said)} answered NOTIMP to us${about(said)}: it says that it cannot do what we asked${said.type === undefined ? '' : `, a question for type ${said.type}`}.`,
    steps: [
      step(
        'Ask it for type A. If that works, it rejects types that it does not know, where an empty answer would be right.',
      ),
      step('Such forwarders and routers are old: replace them, or go around them.'),
    ],
    commands: [
      { run: 'dig @{upstream} {name} A +norec', shows: 'whether it knows type A' },
      ASK_UPSTREAM,
      VERSION,
      TRACE,
      otherwise(SHOW_INFRA),
      otherwise(RECURSING),
    ],
    bind: ['forwarders'],
    unbound: ['forward-addr'],
    actor: 'upstream',
    retry: WE_GO_ON,
  },
  'upstream-nxdomain': {
    gist: 'no such name',
    summary: (said) => `${upstreamFirst(said)} says that ${said.name ?? 'the name'} does not exist.`,
    steps: [step('An ordinary negative answer; nothing to do unless the name should exist.')],
    commands: [ASK_UPSTREAM, TRACE, SHOW_SERVERS, otherwise(RECURSING)],
    bind: ['max-ncache-ttl'],
    unbound: ['cache-max-negative-ttl'],
    actor: 'none',
  },
  'upstream-other': {
    gist: 'odd code',
    summary: (said) =>
      `${upstreamFirst(said)} answered ${said.code} to us${about(said)}. That is no code for an answer to a question.`,
    steps: [
      step('See which software it is, and tell its operator.'),
      step('The same from many unrelated servers: something on your path alters replies.'),
    ],
    commands: [ASK_UPSTREAM, VERSION, TRACE, otherwise(SHOW_INFRA), otherwise(RECURSING)],
    bind: ['forwarders'],
    unbound: ['forward-addr', 'infra-host-ttl'],
    actor: 'upstream',
    retry: WE_GO_ON,
  },
  'primary-refused': {
    gist: 'primary refuses us',
    summary: (said) => `${primary(said)} refused us ${zoneOf(said)}. If this goes on, our copy expires.`,
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
      otherwise(BIND_STATUS),
    ],
    bind: ['allow-transfer', 'primaries', 'keys'],
    unbound: ['auth-zone', 'primary'],
    actor: 'zone owner',
    retry: 'only after the fix: The secondary tries again by its timer.',
    references: [read('RFC 8914 section 4.19', 'EDE 18')],
  },
  'primary-notauth': {
    gist: 'zone not served there',
    summary: (said) =>
      `The primary ${upstreamFirst(said)} says that it does not serve ${zoneOf(said)}, or it did not accept our signature.`,
    steps: [
      step('Is the zone still loaded there, and in the view that our address reaches?'),
      step('With a key in use: compare its name, algorithm and secret on both ends, then the clocks.'),
    ],
    commands: [
      ASK_PRIMARY,
      { run: 'dig @{upstream} {zone} AXFR', shows: 'the code without a signature' },
      BIND_ZONE,
      { run: 'unbound-control list_auth_zones', shows: 'the zones held here', product: 'unbound' },
      otherwise(BIND_STATUS),
    ],
    bind: ['primaries', 'key', 'keys'],
    unbound: ['auth-zone', 'primary'],
    actor: 'zone owner',
    retry: 'only after the fix: The secondary tries again by its timer.',
  },
  'primary-failed': {
    gist: 'primary failed',
    summary: (said) =>
      `The primary ${upstreamFirst(said)} answered ${said.code} when we wanted ${zoneOf(said)}. If this goes on, our copy expires.`,
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
      otherwise(BIND_STATUS),
    ],
    bind: ['primaries', 'request-ixfr'],
    unbound: ['auth-zone', 'primary'],
    actor: 'zone owner',
    retry: 'yes, elsewhere or later: The secondary asks its other primaries, and again by its timer.',
  },
  'forwarded-update': {
    gist: 'primary rejected it',
    summary: (said) =>
      `The primary ${upstreamFirst(said)} answered ${said.code} to an update of ${zoneOf(said)} that we passed on.`,
    steps: [
      step('The primary decided: look at its log for the reason.'),
      step(
        'A signed update keeps its signature when it is passed on; by address, the primary sees us and not the client.',
      ),
    ],
    commands: [ASK_PRIMARY, BIND_ZONE, otherwise(BIND_STATUS)],
    bind: ['allow-update-forwarding', 'primaries'],
    unbound: [],
    actor: 'zone owner',
    retry: 'only after the fix: The primary judges the same update the same way.',
  },
  'notify-answer': {
    gist: 'notify not accepted',
    summary: (said) => `${upstreamFirst(said)} answered ${said.code} to our notify of ${zoneOf(said)}.`,
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
    gist: 'DS check failed',
    summary: (said) =>
      `${upstreamFirst(said)} answered ${said.code} when we looked for the DS records of ${zoneOf(said)}.`,
    steps: [step('The key rollover waits until the parent shows the new DS. Ask the servers of the parent directly.')],
    commands: [
      { run: 'dig @{upstream} {zone} DS +norec', shows: 'what the parent has' },
      { run: 'dig {zone} DS +short', shows: 'the DS records as a resolver sees them' },
      { run: 'rndc dnssec -status {zone}', shows: 'the state of the keys', product: 'bind' },
      otherwise(BIND_STATUS),
    ],
    bind: ['dnssec-policy'],
    unbound: [],
    actor: 'zone owner',
    retry: 'not needed: The server looks again by itself.',
  },
} as const satisfies Record<string, Advice>;
