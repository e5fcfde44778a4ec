// What the field types read, byte by byte. Each reader gets b[p, e) and returns the position behind what it read, or -1.
// Called from generated scanners on the path of every line: no allocation, nothing that can throw.

import { BADSIG, BADVERS, CODE_NAMES, codeOfWord } from '../dns/rcode.js';
import { SLOT } from '../event.js';
import { wordTable } from './word-table.js';

const SPACE = 32;
const BACKSLASH = 92;
const DOT = 46;
const COLON = 58;

/** Character classes as bits, one table look-up a byte. */
export const CLASS_BITS = { upper: 1, hex: 2, lower: 4, mnemonic: 8, digit: 16 } as const;

/** `lower` has digits, `-` and `_`; `mnemonic` has capitals, digits and `-`. */
export const CLASS = new Uint8Array(256);
for (let c = 0; c < 256; c++) {
  const char = String.fromCharCode(c);
  if (/[A-Z]/.test(char)) CLASS[c]! |= CLASS_BITS.upper;
  if (/[0-9]/.test(char)) CLASS[c]! |= CLASS_BITS.digit;
  if (/[0-9A-Fa-f]/.test(char)) CLASS[c]! |= CLASS_BITS.hex;
  if (/[a-z0-9_-]/.test(char)) CLASS[c]! |= CLASS_BITS.lower;
  if (/[A-Z0-9-]/.test(char)) CLASS[c]! |= CLASS_BITS.mnemonic;
}

const run = (b: Uint8Array, p: number, e: number, bits: number): number => {
  let i = p;
  while (i < e && (CLASS[b[i]!]! & bits) !== 0) i++;
  return i === p ? -1 : i;
};

/** Capitals, digits and `-`, beginning with a capital. */
export function upper(b: Uint8Array, p: number, e: number): number {
  if (p >= e || (CLASS[b[p]!]! & CLASS_BITS.upper) === 0) return -1;
  let i = p + 1;
  while (i < e && (CLASS[b[i]!]! & CLASS_BITS.mnemonic) !== 0) i++;
  return i;
}

/** Words and plain punctuation: what names and record data cannot be told from ends it. */
export function prose(b: Uint8Array, p: number, e: number): number {
  let i = p;
  while (i < e && b[i]! >= SPACE && b[i] !== 34 && b[i] !== 35 && b[i] !== 59 && b[i] !== BACKSLASH) i++;
  return i === p ? -1 : i;
}

/** IN, CH, HS, NONE, ANY or CLASS and digits. */
export function dnsClass(b: Uint8Array, p: number, e: number): number {
  if (b[p] === 73 && b[p + 1] === 78 && (p + 2 === e || (p + 2 < e && b[p + 2]! <= 47))) return p + 2;
  const i = upper(b, p, e);
  return i > 0 && isClass(b, p, i) ? i : -1;
}

function isClass(b: Uint8Array, p: number, e: number): boolean {
  const length = e - p;
  const c = b[p];
  if (length === 2)
    return (c === 73 && b[p + 1] === 78) || (c === 67 && b[p + 1] === 72) || (c === 72 && b[p + 1] === 83);
  if (length === 3) return c === 65 && b[p + 1] === 78 && b[p + 2] === 89;
  if (length === 4) return c === 78 && b[p + 1] === 79 && b[p + 2] === 78 && b[p + 3] === 69;
  if (length < 6 || c !== 67 || b[p + 1] !== 76 || b[p + 2] !== 65 || b[p + 3] !== 83 || b[p + 4] !== 83) return false;
  return run(b, p + 5, e, CLASS_BITS.digit) === e;
}

export function uint(b: Uint8Array, p: number, e: number, n: Float64Array, slot: number): number {
  let i = p;
  let value = 0;
  while (i < e) {
    const d = b[i]! - 48;
    if (d < 0 || d > 9) break;
    value = value * 10 + d;
    i++;
  }
  if (i === p) return -1;
  if (slot >= 0) n[slot] = value;
  return i;
}

const SCALE = [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9];

/** Digits, a dot and one to nine digits. */
export function seconds(b: Uint8Array, p: number, e: number, n: Float64Array, slot: number): number {
  let i = p;
  let value = 0;
  while (i < e && b[i]! >= 48 && b[i]! <= 57) value = value * 10 + b[i++]! - 48;
  if (i === p || i >= e || b[i] !== 46) return -1;
  const dot = i++;
  while (i < e && i - dot <= 9 && b[i]! >= 48 && b[i]! <= 57) value = value * 10 + b[i++]! - 48;
  const digits = i - dot - 1;
  if (digits === 0) return -1;
  if (slot >= 0) n[slot] = digits === 6 ? value / 1e6 : value * SCALE[digits]!;
  return i;
}

