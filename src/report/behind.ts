// Who and what is behind each code that is not NOERROR: names, zones, clients and their networks.

import type { TallySnapshot } from '../aggregate/tally.js';
import type { TopSnapshot } from '../aggregate/top.js';
import { CODE_COLUMNS } from '../dns/columns.js';
import { zoneOf } from '../dns/zone.js';
import { entries, type TopEntry } from './entries.js';
import { networkOf } from './network.js';

export interface ZoneEntry extends TopEntry {
  /** Different names of the zone that got the code, as far as they were told apart. */
  readonly names: number;
}

export interface NetworkEntry {
  /** `192.0.2.0/24`, `2001:db8::/64`. */
  readonly name: string;
  readonly count: number;
  readonly error: number;
  /** Different clients in it that got the code, as far as they were told apart. */
  readonly clients: number;
}

export interface Behind {
  readonly names: readonly TopEntry[];
  readonly zones: readonly ZoneEntry[];
  readonly clients: readonly TopEntry[];
  readonly networks: readonly NetworkEntry[];
  /** How many of each were told apart; the lists above are cut. */
  readonly seen: { readonly names: number; readonly zones: number; readonly clients: number };
  /** There were more different names than can be told apart: `seen` and the names of zones are lower bounds. */
  readonly overflowed: boolean;
}

/** The codes that show what is wrong, the most telling first; NXDOMAIN is what a healthy server answers, too. */
export const PROBLEM_CODES: readonly string[] = [
  'SERVFAIL',
  'REFUSED',
  'FORMERR',
  'NOTIMP',
  'NOTAUTH',
  'NOTZONE',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'other',
  'NXDOMAIN',
];

/** For each problem code that was answered: the `limit` heaviest of everything. */
export function behindCodes(tally: TallySnapshot, limit: number): Record<string, Behind> {
  const answered = PROBLEM_CODES.filter((code) => timelineTotal(tally, CODE_COLUMNS.indexOf(code)) > 0);
  return Object.fromEntries(answered.map((code) => [code, behindCode(tally, CODE_COLUMNS.indexOf(code), limit)]));
}

/** Responses of a code's column, with or without a time. */
function timelineTotal({ timeline }: TallySnapshot, column: number): number {
  let total = timeline.untimed[column]!;
  for (let i = column; i < timeline.counts.length; i += timeline.columns) total += timeline.counts[i]!;
  return total;
}

function behindCode(tally: TallySnapshot, column: number, limit: number): Behind {
  const names = rowsOf(tally.names, column);
  const clients = rowsOf(tally.clients, column);
  const zones = rowsOf(tally.zones, column);
  const namesOfZone = new Map<string, number>();
  for (const { name } of names) {
    const zone = zoneOf(name);
    namesOfZone.set(zone, (namesOfZone.get(zone) ?? 0) + 1);
  }
  return {
    names: entries(tally.names, limit, [column]),
    zones: entries(tally.zones, limit, [column]).map((zone) => ({ ...zone, names: namesOfZone.get(zone.name) ?? 0 })),
    clients: entries(tally.clients, limit, [column]),
    networks: networksOf(clients).slice(0, limit),
    seen: { names: names.length, zones: zones.length, clients: clients.length },
    overflowed: tally.names.error > 0,
  };
}

interface Row {
  readonly name: string;
  readonly count: number;
  readonly error: number;
}

/** Every key that was counted in the column, in no order: a list of tens of thousands is counted, only its head is shown. */
function rowsOf({ keys, counts, columns, errors }: TopSnapshot, column: number): Row[] {
  const rows: Row[] = [];
  for (const [k, name] of keys.entries()) {
    const count = counts[k * columns + column]!;
    if (count > 0) rows.push({ name, count, error: errors[k]! });
  }
  return rows;
}

/** Clients by network, the heaviest first. Those whose address is none (a peer without one) are left out. */
function networksOf(clients: readonly Row[]): NetworkEntry[] {
  const networks = new Map<string, { name: string; count: number; error: number; clients: number }>();
  for (const client of clients) {
    const name = networkOf(client.name);
    if (name === undefined) continue;
    const network = networks.get(name) ?? { name, count: 0, error: 0, clients: 0 };
    networks.set(name, network);
    network.count += client.count;
    network.error += client.error;
    network.clients++;
  }
  return [...networks.values()].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}
