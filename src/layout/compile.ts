// Turns layouts into scanners: JavaScript generated once per layout, so that a line costs straight-line byte comparisons
// instead of a walk over a tree. Literals reach the generated code as numbers or as arrays passed in, never as source text.

import { UserError } from '../errors.js';
import { FIELDS, SLOT, STAMP_AT } from '../event.js';
import { INLINE, spaceRun } from './inline.js';
import * as readers from './readers.js';
import * as stamps from './stamps.js';
import type { ChoiceNode, FieldNode, Sequence } from './syntax.js';
import type { WordTable } from './word-table.js';

/**
 * Reads b[p, e): the position behind the match, or -1. A match writes the ranges of all fields of the layout (start -1 for those
 * it did not meet); a miss leaves them as they were.
 */
export type Scan = (b: Uint8Array, p: number, e: number, f: Int32Array, n: Float64Array) => number;

export interface Scanner {
  readonly scan: Scan;
  /** Bits of the slots that a match writes. */
  readonly mask: number;
}

export type WordSets = Readonly<Record<string, WordTable>>;

const RUNTIME = { ...readers, ...stamps };

/** Readers called as reader(b, p, e), as reader(b, p, e, n, slot), or as reader(b, p, e, f, n). */
const RUN_TYPES: Readonly<Record<string, string>> = {
  prose: 'prose',
  prefix: 'prefix',
  host: 'host',
  flags: 'flags',
  sd: 'structuredData',
};
const NUMBER_TYPES: Readonly<Record<string, string>> = {
  seconds: 'seconds',
  millis: 'millis',
  rcodenum: 'rcodeOrNumber',
  headercode: 'headerCode',
  tsigerror: 'tsigError',
};
const STAMP_TYPES: ReadonlySet<string> = new Set(['bindtime', 'iso', 'syslogtime', 'epoch', 'epochns', 'isoutc']);
/** Call that finds the end of a run without spaces. */
const SPACE_END = 'R.spaceEnd(b,p,e)';
/** Types that split one run into several fields: reader, and whether the run may hold spaces. */
const SPLIT_TYPES: Readonly<Record<string, { split: string; spaces: boolean; slots: readonly number[] }>> = {
  nct: { split: 'splitNct', spaces: false, slots: [SLOT.qname, SLOT.qclass, SLOT.qtype] },
  ntc: { split: 'splitNtc', spaces: false, slots: [SLOT.qname, SLOT.qclass, SLOT.qtype] },
  nt: { split: 'splitNt', spaces: false, slots: [SLOT.qname, SLOT.qtype] },
  zone: { split: 'splitZone', spaces: true, slots: [SLOT.zone, SLOT.qclass, SLOT.view] },
};

/**
 * What can stand behind a node: the literals that can come next, whether the line can end there, and whether a field can
 * (then nothing but a space ends a word). `node` is the next node itself.
 */
interface Follow {
  readonly literals: readonly string[];
  readonly end: boolean;
  readonly field: boolean;
}

const AT_END: Follow = { literals: [], end: true, field: false };

/** What nodes[i...] begin with, given what comes behind them. */
function followOf(nodes: Sequence, from: number, after: Follow): Follow {
  const node = nodes[from];
  if (node === undefined) return after;
  if (node.node === 'literal') return { literals: [node.text], end: false, field: false };
  if (node.node === 'field') return { literals: [], end: false, field: true };
  const rest = followOf(nodes, from + 1, after);
  if (node.node === 'optional') return union(followOf(node.body, 0, rest), rest);
  return node.options.map((option) => followOf(option, 0, rest)).reduce(union);
}

const union = (a: Follow, b: Follow): Follow => ({
  literals: [...new Set([...a.literals, ...b.literals])],
  end: a.end || b.end,
  field: a.field || b.field,
});

class Generator {
  readonly constants: Uint8Array[] = [];
  readonly tables: WordTable[] = [];
  /** Fields kept in local variables until the match is complete. */
  readonly locals = new Set<number>();
  /** Fields that split readers write at once: they are put back when the match fails. */
  readonly direct = new Set<number>();
  /** Local fields set so far on the way to the present place. */
  private slots = new Set<number>();
  private labels = 0;

  constructor(private readonly sets: WordSets) {}

