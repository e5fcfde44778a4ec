// Installing as the README says: from a copy of the repository, and as a package in somebody else's project.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INSTALLS, npmEnvironment } from './docker/npm-environment.js';

const ROOT = new URL('../', import.meta.url).pathname;

describe.skipIf(!INSTALLS)('a copy of the repository', () => {
  let folder: string;
  let copy: string;
  const run = (cwd: string, command: string, ...args: string[]) => {
    const result = spawnSync(command, args, { cwd, env: npmEnvironment(join(folder, 'cache')), encoding: 'utf8' });
    if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}\n${result.stdout}${result.stderr}`);
    return result.stdout;
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rcodescope-install-'));
    copy = join(folder, 'copy');
    const left = new Set(['node_modules', 'dist', '.git', 'coverage'].map((name) => join(ROOT, name)));
    cpSync(ROOT, copy, { recursive: true, filter: (source) => !left.has(source) });
    run(copy, 'npm', 'ci');
  }, 300_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is built by npm ci and runs the demo', () => {
    expect(run(copy, 'npm', 'run', '--silent', 'demo')).toMatch(/^ +SERVFAIL +\d+ /m);
  });

  it('gives the command when installed globally', () => {
    const prefix = join(folder, 'prefix');
    run(copy, 'npm', 'install', '--global', '--prefix', prefix, '.');
    expect(run(folder, join(prefix, 'bin/rcodescope'), '--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  }, 120_000);

  it('packs into a package that programs can import', () => {
    run(copy, 'npm', 'pack', '--ignore-scripts');
    const archive = readdirSync(copy).find((name) => name.endsWith('.tgz'))!;
    const project = join(folder, 'project');
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "name": "somebody", "private": true }');
    run(project, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', join(copy, archive));
    const program = "import { explain } from 'rcodescope'; console.log(explain(['22'], {}));";
    expect(run(project, process.execPath, '--input-type=module', '-e', program)).toContain('BADTRUNC');
  }, 120_000);
});
