// compare: two topics side by side, their relation first, then what differs, what is shared and how to tell which one it is.

import { fillCommand } from './command-line.js';
import { type Option, optionLine, optionsNamedIn } from './options.js';
import { type Block, markdownOfPage, type Page, type TextOptions, textOfPage } from './page.js';
import { pairNote } from './pairs.js';
import { type RelationKind, relate } from './relation.js';
import { type Command, SEVERITIES, type Topic } from './topic.js';
import { topicById } from './topics.js';
import {
  actorName,
  every,
  fullNameOf,
  headerName,
  nameOf,
  OPERATION_NAMES,
  placeOf,
  RETRY_WORDS,
  registryOf,
} from './wording.js';

export interface ComparedTopic {
  readonly id: string;
  readonly name: string;
  readonly number: number | undefined;
  readonly registry: string;
  readonly title: string;
  readonly description: string;
  /** Prefixed `As a resolver: ` or `As an authority: `. */
  readonly seen: readonly string[];
  readonly fix: readonly { readonly actor: string; readonly step: string }[];
  readonly tell: string;
  readonly command: { readonly run: string; readonly shows: string };
}

export interface Comparison {
  readonly relation: { readonly kind: RelationKind; readonly sentence: string };
  readonly lead: string | undefined;
  readonly a: ComparedTopic;
  readonly b: ComparedTopic;
  /** Facts that differ, one row each: what, A, B. */
  readonly table: readonly { readonly fact: string; readonly a: string; readonly b: string }[];
  readonly differences: readonly string[];
  /** What both have in common, steps included. */
  readonly shared: readonly string[];
  readonly tellApart: readonly string[];
  readonly decide: string;
  /** Options that the texts above name, with product and first version. */
  readonly options: readonly Option[];
}

/** Compares two different topics. */
export function compare(a: Topic, b: Topic): Comparison {
  const note = pairNote(a.id, b.id);
  const found = relate(a, b);
  // A relation that says something of its own stays in front; a general one gives way to the words for this pair.
  const general = found.kind === 'same-pipeline' || found.kind === 'confusable';
  const relation = note?.lead !== undefined && general ? { kind: found.kind, sentence: note.lead } : found;
  const lead = note?.lead === relation.sentence ? undefined : note?.lead;
  const said = new Set<string>(sentences(`${relation.sentence} ${lead ?? ''}`));
  const fresh = (texts: readonly string[]): string[] =>
    texts.map((text) => unsaid(text, said)).filter((text) => text !== '');
  const [descriptionA = `${a.title}.`] = fresh([descriptionOf(a)]);
  const [descriptionB = `The same is true of ${nameOf(b)}.`] = fresh([descriptionOf(b)]);
  const commonSteps = a.steps.filter((step) => b.steps.some((other) => other.do === step.do)).map((step) => step.do);
  const commonSeen = seenOf(a).filter((line) => seenOf(b).includes(line));
  for (const line of [...commonSteps, ...commonSeen]) said.add(line);
  const comparedA = compared(a, a.commands[0]!, descriptionA, fresh);
  const comparedB = compared(b, commandBeside(a, b), descriptionB, fresh);
  for (const line of [...commonSteps, ...commonSeen]) said.delete(line);
  const table = factTable(a, b);
  const differences = fresh(note?.differences ?? differencesOf(a, b, relation.kind));
  const shared = fresh([
    ...sharedFacts(
      a,
      b,
      table.map(({ fact }) => fact),
    ),
    ...commonSeen.filter((line) => !line.includes(': Never')).map((line) => line.replace('As', 'Both, as')),
    ...commonSteps.map((step) => `For both: ${step}`),
  ]);
  // A pair with words of its own needs no other, and neither does one whose relation has told it.
  const told = note !== undefined || relation.kind === 'same-number' || relation.kind === 'low-bits-alias';
  const tells = [...a.confused.filter(({ id }) => id === b.id), ...b.confused.filter(({ id }) => id === a.id)].map(
    ({ tell }) => tell,
  );
  const confusion = told ? [] : fresh(tells).slice(0, 1);
  const tellApart = [...fresh([a.tell, b.tell]), ...confusion];
  const decide = fresh([note?.decide ?? decision(a, b, relation.kind)])[0] ?? `Begin with ${nameOf(a)}.`;
  const everything = [
    relation.sentence,
    lead ?? '',
    descriptionA,
    descriptionB,
    ...comparedA.seen,
    ...comparedB.seen,
    ...comparedA.fix.map(({ step }) => step),
    ...comparedB.fix.map(({ step }) => step),
    ...differences,
    ...shared,
    ...tellApart,
    decide,
    comparedA.command.run,
    comparedB.command.run,
  ].join(' ');
  return {
    relation,
    lead,
    a: comparedA,
    b: comparedB,
    table,
    differences,
    shared,
    tellApart,
    decide,
    options: optionsNamedIn(everything),
  };
}

