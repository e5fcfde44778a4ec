// Columns, bars and colours of a report on a terminal. Widths are counted in terminal columns.

export interface ReportStyle {
  /** Terminal columns; no line is longer. Below 40 it counts as 40. */
  readonly width: number;
  readonly colour: boolean;
}

export type Tone = 'strong' | 'quiet' | 'good' | 'absent' | 'bad' | 'denied' | 'odd' | 'command';

const SGR: Readonly<Record<Tone, string>> = {
  strong: '1',
  quiet: '2',
  good: '32',
  absent: '36',
  bad: '31',
  denied: '33',
  odd: '35',
  command: '1',
};

/** Colours a text that holds no escapes of its own. */
export function paint(style: ReportStyle, tone: Tone, text: string): string {
  return style.colour && text !== '' ? `\x1b[${SGR[tone]}m${text}\x1b[0m` : text;
}

const TONES: Readonly<Record<string, Tone>> = {
  NOERROR: 'good',
  NXDOMAIN: 'absent',
  SERVFAIL: 'bad',
  REFUSED: 'denied',
};

export const toneOf = (code: string): Tone => TONES[code] ?? 'odd';

/** East Asian scripts and emoji take two columns (a coarse reading of Unicode's UAX #11). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u;

export function columnsOfText(text: string): number {
  let columns = 0;
  for (const character of text) columns += WIDE.test(character) ? 2 : 1;
  return columns;
}

/** At most `width` columns; what is cut out of the middle becomes `…`, since names differ at both ends. */
export function clip(text: string, width: number): string {
  if (columnsOfText(text) <= width) return text;
  if (width < 3) return '…'.slice(0, Math.max(0, width));
  const characters = Array.from(text);
  const half = (width - 1) >> 1;
  return `${take(characters, width - 1 - half)}…${take(characters.reverse(), half, true)}`;
}

function take(characters: readonly string[], width: number, fromEnd = false): string {
  let used = 0;
  const taken: string[] = [];
  for (const character of characters) {
    used += columnsOfText(character);
    if (used > width) break;
    taken.push(character);
  }
  return (fromEnd ? taken.reverse() : taken).join('');
}

export const left = (text: string, width: number): string => {
  const fitted = clip(text, width);
  return fitted + ' '.repeat(Math.max(0, width - columnsOfText(fitted)));
};

export const right = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - columnsOfText(text))) + text;

/** Breaks at spaces into lines of at most `width` columns; a longer word is broken, too. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => pieces(long, width))) {
    if (line !== '' && columnsOfText(line) + 1 + columnsOfText(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (columnsOfText(word) <= width) return [word];
  const characters = Array.from(word);
  const head = take(characters, width);
  return [head, ...pieces(characters.slice(Array.from(head).length).join(''), width)];
}

/**
 * A shell line in lines of at most `width` columns that still is one command when pasted: broken at spaces with `\`, and a word
 * that is too long within itself, where the next line must not be indented.
 */
export function wrapCommand(command: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  let bare = true;
  const words = shellWords(command);
  for (const [i, word] of words.entries()) {
    if (!bare && columnsOfText(line) + columnsOfText(word) + 3 > width) {
      lines.push(`${line} \\`);
      line = `${indent}  `;
      bare = true;
    }
    line += bare ? word : ` ${word}`;
    bare = false;
    // Behind all but the last word there must be room for ` \`.
    while (columnsOfText(line) > (i === words.length - 1 ? width : width - 2)) {
      const { head, tail } = breakWord(line, width);
      lines.push(head);
      line = tail;
    }
  }
  return [...lines, line];
}

/** Splits at spaces outside quotes; the quotes stay. */
function shellWords(command: string): string[] {
  return command.match(/(?:[^\s'\\]|\\.|'[^']*')+/g) ?? [];
}

const QUOTED_QUOTE = "'\\''";

/** Within quotes the quote is closed before the break and opened again behind it. */
function breakWord(line: string, width: number): { head: string; tail: string } {
  let quoted = false;
  let columns = 0;
  let at = 0;
  while (at < line.length) {
    const rest = line.slice(at, at + QUOTED_QUOTE.length);
    const unit = quoted && rest === QUOTED_QUOTE ? rest : String.fromCodePoint(line.codePointAt(at)!);
    // Room must be left for a closing quote and the backslash.
    if (columns + columnsOfText(unit) > width - 2) break;
    columns += columnsOfText(unit);
    at += unit.length;
    if (unit === "'") quoted = !quoted;
  }
  const quote = quoted ? "'" : '';
  return { head: `${line.slice(0, at)}${quote}\\`, tail: quote + line.slice(at) };
}

/** A bold title, and beside it what fits of a quiet remark. */
export function heading(style: ReportStyle, title: string, beside = ''): string {
  const head = clip(title, style.width);
  const room = style.width - columnsOfText(head) - 2;
  return (
    paint(style, 'strong', head) + (beside === '' || room < 8 ? '' : `  ${paint(style, 'quiet', clip(beside, room))}`)
  );
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `share` (0 to 1) of the width, to an eighth of a column; what is there is seen. */
export function bar(share: number, width: number): string {
  const eighths = Math.max(share > 0 ? 1 : 0, Math.round(share * width * 8));
  return '█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7]!;
}

const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** One column for each count, each `times` wide, scaled to the largest; a zero is blank. */
export function spark(counts: readonly number[], times = 1): string {
  const most = counts.reduce((max, n) => Math.max(max, n), 0);
  return counts
    .map((n) => (n === 0 ? ' ' : LEVELS[Math.min(7, Math.ceil((n / most) * 8) - 1)]!).repeat(times))
    .join('');
}

/** Columns of a line of ours, its colours aside. */
const plainColumns = (line: string): number => columnsOfText(line.replace(/\x1b\[\d+m/g, ''));

/** Blocks of lines beside each other as far as the width allows, else below; each as wide as its longest line. */
export function flow(blocks: readonly (readonly string[])[], width: number, gap: number): string[][] {
  const rows: { blocks: (readonly string[])[]; widths: number[] }[] = [];
  for (const block of blocks) {
    const own = block.reduce((most, line) => Math.max(most, plainColumns(line)), 0);
    const row = rows.at(-1);
    const used = row === undefined ? 0 : row.widths.reduce((sum, one) => sum + one + gap, 0);
    if (row !== undefined && used + own <= width) {
      row.blocks.push(block);
      row.widths.push(own);
    } else rows.push({ blocks: [block], widths: [own] });
  }
  return rows.map((row) => beside(row.blocks, row.widths, gap));
}

function beside(blocks: readonly (readonly string[])[], widths: readonly number[], gap: number): string[] {
  const height = blocks.reduce((most, lines) => Math.max(most, lines.length), 0);
  return Array.from({ length: height }, (_, row) =>
    blocks
      .map((lines, i) => {
        const line = lines[row] ?? '';
        return line + ' '.repeat(widths[i]! - plainColumns(line));
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}
