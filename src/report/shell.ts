// File names as arguments of commands that a reader is to paste.

/**
 * One word of a POSIX shell that names exactly this file, and that no program takes for an option. Only a name that could
 * drive a terminal is spelled with escapes, in the `$'...'` form of bash, zsh and POSIX.1-2024.
 */
export function fileArgument(path: string): string {
  const safe = path.startsWith('-') && path !== '-' ? `./${path}` : path;
  if (/^[\w./:@%+=,-]+$/.test(safe)) return safe;
  if (!/[\p{C}\p{Zl}\p{Zp}]/u.test(safe)) return `'${safe.replaceAll("'", `'\\''`)}'`;
  return `$'${Array.from(safe, escaped).join('')}'`;
}

function escaped(character: string): string {
  if (/[\\']/.test(character)) return `\\${character}`;
  if (!/[\p{C}\p{Zl}\p{Zp}]/u.test(character)) return character;
  const bytes = new TextEncoder().encode(character);
  return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
