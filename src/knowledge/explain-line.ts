// explain --from-log: what one line of a log says, whose it is, and what to do about its code.

import { type Code, codeName } from '../dns/rcode.js';
import { printable } from '../errors.js';
import type { DnsEvent } from '../event.js';
import type { FormatSpec, LogSwitch } from '../formats/spec.js';
import { missingSlots } from './command-line.js';
import { type Explanation, explain, explanationBlocks, pageTitle } from './explain.js';
import { contextOf, type DetailedHint, detailedHintFor } from './hint.js';
import { optionLine } from './options.js';
import { type Block, markdownOfPage, type Page, type TextOptions, textOfPage } from './page.js';
import { severityFor } from './severity.js';
import type { Topic } from './topic.js';
import { topicOfCode } from './topics.js';
import { actorName, every } from './wording.js';

/** What reading one line came to. */
export interface LineReading {
  /** 1-based among the lines given. */
  readonly line: number;
  readonly text: string;
  /** Undefined: no format fits. */
  readonly format: FormatSpec | undefined;
  readonly envelope: { readonly name: string; readonly title: string } | undefined;
  /** Undefined: it only begins as lines of the format do. */
  readonly kind: string | undefined;
  /** Undefined: it carries no code; `direction`, `basis` and `code` of `said` mean nothing then. */
  readonly code: Code | undefined;
  readonly said: DnsEvent | undefined;
  /** Pairs of envelope and format that were tried on it. */
  readonly tried: readonly { readonly envelope: string; readonly format: string; readonly fits: Fit }[];
}

/** How far a pair of envelope and format came. */
export type Fit = 'not in this envelope' | 'another program' | 'begins so' | 'known';

export interface LineExplanation {
  readonly line: number;
  readonly text: string;
  readonly outcome: 'event' | 'no-code' | 'foreign';
  /** The answer in one sentence. */
  readonly says: string;
  readonly product: string | undefined;
  readonly format: string | undefined;
  readonly envelope: string | undefined;
  readonly kind: string | undefined;
  readonly direction: string | undefined;
  readonly basis: string | undefined;
  readonly code: string | undefined;
  readonly severity: string | undefined;
  /** ISO 8601, UTC. */
  readonly time: string | undefined;
  readonly client: string | undefined;
  readonly upstream: string | undefined;
  readonly question:
    | { readonly name: string; readonly type: string | undefined; readonly class: string | undefined }
    | undefined;
  readonly zone: string | undefined;
  readonly key: string | undefined;
  readonly view: string | undefined;
  readonly reason: string | undefined;
  readonly hint: DetailedHint | undefined;
  readonly explanation: Explanation | undefined;
  /** Logging that shows the codes which this line lacks. */
  readonly shownBy: readonly Pick<LogSwitch, 'option' | 'since' | 'command' | 'tells'>[];
  readonly tried: LineReading['tried'];
}

/** All that can be said about a line. */
export function explainLine(reading: LineReading): LineExplanation {
  const { format, envelope, code, said, kind } = reading;
  const coded = code !== undefined && said !== undefined && format !== undefined;
  const input = coded ? { ...said, fourBit: format.fourBit === true } : undefined;
  return {
    line: reading.line,
    text: reading.text,
    outcome: coded ? 'event' : format !== undefined ? 'no-code' : 'foreign',
    says: sentenceOf(reading),
    product: format?.product,
    format: format?.title,
    envelope: envelope?.name,
    kind,
    direction: coded ? said.direction : undefined,
    basis: coded ? said.basis : undefined,
    code: coded ? codeName(code) : undefined,
    severity: coded ? severityFor(code, said.direction, said.kind) : undefined,
    time: said?.time === undefined ? undefined : new Date(said.time).toISOString(),
    client: withPort(said?.client, said?.clientPort),
    upstream: withPort(said?.upstream, said?.upstreamPort),
    question: said?.qname === undefined ? undefined : { name: said.qname, type: said.qtype, class: said.qclass },
    zone: said?.zone,
    key: said?.key,
    view: said?.view,
    reason: said?.reason ?? said?.result,
    hint: input && detailedHintFor(input),
    explanation: input && explanationOf(topicOfCode(input.code), input),
    shownBy: format === undefined || coded ? [] : codeSwitches(format),
    tried: reading.tried,
  };
}

/** With the commands whose values the line has; without those that it lacks. */
function explanationOf(topic: Topic, input: Parameters<typeof contextOf>[0]): Explanation {
  const context = contextOf(input);
  const complete = { ...topic, commands: topic.commands.filter(({ run }) => missingSlots(run, context).length === 0) };
  return explain(complete, {
    qname: context.name,
    qtype: context.type,
    client: context.client,
    upstream: context.upstream,
    zone: context.zone,
    key: context.key,
    server: context.server,
    product: input.product,
  });
}

/** The logging that gives every answer a line, or else all logging that shows codes. */
function codeSwitches(format: FormatSpec): readonly LogSwitch[] {
  const switches = format.switches ?? [];
  const complete = new Set(format.kinds.filter((kind) => kind.event?.everyAnswer === true).map(({ kind }) => kind));
  const best = switches.filter(({ shownBy }) => shownBy.some((kind) => complete.has(kind)));
  return best.length > 0 ? best : switches;
}

