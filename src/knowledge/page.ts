// A page for people: headings, paragraphs, lists, commands and tables, as wrapped text or as Markdown.

import { printable } from '../errors.js';

export type Block =
  | { readonly heading: string }
  | { readonly text: string }
  | { readonly label: string }
  | { readonly list: readonly string[]; readonly ordered?: boolean }
  | { readonly commands: readonly { readonly run: string; readonly shows: string }[] }
  | { readonly terms: readonly (readonly [term: string, text: string])[] }
  | { readonly columns: readonly [string, string]; readonly rows: readonly (readonly [string, string, string])[] };

export interface Page {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface TextOptions {
  /** In columns; below 40 it counts as 40. */
  readonly width: number;
  readonly colour: boolean;
}

const INDENT = '  ';

/** Plain text, wrapped; commands stay on one line, whatever their length, so that they can be copied. Ends in a newline. */
export function textOfPage(page: Page, options: TextOptions): string {
  const width = Math.max(40, options.width);
  const bold = (text: string): string => (options.colour ? `\x1b[1m${text}\x1b[0m` : text);
  const dim = (text: string): string => (options.colour ? `\x1b[2m${text}\x1b[0m` : text);
  const lines: string[] = wrap(page.title, width, '').map(bold);
  let afterHeading = false;
  for (const block of page.blocks) {
    if (!afterHeading || 'heading' in block) lines.push('');
    afterHeading = 'heading' in block || 'label' in block;
    if ('heading' in block) lines.push(bold(printable(block.heading)));
    else if ('label' in block) lines.push(INDENT + bold(printable(block.label)));
    else if ('text' in block) lines.push(...wrap(block.text, width, INDENT));
    else if ('list' in block)
      lines.push(...block.list.flatMap((item, i) => hang(item, width, block.ordered === true ? `${i + 1}. ` : '- ')));
    else if ('commands' in block)
      for (const { run, shows } of block.commands)
        lines.push(INDENT + bold(printable(run)), ...wrap(shows, width, `${INDENT}    `).map(dim));
    else if ('terms' in block) lines.push(...termLines(block.terms, width, bold));
    else lines.push(...tableLines(block.columns, block.rows, width, bold));
  }
  return `${lines.join('\n')}\n`;
}

/** GitHub-flavoured Markdown. Ends in a newline. */
export function markdownOfPage(page: Page): string {
  const lines: string[] = [`# ${escaped(page.title)}`];
  for (const block of page.blocks) {
    lines.push('');
    if ('heading' in block) lines.push(`## ${escaped(block.heading)}`);
    else if ('label' in block) lines.push(`### ${escaped(block.label)}`);
    else if ('text' in block) lines.push(escaped(block.text));
    else if ('list' in block)
      lines.push(...block.list.map((item, i) => `${block.ordered === true ? `${i + 1}.` : '-'} ${escaped(item)}`));
    else if ('commands' in block)
      lines.push(
        '```sh',
        ...block.commands.flatMap(({ run, shows }) => [`# ${printable(shows)}`, printable(run)]),
        '```',
      );
    else if ('terms' in block)
      for (const [term, text] of block.terms) lines.push(`- **${escaped(term)}**: ${escaped(text)}`);
    else {
      lines.push(`| | ${block.columns.map(escaped).join(' | ')} |`, '|---|---|---|');
      for (const row of block.rows) lines.push(`| ${row.map(escaped).join(' | ')} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

const escaped = (text: string): string => printable(text).replace(/[\\`*<|[\]]/g, '\\$&');

/** Breaks at spaces; a word longer than the line stands alone. */
function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(indent + line);
  return lines;
}

function hang(text: string, width: number, bullet: string): string[] {
  const indent = INDENT + ' '.repeat(bullet.length);
  const lines = wrap(text, width, indent);
  lines[0] = INDENT + bullet + lines[0]!.slice(indent.length);
  return lines;
}

/** Terms in a left column as wide as the longest, at most 45 % of the width; a longer one has its text on the next line. */
function termLines(
  terms: readonly (readonly [string, string])[],
  width: number,
  bold: (text: string) => string,
): string[] {
  const column = Math.min(Math.floor(width * 0.45), Math.max(...terms.map(([term]) => term.length))) + 2;
  const indent = INDENT + ' '.repeat(column);
  return terms.flatMap(([term, text]) => {
    const lines = wrap(text, width, indent);
    if (term.length + 2 > column) return [INDENT + bold(printable(term)), ...lines];
    lines[0] = INDENT + bold(printable(term).padEnd(column)) + lines[0]!.slice(indent.length);
    return lines;
  });
}

function tableLines(
  columns: readonly [string, string],
  rows: readonly (readonly [string, string, string])[],
  width: number,
  bold: (text: string) => string,
): string[] {
  const first = Math.max(...rows.map(([label]) => label.length)) + 2;
  const cell = Math.max(12, Math.floor((width - INDENT.length - first - 2) / 2));
  const line = (label: string, a: string, b: string, style: (text: string) => string = (text) => text): string =>
    `${INDENT}${bold(label.padEnd(first))}${style(a.padEnd(cell + 2))}${style(b)}`.trimEnd();
  const out = [line('', columns[0], columns[1], bold)];
  for (const [label, a, b] of rows) {
    const left = wrap(a, cell, '');
    const right = wrap(b, cell, '');
    for (let i = 0; i < Math.max(left.length, right.length); i++)
      out.push(line(i === 0 ? label : '', left[i] ?? '', right[i] ?? ''));
  }
  return out;
}
