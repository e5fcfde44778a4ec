// The formats that a report's inputs are in, with what they say about themselves.

import { FORMATS } from '../formats/index.js';
import type { FormatSpec, KindSpec } from '../formats/spec.js';
import type { Facts } from './model.js';

export interface FormatShare {
  readonly spec: FormatSpec;
  /** Inputs in it, and their events. */
  readonly inputs: Facts['inputs'];
  readonly events: number;
}

/** The most used first. */
export function formatsOf(facts: Pick<Facts, 'inputs'>): FormatShare[] {
  return FORMATS.map((spec) => {
    const inputs = facts.inputs.filter((input) => input.format === spec.name);
    return { spec, inputs, events: inputs.reduce((total, input) => total + input.lines.events, 0) };
  })
    .filter(({ inputs }) => inputs.length > 0)
    .sort((a, b) => b.events - a.events || b.inputs.length - a.inputs.length);
}

export interface SeenKind {
  readonly kind: string;
  readonly product: string;
  readonly count: number;
}

/**
 * Kinds of lines in the log that tell a client of this code: those that always mean it, else those that can say any code. The
 * most frequent first.
 */
export function kindsOfCode(facts: Facts, code: string): SeenKind[] {
  const seen = formatsOf(facts).flatMap(({ spec }) =>
    spec.kinds
      .filter(({ kind }) => (facts.byKind[kind] ?? 0) > 0 && alwaysSent(spec, kind))
      .map((kind) => ({ spec: kind, product: spec.product })),
  );
  const always = seen.filter(({ spec }) => spec.event!.rcode === code);
  const chosen = always.length > 0 ? always : seen.filter(({ spec }) => canSay(spec, code));
  const kinds = new Map(
    chosen.map(({ spec, product }) => [spec.kind, { kind: spec.kind, product, count: facts.byKind[spec.kind]! }]),
  );
  return [...kinds.values()].sort((a, b) => b.count - a.count);
}

/** Some kinds tell of answers that were sent and of others that were not; their number says nothing about clients. */
const alwaysSent = (spec: FormatSpec, kind: string): boolean =>
  spec.kinds.every((one) => one.kind !== kind || one.event?.direction === 'sent');

function canSay({ event }: KindSpec, code: string): boolean {
  if (event === undefined || event.rcode !== undefined) return false;
  return event.codes === undefined || event.codes.words === true || Object.values(event.codes.map ?? {}).includes(code);
}
