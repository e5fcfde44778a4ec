// Codes that get a column of their own in tables of names, clients, zones and types; the rest shares the last one.
import { type Code, codeOfWord } from './rcode.js';

export const CODE_COLUMNS: readonly string[] = [
  'NOERROR',
  'NXDOMAIN',
  'SERVFAIL',
  'REFUSED',
  'FORMERR',
  'NOTIMP',
  'NOTAUTH',
  'NOTZONE',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'other',
];

const OTHER_COLUMN = CODE_COLUMNS.length - 1;

const COLUMN_OF = new Uint8Array(32).fill(OTHER_COLUMN);
for (const [column, name] of CODE_COLUMNS.entries()) {
  const code = codeOfWord(name);
  if (code !== undefined) COLUMN_OF[code] = column;
}

/** Column of a code. */
export function columnOf(code: Code): number {
  return code < COLUMN_OF.length ? COLUMN_OF[code]! : OTHER_COLUMN;
}
