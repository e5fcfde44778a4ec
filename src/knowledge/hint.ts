// hintFor: what one event means here and what to do now, with the real names and addresses in the commands.

import { type Code, codeName, codeOfWord, NOERROR } from '../dns/rcode.js';
import { printable } from '../errors.js';
import type { Advice, Said } from './advice.js';
import { type CommandContext, fillCommand, missingSlots } from './command-line.js';
import { bindOption, knows, type Option, optionLine, unboundOption } from './options.js';
import { type EventDirection, severityFor } from './severity.js';
import { situationOf } from './situation-of.js';
import { SITUATIONS } from './situations.js';
import type { Actor, Command, Topic } from './topic.js';
import { topicOfCode } from './topics.js';
import { RETRY_WORDS } from './wording.js';

export { severityFor };

export interface HintInput {
  readonly code: Code;
  readonly direction: EventDirection;
  /** The line kind in kebab-case, such as `query-cache-denied`. */
  readonly kind: string;
  readonly product: 'bind' | 'unbound' | (string & {});
  /** Such as `9.18.49`; options that it does not have yet are left out. */
  readonly version?: string | undefined;
  readonly qname?: string | undefined;
  readonly qtype?: string | undefined;
  readonly qclass?: string | undefined;
  readonly client?: string | undefined;
  readonly clientPort?: number | undefined;
  /** Address, or `address#port`. */
  readonly upstream?: string | undefined;
  readonly upstreamPort?: number | undefined;
  readonly zone?: string | undefined;
  readonly view?: string | undefined;
  readonly key?: string | undefined;
  /** The server's own words for the cause. */
  readonly reason?: string | undefined;
  /** Its result word or text; it stands in for a reason where it says more than the code. */
  readonly result?: string | undefined;
  /** What an earlier line told, or this one: a reason of the bounded vocabulary and its line. */
  readonly cause?: { readonly reason: string; readonly line: number; readonly path?: string | undefined } | undefined;
  /** Where the event itself stands. */
  readonly line?: number | undefined;
  /** The writer logs only the low four bits of a code. */
  readonly fourBit?: boolean | undefined;
}

export interface Hint {
  readonly summary: string;
  readonly steps: readonly string[];
  /** Shell lines, safe to paste. */
  readonly commands: readonly string[];
  /** `allow-query (BIND, since 9.0): who may ask at all`. */
  readonly options: readonly string[];
  readonly actor: Actor;
  readonly retry: string;
  readonly references: readonly string[];
}

export interface FilledCommand {
  readonly run: string;
  /** What to look for in its output. */
  readonly shows: string;
}

const YXRRSET = 7;

/** Advice before it is put into lines: what each command shows, and the options one by one. */
export interface DetailedHint extends Omit<Hint, 'commands' | 'options'> {
  readonly commands: readonly FilledCommand[];
  readonly options: readonly Option[];
}

/** Advice for one event; undefined where there is nothing to advise (NOERROR). Does no I/O and keeps nothing. */
export function hintFor(event: HintInput): Hint | undefined {
  const hint = detailedHintFor(event);
  return hint && { ...hint, commands: hint.commands.map(({ run }) => run), options: hint.options.map(optionLine) };
}

/** The same, for who shows it at length. */
export function detailedHintFor(event: HintInput): DetailedHint | undefined {
  if (event.code === NOERROR && event.direction !== 'suppressed') return undefined;
  const input: HintInput = { ...event, reason: event.reason ?? telling(event.result) };
  const topic = topicOfCode(input.code);
  const context = contextOf(input);
  const situation = situationOf(input);
  const advice: Advice = situation === undefined ? adviceOf(topic) : SITUATIONS[situation];
  return {
    summary: advice.summary(saidOf(input, context)),
    steps: [
      ...(input.fourBit === true && input.code === YXRRSET ? [MASKED_COOKIE] : []),
      ...advice.steps
        .filter((step) => step.product === undefined || step.product === input.product)
        .map(({ text }) => text),
      ...(input.fourBit === true && input.code !== YXRRSET ? [fourBits(codeName(input.code))] : []),
      ...causeNote(input),
      ...viewNote(input),
    ],
    commands: commandsOf(advice.commands, topic.commands, context, input.product),
    options: optionsOf(advice, input),
    actor: advice.actor,
    retry: advice.retry ?? `${RETRY_WORDS[topic.retry]}: ${topic.retryHow}`,
    references: (advice.references ?? topic.references).map(({ source, verified }) =>
      verified ? source : `${source} (not verified)`,
    ),
  };
}

/** What an event comes to in a few words, for a line that shows its code, question and client already; `` for success. */
export function gistFor(event: HintInput): string {
  if (event.code === NOERROR && event.direction !== 'suppressed') return '';
  const situation = situationOf({ ...event, reason: event.reason ?? telling(event.result) });
  return situation === undefined ? topicOfCode(event.code).title.toLowerCase() : SITUATIONS[situation].gist;
}

/** The general advice of a topic, where no situation fits better. */
function adviceOf(topic: Topic): Advice {
  return {
    gist: topic.title,
    summary: (said) =>
      `${topic.id}${phrase(' for ', said.name)}${phrase(' to ', said.client)}${phrase(' with key ', said.key)}: ${topic.meaning.split(/(?<=[.])\s/)[0]}`,
    steps: topic.steps.map((step) => ({ text: step.do })),
    commands: topic.commands,
    bind: topic.bind,
    unbound: topic.unbound,
    actor: topic.actor,
  };
}

