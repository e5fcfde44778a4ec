// The shape of what is known about one response code, TSIG or TKEY error, extended error or condition.

import type { BindOption, UnboundOption } from './options.js';

export const SEVERITIES = ['info', 'notice', 'warning', 'error', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ACTORS = ['none', 'client operator', 'resolver operator', 'zone owner', 'upstream'] as const;
export type Actor = (typeof ACTORS)[number];

/** `tsig` covers the errors of TSIG and TKEY records. */
export type TopicKind = 'rcode' | 'tsig' | 'ede' | 'condition';

/** Where the number stands in a message; empty for a condition, which has none. */
export type Carrier = 'header' | 'opt' | 'tsig' | 'tkey' | 'ede';

/** What kind of request the thing can follow. */
export type Operation = 'query' | 'update' | 'notify' | 'transfer' | 'tkey' | 'dso';

export type TopicClass =
  | 'informational'
  | 'client error'
  | 'server policy'
  | 'authentication'
  | 'upstream failure'
  | 'transport'
  | 'validation';

export type Retry = 'not needed' | 'no' | 'at once' | 'changed' | 'elsewhere' | 'after the fix';

export interface Step {
  readonly actor: Actor;
  readonly do: string;
}

export interface Command {
  /** A shell line; `{name}`, `{type}`, `{zone}`, `{server}`, `{upstream}`, `{client}`, `{key}` are filled from a context. */
  readonly run: string;
  /** What to look for in its output. */
  readonly shows: string;
  /** The product whose tool it is; absent for dig, delv and the like. */
  readonly product?: 'bind' | 'unbound';
  /** Worth its place only where the log line lacks what the better commands need. */
  readonly fallback?: true;
}

export interface Confusion {
  readonly id: string;
  /** How the other one differs. */
  readonly tell: string;
}

export interface Reference {
  /** `RFC 8945 section 5.2.2`. */
  readonly source: string;
  readonly says: string;
  /** False: the number is from memory and was not read in the text. Readers are told. */
  readonly verified: boolean;
}

export interface Topic {
  /** `NOTIMP`, `BADTRUNC`, `EDE22`, `NODATA`. */
  readonly id: string;
  readonly kind: TopicKind;
  /** The number in its own registry; absent for a condition. */
  readonly number?: number;
  readonly title: string;
  readonly aliases: readonly string[];
  readonly carriers: readonly Carrier[];
  /** What a log that keeps only the four header bits shows; absent where it depends. */
  readonly headerShows?: number;
  readonly class: TopicClass;
  readonly severity: Severity;
  readonly actor: Actor;
  readonly otherActors: readonly Actor[];
  /** Noun phrase: what the verdict is about. */
  readonly about: string;
  /** One or two sentences: what it says. */
  readonly meaning: string;
  /** What people wrongly read into it. */
  readonly notAbout?: string;
  /** What the request must contain before this can be the answer. */
  readonly requires?: string;
  readonly operations: readonly Operation[];
  /** Place in a server's checks, 1 (parsing) to 6 (answer); absent where servers differ or it is no check. */
  readonly stage?: number;
  /** False: the same request may fare differently a minute later. */
  readonly repeatable: boolean;
  readonly asResolver: readonly string[];
  readonly asAuthority: readonly string[];
  readonly steps: readonly Step[];
  readonly commands: readonly Command[];
  readonly bind: readonly BindOption[];
  readonly unbound: readonly UnboundOption[];
  readonly confused: readonly Confusion[];
  /** One observation that settles it. */
  readonly tell: string;
  /** True: some of it is ordinary traffic. */
  readonly normal: boolean;
  readonly normality: string;
  readonly retry: Retry;
  readonly retryHow: string;
  readonly references: readonly Reference[];
  /** EDE: the RCODEs it usually comes with. Condition: the codes by which it shows. */
  readonly shows?: readonly string[];
  /** EDE: servers known to send it. */
  readonly from?: readonly string[];
}

/** A reference that was read in the text of the document. */
export function read(source: string, says: string): Reference {
  return { source, says, verified: true };
}

/** A reference whose section number is from memory. */
export function remembered(source: string, says: string): Reference {
  return { source, says, verified: false };
}
