// Exit status and messages: 0 done, 1 the work failed, 2 wrong usage; results on stdout, everything else on stderr.
import { chmodSync, mkdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { CommanderError } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { buildProgram } from '../../src/cli/program.js';
import { formatUserError, UserError } from '../../src/errors.js';
import { tempFiles } from '../sources/temp-files.js';
import { documents, fixture, rcodescope, shell } from './program-run.js';

const files = tempFiles();
chmodSync(files.directory, 0o755);
const LINE =
  '2026-11-22T15:59:14.350Z query-errors: info: client @0x7ff9c10f0c98 127.0.2.37#54581 (www.example.com): query failed (SERVFAIL) for www.example.com/IN/A at query.c:5713\n';
const log = files.write('named.log', LINE);

describe('wrong usage: status 2, one message, nothing on stdout', () => {
  const cases: [args: string[], says: RegExp][] = [
    [['analyse'], /^rcodescope: unknown command 'analyse'\n\(Did you mean analyze\?\)\n/],
    [['parse', '--orignal', log], /^rcodescope: unknown option '--orignal'\n\(Did you mean --original\?\)\n/],
    [['analyze', '--format', 'unbund', log], /unknown format "unbund"\n {2}did you mean unbound\? known: .*bind/],
    [['analyze', '--envelope', 'crio', log], /unknown envelope "crio"\n {2}did you mean cri\? known: .*docker/],
    [
      ['parse', '--timezone', 'Europe/Berln', log],
      /"Europe\/Berln" is not a time zone\n {2}Did you mean Europe\/Berlin/,
    ],
    [['analyze', '--max-line-bytes', 'much', log], /--max-line-bytes: "much" is not a whole number\n/],
    [['analyze', '--max-line-bytes', '1.5', log], /--max-line-bytes: "1.5" is not a whole number\n/],
    [['analyze', '--max-line-bytes', '5', log], /--max-line-bytes: "5" is too small, at least 80\n/],
    [['analyze', '--top', '5000', log], /--top: "5000" is too large, at most 1000\n/],
    [['parse', '--since', 'yesterday', log], /--since: "yesterday" is no time\n {2}write 2026-11-22/],
    [['parse', '--until', '2026-13-01', log], /--until: "2026-13-01" is no time\n/],
    [['analyze', log, '--only', 'rcode'], /--only: "rcode" is not KEY=VALUE\n {2}keys: rcode, kind/],
    [['analyze', log, '--only', 'rcode='], /--only: "rcode=" is not KEY=VALUE\n/],
    [['analyze', log, '--only', 'rcode=SERVFAL'], /--only rcode: "SERVFAL" is no response code\n/],
    [['analyze', log, '--only', 'knd=x'], /--only: unknown key "knd"\n {2}did you mean kind\?/],
    [['analyze', log, '--only', 'kind=query-faild'], /"query-faild" is no kind of line\n {2}did you mean query-failed/],
    [['analyze', log, '--only', 'direction=out'], /--only direction: "out" is none\n {2}one of: sent/],
    [['analyze', log, '--only', 'client=10.0.0.256'], /--only client: "10.0.0.256" is no address or prefix\n/],
    [['analyze', log, '--only', 'client=10.0.0.0/33'], /--only client: "10.0.0.0\/33" is no address or prefix\n/],
    [['watch', '--output', 'xml', log], /--output: "xml" is none of text, ndjson\n/],
    [['watch', '--web.listen-address', 'here', log], /"here" is not HOST:PORT\n {2}for example 127\.0\.0\.1:9353/],
    [['watch', '--web.listen-address', '[::1]:99999', log], /is not HOST:PORT\n/],
    [['explain'], /^rcodescope: nothing to explain\n/],
    [['explain', 'SERVFALE'], /unknown code "SERVFALE"/],
    [['formats', 'bnd'], /unknown format "bnd"/],
    [[], /^Usage: rcodescope /],
  ];
  // In this process, as main.ts does it: forty processes would take half a minute.
  it.each(cases)('%j', async (args, says) => {
    const said: string[] = [];
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    const stdout = vi.spyOn(process.stdout, 'write');
    const error: unknown = await buildProgram(() => undefined)
      .parseAsync(['node', 'rcodescope', ...args])
      .catch((e) => e);
    const wrote = stdout.mock.calls.length;
    stderr.mockRestore();
    stdout.mockRestore();
    if (error instanceof UserError) said.push(formatUserError(error), '\n');
    else expect(error).toBeInstanceOf(CommanderError);
    if (error instanceof UserError) expect(error.exitStatus).toBe(2);
    expect(said.join('')).toMatch(says);
    expect(wrote).toBe(0);
  });

  it.each([[['analyse']], [['parse', '--orignal']], [['parse', '--format', 'unbund', log]], [[]]])(
    '%j as a process',
    async (args) => {
      const run = await rcodescope(args);
      expect(run).toMatchObject({ status: 2, stdout: '' });
      expect(run.stderr).toMatch(/^(rcodescope: |Usage: )/);
      expect(run.stderr).not.toContain('    at ');
    },
  );

  it('what was typed is quoted without its control characters', async () => {
    for (const args of [['a\u001b[31mb'], ['parse', '--format', 'f\u001b]0;t\u0007']]) {
      const { stderr, status } = await rcodescope(args);
      expect(stderr).toMatch(/\\x1b/);
      expect(stderr.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u202e]/);
      expect(status).toBe(2);
    }
  });
});

