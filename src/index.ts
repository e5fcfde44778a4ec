/**
 * rcodescope as a library: read lines of DNS server logs into events, count client responses, explain codes.
 *
 * @example
 * ```ts
 * import { createParser } from 'rcodescope';
 *
 * const parser = createParser({ onEvent: (event) => console.log(event.kind, event.rcode, event.qname) });
 * parser.push(await readFile('named.log'));
 * parser.end();
 * console.log(parser.lines, parser.responses);
 * ```
 * @packageDocumentation
 */

export { compareCommand as compare } from './cli/compare.js';
export { explainCommand as explain } from './cli/explain.js';
export type { Code } from './dns/rcode.js';
export { codeName, codeOfWord } from './dns/rcode.js';
export type { ErrorCode } from './errors.js';
export { UserError } from './errors.js';
export type { Basis, Direction, DnsEvent } from './event.js';
export { FORMATS } from './formats/index.js';
export type { FormatSpec, KindSpec } from './formats/spec.js';
export type { Hint, HintInput } from './knowledge/hint.js';
export { hintFor } from './knowledge/hint.js';
export type { Parser, ParserOptions } from './parser.js';
export { createParser } from './parser.js';
