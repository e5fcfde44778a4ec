// File names as arguments of commands that a reader is to paste.

/** Control, format and separator characters: they can drive a terminal or hide. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u;

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
