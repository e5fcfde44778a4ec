// Alert and recording rules: each alert fires when it should and is quiet otherwise, and its runbook is there.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { pageText, ROOT } from '../docs/blocks.js';
import { tempFiles } from '../sources/temp-files.js';
import { toolOrSkip } from '../tools.js';
import { metricNames, namesIn } from './metric-names.js';

const RULES = `${ROOT}deploy/prometheus/rules.yaml`;

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}
const rules: Rule[] = parse(readFileSync(RULES, 'utf8')).groups.flatMap((group: { rules: Rule[] }) => group.rules);
const alerts = rules.filter((rule) => rule.alert !== undefined);

/** Series with their values, a minute apart; all of one server. */
type Input = Readonly<Record<string, string>>;

/** Counters that grow by so much each minute, for 400 minutes. */
const steady = (perMinute: number): string => `0+${perMinute}x400`;
/** Ten times as fast for the last twenty minutes. */
const surging = (perMinute: number): string => `0+${perMinute}x380 ${perMinute * 390}+${perMinute * 10}x20`;
const responses = (rcode: string): string =>
  `rcodescope_responses_total{server="ns", product="bind", rcode="${rcode}", job="rcodescope"}`;
const upstream = (rcode: string): string =>
  `rcodescope_upstream_responses_total{server="ns", product="bind", rcode="${rcode}"}`;
const reason = (word: string): string =>
  `rcodescope_failure_reasons_total{server="ns", rcode="SERVFAIL", reason="${word}"}`;
const lines = (outcome: string): string => `rcodescope_lines_total{server="ns", outcome="${outcome}"}`;

const open = (severity: string): string =>
  `rcodescope_incidents_open{server="ns", pattern="p", severity="${severity}"}`;

interface Case {
  readonly fires: Input;
  readonly quiet: readonly Input[];
  readonly labels?: Readonly<Record<string, string>>;
}

const SERVFAIL = { rcode: 'SERVFAIL' };
const CASES: Readonly<Record<string, Case>> = {
  RcodescopeServfailShare: {
    fires: { [responses('NOERROR')]: steady(600), [responses('SERVFAIL')]: steady(60) },
    quiet: [
      { [responses('NOERROR')]: steady(600), [responses('SERVFAIL')]: steady(20) },
      // Only failures are logged: their share is no share of the answers.
      { [responses('REFUSED')]: steady(60), [responses('SERVFAIL')]: steady(600), [responses('NOERROR')]: steady(0) },
      // Hardly asked.
      { [responses('NOERROR')]: steady(6), [responses('SERVFAIL')]: steady(6) },
    ],
    labels: SERVFAIL,
  },
  RcodescopeServfailMost: {
    fires: { [responses('NOERROR')]: steady(100), [responses('SERVFAIL')]: steady(300) },
    quiet: [{ [responses('NOERROR')]: steady(600), [responses('SERVFAIL')]: steady(60) }],
    labels: SERVFAIL,
  },
  RcodescopeFailureSurge: {
    fires: { [responses('REFUSED')]: surging(30) },
    quiet: [
      { [responses('REFUSED')]: steady(300) },
      { [responses('REFUSED')]: surging(1) },
      { [responses('NXDOMAIN')]: surging(300) },
      // The server is new: everything is more than before.
      { [responses('REFUSED')]: `_x379 0+300x20` },
    ],
    labels: { rcode: 'REFUSED' },
  },
  RcodescopeNxdomainSurge: {
    fires: { [responses('NXDOMAIN')]: surging(300) },
    quiet: [{ [responses('NXDOMAIN')]: steady(3000) }, { [responses('NXDOMAIN')]: surging(6) }],
    labels: { rcode: 'NXDOMAIN' },
  },
  RcodescopeDnssecFailures: {
    fires: { [reason('dnssec-signature-expired')]: steady(6), [reason('dnssec-other')]: steady(6) },
    quiet: [{ [reason('dnssec-other')]: steady(1), [reason('acl')]: steady(600) }],
  },
  RcodescopeUpstreamUnreachable: {
    fires: { [reason('upstream-timeout')]: steady(60) },
    quiet: [{ [reason('upstream-timeout')]: steady(6), [reason('upstream-refused')]: steady(600) }],
  },
  RcodescopeUpstreamFailures: {
    fires: {
      [upstream('NOERROR')]: steady(100),
      [upstream('SERVFAIL')]: steady(50),
      [upstream('REFUSED')]: steady(50),
    },
    quiet: [
      { [upstream('NOERROR')]: steady(1000), [upstream('SERVFAIL')]: steady(100) },
      { [upstream('NOERROR')]: steady(0), [upstream('SERVFAIL')]: steady(100) },
    ],
  },
  RcodescopeZoneNotLoaded: {
    fires: { [reason('zone-not-loaded')]: steady(1) },
    quiet: [{ [reason('zone-not-loaded')]: steady(0), [reason('not-authoritative')]: steady(60) }],
  },
  RcodescopeTsigFailures: {
    fires: { [reason('tsig-bad-time')]: steady(1) },
    quiet: [{ [reason('tsig-bad-time')]: `0+0x200 0+1x10 10+0x190` }],
  },
  RcodescopeFault: {
    fires: { [open('error')]: '0x300 1x100' },
    quiet: [{ [open('error')]: '1x390 0x10' }, { [open('notice')]: '1x400' }, { [open('error')]: '0x398 1x2' }],
    labels: { pattern: 'p' },
  },
  RcodescopeFaultCritical: {
    fires: { [open('critical')]: '0x300 1x100' },
    quiet: [{ [open('error')]: '1x400' }],
    labels: { pattern: 'p' },
  },
  RcodescopeDown: {
    fires: { 'up{job="rcodescope", instance="i"}': '0x400' },
    quiet: [{ 'up{job="rcodescope", instance="i"}': '1x400' }, { 'up{job="node", instance="i"}': '0x400' }],
    labels: { job: 'rcodescope', instance: 'i' },
  },
  RcodescopeLag: {
    fires: { 'rcodescope_input_lag_bytes{server="ns"}': '100000000x400' },
    quiet: [{ 'rcodescope_input_lag_bytes{server="ns"}': '1000000x400' }],
  },
  RcodescopeLogSilent: {
    fires: { 'rcodescope_last_record_timestamp_seconds{server="ns"}': '0+60x300 18000+0x100' },
    quiet: [{ 'rcodescope_last_record_timestamp_seconds{server="ns"}': '0+60x400' }],
  },
  RcodescopeUnrecognizedLines: {
    fires: { [lines('event')]: steady(60), [lines('unrecognized')]: steady(30) },
    quiet: [
      { [lines('event')]: steady(60), [lines('unrecognized')]: steady(6) },
      { [lines('event')]: steady(1), [lines('unrecognized')]: steady(1) },
    ],
    labels: { outcome: 'unrecognized' },
  },
};

