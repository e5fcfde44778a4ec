// An event as a document of the Elastic Common Schema (8.x), with our own fields under `rcodescope`.
import { codeName, isFailure, NOERROR } from '../dns/rcode.js';
import { zoneOf } from '../dns/zone.js';
import type { DnsEvent } from '../event.js';
import type { Hint } from '../knowledge/hint.js';
import { SEVERITIES, type Severity } from '../knowledge/topic.js';

export interface DocumentParts {
  readonly event: DnsEvent;
  readonly vendor: string;
  readonly id: string;
  readonly severity: Severity;
  readonly hint: Hint | undefined;
  readonly path: string;
  /** The raw line. */
  readonly original: string | undefined;
  /** Set where the line has no time and the time of reading stands in: epoch ms. */
  readonly readTime: number | undefined;
}

/** One NDJSON document. Keys without a value are undefined: JSON leaves them out, and all documents have one shape. */
export function ecsDocument(parts: DocumentParts): Record<string, unknown> {
  const { event, severity, hint } = parts;
  const { cause } = event;
  const time = parts.readTime ?? event.time;
  const server = event.upstream ?? event.dest;
  return {
    '@timestamp': time === undefined ? undefined : isoTime(time),
    event: {
      id: parts.id,
      kind: 'event',
      category: CATEGORY,
      type: TYPE,
      outcome: event.code === NOERROR ? 'success' : isFailure(event.code) ? 'failure' : 'unknown',
      severity: SEVERITIES.indexOf(severity),
      duration: event.duration === undefined ? undefined : Math.round(event.duration * 1e9),
      // The server's own words where the line has them, else the word for what an earlier line said.
      reason: event.reason ?? cause?.reason,
      original: parts.original,
    },
    log: { level: severity, file: { path: parts.path }, offset: event.offset },
    dns: {
      response_code: codeName(event.code),
      op_code: event.opcode,
      question:
        event.qname === undefined
          ? undefined
          : { name: event.qname, type: event.qtype, class: event.qclass, registered_domain: zoneOf(event.qname) },
    },
    client: event.client === undefined ? undefined : { ip: event.client, port: event.clientPort },
    server: server === undefined ? undefined : { ip: server, port: event.upstreamPort },
    network: event.transport === undefined ? undefined : { transport: event.transport },
    observer: { vendor: parts.vendor, product: event.product },
    rcodescope: {
      line: event.line,
      kind: event.kind,
      direction: event.direction,
      basis: event.basis,
      timeBasis: parts.readTime === undefined ? undefined : 'read',
      cached: event.cached,
      size: event.size,
      view: event.view,
      key: event.key,
      zone: event.zone,
      result: event.result,
      flags: event.flags,
      ecs: event.ecs,
      action: event.action,
      trigger: event.trigger,
      cause:
        cause === undefined
          ? undefined
          : {
              line: cause.line,
              file: cause.path === undefined ? undefined : { path: cause.path },
              reason: cause.reason,
              cached: cause.cached ? true : undefined,
            },
      hint,
    },
  };
}

const CATEGORY = ['network'];
const TYPE = ['protocol'];

let secondOf = Number.NaN;
let secondText = '';

/** ISO 8601 with milliseconds; the text of a second is kept, since log lines come in runs of the same. */
function isoTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== secondOf) {
    secondOf = second;
    secondText = new Date(second * 1000).toISOString().slice(0, -4);
  }
  return `${secondText}${String(ms - second * 1000).padStart(3, '0')}Z`;
}
