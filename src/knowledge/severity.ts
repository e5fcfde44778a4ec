// How much one event matters by itself. Kept apart from the texts, because every event needs it and few need advice.

import { type Code, FORMERR, NOERROR, NOTAUTH, NOTIMP, NXDOMAIN, REFUSED, SERVFAIL, TSIG_SPACE } from '../dns/rcode.js';
import type { Severity } from './topic.js';

export type EventDirection = 'sent' | 'received' | 'local' | 'suppressed';

/**
 * The severity of an event: the code decides, then who said it and in what kind of line. `critical` is never the severity of a
 * single event; patterns over time have it.
 */
export function severityFor(code: Code, direction: EventDirection, kind: string): Severity {
  if (direction === 'suppressed') return 'notice';
  if (direction === 'local' && code === NOERROR) return 'info';
  if (direction === 'local')
    return kind === 'ratelimit' ? 'warning' : kind === 'upstream-judged-formerr' ? 'notice' : 'info';
  if (direction === 'received') return receivedSeverity(code, kind);
  return sentSeverity(code, kind);
}

function sentSeverity(code: Code, kind: string): Severity {
  if (code >= TSIG_SPACE || code === 17 || code === 18 || code === 22) return isNegotiation(code) ? 'notice' : 'error';
  switch (code) {
    case NOERROR:
    case NXDOMAIN:
    case 6:
    case 7:
    case 8:
    case 11:
    case 16:
    case 23:
      return 'info';
    case SERVFAIL:
      return kind === 'xfer-quota' ? 'warning' : 'error';
    case REFUSED:
    case NOTAUTH:
      return 'warning';
    default:
      // FORMERR, NOTIMP, NOTZONE, key negotiation, unassigned: somebody else's mistake, told to them.
      return 'notice';
  }
}

function receivedSeverity(code: Code, kind: string): Severity {
  switch (code) {
    case NOERROR:
    case NXDOMAIN:
    case 6:
    case 7:
    case 8:
    case 11:
    case 16:
    case 23:
      return 'info';
    case FORMERR:
    case SERVFAIL:
    case NOTIMP:
    case REFUSED:
    case NOTAUTH:
      // A secondary that cannot transfer will lose its zone; a resolver just asks the next server.
      return kind === 'xfrin-failed' ? 'error' : kind === 'refresh-retry-rcode' ? 'info' : 'warning';
    default:
      return code >= TSIG_SPACE || (code >= 17 && code <= 22) ? 'error' : 'notice';
  }
}

const isNegotiation = (code: Code): boolean => {
  const value = code & (TSIG_SPACE - 1);
  return value >= 19 && value <= 21;
};
