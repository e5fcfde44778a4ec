// explain: all there is to say about one topic, as an object, as text or as Markdown.

import { type CommandContext, fillCommand } from './command-line.js';
import { bindOption, type Product, unboundOption } from './options.js';
import { type Block, markdownOfPage, type Page, type TextOptions, textOfPage } from './page.js';
import type { Command, Topic } from './topic.js';
import { topicById } from './topics.js';
import { actorName, every, fullNameOf, nameOf, RETRY_WORDS, registryOf, whereSentence } from './wording.js';

/** Values from a log line that make the advice concrete. */
export interface ExplainContext {
  readonly qname?: string | undefined;
  readonly qtype?: string | undefined;
  readonly client?: string | undefined;
  /** Whose log it is: only its tools and options are shown. Any other word shows both. */
  readonly product?: string | undefined;
  readonly upstream?: string | undefined;
  readonly zone?: string | undefined;
  readonly key?: string | undefined;
  readonly server?: string | undefined;
}

export interface Explanation {
  readonly id: string;
  readonly name: string;
  readonly number: number | undefined;
  readonly registry: string;
  readonly title: string;
  readonly aliases: readonly string[];
  readonly severity: string;
  readonly class: string;
  readonly description: string;
  readonly where: string;
  readonly seen: { readonly asResolver: readonly string[]; readonly asAuthority: readonly string[] };
  readonly fix: readonly { readonly actor: string; readonly step: string }[];
  readonly commands: readonly { readonly run: string; readonly shows: string }[];
  readonly options: readonly {
    readonly product: Product;
    readonly name: string;
    readonly since: string;
    readonly does: string;
  }[];
  readonly confusedWith: readonly { readonly id: string; readonly name: string; readonly tell: string }[];
  readonly tell: string;
  readonly normal: boolean;
  readonly normality: string;
  readonly retry: string;
  readonly retryHow: string;
  readonly actor: string;
  readonly references: readonly { readonly source: string; readonly says: string; readonly verified: boolean }[];
  /** Other things of the same number or name. */
  readonly also: readonly {
    readonly id: string;
    readonly name: string;
    readonly registry: string;
    readonly title: string;
  }[];
}

/** Everything about a topic, with the commands filled from the context. `also`: what else its number or name could be. */
export function explain(topic: Topic, context: ExplainContext = {}, also: readonly Topic[] = []): Explanation {
  const product = context.product === 'bind' || context.product === 'unbound' ? context.product : undefined;
  return {
    id: topic.id,
    name: nameOf(topic),
    number: topic.number,
    registry: registryOf(topic),
    title: topic.title,
    aliases: topic.aliases,
    severity: topic.severity,
    class: topic.class,
    description: topic.notAbout === undefined ? topic.meaning : `${topic.meaning} ${topic.notAbout}`,
    where: whereSentence(topic),
    seen: { asResolver: topic.asResolver, asAuthority: topic.asAuthority },
    fix: topic.steps.map((step) => ({ actor: step.actor, step: step.do })),
    commands: commandsFor(topic.commands, commandContext(context), product),
    options: [
      ...(product === 'unbound' ? [] : topic.bind.map(bindOption)),
      ...(product === 'bind' ? [] : topic.unbound.map(unboundOption)),
    ],
    confusedWith: topic.confused.map(({ id, tell }) => ({ id, name: nameOf(topicById(id)!), tell })),
    tell: topic.tell,
    normal: topic.normal,
    normality: topic.normality,
    retry: topic.retry,
    retryHow: topic.retryHow,
    actor: topic.actor,
    references: topic.references,
    also: also.map((other) => ({ id: other.id, name: nameOf(other), registry: registryOf(other), title: other.title })),
  };
}

/** The values of an event under the names that command templates use. */
export function commandContext(context: ExplainContext): CommandContext {
  // Unbound writes this for a request whose question it never read.
  const unread = context.qname === 'null' && context.qtype === 'TYPE0';
  return {
    name: unread ? undefined : context.qname,
    type: unread ? undefined : context.qtype,
    zone: context.zone,
    server: context.server,
    upstream: context.upstream,
    client: context.client,
    key: context.key,
  };
}

