// Findings in words: what is wrong, about what, since when, who acts.
import type { Finding } from '../diagnose/finding.js';
import type { Report } from './model.js';
import { localTime, plural } from './words.js';

export interface FindingView {
  readonly severity: Finding['severity'];
  /** `DNSSEC failure of one zone: example.com`. */
  readonly what: string;
  /** When, how often, who has to act. */
  readonly facts: string;
  readonly why: string;
  /** The names that show it most, where it is not about one of them. */
  readonly names: string | undefined;
}

const SHOWN_NAMES = 3;

/** Findings of severity notice and more, worst first; nothing of what the log said is escaped here. */
export function findingsView({ findings, timezone }: Report): FindingView[] {
  return findings
    .filter(({ severity }) => severity !== 'info')
    .map((finding) => {
      const about = [finding.zone, finding.client, finding.upstream, finding.key].filter((part) => part !== undefined);
      const [first, last] = [finding.first, finding.last].map((time) => localTime(Date.parse(time), timezone)) as [
        string,
        string,
      ];
      const [day = ''] = first.split(' ');
      // The day is said once.
      const when = `${first} to ${last.startsWith(day) ? last.slice(day.length + 1) : last}`;
      const names = finding.evidence.names.slice(0, SHOWN_NAMES).map(({ name }) => name);
      return {
        severity: finding.severity,
        what: about.length === 0 ? finding.rule.title : `${finding.rule.title}: ${about.join(', ')}`,
        facts: `${when}, ${plural(finding.count, 'observation')}; the ${finding.actor} acts`,
        why: [finding.hint.summary, ...finding.hint.steps.map(sentence)].join(' '),
        names: names.length < 2 ? undefined : `most of ${names.join(', ')}`,
      };
    });
}

/** Steps are written as orders without a capital and a stop. */
const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
