// What Unbound's own words mean (iterator/iterator.c and validator/*.c of 1.8 to 1.26): reasons of SERVFAIL lines and of
// validation failures, actions of local zones and policy zones.
import { wordTable } from '../layout/word-table.js';
import { behindLast, phrases, startsWith } from './phrases.js';
import { type Reason, upstreamReason } from './reasons.js';

/** Beginnings that decide by themselves. */
const SERVFAIL_STARTS = phrases([
  ['request has exceeded the maximum', 'resolution-limit'],
  ['exceeded the maximum', 'resolution-limit'],
  ['DS NS search exceeded label limit', 'resolution-limit'],
  ['cannot fetch more nameservers because at max dependency depth', 'resolution-limit'],
  ['exceeded ratelimit for zone', 'rate-limited'],
  ['cannot forward RD=0 query', 'unsupported-operation'],
  ['auth zone lookup failed, fallback is off', 'zone-not-loaded'],
  ['response is bad, no fallback', 'zone-not-loaded'],
  ['0x20 failed, then got different replies in fallback', 'upstream-malformed'],
  ['failed to prepend CNAME', 'internal'],
  ['malloc failure', 'internal'],
  ['module iterator received wrong', 'internal'],
  ['iterator module', 'internal'],
  ['could not generate', 'internal'],
  ['misc failure', 'other'],
  ['SERVFAIL in cache', 'other'],
  ['(no response found at query finish)', 'other'],
  // These say what was tried; the end of the text says what went wrong, where the server knew.
  ['all the configured stub or forward servers failed', 'forwarder-failed'],
  ['all servers for this domain failed', 'no-reachable-authority'],
  ['could not fetch nameserver', 'no-reachable-authority'],
  ['no useful nameservers', 'no-reachable-authority'],
  ['failed to get a delegation', 'no-reachable-authority'],
  ['prime response did not get an answer', 'no-reachable-authority'],
  ['no hints for this class', 'no-reachable-authority'],
  ['for DS query parent-child nameserver search', 'no-reachable-authority'],
]);

/** Ends that say more than such a beginning. */
const SERVFAIL_ENDS: readonly (readonly [bytes: Uint8Array, reason: Reason])[] = (
  [
    ['upstream server timeout', 'upstream-timeout'],
    ['could not parse upstream response', 'upstream-malformed'],
    ['upstream response failed scrub', 'upstream-malformed'],
    ['NS record was dnssec bogus', 'dnssec-other'],
  ] as const
).map(([text, reason]) => [Buffer.from(text, 'latin1'), reason]);
const GOT = Buffer.from(' got ', 'latin1');

/** The reason that the text of a `SERVFAIL <...>: ` line gives; undefined: no table has it. */
export function reasonOfServfail(b: Uint8Array, start: number, end: number): Reason | undefined {
  const meaning = SERVFAIL_STARTS.meaning(b, start, end) as Reason | undefined;
  if (meaning !== 'forwarder-failed' && meaning !== 'no-reachable-authority') return meaning;
  // ` got <RCODE>` is the last word: the code that the last server sent.
  let word = end;
  while (word > start && b[word - 1] !== 32) word--;
  if (word - GOT.length > start && startsWith(b, word - GOT.length, end, GOT))
    return upstreamReason(Buffer.from(b.buffer, b.byteOffset + word, end - word).toString('latin1'));
  for (const [bytes, reason] of SERVFAIL_ENDS) if (startsWith(b, end - bytes.length, end, bytes)) return reason;
  return meaning;
}

