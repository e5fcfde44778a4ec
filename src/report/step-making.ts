// What the steps about clients' answers are made with: counts, severities, and the advice that is known for a code.

import { codeOfWord } from '../dns/rcode.js';
import { type Hint, hintFor } from '../knowledge/hint.js';
import { formatsOf, kindsOfCode, type SeenKind } from './formats-of.js';
import type { Facts } from './model.js';
import type { NextStep } from './next-steps.js';
import { count } from './words.js';

/** One zone, network or client has a code's trouble when it has this share of it. */
export const MOST = 0.5;

/** Responses with a code. */
export const answers = (facts: Facts, code: string): number => facts.responses.byRcode[code] ?? 0;

/** By share where all answers are known, else by number. */
export function severityOf(facts: Facts, n: number, error: number, warning: number): NextStep['severity'] {
  const { total, coverage } = facts.responses;
  if (coverage !== 'all' || total === null) return n >= 20 ? 'error' : n >= 5 ? 'warning' : 'notice';
  return n >= error * total && n >= 5 ? 'error' : n >= warning * total && n >= 5 ? 'warning' : 'notice';
}

interface Case {
  readonly kind?: string;
  readonly name?: string | undefined;
  readonly zone?: string | undefined;
  readonly client?: string | undefined;
  /** Number of the code where it is not the response's own. */
  readonly error?: number;
}

/** The kind of line that told of most such answers, where one did. */
export function mainKind(facts: Facts, code: string): SeenKind | undefined {
  const [seen] = kindsOfCode(facts, code);
  return seen !== undefined && seen.count >= MOST * answers(facts, code) ? seen : undefined;
}

/** What is known about such a response in the product that told of most of them. */
export function hint(facts: Facts, code: string, about: Case): Hint | undefined {
  const seen = mainKind(facts, code);
  const { kind = seen?.kind ?? 'client-reply', name, zone, client, error } = about;
  const product = seen?.product ?? formatsOf(facts)[0]?.spec.product ?? 'bind';
  const number = error ?? codeOfWord(code);
  if (number === undefined) return undefined;
  return hintFor({ code: number, direction: 'sent', kind, product, qname: name, zone, client });
}

/** A step from what is known and what the log shows; none without a command. `suits` prefers some commands to others. */
export function step(
  hinted: Hint | undefined,
  parts: Pick<NextStep, 'severity' | 'what' | 'why' | 'count'>,
  advice?: string,
  suits: (command: string) => boolean = () => true,
): NextStep[] {
  const command = hinted?.commands.find(suits) ?? hinted?.commands[0];
  if (hinted === undefined || command === undefined) return [];
  const todo = advice ?? hinted.steps[0];
  return [{ ...parts, actor: hinted.actor, ...(todo !== undefined && { advice: todo }), command }];
}

/** `All 7`, `3 of 7`, `The only`. */
export function countOf(n: number, total: number): string {
  if (total === 1) return 'The only';
  return n === total ? `All ${count(total)}` : `${count(n)} of ${count(total)}`;
}
