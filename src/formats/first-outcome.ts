// Queries and their outcomes where several lines tell of one answer: only the first line that says the outcome is the event.
//
// Lines with a serial number are joined by it. Without one an outcome belongs to the newest open query of its name. What the
// query line said (client, type, name) is added to the outcome's record.
import { type FieldName, type LineRecord, SLOT } from '../event.js';
import type { FirstOutcome } from './spec.js';

/** Queries by serial that are remembered, closed ones too: their further lines are data. */
const MAX_SERIALS = 10_000;
/** Open queries without a serial; dnsmasq itself has 150 under way unless told otherwise. */
const MAX_OPEN = 1000;

const ADDED: readonly FieldName[] = ['client', 'clientPort', 'qname', 'qtype'];

interface Query {
  readonly pid: string;
  /** As the log has it, for the record. */
  readonly fields: Partial<Record<FieldName, string>>;
  readonly name: string;
  closed: boolean;
  /** An alias was told: the outcome follows under another name. */
  stepped: boolean;
}

export class FirstOutcomes {
  private readonly serials = new Map<string, Query>();
  private readonly open: Query[] = [];

  constructor(private readonly spec: FirstOutcome) {}

  /** Takes a query line. */
  query(record: LineRecord): void {
    const fields: Query['fields'] = {};
    for (const field of ADDED) {
      const said = textOf(record, field);
      if (said !== undefined) fields[field] = said;
    }
    const query: Query = {
      pid: textOf(record, 'pid') ?? '',
      fields,
      name: (fields.qname ?? '').toLowerCase(),
      closed: false,
      stepped: false,
    };
    const serial = serialOf(record);
    if (serial !== undefined) this.remember(serial, query);
    else {
      if (this.open.length >= MAX_OPEN) this.open.shift();
      this.open.push(query);
    }
  }

  /** Takes a line that says an outcome: true when it is the event of its query, whose fields the record gets. */
  outcome(record: LineRecord): boolean {
    const serial = serialOf(record);
    const step = textOf(record, 'result') === this.spec.step;
    const query = serial === undefined ? this.find(record) : (this.serials.get(serial) ?? this.unseen(record, serial));
    if (query === undefined || query.closed) return false;
    if (step && !this.spec.stepIsAnswerTo.includes(query.fields.qtype ?? '')) {
      query.stepped = true;
      return false;
    }
    query.closed = true;
    if (serial === undefined) this.open.splice(this.open.lastIndexOf(query), 1);
    addFields(record, query.fields);
    return true;
  }

  /** A log may begin between a query and its outcome. */
  private unseen(record: LineRecord, serial: string): Query {
    const name = textOf(record, 'qname');
    const query: Query = {
      pid: '',
      fields: name === undefined ? {} : { qname: name },
      name: '',
      closed: false,
      stepped: false,
    };
    this.remember(serial, query);
    return query;
  }

  private remember(serial: string, query: Query): void {
    this.serials.delete(serial);
    this.serials.set(serial, query);
    if (this.serials.size > MAX_SERIALS) this.serials.delete(this.serials.keys().next().value!);
  }

  /** The newest open query of the line's name; of any name where the line has none. */
  private find(record: LineRecord): Query | undefined {
    const pid = textOf(record, 'pid') ?? '';
    const name = textOf(record, 'qname')?.toLowerCase();
    if (name === undefined) return this.open.findLast((query) => query.pid === pid);
    const own = this.open.findLast((query) => query.name === name && query.pid === pid);
    if (own !== undefined) return own;
    const reverse = reverseName(name);
    const ptr = this.open.findLast((query) => query.name === reverse && query.pid === pid);
    return ptr ?? this.open.findLast((query) => query.stepped && query.pid === pid);
  }
}

/** The name under in-addr.arpa or ip6.arpa of an address, which dnsmasq prints in its place; undefined for other texts. */
export function reverseName(address: string): string | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  if (!/^[0-9a-f:]*:[0-9a-f:]*(\d+\.\d+\.\d+\.\d+)?$/.test(address)) return undefined;
  const [left = '', right, more] = address
    .replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...d: string[]) => {
      const [a, b, c, e] = d.slice(0, 4).map(Number) as [number, number, number, number];
      return `${(a * 256 + b).toString(16)}:${(c * 256 + e).toString(16)}`;
    })
    .split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const head = groups(left);
  const tail = groups(right ?? '');
  const missing = 8 - head.length - tail.length;
  if (more !== undefined || (right === undefined ? missing !== 0 : missing < 0)) return undefined;
  const all = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  const nibbles = all.map((group) => group.padStart(4, '0')).join('');
  return `${[...nibbles].reverse().join('.')}.ip6.arpa`;
}

function textOf(record: LineRecord, field: FieldName): string | undefined {
  const start = record.ranges[2 * SLOT[field]]!;
  if (start < 0) return undefined;
  const end = record.ranges[2 * SLOT[field] + 1]!;
  return Buffer.from(record.buf.buffer, record.buf.byteOffset + start, end - start).toString('latin1');
}

function serialOf(record: LineRecord): string | undefined {
  const serial = textOf(record, 'pointer');
  return serial === undefined ? undefined : `${textOf(record, 'pid') ?? ''} ${serial}`;
}

/** Puts the query's fields behind a copy of what the record has: a record's fields lie in one buffer. */
function addFields(record: LineRecord, fields: Query['fields']): void {
  let last = 0;
  for (let slot = 0; slot < record.numbers.length; slot++) {
    if (record.ranges[2 * slot]! >= 0) last = Math.max(last, record.ranges[2 * slot + 1]!);
  }
  const texts = [Buffer.from(record.buf.subarray(0, last))];
  for (const field of ADDED) {
    const said = fields[field];
    if (said === undefined) continue;
    texts.push(Buffer.from(said, 'latin1'));
    record.ranges[2 * SLOT[field]] = last;
    last += said.length;
    record.ranges[2 * SLOT[field] + 1] = last;
    record.present |= 1 << SLOT[field];
    if (field === 'clientPort') record.numbers[SLOT[field]] = Number(said);
  }
  record.buf = Buffer.concat(texts);
}
