// The explain command: what codes mean and what to do about them.

import { type Explanation, explain, explainMarkdown, explainText } from '../knowledge/explain.js';
import { textOfPage } from '../knowledge/page.js';
import type { Topic } from '../knowledge/topic.js';
import { findTopic } from '../knowledge/topics.js';
import { nameOf, registryOf } from '../knowledge/wording.js';

export interface KnowledgeOutput {
  readonly json?: boolean;
  readonly markdown?: boolean;
  /** In columns, for text. */
  readonly width: number;
  readonly colour: boolean;
}

/**
 * The text to print for the codes asked for, ending in a newline. JSON is an array of explanations, one for each meaning. Throws UserError
 * `unknown-code` for the first word that names nothing.
 */
export function explainCommand(args: string[], options: KnowledgeOutput): string {
  const found = args.map((query) => ({ query, ...findTopic(query) }));
  if (options.json === true) {
    const all: Explanation[] = found.flatMap(({ topics, also }) =>
      topics.map((topic) => explain(topic, {}, [...topics.filter((t) => t !== topic), ...also])),
    );
    return `${JSON.stringify(all, null, 2)}\n`;
  }
  const parts: string[] = [];
  for (const { query, topics, also } of found) {
    if (topics.length > 1) parts.push(ambiguity(query, topics, options));
    // The ambiguity has just been told; each page then needs to name only what is left.
    for (const topic of topics)
      parts.push(
        options.markdown === true ? explainMarkdown(topic, {}, also) : explainText(topic, { ...options, also }),
      );
  }
  return parts.join(options.markdown === true ? '\n' : `\n${'-'.repeat(Math.min(options.width, 80))}\n\n`);
}

function ambiguity(query: string, topics: readonly Topic[], options: KnowledgeOutput): string {
  const readings = topics.map((topic) => `${nameOf(topic)} (${registryOf(topic)})`).join(' or ');
  const text = `${query.trim()} is ambiguous: it is ${readings}. Where the number stands decides; both follow.`;
  return options.markdown === true
    ? `${text}\n`
    : textOfPage({ title: text, blocks: [] }, { ...options, colour: false });
}
