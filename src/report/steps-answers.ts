// Steps about the codes that clients got for what they asked: failures, refusals, names that are not there.

import type { Hint } from '../knowledge/hint.js';
import type { Behind } from './behind.js';
import type { Facts } from './model.js';
import type { NextStep } from './next-steps.js';
import { zoneReportCommand } from './own-commands.js';
import { answers, countOf, hint, MOST, mainKind, severityOf, step } from './step-making.js';
import { count, plural, share } from './words.js';

/** With less than this share no zone stands out. */
const FEW = 0.25;
/** From here on NXDOMAIN is no ordinary traffic: healthy resolvers see 5 to 30 %. */
const NXDOMAIN_DOMINATES = 0.5;
/** So many names, most of them asked once: somebody makes them up. */
const MADE_UP_NAMES = 200;
/** A zone that has this share of all answers by NXDOMAIN alone is flooded. */
const FLOOD_SHARE = 0.2;

export function answerSteps(facts: Facts): NextStep[] {
  return [...servfail(facts), ...refused(facts), ...absentNames(facts)];
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
  const spread = zone === undefined || zone.count < FEW * n;
  return step(hint(facts, 'SERVFAIL', { ...kind, name: name?.name, zone: zone?.name }), {
    severity,
    what: `SERVFAIL in ${plural(behind.seen.zones, 'zone')}${spread ? ', none of them alone' : `, most in ${zone.name}`}`,
    why: spread
      ? `${plural(n, 'SERVFAIL', 'SERVFAIL')}${validation}: the cause is likely here or on the way out, not in a zone.`
      : `${countOf(zone.count, n)} SERVFAIL are for ${plural(zone.names, 'name')} of ${zone.name}${validation}.`,
    count: n,
  });
}

/** Kinds of lines that tell nothing but the code. */
const EVERY_ANSWER: ReadonlySet<string> = new Set(['response', 'client-reply']);

function refused(facts: Facts): NextStep[] {
  const n = answers(facts, 'REFUSED');
  const behind = facts.behind.REFUSED;
  if (n === 0 || behind === undefined) return [];
  const [client] = behind.clients;
  const [network] = behind.networks;
  const [zone] = behind.zones;
  const hinted = hint(facts, 'REFUSED', { name: behind.names[0]?.name, zone: zone?.name, client: client?.name });
  const settings = settingsOf(hinted);
  const kind = mainKind(facts, 'REFUSED')?.kind;
  const said = kind === undefined || EVERY_ANSWER.has(kind) ? '' : `, mostly told by ${kind} lines`;
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

const belongs = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);
