// Why an answer is what it is: a bounded vocabulary, what each word is a case of, and the extended error that says the same.

/** The words, in the order in which reports list equals. A reason's number is its place here. */
export const REASONS = [
  'upstream-timeout',
  'upstream-unreachable',
  'upstream-refused',
  'upstream-servfail',
  'upstream-formerr',
  'upstream-notimp',
  'upstream-other-rcode',
  'upstream-malformed',
  'lame-delegation',
  'forwarder-failed',
  'no-reachable-authority',
  'dnssec-signature-expired',
  'dnssec-signature-not-yet-valid',
  'dnssec-missing-signature',
  'dnssec-missing-dnskey',
  'dnssec-bad-signature',
  'dnssec-ds-mismatch',
  'dnssec-trust-anchor',
  'dnssec-other',
  'resolution-limit',
  'rate-limited',
  'acl',
  'policy-rpz',
  'policy-local-zone',
  'zone-not-loaded',
  'not-authoritative',
  'malformed-request',
  'unsupported-operation',
  'prerequisite-failed',
  'update-rejected',
  'tsig-bad-key',
  'tsig-bad-signature',
  'tsig-bad-time',
  'tsig-truncated',
  'cookie',
  'quota',
  'internal',
  'other',
] as const;

export type Reason = (typeof REASONS)[number];

/** Places by word. */
export const REASON_INDEX: ReadonlyMap<Reason, number> = new Map(REASONS.map((reason, i) => [reason, i]));

/** What patterns over time ask of a reason. */
export type ReasonClass = 'dnssec' | 'unreachable' | 'forwarder' | 'policy' | 'none';

/**
 * The class of a reason. A missing DNSKEY is `unreachable`: validators say it when the fetch of the key set failed, and that is
 * what happens to a signed zone whose servers do not answer.
 */
export function reasonClass(reason: Reason): ReasonClass {
  switch (reason) {
    case 'upstream-timeout':
    case 'upstream-unreachable':
    case 'no-reachable-authority':
    case 'dnssec-missing-dnskey':
      return 'unreachable';
    case 'forwarder-failed':
      return 'forwarder';
    case 'policy-rpz':
    case 'policy-local-zone':
      return 'policy';
    default:
      return reason.startsWith('dnssec-') ? 'dnssec' : 'none';
  }
}

/** What a code that an upstream server sent makes of the query. */
export function upstreamReason(rcode: string): Reason {
  switch (rcode) {
    case 'REFUSED':
      return 'upstream-refused';
    case 'SERVFAIL':
      return 'upstream-servfail';
    case 'FORMERR':
      return 'upstream-formerr';
    case 'NOTIMP':
    case 'NOTIMPL':
      return 'upstream-notimp';
    default:
      return 'upstream-other-rcode';
  }
}

/**
 * Reasons by extended error (RFC 8914 and the IANA registry behind it); absent: the number explains no failure by itself (stale
 * answers, synthesised answers, a failure that was cached, an operator's override).
 */
const EXTENDED: Readonly<Record<number, Reason>> = {
  0: 'other',
  1: 'dnssec-other',
  2: 'dnssec-other',
  4: 'policy-rpz',
  5: 'dnssec-other',
  6: 'dnssec-other',
  7: 'dnssec-signature-expired',
  8: 'dnssec-signature-not-yet-valid',
  9: 'dnssec-missing-dnskey',
  10: 'dnssec-missing-signature',
  11: 'dnssec-missing-dnskey',
  12: 'dnssec-other',
  14: 'zone-not-loaded',
  15: 'policy-rpz',
  16: 'policy-rpz',
  17: 'policy-rpz',
  18: 'acl',
  20: 'not-authoritative',
  21: 'unsupported-operation',
  22: 'no-reachable-authority',
  23: 'upstream-unreachable',
  24: 'zone-not-loaded',
  25: 'dnssec-other',
  26: 'other',
  27: 'dnssec-other',
  28: 'other',
  30: 'unsupported-operation',
  31: 'rate-limited',
  32: 'quota',
};

/** The reason that an extended error number names, undefined when it names none. */
export const reasonOfExtendedError = (infoCode: number): Reason | undefined => EXTENDED[infoCode];
