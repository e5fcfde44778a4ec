// One event as one line for a person at a terminal.
import { codeName } from '../dns/rcode.js';
import { printable } from '../errors.js';
import type { DnsEvent } from '../event.js';
import type { Hint } from '../knowledge/hint.js';
import type { Severity } from '../knowledge/topic.js';

const COLOURS: Readonly<Record<Severity, string>> = {
  info: '2',
  notice: '36',
  warning: '33',
  error: '31',
  critical: '1;31',
};

/** `time severity code kind question client: summary`; text from the log is escaped. */
export function eventLine(
  event: DnsEvent,
  severity: Severity,
  hint: Hint | undefined,
  style: { readonly colour: boolean },
): string {
  const time =
    event.time === undefined
      ? ''
      : `${new Date(event.time)
          .toISOString()
          .replace('T', ' ')
          .replace(/\.\d+Z$/, 'Z')} `;
  const code = codeName(event.code).padEnd(9);
  const coloured = style.colour ? `\u001b[${COLOURS[severity]}m${code}\u001b[0m` : code;
  const question = event.qname ?? event.zone;
  const parts = [
    question === undefined ? undefined : `${question}${event.qtype === undefined ? '' : ` ${event.qtype}`}`,
    event.client === undefined ? undefined : `from ${event.client}`,
    event.upstream === undefined ? undefined : `by ${event.upstream}`,
    event.reason ?? event.result,
  ].filter((part) => part !== undefined);
  const text = printable(`${severity.padEnd(8)} `) + coloured + printable(` ${event.kind}  ${parts.join('  ')}`);
  const advice = hint === undefined ? '' : printable(`  -- ${hint.summary}`);
  return time + text + (style.colour && advice !== '' ? `\u001b[2m${advice}\u001b[0m` : advice);
}
