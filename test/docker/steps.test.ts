// The Dockerfile without a Docker engine: its commands run in empty directories, then what they made runs as the container would.
// What this cannot show: the base image, the packages that apt-get installs, the user, and Node in the version of the image.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltStage, buildStage, ignoredNames, readDockerfile, wordsOf } from './dockerfile.js';
import { INSTALLS, npmEnvironment } from './npm-environment.js';

const ROOT = new URL('../../', import.meta.url).pathname;
const stages = readDockerfile(join(ROOT, 'Dockerfile'));
const last = stages.at(-1)!;

describe('the Dockerfile', () => {
  it('builds in one stage and runs in another', () => {
    expect(stages.map((stage) => stage.name)).toEqual(['build', '1']);
    expect(new Set(stages.map((stage) => stage.image)).size).toBe(1);
  });

  it('runs as a user without rights', () => {
    expect(last.steps.filter((step) => step.keyword === 'USER').at(-1)?.rest).toBe('node');
  });

  it('runs no scripts of packages', () => {
    const installs = stages.flatMap((stage) => stage.steps.filter((step) => /npm (ci|install)/.test(step.rest)));
    expect(installs.length).toBe(2);
    for (const { rest } of installs) expect(rest).toContain('--ignore-scripts');
  });
});

describe.skipIf(!INSTALLS)('the steps of the Dockerfile', () => {
  let folder: string;
  let image: BuiltStage;
  const words = (list: readonly string[]): string[] =>
    list.map((word) => (word === 'node' ? process.execPath : word.replace(/^\/app\//, `${image.root}/app/`)));

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rcodescope-docker-'));
    const environment = npmEnvironment(join(folder, 'cache'));
    const built = new Map<string, BuiltStage>();
    const context = { folder: ROOT, ignored: ignoredNames(ROOT) };
    for (const stage of stages)
      built.set(stage.name, buildStage(stage, join(folder, stage.name), context, built, environment));
    image = built.get(last.name)!;
  }, 600_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('leave out here only what needs an image', () => {
    expect(image.left.map((step) => step.split(' ').slice(0, 2).join(' '))).toEqual([
      'RUN apt-get',
      'USER node',
      'EXPOSE 9353',
    ]);
  });

  it('leave no development packages behind', () => {
    const modules = readdirSync(join(image.root, 'app/node_modules'));
    expect(modules).toContain('split2');
    expect(modules).not.toContain('vitest');
    expect(modules).not.toContain('typescript');
    expect(existsSync(join(image.root, 'app/src'))).toBe(false);
  });

  const run = (args: readonly string[]) => {
    const [program, ...rest] = words([...wordsOf(last, 'ENTRYPOINT'), ...args]);
    return spawnSync(program!, rest, {
      cwd: join(image.root, 'app'),
      env: { PATH: process.env.PATH },
      encoding: 'utf8',
    });
  };

  it('make a program that knows its version', () => {
    const result = run(['--version']);
    expect(result.stderr).toBe('');
    expect(result.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(result.status).toBe(0);
  });

  it('make a program that reads the bundled samples', () => {
    const result = run(['analyze', '--json', '/app/samples/unbound/replies.log']);
    expect(result.stderr).toBe('');
    expect(JSON.parse(result.stdout).responses.total).toBeGreaterThan(0);
  });

  it('make a watch that the health check finds healthy, then ill when it is gone', async () => {
    const port = await freePort();
    const mine = (text: string): string => text.replaceAll('9353', String(port));
    const [program, ...args] = words([...wordsOf(last, 'ENTRYPOINT'), ...wordsOf(last, 'CMD').map(mine)]);
    const child = spawn(program!, args, { cwd: join(image.root, 'app'), env: { PATH: process.env.PATH } });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    await expect.poll(() => said, { timeout: 20_000 }).toContain('metrics on');
    const [checker, ...check] = words(wordsOf(last, 'HEALTHCHECK').map(mine));
    const healthy = spawnSync(checker!, check, { encoding: 'utf8' });
    expect(healthy.stderr).toBe('');
    expect(healthy.status).toBe(0);
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect((await exit)[0]).toBe(0);
    expect(spawnSync(checker!, check).status).toBe(1);
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