const phrase = (words: string, value: string | undefined): string => (value === undefined ? '' : words + value);

/** What BIND writes where it says no more than the code beside it. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(['failure', 'tsig verify failure']);

/** A result that says more than the code does. */
export function telling(result: string | undefined): string | undefined {
  return result === undefined || EMPTY_WORDS.has(result) || codeOfWord(result) !== undefined ? undefined : result;
}

/** The values of an event under the names that command templates use. */
export function contextOf(input: HintInput): CommandContext {
  // Unbound writes these words for a question that it never read.
  const unread = input.qname === 'null' && input.qtype === 'TYPE0';
  const name = unread ? undefined : input.qname;
  return {
    name,
    type: unread ? undefined : (input.qtype ?? (name === undefined ? undefined : 'A')),
    class: unread ? undefined : input.qclass,
    zone: input.zone ?? (isAboutZone(input) ? name : zoneInReason(input.reason)),
    // The log was written here, so here is where to ask.
    server: '127.0.0.1',
    upstream: upstreamOf(input) ?? UPSTREAM_IN_REASON.exec(input.reason ?? '')?.[1],
    client: input.client,
    key: input.key,
  };
}

/** Unbound tells in its reasons which server it asked last. */
const UPSTREAM_IN_REASON = / from ([0-9a-f]*[.:][0-9a-f.:]+)(?= |$)/i;

/** Unbound tells for which zone servers are configured, and below which key or DS validation failed. */
const ZONE_IN_REASON = /(?:, at zone|for trust anchor|for DS|for key|key for validation) ([^ ]+?)\.?(?= |$)/;

function zoneInReason(reason: string | undefined): string | undefined {
  const zone = ZONE_IN_REASON.exec(reason ?? '')?.[1];
  return zone === '' ? '.' : zone;
}

/** The question of a transfer names a zone. */
function isAboutZone({ qtype, kind }: HintInput): boolean {
  return qtype === 'AXFR' || qtype === 'IXFR' || kind === 'xfer-denied' || kind === 'xfer-bad-request';
}

function upstreamOf({ upstream, upstreamPort }: HintInput): string | undefined {
  return upstream === undefined || upstreamPort === undefined || upstreamPort === DNS_PORT || /[#@]/.test(upstream)
    ? upstream
    : `${upstream}#${upstreamPort}`;
}

const DNS_PORT = 53;

function saidOf(input: HintInput, context: CommandContext): Said {
  const shown = (text: string | undefined): string | undefined =>
    text === undefined || text === '' ? undefined : printable(text);
  return {
    code: codeName(input.code),
    name: shown(context.name),
    type: shown(context.name === undefined ? undefined : input.qtype),
    client: shown(input.client),
    upstream: shown(upstreamOf(input)),
    zone: shown(context.zone),
    key: shown(input.key),
    reason: shown(input.reason?.slice(0, MOST_REASON)),
  };
}

/** Characters of the server's own words that a summary repeats; some are as long as a log line may be. */
const MOST_REASON = 200;

/** At most this many commands: a hint is read in a hurry. */
const MOST_COMMANDS = 4;

/**
 * Commands of this product whose values are all known; if there are none, the first with its gaps marked. Products without
 * tools in the advice get the general commands of the code.
 */
function commandsOf(
  advised: readonly Command[],
  general: readonly Command[],
  context: CommandContext,
  product: string,
): FilledCommand[] {
  const ours = (command: Command): boolean => command.product === undefined || command.product === product;
  const usable = advised.some(ours) ? advised.filter(ours) : general.filter(ours);
  const complete = usable.filter((command) => missingSlots(command.run, context).length === 0);
  const better = complete.filter((command) => command.fallback !== true);
  const chosen = better.length > 0 ? better : complete.length > 0 ? complete : usable.slice(0, 1);
  const filled = chosen
    .slice(0, MOST_COMMANDS)
    .map(({ run, shows }): FilledCommand => ({ run: fillCommand(run, context), shows }));
  return filled.filter(({ run }, i) => filled.findIndex((other) => other.run === run) === i);
}

function optionsOf(advice: Advice, input: HintInput): Option[] {
  const options =
    input.product === 'bind'
      ? advice.bind.map(bindOption)
      : input.product === 'unbound'
        ? advice.unbound.map(unboundOption)
        : [];
  const { version } = input;
  return version === undefined ? options : options.filter((option) => knows(version, option.since));
}

function causeNote({ cause, line }: HintInput): string[] {
  return cause === undefined || line === undefined || (cause.line === line && cause.path === undefined)
    ? []
    : [`Line ${cause.line} of ${cause.path ?? 'the log'} tells the cause: ${cause.reason}.`];
}

function viewNote(input: HintInput): string[] {
  return input.view === undefined || input.view === ''
    ? []
    : [`This was decided in view "${printable(input.view)}": look at the settings of that view.`];
}

/** What a log of four bits cannot tell. Of the codes with a hint only YXRRSET shares its low bits with another, BADCOOKIE. */
const MASKED_COOKIE =
  'This log keeps only the low four bits of a code. YXRRSET cannot answer a query, so this is almost certainly BADCOOKIE (23).';
const fourBits = (code: string): string =>
  `This log keeps only the low four bits of a code. No other code in use has those of ${code}, so nothing is lost.`;
