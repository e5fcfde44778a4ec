// Real servers, real queries: what the log is said to tell is held against what the client received.
import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documents, rcodescope } from '../cli/program-run.js';
import { tempFiles } from '../sources/temp-files.js';
import { toolOrSkip } from '../tools.js';
import { startWatch, until } from '../watch/watching.js';
import { A, askAll, MAILB, type Question, STATUS, startUpstream } from './dns-client.js';
import { freePort, startServer } from './server-process.js';

const files = tempFiles();
// Servers that give up their rights still have to write here.
chmodSync(files.directory, 0o777);

const many = (count: number, question: (i: number) => Question): Question[] =>
  Array.from({ length: count }, (_, i) => question(i));

/** Neither server sees the same outcome twice in a row. */
function shuffled(questions: readonly Question[]): Question[] {
  return questions
    .map((question, i) => [(i * 7919) % 1009, question] as const)
    .sort((a, b) => a[0] - b[0])
    .map(([, q]) => q);
}

// biome-ignore lint/suspicious/noExplicitAny: the report is looked into freely
async function analyzed(log: string): Promise<any> {
  const run = await rcodescope(['analyze', '--json', log]);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  return JSON.parse(run.stdout);
}

describe.skipIf(toolOrSkip('named'))('BIND', () => {
  it('failures of an authoritative server', async () => {
    const port = await freePort();
    const log = files.path('named.log');
    files.write(
      'example.zone',
      '$TTL 60\n@ SOA ns.example.test. root.example.test. 1 60 60 60 60\n@ NS ns\nns A 192.0.2.53\nwww A 192.0.2.80\n',
    );
    const conf = files.write(
      'named.conf',
      `options {
  directory "${files.directory}"; pid-file none; session-keyfile none; managed-keys-directory "${files.directory}";
  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; querylog yes; dnssec-validation no; notify no; allow-transfer { none; };
};
controls { };
logging {
  channel all { file "${log}"; severity debug 1; print-time iso8601-utc; print-category yes; print-severity yes; };
  category default { all; };
};
zone "example.test" { type primary; file "example.zone"; };
zone "broken.test" { type primary; file "nothing.zone"; };
zone "closed.test" { type primary; file "example.zone"; allow-query { none; }; };
`,
    );
    const watch = startWatch(['--emit', 'all', log]);
    await watch.url();
    const server = await startServer(
      'named',
      ['-f', '-n', '1', '-c', conf],
      port,
      { name: 'www.example.test', type: A },
      log,
    );
    const received = await askAll(
      port,
      shuffled([
        ...many(40, () => ({ name: 'www.example.test', type: A })),
        ...many(40, (i) => ({ name: `no-${i}.example.test`, type: A })),
        ...many(30, (i) => ({ name: `www.elsewhere-${i}.invalid`, type: A })),
        ...many(20, (i) => ({ name: `www-${i}.closed.test`, type: A })),
        ...many(30, (i) => ({ name: `w${i}.broken.test`, type: A })),
        ...many(20, () => ({ name: 'www.example.test', type: MAILB })),
        ...many(20, () => ({ name: 'www.example.test', type: A, cut: 3 })),
      ]),
    );
    await server.stop();
    expect(received).toEqual({ NOERROR: 40, NXDOMAIN: 40, REFUSED: 50, SERVFAIL: 30, NOTIMP: 20, FORMERR: 20 });

    const report = await analyzed(log);
    const { NOERROR: _, NXDOMAIN: __, ...failures } = received;
    expect(report.responses).toMatchObject({ coverage: 'failures-only', byRcode: failures, total: 120 });
    expect(report.lines.unrecognized).toBe(0);
    expect(report.lines.read).toBe(report.lines.events + report.lines.noRcode);

    // While its exchanges wait for more lines, watch has read every line and counted every event.
    await until('all lines', async () => (await watch.metrics()).value('rcodescope_lines_total') === report.lines.read);
    const metrics = await watch.metrics();
    expect(metrics.value('rcodescope_lines_total', { outcome: 'event' })).toBe(report.lines.events);
    expect(metrics.value('rcodescope_lines_total', { outcome: 'unrecognized' })).toBe(0);
    expect(metrics.value('rcodescope_queries_total', { product: 'bind' })).toBe(report.queries);
    expect(report.queries).toBeGreaterThanOrEqual(180);
    watch.child.kill('SIGTERM');
    expect(await watch.ended).toBe(0);
    const parsed = documents((await rcodescope(['parse', log])).stdout);
    expect(watch.documents().map((d) => d.event.id)).toEqual(parsed.map((d) => d.event.id));
  });
});

