// From a format's declaration to its reader: prefix, head and kind scanners, and what a matched kind means.
import { CODE_NAMES, type Code, codeOfWord, TSIG_SPACE } from '../dns/rcode.js';
import { UserError } from '../errors.js';
import { type ClientRole, clearStale, DIRECTIONS, type LineKind, type LineRecord, SLOT, STAMP_AT } from '../event.js';
import { compileLayout, firstBytes, type Scan, type WordSets } from '../layout/compile.js';
import { parseLayout } from '../layout/syntax.js';
import { type WordTable, wordTable } from '../layout/word-table.js';
import type { FormatSpec, KindSpec } from './spec.js';

/** A form is one layout of a kind. */
interface Form {
  readonly kind: LineKind;
  readonly scan: Scan;
  readonly mask: number;
  /** Bits of the levels it may have; all: -1. */
  readonly levels: number;
  readonly meaning: Meaning;
}

/** Where the code of a matched form comes from. */
interface Meaning {
  /** Constant code; -1: from the rcode field; -2: from `table`; -3: none. */
  readonly code: number;
  readonly slot: number;
  readonly table: WordTable | undefined;
  readonly otherwise: number;
  readonly explicit: boolean;
}

const FROM_FIELD = -1;
const FROM_TABLE = -2;
const NO_CODE = -3;
/** In tables of texts: the code was spelled as a word. */
const WORD_FLAG = 0x100000;

/** The line does not begin as this format's lines do. */
export const FOREIGN = 0;
/** The prefix is the format's own, the text is not in its tables. */
export const PREFIX_ONLY = 1;
/** A known kind without a code, or whose text tells none. */
export const KNOWN = 2;
export const CODED = 3;
export type ReadResult = typeof FOREIGN | typeof PREFIX_ONLY | typeof KNOWN | typeof CODED;

export interface CompiledFormat {
  readonly spec: FormatSpec;
  readonly kinds: readonly LineKind[];
  /** Reads b[start, end) into the record (fields, kind, code). `previous` is the kind of the line before it. */
  read(record: LineRecord, b: Uint8Array, start: number, end: number, previous: LineKind | undefined): ReadResult;
}

/** The forms that can begin with each byte. */
type Dispatch = readonly (readonly Form[])[];

interface Head {
  readonly scan: Scan;
  readonly mask: number;
  readonly dispatch: Dispatch;
  readonly retryAt: Uint8Array | undefined;
}

/** Free text longer than this many bytes is not tried again at its later ends: each try may read the whole line. */
const MAX_RETRIED = 1024;

let nextKindId = 0;

