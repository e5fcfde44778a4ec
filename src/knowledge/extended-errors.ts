// The extended DNS errors (EDE, RFC 8914) as topics. An EDE explains the RCODE beside it and never changes it.

import type { Extended } from './extended-error.js';
import { SERVICE_ERRORS } from './service-errors.js';
import type { Actor, Step, Topic } from './topic.js';
import { VALIDATION_ERRORS } from './validation-errors.js';

const actorsIn = (steps: readonly Step[]): Actor[] => [...new Set(steps.map((step) => step.actor))];

function topicOf(entry: Extended, number: number): Topic {
  const actor = entry.actor ?? entry.steps[0]!.actor;
  return {
    id: `EDE${number}`,
    kind: 'ede',
    number,
    title: entry.title,
    aliases: entry.aliases ?? [],
    carriers: ['ede'],
    class: entry.class,
    severity: entry.severity,
    actor,
    otherActors: actorsIn(entry.steps).filter((other) => other !== actor),
    about: entry.about,
    meaning: entry.meaning,
    operations:
      entry.with.includes('NOTIMP') || entry.with.length === 0 ? ['query', 'update', 'notify', 'transfer'] : ['query'],
    repeatable: entry.repeatable ?? true,
    asResolver: [entry.resolver],
    asAuthority: [entry.authority],
    steps: entry.steps,
    commands: entry.commands,
    bind: entry.bind ?? [],
    unbound: entry.unbound ?? [],
    confused: entry.confused ?? [],
    tell: entry.tell,
    normal: entry.normal ?? false,
    normality: entry.normality,
    retry: entry.retry,
    retryHow: entry.retryHow,
    references: [entry.source],
    shows: entry.with,
    ...(entry.from === undefined ? {} : { from: entry.from }),
  };
}

/** In number order, without a gap from 0 to 33. */
export const EXTENDED_ERRORS: readonly Topic[] = Object.entries({ ...VALIDATION_ERRORS, ...SERVICE_ERRORS }).map(
  ([number, entry]) => topicOf(entry, Number(number)),
);
