// Outside programs that some tests need: skipped visibly where they are missing, required in CI.
import { spawnSync } from 'node:child_process';

/** True when the test must be skipped; throws in CI, where every tool has to be there. */
export function toolOrSkip(name: string): boolean {
  const found = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name]).status === 0;
  if (!found && process.env['RCODESCOPE_REQUIRE_TOOLS'] === '1')
    throw new Error(`${name} is required here (RCODESCOPE_REQUIRE_TOOLS=1) and is not installed`);
  return !found;
}
