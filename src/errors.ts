// The one error type meant for users: what happened, where, what to do. Everything else that is thrown is a bug.

/** Codes are stable: scripts and docs refer to them. */
export type ErrorCode =
  | 'usage'
  | 'unknown-format'
  | 'unknown-envelope'
  | 'unknown-code'
  | 'bad-option'
  | 'bad-layout'
  | 'input-missing'
  | 'input-unreadable'
  | 'input-directory'
  | 'input-corrupt'
  | 'bad-snapshot'
  | 'output-failed'
  | 'listen-failed';

/** Exit status that belongs to a code: 2 when nothing was read because of wrong usage, else 1. */
const USAGE: ReadonlySet<ErrorCode> = new Set([
  'usage',
  'unknown-format',
  'unknown-envelope',
  'unknown-code',
  'bad-option',
  'bad-layout',
]);

export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    readonly code: ErrorCode,
    /** What happened, and where. */
    what: string,
    /** What the person can do about it. */
    readonly advice?: string,
  ) {
    super(what);
  }

  get exitStatus(): 1 | 2 {
    return USAGE.has(this.code) ? 2 : 1;
  }
}

/** `rcodescope: what - where` and an indented line of advice. Control characters never reach the terminal. */
export function formatUserError(error: UserError): string {
  const head = `rcodescope: ${printable(error.message)}`;
  return error.advice === undefined ? head : `${head}\n  ${printable(error.advice)}`;
}

/** Text from outside, made safe for a terminal: control, C1, bidi and invisible characters become visible escapes. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (c) => {
      const code = c.charCodeAt(0);
      return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
    },
  );
}

/** The candidates nearest to a mistyped word, best first, at most three. */
export function nearest(word: string, candidates: Iterable<string>): string[] {
  const wanted = word.toLowerCase();
  const scored: [number, string][] = [];
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance <= Math.max(2, Math.floor(wanted.length / 3))) scored.push([distance, candidate]);
  }
  return scored
    .sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))
    .slice(0, 3)
    .map(([, candidate]) => candidate);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
