// What a report advises: the worst first, only what the log bears out, nothing for a healthy server.
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/model.js';
import { type Answer, reportOf, troubledResolver, wrongSecret } from './tallies.js';

const healthy: Answer[] = [
  { code: 'NOERROR', name: 'www.example.com', client: '192.0.2.1', times: 900, took: 0.001 },
  { code: 'NXDOMAIN', name: 'nas', client: '192.0.2.1', times: 90, took: 0.001 },
];
const whatOf = ({ nextSteps }: Report): string[] => nextSteps.map(({ what }) => what);

describe('next steps', () => {
  it('asks nothing of a healthy server', () => {
    expect(reportOf(healthy, { queries: 990 }).nextSteps).toEqual([]);
    expect(reportOf([]).nextSteps).toEqual([]);
  });

  it('names the zone, the network, the server and the client, the worst first', () => {
    const { nextSteps } = troubledResolver();
    expect(nextSteps.map(({ severity, what }) => [severity, what])).toEqual([
      ['error', 'SERVFAIL for 2 names of broken.example'],
      ['warning', 'REFUSED to 6 clients of 198.51.100.0/24'],
      ['notice', '203.0.113.53 answers us REFUSED'],
      ['notice', 'FORMERR to 203.0.113.9'],
    ]);
  });

  it('gives every step an actor, a reason and a command without gaps', () => {
    for (const report of [troubledResolver(), wrongSecret()]) {
      expect(report.nextSteps.length).toBeGreaterThan(1);
      for (const step of report.nextSteps) {
        expect(step.actor).not.toBe('');
        expect(step.why).toMatch(/\.$/);
        expect(step.command).not.toMatch(/<\w+>|\{\w+\}/);
      }
    }
  });

  it('looks here, not at a zone, when failures are spread', () => {
    const spread = Array.from(
      { length: 40 },
      (_, i): Answer => ({ code: 'SERVFAIL', name: `www.zone${i}.example`, client: '192.0.2.1' }),
    );
    const [step] = reportOf([...healthy, ...spread]).nextSteps;
    expect(step!.what).toBe('SERVFAIL in 40 zones, none of them alone');
    expect(step!.severity).toBe('error');
  });

  it('points at DNSSEC when the log tells of failed validation', () => {
    const bogus: Answer[] = [
      { code: 'SERVFAIL', name: 'www.bogus.example', client: '192.0.2.1', times: 20 },
      { code: 'SERVFAIL', name: 'www.bogus.example', client: '192.0.2.1', times: 20, kind: 'validation-failure' },
    ];
    const [step] = reportOf([...healthy, ...bogus]).nextSteps;
    expect(step!.what).toBe('SERVFAIL for www.bogus.example');
    expect(step!.actor).toBe('zone owner');
    expect(step!.command).toContain('www.bogus.example');
  });

  it('tells a flood of made-up names from ordinary NXDOMAIN', () => {
    const flood = Array.from(
      { length: 400 },
      (_, i): Answer => ({ code: 'NXDOMAIN', name: `x${i}q.victim.example`, client: `192.0.2.${i % 9}` }),
    );
    const [step] = reportOf([...healthy, ...flood]).nextSteps;
    expect(step!.what).toBe('NXDOMAIN for 400 different names of victim.example');
    expect(step!.command).toBe('rcodescope analyze --only zone=victim.example -- /var/log/dns.log');
    const usual = Array.from(
      { length: 400 },
      (_, i): Answer => ({ code: 'NXDOMAIN', name: `h${i % 20}.example.net`, client: '192.0.2.1' }),
    );
    expect(whatOf(reportOf([...healthy, ...usual]))).toEqual([]);
  });

  it('says that NXDOMAIN dominates', () => {
    expect(
      whatOf(reportOf([{ code: 'NXDOMAIN', name: 'wpad.example.com', client: '192.0.2.1', times: 2000 }, ...healthy])),
    ).toEqual(['NXDOMAIN is 69.9 % of all answers']);
  });

  it('reads YXRRSET as BADCOOKIE in a log of four bits only', () => {
    const answers: Answer[] = [...healthy, { code: 'YXRRSET', name: 'example.com', client: '192.0.2.7', times: 4 }];
    expect(whatOf(reportOf(answers))).toEqual(['YXRRSET to 192.0.2.7']);
    expect(whatOf(reportOf(answers, { format: 'bind' }))).toEqual([]);
  });

  it('tells of slow answers', () => {
    expect(
      whatOf(
        reportOf([...healthy, { code: 'NOERROR', name: 'slow.example', client: '192.0.2.1', times: 300, took: 3 }]),
      ),
    ).toEqual(['Answers take long']);
  });

  it('sends one to detect when the lines do not fit, with the file quoted', () => {
    const [step] = reportOf(healthy, { unrecognized: 800, path: "/tmp/it's here.log" }).nextSteps;
    expect(step!.command).toBe("rcodescope detect '/tmp/it'\\''s here.log'");
  });

  it('quotes names from the log', () => {
    const [step] = reportOf([
      { code: 'SERVFAIL', name: "$(reboot)'`.example.com", client: '192.0.2.1', times: 30 },
    ]).nextSteps;
    expect(step!.command).toContain("'\\036(reboot)'\\''`.example.com'");
  });

  it('advises full logging where only failures are logged, as the least', () => {
    expect(wrongSecret().nextSteps.at(-1)!.command).toBe('rndc responselog on');
    expect(whatOf(wrongSecret())[0]).toBe('BADSIG: 40 signed requests of 192.0.2.53 rejected');
  });

  it('gives five at most', () => {
    const answers = ['BADSIG', 'BADKEY', 'BADTIME', 'BADTRUNC'].map(
      (detail): Answer => ({ code: 'NOTAUTH', detail, client: '192.0.2.9', kind: 'tsig-invalid', times: 5 }),
    );
    const more = ['SERVFAIL', 'REFUSED', 'FORMERR'].map(
      (code): Answer => ({ code, name: 'example.com', client: '192.0.2.8', times: 30 }),
    );
    expect(reportOf([...answers, ...more], { format: 'bind' }).nextSteps).toHaveLength(5);
  });
});