describe.skipIf(toolOrSkip('unbound'))('Unbound', () => {
  it('every answer of a resolver', async () => {
    const port = await freePort();
    const upstream = await startUpstream();
    const log = files.path('unbound.log');
    const conf = files.write(
      'unbound.conf',
      `server:
  directory: "${files.directory}"
  chroot: ""
  username: ""
  pidfile: ""
  logfile: "${log}"
  use-syslog: no
  log-time-ascii: no
  verbosity: 1
  log-queries: yes
  log-replies: yes
  log-servfail: yes
  log-local-actions: yes
  interface: 127.0.0.1
  port: ${port}
  num-threads: 1
  so-reuseport: no
  do-ip6: no
  access-control: 127.0.0.0/8 allow
  module-config: "iterator"
  do-not-query-localhost: no
  local-zone: "ok.test." static
  local-data: "www.ok.test. 60 IN A 192.0.2.80"
  local-zone: "shut.test." refuse
forward-zone:
  name: "."
  forward-addr: 127.0.0.1@${upstream}
remote-control:
  control-enable: no
`,
    );
    const watch = startWatch(['--emit', 'all', log]);
    await watch.url();
    const server = await startServer('unbound', ['-d', '-c', conf], port, { name: 'www.ok.test', type: A }, log);
    const received = await askAll(
      port,
      shuffled([
        ...many(60, () => ({ name: 'www.ok.test', type: A })),
        ...many(50, (i) => ({ name: `no-${i}.ok.test`, type: A })),
        ...many(30, (i) => ({ name: `w${i}.shut.test`, type: A })),
        ...many(20, (i) => ({ name: `w${i}.gone.example`, type: A })),
        ...many(10, (i) => ({ name: `rc6.n${i}.example`, type: A })),
        ...many(20, () => ({ name: 'www.ok.test', type: A, cut: 3 })),
        ...many(20, () => ({ name: 'www.ok.test', type: A, opcode: STATUS })),
      ]),
    );
    await server.stop();
    expect(received).toEqual({
      NOERROR: 60,
      NXDOMAIN: 50,
      REFUSED: 30,
      SERVFAIL: 20,
      FORMERR: 20,
      NOTIMP: 20,
      YXDOMAIN: 10,
    });

    const report = await analyzed(log);
    // Unbound 1.17 writes no line for an opcode that it does not know. The first answers told that it is up.
    const { NOTIMP: _, ...logged } = received;
    const before = report.responses.total - 190;
    expect(before).toBeGreaterThan(0);
    expect(report.responses.coverage).toBe('all');
    expect(report.responses.byRcode).toEqual({ ...logged, NOERROR: 60 + before });
    expect(report.lines.unrecognized).toBe(0);

    await until(
      'all responses',
      async () => (await watch.metrics()).value('rcodescope_responses_total') === report.responses.total,
    );
    const metrics = await watch.metrics();
    for (const [rcode, count] of Object.entries(report.responses.byRcode))
      expect(metrics.value('rcodescope_responses_total', { product: 'unbound', rcode })).toBe(count);
    expect(metrics.value('rcodescope_queries_total')).toBe(report.queries);
    watch.child.kill('SIGTERM');
    expect(await watch.ended).toBe(0);
    expect(watch.documents()).toHaveLength(report.lines.events);
  });
});
