// Strings of keys, made once for as long as they keep coming: the same bytes give the same string object, whose hash is known.
import type { Key, KeyForm } from '../aggregate/key.js';

const ENTRIES = 8192;
/** Words that an entry has room for; longer texts are made anew each time. */
const WORDS = 16;
const NOT_ASCII = 0x80808080 | 0;
const DOT = 0x2e;
const BACKSLASH = 0x5c;

/** Direct-mapped: 8192 entries, 512 KiB of bytes; what is in an entry is compared, so nothing is ever mixed up. */
export class Texts {
  private readonly words = new Int32Array(ENTRIES * WORDS);
  private readonly bytes = Buffer.from(this.words.buffer);
  private readonly lengths = new Uint8Array(ENTRIES);
  private readonly strings: string[] = new Array<string>(ENTRIES).fill('');

  /** The text of a key that `loadText` filled. */
  of(key: Key): string {
    const { words, length } = key;
    if (length === 0) return '';
    if (length > 4 * WORDS) return Buffer.from(words.buffer, 0, length).toString('latin1');
    const entry = (key.low ^ (key.high >>> 8)) & (ENTRIES - 1);
    const from = entry * WORDS;
    const count = (length + 3) >> 2;
    if (this.lengths[entry] === length) {
      let i = 0;
      while (i < count && this.words[from + i] === words[i]) i++;
      if (i === count) return this.strings[entry]!;
    }
    for (let i = 0; i < count; i++) this.words[from + i] = words[i]!;
    const text = this.bytes.toString('latin1', 4 * from, 4 * from + length);
    this.lengths[entry] = length;
    this.strings[entry] = text;
    return text;
  }
}

/**
 * Loads b[start, end) so that the key has exactly the bytes (Latin-1) of the text: as they stand, or as a name in lower case
 * without final dot.
 */
export function loadText(key: Key, b: Uint8Array, start: number, end: number, form: KeyForm): void {
  key.load(b, start, end, form);
  if (form === 'bytes') return;
  // Rare, and folded by other rules than those of a key.
  if (!isAscii(key) || (end - start > 2 && b[end - 1] === DOT && b[end - 2] === BACKSLASH)) loadOdd(key, b, start, end);
}

function isAscii({ words, length }: Key): boolean {
  const count = (length + 3) >> 2;
  let bits = 0;
  for (let i = 0; i < count; i++) bits |= words[i]!;
  return (bits & NOT_ASCII) === 0;
}

function loadOdd(key: Key, b: Uint8Array, start: number, end: number): void {
  const text = Buffer.from(b.buffer, b.byteOffset + start, end - start).toString('latin1');
  const name = text.length > 1 && text.endsWith('.') && !text.endsWith('\\.') ? text.slice(0, -1) : text;
  const bytes = Buffer.from(name.toLowerCase(), 'latin1');
  key.load(bytes, 0, bytes.length, 'bytes');
}
