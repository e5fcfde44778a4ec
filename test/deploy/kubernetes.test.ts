// The Job that spreads an archive over pods: each index takes its part, and the parts are the whole.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { MAIN, rcodescope } from '../cli/program-run.js';

const ROOT = new URL('../../', import.meta.url).pathname;
const SAMPLES = ['bind/rrl-rpz.log.gz', 'bind/secondary-utc.log.gz', 'unbound/epoch-v1.log.gz'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rcodescope-job-'));
  for (const name of ['logs', 'parts']) mkdirSync(join(folder, name));
  for (const sample of SAMPLES) copyFileSync(join(ROOT, 'samples', sample), join(folder, 'logs', basename(sample)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('deploy/kubernetes/analyze-job.yaml', () => {
  const { spec } = parse(readFileSync(join(ROOT, 'deploy/kubernetes/analyze-job.yaml'), 'utf8'));
  const [container] = spec.template.spec.containers;

  it('has as many parts as completions', () => {
    expect(spec).toMatchObject({ completionMode: 'Indexed', completions: 4 });
    expect(container.env).toEqual([{ name: 'PARTS', value: String(spec.completions) }]);
    expect(container.volumeMounts.map((mount: { name: string }) => mount.name)).toEqual(
      spec.template.spec.volumes.map((volume: { name: string }) => volume.name),
    );
  });

  it('runs a script whose parts merge into the whole', async () => {
    const script = container.args[0]
      .replaceAll('/logs/', `${folder}/logs/`)
      .replaceAll('/parts/', `${folder}/parts/`)
      .replace('/app/dist/main.js', MAIN);
    const [shell, ...flags] = container.command;
    for (let index = 0; index < spec.completions; index++) {
      const env = { ...process.env, PARTS: '4', JOB_COMPLETION_INDEX: String(index) };
      const result = spawnSync(shell, [...flags, script], { env, encoding: 'utf8' });
      expect(result).toMatchObject({ status: 0, stdout: '', stderr: '' });
    }
    // Three files: the fourth pod has nothing to do.
    const parts = readdirSync(join(folder, 'parts')).sort();
    expect(parts).toEqual(['0.json.gz', '1.json.gz', '2.json.gz']);
    const merged = await rcodescope(['merge', '--json', ...parts.map((name) => join(folder, 'parts', name))]);
    const files = readdirSync(join(folder, 'logs')).sort();
    const whole = await rcodescope([
      'analyze',
      '--json',
      '--quiet',
      ...files.map((name) => join(folder, 'logs', name)),
    ]);
    // Findings are of a run over lines; snapshots do not hold them.
    const counted = ({ stdout, ...rest }: typeof whole) => {
      const { findings, rulesOff, ...report } = JSON.parse(stdout);
      return { ...rest, report };
    };
    expect(counted(merged)).toEqual(counted(whole));
  });
});
