// The report put into words and tables, whatever they are printed on. Text from the log stands in it as it was in the log:
// who prints it escapes it for where it goes.

import { longestGap, timeAxis } from './axis.js';
import { PROBLEM_CODES } from './behind.js';
import type { TopEntry } from './entries.js';
import { formatsOf } from './formats-of.js';
import type { Report } from './model.js';
import { type ChangesView, changesView } from './view-changes.js';
import { type CodeSection, codeSection } from './view-codes.js';
import { byCodeTable, reasonTable, type Table } from './view-tables.js';
import { count, localTime, plural, share, span } from './words.js';

export interface Fact {
  readonly label: string;
  /** The file it is about; the text tells of it then. */
  readonly path?: string;
  readonly text: string;
}

export interface View {
  /** What was read: a word and what there is to say. */
  readonly facts: readonly Fact[];
  /** What the numbers are and are not, where they are less than everything. */
  readonly caution: string | undefined;
  /** Over the bars: `12,499 responses to clients`. */
  readonly headline: string;
  readonly codes: readonly { readonly code: string; readonly count: number; readonly share: number }[];
  readonly tables: readonly Table[];
  /** What is behind each problem code, NXDOMAIN last. */
  readonly sections: readonly CodeSection[];
  /** Codes that are too rare for a section. */
  readonly rare: readonly {
    readonly code: string;
    readonly count: number;
    readonly name: string;
    readonly client: string;
  }[];
  /** Why clients got failures, where the log tells. */
  readonly reasons: Table | undefined;
  readonly upstreams: Table | undefined;
  /** Against a baseline, where there is one. */
  readonly changes: ChangesView | undefined;
}

export function viewOf(report: Report): View {
  const counts = report.responses.total === null ? report.byRcode : report.responses.byRcode;
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const problems = PROBLEM_CODES.filter((code) => report.behind[code] !== undefined);
  const deserves = (code: string, i: number): boolean => {
    const n = countOf(report, code);
    return code === 'SERVFAIL' || n >= 0.01 * total || (i < 3 && n >= 0.001 * total);
  };
  const rare = problems.filter((code, i) => code !== 'NXDOMAIN' && !deserves(code, i));
  return {
    facts: factsOf(report),
    caution: cautionOf(report),
    headline:
      report.responses.total === null
        ? `${plural(total, 'line')} with a code`
        : `${plural(total, 'response')} to clients`,
    codes: Object.entries(counts).map(([code, n]) => ({ code, count: n, share: n / Math.max(1, total) })),
    tables: [
      byCodeTable('Query types', 'type', report.byQtype.map(typeRow), report),
      byCodeTable('Zones', 'zone', report.zones, report),
    ].filter((table) => table !== undefined),
    sections: problems.filter((code) => !rare.includes(code)).map((code) => codeSection(report, code)),
    rare: rare.map((code) => ({
      code,
      count: countOf(report, code),
      name: report.behind[code]!.names[0]?.name ?? '',
      client: report.behind[code]!.clients[0]?.name ?? '',
    })),
    reasons: reasonTable(report),
    upstreams: byCodeTable('Servers that answered us badly', 'server', report.upstreams.map(badOnly), undefined),
    changes: report.changes === undefined ? undefined : changesView(report.changes, report.timezone),
  };
}

/** An upstream's row counts its bad answers, so the others have no place beside them. */
function badOnly(row: TopEntry): TopEntry {
  const { NOERROR: _good, NXDOMAIN: _absent, ...byRcode } = row.byRcode;
  return { ...row, byRcode };
}

/** Unbound's word for a type that it did not read. */
const typeRow = (row: TopEntry): TopEntry => (row.name === 'TYPE0' ? { ...row, name: 'TYPE0 (not read)' } : row);

/** `other` stands for all codes without a column. */
function countOf(report: Report, code: string): number {
  const { byRcode } = report.responses;
  if (code !== 'other') return byRcode[code] ?? 0;
  return Object.entries(byRcode).reduce(
    (sum, [name, n]) => sum + (report.behind[name] === undefined && name !== 'NOERROR' ? n : 0),
    0,
  );
}

