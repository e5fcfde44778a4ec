// What to do next, from what the log shows: each step names who should act, says why and gives one command.

import type { Facts } from './model.js';
import { answerSteps } from './steps-answers.js';
import { logSteps } from './steps-log.js';
import { requestSteps } from './steps-requests.js';
import { upstreamSteps } from './steps-upstream.js';

export interface NextStep {
  readonly severity: 'error' | 'warning' | 'notice';
  /** Who should act. */
  readonly actor: string;
  /** What is the matter. Text from the log stands in it as it is in the log. */
  readonly what: string;
  /** The numbers behind it, one sentence. */
  readonly why: string;
  /** What to do first; absent where the command says it all. */
  readonly advice?: string;
  /** A shell line, safe to paste. */
  readonly command: string;
  /** How many responses or lines it is about. */
  readonly count: number;
}

const RANK = { error: 0, warning: 1, notice: 2 } as const;

/** More than this many nobody reads. */
const MOST_STEPS = 5;

/** The most severe first, then by how much is affected; at most five. */
export function nextSteps(facts: Facts): NextStep[] {
  if (facts.lines.read === 0) return [];
  return [...answerSteps(facts), ...requestSteps(facts), ...upstreamSteps(facts), ...logSteps(facts)]
    .sort((a, b) => RANK[a.severity] - RANK[b.severity] || b.count - a.count)
    .slice(0, MOST_STEPS);
}
