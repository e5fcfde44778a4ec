// A finding: one fault that was going on, what shows it, and who has to act.
import type { Actor, Severity } from '../knowledge/topic.js';

export interface Tallied {
  readonly name: string;
  readonly count: number;
}

export interface Finding {
  readonly rule: { readonly id: string; readonly title: string };
  readonly severity: Severity;
  readonly actor: Actor;
  /** ISO 8601, UTC: first and last observation that belongs to it. */
  readonly first: string;
  readonly last: string;
  /** Observations that match. */
  readonly count: number;
  readonly zone?: string;
  /** Address or prefix. */
  readonly client?: string;
  readonly upstream?: string;
  readonly key?: string;
  readonly hint: { readonly summary: string; readonly steps: readonly string[] };
  readonly evidence: {
    readonly zones: readonly Tallied[];
    readonly names: readonly Tallied[];
    readonly clients: readonly Tallied[];
    readonly upstreams: readonly Tallied[];
    /** The first and the last line. */
    readonly lines: readonly { readonly path: string; readonly line: number }[];
  };
}

/** A rule that the log cannot feed, and what would. */
export interface RuleOff {
  readonly id: string;
  readonly because: string;
}

const ORDER: readonly Severity[] = ['critical', 'error', 'warning', 'notice', 'info'];

/** Worst first, then the earlier, then by rule and what it is about. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  const about = (f: Finding): string =>
    `${f.rule.id} ${f.zone ?? ''} ${f.client ?? ''} ${f.upstream ?? ''} ${f.key ?? ''}`;
  return [...findings].sort(
    (a, b) =>
      ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) ||
      (a.first < b.first ? -1 : a.first > b.first ? 1 : about(a) < about(b) ? -1 : about(a) > about(b) ? 1 : 0),
  );
}

/** Whether a finding is as bad as `severity` or worse. */
export const isAtLeast = (finding: Finding, severity: Severity): boolean =>
  ORDER.indexOf(finding.severity) <= ORDER.indexOf(severity);