/** Compiles a format; throws UserError('bad-layout') with the kind's name when a layout is wrong. */
export function compileFormat(spec: FormatSpec): CompiledFormat {
  const sets: WordSets = Object.fromEntries(
    Object.entries(spec.sets ?? {}).map(([name, words]) => [name, wordTable(words.map((w, i) => [w, i] as const))]),
  );
  const kinds = new Map<string, LineKind>();
  const families = [...new Set(spec.kinds.map((k) => k.event?.family ?? ''))];
  const headScanners = new Map(
    Object.entries(spec.heads ?? {}).map(([name, head]) => [
      name,
      compileLayout(parseLayout(head.layout), sets, { anchored: false, name: `${spec.name}_${name}` }),
    ]),
  );
  const forms = spec.kinds.map((kindSpec) => ({
    kindSpec,
    forms: compileForms(
      spec,
      kindSpec,
      sets,
      kinds,
      families,
      kindSpec.head === undefined ? 0 : headScanners.get(kindSpec.head)!.mask,
    ),
  }));

  const dispatchOf = (select: (k: KindSpec) => boolean): Dispatch => {
    const table: Form[][] = Array.from({ length: 257 }, () => []);
    for (const { kindSpec, forms: own } of forms) {
      if (!select(kindSpec)) continue;
      for (const [i, form] of own.entries()) {
        const first = firstBytes(parseLayout(kindSpec.layouts[i]!));
        for (let c = 0; c < 256; c++) if (first[c] === 1) table[c]!.push(form);
      }
    }
    return table;
  };

  const prefixes = spec.prefixes.map((layout) =>
    compileLayout(parseLayout(layout), sets, { anchored: false, name: `${spec.name}_prefix` }),
  );
  const bare = dispatchOf((k) => k.head === undefined && k.follows === undefined);
  const heads: Head[] = Object.entries(spec.heads ?? {}).map(([name, head]) => ({
    ...headScanners.get(name)!,
    dispatch: dispatchOf((k) => k.head === name && k.follows === undefined),
    retryAt: head.retryAt === undefined ? undefined : Buffer.from(head.retryAt),
  }));
  const followers = forms
    .filter(({ kindSpec }) => kindSpec.follows !== undefined)
    .map(({ kindSpec, forms: own }) => ({ follows: kindSpec.follows!, forms: own }));
  const viewSlot = 2 * SLOT.view;

  const read: CompiledFormat['read'] = (record, b, start, end, previous) => {
    const f = record.ranges;
    const n = record.numbers;
    f[STAMP_AT] = 0;
    n[SLOT.level] = 0;
    record.buf = b;
    record.kind = undefined;
    record.code = -1;
    for (let i = 0; i < prefixes.length; i++) {
      const prefix = prefixes[i]!;
      const p = prefix.scan(b, start, end, f, n);
      if (p < 0) continue;
      const form = match(record, b, p, end);
      if (form !== undefined) {
        clearStale(record, written | prefix.mask | form.mask);
        return conclude(record, form);
      }
      if (p > start && spec.weakPrefix !== true) {
        clearStale(record, written | prefix.mask);
        return PREFIX_ONLY;
      }
      record.present |= prefix.mask | written;
    }
    if (previous !== undefined) {
      for (const follower of followers) {
        if (follower.follows !== previous.name) continue;
        for (const form of follower.forms) {
          if (form.scan(b, start, end, f, n) < 0) continue;
          clearStale(record, form.mask);
          return conclude(record, form);
        }
      }
    }
    clearStale(record, 0);
    return FOREIGN;
  };

  /** Slots that the head of the present line wrote. */
  let written = 0;
  const match = (record: LineRecord, b: Uint8Array, p: number, end: number): Form | undefined => {
    const f = record.ranges;
    const n = record.numbers;
    written = 0;
    for (let i = 0; i < heads.length; i++) {
      const head = heads[i]!;
      let q = head.scan(b, p, end, f, n);
      if (q < 0) continue;
      written = head.mask;
      let form = tryForms(head.dispatch, b, q, end, f, n);
      // Free text (a view's name) may hold what ends it: then the head ends further right.
      while (form === undefined && head.retryAt !== undefined && f[viewSlot]! >= 0) {
        q = nextPlace(b, q, end, head.retryAt);
        if (q < 0 || q - f[viewSlot]! > MAX_RETRIED) return undefined;
        form = tryForms(head.dispatch, b, q, end, f, n);
        if (form !== undefined) f[viewSlot + 1] = q - head.retryAt.length;
      }
      return form;
    }
    return tryForms(bare, b, p, end, f, n);
  };

  return { spec, kinds: [...kinds.values()], read };
}

function tryForms(
  dispatch: Dispatch,
  b: Uint8Array,
  p: number,
  end: number,
  f: Int32Array,
  n: Float64Array,
): Form | undefined {
  const candidates = dispatch[p < end ? b[p]! : 256]!;
  const level = 1 << n[SLOT.level]!;
  for (let i = 0; i < candidates.length; i++) {
    const form = candidates[i]!;
    if ((form.levels & level) !== 0 && form.scan(b, p, end, f, n) >= 0) return form;
  }
  return undefined;
}

/** Position behind the next `literal` at or after p, or -1. */
function nextPlace(b: Uint8Array, p: number, end: number, literal: Uint8Array): number {
  const last = end - literal.length;
  for (let i = p; i <= last; i++) {
    let k = 0;
    while (k < literal.length && b[i + k] === literal[k]) k++;
    if (k === literal.length) return i + k;
  }
  return -1;
}

function conclude(record: LineRecord, form: Form): ReadResult {
  record.kind = form.kind;
  const meaning = form.meaning;
  record.explicit = meaning.explicit;
  if (meaning.code >= 0) record.code = meaning.code;
  else if (meaning.code === FROM_FIELD) record.code = record.numbers[SLOT.rcode]!;
  else if (meaning.code === FROM_TABLE) {
    const start = record.ranges[2 * meaning.slot]!;
    const found = meaning.table!.get(record.buf, start, record.ranges[2 * meaning.slot + 1]!);
    if (found < 0) {
      if (meaning.otherwise < 0) return KNOWN;
      record.code = meaning.otherwise;
    } else {
      record.code = found & (WORD_FLAG - 1);
      record.explicit = (found & WORD_FLAG) !== 0;
    }
  } else return KNOWN;
  return CODED;
}

