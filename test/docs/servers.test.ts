// The logging that the README switches on, in real servers on loopback: what they then write is what the README promises.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createParser, type Parser } from '../../src/parser.js';
import { toolOrSkip } from '../tools.js';
import { blocksOf } from './blocks.js';
import { namedKnowsResponseLog } from './named-version.js';

const snippets = (language: string): string[] =>
  blocksOf('README.md')
    .filter((block) => block.language === language)
    .map((block) => block.text);

const noServers = [toolOrSkip('named'), toolOrSkip('unbound'), toolOrSkip('dig')].includes(true);

describe.skipIf(noServers)('the snippets of the README in real servers', () => {
  let folder: string;
  const running: ChildProcess[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rcodescope-servers-'));
  });
  afterAll(() => {
    for (const child of running) child.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts a server, asks it, ends it, and reads the log that it left. */
  async function logOf(
    start: readonly string[],
    port: number,
    questions: readonly string[],
    log: string,
  ): Promise<{ parser: Parser; codes: string[] }> {
    const child = spawn(start[0]!, start.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
    running.push(child);
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ask = (question: string): string | undefined =>
      /status: (\w+)/.exec(
        spawnSync('dig', ['+time=1', '+tries=1', '-p', String(port), '@127.0.0.1', ...question.split(' ')], {
          encoding: 'utf8',
        }).stdout,
      )?.[1];
    // The first question is asked until the server is there.
    await expect
      .poll(() => (child.exitCode === null ? ask(questions[0]!) : said), { timeout: 20_000 })
      .toMatch(/^[A-Z]+$/);
    const codes = questions.map((question) => ask(question) ?? 'no answer');
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
    expect(existsSync(log), said).toBe(true);
    const parser = createParser();
    parser.push(readFileSync(log));
    parser.end();
    return { parser, codes };
  }

  it('BIND: answers from 9.20.3 on, failures before', async () => {
    const port = await freePort();
    const knows = namedKnowsResponseLog();
    const zone = join(folder, 'zone');
    writeFileSync(zone, '$TTL 60\n@ SOA ns h 1 60 60 60 60\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\n');
    const options = [
      `directory "${folder}"; pid-file none; session-keyfile none; recursion no; dnssec-validation no;`,
      `listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };`,
    ].join('\n');
    const config = join(folder, 'named.conf');
    const snippet = snippets('named.conf')[knows ? 0 : 1]!;
    writeFileSync(
      config,
      `${snippet.replaceAll('/var/log/named', folder).replace('options {', `options {\n${options}`)}
controls {};
zone "example.org" { type primary; file "${zone}"; };
`,
    );
    const { parser, codes } = await logOf(
      ['named', '-f', '-c', config],
      port,
      ['www.example.org A', 'nope.example.org A', 'example.net A'],
      join(folder, 'rcodes.log'),
    );
    expect(codes).toEqual(['NOERROR', 'NXDOMAIN', 'REFUSED']);
    expect(parser.format).toBe('bind');
    expect(parser.lines.unrecognized).toBe(0);
    expect(Object.keys(parser.responses).sort()).toEqual(knows ? ['NOERROR', 'NXDOMAIN', 'REFUSED'] : ['REFUSED']);
    expect(parser.responses.REFUSED).toBe(1);
  });

  it('Unbound: the code of every answer, and which rule gave it', async () => {
    const port = await freePort();
    const zone = join(folder, 'rpz.zone');
    writeFileSync(zone, '$ORIGIN rpz.example.\n@ 60 SOA ns. h. 1 60 60 60 60\n@ 60 NS ns.\nbad.example 60 CNAME .\n');
    const config = join(folder, 'unbound.conf');
    const moved = snippets('unbound.conf').map((text) => text.replace(/"\/var\/[a-z/]*\//g, `"${folder}/`));
    const own = `server:
  interface: 127.0.0.1@${port}
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: ""
  local-zone: "blocked.example." always_refuse
remote-control:
  control-enable: no
`;
    writeFileSync(config, `${own}${moved.join('\n')}\n`);
    const kinds: string[] = [];
    const { parser, codes } = await logOf(
      ['unbound', '-c', config],
      port,
      ['localhost A', 'blocked.example A', 'bad.example A'],
      join(folder, 'unbound.log'),
    );
    const again = createParser({ onEvent: (event) => kinds.push(event.kind) });
    again.push(readFileSync(join(folder, 'unbound.log')));
    again.end();
    expect(codes).toEqual(['NOERROR', 'REFUSED', 'NXDOMAIN']);
    expect(parser.format).toBe('unbound');
    expect(parser.lines.unrecognized).toBe(0);
    expect(parser.responses).toMatchObject({ REFUSED: 1, NXDOMAIN: 1 });
    expect(parser.responses.NOERROR).toBeGreaterThanOrEqual(1);
    expect(kinds).toContain('local-action');
    expect(kinds).toContain('rpz-action');
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
