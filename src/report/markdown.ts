// The report in Markdown, to paste into a ticket.

import { timeAxis } from './axis.js';
import type { Report } from './model.js';
import { spark } from './text-layout.js';
import { axisLabels } from './text-time.js';
import { viewOf } from './view.js';
import type { ChangesView } from './view-changes.js';
import type { CodeSection } from './view-codes.js';
import { findingsView } from './view-findings.js';
import type { Table } from './view-tables.js';
import { count, latency, plural, share, shown, shownPath, span } from './words.js';

/** Columns of the time line, which most trackers show without wrapping. */
const COLUMNS = 60;

/**
 * GitHub-flavoured Markdown, ends in a newline. Text from the log stands in code spans only, where nothing of it is markup, a
 * link or a mention.
 */
export function reportMarkdown(report: Report): string {
  const view = viewOf(report);
  const parts: string[] = ['# DNS response codes'];
  parts.push(
    view.facts
      .map(({ label, path, text }) =>
        path === undefined
          ? `- ${label}: ${prose(text)}`
          : `- ${label === '' ? 'Read' : label}: ${code(shownPath(path))}, ${prose(text)}`,
      )
      .join('\n'),
  );
  if (view.caution !== undefined) parts.push(`> ${prose(view.caution)}`);
  parts.push(...findingParts(report), ...stepParts(report));
  if (view.codes.length > 0) {
    const total = view.codes.reduce((sum, row) => sum + row.count, 0);
    parts.push(
      `## ${prose(capital(view.headline))}`,
      table(
        ['code', 'count', 'share'],
        view.codes.map((row) => [row.code, count(row.count), share(row.count, total)]),
      ),
    );
  }
  if (view.changes !== undefined) parts.push(...changeParts(view.changes));
  parts.push(...timePart(report));
  for (const one of view.tables) parts.push(...tableParts(one));
  for (const section of view.sections) parts.push(...sectionParts(section));
  if (view.rare.length > 0)
    parts.push(
      '## Rare codes',
      table(
        ['code', 'count', 'name', 'client'],
        view.rare.map((row) => [row.code, count(row.count), code(shown(row.name)), code(shown(row.client))]),
      ),
    );
  if (view.reasons !== undefined) parts.push(...tableParts(view.reasons));
  const { latency: times } = report;
  if (times !== null)
    parts.push(
      '## Time to answer',
      `${plural(times.count, 'response')}: half within ${latency(times.p50)}, 90 % ${latency(times.p90)}, 99 % ${latency(times.p99)}, longest ${latency(times.max)}.`,
    );
  if (view.upstreams !== undefined) parts.push(...tableParts(view.upstreams));
  if (report.blindSpots.length > 0)
    parts.push(
      '## What this log cannot tell',
      report.blindSpots
        .map(({ what, remedy }) => `- ${prose(what)}${remedy === undefined ? '' : ` ${code(shownPath(remedy))}`}`)
        .join('\n'),
    );
  return `${parts.join('\n\n')}\n`;
}

/**
 * A code span that ends where it should: backticks, and the pipe that would end a table's cell, are written as escapes.
 * Empty text is no code span.
 */
export function code(text: string): string {
  const safe = text.replaceAll('`', '\\x60').replaceAll('|', '\\x7c');
  return safe === '' ? '' : `\`${safe}\``;
}

