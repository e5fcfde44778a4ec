// Readers of the most frequent field types as code that is pasted into a scanner. A call costs more than these loops do, and the
// optimizer's budget for inlining ends after a few of them (4 to 8 ns a field, measured with bench/micro).
import { SLOT } from '../event.js';
import { CLASS_BITS } from './readers.js';

/** Statements that declare `q` as the position behind the field, and run `fail` when there is none. */
type Inline = (q: string, fail: string, slot: number) => string;

const runOf =
  (bits: number): Inline =>
  (q, fail) =>
    `let ${q}=p;while(${q}<e&&(R.CLASS[b[${q}]]&${bits})!==0)${q}++;if(${q}===p){${fail}}`;

const upperRun: Inline = (q, fail) =>
  `let ${q}=p;if(p<e&&(R.CLASS[b[p]]&${CLASS_BITS.upper})!==0){${q}++;while(${q}<e&&(R.CLASS[b[${q}]]&${CLASS_BITS.mnemonic})!==0)${q}++;}if(${q}===p){${fail}}`;

/** Compares the word at p with a literal and what ends it, without a call. */
const isWord = (word: string): string =>
  [...Buffer.from(word)].map((c, i) => `b[p+${i}]===${c}`).join('&&') +
  `&&(p+${word.length}===e||(p+${word.length}<e&&b[p+${word.length}]<=32))`;

export const INLINE: Readonly<Record<string, Inline>> = {
  lower: runOf(CLASS_BITS.lower),
  hex: runOf(CLASS_BITS.hex),
  upper: upperRun,
  type: upperRun,
  class: (q, fail) =>
    `let ${q}=p+2;if(b[p]!==73||b[p+1]!==78||${q}>e||(${q}<e&&b[${q}]>47)){${q}=R.dnsClass(b,p,e);if(${q}<0){${fail}}}`,
  ip: (q, fail) =>
    `let ${q}=p,d${q}=0,c${q}=0;for(;${q}<e;${q}++){c${q}=b[${q}];if(c${q}===46)d${q}++;else if(c${q}<48||c${q}>57)break;}` +
    `if(d${q}!==3||${q}-p<7||(${q}<e&&(R.CLASS[c${q}]&${CLASS_BITS.hex})!==0)||b[p]===46||b[${q}-1]===46){${q}=R.ip(b,p,e);if(${q}<0){${fail}}}`,
  uint: (q, fail, slot) =>
    `let ${q}=p,d${q}=0,v${q}=0;while(${q}<e&&(d${q}=b[${q}]-48)>=0&&d${q}<=9){v${q}=v${q}*10+d${q};${q}++;}if(${q}===p){${fail}}` +
    (slot >= 0 ? `n[${slot}]=v${q};` : ''),
  // Nine of ten answers are one of two words.
  rcode: (q, fail) =>
    `let ${q}=-1;if(${isWord('NOERROR')}){${q}=p+7;n[${SLOT.rcode}]=0;}else if(${isWord('NXDOMAIN')}){${q}=p+8;n[${SLOT.rcode}]=3;}else{${q}=R.rcode(b,p,e,n);if(${q}<0){${fail}}}`,
  bit: (q, fail, slot) =>
    `const ${q}=p+1;if(p>=e||(b[p]!==48&&b[p]!==49)){${fail}}${slot >= 0 ? `n[${slot}]=b[p]-48;` : ''}`,
};

/** A run without spaces; `long` ones are looked through four bytes at a time. */
export const spaceRun = (q: string, fail: string, long: boolean): string =>
  long
    ? `const ${q}=R.spaceEnd(b,p,e);if(${q}===p){${fail}}`
    : `let ${q}=p;while(${q}<e&&b[${q}]>32)${q}++;if(${q}===p){${fail}}`;
