// Values of the labels that the live metrics and the history have in common, by number; and what the metrics of both count.
import { CODE_NAMES, type Code, codeName } from '../dns/rcode.js';
import { type LineRecord, SLOT } from '../event.js';
import { wordTable } from '../layout/word-table.js';

/** Query types with a series of their own; the rest is `other`. */
export const QTYPES: readonly string[] = [
  'A',
  'AAAA',
  'HTTPS',
  'SVCB',
  'PTR',
  'MX',
  'TXT',
  'NS',
  'SOA',
  'CNAME',
  'SRV',
  'DS',
  'DNSKEY',
  'NAPTR',
  'CAA',
  'TLSA',
  'ANY',
  'AXFR',
  'IXFR',
  'other',
];
const OTHER_TYPE = QTYPES.length - 1;
const TYPE_INDEX = wordTable(QTYPES.slice(0, -1).map((name, i) => [name, i] as const));

export const RCODE_LABELS: readonly string[] = [...CODE_NAMES, 'other'];
const OTHER_CODE = RCODE_LABELS.length - 1;
const LABEL_OF_CODE = new Map(CODE_NAMES.map((name, i) => [name, i]));

/** Place of a code in RCODE_LABELS. */
export function codeLabel(code: Code): number {
  return LABEL_OF_CODE.get(codeName(code)) ?? OTHER_CODE;
}

/** Place of the query type of a line in QTYPES. */
export function typeLabel(record: LineRecord): number {
  const start = record.ranges[2 * SLOT.qtype]!;
  const type = start < 0 ? -1 : TYPE_INDEX.get(record.buf, start, record.ranges[2 * SLOT.qtype + 1]!);
  return type < 0 ? OTHER_TYPE : type;
}

/** Counters that the history has, too. */
export const HELP = {
  rcodescope_responses_total: 'Client responses by response code, counted once per exchange.',
  rcodescope_upstream_responses_total: 'Response codes received from upstream servers and primaries.',
  rcodescope_responses_by_type_total: 'Client responses by query type and response code.',
  rcodescope_failure_reasons_total: 'Client responses with a known cause, by response code and reason.',
  rcodescope_queries_total: 'Lines of the query log.',
} as const;

/** Codes whose series exist from the start, so that `rate()` sees their first increase. */
export const COMMON = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

export const LINE_OUTCOMES = ['event', 'no_rcode', 'unrecognized', 'oversize'] as const;

export const LINES_HELP = 'Lines read, each once, by what became of them.';

/** `name{label="value",...}`, values escaped. */
export function seriesName(metric: string, labels: readonly (readonly [string, string])[]): string {
  return `${metric}{${labels.map(([name, value]) => `${name}="${escaped(value)}"`).join(',')}}`;
}

const escaped = (value: string): string => value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`));