/** More inputs than these are only counted. */
const MOST_INPUTS = 8;

function factsOf(report: Report): Fact[] {
  const titles = new Map(formatsOf(report).map(({ spec }) => [spec.name, spec.title]));
  const facts: Fact[] = report.inputs.slice(0, MOST_INPUTS).map(({ path, format, envelope }, i) => {
    const carried = envelope === undefined || envelope === 'none' || format === undefined ? '' : ` in ${envelope}`;
    const text = format === undefined ? 'no known format' : `${titles.get(format) ?? format}${carried}`;
    return { label: i === 0 ? 'Read' : '', path, text };
  });
  const add = (label: string, text: string): void => void facts.push({ label, text });
  if (report.inputs.length > MOST_INPUTS) add('', `and ${count(report.inputs.length - MOST_INPUTS)} more`);
  if (report.period !== null)
    add('Period', periodOf(report, Date.parse(report.period.first), Date.parse(report.period.last)));
  const { read, events, noRcode, unrecognized, oversize } = report.lines;
  add(
    'Lines',
    `${count(read)} = ${plural(events, 'event')} + ${count(noRcode)} no code + ${count(unrecognized)} unrecognized + ${count(oversize)} oversize`,
  );
  if (report.selected !== undefined)
    add('Selected', `${plural(report.selected.events, 'event')}, ${plural(report.selected.responses, 'response')}`);
  if (report.queries > 0) add('Queries', `${count(report.queries)} in the query log`);
  const unsent = report.byDirection.suppressed ?? 0;
  if (unsent > 0) add('Not sent', `${plural(unsent, 'answer')} that the server dropped itself`);
  const { names, clients, error } = report.distinct;
  const different = [
    ...(names > 0 ? [plural(names, 'name')] : []),
    ...(clients > 0 ? [plural(clients, 'client')] : []),
  ];
  if (different.length > 0) add('Different', `about ${different.join(' and ')} (±${share(error, 1)})`);
  return facts;
}

/** First to last stamp, or where a few lie far off, the time that the responses are of. */
function periodOf(report: Report, first: number, last: number): string {
  const { timezone } = report;
  const axis = timeAxis(report.timeline, 2);
  const limit = axis === undefined ? Number.POSITIVE_INFINITY : longestGap(axis.lastMs - axis.firstMs);
  const from = axis !== undefined && axis.firstMs - first > limit ? axis.firstMs : first;
  const to = axis !== undefined && last - axis.lastMs > limit ? axis.lastMs : last;
  const far = [...(from === first ? [] : [first]), ...(to === last ? [] : [last])].map((ms) =>
    localTime(ms, timezone).slice(0, 10),
  );
  const [start, end] = [localTime(from, timezone), localTime(to, timezone)];
  if (start === end) return `${start} ${timezone} (less than a second)`;
  const short = start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end;
  const stray = far.length === 0 ? '' : `, apart from stamps of ${far.join(' and ')}`;
  return `${start} to ${short} ${timezone} (${span((to - from) / 1000)})${stray}`;
}

function cautionOf(report: Report): string | undefined {
  const { responses, inputs, lines } = report;
  if (formatsOf(report).length === 0) return undefined;
  if (responses.coverage === 'failures-only' && lines.events === 0)
    return 'No line of this log has a response code. The server writes none for an ordinary answer, so either nothing failed or failures are not logged.';
  if (responses.coverage === 'failures-only')
    return 'This log shows failures only: the server writes no line for an ordinary answer. The shares are of the failures, not of all answers; how many clients were served well is not known.';
  if (responses.coverage === 'unknown')
    return 'No line of this log tells what a client got, so there are no responses to count. The codes are those of log lines: decisions of the server, and answers of other servers.';
  const silent = inputs.filter(({ coverage }) => coverage !== 'all');
  return silent.length === 0
    ? undefined
    : `${plural(silent.length, 'input')} of ${count(inputs.length)} ${silent.length === 1 ? 'does' : 'do'} not show every answer: the numbers are of what the others show.`;
}
