// Finds chosen top-level members of a JSON object in bytes, without parsing the rest and without allocation.

const QUOTE = 34;
const BACKSLASH = 92;

export interface JsonFields {
  /** Start of each wanted value (after the quote of a string), or -1; and its end. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** First byte of each value: `"`, `[`, `{`, a digit, n, t, f. */
  readonly kinds: Uint8Array;
  /** False when b[start, end) is no JSON object by its outer shape. */
  scan(b: Uint8Array, start: number, end: number): boolean;
}

/** Of a repeated key the last one counts, as in JSON.parse. */
export function jsonFields(keys: readonly string[]): JsonFields {
  const names = keys.map((key) => Buffer.from(key));
  const starts = new Int32Array(keys.length);
  const ends = new Int32Array(keys.length);
  const kinds = new Uint8Array(keys.length);

  const keyIndex = (b: Uint8Array, from: number, to: number): number => {
    outer: for (let k = 0; k < names.length; k++) {
      const name = names[k]!;
      if (name.length !== to - from) continue;
      for (let i = 0; i < name.length; i++) if (name[i] !== b[from + i]) continue outer;
      return k;
    }
    return -1;
  };

  const scan = (b: Uint8Array, start: number, end: number): boolean => {
    starts.fill(-1);
    let p = skipSpace(b, start, end);
    if (p >= end || b[p] !== 123) return false;
    p = skipSpace(b, p + 1, end);
    if (p < end && b[p] === 125) return true;
    for (;;) {
      if (p >= end || b[p] !== QUOTE) return false;
      const keyEnd = stringEnd(b, p + 1, end);
      if (keyEnd < 0) return false;
      const key = keyIndex(b, p + 1, keyEnd);
      p = skipSpace(b, keyEnd + 1, end);
      if (p >= end || b[p] !== 58) return false;
      p = skipSpace(b, p + 1, end);
      if (p >= end) return false;
      const first = b[p]!;
      const valueEnd =
        first === QUOTE
          ? stringEnd(b, p + 1, end)
          : first === 123 || first === 91
            ? nestedEnd(b, p, end)
            : scalarEnd(b, p, end);
      if (valueEnd < 0) return false;
      if (key >= 0) {
        starts[key] = first === QUOTE ? p + 1 : p;
        ends[key] = valueEnd;
        kinds[key] = first;
      }
      p = skipSpace(b, first === QUOTE ? valueEnd + 1 : valueEnd, end);
      if (p >= end) return false;
      if (b[p] === 125) return skipSpace(b, p + 1, end) === end;
      if (b[p] !== 44) return false;
      p = skipSpace(b, p + 1, end);
    }
  };
  return { starts, ends, kinds, scan };
}

function skipSpace(b: Uint8Array, p: number, end: number): number {
  let i = p;
  while (i < end && (b[i] === 32 || b[i] === 9 || b[i] === 13)) i++;
  return i;
}

/** Position of the quote that ends a string whose text begins at p, or -1. */
function stringEnd(b: Uint8Array, p: number, end: number): number {
  let i = p;
  while (i < end) {
    const c = b[i]!;
    if (c === QUOTE) return i;
    i += c === BACKSLASH ? 2 : 1;
  }
  return -1;
}

/** Position behind an array or object that begins at p, or -1. */
function nestedEnd(b: Uint8Array, p: number, end: number): number {
  let depth = 0;
  let i = p;
  while (i < end) {
    const c = b[i]!;
    if (c === QUOTE) {
      i = stringEnd(b, i + 1, end);
      if (i < 0) return -1;
    } else if (c === 123 || c === 91) depth++;
    else if ((c === 125 || c === 93) && --depth === 0) return i + 1;
    i++;
  }
  return -1;
}

function scalarEnd(b: Uint8Array, p: number, end: number): number {
  let i = p;
  while (i < end && b[i] !== 44 && b[i] !== 125 && b[i]! > 32) i++;
  return i === p ? -1 : i;
}

/**
 * Writes the text of a JSON string b[start, end) into `out` as UTF-8 and returns its length; `out` must be at least as long as
 * the source. Broken escapes are kept as they stand: a log line is never refused for one.
 */
export function unescapeInto(b: Uint8Array, start: number, end: number, out: Uint8Array): number {
  let w = 0;
  let i = start;
  while (i < end) {
    const c = b[i]!;
    if (c !== BACKSLASH || i + 1 >= end) {
      out[w++] = c;
      i++;
      continue;
    }
    const escaped = b[i + 1]!;
    const plain = SIMPLE[escaped]!;
    if (plain !== 0) {
      out[w++] = plain;
      i += 2;
      continue;
    }
    let code = escaped === 117 ? hex4(b, i + 2, end) : -1;
    if (code < 0) {
      out[w++] = c;
      i++;
      continue;
    }
    i += 6;
    if (code >= 0xd800 && code < 0xdc00 && b[i] === BACKSLASH && b[i + 1] === 117) {
      const low = hex4(b, i + 2, end);
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        i += 6;
      }
    }
    w = putUtf8(out, w, code);
  }
  return w;
}

const SIMPLE = new Uint8Array(256);
for (const [from, to] of [
  ['"', 34],
  ['\\', 92],
  ['/', 47],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
] as const)
  SIMPLE[from.charCodeAt(0)] = to;

function hex4(b: Uint8Array, p: number, end: number): number {
  if (p + 4 > end) return -1;
  let value = 0;
  for (let i = p; i < p + 4; i++) {
    const c = b[i]!;
    const digit = c >= 48 && c <= 57 ? c - 48 : (c | 32) >= 97 && (c | 32) <= 102 ? (c | 32) - 87 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function putUtf8(out: Uint8Array, at: number, code: number): number {
  let w = at;
  if (code < 0x80) out[w++] = code;
  else if (code < 0x800) {
    out[w++] = 0xc0 | (code >> 6);
    out[w++] = 0x80 | (code & 63);
  } else if (code < 0x10000) {
    out[w++] = 0xe0 | (code >> 12);
    out[w++] = 0x80 | ((code >> 6) & 63);
    out[w++] = 0x80 | (code & 63);
  } else {
    out[w++] = 0xf0 | (code >> 18);
    out[w++] = 0x80 | ((code >> 12) & 63);
    out[w++] = 0x80 | ((code >> 6) & 63);
    out[w++] = 0x80 | (code & 63);
  }
  return w;
}

/** Writes a JSON array of byte values (journald's form of a message that is no UTF-8); its length. */
export function bytesInto(b: Uint8Array, start: number, end: number, out: Uint8Array): number {
  let w = 0;
  let value = -1;
  for (let i = start; i < end; i++) {
    const digit = b[i]! - 48;
    if (digit >= 0 && digit <= 9) value = Math.max(value, 0) * 10 + digit;
    else if (value >= 0) {
      out[w++] = value;
      value = -1;
    }
  }
  return w;
}