function compileForms(
  spec: FormatSpec,
  kindSpec: KindSpec,
  sets: WordSets,
  kinds: Map<string, LineKind>,
  families: readonly string[],
  kept: number,
): Form[] {
  const levels = levelBits(spec, kindSpec);
  const event = kindSpec.event;
  const key = `${kindSpec.kind} ${event?.direction ?? ''} ${event?.client ?? ''}`;
  let kind = kinds.get(key);
  if (kind === undefined) {
    kind = {
      id: nextKindId++,
      index: kinds.size,
      name: kindSpec.kind,
      format: spec.name,
      product: spec.product,
      direction: event?.direction,
      directionIndex: event === undefined ? -1 : DIRECTIONS.indexOf(event.direction),
      role: roleOf(kindSpec),
      family: families.indexOf(event?.family ?? ''),
      closes: event?.closes === true,
      everyAnswer: event?.everyAnswer === true,
      bit: event?.client === 'answer' ? [...kinds.values()].filter((k) => k.role === 'answer').length : 0,
      answerCode: event?.answerCode === undefined ? undefined : codeOf(event.answerCode, kindSpec.kind),
    };
    kinds.set(key, kind);
  }
  return kindSpec.layouts.map((layout) => ({
    kind,
    levels,
    meaning: meaningOf(kindSpec),
    ...compileLayout(parseLayout(layout), sets, { anchored: true, kept, name: `${spec.name}_${kindSpec.kind}` }),
  }));
}

function roleOf(kindSpec: KindSpec): ClientRole {
  if (kindSpec.kind === 'query' || kindSpec.kind === 'client-query') return 'request';
  return kindSpec.event?.client ?? 'none';
}

function levelBits(spec: FormatSpec, kindSpec: KindSpec): number {
  if (kindSpec.levels === undefined) return -1;
  return kindSpec.levels.reduce((bits, word) => {
    const at = (spec.sets?.['levels'] ?? []).indexOf(word);
    if (at < 0) throw new UserError('bad-layout', `format ${spec.name}, kind ${kindSpec.kind}: no level "${word}"`);
    return bits | (1 << at);
  }, 0);
}

function meaningOf({ kind, event }: KindSpec): Meaning {
  const none = { slot: -1, table: undefined, otherwise: -1 };
  if (event === undefined) return { ...none, code: NO_CODE, explicit: false };
  if (event.rcode !== undefined)
    return { ...none, code: codeOf(event.rcode, kind), explicit: event.basis === 'explicit' };
  if (event.codes === undefined) return { ...none, code: FROM_FIELD, explicit: event.basis !== 'implied' };
  const { field, words, map, otherwise } = event.codes;
  const entries: [string, number][] = [];
  if (words === true) for (const [word, code] of RESULT_WORDS) entries.push([word, code | WORD_FLAG]);
  for (const [text, word] of Object.entries(map ?? {}))
    entries.push([text, codeOf(word, kind) | (event.basis === 'explicit' ? WORD_FLAG : 0)]);
  return {
    code: FROM_TABLE,
    slot: SLOT[field],
    table: wordTable(entries),
    otherwise: otherwise === undefined ? -1 : codeOf(otherwise, kind),
    explicit: false,
  };
}

/** Code words where a text may stand instead: BIND writes 11 to 15 as `<rcode n>` there. */
const RESULT_WORDS: readonly (readonly [string, Code])[] = [
  ...CODE_NAMES.filter((name) => codeOfWord(name)! < TSIG_SPACE).map((name) => [name, codeOfWord(name)!] as const),
  ...Array.from({ length: 5 }, (_, i) => [`<rcode ${i + 11}>`, i + 11] as const),
  ...Array.from({ length: 5 }, (_, i) => [`RESERVED${i + 11}`, i + 11] as const),
];

function codeOf(word: string, kind: string): Code {
  const code = codeOfWord(word);
  if (code === undefined) throw new UserError('bad-layout', `kind ${kind}: "${word}" is no response code`);
  return code;
}
