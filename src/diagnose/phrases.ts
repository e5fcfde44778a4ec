// Tables of log texts: which words at the beginning of a text mean what. Read over bytes, one dispatch on the first byte.
import type { Reason } from './reasons.js';

/** A text says nothing of a cause (progress of a validation, say). */
export const SAYS_NOTHING = 'says nothing';
/** A text is about a failure, but only the lines around it tell why. */
export const GENERIC = 'generic';

export type Meaning = Reason | typeof SAYS_NOTHING | typeof GENERIC;

/** How a text begins, and what it means. */
export type PhraseRow = readonly [start: string, meaning: Meaning];

export interface Phrases {
  /** Meaning of the text b[start, end): that of the longest beginning it has; undefined: not in the table. */
  meaning(b: Uint8Array, start: number, end: number): Meaning | undefined;
}

/** Builds a table; beginnings are latin1, and of two that fit the longer one wins, whatever the order of rows. */
export function phrases(rows: readonly PhraseRow[]): Phrases {
  const byFirst = new Map<number, { readonly bytes: Uint8Array; readonly meaning: Meaning }[]>();
  for (const [start, meaning] of [...rows].sort((a, b) => b[0].length - a[0].length)) {
    const bytes = Buffer.from(start, 'latin1');
    const list = byFirst.get(bytes[0]!);
    if (list === undefined) byFirst.set(bytes[0]!, [{ bytes, meaning }]);
    else list.push({ bytes, meaning });
  }
  return {
    meaning(b, start, end) {
      if (start >= end) return undefined;
      const list = byFirst.get(b[start]!);
      if (list === undefined) return undefined;
      for (let i = 0; i < list.length; i++) if (startsWith(b, start, end, list[i]!.bytes)) return list[i]!.meaning;
      return undefined;
    },
  };
}

/** True when b[start, end) begins with the bytes. */
export function startsWith(b: Uint8Array, start: number, end: number, bytes: Uint8Array): boolean {
  const length = bytes.length;
  if (end - start < length) return false;
  let i = 0;
  while (i < length && b[start + i] === bytes[i]) i++;
  return i === length;
}

/** Where the last occurrence of the bytes in b[start, end) ends, or -1. */
export function behindLast(b: Uint8Array, start: number, end: number, bytes: Uint8Array): number {
  for (let i = end - bytes.length; i >= start; i--) if (startsWith(b, i, end, bytes)) return i + bytes.length;
  return -1;
}

/**
 * The shape of a text that no table has, so that a thousand names do not make a thousand unknown texts: words with a digit, a
 * dot inside, a colon inside or a slash become `…`; at most 80 characters, control characters and non-ASCII bytes as `?`.
 */
export function shapeOf(b: Uint8Array, start: number, end: number): string {
  const words: string[] = [];
  let length = 0;
  for (let i = start; i < end && length < 80; i++) {
    let j = i;
    let named = false;
    let word = '';
    while (j < end && b[j] !== 32) {
      const c = b[j]!;
      const inside = j + 1 < end && b[j + 1] !== 32;
      if ((c >= 48 && c <= 57) || c === 47 || c === 92 || ((c === 46 || c === 58) && inside)) named = true;
      if (word.length < 40) word += c > 32 && c < 127 ? String.fromCharCode(c) : '?';
      j++;
    }
    words.push(named ? '…' : word);
    length += words[words.length - 1]!.length + 1;
    i = j;
  }
  return words.join(' ').slice(0, 80);
}
