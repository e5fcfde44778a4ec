// Builds an event object from a record, for who wants one: strings are made here and nowhere earlier.
import { isPending } from './diagnose/cause.js';
import { type Basis, type DnsEvent, type LineRecord, SLOT } from './event.js';

/** The event of a record that carries a code; fields the line does not say are undefined. */
export function toEvent(record: LineRecord): DnsEvent {
  const kind = record.kind!;
  return {
    time: Number.isNaN(record.time) ? undefined : record.time,
    format: kind.format,
    product: kind.product,
    kind: kind.name,
    direction: kind.direction!,
    basis: (record.explicit ? 'explicit' : 'implied') satisfies Basis,
    code: record.code,
    client: text(record, SLOT.client),
    clientPort: number(record, SLOT.clientPort),
    upstream: text(record, SLOT.upstream),
    upstreamPort: number(record, SLOT.upstreamPort),
    qname: name(record, SLOT.qname),
    qtype: text(record, SLOT.qtype),
    qclass: text(record, SLOT.qclass),
    opcode: text(record, SLOT.opcode),
    duration: number(record, SLOT.duration),
    cached: record.ranges[2 * SLOT.cached]! < 0 ? undefined : record.numbers[SLOT.cached] === 1,
    size: number(record, SLOT.size),
    transport: transport(record),
    view: text(record, SLOT.view),
    key: name(record, SLOT.key),
    zone: name(record, SLOT.zone),
    result: text(record, SLOT.result),
    reason: text(record, SLOT.reason),
    flags: text(record, SLOT.flags),
    ecs: text(record, SLOT.ecs),
    dest: text(record, SLOT.dest),
    action: text(record, SLOT.action),
    trigger: text(record, SLOT.trigger),
    cause: record.cause === undefined || isPending(record.cause) ? undefined : record.cause,
    line: record.lineNo,
    offset: record.offset,
  };
}

/** Text of a field: UTF-8, invalid bytes as U+FFFD. */
export function text(record: LineRecord, slot: number): string | undefined {
  const start = record.ranges[2 * slot]!;
  if (start < 0) return undefined;
  const end = record.ranges[2 * slot + 1]!;
  const { buf } = record;
  // A chunk is a Buffer as a rule; making one for each field costs more than the text.
  return buf instanceof Buffer
    ? buf.toString('utf8', start, end)
    : Buffer.from(buf.buffer, buf.byteOffset + start, end - start).toString('utf8');
}

/** A DNS name in its one form: lower case, no final dot, `.` for the root. */
export function name(record: LineRecord, slot: number): string | undefined {
  const raw = text(record, slot);
  if (raw === undefined) return undefined;
  const lower = raw.toLowerCase();
  return lower.length > 1 && lower.endsWith('.') && !lower.endsWith('\\.') ? lower.slice(0, -1) : lower;
}

function number(record: LineRecord, slot: number): number | undefined {
  return record.ranges[2 * slot]! < 0 ? undefined : record.numbers[slot];
}

/** The word in the line, or what BIND's flags say: T is TCP, its absence UDP. */
function transport(record: LineRecord): string | undefined {
  const word = text(record, SLOT.transport);
  if (word !== undefined) return word;
  const flags = text(record, SLOT.flags);
  if (flags === undefined) return undefined;
  return flags.replace(/E\(\d+\)/, '').includes('T') ? 'tcp' : 'udp';
}