/** Milliseconds with or without a fraction; the number kept is seconds. */
export function millis(b: Uint8Array, p: number, e: number, n: Float64Array, slot: number): number {
  const fraction = seconds(b, p, e, n, slot);
  const i = fraction < 0 ? uint(b, p, e, n, slot) : fraction;
  // Nanoseconds are whole.
  if (i >= 0 && slot >= 0) n[slot] = Math.round(n[slot]! * 1e6) / 1e9;
  return i;
}

/** An address by its shape: four dotted numbers, or hexadecimal groups with two colons or more; `%scope` may follow. */
export function ip(b: Uint8Array, p: number, e: number): number {
  let i = p;
  let dots = 0;
  let c = 0;
  for (; i < e; i++) {
    c = b[i]!;
    if (c === DOT) dots++;
    else if (c < 48 || c > 57) break;
  }
  const dotted = dots === 3 && i - p >= 7 && (i === e || (CLASS[c]! & CLASS_BITS.hex) === 0);
  return dotted && b[p] !== DOT && b[i - 1] !== DOT ? i : ipv6(b, p, e);
}

function ipv6(b: Uint8Array, p: number, e: number): number {
  let i = p;
  let dots = 0;
  let colons = 0;
  while (i < e) {
    const c = b[i]!;
    if (c === DOT) dots++;
    else if (c === COLON) {
      // A colon that ends the address is punctuation (`from ::1: text`), unless it is the second of a pair.
      if (dots > 0) break;
      if ((i + 1 === e || b[i + 1] === SPACE) && (i === p || b[i - 1] !== COLON)) break;
      colons++;
    } else if ((CLASS[c]! & CLASS_BITS.hex) === 0) break;
    i++;
  }
  // Dots only in the last part, where an IPv4 address may stand.
  if (colons < 2 || (dots !== 0 && dots !== 3) || b[i - 1] === DOT) return -1;
  if (i < e && b[i] === 37) {
    i++;
    while (i < e && b[i]! > SPACE && b[i] !== 35 && b[i] !== 64 && b[i] !== 41 && b[i] !== 47 && b[i] !== 93) i++;
  }
  return i;
}

/** An address, `/` and digits. */
export function prefix(b: Uint8Array, p: number, e: number): number {
  const i = ip(b, p, e);
  return i < 0 || i >= e || b[i] !== 47 ? -1 : run(b, i + 1, e, CLASS_BITS.digit);
}

/** A host as syslog writes it: letters, digits, `.`, `-`, `_`, `:`, `%`, `/`, not ending in a colon. */
export function host(b: Uint8Array, p: number, e: number): number {
  let i = p;
  while (
    i < e &&
    ((CLASS[b[i]!]! & (CLASS_BITS.lower | CLASS_BITS.upper)) !== 0 || (b[i]! >= 45 && b[i]! <= 58) || b[i] === 37)
  )
    i++;
  return i === p || b[i - 1] === 58 ? -1 : i;
}

/** BIND's request flags: `+` or `-`, then letters, `E(0)`. */
export function flags(b: Uint8Array, p: number, e: number): number {
  if (p >= e || (b[p] !== 43 && b[p] !== 45)) return -1;
  let i = p + 1;
  while (i < e && ((CLASS[b[i]!]! & CLASS_BITS.mnemonic) !== 0 || b[i] === 40 || b[i] === 41)) i++;
  return i;
}

const RCODE_WORDS = wordTable([
  ...CODE_NAMES.map((name) => [name, codeOfWord(name)!] as const),
  ['NOTIMPL', 4],
  ...Array.from({ length: 5 }, (_, i) => [`RESERVED${i + 11}`, i + 11] as const),
]);

/** A code word; its value goes to the rcode slot. */
export function rcode(b: Uint8Array, p: number, e: number, n: Float64Array): number {
  const i = upper(b, p, e);
  if (i < 0) return -1;
  let code = RCODE_WORDS.get(b, p, i);
  if (code < 0) code = numberedCode(b, p, i, n);
  if (code < 0) return -1;
  n[SLOT.rcode] = code;
  return i;
}

/** `RCODE<n>` with n up to 65535. */
function numberedCode(b: Uint8Array, p: number, e: number, n: Float64Array): number {
  if (
    e - p < 6 ||
    e - p > 10 ||
    b[p] !== 82 ||
    b[p + 1] !== 67 ||
    b[p + 2] !== 79 ||
    b[p + 3] !== 68 ||
    b[p + 4] !== 69
  )
    return -1;
  return uint(b, p + 5, e, n, SLOT.rcode) === e && n[SLOT.rcode]! <= 0xffff ? n[SLOT.rcode]! : -1;
}