  sequence(nodes: Sequence, fail: string, after: Follow): string {
    let code = '';
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      const follow = followOf(nodes, i + 1, after);
      if (node.node === 'literal') code += this.literal(node.text, fail);
      else if (node.node === 'optional') code += this.optional(node.body, follow);
      else if (node.node === 'choice') code += this.choice(node.options, fail, follow);
      else if (node.type === 'text' && nodes[i + 1]?.node === 'choice') {
        // The text ends where the group behind it matches as a whole, so both are read together.
        code += this.textBeforeChoice(node, nodes[i + 1] as ChoiceNode, fail, followOf(nodes, i + 2, after));
        i++;
      } else code += this.field(node, fail, follow);
    }
    return code;
  }

  private literal(text: string, fail: string): string {
    const bytes = Buffer.from(text, 'utf8');
    if (bytes.length <= 6) {
      const tests = [...bytes].map((byte, i) => `b[p${i === 0 ? '' : `+${i}`}]!==${byte}`);
      return `if(p+${bytes.length}>e||${tests.join('||')}){${fail}}p+=${bytes.length};`;
    }
    return `if(b[p]!==${bytes[0]}||!R.literalAt(b,p,e,${this.constant(bytes)})){${fail}}p+=${bytes.length};`;
  }

  private optional(body: Sequence, follow: Follow): string {
    const label = this.label();
    return this.trial(label, (fail) => this.sequence(body, fail, follow), '');
  }

  private choice(options: readonly Sequence[], fail: string, follow: Follow): string {
    const done = this.label();
    const tries = options.map((option) =>
      this.trial(this.label(), (f) => this.sequence(option, f, follow), `break ${done};`),
    );
    return `${done}:{${tries.join('')}${fail}}`;
  }

  /** Code that may fail half-way: then the position and the fields that it set are taken back. */
  private trial(label: string, body: (fail: string) => string, success: string): string {
    const outer = this.slots;
    this.slots = new Set();
    const code = body(`break ${label};`);
    // A field that an earlier part had set is not lost when this part fails behind setting it again.
    const again = [...this.slots].filter((slot) => outer.has(slot));
    const keep = again.map((slot) => `const k${label}_${slot}=s${slot},h${label}_${slot}=e${slot};`).join('');
    const undo = [...this.slots]
      .map((slot) => (outer.has(slot) ? `s${slot}=k${label}_${slot};e${slot}=h${label}_${slot};` : `s${slot}=-1;`))
      .join('');
    const stamp = this.slots.has(SLOT.time);
    for (const slot of this.slots) outer.add(slot);
    this.slots = outer;
    const keepStamp = stamp ? `const t${label}=f[${STAMP_AT}];` : '';
    return `${label}x:{const s${label}=p;${keep}${keepStamp}${label}:{${code}${success || `break ${label}x;`}}p=s${label};${undo}${stamp ? `f[${STAMP_AT}]=t${label};` : ''}}`;
  }

  private textBeforeChoice(node: FieldNode, choice: ChoiceNode, fail: string, follow: Follow): string {
    const found = this.label();
    const start = `t${found}`;
    const at = `q${found}`;
    const miss = this.label();
    const group = this.choice(choice.options, `break ${miss};`, follow);
    const store = this.store(node.slot, start, at);
    const first = followOf([choice], 0, follow);
    const skip =
      first.field || first.end
        ? ''
        : `if(${[...new Set(first.literals.map((literal) => `b[${at}]!==${Buffer.from(literal, 'utf8')[0]}`))].join('&&')})continue;`;
    return `const ${start}=p;let ${at}=p;${found}:{for(;${at}<=e;${at}++){${skip}p=${at};${miss}:{${group}break ${found};}}${fail}}${store}`;
  }

  private field(node: FieldNode, fail: string, follow: Follow): string {
    const { type, slot } = node;
    const q = `q${this.label()}`;
    const inline = INLINE[type];
    if (inline !== undefined) return `${inline(q, fail, slot)}${this.store(slot, 'p', q)}p=${q};`;
    const run = RUN_TYPES[type];
    if (run !== undefined) return `const ${q}=R.${run}(b,p,e);if(${q}<0){${fail}}${this.store(slot, 'p', q)}p=${q};`;
    const number = NUMBER_TYPES[type];
    if (number !== undefined)
      return `const ${q}=R.${number}(b,p,e,n,${slot});if(${q}<0){${fail}}${this.store(slot, 'p', q)}p=${q};`;
    if (STAMP_TYPES.has(type))
      return `const ${q}=R.${type}(b,p,e,f,n);if(${q}<0){${fail}}${this.store(SLOT.time, 'p', q)}p=${q};`;
    if (type === 'set') {
      const table = this.sets[node.set!];
      if (table === undefined) throw new UserError('bad-layout', `layout: no word set named "${node.set}"`);
      this.tables.push(table);
      const clear = !follow.field && follow.literals.every((literal) => !/^[a-z0-9_-]/.test(literal));
      const read =
        table.lower && clear
          ? INLINE['lower']!(q, fail, slot)
          : `const ${q}=${this.wordEnd('b,p,e', follow, false)};if(${q}<=p){${fail}}`;
      const value = slot >= 0 ? `n[${slot}]=v${q};` : '';
      return `${read}const v${q}=T[${this.tables.length - 1}].get(b,p,${q});if(v${q}<0){${fail}}${value}${this.store(slot, 'p', q)}p=${q};`;
    }
    if (type === 'updatename') {
      this.direct.add(SLOT.qname).add(SLOT.qtype);
      return 'p=R.updateName(b,p,e,f);';
    }
    const split = SPLIT_TYPES[type];
    if (split !== undefined) {
      for (const s of split.slots) this.direct.add(s);
      const end = split.spaces ? this.textEnd(follow) : this.wordEnd('b,p,e', follow, true);
      return `const ${q}=${end};if(${q}<=p||!R.${split.split}(b,p,${q},f)){${fail}}p=${q};`;
    }
    if (type === 'text' || type === 'last') {
      const end = type === 'text' ? this.textEnd(follow) : this.textEnd(follow).replace('R.textEnd', 'R.lastEnd');
      return `const ${q}=${end};if(${q}<0){${fail}}${this.store(slot, 'p', q)}p=${q};`;
    }
    // word, name, fqdn
    const end = this.wordEnd('b,p,e', follow, type === 'name');
    if (end === SPACE_END && type !== 'fqdn')
      return `${spaceRun(q, fail, type === 'name')}${this.store(slot, 'p', q)}p=${q};`;
    if (end === SPACE_END)
      return `${spaceRun(q, fail, true)}if(b[${q}-1]!==46&&!R.isFqdn(b,p,${q})){${fail}}${this.store(slot, 'p', q)}p=${q};`;
    const check = type === 'fqdn' ? `||!R.isFqdn(b,p,${q})` : '';
    return `const ${q}=${end};if(${q}<=p${check}){${fail}}${this.store(slot, 'p', q)}p=${q};`;
  }

  /** End of a word: a space, the end of the line, or inside the word the first literal that can follow. */
  private wordEnd(args: string, follow: Follow, escapes: boolean): string {
    const inside = follow.literals.filter((literal) => !literal.startsWith(' '));
    const open = follow.end || follow.field || inside.length < follow.literals.length;
    if (inside.length === 0 || follow.field) return SPACE_END;
    return `R.wordEnd(${args},${this.constantList(inside)},${open},${escapes})`;
  }

  private textEnd(follow: Follow): string {
    if (follow.field || (follow.end && follow.literals.length > 0)) {
      throw new UserError(
        'bad-layout',
        'layout: a text field must be followed by a literal, by alternatives or by the end of the line',
      );
    }
    return follow.end ? 'e' : `R.textEnd(b,p,e,${this.constantList(follow.literals)})`;
  }

  private store(slot: number, start: string, end: string): string {
    if (slot < 0) return '';
    this.slots.add(slot);
    this.locals.add(slot);
    return `s${slot}=${start};e${slot}=${end};`;
  }

  private constant(bytes: Uint8Array): string {
    this.constants.push(bytes);
    return `L[${this.constants.length - 1}]`;
  }

  private constantList(texts: readonly string[]): string {
    return `[${texts.map((text) => this.constant(Buffer.from(text, 'utf8'))).join(',')}]`;
  }

  private label(): string {
    return `l${this.labels++}`;
  }
}

