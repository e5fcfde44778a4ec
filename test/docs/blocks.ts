// The fenced blocks of a Markdown page, and what the output blocks among them promise.
import { readFileSync, writeFileSync } from 'node:fs';

export const ROOT = new URL('../../', import.meta.url).pathname;

export interface Block {
  readonly page: string;
  /** 1-based line of the opening fence. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** Why no test runs it, from the comment `<!-- not run here: ... -->` on the line before. */
  readonly notRun: string | undefined;
}

export function pageText(page: string): string {
  return readFileSync(`${ROOT}${page}`, 'utf8');
}

export function blocksOf(page: string): Block[] {
  const lines = pageText(page).split('\n');
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const language = /^```(\S*)/.exec(lines[i]!)?.[1];
    if (language === undefined) continue;
    const end = lines.indexOf('```', i + 1);
    if (end < 0) throw new Error(`${page}:${i + 1}: the block is not closed`);
    blocks.push({
      page,
      line: i + 1,
      language,
      text: lines.slice(i + 1, end).join('\n'),
      notRun: /^<!-- not run here: (.+) -->$/.exec(lines[i - 1] ?? '')?.[1],
    });
    i = end;
  }
  return blocks;
}

/** The cut in an output block: here lines were left out. */
const CUT = '...';

/**
 * What an output block would show of `actual`: as many lines as it shows now. Parts are separated by `...`; the first is the
 * beginning of the output, each later one begins at the line that equals its own first line.
 */
export function shown(block: string, actual: string): string {
  const lines = actual.replace(/\n$/, '').split('\n');
  const parts = block.split('\n').reduce<string[][]>(
    (all, line) => {
      if (line === CUT) all.push([]);
      else all.at(-1)!.push(line);
      return all;
    },
    [[]],
  );
  const whole = parts.length === 1;
  return parts
    .map((part, i) => {
      if (i === 0) return (whole ? lines : lines.slice(0, part.length)).join('\n');
      const at = part.length === 0 ? -1 : lines.indexOf(part[0]!);
      return at < 0
        ? part.join('\n').replace(/^(?=.)/, 'not in the output: ')
        : lines.slice(at, at + part.length).join('\n');
    })
    .join(`\n${CUT}\n`)
    .replace(/\n$/, '');
}

/** Puts another text into a block of its page. */
export function rewriteBlock(block: Block, text: string): void {
  const fence = (body: string): string => `\`\`\`${block.language}\n${body}\n\`\`\``;
  writeFileSync(
    `${ROOT}${block.page}`,
    pageText(block.page).replace(fence(block.text), () => fence(text)),
  );
}
