// A name server of one's own: in a directory of its own, on a free port of the loopback address, stopped at the end.
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll } from 'vitest';
import { until } from '../watch/watching.js';
import { ask, type Question } from './dns-client.js';

/** A port that is free for UDP and TCP now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const tcp = createServer();
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    const { port } = tcp.address() as AddressInfo;
    const udp = createSocket('udp4');
    const free = await new Promise<boolean>((resolve) => {
      udp.once('error', () => resolve(false));
      udp.bind(port, '127.0.0.1', () => resolve(true));
    });
    if (free) udp.close();
    await new Promise((resolve) => tcp.close(resolve));
    if (free) return port;
  }
}

export interface ServerProcess {
  /** Ends the server; its log is complete then. */
  stop(): Promise<void>;
}

/** Starts the program and waits until it answers the question. */
export async function startServer(
  program: string,
  args: readonly string[],
  port: number,
  first: Question,
  log: string,
): Promise<ServerProcess> {
  let said = '';
  const child: ChildProcess = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  afterAll(() => void child.kill('SIGKILL'));
  await until(`${program} to answer`, async () => {
    if (child.exitCode !== null) {
      const written = existsSync(log) ? readFileSync(log, 'utf8') : '';
      throw new Error(
        `${program} ended with ${child.exitCode} (AppArmor allows it only some paths): ${said}${written}`,
      );
    }
    return (await ask(port, first, 500)) !== undefined;
  });
  return {
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
