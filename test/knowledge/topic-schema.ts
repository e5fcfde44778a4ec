// The schema that all topics must meet; the program itself trusts its own data and does not pay for the check.

import { z } from 'zod';
import { BIND_OPTIONS, UNBOUND_OPTIONS } from '../../src/knowledge/options.js';
import { ACTORS, SEVERITIES } from '../../src/knowledge/topic.js';

const sentence = z
  .string()
  .regex(/^\S.*[.?!]$/, 'a sentence ends in a mark')
  .refine((text) => !/ {2}|\n|undefined|TODO/.test(text));
const clause = z
  .string()
  .min(2)
  .regex(/^\S(?:.*\S)?$/);

export const topicSchema = z.strictObject({
  id: z.string().regex(/^(?:[A-Z][A-Z_]+|EDE\d+|RCODE\d+)$/),
  kind: z.enum(['rcode', 'tsig', 'ede', 'condition']),
  number: z.int().min(0).max(65535).optional(),
  title: clause,
  aliases: z.array(clause),
  carriers: z.array(z.enum(['header', 'opt', 'tsig', 'tkey', 'ede'])),
  headerShows: z.int().min(0).max(15).optional(),
  class: z.enum([
    'informational',
    'client error',
    'server policy',
    'authentication',
    'upstream failure',
    'transport',
    'validation',
  ]),
  severity: z.enum(SEVERITIES),
  actor: z.enum(ACTORS),
  otherActors: z.array(z.enum(ACTORS)),
  about: clause.regex(/[^.]$/),
  meaning: sentence,
  notAbout: sentence.optional(),
  requires: clause.regex(/^an? /).optional(),
  operations: z.array(z.enum(['query', 'update', 'notify', 'transfer', 'tkey', 'dso'])).min(1),
  stage: z.int().min(1).max(6).optional(),
  repeatable: z.boolean(),
  asResolver: z.array(sentence).min(1),
  asAuthority: z.array(sentence).min(1),
  steps: z.array(z.strictObject({ actor: z.enum(ACTORS), do: sentence })).min(1),
  commands: z
    .array(
      z.strictObject({ run: clause, shows: clause.regex(/[^.]$/), product: z.enum(['bind', 'unbound']).optional() }),
    )
    .min(1),
  bind: z.array(z.enum(Object.keys(BIND_OPTIONS))),
  unbound: z.array(z.enum(Object.keys(UNBOUND_OPTIONS))),
  confused: z.array(z.strictObject({ id: z.string(), tell: sentence })),
  tell: sentence,
  normal: z.boolean(),
  normality: sentence,
  retry: z.enum(['not needed', 'no', 'at once', 'changed', 'elsewhere', 'after the fix']),
  retryHow: sentence,
  references: z.array(z.strictObject({ source: clause, says: clause, verified: z.boolean() })),
  shows: z.array(z.string()).optional(),
  from: z.array(clause).min(1).optional(),
});

/** A number and which versions have the option: `9.18.29`, `1.16.0`, `9.20.3 and 9.21.2`. */
export const sinceSchema = z.string().regex(/^\d+\.\d+(?:\.\d+)?(?: and \d+\.\d+\.\d+)?$/);
