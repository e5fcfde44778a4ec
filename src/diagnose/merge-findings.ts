// Findings of the parts and files of one log, and of several logs, put together: the same fault is one finding.
import type { Finding, RuleOff, Tallied } from './finding.js';
import { worstFirst } from './finding.js';

/** The same fault within this time is the same incident. */
const COOLDOWN_MS = 900_000;
const TOP = 10;

/** Both lists as one. What is about the same and near in time is one finding; of its lines the first and the last are kept. */
export function mergeFindings(a: readonly Finding[], b: readonly Finding[]): Finding[] {
  const merged = [...a];
  for (const finding of b) {
    const at = merged.findIndex((other) => isSame(other, finding));
    if (at < 0) merged.push(finding);
    else merged[at] = joined(merged[at]!, finding);
  }
  return worstFirst(merged);
}

/** Findings of a part of a file, with the lines that they have in the file. */
export const shifted = (findings: readonly Finding[], lines: number): Finding[] =>
  findings.map((finding) => ({
    ...finding,
    evidence: {
      ...finding.evidence,
      lines: finding.evidence.lines.map(({ path, line }) => ({ path, line: line + lines })),
    },
  }));

/** Only what no log can feed is off. */
export function mergeRulesOff(a: readonly RuleOff[] | undefined, b: readonly RuleOff[]): readonly RuleOff[] {
  return a === undefined ? b : a.filter(({ id }) => b.some((other) => other.id === id));
}

function isSame(a: Finding, b: Finding): boolean {
  const about = (f: Finding): string => [f.rule.id, f.zone, f.client, f.upstream, f.key].join('\t');
  const [early, late] = a.first <= b.first ? [a, b] : [b, a];
  return about(a) === about(b) && Date.parse(late.first) - Date.parse(early.last) <= COOLDOWN_MS;
}

function joined(a: Finding, b: Finding): Finding {
  const [early, late] = a.first <= b.first ? [a, b] : [b, a];
  const list = (of: 'zones' | 'names' | 'clients' | 'upstreams'): Tallied[] => {
    const counts = new Map<string, number>();
    for (const { name, count } of [...a.evidence[of], ...b.evidence[of]])
      counts.set(name, (counts.get(name) ?? 0) + count);
    return [...counts]
      .map(([name, count]) => ({ name, count }))
      .sort((x, y) => y.count - x.count || (x.name < y.name ? -1 : 1))
      .slice(0, TOP);
  };
  return {
    ...early,
    last: [early.last, late.last].sort()[1]!,
    count: a.count + b.count,
    evidence: {
      zones: list('zones'),
      names: list('names'),
      clients: list('clients'),
      upstreams: list('upstreams'),
      lines: [early.evidence.lines[0]!, late.evidence.lines.at(-1)!],
    },
  };
}
