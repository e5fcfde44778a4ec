// Steps about the log itself: what could not be read, and the setting that would make it tell what clients got.

import { formatsOf } from './formats-of.js';
import type { Facts } from './model.js';
import type { NextStep } from './next-steps.js';
import { fileArgument } from './own-commands.js';
import { count, plural, share } from './words.js';

export function logSteps(facts: Facts): NextStep[] {
  return [...unread(facts), ...unlogged(facts)];
}

/** From this share of lines on, what was not understood may change the picture. */
const MUCH = 0.2;

function unread(facts: Facts): NextStep[] {
  return facts.inputs
    .filter(({ lines }) => lines.unrecognized > MUCH * lines.read)
    .map(({ path, format, lines }) => ({
      severity: format === undefined ? ('error' as const) : ('warning' as const),
      actor: 'you',
      what: format === undefined ? `No format fits ${path}` : `Much of ${path} was not understood`,
      why: `${count(lines.unrecognized)} of ${plural(lines.read, 'line')} (${share(lines.unrecognized, lines.read)}) are unrecognized, so this report does not tell of them.`,
      command: `rcodescope detect ${fileArgument(path)}`,
      count: lines.unrecognized,
    }));
}

/** Where answers are not logged, the first switch of the format that shows every answer. */
function unlogged(facts: Facts): NextStep[] {
  if (facts.responses.coverage === 'all') return [];
  return formatsOf(facts).flatMap(({ spec, inputs }) => {
    const option = spec.switches?.find(({ missedFor }) => missedFor === undefined);
    if (option?.command === undefined || inputs.every(({ coverage }) => coverage === 'all')) return [];
    const since =
      option.since === undefined ? '' : ` It needs ${spec.title} ${option.since.replace(' and ', ' or ')}, or later.`;
    return [
      {
        severity: 'notice' as const,
        actor: 'resolver operator',
        what: `Let ${spec.title} log the code of every answer`,
        why: `This log shows ${facts.responses.coverage === 'unknown' ? 'no answers to clients' : 'failures only'}.${since}`,
        command: option.command,
        count: 0,
      },
    ];
  });
}
