// From a record to a document: the event as an object, how much it matters, and the hint for who has to act.
import type { LineRecord } from './event.js';
import { eventId } from './event-id.js';
import { toEvent } from './event-view.js';
import type { FormatSpec } from './formats/spec.js';
import { hintFor, severityFor } from './knowledge/hint.js';
import { ecsDocument } from './sinks/ecs.js';

export interface DocumentContext {
  readonly format: FormatSpec;
  readonly path: string;
  readonly fingerprint: Uint8Array;
  readonly original: boolean;
  /** Time of reading, for lines without a time; undefined: leave the time out. */
  readonly readTime: number | undefined;
}

/** The document of a record that carries a code. */
export function documentOf(record: LineRecord, context: DocumentContext): Record<string, unknown> {
  const event = toEvent(record);
  const severity = severityFor(event.code, event.direction, event.kind);
  const { rawBuf, rawStart, rawEnd } = record;
  return ecsDocument({
    event,
    vendor: context.format.vendor,
    id: eventId(context.fingerprint, record.offset, rawBuf, rawStart, rawEnd),
    severity,
    hint: severity === 'info' ? undefined : hintFor({ ...event, fourBit: context.format.fourBit === true }),
    path: context.path,
    original: context.original ? rawBuf.toString('utf8', rawStart, rawEnd) : undefined,
    readTime: context.readTime,
  });
}