/** Filled commands, without those that are tools of the other product. */
export function commandsFor(
  commands: readonly Command[],
  context: CommandContext,
  product: string | undefined,
): { run: string; shows: string }[] {
  return commands
    .filter((command) => command.product === undefined || product === undefined || command.product === product)
    .map(({ run, shows }) => ({ run: fillCommand(run, context), shows }));
}

export interface ExplainOptions extends TextOptions {
  readonly context?: ExplainContext;
  readonly also?: readonly Topic[];
}

/** The explanation as wrapped text. */
export function explainText(topic: Topic, options: ExplainOptions): string {
  return textOfPage(explanationPage(explain(topic, options.context, options.also)), options);
}

/** The explanation as Markdown. */
export function explainMarkdown(topic: Topic, context: ExplainContext = {}, also: readonly Topic[] = []): string {
  return markdownOfPage(explanationPage(explain(topic, context, also)));
}

function explanationPage(e: Explanation): Page {
  return { title: pageTitle(e), blocks: explanationBlocks(e) };
}

/** What a page on it says; `general` leaves out what advice on one event says better. */
export function explanationBlocks(e: Explanation, general = false): Block[] {
  const blocks: Block[] = [{ text: e.description }];
  if (e.also.length > 0)
    blocks.push({
      text: `Something else of the same number or name: ${every(e.also.map(({ id }) => fullNameOf(topicById(id)!)))}.`,
    });
  blocks.push({
    terms: [
      ['Where', e.where],
      ...(general
        ? []
        : ([
            ['Severity', e.normal ? `${e.severity}; some of it is normal` : `${e.severity}; not normal`],
            ['Acts first', actorName(e.actor as Topic['actor'])],
            ['Try again?', `${RETRY_WORDS[e.retry as Topic['retry']]}. ${e.retryHow}`],
          ] as const)),
    ],
  });
  blocks.push(
    { heading: 'When you see it' },
    { label: 'As a resolver' },
    { list: e.seen.asResolver },
    { label: 'As an authoritative server' },
    { list: e.seen.asAuthority },
  );
  if (!general) blocks.push(...adviceBlocks(e));
  blocks.push({ heading: e.confusedWith.length > 0 ? 'Do not confuse it with' : 'How to be sure' });
  if (e.confusedWith.length > 0) blocks.push({ terms: e.confusedWith.map(({ name, tell }) => [name, tell] as const) });
  blocks.push({ text: `To be sure: ${e.tell}` });
  blocks.push({ heading: 'Is it normal?' }, { text: e.normality });
  if (e.references.length > 0) {
    blocks.push({ heading: 'Sources' });
    blocks.push({
      list: e.references.map(
        ({ source, says, verified }) => `${source}: ${says}${verified ? '' : ' (reference from memory, not verified)'}`,
      ),
    });
  }
  return blocks;
}

function adviceBlocks(e: Explanation): Block[] {
  const blocks: Block[] = [];
  blocks.push(
    { heading: 'What to do' },
    { list: e.fix.map(({ actor, step }) => `${actorName(actor as Topic['actor'])}: ${step}`), ordered: true },
  );
  blocks.push({ heading: 'Commands' }, { commands: e.commands });
  for (const product of ['bind', 'unbound'] as const) {
    const options = e.options.filter((option) => option.product === product);
    if (options.length === 0) continue;
    blocks.push({ heading: product === 'bind' ? 'BIND options' : 'Unbound options' });
    blocks.push({ terms: options.map(({ name, since, does }) => [`${name} (since ${since})`, does] as const) });
  }
  return blocks;
}

/** `SERVFAIL: RCODE 2, Server Failure`. */
export function pageTitle({ id, name, registry, title }: Explanation): string {
  if (id.startsWith('EDE')) return `${name}: ${title} (extended DNS error)`;
  if (id.startsWith('RCODE')) return `${name}: ${title}`;
  return registry.includes(' error ') || registry.startsWith('RCODE')
    ? `${name}: ${registry}, ${title}`
    : `${name}: ${title} (${registry})`;
}
