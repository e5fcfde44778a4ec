// A fault while it is on, and what is told of it: which incidents are symptoms of others, and their findings.
import type { Finding, Tallied } from './finding.js';
import type { Rule } from './rule.js';
import { SUPPRESSIONS } from './rules.js';
import type { Group, Sample } from './window-group.js';

export interface Incident {
  readonly rule: Rule;
  readonly key: string;
  readonly group: Group;
  open: boolean;
  /** Most that a quarter of the window counted. */
  peak: number;
  /** Judged in a row without the fault. */
  falseQuarters: number;
}

const TOP = 10;
/** A network that this share of observations comes from is what a rule over all clients is about. */
const NETWORK_SHARE = 0.8;
/** A cause and its symptom need not show at the same moment. */
const SLACK_MS = 120_000;

/** The findings of incidents; symptoms of others are left out. */
export function findingsOf(incidents: readonly Incident[], path: string): Finding[] {
  return incidents
    .filter((incident) => !incidents.some((other) => suppresses(other, incident)))
    .map((incident) => findingOf(incident, path));
}

function suppresses(winner: Incident, symptom: Incident): boolean {
  if (!SUPPRESSIONS.some(([w, s]) => w === winner.rule.id && s === symptom.rule.id)) return false;
  if (winner.group.first > symptom.group.last + SLACK_MS || winner.group.last < symptom.group.first - SLACK_MS)
    return false;
  for (const part of ['zone', 'client'] as const) {
    const own = partsOf(winner)[part];
    const other = partsOf(symptom)[part];
    // A flood comes from many clients, each of which may look like one that tries domains.
    if (own !== undefined && other !== undefined && own !== other) return false;
  }
  return true;
}

function partsOf({ rule, key }: Incident): Partial<Record<Rule['group'][number], string>> {
  const values = key.split('\t');
  return Object.fromEntries(rule.group.map((part, i) => [part, values[i]]).filter(([, value]) => value !== ''));
}

function findingOf(incident: Incident, path: string): Finding {
  const { rule, group } = incident;
  const parts = partsOf(incident);
  const zone = parts.zone ?? parts.policy ?? (rule.group[0] === 'name' ? top(group.zones)[0]?.name : undefined);
  const client = parts.client ?? parts.prefix ?? (rule.group.length === 0 ? networkOf(group.clients) : undefined);
  return {
    rule: { id: rule.id, title: rule.title },
    severity: rule.severity,
    actor: rule.actor,
    first: new Date(group.first).toISOString(),
    last: new Date(group.last).toISOString(),
    count: group.count,
    ...(zone !== undefined && { zone }),
    ...(client !== undefined && { client }),
    ...(parts.upstream !== undefined && { upstream: parts.upstream }),
    ...(parts.key !== undefined && { key: parts.key }),
    hint: { summary: rule.hint, steps: rule.steps },
    evidence: {
      zones: top(group.zones),
      names: top(group.names),
      clients: top(group.clients),
      upstreams: top(group.upstreams),
      lines: [...new Set([group.firstLine, group.lastLine])].map((line) => ({ path, line })),
    },
  };
}

function top({ counts }: Sample): Tallied[] {
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, TOP);
}

/** The /24 or /64 that nearly all come from. */
function networkOf({ counts }: Sample): string | undefined {
  const networks = new Map<string, number>();
  let all = 0;
  for (const [address, count] of counts) {
    const network = prefixOf(address);
    networks.set(network, (networks.get(network) ?? 0) + count);
    all += count;
  }
  return [...networks].find(([, count]) => count >= NETWORK_SHARE * all)?.[0];
}

/** The /24 of an IPv4 address, the /64 of an IPv6 address; '' of nothing. */
export function prefixOf(address: string): string {
  if (address === '') return '';
  if (!address.includes(':')) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  const [left = '', right = ''] = address.replace(/%.*$/, '').split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === '' ? [] : right.split(':');
  const full = address.includes('::')
    ? [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail]
    : head;
  return `${full.slice(0, 4).join(':')}::/64`;
}
