// Which situation an event is: who said the code, in what kind of line, and why.

import { BADSIG, FORMERR, NOTAUTH, NOTIMP, NXDOMAIN, REFUSED, SERVFAIL, TSIG_SPACE } from '../dns/rcode.js';
import type { HintInput } from './hint.js';
import type { SituationName } from './situations.js';

const YXRRSET = 7;
const NOTZONE = 10;
/** Values of TSIG errors that cannot be mistaken for RCODEs. */
const BADKEY = 17;
const BADTIME = 18;
const BADTRUNC = 22;

/** The situation, or undefined where the general advice on the code is the best there is. */
export function situationOf(input: HintInput): SituationName | undefined {
  if (input.direction === 'suppressed')
    return input.kind === 'loop' ? 'error-loop' : input.kind === 'dropped' ? 'suspicious-port' : 'rate-limited';
  if (input.direction === 'received') return receivedSituation(input);
  const own = BY_KIND.get(input.kind)?.(input) ?? sentSituation(input);
  return own !== undefined && GENERAL.has(own) ? (causedSituation(input) ?? own) : own;
}

/** These say little; what is known of the cause says more. */
const GENERAL: ReadonlySet<SituationName> = new Set<SituationName>(['servfail', 'servfail-cached', 'refused']);

/** By the cause that another line told. */
function causedSituation({ cause, code }: HintInput): SituationName | undefined {
  if (cause === undefined) return undefined;
  if (cause.reason.startsWith('policy-')) return 'policy';
  if (code !== SERVFAIL) return undefined;
  return cause.reason.startsWith('dnssec-') ? 'servfail-dnssec' : BY_CAUSE.get(cause.reason);
}

const BY_CAUSE: ReadonlyMap<string, SituationName> = new Map<string, SituationName>([
  ['upstream-timeout', 'servfail-unreachable'],
  ['upstream-unreachable', 'servfail-unreachable'],
  ['no-reachable-authority', 'servfail-unreachable'],
  ['upstream-refused', 'servfail-upstream'],
  ['upstream-servfail', 'servfail-upstream'],
  ['upstream-formerr', 'servfail-upstream'],
  ['upstream-notimp', 'servfail-upstream'],
  ['upstream-other-rcode', 'servfail-upstream'],
  ['upstream-malformed', 'servfail-upstream'],
  ['lame-delegation', 'servfail-upstream'],
  ['forwarder-failed', 'servfail-forwarder'],
  ['resolution-limit', 'servfail-steps'],
  ['rate-limited', 'lookup-limit'],
  ['quota', 'servfail-limit'],
  ['zone-not-loaded', 'servfail-own-zone'],
]);

function receivedSituation({ kind, code }: HintInput): SituationName {
  if (kind === 'update-forwarded-rcode') return 'forwarded-update';
  if (kind === 'notify-response') return 'notify-answer';
  if (kind === 'checkds') return 'checkds';
  if (kind.startsWith('xfrin-') || kind.startsWith('refresh-') || kind === 'xfr') {
    return code === REFUSED ? 'primary-refused' : code === NOTAUTH ? 'primary-notauth' : 'primary-failed';
  }
  switch (code) {
    case REFUSED:
      return 'upstream-refused';
    case SERVFAIL:
      return 'upstream-servfail';
    case FORMERR:
      return 'upstream-formerr';
    case NOTIMP:
      return 'upstream-notimp';
    case NOTAUTH:
      return 'upstream-refused';
    case NXDOMAIN:
      return 'upstream-nxdomain';
    default:
      return 'upstream-other';
  }
}

/** Kinds whose line alone tells the situation. */
const BY_KIND: ReadonlyMap<string, (input: HintInput) => SituationName | undefined> = new Map<
  string,
  (input: HintInput) => SituationName | undefined
