// DNS response codes and TSIG/TKEY errors, by number and by every spelling that logs use.
// IANA "Domain Name System (DNS) Parameters", DNS RCODEs (RFC 6895 section 2.3, RFC 8945, RFC 2930, RFC 7873, RFC 8490).

/**
 * A code as one number. RCODEs of the header or an OPT record are their own value (0 to 4095); an error of a TSIG or
 * TKEY record is its value plus TSIG_SPACE, because 16 is BADVERS in one place and BADSIG in the other.
 */
export type Code = number;

export const TSIG_SPACE = 0x10000;

export const NOERROR = 0;
export const FORMERR = 1;
export const SERVFAIL = 2;
export const NXDOMAIN = 3;
export const NOTIMP = 4;
export const REFUSED = 5;
export const NOTAUTH = 9;
export const BADVERS = 16;
export const BADSIG = TSIG_SPACE + 16;

/** Assigned RCODEs by number; a gap is unassigned. */
const RCODES: readonly (string | undefined)[] = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
  'DSOTYPENI',
  undefined,
  undefined,
  undefined,
  undefined,
  'BADVERS',
  'BADKEY',
  'BADTIME',
  'BADMODE',
  'BADNAME',
  'BADALG',
  'BADTRUNC',
  'BADCOOKIE',
];

/** Other spellings found in logs, in capitals. */
const ALIASES: Readonly<Record<string, Code>> = { NOTIMPL: 4, NOTIMPLEMENTED: 4, BADSIG };

/** The IANA mnemonic of a code, `RCODE<n>` where none is assigned. */
export function codeName(code: Code): string {
  if (code === BADSIG) return 'BADSIG';
  const value = code & (TSIG_SPACE - 1);
  return RCODES[value] ?? `RCODE${value}`;
}

/** Every mnemonic of the RCODE registry, in number order, BADSIG included. */
export const CODE_NAMES: readonly string[] = [...RCODES.filter((n) => n !== undefined), 'BADSIG'];

const BY_NAME: ReadonlyMap<string, Code> = new Map([
  ...RCODES.flatMap((name, value) => (name === undefined ? [] : [[name, value] as const])),
  ...Object.entries(ALIASES),
]);

/**
 * The code that a word names: a mnemonic or alias in any case, `RCODE<n>`, `RESERVED<n>` (BIND), `<rcode n>` (BIND result
 * texts). A bare number is not a word: callers that allow numbers say so. Undefined for anything else.
 */
export function codeOfWord(word: string): Code | undefined {
  const upper = word.toUpperCase();
  const known = BY_NAME.get(upper);
  if (known !== undefined) return known;
  const numbered = /^(?:RCODE|RESERVED|<RCODE )(\d{1,5})(>?)$/.exec(upper);
  if (numbered === null || (numbered[2] === '>') !== upper.startsWith('<')) return undefined;
  const value = Number(numbered[1]);
  return value < TSIG_SPACE ? value : undefined;
}

/** True for the codes whose answers an operator counts as failures (contract: event.outcome). */
export function isFailure(code: Code): boolean {
  return (
    code === FORMERR ||
    code === SERVFAIL ||
    code === NOTIMP ||
    code === REFUSED ||
    code >= TSIG_SPACE ||
    (code >= 17 && code <= 22)
  );
}