/** Text of ours as text: nothing in it is markup. */
const prose = (text: string): string => shownPath(text).replace(/[\\`*_{}[\]<>#|~@]/g, '\\$&');

/**
 * A sentence of ours in which names from the log may stand: whatever is neither a plain word nor a number becomes a code span,
 * so that neither a link nor a mention is made of it.
 */
export function sentence(text: string): string {
  return shown(text)
    .split(' ')
    .map((word) => {
      const [, open = '', body = '', end = ''] = /^(\(?)(.*?)([.,:;?!)]*)$/.exec(word) ?? [];
      return PLAIN.test(body) ? prose(word) : open + code(body) + end;
    })
    .join(' ');
}

/** A word of letters or a number: nothing that a tracker turns into a link. */
const PLAIN = /^(?:[A-Za-z]+(?:[-'][A-Za-z]+)*|[\d,.]+|%)?$/;

/** A block in which a command can be copied; a fence longer than any in the command. */
function shell(command: string): string {
  const safe = shownPath(command);
  const fence = '`'.repeat(Math.max(3, ...Array.from(safe.matchAll(/`+/g), ([run]) => run.length + 1)));
  return `${fence}sh\n${safe}\n${fence}`;
}

function findingParts(report: Report): string[] {
  const findings = findingsView(report);
  return findings.length === 0
    ? []
    : [
        '## Findings',
        ...findings.flatMap(({ severity, what, facts, why, names }) => [
          `### ${capital(severity)}: ${sentence(what)}`,
          `${sentence(facts)}${names === undefined ? '' : `; ${sentence(names)}`}. ${sentence(why)}`,
        ]),
      ];
}

function stepParts({ nextSteps }: Report): string[] {
  return nextSteps.length === 0
    ? []
    : [
        '## What to do next',
        ...nextSteps.flatMap(({ severity, actor, what, why, advice, command }, i) => [
          `### ${i + 1}. ${sentence(what)}`,
          `${capital(severity)}, for ${actor === 'you' ? actor : `the ${actor}`}. ${sentence(why)}${advice === undefined ? '' : ` ${sentence(advice)}`}`,
          shell(command),
        ]),
      ];
}

function timePart(report: Report): string[] {
  const axis = timeAxis(report.timeline, COLUMNS);
  if (axis === undefined || axis.columns < 2) return [];
  const rows = axis.codes.map(({ code: name, counts }) => {
    const peak = counts.reduce((most, n) => Math.max(most, n), 0);
    return `${name.padEnd(12)}${spark(counts)}  ${count(peak)}`;
  });
  const labels = axisLabels(axis, 1, axis.columns, report.timezone, COLUMNS + 12);
  return [
    '## Over time',
    `Per ${span(axis.stepMs / 1000)}, each line to its own peak (at its end), time zone ${report.timezone}${axis.strays === undefined ? '' : `; ${plural(axis.strays.count, 'response')} with far-off stamps left out`}.`,
    ['```text', ...rows, `${' '.repeat(12)}${labels}`, '```'].join('\n'),
  ];
}

function changeParts({ title, path, against, cautions, tables, note }: ChangesView): string[] {
  return [
    `## ${prose(title)}`,
    `Against ${code(shownPath(path))}: ${prose(against)}. ${prose(note)}`,
    ...cautions.map((text) => `> ${prose(text)}`),
    ...tables.flatMap((one) => tableParts(one, 3)),
  ];
}

function tableParts({ title, head, rows, note }: Table, level = 2): string[] {
  const body = table(
    head,
    rows.map(({ label, cells }) => [code(shown(label)), ...cells]),
  );
  return [`${'#'.repeat(level)} ${prose(title)}`, body, ...(note === undefined ? [] : [prose(note)])];
}

function sectionParts({ title, summary, remark, lists, note }: CodeSection): string[] {
  const rows = lists.flatMap(({ title: list, rows: entries }) =>
    entries.map((entry, i) => [i === 0 ? list : '', entry.count, code(shown(entry.label)), entry.extra]),
  );
  return [
    `## ${prose(title)}`,
    `${prose(summary)}.${remark === undefined ? '' : ` ${prose(remark)}`}`,
    ...(rows.length === 0 ? [] : [table(['', 'count', '', ''], rows, 1)]),
    ...(note === undefined ? [] : [prose(note)]),
  ];
}

/** Cells are Markdown already. The first `labels` columns are to the left, numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[], labels = 1): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const numeric = (column: number): boolean =>
    column >= labels && rows.every((row) => /^(?:[-+≥<>→\d,. %]*|new|gone)$/.test(row[column] ?? ''));
  return [line(head), `|${head.map((_, i) => (numeric(i) ? '--:' : '---')).join('|')}|`, ...rows.map(line)].join('\n');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
