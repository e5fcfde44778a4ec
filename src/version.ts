// The program's version, from its own package.json.
import { readFileSync } from 'node:fs';

/** Version of the package, from its own package.json. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}
