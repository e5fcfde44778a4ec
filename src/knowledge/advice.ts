// The shape of advice for one situation, with the phrases and commands that several situations share.

import type { BindOption, UnboundOption } from './options.js';
import { type Actor, type Command, type Reference, read } from './topic.js';

/** What is known, made safe for a terminal. */
export interface Said {
  readonly code: string;
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly client: string | undefined;
  readonly upstream: string | undefined;
  readonly zone: string | undefined;
  readonly key: string | undefined;
  readonly reason: string | undefined;
}

export interface Advice {
  /** In at most 21 characters, beside the code, the question and the client. */
  readonly gist: string;
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

export const step = (text: string): { text: string } => ({ text });
export const forBind = (text: string): { text: string; product: string } => ({ text, product: 'bind' });
export const forUnbound = (text: string): { text: string; product: string } => ({ text, product: 'unbound' });

export const otherwise = (command: Command): Command => ({ ...command, fallback: true });

export const about = (said: Said): string => (said.name === undefined ? '' : ` for ${said.name}`);
export const client = (said: Said): string => said.client ?? 'a client';
/** The same at the start of a sentence. */
export const clientFirst = (said: Said): string => said.client ?? 'A client';
export const upstreamFirst = (said: Said): string => said.upstream ?? 'Another server';
export const primary = (said: Said): string =>
  said.upstream === undefined ? 'A primary' : `The primary ${said.upstream}`;
export const withKey = (said: Said): string => (said.key === undefined ? '' : ` with key ${said.key}`);
export const zoneOf = (said: Said): string => said.zone ?? said.name ?? 'the zone';
export const because = (said: Said): string => (said.reason === undefined ? '' : ` (${said.reason})`);

export const BIND_CONFIG: Command = {
  run: 'named-checkconf -px',
  shows: 'the configuration in force, secrets hidden',
  product: 'bind',
};
export const UNBOUND_ACCESS: Command = {
  run: 'unbound-control get_option access-control',
  shows: 'the access list in force',
  product: 'unbound',
};
export const LOCAL_ASK: Command = {
  run: 'dig @{server} {name} {type}',
  shows: 'the code and EDE as seen from this host',
};
export const LOCAL_SOA: Command = { run: 'dig @{server} {zone} SOA +norec', shows: 'AA means the zone is served here' };
export const LOCAL_NAME: Command = {
  run: 'dig @{server} {name} SOA +norec',
  shows: 'AA means the zone of this name is served here',
};
export const BIND_STATUS: Command = { run: 'rndc status', shows: 'version, zones, clients waiting', product: 'bind' };
export const BIND_ZONE: Command = {
  run: 'rndc zonestatus {zone}',
  shows: 'loaded or not, serial, expiry',
  product: 'bind',
};
export const UNBOUND_STATS: Command = {
  run: 'unbound-control stats_noreset',
  shows: 'the counters',
  product: 'unbound',
};
export const WITHOUT_VALIDATION: Command = {
  run: 'dig @{server} {name} {type} +cd',
  shows: 'an answer here means that validation is the problem',
};
export const CHAIN: Command = {
  run: 'delv @{server} {name} {type} +vtrace',
  shows: 'the link of the chain that fails',
};
export const TRACE: Command = { run: 'dig {name} {type} +trace +nodnssec', shows: 'where the delegations stop' };
export const ASK_UPSTREAM: Command = { run: 'dig @{upstream} {name} {type} +norec', shows: 'what it answers now' };
export const ASK_UPSTREAM_TCP: Command = {
  run: 'dig @{upstream} {name} {type} +norec +tcp',
  shows: 'the same over TCP',
};
export const ASK_PRIMARY: Command = {
  run: 'dig @{upstream} {zone} SOA +norec',
  shows: 'AA means that it serves the zone',
};
export const SHOW_SERVERS: Command = {
  run: 'unbound-control lookup {name}',
  shows: 'the servers it would ask',
  product: 'unbound',
};
export const SHOW_INFRA: Command = {
  run: 'unbound-control dump_infra',
  shows: 'slow, lame and given-up servers',
  product: 'unbound',
};
export const RECURSING: Command = {
  run: 'rndc recursing',
  shows: 'writes the lookups under way to a file',
  product: 'bind',
};
export const CLOCK: Command = { run: 'date -u', shows: 'the clock of this host' };
export const VERSION: Command = {
  run: 'dig @{upstream} version.bind CH TXT +norec',
  shows: 'which software it is, if it tells',
};
export const REFUSAL_SOURCES = [
  read('RFC 8914 section 4.19', 'EDE 18'),
  read('RFC 8914 section 4.21', 'EDE 20'),
] as const;

/** Of the two, the one that fits what the line tells. */
export const CLIENT_PACKETS: readonly Command[] = [
  { run: 'tcpdump -c 5 -nvvX port 53 and host {client}', shows: 'the message itself' },
  { run: 'tcpdump -c 20 -nvv port 53', shows: 'messages as they come in', fallback: true },
];

/** What a resolver does by itself when one server of a zone answers badly. */
export const WE_GO_ON = 'not needed: We ask the next server by ourselves.';
export const AS_ALLOWED = 'yes, once it is allowed.';