const descriptionOf = (topic: Topic): string =>
  topic.notAbout === undefined ? topic.meaning : `${topic.meaning} ${topic.notAbout}`;

const seenOf = (topic: Topic): string[] => [
  ...topic.asResolver.map((line) => `As a resolver: ${line}`),
  ...topic.asAuthority.map((line) => `As an authority: ${line}`),
];

/** What explain has in full is cut to the commonest three here, for each side. */
const MOST = 3;

function compared(
  topic: Topic,
  command: Command,
  description: string,
  fresh: (texts: readonly string[]) => string[],
): ComparedTopic {
  const seen = [
    ...topic.asResolver.slice(0, MOST).map((line) => `As a resolver: ${line}`),
    ...topic.asAuthority.slice(0, MOST).map((line) => `As an authority: ${line}`),
  ];
  const unsaidSteps = new Set(fresh(topic.steps.slice(0, MOST).map((step) => step.do)));
  return {
    id: topic.id,
    name: nameOf(topic),
    number: topic.number,
    registry: registryOf(topic),
    title: topic.title,
    description,
    seen: fresh(seen),
    fix: topic.steps.filter((step) => unsaidSteps.has(step.do)).map((step) => ({ actor: step.actor, step: step.do })),
    tell: topic.tell,
    command: { run: fillCommand(command.run, {}), shows: command.shows },
  };
}

/** The first command of B that is not also the first of A, since one command twice tells nothing apart. */
function commandBeside(a: Topic, b: Topic): Command {
  return b.commands.find(({ run }) => run !== a.commands[0]!.run) ?? b.commands[0]!;
}

