// Counts over small vocabularies: response codes by number, words such as query types by bytes.

import { type Code, TSIG_SPACE } from '../dns/rcode.js';
import { Key } from './key.js';
import { KeyTable } from './key-table.js';

/** Codes with a cell of their own: 0 to 31, and the TSIG and TKEY errors 0 to 31. All assigned ones are among them. */
const DIRECT = 32;

/** How many other codes are told apart. */
export const MAX_RARE_CODES = 256;

export interface CodeSnapshot {
  /** Code, count, code, count, ... in ascending order of codes. */
  counts: number[];
  /** Count of the codes beyond the cap. */
  other: number;
}

/**
 * Counts by code, each assigned code always exactly. Of the unassigned ones the 256 smallest numbers are told apart, the rest
 * are `other`. (The smallest, not the first to come: so the result does not depend on the order of lines, and merging is exact.)
 */
export class CodeCounts {
  private readonly cells = new Float64Array(2 * DIRECT);
  private readonly rare = new Map<Code, number>();
  private other = 0;
  /** The largest key of `rare`; undefined when it is not known. */
  private largest: Code | undefined;

  static restore(snapshot: CodeSnapshot): CodeCounts {
    const counts = new CodeCounts();
    counts.merge(snapshot);
    return counts;
  }

  add(code: Code, weight = 1): void {
    if (code >>> 0 < DIRECT) this.cells[code]! += weight;
    else if ((code - TSIG_SPACE) >>> 0 < DIRECT) this.cells[code - TSIG_SPACE + DIRECT]! += weight;
    else this.addRare(code, weight);
  }

  /** How often a code was counted. */
  get(code: Code): number {
    if (code >>> 0 < DIRECT) return this.cells[code]!;
    if ((code - TSIG_SPACE) >>> 0 < DIRECT) return this.cells[code - TSIG_SPACE + DIRECT]!;
    return this.rare.get(code) ?? 0;
  }

  snapshot(): CodeSnapshot {
    const pairs: [Code, number][] = [...this.rare];
    this.cells.forEach((count, cell) => {
      if (count > 0) pairs.push([cell < DIRECT ? cell : cell - DIRECT + TSIG_SPACE, count]);
    });
    return { counts: pairs.sort((a, b) => a[0] - b[0]).flat(), other: this.other };
  }

  merge(s: CodeSnapshot): void {
    for (let i = 0; i + 1 < s.counts.length; i += 2) this.add(s.counts[i]!, s.counts[i + 1]!);
    this.other += s.other;
  }

  private addRare(code: Code, weight: number): void {
    const count = this.rare.get(code) ?? 0;
    if (count === 0 && this.rare.size >= MAX_RARE_CODES) {
      this.largest ??= Math.max(...this.rare.keys());
      if (code > this.largest) {
        this.other += weight;
        return;
      }
      this.other += this.rare.get(this.largest)!;
      this.rare.delete(this.largest);
      this.largest = undefined;
    }
    this.rare.set(code, count + weight);
  }
}

/** How many words are told apart, and how long they may be; the rest are `other`. */
export const MAX_WORDS = 512;
export const MAX_WORD_BYTES = 64;

export interface WordSnapshot {
  columns: number;
  /** latin1, ascending: shorter words first, those of one length by bytes. */
  words: string[];
  /** `columns` numbers for each word. */
  counts: number[];
  other: number[];
}

/**
 * Counts by word and column. The 512 first words in the snapshot's order are told apart: shorter ones first, so that junk from
 * hostile lines does not push out the real mnemonics, and in a fixed order, so that merging is exact.
 */
export class WordCounts {
  private readonly key = new Key();
  private readonly table = new KeyTable(MAX_WORDS, MAX_WORDS * MAX_WORD_BYTES);
  private readonly counts: Float64Array;
  private readonly other: Float64Array;
  /** The last word in order when the table is full; undefined when it is not known. */
  private last: string | undefined;

  constructor(readonly columns: number) {
    if (!(columns >= 1)) throw new RangeError('WordCounts needs a column');
    this.counts = new Float64Array(MAX_WORDS * columns);
    this.other = new Float64Array(columns);
  }

  static restore(snapshot: WordSnapshot): WordCounts {
    const counts = new WordCounts(snapshot.columns);
    counts.merge(snapshot);
    return counts;
  }

  /** Counts the word in `buf` from `start` up to `end`. A column that does not exist counts as the last one. */
  add(buf: Uint8Array, start: number, end: number, column: number, weight = 1): void {
    const cell = column >>> 0 < this.columns ? column : this.columns - 1;
    const row = this.rowOf(buf, start, end);
    if (row < 0) this.other[cell]! += weight;
    else this.counts[row * this.columns + cell]! += weight;
  }

  snapshot(): WordSnapshot {
    const { columns, counts } = this;
    const words = Array.from({ length: this.table.size }, (_, i) => this.table.text(i, 'latin1'));
    const order = words.map((_, i) => i).sort((a, b) => compareWords(words[a]!, words[b]!));
    return {
      columns,
      words: order.map((i) => words[i]!),
      counts: order.flatMap((i) => Array.from(counts.subarray(i * columns, (i + 1) * columns))),
      other: Array.from(this.other),
    };
  }

  merge(s: WordSnapshot): void {
    const { columns } = this;
    if (s.columns !== columns) throw new RangeError(`cannot merge ${s.columns} columns into ${columns}`);
    for (let c = 0; c < columns; c++) this.other[c]! += s.other[c]!;
    for (let w = 0; w < s.words.length; w++) {
      const bytes = Buffer.from(s.words[w]!, 'latin1');
      for (let c = 0; c < columns; c++) this.add(bytes, 0, bytes.length, c, s.counts[w * columns + c]!);
    }
  }

  private rowOf(buf: Uint8Array, start: number, end: number): number {
    if (end - start > MAX_WORD_BYTES) return -1;
    const { key, table } = this;
    key.load(buf, start, end, 'bytes');
    const row = table.find(key);
    if (row >= 0) return row;
    if (table.size === MAX_WORDS) {
      const word = Buffer.from(buf.subarray(start, Math.max(start, end))).toString('latin1');
      this.last ??= this.lastWord();
      if (compareWords(word, this.last) > 0) return -1;
      this.evictLast();
    }
    const added = table.insert(key);
    this.counts.fill(0, added * this.columns, (added + 1) * this.columns);
    return added;
  }

  private lastWord(): string {
    let last = this.table.text(0, 'latin1');
    for (let i = 1; i < this.table.size; i++) {
      const word = this.table.text(i, 'latin1');
      if (compareWords(word, last) > 0) last = word;
    }
    return last;
  }

  private evictLast(): void {
    const { columns, counts, table } = this;
    table.retain(
      (i) => {
        if (table.text(i, 'latin1') !== this.last) return true;
        for (let c = 0; c < columns; c++) this.other[c]! += counts[i * columns + c]!;
        return false;
      },
      (from, to) => counts.copyWithin(to * columns, from * columns, (from + 1) * columns),
    );
    this.last = undefined;
  }
}

function compareWords(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