/** A code word or a number up to 65535. */
export function rcodeOrNumber(b: Uint8Array, p: number, e: number, n: Float64Array): number {
  if (p < e && b[p]! <= 57) {
    const i = uint(b, p, e, n, SLOT.rcode);
    return i < 0 || n[SLOT.rcode]! > 0xffff ? -1 : i;
  }
  return rcode(b, p, e, n);
}

/** Spellings of libraries and servers besides the registry's own: miekg/dns, systemd-resolved, Zeek, Technitium. */
const HEADER_WORDS = wordTable([
  ...CODE_NAMES.filter((name) => name !== 'BADSIG').map((name) => [name, codeOfWord(name)!] as const),
  ['BADSIG', BADVERS],
  ['NOTIMPL', 4],
  ['NotImplemented', 4],
  ['SUCCESS', 0],
  ['NoError', 0],
  ['FormatError', 1],
  ['ServerFailure', 2],
  ['NxDomain', 3],
  ['Refused', 5],
  ['YXDomain', 6],
  ['YRRSET', 7],
  ['YXRRSet', 7],
  ['NXRRSet', 8],
  ['NotAuth', 9],
  ['NotAuthorized', 9],
  ['NotZone', 10],
]);

/** A code of a message header: a word of capitals or one of those spellings, `RCODE<n>`, or a number up to 65535. */
export function headerCode(b: Uint8Array, p: number, e: number, n: Float64Array): number {
  if (p < e && b[p]! <= 57) {
    const i = uint(b, p, e, n, SLOT.rcode);
    return i < 0 || n[SLOT.rcode]! > 0xffff ? -1 : i;
  }
  const i = run(b, p, e, CLASS_BITS.upper | CLASS_BITS.lower | CLASS_BITS.digit);
  if (i < 0) return -1;
  const code = HEADER_WORDS.get(b, p, i);
  if (code < 0) return numberedCode(b, p, i, n) < 0 ? -1 : i;
  n[SLOT.rcode] = code;
  return i;
}

/** RFC 5424 section 6.3: `-`, or `[id name="value"...]` elements; in values `"`, `\\` and `]` are escaped with a backslash. */
export function structuredData(b: Uint8Array, p: number, e: number): number {
  if (p < e && b[p] === 45) return p + 1;
  let i = p;
  while (i < e && b[i] === 91) {
    let quoted = false;
    for (i++; i < e; i++) {
      const c = b[i]!;
      if (quoted && c === BACKSLASH) i++;
      else if (c === 34) quoted = !quoted;
      else if (c === 93 && !quoted) break;
    }
    if (i >= e) return -1;
    i++;
  }
  return i === p ? -1 : i;
}

/** The error of a TSIG record, as word or number: 16 is BADSIG here. */
export function tsigError(b: Uint8Array, p: number, e: number, n: Float64Array): number {
  const i = rcodeOrNumber(b, p, e, n);
  if (i > 0 && n[SLOT.rcode] === BADVERS) n[SLOT.rcode] = BADSIG;
  return i;
}

const matches = (b: Uint8Array, p: number, e: number, literal: Uint8Array): boolean => {
  const length = literal.length;
  if (p + length > e) return false;
  for (let i = 0; i < length; i++) if (b[p + i] !== literal[i]) return false;
  return true;
};
export const literalAt = matches;

let viewed: Uint8Array | undefined;
let view: DataView = new DataView(new ArrayBuffer(0));

/** End of a run without spaces, four bytes at a time: names are long, and chunks are large, so a view of one is kept. */
export function spaceEnd(b: Uint8Array, p: number, e: number): number {
  if (b !== viewed) {
    viewed = b;
    view = new DataView(b.buffer, b.byteOffset, b.byteLength);
  }
  let i = p;
  for (const wide = e - 4; i <= wide; i += 4) {
    const word = view.getInt32(i, true);
    // The top bit of a byte stays set where the byte was below 33; only the lowest such place is sure, and it is the one sought.
    const small = (word - 0x21212121) & ~word & 0x80808080;
    if (small !== 0) return i + ((31 - Math.clz32(small & -small)) >>> 3);
  }
  while (i < e && b[i]! > SPACE) i++;
  return i;
}

/**
 * End of a run without spaces: the first unescaped place in it where one of `follow` stands; where there is none its end when
 * it is `open`, else -1.
 */