const filled = (text: string, labels: Readonly<Record<string, string>>): string =>
  text.replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => labels[name] ?? '');

function unitTest(alert: string, input: Input, fires: boolean) {
  const rule = alerts.find((candidate) => candidate.alert === alert)!;
  const { labels: own = {} } = CASES[alert]!;
  const labels: Record<string, string> = { ...('instance' in own ? {} : { server: 'ns' }), ...own, ...rule.labels };
  const annotations = Object.entries(rule.annotations!).map(([name, text]) => [name, filled(text, labels)]);
  return {
    interval: '1m',
    name: `${alert} ${fires ? 'fires' : 'is quiet'}`,
    input_series: Object.entries(input).map(([series, values]) => ({ series, values })),
    alert_rule_test: [
      {
        eval_time: '400m',
        alertname: alert,
        exp_alerts: fires ? [{ exp_labels: labels, exp_annotations: Object.fromEntries(annotations) }] : [],
      },
    ],
  };
}

const files = tempFiles();
const promtool = (args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
};

describe('deploy/prometheus/rules.yaml', () => {
  it('has a case for each alert, and a runbook', () => {
    expect(Object.keys(CASES).sort()).toEqual(alerts.map((rule) => rule.alert!).sort());
    const sections = [...pageText('docs/runbook.md').matchAll(/^## (\w+)$/gm)].map((match) => match[1]!);
    expect(sections.sort()).toEqual(alerts.map((rule) => rule.alert!).sort());
    for (const { alert, annotations, labels } of alerts) {
      expect(annotations!['runbook']).toBe(`docs/runbook.md#${alert!.toLowerCase()}`);
      expect(['warning', 'critical']).toContain(labels!['severity']);
    }
  });

  it('asks for metrics that there are', () => {
    const known = new Set([...metricNames(), ...rules.flatMap((rule) => rule.record ?? []), 'up']);
    for (const { expr } of rules) {
      const names = namesIn(expr);
      expect(names.length).toBeGreaterThan(0);
      expect(names.filter((name) => !known.has(name))).toEqual([]);
    }
  });

  it.skipIf(toolOrSkip('promtool'))('is accepted by promtool check rules', () => {
    const result = promtool(['check', 'rules', RULES]);
    expect(result.status, result.said).toBe(0);
    expect(result.said).toContain(`${rules.length} rules found`);
  });

  it.skipIf(toolOrSkip('promtool'))('fires when it should, and else is quiet (promtool test rules)', () => {
    const tests = Object.entries(CASES).flatMap(([alert, { fires, quiet }]) => [
      unitTest(alert, fires, true),
      ...quiet.map((input) => unitTest(alert, input, false)),
    ]);
    const document = { rule_files: [RULES], evaluation_interval: '1m', tests };
    const result = promtool(['test', 'rules', files.write('tests.json', JSON.stringify(document))]);
    expect(result.status, result.said).toBe(0);
  });
});
