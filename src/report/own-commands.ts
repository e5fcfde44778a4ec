// Commands of this program itself that a reader is to paste: they show the lines behind a number.

import type { Facts } from './model.js';

/** Commands with more files than these are not readable any more. */
const MOST_FILES = 3;

/** The inputs as arguments; undefined when they cannot be read again or are too many. */
function filesOf({ inputs }: Facts): string | undefined {
  const paths = inputs.map(({ path }) => path);
  if (paths.length === 0 || paths.length > MOST_FILES || paths.includes('-')) return undefined;
  return paths.map(fileArgument).join(' ');
}

/** Prints the events that match; undefined when the inputs cannot be named. Filters are words without need of quotes. */
export function linesCommand(facts: Facts, filters: readonly string[]): string | undefined {
  const files = filesOf(facts);
  return files === undefined ? undefined : `rcodescope parse --only ${filters.join(' ')} -- ${files}`;
}

/** The report of one zone: who asks, and since when. Undefined also for a zone that needs quotes. */
export function zoneReportCommand(facts: Facts, zone: string): string | undefined {
  const files = filesOf(facts);
  return files === undefined || /[^\w.-]/.test(zone) ? undefined : `rcodescope analyze --only zone=${zone} -- ${files}`;
}

/** Control, format, combining and separator characters: they can drive a terminal, hide, or cover others. */
const UNSEEN = /[\p{C}\p{M}\p{Zl}\p{Zp}]/u;

/**
 * One word of a POSIX shell that names this file, and that no program takes for an option. A character that could drive a
 * terminal is left to the shell to find: a bare `?` matches any one.
 */
export function fileArgument(path: string): string {
  const safe = path.startsWith('-') && path !== '-' ? `./${path}` : path;
  if (/^[\w./:@%+=,-]+$/.test(safe)) return safe;
  const quoted = Array.from(safe, (character) =>
    UNSEEN.test(character) ? "'?'" : character === "'" ? "'\\''" : character,
  );
  return `'${quoted.join('')}'`;
}
