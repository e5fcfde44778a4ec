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

/** One NDJSON document; keys without a value are left out. */
export function ecsDocument(parts: DocumentParts): Record<string, unknown> {
  const { event, severity, hint } = parts;
  const time = parts.readTime ?? event.time;
  // The server's own words where the line has them, else the word for what an earlier line said.
  const reason = event.reason ?? event.cause?.reason;
  return {
    ...(time !== undefined && { '@timestamp': new Date(time).toISOString() }),
    event: {
      id: parts.id,
      kind: 'event',
      category: ['network'],
      type: ['protocol'],
      outcome: event.code === NOERROR ? 'success' : isFailure(event.code) ? 'failure' : 'unknown',
      severity: SEVERITIES.indexOf(severity),
      ...(event.duration !== undefined && { duration: Math.round(event.duration * 1e9) }),
      ...(reason !== undefined && { reason }),
      ...(parts.original !== undefined && { original: parts.original }),
    },
    log: { level: severity, file: { path: parts.path }, offset: event.offset },
    dns: {
      response_code: codeName(event.code),
      ...(event.opcode !== undefined && { op_code: event.opcode }),
      ...(event.qname !== undefined && {
        question: defined({
          name: event.qname,
          type: event.qtype,
          class: event.qclass,
          registered_domain: zoneOf(event.qname),
        }),
      }),
    },
    ...(event.client !== undefined && { client: defined({ ip: event.client, port: event.clientPort }) }),
    ...(event.upstream !== undefined || event.dest !== undefined
      ? { server: defined({ ip: event.upstream ?? event.dest, port: event.upstreamPort }) }
      : {}),
    ...(event.transport !== undefined && { network: { transport: event.transport } }),
    observer: { vendor: parts.vendor, product: event.product },
    rcodescope: defined({
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
        event.cause &&
        defined({
          line: event.cause.line,
          file: event.cause.path && { path: event.cause.path },
          reason: event.cause.reason,
          cached: event.cause.cached || undefined,
        }),
      hint,
    }),
  };
}

function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
