// The report for a person at a terminal: what was read, what clients got, when, who is behind it, what to do, what is not known.

import { timeAxis } from './axis.js';
import type { Report } from './model.js';
import {
  bar,
  clip,
  columnsOfText,
  flow,
  heading,
  left,
  paint,
  type ReportStyle,
  right,
  type Tone,
  toneOf,
  wrap,
  wrapCommand,
} from './text-layout.js';
import { timeLines } from './text-time.js';
import { type View, viewOf } from './view.js';
import type { ChangesView } from './view-changes.js';
import type { CodeList, CodeSection } from './view-codes.js';
import { findingsView } from './view-findings.js';
import type { Table } from './view-tables.js';
import { count, latency, plural, share, shown, shownPath } from './words.js';

/** Prose is hard to read in longer lines. */
const PROSE = 96;
const INDENT = '  ';

/** Ends in a newline. Nothing from the log reaches it unescaped. */
export function reportText(report: Report, wanted: ReportStyle): string {
  const style = { ...wanted, width: Math.max(40, wanted.width) };
  const view = viewOf(report);
  const parts: string[][] = [
    factLines(view, style),
    findingLines(report, style),
    responseLines(view, style),
    ...changeParts(view.changes, style),
    timeLines(timeAxis(report.timeline, style.width - 26), report.timezone, report.timeline.untimed, style),
    ...packed(
      view.tables.map((table) => tableLines(table, style)),
      style.width,
      style,
    ),
    ...view.sections.map((section) => sectionLines(section, style)),
    rareLines(view, style),
    view.reasons === undefined ? [] : tableLines(view.reasons, style),
    latencyLines(report, style),
    view.upstreams === undefined ? [] : tableLines(view.upstreams, style),
    stepLines(report, style),
    blindLines(report, style),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Wrapped prose below an indent, in one tone. */
function prose(style: ReportStyle, text: string, indent: string, tone?: Tone): string[] {
  return wrap(text, Math.min(style.width, PROSE) - indent.length).map(
    (line) => indent + (tone === undefined ? line : paint(style, tone, line)),
  );
}

function findingLines(report: Report, style: ReportStyle): string[] {
  const findings = findingsView(report);
  if (findings.length === 0) return [];
  const indent = ' '.repeat(11);
  return [
    heading(style, 'Findings', plural(findings.length, 'incident')),
    ...findings.flatMap(({ severity, what, facts, why, names }) => {
      const [first = '', ...more] = wrap(shown(what), Math.min(style.width, PROSE) - indent.length);
      const tone =
        severity === 'critical' ? 'bad' : (SEVERITY_TONES[severity as keyof typeof SEVERITY_TONES] ?? 'quiet');
      return [
        `${INDENT}${paint(style, tone, left(severity, 9))}${paint(style, 'strong', first)}`,
        ...more.map((line) => indent + paint(style, 'strong', line)),
        ...prose(style, shown(facts), indent, 'quiet'),
        ...(names === undefined ? [] : prose(style, shown(names), indent, 'quiet')),
        ...prose(style, shown(why), indent),
      ];
    }),
  ];
}

function factLines({ facts, caution }: View, style: ReportStyle): string[] {
  const gutter = 11;
  const room = style.width - gutter;
  const lines = facts.flatMap(({ label, path, text }) => {
    const start = paint(style, 'quiet', left(label, gutter));
    if (path !== undefined)
      return [`${start}${clip(shownPath(path), room - text.length - 2)}  ${paint(style, 'quiet', text)}`];
    return wrap(text, room).map((line, i) => (i === 0 ? start : ' '.repeat(gutter)) + line);
  });
  return caution === undefined ? lines : [...lines, '', ...prose(style, caution, '', 'denied')];
}

function responseLines({ headline, codes }: View, style: ReportStyle): string[] {
  if (codes.length === 0) return [];
  const total = codes.reduce((sum, { count: n }) => sum + n, 0);
  const name = 12;
  const number = Math.max(6, count(total).length);
  const room = Math.min(60, style.width - INDENT.length - name - number - 12);
  const most = codes.reduce((max, code) => Math.max(max, code.share), 0);
  return [
    heading(style, headline),
    ...codes.map(({ code, count: n, share: part }) =>
      [
        INDENT + paint(style, toneOf(code), left(code, name)),
        right(count(n), number),
        right(share(n, total), 8),
        paint(style, toneOf(code), bar(part / most, room)),
      ].join(' '),
    ),
  ];
}

function changeParts(changes: ChangesView | undefined, style: ReportStyle): string[][] {
  if (changes === undefined) return [];
  const { title, path, against, cautions, tables, note } = changes;
  return [
    [
      heading(style, title),
      ...prose(style, `Against ${shownPath(path)}: ${against}.`, INDENT),
      ...cautions.flatMap((text) => prose(style, text, INDENT, 'denied')),
      ...prose(style, note, INDENT, 'quiet'),
    ],
    ...tables.map((table) => tableLines(table, style)),
  ];
}

/** A table whose label column takes what the numbers leave. */
function tableLines(table: Table, style: ReportStyle): string[] {
  const widths = table.head
    .slice(1)
    .map((head, i) => Math.max(head.length, ...table.rows.map(({ cells }) => columnsOfText(cells[i]!))) + 2);
  // What does not fit beside a readable label is left out, from the right.
  while (widths.length > 1 && INDENT.length + 16 + sum(widths) > style.width) widths.pop();
  const longest = Math.max(table.head[0]!.length, ...table.rows.map(({ label }) => shown(label).length));
  const name = Math.min(longest, style.width - INDENT.length - sum(widths));
  const head = widths.map((width, i) =>
    paint(style, toneOrQuiet(table.head[i + 1]!), right(table.head[i + 1]!, width)),
  );
  return [
    heading(style, table.title),
    INDENT + paint(style, 'quiet', left(table.head[0]!, name)) + head.join(''),
    ...table.rows.map(({ label, cells }) =>
      (INDENT + left(shown(label), name) + widths.map((width, i) => right(cells[i]!, width)).join('')).trimEnd(),
    ),
    ...noteLines(table.note, style),
  ];
}

const toneOrQuiet = (head: string): Tone => (/^[A-Z0-9]+$/.test(head) ? toneOf(head) : 'quiet');
const noteLines = (note: string | undefined, style: ReportStyle): string[] =>
  note === undefined ? [] : prose(style, note, INDENT, 'quiet');

/** From this width on lists and tables stand beside each other; below, one under the other is easier to read. */
const WIDE = 100;
const GAP = 5;

/** The blocks in as few lines as the width allows. */
const packed = (blocks: readonly (readonly string[])[], width: number, style: ReportStyle): string[][] =>
  style.width < WIDE ? blocks.map((block) => [...block]) : flow(blocks, width, GAP);

function sectionLines(section: CodeSection, style: ReportStyle): string[] {
  const title = paint(style, toneOf(section.code), section.title);
  const [first = '', ...more] = wrap(section.summary, style.width - section.title.length - 2);
  const room = style.width - INDENT.length;
  const rows = packed(
    section.lists.map((list) => listBlock(list, room, style)),
    room,
    style,
  ).flat();
  return [
    `${style.colour ? '\x1b[1m' : ''}${title}  ${first}`,
    ...more.map((line) => INDENT + line),
    ...(section.remark === undefined ? [] : prose(style, section.remark, INDENT, 'quiet')),
    ...rows.map((line) => INDENT + line),
    ...noteLines(section.note, style),
  ];
}

function listBlock({ title, rows }: CodeList, width: number, style: ReportStyle): string[] {
  const gutter = 10;
  const number = Math.max(6, ...rows.map((row) => row.count.length));
  const extra = Math.max(0, ...rows.map((row) => row.extra.length));
  const room = width - gutter - number - 2;
  // Beside a name cut short there is no room for more.
  const tail = extra === 0 || room - extra - 2 < 20 ? 0 : extra;
  const longest = Math.max(...rows.map((row) => shown(row.label).length));
  const name = tail === 0 ? room : Math.min(longest, room - tail - 2);
  return rows.map((row, i) => {
    const start = `${paint(style, 'quiet', left(i === 0 ? title : '', gutter))}${right(row.count, number)}  `;
    if (tail === 0 || row.extra === '') return start + clip(shown(row.label), name);
    return `${start}${left(shown(row.label), name)}  ${paint(style, 'quiet', right(row.extra, tail))}`;
  });
}

function rareLines({ rare }: View, style: ReportStyle): string[] {
  if (rare.length === 0) return [];
  const number = Math.max(...rare.map((row) => count(row.count).length));
  return [
    heading(style, 'Rare codes'),
    ...rare.map(({ code, count: n, name, client }) => {
      const start = `${INDENT}${paint(style, toneOf(code), left(code, 12))}${right(count(n), number)}  `;
      const from = client === '' ? '' : `to ${shown(client)}`;
      const what = name === '' ? from : `${shown(name)}${from === '' ? '' : `, ${from}`}`;
      return start + clip(what, style.width - INDENT.length - 14 - number);
    }),
  ];
}

function latencyLines({ latency: times }: Report, style: ReportStyle): string[] {
  if (times === null) return [];
  const cells = [
    ['half within', times.p50],
    ['90 %', times.p90],
    ['99 %', times.p99],
    ['longest', times.max],
  ] as const;
  const text = cells.map(([label, seconds]) => `${label} ${latency(seconds)}`).join('   ');
  return [heading(style, 'Time to answer', plural(times.count, 'response')), ...prose(style, text, INDENT)];
}

const SEVERITY_TONES = { error: 'bad', warning: 'denied', notice: 'absent' } as const;

function stepLines({ nextSteps, lines }: Report, style: ReportStyle): string[] {
  if (nextSteps.length === 0)
    return lines.events === 0
      ? []
      : [heading(style, 'What to do next'), ...prose(style, 'Nothing in this log asks for it.', INDENT)];
  const indent = ' '.repeat(5);
  return [
    heading(style, 'What to do next'),
    ...nextSteps.flatMap((step, i) => {
      const [first = '', ...more] = wrap(shown(step.what), Math.min(style.width, PROSE) - indent.length);
      return [
        ...(i === 0 ? [] : ['']),
        `${INDENT}${paint(style, SEVERITY_TONES[step.severity], String(i + 1))}  ${paint(style, 'strong', first)}`,
        ...more.map((line) => indent + paint(style, 'strong', line)),
        ...prose(style, `${step.severity}, for the ${step.actor}`.replace('the you', 'you'), indent, 'quiet'),
        ...prose(style, shown(step.why), indent),
        ...(step.advice === undefined ? [] : prose(style, shown(step.advice), indent)),
        ...commandLines(step.command, style, indent),
      ];
    }),
  ];
}

function commandLines(command: string, style: ReportStyle, indent: string): string[] {
  return wrapCommand(shownPath(command), style.width, indent).map((line) => paint(style, 'command', line));
}

function blindLines({ blindSpots }: Report, style: ReportStyle): string[] {
  if (blindSpots.length === 0) return [];
  return [
    heading(style, 'What this log cannot tell'),
    ...blindSpots.flatMap(({ what, remedy, command }) => {
      const [first = '', ...more] = wrap(what, Math.min(style.width, PROSE) - 4);
      return [
        `${INDENT}- ${first}`,
        ...more.map((line) => `    ${line}`),
        ...(remedy === undefined
          ? []
          : command === true
            ? commandLines(remedy, style, '    ')
            : prose(style, remedy, '    ', 'command')),
      ];
    }),
  ];
}

const sum = (widths: readonly number[]): number => widths.reduce((total, width) => total + width, 0);
