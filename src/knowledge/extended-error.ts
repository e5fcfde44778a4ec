// The short form in which one extended error is written down, and what several of them share.

import type { BindOption, UnboundOption } from './options.js';
import type { Actor, Command, Confusion, Reference, Severity, Step, Topic, TopicClass } from './topic.js';

export interface Extended {
  readonly title: string;
  readonly aliases?: readonly string[];
  readonly source: Reference;
  readonly class: TopicClass;
  readonly severity: Severity;
  readonly about: string;
  readonly meaning: string;
  /** RCODEs it usually stands beside; empty for any. */
  readonly with: readonly string[];
  /** Servers known to send it. */
  readonly from?: readonly string[];
  readonly resolver: string;
  readonly authority: string;
  /** Who acts first, where that is not the actor of the first step. */
  readonly actor?: Actor;
  readonly steps: readonly Step[];
  readonly commands: readonly Command[];
  readonly bind?: readonly BindOption[];
  readonly unbound?: readonly UnboundOption[];
  readonly confused?: readonly Confusion[];
  readonly tell: string;
  readonly normal?: boolean;
  readonly normality: string;
  readonly retry: Topic['retry'];
  readonly retryHow: string;
  readonly repeatable?: boolean;
}

export const RFC = 'RFC 8914 section 4';
export const NEVER_AUTHORITY = 'Never: it does not validate or look up anything for others.';

export const owner = (what: string): Step => ({ actor: 'zone owner', do: what });
export const resolver = (what: string): Step => ({ actor: 'resolver operator', do: what });
export const client = (what: string): Step => ({ actor: 'client operator', do: what });

export const TRACE: Command = {
  run: 'delv @{server} {name} {type} +vtrace',
  shows: 'the link of the chain of trust that fails',
};
export const CD: Command = {
  run: 'dig @{server} {name} {type} +cd +dnssec',
  shows: 'the data and signatures, without validation',
};
export const EDE: Command = {
  run: 'dig @{server} {name} {type} +norec',
  shows: 'the RCODE, the EDE line and its text',
};
export const KEYS: Command = {
  run: 'dig {zone} DNSKEY +dnssec +multiline',
  shows: 'the keys, their flags and algorithms',
};
export const DS: Command = { run: 'dig {zone} DS +short', shows: 'the DS records at the parent' };
export const SERIALS: Command = {
  run: 'dig {zone} +nssearch',
  shows: 'every authority with its serial, and which do not answer',
};
export const CLOCK: Command = { run: 'date -u', shows: 'the clock of the validator' };