export interface LayoutOptions {
  /** The match must reach the end of the line. */
  readonly anchored: boolean;
  /** Slots that an earlier layout has written for the same line: what this one does not meet stays. */
  readonly kept?: number;
  /** For profiles. */
  readonly name?: string;
}

/** Compiles one layout. Throws UserError('bad-layout') for one that cannot be read. */
export function compileLayout(nodes: Sequence, sets: WordSets, options: LayoutOptions): Scanner {
  const { anchored, kept = 0, name = 'layout' } = options;
  const generator = new Generator(sets);
  // A first literal is tested before anything else: most tries of most lines end right here.
  const head = nodes[0]?.node === 'literal' ? generator.sequence([nodes[0]], 'return -1;', AT_END) : '';
  const body = generator.sequence(head === '' ? nodes : nodes.slice(1), 'break m;', AT_END);
  const locals = [...generator.locals];
  const direct = [...generator.direct];
  const both = locals.find((slot) => generator.direct.has(slot));
  if (both !== undefined) throw new UserError('bad-layout', `layout: two fields fill ${FIELDS[both]}`);
  const declare = locals.length === 0 ? '' : `let ${locals.map((slot) => `s${slot}=-1,e${slot}=-1`).join(',')};`;
  const isKept = (slot: number): boolean => (kept & (1 << slot)) !== 0;
  const write = locals
    .map((slot) => `${isKept(slot) ? `if(s${slot}>=0){` : '{'}f[${2 * slot}]=s${slot};f[${2 * slot + 1}]=e${slot};}`)
    .join('');
  const stamp = generator.locals.has(SLOT.time);
  const keep =
    (stamp ? `const stamp=f[${STAMP_AT}];` : '') +
    direct.map((slot) => `const k${slot}=f[${2 * slot}],h${slot}=f[${2 * slot + 1}];`).join('');
  const clear = direct
    .filter((slot) => !isKept(slot))
    .map((slot) => `f[${2 * slot}]=-1;`)
    .join('');
  const undo =
    (stamp ? `f[${STAMP_AT}]=stamp;` : '') +
    direct.map((slot) => `f[${2 * slot}]=k${slot};f[${2 * slot + 1}]=h${slot};`).join('');
  const end = anchored ? 'if(p!==e){break m;}' : '';
  const lists: string[] = [];
  const used = new Set<string>();
  // Literals, lists of them and readers are bound once, outside the scanner: constants to the optimizer.
  const code = `${head}${keep}${declare}m:{${clear}${body}${end}${write}return p;}${undo}return -1;`
    .replace(/L\[(\d+)\]/g, 'L$1')
    .replace(/\[(L\d+(?:,L\d+)*)\]/g, (_, list: string) => `A${lists.push(`[${list}]`) - 1}`)
    .replace(/R\.(\w+)/g, (_, reader: string) => {
      used.add(reader);
      return `R_${reader}`;
    });
  const outside = [
    ...generator.constants.map((_, i) => `const L${i}=L[${i}];`),
    ...lists.map((list, i) => `const A${i}=${list};`),
    ...[...used].map((reader) => `const R_${reader}=R.${reader};`),
  ].join('');
  const source = `${outside}return function ${name.replace(/\W/g, '_')}(b,p,e,f,n){${code}}`;
  const scan = new Function('R', 'L', 'T', source)(RUNTIME, generator.constants, generator.tables) as Scan;
  return { scan, mask: [...locals, ...direct].reduce((bits, slot) => bits | (1 << slot), 0) };
}

/** The bytes a layout can begin with, as 256 flags: lines are sent to the few layouts that can match at all. */
export function firstBytes(nodes: Sequence): Uint8Array {
  const set = new Uint8Array(256);
  addFirst(nodes, 0, set);
  return set;
}

/** Adds what nodes[i...] can begin with; true when all of it can be empty. */
function addFirst(nodes: Sequence, from: number, set: Uint8Array): boolean {
  for (let i = from; i < nodes.length; i++) {
    const node = nodes[i]!;
    if (node.node === 'literal') {
      set[Buffer.from(node.text, 'utf8')[0]!] = 1;
      return false;
    }
    if (node.node === 'field') {
      addTypeFirst(node.type, set);
      if (node.type !== 'text' && node.type !== 'last' && node.type !== 'updatename') return false;
    } else if (node.node === 'optional') addFirst(node.body, 0, set);
    else if (!node.options.map((option) => addFirst(option, 0, set)).includes(true)) return false;
  }
  return true;
}

const FIRST_OF_TYPE: Readonly<Record<string, RegExp>> = {
  ip: /[0-9a-fA-F:]/,
  prefix: /[0-9a-fA-F:]/,
  uint: /[0-9]/,
  hex: /[0-9a-fA-F]/,
  bit: /[01]/,
  seconds: /[0-9]/,
  millis: /[0-9]/,
  lower: /[a-z0-9_-]/,
  upper: /[A-Z]/,
  type: /[A-Z]/,
  class: /[A-Z]/,
  rcode: /[A-Z]/,
  rcodenum: /[A-Z0-9]/,
  headercode: /[A-Za-z0-9]/,
  flags: /[+-]/,
  bindtime: /[0-9]/,
  iso: /[0-9]/,
  isoutc: /[0-9]/,
  epoch: /[0-9]/,
  epochns: /[0-9]/,
  syslogtime: /[A-Za-z]/,
};

function addTypeFirst(type: string, set: Uint8Array): void {
  const only = FIRST_OF_TYPE[type];
  for (let c = 0; c < 256; c++) if (only === undefined || only.test(String.fromCharCode(c))) set[c] = 1;
}
