// Steps about answers that blame the request: signatures, zones that are not here, malformed and unsupported requests.

import { codeOfWord, TSIG_SPACE } from '../dns/rcode.js';
import { hintFor } from '../knowledge/hint.js';
import { formatsOf } from './formats-of.js';
import type { Facts } from './model.js';
import type { NextStep } from './next-steps.js';
import { linesCommand } from './own-commands.js';
import { answers, countOf, hint, MOST, severityOf, step } from './step-making.js';
import { count, plural } from './words.js';

/** Single requests of these kinds are scanners and strays. */
const FEW_MISTAKES = 5;
const MANY_MISTAKES = 0.02;
const FEW_STRAYS = 3;

export function requestSteps(facts: Facts): NextStep[] {
  return [...signatures(facts), ...notAuthoritative(facts), ...clientMistakes(facts), ...cookies(facts)];
}

/** Errors of TSIG, which travel beside NOTAUTH. */
function signatures(facts: Facts): NextStep[] {
  const [client] = facts.behind.NOTAUTH?.clients ?? [];
  const all = answers(facts, 'NOTAUTH');
  return Object.entries(facts.responses.tsigErrors).flatMap(([code, n]) => {
    const number = codeOfWord(code);
    if (number === undefined) return [];
    const error = number < TSIG_SPACE ? number + TSIG_SPACE : number;
    const hinted = hint(facts, 'NOTAUTH', { kind: 'tsig-invalid', client: client?.name, error });
    const sure = client !== undefined && client.count === all;
    const whose = client === undefined || sure ? '' : `; ${countOf(client.count, all)} NOTAUTH go to ${client.name}`;
    return step(hinted, {
      severity: n >= 3 ? 'error' : 'warning',
      what: `${code}: ${plural(n, 'signed request')}${sure ? ` of ${client.name}` : ''} rejected`,
      why: `${countOf(n, all)} NOTAUTH with this error in the TSIG record${whose}.`,
      count: n,
    }).map((one) => ({ ...one, command: withoutGaps(one.command, facts) }));
  });
}

/** Where the log did not give all that a command needs, one that shows the lines, which name the keys. */
const withoutGaps = (command: string, facts: Facts): string =>
  /<\w+>/.test(command) ? (linesCommand(facts, ['kind=tsig-invalid']) ?? command) : command;

function notAuthoritative(facts: Facts): NextStep[] {
  const signed = Object.values(facts.responses.tsigErrors).reduce((total, n) => total + n, 0);
  const n = answers(facts, 'NOTAUTH') - signed;
  const behind = facts.behind.NOTAUTH;
  if (n < FEW_STRAYS || behind === undefined) return [];
  const [client] = behind.clients;
  const [zone] = behind.zones;
  return step(hint(facts, 'NOTAUTH', { name: behind.names[0]?.name, zone: zone?.name, client: client?.name }), {
    severity: n >= 20 ? 'warning' : 'notice',
    what: `NOTAUTH${zone === undefined ? '' : ` for ${zone.name}`}${client === undefined ? '' : ` to ${client.name}`}`,
    why: `${plural(n, 'request')} for a zone that is not served here, without a signature error.`,
    count: n,
  });
}

/** Codes that blame the request: who sends such requests? */
function clientMistakes(facts: Facts): NextStep[] {
  return ['FORMERR', 'NOTIMP'].flatMap((code) => {
    const n = answers(facts, code);
    const behind = facts.behind[code];
    const [client] = behind?.clients ?? [];
    if (behind === undefined || client === undefined || n < FEW_MISTAKES) return [];
    // Spread over many clients they are the noise of the Internet, unless they are many.
    if (client.count < FEW_MISTAKES && n < MANY_MISTAKES * (facts.responses.total ?? 0)) return [];
    const severity = severityOf(facts, n, 0.2, 0.02) === 'error' ? 'warning' : 'notice';
    const what =
      client.count >= MOST * n ? `${code} to ${client.name}` : `${code} to ${plural(behind.seen.clients, 'client')}`;
    const why =
      client.count >= MOST * n
        ? `${countOf(client.count, n)} ${code}.`
        : `${plural(n, code, code)}; no client has more than ${client.name}, ${count(client.count)}.`;
    return step(hint(facts, code, { name: behind.names[0]?.name, client: client.name }), {
      severity,
      what,
      why,
      count: n,
    });
  });
}

/** YXRRSET cannot answer a query; a log of four bits shows BADCOOKIE so. */
function cookies(facts: Facts): NextStep[] {
  const n = answers(facts, 'YXRRSET');
  const format = formatsOf(facts).find(({ spec }) => spec.fourBit === true);
  const [client] = facts.behind.YXRRSET?.clients ?? [];
  if (n === 0 || format === undefined) return [];
  const hinted = hintFor({
    code: codeOfWord('YXRRSET')!,
    direction: 'sent',
    kind: 'client-reply',
    product: format.spec.product,
    client: client?.name,
    fourBit: true,
  });
  return step(
    hinted,
    {
      severity: 'notice',
      what: `YXRRSET to ${client === undefined ? 'clients' : client.name}`,
      why: `${plural(n, 'answer')}, almost certainly BADCOOKIE: the log prints four bits of the code.`,
      count: n,
    },
    hinted?.steps[1],
  );
}
