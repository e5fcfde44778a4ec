// Which events a command is asked for: --since, --until, --only. Compiled once, tested per record.

import type { SelectionOptions } from './config.js';
import { isPending } from './diagnose/cause.js';
import { type Code, codeOfWord } from './dns/rcode.js';
import { nearest, UserError } from './errors.js';
import { DIRECTIONS, type Direction, type LineRecord, SLOT } from './event.js';
import { FORMATS } from './formats/index.js';

export interface Selection {
  /** Nothing was asked for: everything is selected. */
  readonly all: boolean;
  /** True for a record whose time, code and fields are asked for; `code` is the one to judge by. */
  matches(record: LineRecord, code: Code): boolean;
}

/** Selects all. */
export const EVERYTHING: Selection = { all: true, matches: () => true };

const KEYS = ['rcode', 'kind', 'direction', 'qtype', 'zone', 'client', 'reason'];
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

type Test = (record: LineRecord, code: Code) => boolean;

/** Compiles the selection; `nowMs` anchors relative times. Throws UserError('bad-option'). */
export function compileSelection(options: SelectionOptions, nowMs: number): Selection {
  const tests: Test[] = [];
  if (options.since !== undefined) {
    const since = parseTime('--since', options.since, nowMs);
    tests.push((record) => record.time >= since);
  }
  if (options.until !== undefined) {
    const until = parseTime('--until', options.until, nowMs);
    tests.push((record) => record.time < until);
  }
  for (const only of options.only) tests.push(compileOnly(only));
  return { all: tests.length === 0, matches: (record, code) => tests.every((test) => test(record, code)) };
}

/** An ISO date or time (local to UTC when it has no zone), or an age: 90s, 15m, 2h, 3d, 1w. */
function parseTime(option: string, text: string, nowMs: number): number {
  const age = /^(\d+)([smhdw])$/.exec(text);
  if (age !== null) return nowMs - Number(age[1]) * UNITS[age[2]!]!;
  const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  const ms =
    iso === null
      ? Number.NaN
      : Date.parse(iso[1] === undefined && text.length > 10 ? `${text.replace(' ', 'T')}Z` : text.replace(' ', 'T'));
  if (Number.isNaN(ms)) {
    throw new UserError(
      'bad-option',
      `${option}: "${text}" is no time`,
      'write 2026-11-22, 2026-11-22T16:55:08Z, or an age such as 15m, 2h, 3d',
    );
  }
  return ms;
}

function compileOnly(text: string): Test {
  const equals = text.indexOf('=');
  const key = text.slice(0, equals);
  const values = text
    .slice(equals + 1)
    .split(',')
    .filter((v) => v !== '');
  if (equals < 0 || values.length === 0)
    throw new UserError('bad-option', `--only: "${text}" is not KEY=VALUE`, `keys: ${KEYS.join(', ')}`);
  switch (key) {
    case 'rcode': {
      const codes = new Set(values.map(parseCode));
      return (_record, code) => codes.has(code);
    }
    case 'kind': {
      const kinds = new Set(values.map(parseKind));
      return (record) => record.kind !== undefined && kinds.has(record.kind.name);
    }
    case 'direction': {
      const wrong = values.find((v) => !DIRECTIONS.includes(v as Direction));
      if (wrong !== undefined)
        throw new UserError('bad-option', `--only direction: "${wrong}" is none`, `one of: ${DIRECTIONS.join(', ')}`);
      return (record) => record.kind?.direction !== undefined && values.includes(record.kind.direction);
    }
    case 'qtype': {
      const types = values.map((v) => Buffer.from(v.toUpperCase(), 'latin1'));
      return (record) => types.some((type) => fieldEquals(record, SLOT.qtype, type));
    }
    case 'zone': {
      const zones = values.map((v) => Buffer.from(normalName(v), 'latin1'));
      return (record) => zones.some((zone) => inZone(record, zone));
    }
    case 'client':
      return compileClients(values);
    case 'reason': {
      const words = values.map((v) => v.toLowerCase());
      return (record) =>
        words.some(
          (word) =>
            (record.cause !== undefined && !isPending(record.cause) && record.cause.reason === word) ||
            fieldText(record, SLOT.reason).includes(word) ||
            fieldText(record, SLOT.result).includes(word),
        );
    }
    default:
      throw new UserError(
        'bad-option',
        `--only: unknown key "${key}"`,
        `did you mean ${nearest(key, KEYS)[0] ?? KEYS.join(', ')}?`,
      );
  }
}

