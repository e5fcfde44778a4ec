// What a pattern over time is: a value made of data and small predicates. `rules.ts` has them all, `patterns.ts` runs them.
import type { LineKind } from '../event.js';
import type { Actor, Severity } from '../knowledge/topic.js';
import type { Cause } from './cause.js';

/** Where an observation comes from: a client's answer, a code that a server sent us, or another line of ours. */
export type Source = 'answer' | 'upstream' | 'event';

/** What rules look at; one object, filled anew for each line. Texts are lower case, '' where the line does not say. */
export interface Observation {
  readonly source: Source;
  readonly kind: LineKind;
  /** Header code of an answer, else the line's own; `detail` is the error of a signature where there is one. */
  readonly code: number;
  readonly detail: number;
  /** Epoch ms. */
  readonly time: number;
  readonly line: number;
  readonly client: string;
  readonly name: string;
  readonly zone: string;
  readonly qtype: string;
  readonly upstream: string;
  readonly key: string;
  /** Length of what stands before the zone and its dot; -1: the name is the zone. Costs less than the texts. */
  readonly headLength: number;
  /** Place of the first dot of the name; -1: it has none. */
  readonly firstDot: number;
  readonly cause: Cause | undefined;
  /** The client was given an answer before. */
  readonly served: boolean;
  /** Answers with data that the name had before, about. */
  readonly prior: number;
}

/** What stands in a group's key, in this order; it becomes fields of the finding. */
export type Part = 'zone' | 'client' | 'prefix' | 'upstream' | 'key' | 'name' | 'policy';

export type Metric =
  /** Matching observations of the group. */
  | 'count'
  /** Matching, of the group's base (all SERVFAIL, say). */
  | 'share-of-base'
  /** Base, of all answers in the group. */
  | 'share-in-group'
  /** Base in the group, of the base everywhere. */
  | 'group-share-of-all'
  /** Base outside the group, of all answers outside it. */
  | 'share-elsewhere'
  /** Base everywhere, of all answers. */
  | 'share'
  | 'clients'
  | 'zones'
  | 'names'
  | 'upstreams'
  | 'clients-and-keys'
  /** Groups of the rule with anything in the window. */
  | 'groups'
  | 'name-ratio'
  | 'zone-ratio'
  /** Mean bits per character of labels of seven and more. */
  | 'entropy'
  | 'served-share'
  | 'prior'
  | 'flagged-share'
  /** Against the median of the 24 windows before. */
  | 'count-over-baseline'
  | 'share-over-baseline';

export type Condition = readonly [metric: Metric, op: '>=' | '<' | '<=', value: number];

/** What a log must hold for a rule to mean anything. */
export type Need = 'every-answer' | 'names' | 'request-flags' | 'truncation' | 'extended-errors' | 'requests';

export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly actor: Actor;
  readonly source: Source;
  /** Codes that can match or be in the base; absent: any. */
  readonly codes?: readonly number[];
  readonly matches: (o: Observation) => boolean;
  /** The whole of which the matching ones are a share; absent: the matching ones. */
  readonly base?: (o: Observation) => boolean;
  /** What `flagged-share` counts. */
  readonly flag?: (o: Observation) => boolean;
  readonly group: readonly Part[];
  /** Seconds; a multiple of 60. */
  readonly window: number;
  readonly min: number;
  readonly conditions: readonly Condition[];
  readonly needs: readonly Need[];
  /** The label whose disorder is measured. */
  readonly label?: 'first' | 'zone';
  readonly hint: string;
  readonly steps: readonly string[];
}

/** Rules whose incident makes those of others its symptoms. */
export type Suppression = readonly [winner: string, symptom: string];
