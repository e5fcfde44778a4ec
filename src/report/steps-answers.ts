// Steps about the codes that clients got.

import { codeOfWord, TSIG_SPACE } from '../dns/rcode.js';
import { type Hint, hintFor } from '../knowledge/hint.js';
import type { Behind } from './behind.js';
import { formatsOf, kindsOfCode } from './formats-of.js';
import type { Facts } from './model.js';
import type { NextStep } from './next-steps.js';
import { linesCommand, zoneReportCommand } from './own-commands.js';
import { count, plural, share } from './words.js';

/** One zone, network or client has a code's trouble when it has this share of it. */
const MOST = 0.5;
/** From here on NXDOMAIN is no ordinary traffic: healthy resolvers see 5 to 30 %. */
const NXDOMAIN_DOMINATES = 0.5;
/** So many names, most of them asked once: somebody makes them up. */
const MADE_UP_NAMES = 200;
/** Single requests of these kinds are scanners and strays. */
const FEW_MISTAKES = 5;
const FEW_STRAYS = 3;
/** A zone that has this share of all answers by NXDOMAIN alone is flooded. */
const FLOOD_SHARE = 0.2;

export function answerSteps(facts: Facts): NextStep[] {
  return [
    ...servfail(facts),
    ...refused(facts),
    ...signatures(facts),
    ...notAuthoritative(facts),
    ...clientMistakes(facts),
    ...absentNames(facts),
    ...cookies(facts),
  ];
}

const answers = (facts: Facts, code: string): number => facts.responses.byRcode[code] ?? 0;

/** By share where all answers are known, else by number. */
function severityOf(facts: Facts, n: number, error: number, warning: number): NextStep['severity'] {
  const { total, coverage } = facts.responses;
  if (coverage !== 'all' || total === null) return n >= 20 ? 'error' : n >= 5 ? 'warning' : 'notice';
  return n >= error * total && n >= 5 ? 'error' : n >= warning * total && n >= 5 ? 'warning' : 'notice';
}

interface Case {
  readonly kind?: string;
  readonly name?: string | undefined;
  readonly zone?: string | undefined;
  readonly client?: string | undefined;
  /** Number of the code where it is not the response's own. */
  readonly error?: number;
}

/** What is known about such a response in the product that wrote most of the log. */
function hint(facts: Facts, code: string, about: Case): Hint | undefined {
  const seen = kindsOfCode(facts, code)[0];
  const { kind = seen?.kind ?? 'client-reply', name, zone, client, error } = about;
  const product = seen?.product ?? formatsOf(facts)[0]?.spec.product ?? 'bind';
  const number = error ?? codeOfWord(code);
  if (number === undefined) return undefined;
  return hintFor({ code: number, direction: 'sent', kind, product, qname: name, zone, client });
}

function step(
  hinted: Hint | undefined,
  parts: Pick<NextStep, 'severity' | 'what' | 'why' | 'count'>,
  advice?: string,
  suits: (command: string) => boolean = () => true,
): NextStep[] {
  const command = hinted?.commands.find(suits) ?? hinted?.commands[0];
  if (hinted === undefined || command === undefined) return [];
  const todo = advice ?? hinted.steps[0];
  return [{ ...parts, actor: hinted.actor, ...(todo !== undefined && { advice: todo }), command }];
}

function servfail(facts: Facts): NextStep[] {
  const n = answers(facts, 'SERVFAIL');
  const behind = facts.behind.SERVFAIL;
  if (n === 0 || behind === undefined) return [];
  const severity = severityOf(facts, n, 0.01, 0.002);
  const bogus = facts.byKind['validation-failure'] ?? 0;
  const kind = bogus > 0 && bogus >= MOST * n ? { kind: 'validation-failure' } : {};
  const validation =
    bogus > 0
      ? `; ${plural(bogus, 'line')} of the log ${bogus === 1 ? 'tells' : 'tell'} of failed DNSSEC validation`
      : '';
  const [zone] = behind.zones;
  const [name] = behind.names;
  if (zone !== undefined && zone.count >= MOST * n) {
    const within = behind.names.find((entry) => belongs(entry.name, zone.name)) ?? name;
    const which =
      zone.names === 1 && within !== undefined ? within.name : `${plural(zone.names, 'name')} of ${zone.name}`;
    return step(hint(facts, 'SERVFAIL', { ...kind, name: within?.name, zone: zone.name }), {
      severity,
      what: `SERVFAIL for ${which}`,
      why: `${countOf(zone.count, n)} SERVFAIL${validation}.`,
      count: zone.count,
    });
  }
  return step(hint(facts, 'SERVFAIL', { ...kind, name: name?.name, zone: zone?.name }), {
    severity,
    what: `SERVFAIL in ${plural(behind.seen.zones, 'zone')}, none of them alone`,
    why: `${plural(n, 'SERVFAIL', 'SERVFAIL')}${zone === undefined ? '' : `, at most ${count(zone.count)} in one zone (${zone.name})`}${validation}: the cause is likely here or on the way out, not in a zone.`,
    count: n,
  });
}

