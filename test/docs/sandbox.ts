// A place where the commands of the documentation run as they are written: /var/log is moved into it, and programs that are not
// there (journalctl, docker, kubectl) hand out sample lines.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ROOT } from './blocks.js';

export interface Sandbox {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** A script with the paths of the machine replaced by those of the sandbox. */
  moved(script: string): string;
  /** Output with the paths put back. */
  unmoved(text: string): string;
  remove(): void;
}

export function makeSandbox(): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'rcodescope-docs-'));
  for (const name of ['package.json', 'dist', 'samples', 'node_modules'])
    symlinkSync(join(ROOT, name), join(root, name));
  const named = readFileSync(join(ROOT, 'samples/bind/responses.log'));
  const unbound = readFileSync(join(ROOT, 'samples/unbound/replies.log'));
  const logs = join(root, 'var/log');
  for (const folder of ['named', 'unbound', 'containers']) mkdirSync(join(logs, folder), { recursive: true });
  writeFileSync(join(logs, 'named/rcodes.log'), named);
  writeFileSync(join(logs, 'named/rcodes.log.1.gz'), gzipSync(named));
  writeFileSync(join(logs, 'unbound/unbound.log'), unbound);
  const cri = unbound.toString('latin1').replace(/^(?=.)/gm, '2026-11-22T15:55:15.317794123Z stderr F ');
  writeFileSync(join(logs, 'containers/unbound-0_dns_unbound-0123456789ab.log'), cri, 'latin1');
  writeFileSync(join(root, 'journal'), gunzipSync(readFileSync(join(ROOT, 'samples/unbound/journal-json.log.gz'))));
  writeFileSync(join(root, 'unbound-lines'), unbound);

  const bin = join(root, 'bin');
  mkdirSync(bin);
  const program = (name: string, script: string): void =>
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  program('rcodescope', `exec '${process.execPath}' '${join(ROOT, 'dist/main.js')}' "$@"`);
  program('journalctl', `exec cat '${join(root, 'journal')}'`);
  for (const name of ['docker', 'kubectl']) program(name, `exec cat '${join(root, 'unbound-lines')}'`);

  return {
    root,
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, TZ: 'UTC' },
    moved: (script) => script.replaceAll('/var/log/', `${logs}/`),
    unmoved: (text) => text.replaceAll(`${logs}/`, '/var/log/'),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
