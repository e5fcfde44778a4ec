// One event as one line for a person at a terminal: columns that stay in place, coloured by severity, never longer than the screen.
import { codeName } from '../dns/rcode.js';
import { printable } from '../errors.js';
import type { Direction, DnsEvent } from '../event.js';
import { telling } from '../knowledge/hint.js';
import type { Severity } from '../knowledge/topic.js';
import { clip, columnsOfText, left } from '../report/text-layout.js';

export interface LineStyle {
  readonly colour: boolean;
  /** Columns of the terminal; undefined: not a terminal, and nothing is cut. */
  readonly width: number | undefined;
}

const COLOURS: Readonly<Record<Severity, string>> = {
  info: '2',
  notice: '36',
  warning: '33',
  error: '31',
  critical: '1;31',
};

/** Between us and the other end. `suppressed` answers went nowhere. */
const WAYS: Readonly<Record<Direction, string>> = { sent: 'to', received: 'from', local: 'of', suppressed: 'not to' };

/** Widths; 0: not shown. */
interface Columns {
  readonly time: number;
  readonly severity: number;
  readonly kind: number;
  readonly question: number;
  readonly peer: number;
}

/** What there is no room for is left out, the least telling first; the severity last, since the colour shows it too. */
function columnsFor({ width = Number.POSITIVE_INFINITY, colour }: LineStyle): Columns {
  if (width >= 140) return { time: 20, severity: 8, kind: 18, question: 36, peer: 22 };
  if (width >= 110) return { time: 8, severity: 8, kind: 0, question: 34, peer: 20 };
  if (width < 60) return { time: 0, severity: 0, kind: 0, question: 22, peer: 16 };
  return { time: 8, severity: colour ? 0 : 8, kind: 0, question: colour ? 22 : 18, peer: 16 };
}

/** The advice: in a few words, which every screen has room for, and in a sentence, for wide ones. */
export interface Advice {
  readonly gist: string;
  readonly summary?: string | undefined;
}

/**
 * Time (UTC), severity, code, question, other end, then the gist of the advice, what the server itself gives as the reason,
 * and where there is room the advice in a sentence. Text from the log is escaped.
 */
export function eventLine(event: DnsEvent, severity: Severity, { gist, summary }: Advice, style: LineStyle): string {
  const columns = columnsFor(style);
  const cell = (text: string, width: number): string => {
    const shown = printable(text);
    if (width === 0) return '';
    return `${style.width === undefined ? shown.padEnd(width) : left(shown, width)} `;
  };
  const time = cell(timeOf(event.time, columns.time), columns.time);
  const status = cell(severity, columns.severity) + cell(codeName(event.code), 9);
  const fields = [
    cell(event.kind, columns.kind),
    cell(questionOf(event, style.width === undefined ? undefined : columns.question), columns.question),
    cell(peerOf(event), columns.peer),
  ].join('');
  const words = printable(event.reason ?? telling(event.result) ?? '');
  const room = (style.width ?? Number.POSITIVE_INFINITY) - columnsOfText(time + status);
  const shown = withSummary(withWords(fields + gist, words, room), summary, room);
  return style.colour
    ? `\u001b[2m${time}\u001b[0m\u001b[${COLOURS[severity]}m${status}\u001b[0m${shown}`
    : `${time}${status}${shown}`;
}

function timeOf(time: number | undefined, width: number): string {
  if (time === undefined) return '';
  const iso = new Date(time).toISOString();
  return width > 8 ? `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z` : iso.slice(11, 19);
}

/** `www.example.com A`; a name that is too long is cut so that the type stays. Lines about a zone or key name that. */
function questionOf({ qname, qtype, zone, key }: DnsEvent, width: number | undefined): string {
  if (qname === undefined) return zone !== undefined ? `zone ${zone}` : key !== undefined ? `key ${key}` : '';
  const type = qtype === undefined ? '' : ` ${qtype}`;
  const name = printable(qname);
  return (width === undefined ? name : clip(name, Math.max(8, width - type.length))) + type;
}

function peerOf({ direction, client, upstream, upstreamPort }: DnsEvent): string {
  if (upstream !== undefined)
    return `${WAYS[direction]} ${upstream}${upstreamPort === undefined || upstreamPort === 53 ? '' : `#${upstreamPort}`}`;
  return client === undefined ? '' : `${direction === 'local' ? 'for' : WAYS[direction]} ${client}`;
}

/** Fewer columns of the server's own words than this tell nothing. */
const LEAST_WORDS = 12;

function withWords(fields: string, words: string, room: number): string {
  const left = room - columnsOfText(fields) - 2;
  const told =
    words === '' || (left < LEAST_WORDS && left < columnsOfText(words)) ? fields : `${fields.trimEnd()}: ${words}`;
  return cutEnd(told, Math.max(0, room)).trimEnd();
}

/** A sentence cut to less than this is not worth its place. */
const LEAST_SUMMARY = 40;

function withSummary(line: string, summary: string | undefined, room: number): string {
  if (summary === undefined || room - columnsOfText(line) < LEAST_SUMMARY) return line;
  return cutEnd(`${line} | ${printable(summary)}`, room);
}

/** The end goes, not the middle: it is prose. */
function cutEnd(text: string, width: number): string {
  if (columnsOfText(text) <= width) return text;
  let used = 0;
  let out = '';
  for (const character of text) {
    used += columnsOfText(character);
    if (used > width - 1) break;
    out += character;
  }
  return `${out.trimEnd()}…`;
}