>([
  ['query-denied', () => 'query-denied'],
  ['query-on-denied', () => 'query-on-denied'],
  ['query-cache-denied', () => 'recursion-denied'],
  ['check-names', () => 'check-names'],
  ['update-denied', () => 'update-denied'],
  ['update-forward-denied', () => 'update-forwarding'],
  ['update-forward-disabled', () => 'update-forwarding'],
  ['xfer-denied', () => 'transfer-denied'],
  ['xfer-bad-request', ({ code }) => (code === NOTAUTH ? 'transfer-unknown-zone' : 'transfer-malformed')],
  ['xfer-quota', () => 'transfer-quota'],
  ['notify-notauth', () => 'notify-unknown-zone'],
  ['notify-refused', () => 'notify-refused'],
  ['notify', ({ code }) => (code === REFUSED ? 'notify-refused' : code === SERVFAIL ? 'notify-failed' : undefined)],
  ['request-rejected', ({ code }) => (code === SERVFAIL ? 'edns-too-small' : undefined)],
  ['notify-formerr', () => 'malformed'],
  ['rpz-nxdomain', () => 'policy'],
  ['rpz-action', () => 'policy'],
  ['local-action', () => 'policy'],
  ['ratelimit', () => 'lookup-limit'],
  ['rrl-start', () => 'rate-limited'],
  ['rrl-stop', () => 'rate-limited'],
  ['rrl-error', () => 'rate-limited'],
  ['rrl-slip', () => 'rate-limited'],
  ['rrl-drop', () => 'rate-limited'],
  ['upstream-judged-formerr', () => 'upstream-malformed'],
  ['servfail-cache', () => 'servfail-cached'],
  ['no-view', ({ code }) => (code === REFUSED ? 'no-view' : undefined)],
]);

function sentSituation(input: HintInput): SituationName | undefined {
  if (isOdd(input)) return 'odd-code';
  switch (input.code === BADSIG ? BADSIG : input.code & (TSIG_SPACE - 1)) {
    case BADSIG:
      return 'tsig-secret';
    case BADKEY:
      return 'tsig-key';
    case BADTIME:
      return 'tsig-time';
    case BADTRUNC:
      return 'tsig-length';
    case FORMERR:
      return 'malformed';
    case SERVFAIL:
      return servfailSituation(input.reason ?? '', input.kind);
    case NOTIMP:
      return input.qtype !== undefined && input.qname !== undefined ? 'meta-type' : 'unknown-operation';
    case REFUSED:
      if (input.qtype === 'AXFR' || input.qtype === 'IXFR') return 'transfer-denied';
      return input.kind === 'update-failed' || input.kind === 'update-error' ? 'update-rejected' : 'refused';
    case NOTAUTH:
      return 'zone-not-here';
    case YXRRSET:
      return input.fourBit === true ? 'masked-cookie' : undefined;
    default:
      return undefined;
  }
}

/** A code that answers no question, in the answer to one. Unbound has no operation that these codes are for. */
function isOdd({ code, product, kind }: HintInput): boolean {
  if (code >= 12 && code <= 15) return true;
  return product === 'unbound' && kind === 'client-reply' && (code === NOTIMP || code === NOTAUTH || code === NOTZONE);
}

/** From the server's own words. A validator that could not fetch a key is out of reach of it, not looking at a bad one. */
function servfailSituation(reason: string, kind: string): SituationName {
  if (/zone (?:not loaded|expired)|not loaded|auth.?zone/i.test(reason)) return 'servfail-own-zone';
  if (/RD=0/.test(reason)) return 'servfail-no-recursion';
  if (/maximum number|restarts|indirections|recursion loop|too many (?:hops|records)|alias/i.test(reason))
    return 'servfail-steps';
  if (/ratelimit|quota|exceeded|too many/i.test(reason)) return 'servfail-limit';
  if (/stub or forward servers failed|forwarder/i.test(reason)) return 'servfail-forwarder';
  const unfetched = /no DNSKEY rrset|SERVFAIL no DS|could not fetch (?:DNSKEY|DS)/i.test(reason);
  if (
    unfetched ||
    /timed out|timeout|unreachable|connection refused|servers for this domain failed|no server to query|not usable|no addresses|operation canceled/i.test(
      reason,
    )
  ) {
    return 'servfail-unreachable';
  }
  if (
    kind === 'validation-failure' ||
    /signature|RRSIG|DNSKEY|trust (?:chain|anchor)|\bDS\b|bogus|NSEC|insecurity proof|validat/i.test(reason)
  )
    return 'servfail-dnssec';
  return /in cache|cached/i.test(reason) ? 'servfail-cached' : 'servfail';
}