const withPort = (address: string | undefined, port: number | undefined): string | undefined =>
  address === undefined || port === undefined ? address : `${address}#${port}`;

/** Kinds of lines that hold a question as it came in. */
const QUESTIONS: ReadonlySet<string> = new Set(['query', 'client-query']);

function sentenceOf({ format, kind, code, said }: LineReading): string {
  if (format === undefined) return 'This is no line of a log that is known here.';
  const whose = format.title;
  if (code !== undefined && said !== undefined) {
    const implied =
      said.basis === 'implied' ? ' The line does not name the code; the server always answers so here.' : '';
    return `${whose} ${DONE[said.direction](codeName(code))}.${implied}`;
  }
  if (kind === undefined)
    return `A line of ${whose} whose text is in no table: it is not known to tell a response code.`;
  if (QUESTIONS.has(kind))
    return `A line of the query log of ${whose}: a question as it came in. It has no response code.`;
  return `A line of ${whose} of kind ${kind}. It has no response code.`;
}

const DONE: Readonly<Record<DnsEvent['direction'], (code: string) => string>> = {
  sent: (code) => `answered a client with ${code}`,
  received: (code) => `got ${code} from another server`,
  local: (code) => `came to ${code} by itself; this line tells no answer to a client`,
  suppressed: (code) => `did not send the answer that this line names, ${code}`,
};

/** The explanation as wrapped text. */
export function explainLineText(explanation: LineExplanation, options: TextOptions): string {
  return textOfPage(linePage(explanation), options);
}

/** The explanation as Markdown. */
export function explainLineMarkdown(explanation: LineExplanation): string {
  return markdownOfPage(linePage(explanation));
}

/** Characters of the line that a page repeats. */
const MOST_SHOWN = 400;

function linePage(e: LineExplanation): Page {
  const facts: (readonly [string, string | undefined])[] = [
    ['Server', e.format],
    ['Carried by', e.envelope === 'none' ? undefined : e.envelope],
    ['Kind', e.kind],
    ['Direction', e.direction],
    ['Code', e.code && `${e.code}, ${e.basis}`],
    ['Severity', e.severity],
    ['Time', e.time],
    ['Client', e.client],
    ['Other server', e.upstream],
    ['Question', e.question && [e.question.name, e.question.class, e.question.type].filter(Boolean).join(' ')],
    ['Zone', e.zone],
    ['Key', e.key],
    ['View', e.view],
    ['Its words', e.reason],
  ];
  const known = facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
  const blocks: Block[] = [{ text: e.text.length > MOST_SHOWN ? `${e.text.slice(0, MOST_SHOWN)} ...` : e.text }];
  if (known.length > 0) blocks.push({ terms: known.map(([term, text]) => [term, printable(text)] as const) });
  if (e.hint !== undefined) blocks.push(...hintBlocks(e.hint));
  if (e.explanation !== undefined)
    blocks.push(
      { heading: `About ${pageTitle(e.explanation)}` },
      ...explanationBlocks(e.explanation, e.hint !== undefined),
    );
  if (e.outcome === 'no-code') blocks.push(...switchBlocks(e));
  if (e.outcome === 'foreign') blocks.push(...triedBlocks(e));
  return { title: e.says, blocks };
}

function hintBlocks(hint: DetailedHint): Block[] {
  return [
    { heading: 'What it means here' },
    { text: hint.summary },
    {
      terms: [
        ['Acts first', actorName(hint.actor)],
        ['Try again?', hint.retry],
      ],
    },
    { heading: 'What to do' },
    { list: hint.steps, ordered: true },
    { heading: 'Commands' },
    { commands: hint.commands },
    ...(hint.options.length === 0 ? [] : [{ heading: 'Options' }, { list: hint.options.map(optionLine) }]),
  ];
}

function switchBlocks({ shownBy }: LineExplanation): Block[] {
  if (shownBy.length === 0) return [];
  return [
    { heading: 'What shows the codes' },
    {
      list: shownBy.map(
        ({ option, since, tells, command }) =>
          `${option}${since === undefined ? '' : ` (since ${since})`}: ${tells}${command === undefined ? '' : `. At once: ${command}`}`,
      ),
    },
  ];
}

function triedBlocks({ tried }: LineExplanation): Block[] {
  const formats = [...new Set(tried.map(({ format }) => format))];
  const fitting = [
    ...new Set(tried.filter(({ fits }) => fits !== 'not in this envelope').map(({ envelope }) => envelope)),
  ];
  return [
    { heading: 'What was tried' },
    {
      list: [
        `Formats: ${every(formats)}.`,
        `Each of them without an envelope and in every envelope. ${
          fitting.length > 1
            ? `These envelopes fit: ${every(fitting.filter((name) => name !== 'none'))}; what they carry is another program's.`
            : 'No envelope fits the line.'
        }`,
        'The whole line is needed, from its first character on, with the time and the name of the program if it has them.',
      ],
    },
    { heading: 'What is known' },
    { text: 'rcodescope formats lists the formats and envelopes; rcodescope detect FILE looks at a whole file.' },
  ];
}