describe('inputs that cannot be read: status 1, a message each, the others are read', () => {
  const truncated = gzipSync(LINE.repeat(2000)).subarray(0, -40);
  files.write('cut.log.gz', truncated);
  files.write('secret.log', LINE);
  chmodSync(files.path('secret.log'), 0o600);
  mkdirSync(files.path('none'));

  it('missing, pattern without a match, empty directory, beside one that is there', async () => {
    const missing = [files.path('nmed.log'), files.path('*.gone'), files.path('none')];
    const run = await rcodescope(['parse', ...missing, log]);
    expect(run.stderr).toBe(
      [
        `rcodescope: ${files.path('nmed.log')}: no such file`,
        `  did you mean ${log}?`,
        `rcodescope: ${files.path('*.gone')}: no file matches`,
        '  check the pattern, and that you may list the directory',
        `rcodescope: ${files.path('none')}: a directory without files in it`,
        '',
      ].join('\n'),
    );
    expect(documents(run.stdout)).toHaveLength(1);
    expect(run.status).toBe(1);
  });

  it.skipIf(process.getuid?.() !== 0)('a file of somebody else', async () => {
    const run = await rcodescope(['analyze', '--json', files.path('secret.log'), log], { uid: 65534 });
    expect(run.stderr).toMatch(/secret\.log: permission denied\n {2}run as a user or group that may read it/);
    expect(JSON.parse(run.stdout).lines.read).toBe(1);
    expect(run.status).toBe(1);
  });

  it('a truncated archive counts as far as it goes', async () => {
    const run = await rcodescope(['analyze', '--json', files.path('cut.log.gz')]);
    expect(run.stderr).toMatch(
      /^rcodescope: .*cut\.log\.gz: its gzip data .* at compressed byte \d+ of \d+\n {2}what came/,
    );
    const { lines } = JSON.parse(run.stdout);
    expect(lines.read).toBeGreaterThan(1000);
    expect(lines.read).toBe(lines.events + lines.noRcode + lines.unrecognized);
    expect(run.status).toBe(1);
  });

  it('nothing on stdout when no input could be read', async () => {
    for (const command of ['analyze', 'parse', 'detect']) {
      const run = await rcodescope([command, files.path('nothing.log')]);
      expect(run).toMatchObject({ status: 1, stdout: '' });
      expect(run.stderr).toContain('nothing.log: no such file');
    }
  });

  it('a full disk', async () => {
    for (const command of ['analyze', 'parse']) {
      const run = await shell(`$R ${command} '${log}' > /dev/full`);
      expect(run.status).toBe(1);
      expect(run.stderr).toMatch(/^rcodescope: standard output: .*no space/i);
    }
  });
});

describe('work that is done: status 0', () => {
  it('an empty file, an empty standard input', async () => {
    files.write('empty.log', '');
    for (const args of [[files.path('empty.log')], []]) {
      const run = await rcodescope(['analyze', '--json', ...args]);
      expect(run).toMatchObject({ status: 0, stderr: '' });
      expect(JSON.parse(run.stdout)).toMatchObject({
        lines: { read: 0, events: 0 },
        responses: { total: null, coverage: 'unknown' },
      });
      expect(await rcodescope(['parse', ...args])).toMatchObject({ status: 0, stdout: '', stderr: '' });
    }
  });

  it('help and version', async () => {
    for (const args of [['analyze', '--help'], ['--version']]) {
      const run = await rcodescope(args);
      expect(run).toMatchObject({ status: 0, stderr: '' });
      expect(run.stdout).not.toBe('');
    }
  });

  it('a reader that goes away', async () => {
    const big = files.write('big.log', LINE.repeat(20_000));
    for (const command of [`parse '${big}'`, `analyze '${big}'`, 'explain SERVFAIL REFUSED FORMERR']) {
      const run = await shell(`$R ${command} | head -1`);
      expect(run).toMatchObject({ status: 0, stderr: '' });
      expect(run.stdout.split('\n')).toHaveLength(2);
    }
  });

  it('a file behind --only is a file', async () => {
    const run = await rcodescope(['parse', '--only', 'rcode=SERVFAIL', 'direction=sent', log]);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(documents(run.stdout)).toHaveLength(1);
  });

  it('--quiet says nothing that is no error', async () => {
    const foreign = files.write('foreign.txt', 'nothing of a name server\n'.repeat(20));
    const loud = await rcodescope(['analyze', foreign]);
    expect(loud.stderr).toMatch(/no known format fits its lines; see: rcodescope detect /);
    expect(await rcodescope(['analyze', '--quiet', foreign])).toMatchObject({ status: 0, stderr: '' });
  });

  it('detect: 0 when something fits, 1 when nothing does', async () => {
    expect(await rcodescope(['detect', fixture('unbound-replies.log')])).toMatchObject({ status: 0, stderr: '' });
    const run = await rcodescope(['detect', files.path('foreign.txt')]);
    expect(run).toMatchObject({ status: 1, stderr: '' });
    expect(run.stdout).toContain('no known format fits');
  });
});