/** Splits at the end of sentences; a `resolver:` prefix belongs to the first. */
function sentences(text: string): string[] {
  return text
    .split(/(?<=[.?!])\s+(?=[A-Z])/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** The text without sentences that were printed before; remembers the rest. */
function unsaid(text: string, said: Set<string>): string {
  if (said.has(text)) return '';
  const kept = sentences(text).filter((sentence) => !said.has(sentence));
  for (const sentence of kept) said.add(sentence);
  said.add(text);
  return kept.join(' ');
}

function factTable(a: Topic, b: Topic): { fact: string; a: string; b: string }[] {
  const rows: [string, (topic: Topic) => string][] = [
    ['What it is', registryOf],
    ['Stands in', placeOf],
    ['Header shows', (topic) => (topic.headerShows === undefined ? shownBy(topic) : headerName(topic.headerShows))],
    ['Is about', (topic) => topic.about],
    ['Severity', (topic) => topic.severity],
    ['Normal?', (topic) => (topic.normal ? 'to some extent' : 'no')],
    ['Acts first', (topic) => actorName(topic.actor).toLowerCase()],
    ['Try again?', (topic) => RETRY_WORDS[topic.retry]],
    ['Repeatable', (topic) => (topic.repeatable ? 'yes, each time' : 'may pass by itself')],
  ];
  return rows.map(([fact, value]) => ({ fact, a: value(a), b: value(b) })).filter((row) => row.a !== row.b);
}

/** What the header holds for something without a fixed code. */
function shownBy(topic: Topic): string {
  const codes = (topic.shows ?? []).map(topicById).filter((shown) => shown?.kind === 'rcode');
  if (codes.length === 0) return topic.kind === 'condition' ? 'nothing: there is no reply' : 'any code';
  return codes.length > 3 ? 'several codes' : codes.map((shown) => headerName(shown!.number!)).join(', ');
}

/** At most four sentences on what differs beyond the table. */
function differencesOf(a: Topic, b: Topic, relation: RelationKind): string[] {
  const out: string[] = [];
  const [nameA, nameB] = [nameOf(a), nameOf(b)];
  if (a.requires !== b.requires) {
    if (a.requires !== undefined && b.requires !== undefined)
      out.push(`${nameA} can only follow ${a.requires}, ${nameB} only ${b.requires}.`);
    else {
      const [bound, free] = a.requires === undefined ? [b, a] : [a, b];
      out.push(`${nameOf(bound)} can only follow ${bound.requires}. ${nameOf(free)} needs nothing of the kind.`);
    }
  }
  const common = a.operations.some((operation) => b.operations.includes(operation));
  const ordered = a.stage !== undefined && b.stage !== undefined && a.stage !== b.stage && a.stage <= 4 && b.stage <= 4;
  if (ordered && common && relation !== 'same-number' && relation !== 'detail-of') {
    const [early, late] = a.stage < b.stage ? [a, b] : [b, a];
    out.push(
      `A server decides on ${nameOf(early)} earlier: when it says so, it has not come as far as ${nameOf(late)}.`,
    );
  }
  if (a.repeatable !== b.repeatable && relation !== 'detail-of') {
    const [steady, passing] = a.repeatable ? [a, b] : [b, a];
    out.push(
      `The same request meets ${nameOf(steady)} each time until something is changed; ${nameOf(passing)} can be over a moment later.`,
    );
  }
  if (a.retryHow !== b.retryHow) out.push(`Trying again. ${nameA}: ${a.retryHow} ${nameB}: ${b.retryHow}`);
  if (a.normality !== b.normality) out.push(`Is it normal? ${nameA}: ${a.normality} ${nameB}: ${b.normality}`);
  if (out.length === 0) out.push(`Nothing but the number: ${a.number} and ${b.number}.`);
  return out.slice(0, 4);
}

const CLASS_WORDS: Readonly<Record<Topic['class'], string>> = {
  informational: 'information rather than faults',
  'client error': 'mistakes of the sender',
  'server policy': 'decisions of policy',
  authentication: 'matters of authentication',
  'upstream failure': 'failures to get at good data',
  transport: 'matters of transport',
  validation: 'matters of DNSSEC validation',
};

/** What the table left out because it is equal, in words. */
function sharedFacts(a: Topic, b: Topic, differing: readonly string[]): string[] {
  const equal = (fact: string): boolean => !differing.includes(fact);
  const out: string[] = [];
  const common = a.operations.filter((operation) => b.operations.includes(operation));
  const who =
    a.actor === 'none'
      ? 'For both, nobody has to act.'
      : `For both, the ${actorName(a.actor).toLowerCase()} acts first.`;
  if (equal('Acts first')) out.push(who);
  if (equal('Severity')) out.push(`Both are of severity ${a.severity}.`);
  if (a.headerShows !== undefined && a.headerShows === b.headerShows)
    out.push(`Both show as ${headerName(a.headerShows)} in a log of the header alone.`);
  if (a.retry === b.retry && a.retryHow === b.retryHow)
    out.push(`Trying again is the same matter for both: ${RETRY_WORDS[a.retry]}.`);
  if (a.class === b.class) out.push(`Both are ${CLASS_WORDS[a.class]}.`);
  if (out.length === 0 && common.length > 0) {
    out.push(`Both can concern ${every(common.map((operation) => OPERATION_NAMES[operation]))}.`);
  }
  if (out.length === 0)
    out.push('Nothing: they follow different requests, different people act, and the cures differ.');
  return out;
}

/** Which of the two to follow; generated for pairs without a note of their own. */
function decision(a: Topic, b: Topic, relation: RelationKind): string {
  const [nameA, nameB] = [nameOf(a), nameOf(b)];
  if (relation === 'detail-of') {
    const [detail, outcome] = a.kind === 'ede' || a.kind === 'tsig' ? [a, b] : [b, a];
    if (detail.shows?.length === 0)
      return `Both may apply at once. Read the text beside ${nameOf(detail)}; if there is none, follow ${nameOf(outcome)}.`;
    return `Both apply at once. Follow ${nameOf(detail)}, because it is the reason; ${nameOf(outcome)} alone leaves it open.`;
  }
  if (relation === 'shows-as') {
    const condition = a.kind === 'condition' ? a : b;
    const sign = condition === a ? b : a;
    return `If ${nameOf(sign)} is all you have, check for ${nameOf(condition)} with its command above; if that fits, follow its steps.`;
  }
  const heavier = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  // An extended error only explains: it does not compete with a code.
  const rivals = (a.kind === 'ede') === (b.kind === 'ede');
  const first =
    heavier === 0 || !rivals ? '' : ` If you meet both, begin with ${heavier > 0 ? nameA : nameB}: it weighs more.`;
  if (relation === 'disjoint')
    return `What was sent decides: ${operationsOf(a)} can meet ${nameA}, ${operationsOf(b)} can meet ${nameB}.${first}`;
  return `${settledBy(a, b)}${first}`;
}

/** Where to look to know which of two unrelated topics a reply has. */
function settledBy(a: Topic, b: Topic): string {
  const [nameA, nameB] = [nameOf(a), nameOf(b)];
  if (a.kind === 'condition' && b.kind === 'condition')
    return `Neither has a number, so go by what you can observe: ${a.about} for ${nameA}, ${b.about} for ${nameB}.`;
  if (a.kind === 'condition' || b.kind === 'condition') {
    const [shape, coded] = a.kind === 'condition' ? [a, b] : [b, a];
    const where =
      coded.kind === 'ede' ? 'has a number in the reply, where dig shows it' : 'has a number, and the log can show it';
    return `${nameOf(coded)} ${where}. ${nameOf(shape)} has none: it is a matter of ${shape.about}.`;
  }
  if (a.kind === 'ede' && b.kind === 'ede')
    return 'The number in the EDE option settles it. BIND and Unbound write no such number into their ordinary logs, so ask with dig.';
  if (a.kind === 'ede' || b.kind === 'ede') {
    const [extended, code] = a.kind === 'ede' ? [a, b] : [b, a];
    return `Take the code first: ${nameOf(code)} stands in the ${placeOf(code)}. ${nameOf(extended)} is only an explanation in the EDE option.`;
  }
  if (a.carriers.includes('header') && b.carriers.includes('header')) {
    const [who, other] = [actorName(a.actor).toLowerCase(), actorName(b.actor).toLowerCase()];
    return `The header has one code, so the log says which of them it is; ${who === other ? `either way, turn to the ${who}` : `turn to the ${who} for ${nameA}, to the ${other} for ${nameB}`}.`;
  }
  return `A reply can have only one of them: ${a.number} in the ${placeOf(a)} is ${nameA}, ${b.number} in the ${placeOf(b)} is ${nameB}.`;
}

const operationsOf = (topic: Topic): string => every(topic.operations.map((operation) => OPERATION_NAMES[operation]));

/** The comparison as wrapped text. */
export function compareText(a: Topic, b: Topic, options: TextOptions): string {
  return textOfPage(comparisonPage(a, b), options);
}

/** The comparison as Markdown. */
export function compareMarkdown(a: Topic, b: Topic): string {
  return markdownOfPage(comparisonPage(a, b));
}

function comparisonPage(topicA: Topic, topicB: Topic): Page {
  const c = compare(topicA, topicB);
  const { a, b } = c;
  const blocks: Block[] = [{ text: [c.relation.sentence, c.lead].filter((text) => text !== undefined).join(' ') }];
  blocks.push(
    { heading: 'What they mean' },
    {
      terms: [
        [a.name, a.description],
        [b.name, b.description],
      ],
    },
  );
  blocks.push(
    { heading: 'Side by side' },
    { columns: [a.name, b.name], rows: c.table.map((row) => [row.fact, row.a, row.b] as const) },
  );
  // What is the same on both sides stands under `In common`.
  if (a.seen.length + b.seen.length > 0) blocks.push({ heading: 'When you see them' });
  for (const side of [a, b]) if (side.seen.length > 0) blocks.push({ label: side.name }, { list: side.seen });
  if (a.fix.length + b.fix.length > 0) blocks.push({ heading: 'How to fix them' });
  for (const side of [a, b]) {
    if (side.fix.length > 0)
      blocks.push(
        { label: side.name },
        { list: side.fix.map(({ actor, step }) => `${actorName(actor as Topic['actor'])}: ${step}`), ordered: true },
      );
  }
  blocks.push({ heading: 'Key differences' }, { list: c.differences });
  if (c.shared.length > 0) blocks.push({ heading: 'In common' }, { list: c.shared });
  blocks.push({ heading: 'How to tell them apart' });
  if (c.tellApart.length > 0) blocks.push({ list: c.tellApart });
  const commands =
    a.command.run === b.command.run
      ? [{ run: a.command.run, shows: `${a.name}: ${a.command.shows}; ${b.name}: ${b.command.shows}` }]
      : [a, b].map((side) => ({ run: side.command.run, shows: `${side.name}: ${side.command.shows}` }));
  blocks.push({ commands });
  blocks.push({ heading: 'Which one applies' }, { text: c.decide });
  if (c.options.length > 0) blocks.push({ heading: 'Options named above' }, { list: c.options.map(optionLine) });
  return { title: `${fullNameOf(topicA)} and ${fullNameOf(topicB)}`, blocks };
}