export function wordEnd(
  b: Uint8Array,
  p: number,
  e: number,
  follow: readonly Uint8Array[],
  open: boolean,
  escapes: boolean,
): number {
  const first = follow[0]![0]!;
  let i = p;
  while (i < e) {
    const c = b[i]!;
    if (c === first && matches(b, i, e, follow[0]!)) return i;
    for (let k = 1; k < follow.length; k++) if (matches(b, i, e, follow[k]!)) return i;
    if (c <= SPACE) return open ? i : -1;
    i += escapes && c === BACKSLASH ? 2 : 1;
  }
  return open ? e : -1;
}

/** First place of one of the literals at or after p, or -1. */
export function textEnd(b: Uint8Array, p: number, e: number, literals: readonly Uint8Array[]): number {
  const first = literals[0]![0]!;
  for (let i = p; i < e; i++) {
    if (b[i] === first && matches(b, i, e, literals[0]!)) return i;
    for (let k = 1; k < literals.length; k++) if (matches(b, i, e, literals[k]!)) return i;
  }
  return -1;
}

/** Last place of one of the literals at or after p, or -1. */
export function lastEnd(b: Uint8Array, p: number, e: number, literals: readonly Uint8Array[]): number {
  for (let i = e - 1; i >= p; i--) {
    for (let k = 0; k < literals.length; k++) if (matches(b, i, e, literals[k]!)) return i;
  }
  return -1;
}

/** A name as Unbound prints it: ends in a dot, or cut in `&` (255 octets, up to 1.22) or `#` (a label too long). */
export function isFqdn(b: Uint8Array, p: number, q: number): boolean {
  if (q <= p) return false;
  const last = b[q - 1];
  return last === DOT || ((last === 38 || last === 35) && q - p > 1);
}

/** Splits b[p, q) = name/x/y from the right, since a name may contain slashes. */
function splitThree(b: Uint8Array, p: number, q: number, f: Int32Array, second: number, third: number): boolean {
  let j = q - 1;
  while (j > p && b[j] !== 47) j--;
  let i = j - 1;
  while (i > p && b[i] !== 47) i--;
  if (i <= p || j + 1 >= q || i + 1 >= j) return false;
  f[2 * SLOT.qname] = p;
  f[2 * SLOT.qname + 1] = i;
  f[2 * second] = i + 1;
  f[2 * second + 1] = j;
  f[2 * third] = j + 1;
  f[2 * third + 1] = q;
  const classStart = f[2 * SLOT.qclass]!;
  const typeStart = f[2 * SLOT.qtype]!;
  return isClass(b, classStart, f[2 * SLOT.qclass + 1]!) && upper(b, typeStart, q) === f[2 * SLOT.qtype + 1];
}

export const splitNct = (b: Uint8Array, p: number, q: number, f: Int32Array): boolean =>
  splitThree(b, p, q, f, SLOT.qclass, SLOT.qtype);
export const splitNtc = (b: Uint8Array, p: number, q: number, f: Int32Array): boolean =>
  splitThree(b, p, q, f, SLOT.qtype, SLOT.qclass);

/** Splits name/type from the right. */
export function splitNt(b: Uint8Array, p: number, q: number, f: Int32Array): boolean {
  let i = q - 1;
  while (i > p && b[i] !== 47) i--;
  if (i <= p || upper(b, i + 1, q) !== q) return false;
  f[2 * SLOT.qname] = p;
  f[2 * SLOT.qname + 1] = i;
  f[2 * SLOT.qtype] = i + 1;
  f[2 * SLOT.qtype + 1] = q;
  return true;
}

/** Splits zone/class[/view] at the first slash that a class follows; the view may hold anything. */
export function splitZone(b: Uint8Array, p: number, q: number, f: Int32Array): boolean {
  for (let i = p + 1; i < q; i++) {
    const c = b[i]!;
    if (c === SPACE) return false;
    if (c !== 47) continue;
    let j = i + 1;
    while (j < q && b[j] !== 47) j++;
    if (!isClass(b, i + 1, j)) continue;
    f[2 * SLOT.zone] = p;
    f[2 * SLOT.zone + 1] = i;
    f[2 * SLOT.qclass] = i + 1;
    f[2 * SLOT.qclass + 1] = j;
    if (j < q) {
      f[2 * SLOT.view] = j + 1;
      f[2 * SLOT.view + 1] = q;
    }
    return true;
  }
  return false;
}

/** Optional `<name>[/<type>]: ` before a text: reads it when a run without spaces ends in `: `; never fails. */
export function updateName(b: Uint8Array, p: number, e: number, f: Int32Array): number {
  const q = wordEnd(b, p, e, COLON_SPACE, false, true);
  if (q <= p || b[p] === 39) return p;
  if (!splitNt(b, p, q, f)) {
    f[2 * SLOT.qname] = p;
    f[2 * SLOT.qname + 1] = q;
  }
  return q + 2;
}
const COLON_SPACE = [Buffer.from(': ')];