const VALIDATION_STARTS = phrases([
  ['signature expired', 'dnssec-signature-expired'],
  ['signature before inception date', 'dnssec-signature-not-yet-valid'],
  ['signature inception after expiration', 'dnssec-bad-signature'],
  ['signature missing', 'dnssec-missing-signature'],
  ['no signatures', 'dnssec-missing-signature'],
  ['no DNSSEC records', 'dnssec-missing-signature'],
  ['signature for expected key and algorithm missing', 'dnssec-missing-signature'],
  ['no DNSKEY rrset', 'dnssec-missing-dnskey'],
  ['No DNSKEY record', 'dnssec-missing-dnskey'],
  // Quotes the failed fetch of the DS record: the parent's servers did not tell.
  ['SERVFAIL no DS', 'no-reachable-authority'],
  ['REFUSED no DS', 'no-reachable-authority'],
  ['DS hash mismatches key', 'dnssec-ds-mismatch'],
  ['keyset not secured by DNSKEY that matches DS', 'dnssec-ds-mismatch'],
  ['DNSKEY RRset did not match DS RRset by name', 'dnssec-ds-mismatch'],
  ['no keys have a DS', 'dnssec-ds-mismatch'],
  ['DNSKEY RRset did not match anchor RRset by name', 'dnssec-trust-anchor'],
  ['signature crypto failed', 'dnssec-bad-signature'],
  ['signatures from unknown keys', 'dnssec-bad-signature'],
  ['signature too short', 'dnssec-bad-signature'],
  ['signature covers wrong type', 'dnssec-bad-signature'],
  ['signature has wrong', 'dnssec-bad-signature'],
  ['signature labelcount', 'dnssec-bad-signature'],
  ['signer name', 'dnssec-bad-signature'],
  ['too many RRSIG validations', 'resolution-limit'],
  ['max validation suspends reached', 'resolution-limit'],
  ['malloc failure', 'internal'],
  ['dnskey ', 'dnssec-other'],
  ['unsupported algorithm', 'dnssec-other'],
  ['algorithm refused by cryptolib', 'dnssec-other'],
  ['zone has no known algorithms', 'dnssec-other'],
  ['no DS', 'dnssec-other'],
  ['DS got', 'dnssec-other'],
  ['CNAME', 'dnssec-other'],
  ['DNAME', 'dnssec-other'],
  ['NSEC', 'dnssec-other'],
  ['NSECs', 'dnssec-other'],
  ['no NSEC', 'dnssec-other'],
  ['no valid NSEC3s', 'dnssec-other'],
  ['not all NSEC3', 'dnssec-other'],
  ['covering NSEC3', 'dnssec-other'],
  ['wildcard', 'dnssec-other'],
  ['validator classified', 'dnssec-other'],
  ['nodata proof failed', 'dnssec-other'],
  ['nameerror proof failed', 'dnssec-other'],
  ['cname proof failed', 'dnssec-other'],
  ['cnamenoanswer proof failed', 'dnssec-other'],
  ['referral proof failed', 'dnssec-other'],
  ['positive proof failed', 'dnssec-other'],
  ['qtype_any proof failed', 'dnssec-other'],
  ['untyped proof failed', 'dnssec-other'],
  ['unknown proof failed', 'dnssec-other'],
  ['while building chain of trust', 'dnssec-other'],
  // The fault is older than the line, and the server kept no more of it than this.
  ['key for validation', 'dnssec-other'],
]);

const PREVIOUS = Buffer.from(' because of a previous ', 'latin1');
const QUOTED = Buffer.from('validation failure <', 'latin1');
const QUOTE_END = Buffer.from('>: ', 'latin1');

/**
 * The reason that the text of a validation failure gives. A failure that follows from an earlier one quotes it, whole (up to
 * 1.17) or only its reason (later): then the quoted reason counts, not the quoting words.
 */
export function reasonOfValidation(b: Uint8Array, start: number, end: number): Reason | undefined {
  let p = behindLast(b, start, end, PREVIOUS);
  if (p < 0) p = start;
  else if (startsWith(b, p, end, QUOTED)) p = Math.max(p, behindLast(b, p, end, QUOTE_END));
  return VALIDATION_STARTS.meaning(b, p, end) as Reason | undefined;
}

export const REFUSES = 1;
export const DENIES_NAME = 2;

/** Which code an action of a local zone leads to, by its word: only actions that explain a failure are here. */
export const LOCAL_ACTIONS = wordTable([
  ['refuse', REFUSES],
  ['always_refuse', REFUSES],
  ['static', DENIES_NAME],
  ['always_nxdomain', DENIES_NAME],
]);

/** The same of policy zones; the second word is that of 1.10 to 1.13. */
export const RPZ_ACTIONS = wordTable([
  ['rpz-nxdomain', DENIES_NAME],
  ['nxdomain', DENIES_NAME],
]);