function parseCode(word: string): Code {
  const code = /^\d{1,5}$/.test(word) ? Number(word) : codeOfWord(word);
  if (code === undefined)
    throw new UserError(
      'bad-option',
      `--only rcode: "${word}" is no response code`,
      'a name such as SERVFAIL or a number; see: rcodescope explain',
    );
  return code;
}

function parseKind(word: string): string {
  const name = word.replaceAll('_', '-').toLowerCase();
  const known = new Set(FORMATS.flatMap((format) => format.kinds.map(({ kind }) => kind)));
  if (known.has(name)) return name;
  const near = nearest(name, known);
  throw new UserError(
    'bad-option',
    `--only kind: "${word}" is no kind of line`,
    near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'the kinds of a format: rcodescope formats NAME',
  );
}

const normalName = (name: string): string => (name === '.' ? '' : name.toLowerCase().replace(/\.$/, ''));

/** Addresses and prefixes: 192.0.2.1, 192.0.2.0/24, 2001:db8::/32; compared by value, not by spelling. */
function compileClients(values: readonly string[]): Test {
  const prefixes = values.map(parsePrefix);
  return (record) => {
    const client = addressBits(fieldText(record, SLOT.client));
    return client !== undefined && prefixes.some((p) => p.size === client.length && client.startsWith(p.bits));
  };
}

/** The fixed bits of an address or prefix, and how many bits its addresses have. */
function parsePrefix(text: string): { bits: string; size: number } {
  const [address = '', length, ...more] = text.split('/');
  const bits = addressBits(address);
  const fixed = length === undefined ? bits?.length : /^\d{1,3}$/.test(length) ? Number(length) : undefined;
  if (bits === undefined || fixed === undefined || fixed > bits.length || more.length > 0) {
    throw new UserError(
      'bad-option',
      `--only client: "${text}" is no address or prefix`,
      'write 192.0.2.1, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/32',
    );
  }
  return { bits: bits.slice(0, fixed), size: bits.length };
}

/** An address as a string of binary digits; undefined when it is none. */
function addressBits(address: string): string | undefined {
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  if (v4 !== null) {
    const octets = v4.slice(1).map(Number);
    return octets.some((octet) => octet > 255)
      ? undefined
      : octets.map((octet) => octet.toString(2).padStart(8, '0')).join('');
  }
  const plain = address.replace(/%.*$/, '');
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(plain)) return undefined;
  const [head = '', tail, ...more] = plain.split('::');
  if (more.length > 0) return undefined;
  const groups = (part: string): string[] =>
    part === '' ? [] : part.split(':').flatMap((g) => (g.includes('.') ? v4Groups(g) : [g]));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const missing = 8 - left.length - right.length;
  if (missing < 0 || (tail === undefined && missing !== 0)) return undefined;
  const all = [...left, ...new Array<string>(missing).fill('0'), ...right];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.map((g) => Number.parseInt(g, 16).toString(2).padStart(16, '0')).join('');
}

function v4Groups(v4: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = v4.split('.').map(Number);
  return [((a << 8) | b).toString(16), ((c << 8) | d).toString(16)];
}

function fieldText(record: LineRecord, slot: number): string {
  const start = record.ranges[2 * slot]!;
  if (start < 0) return '';
  return Buffer.from(record.buf.buffer, record.buf.byteOffset + start, record.ranges[2 * slot + 1]! - start)
    .toString('utf8')
    .toLowerCase();
}

function fieldEquals(record: LineRecord, slot: number, bytes: Uint8Array): boolean {
  const start = record.ranges[2 * slot]!;
  return (
    start >= 0 &&
    record.ranges[2 * slot + 1]! - start === bytes.length &&
    bytes.every((byte, i) => record.buf[start + i] === byte)
  );
}

/** True when the question (or the zone the line names) is the zone or below it. */
function inZone(record: LineRecord, zone: Uint8Array): boolean {
  return endsInZone(record, SLOT.qname, zone) || endsInZone(record, SLOT.zone, zone);
}

function endsInZone(record: LineRecord, slot: number, zone: Uint8Array): boolean {
  const start = record.ranges[2 * slot]!;
  if (start < 0) return false;
  let end = record.ranges[2 * slot + 1]!;
  if (end > start && record.buf[end - 1] === 46) end--;
  const from = end - zone.length;
  if (from < start || (from > start && zone.length > 0 && record.buf[from - 1] !== 46)) return false;
  for (let i = 0; i < zone.length; i++) {
    const c = record.buf[from + i]!;
    if ((c >= 65 && c <= 90 ? c + 32 : c) !== zone[i]) return false;
  }
  return true;
}
