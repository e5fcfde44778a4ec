// Shell patterns over the file system: * ? [a-z] [!a-z] in any part of a path; no ** and no braces.

import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export function isPattern(text: string): boolean {
  return /[*?[]/.test(text);
}

/**
 * The paths that match a pattern, sorted. As in a shell, a leading dot is matched only by a dot, and a directory that
 * cannot be listed has no matches.
 */
export async function expandPattern(pattern: string): Promise<string[]> {
  let found = [pattern.startsWith('/') ? '/' : ''];
  const parts = pattern.split('/').filter((part) => part !== '');
  for (const part of parts) {
    const next: string[] = [];
    for (const directory of found) {
      if (!isPattern(part)) {
        const path = join(directory, part);
        if (await lstat(path).catch(() => undefined)) next.push(path);
        continue;
      }
      const names = await readdir(directory === '' ? '.' : directory).catch(() => []);
      for (const name of names.sort(byCodeUnits)) if (nameMatches(part, name)) next.push(join(directory, name));
    }
    found = next;
  }
  return found;
}

/** Whether one name (no slashes) matches a pattern without slashes. A hidden name needs a pattern that begins with a dot. */
export function nameMatches(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  return matches(compilePattern(pattern), name);
}

export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A piece of a pattern: any run of characters, or a test for one character. */
type Token = 'star' | ((char: string) => boolean);

/** A `[` without its `]` stands for itself. */
function compilePattern(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '*') tokens.push('star');
    else if (char === '?') tokens.push(() => true);
    else if (char === '[') {
      // A `]` right after the opening is a member of the class.
      const first = i + (pattern[i + 1] === '!' || pattern[i + 1] === '^' ? 2 : 1);
      const close = pattern.indexOf(']', first + 1);
      if (close < 0) tokens.push((c) => c === '[');
      else {
        tokens.push(classTest(pattern.slice(first, close), first > i + 1));
        i = close;
      }
    } else tokens.push((c) => c === char);
  }
  return tokens;
}

function classTest(members: string, negated: boolean): (char: string) => boolean {
  const ranges: [string, string][] = [];
  for (let i = 0; i < members.length; i++) {
    if (members[i + 1] === '-' && i + 2 < members.length) {
      ranges.push([members[i]!, members[i + 2]!]);
      i += 2;
    } else ranges.push([members[i]!, members[i]!]);
  }
  return (char) => ranges.some(([low, high]) => low <= char && char <= high) !== negated;
}

/** Backtracks to the last star only, so a pattern of many stars costs length x length, not more. */
function matches(tokens: readonly Token[], name: string): boolean {
  let t = 0;
  let n = 0;
  let starToken = -1;
  let starName = 0;
  while (n < name.length) {
    const token = tokens[t];
    if (token === 'star') {
      starToken = t++;
      starName = n;
    } else if (token?.(name[n]!) === true) {
      t++;
      n++;
    } else if (starToken >= 0) {
      t = starToken + 1;
      n = ++starName;
    } else return false;
  }
  while (tokens[t] === 'star') t++;
  return t === tokens.length;
}
