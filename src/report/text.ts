// The report for a person at a terminal.
import { printable } from '../errors.js';
import type { Report, TopEntry } from './model.js';

export interface ReportStyle {
  readonly width: number;
  readonly colour: boolean;
}

const LABEL = 12;

export function reportText(report: Report, style: ReportStyle): string {
  const out: string[] = [];
  const { lines, responses } = report;
  for (const input of report.inputs) {
    out.push(
      `${printable(input.path)}  ${input.format ?? 'unknown format'}${input.envelope === undefined || input.envelope === 'none' ? '' : ` in ${input.envelope}`}`,
    );
  }
  if (report.period !== null) out.push(`${report.period.first} to ${report.period.last}`);
  out.push(
    `${count(lines.read)} lines: ${count(lines.events)} events, ${count(lines.noRcode)} without a code, ${count(lines.unrecognized)} unrecognized, ${count(lines.oversize)} oversize`,
  );
  out.push('');
  out.push(`Responses  ${responses.total === null ? 'unknown' : count(responses.total)} (${responses.coverage})`);
  const total = responses.total ?? 0;
  for (const [code, n] of Object.entries(responses.byRcode))
    out.push(
      `  ${code.padEnd(LABEL)}${count(n).padStart(12)}  ${percent(n, total)}  ${bar(n, total, style.width - 40)}`,
    );
  for (const [code, behind] of Object.entries(report.behind)) {
    out.push('', `Behind ${code}`);
    out.push(...list('names', behind.names), ...list('zones', behind.zones), ...list('clients', behind.clients));
  }
  return `${out.join('\n')}\n`;
}

function list(title: string, rows: readonly TopEntry[]): string[] {
  return rows
    .slice(0, 5)
    .map(
      (row, i) => `  ${(i === 0 ? title : '').padEnd(LABEL)}${count(row.count).padStart(12)}  ${printable(row.name)}`,
    );
}

const count = (n: number): string => n.toLocaleString('en-US');
const percent = (n: number, total: number): string => `${((100 * n) / Math.max(1, total)).toFixed(1).padStart(5)} %`;
const bar = (n: number, total: number, width: number): string =>
  '█'.repeat(Math.round((n / Math.max(1, total)) * width));