function refused(facts: Facts): NextStep[] {
  const n = answers(facts, 'REFUSED');
  const behind = facts.behind.REFUSED;
  if (n === 0 || behind === undefined) return [];
  const [client] = behind.clients;
  const [network] = behind.networks;
  const [zone] = behind.zones;
  const hinted = hint(facts, 'REFUSED', { name: behind.names[0]?.name, zone: zone?.name, client: client?.name });
  const settings = settingsOf(hinted);
  const kinds = kindsOfCode(facts, 'REFUSED').filter(({ kind }) => kind !== 'response' && kind !== 'client-reply');
  const said = kinds[0] === undefined ? '' : `, mostly told by ${kinds[0].kind} lines`;
  const severity = severityOf(facts, n, 0.05, 0.01);
  if (client !== undefined && client.count >= MOST * n) {
    const why = `${countOf(client.count, n)} REFUSED${said}${settings}.`;
    return step(
      hinted,
      { severity, what: `REFUSED to ${client.name}`, why, count: client.count },
      undefined,
      asksTheServer,
    );
  }
  if (network !== undefined && network.count >= MOST * n) {
    const why = `${countOf(network.count, n)} REFUSED${said}${settings}.`;
    const what = `REFUSED to ${plural(network.clients, 'client')} of ${network.name}`;
    return step(hinted, { severity, what, why, count: network.count }, undefined, asksTheServer);
  }
  const who = behind.seen.clients > 0 ? ` to ${plural(behind.seen.clients, 'client')}` : '';
  const where =
    zone !== undefined && zone.count >= MOST * n ? ` for ${plural(zone.names, 'name')} of ${zone.name}` : '';
  const why = `${plural(n, 'REFUSED', 'REFUSED')}${said}; no network has most of them${settings}.`;
  return step(hinted, { severity, what: `REFUSED${who}${where}`, why, count: n }, undefined, asksTheServer);
}

/** Asking from this host shows nothing of what another client is refused; the server's settings do. */
const asksTheServer = (command: string): boolean => !command.startsWith('dig ');

/** `; the settings that decide: allow-recursion, allow-query-cache`. */
function settingsOf(hinted: Hint | undefined): string {
  const names = (hinted?.options ?? []).slice(0, 2).map((option) => option.slice(0, option.indexOf(' ')));
  return names.length === 0 ? '' : `; what decides: ${names.join(', ')}`;
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
      why: `${countOf(n, all)} NOTAUTH carry this error in their TSIG record${whose}.`,
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

function absentNames(facts: Facts): NextStep[] {
  const n = answers(facts, 'NXDOMAIN');
  const behind = facts.behind.NXDOMAIN;
  const { total, coverage } = facts.responses;
  const [zone] = behind?.zones ?? [];
  if (behind === undefined || zone === undefined || coverage !== 'all' || total === null) return [];
  const name = behind.names.find((entry) => belongs(entry.name, zone.name))?.name;
  const hinted = hint(facts, 'NXDOMAIN', { name, zone: zone.name });
  const many = `${behind.overflowed ? 'at least ' : ''}${count(zone.names)} different names`;
  // Of names that no longer fit the table, how many there are is known by estimate only.
  const different = behind.overflowed ? Math.max(zone.names, facts.distinct.names) : zone.names;
  if (zone.names >= MADE_UP_NAMES && different >= MOST * zone.count && zone.count >= FLOOD_SHARE * n) {
    const flood = step(
      hinted,
      {
        severity: zone.count >= FLOOD_SHARE * total ? 'error' : 'warning',
        what: `NXDOMAIN for ${many} of ${zone.name}`,
        why: `${countOf(zone.count, n)} NXDOMAIN: so many names that are not there are made up, as in a random-subdomain flood.`,
        count: zone.count,
      },
      mostClients(behind),
    );
    return flood.map((one) => ({
      ...one,
      actor: 'resolver operator',
      command: zoneReportCommand(facts, zone.name) ?? one.command,
    }));
  }
  if (n < NXDOMAIN_DOMINATES * total || n < 50) return [];
  return step(hinted, {
    severity: 'warning',
    what: `NXDOMAIN is ${share(n, total)} of all answers`,
    why: `${countOf(zone.count, n)} are for names of ${zone.name}, ${many}.`,
    count: n,
  });
}

function mostClients(behind: Behind): string | undefined {
  const first = behind.clients.slice(0, 3).map(({ name }) => name);
  return first.length === 0
    ? undefined
    : `Look first at the clients that ask most: ${first.join(', ')} (of ${plural(behind.seen.clients, 'client')}).`;
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

function countOf(n: number, total: number): string {
  if (total === 1) return 'The only';
  return n === total ? `All ${count(total)}` : `${count(n)} of ${count(total)}`;
}

const belongs = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);
