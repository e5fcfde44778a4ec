// The compare command: two codes, errors or conditions side by side.

import { UserError } from '../errors.js';
import { compare, compareMarkdown, compareText } from '../knowledge/compare.js';
import type { Topic } from '../knowledge/topic.js';
import { findTopic } from '../knowledge/topics.js';
import { nameOf } from '../knowledge/wording.js';
import type { KnowledgeOutput } from './explain.js';

/**
 * The comparison to print, ending in a newline. A number with two meanings (16) is read as the one that differs from the other side, else as the
 * RCODE. Throws UserError `unknown-code` for a word that names nothing, `usage` when both name the same thing.
 */
export function compareCommand(a: string, b: string, options: KnowledgeOutput): string {
  const first = findTopic(a).topics;
  const second = findTopic(b).topics;
  const [left, right] = distinct(first, second);
  if (left === right) {
    throw new UserError(
      'usage',
      `${a.trim()} and ${b.trim()} are the same: ${nameOf(left)}`,
      `rcodescope explain ${nameOf(left)} tells all about it`,
    );
  }
  if (options.json === true) return `${JSON.stringify(compare(left, right), null, 2)}\n`;
  return options.markdown === true ? compareMarkdown(left, right) : compareText(left, right, options);
}

function distinct(first: readonly Topic[], second: readonly Topic[]): [Topic, Topic] {
  for (const left of first)
    for (const right of second) if (left !== right && (first.length === 1 || second.length === 1)) return [left, right];
  return [first[0]!, second.at(-1)!];
}
