// A Prometheus of one's own on the loopback address, over a data directory; stopped at the end.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { freePort } from '../servers/server-process.js';
import { until } from '../watch/watching.js';

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  /** Time in seconds, and the value as text. */
  readonly value: readonly [number, string];
}

export interface PrometheusProcess {
  /** Result of an instant query; rejects with what Prometheus says of a wrong one. `time` in seconds. */
  query(expression: string, time?: number): Promise<readonly Sample[]>;
}

/** Starts it over blocks that `fill` may put into the data directory. */
export async function startPrometheus(fill: (data: string) => void = () => {}): Promise<PrometheusProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'rcodescope-prometheus-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  fill(data);
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, 'global: {}\n');
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${new URL(url).host}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  afterAll(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  await until('prometheus to be ready', async () => {
    if (child.exitCode !== null) throw new Error(`prometheus ended with ${child.exitCode}: ${said}`);
    return fetch(`${url}/-/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
  });
  return {
    async query(expression, time) {
      const body = new URLSearchParams({ query: expression, ...(time !== undefined && { time: String(time) }) });
      const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body });
      const answer = (await response.json()) as { error?: string; data?: { result: readonly Sample[] } };
      if (answer.data === undefined) throw new Error(`${expression}: ${answer.error}`);
      return answer.data.result;
    },
  };
}
