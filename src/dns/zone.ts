// The zone a name is counted under: its registered domain by the Public Suffix List, with rules of its own for reverse and
// special-use names.

import { getDomain } from 'tldts';

/**
 * Names come from logs, not from URLs, so no URL parsing; `_dmarc.example.com` is a name too. Only the ICANN section of the
 * list counts: for DNS, `github.io` is one zone with one operator.
 */
const TLDTS_OPTIONS = { validateHostname: false, detectIp: false, extractHostname: false };

/** Labels of a reverse zone: a /24 of IPv4 (RFC 1035 section 3.5), a /48 of IPv6 (RFC 3596 section 2.5). */
const REVERSE_LABELS: ReadonlyMap<string, number> = new Map([
  ['in-addr.arpa', 3 + 2],
  ['ip6.arpa', 12 + 2],
]);

const CACHE_SIZE = 4096;
const cache = new Map<string, string>();

/**
 * The zone of a name, lower case and without final dot; always the name itself or its last labels. `.` for the root.
 *
 * - Below a public suffix: the registered domain, `example.co.uk`. A public suffix or single label is its own zone.
 * - Reverse names: the /24 or /48, `2.0.192.in-addr.arpa`; shorter ones stay whole. Other names of `arpa`, such as `home.arpa`
 *   (RFC 8375): two labels.
 * - `localhost` (RFC 6761) and everything below: `localhost`. `local`: two labels, because many Active Directory domains are
 *   called `corp.local`, but `local` for service names of RFC 6763 (`_ipp._tcp.local`).
 * - Other unknown top-level domains (`test`, `internal`, a misspelling): two labels.
 */
export function zoneOf(name: string): string {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const zone = findZone(name);
  // Dropping everything now and then is as good as a clever order here: a miss costs 0.3 µs.
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(name, zone);
  return zone;
}

/** `zoneOf` without its cache, for callers that have one. */
export function findZone(name: string): string {
  // DNS compares ASCII letters without case and nothing else (RFC 4343 section 3).
  const lower = name.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
  // An escaped character, `\.` above all, is no separator. What stands in for it has the same length.
  const plain = lower.includes('\\') ? lower.replace(/\\./g, '--') : lower;
  const end = plain.length > 1 && plain.endsWith('.') ? plain.length - 1 : plain.length;
  const bare = plain.slice(0, end);
  return lower.slice(end - zoneLength(bare), end);
}

function zoneLength(name: string): number {
  switch (name.slice(name.lastIndexOf('.') + 1)) {
    case 'arpa':
      return lastLabels(name, REVERSE_LABELS.get(lastLabels(name, 2)) ?? 2).length;
    case 'localhost':
      return 'localhost'.length;
    case 'local': {
      const zone = lastLabels(name, 2);
      return zone.startsWith('_') ? 'local'.length : zone.length;
    }
    default: {
      const domain = getDomain(name, TLDTS_OPTIONS);
      // Null for a public suffix, and for names that are none (empty labels).
      return domain !== null && name.endsWith(domain) ? domain.length : name.length;
    }
  }
}

function lastLabels(name: string, count: number): string {
  let dot = name.length;
  for (let i = 0; i < count && dot > 0; i++) dot = name.lastIndexOf('.', dot - 1);
  return name.slice(dot + 1);
}
