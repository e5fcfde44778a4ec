// The commands of the advice: each tool takes the flags it is given, and knows the sub-command.
//
// tcpdump and chronyc are not asked: the flags used here are as old as they are.
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/formats/index.js';
import type { Advice } from '../../src/knowledge/advice.js';
import { fillCommand } from '../../src/knowledge/command-line.js';
import { SITUATIONS } from '../../src/knowledge/situations.js';
import { TOPICS } from '../../src/knowledge/topics.js';
import { tempFiles } from '../sources/temp-files.js';
import { toolOrSkip } from '../tools.js';

const files = tempFiles();
const keyFile = files.write('a.key', 'key "a.key" { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0c2VjcmV0"; };\n');
const context = {
  name: 'www.example.com',
  type: 'AAAA',
  zone: 'example.com',
  server: '127.0.0.1',
  upstream: '127.0.0.1',
  client: '127.0.0.1',
  key: 'a.key',
};

const templates = new Set([
  ...TOPICS.flatMap((topic) => topic.commands.map(({ run }) => run)),
  ...Object.values<Advice>(SITUATIONS).flatMap((advice) => advice.commands.map(({ run }) => run)),
  ...FORMATS.flatMap((format) =>
    (format.switches ?? []).flatMap(({ command }) => (command === undefined ? [] : [command])),
  ),
]);
const lines = [...templates].map((run) => fillCommand(run.replaceAll('{keyfile}', keyFile), context)).sort();
const of = (tool: string): string[] => lines.filter((line) => line.split(' ')[0] === tool);

const run = (line: string): { status: number | null; said: string } => {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8', timeout: 20_000 });
  return { status, said: stdout + stderr };
};

const MISUSED =
  /usage:|invalid option|invalid argument|illegal option|unrecognized|unknown (?:option|command)|couldn't parse/i;

it('name tools that are known here, and leave no gap', () => {
  const tools = new Set(lines.map((line) => line.split(' ')[0]!));
  expect([...tools].sort()).toEqual([
    'chronyc',
    'date',
    'delv',
    'dig',
    'named',
    'named-checkconf',
    'printf',
    'rndc',
    'sha256sum',
    'tcpdump',
    'tsig-keygen',
    'unbound-control',
  ]);
  for (const line of lines) expect(line).not.toMatch(/[<>{}]/);
});

describe.skipIf(toolOrSkip('dig'))('commands that ask', () => {
  let port = 0;
  beforeAll(async () => {
    // A port that was free a moment ago: nobody answers there.
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    port = (server.address() as { port: number }).port;
    await new Promise((resolve) => server.close(resolve));
  });

  it('dig takes the flags', () => {
    expect(of('dig').length).toBeGreaterThan(20);
    for (const line of of('dig')) {
      const { status, said } = run(`${line} @127.0.0.1 -p ${port} +time=1 +tries=1`);
      // 1 is a usage error, 9 no answer.
      expect(status, `${line}\n${said}`).not.toBe(1);
      expect(said, line).not.toMatch(MISUSED);
    }
    expect(run(`dig @127.0.0.1 -p ${port} a.example +nosuchflag`).said).toMatch(MISUSED);
  }, 60_000);

  it.skipIf(toolOrSkip('delv'))(
    'delv takes the flags',
    () => {
      expect(of('delv').length).toBeGreaterThan(0);
      for (const line of of('delv')) expect(run(`${line} -p ${port}`).said, line).not.toMatch(MISUSED);
      expect(run('delv @127.0.0.1 a.example +nosuchflag').said).toMatch(MISUSED);
    },
    30_000,
  );
});

describe.skipIf(toolOrSkip('rndc'))('commands of BIND', () => {
  it('rndc has the sub-commands and their options', () => {
    const usage = run('rndc').said;
    const has = (words: readonly string[]): boolean =>
      usage
        .split('\n')
        .some((line) => new RegExp(`^\\s+${words[0]}\\b`).test(line) && words.every((w) => line.includes(w)));
    const NEWER = new Set(['responselog']);
    expect(of('rndc').length).toBeGreaterThan(8);
    for (const line of of('rndc')) {
      const [, command, ...rest] = line.split(' ') as [string, string, ...string[]];
      if (NEWER.has(command)) continue;
      const fixed = rest.filter((word) => word.startsWith('-') || word === 'status' || word === 'on');
      expect(has([command, ...fixed]), line).toBe(true);
    }
  });

  it.skipIf(toolOrSkip('named-checkconf'))('named-checkconf, named and tsig-keygen take the flags', () => {
    const config = files.write(
      'named.conf',
      'key "a.key" { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0c2VjcmV0"; };\n',
    );
    for (const line of of('named-checkconf')) {
      const { status, said } = run(`${line} ${config}`);
      expect(status, `${line}\n${said}`).toBe(0);
      expect(said).not.toContain('c2VjcmV0');
    }
    for (const line of of('named')) expect(run(line).said).toMatch(/^BIND 9/);
    for (const line of of('tsig-keygen')) {
      const { status, said } = run(line);
      expect(status, said).toBe(0);
      expect(said).toMatch(/^key "a\.key"/);
    }
  });

  it.skipIf(toolOrSkip('nsupdate'))('nsupdate takes the flags', () => {
    for (const line of of('printf')) {
      const flags = /\| nsupdate (.*)$/.exec(line)![1]!;
      expect(run(`nsupdate ${flags} < /dev/null`).said, line).not.toMatch(MISUSED);
    }
  });
});

describe.skipIf(toolOrSkip('unbound-control'))('commands of Unbound', () => {
  const usage = toolOrSkip('unbound-control') ? '' : run('unbound-control -h').said;
  /** Since 1.21. */
  const NEWER = new Set(['print_cookie_secrets']);

  it('unbound-control has the sub-commands', () => {
    expect(of('unbound-control').length).toBeGreaterThan(10);
    for (const line of of('unbound-control')) {
      const command = line.split(' ')[1]!;
      if (!NEWER.has(command)) expect(usage, line).toMatch(new RegExp(`^\\s+${command}\\b`, 'm'));
    }
  });

  it.skipIf(toolOrSkip('unbound-checkconf'))('its options can be asked for and set', () => {
    const config = files.write('unbound.conf', 'server:\n  chroot: ""\n  username: ""\n');
    const asked = of('unbound-control').flatMap((line) => /(?:get|set)_option ([a-z-]+)/.exec(line)?.[1] ?? []);
    expect(asked.length).toBeGreaterThan(2);
    for (const option of asked) {
      const { status, said } = run(`unbound-checkconf -o ${option} ${config}`);
      expect(status, `${option}\n${said}`).toBe(0);
    }
    expect(run(`unbound-checkconf -o no-such-option ${config}`).status).not.toBe(0);
  });
});

it.skipIf(toolOrSkip('sha256sum'))('sha256sum and date do what they are there for', () => {
  for (const line of [...of('sha256sum'), ...of('date')]) expect(run(line).status, line).toBe(0);
});
