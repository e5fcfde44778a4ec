// Which BIND is installed here, as far as the response log is concerned.
import { spawnSync } from 'node:child_process';

/** 9.20.3 and later, 9.21.2 and later. */
export function namedKnowsResponseLog(): boolean {
  const text = spawnSync('named-checkconf', ['-v'], { encoding: 'utf8' }).stdout;
  const [minor, patch] = /9\.(\d+)\.(\d+)/.exec(text)!.slice(1).map(Number) as [number, number];
  if (minor === 20) return patch >= 3;
  return minor === 21 ? patch >= 2 : minor > 21;
}
