// Which time zones a person may name, and what to say when a name is not one.
import { nearest, UserError } from '../errors.js';
import { HOUR, MINUTE } from './civil.js';

const FIXED = /^([+-])([01]\d|2[0-3])(?::?([0-5]\d))?$/;
const UTC_NAMES: ReadonlySet<string> = new Set(['utc', 'z', 'gmt', 'etc/utc', 'etc/gmt', 'uct', 'zulu']);

/**
 * ICU takes three-letter abbreviations that are no IANA names and picks one of their meanings (`IST` becomes India, `PST`
 * Los Angeles with its summer time). A guess would shift every stamp, so only those that IANA lists are let through.
 */
const IANA_SHORT: ReadonlySet<string> = new Set(['CET', 'EET', 'EST', 'HST', 'MET', 'MST', 'PRC', 'ROC', 'ROK', 'WET']);

/** The ms that a fixed offset (`+01:00`, `-0330`, `+05`, and names of UTC) is ahead of UTC; undefined for other names. */
export function fixedOffset(name: string): number | undefined {
  if (UTC_NAMES.has(name.toLowerCase())) return 0;
  const match = FIXED.exec(name);
  if (match === null) return undefined;
  const size = Number(match[2]) * HOUR + Number(match[3] ?? 0) * MINUTE;
  return match[1] === '-' && size > 0 ? -size : size;
}

/**
 * The time zone that a name stands for, spelled as IANA does (`europe/berlin` becomes `Europe/Berlin`), `UTC`, or a
 * fixed offset as `+01:00`. Undefined asks for the system's zone as Intl knows it, UTC where it knows none.
 * Throws `UserError('bad-option')` with the nearest names for anything else.
 */
export function resolveTimeZone(name: string | undefined): string {
  if (name === undefined) {
    const system: string | undefined = new Intl.DateTimeFormat('en-US').resolvedOptions().timeZone;
    return canonical(system ?? '') ?? 'UTC';
  }
  const resolved = canonical(name.trim());
  if (resolved !== undefined) return resolved;
  const near = nearNames(name.trim());
  const hint = near.length === 0 ? '' : `Did you mean ${near.join(', ')}? `;
  throw new UserError(
    'bad-option',
    `"${name}" is not a time zone`,
    `${hint}Give an IANA name such as Europe/Berlin, UTC, or a fixed offset such as +01:00.`,
  );
}

function canonical(name: string): string | undefined {
  const offset = fixedOffset(name);
  if (offset !== undefined) return offset === 0 ? 'UTC' : offsetName(offset);
  if (/^[a-z]{3}$/i.test(name) && !IANA_SHORT.has(name.toUpperCase())) return undefined;
  let icu: string;
  try {
    icu = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  const lower = name.toLowerCase();
  // ICU answers with its own choice among aliases (Asia/Katmandu); a person should see the name they gave.
  return [icu, ...Intl.supportedValuesOf('timeZone')].find((zone) => zone.toLowerCase() === lower) ?? name;
}

function offsetName(offset: number): string {
  const size = Math.abs(offset);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / HOUR))}:${two((size % HOUR) / MINUTE)}`;
}

/** Names like the whole word or, as people tend to give the city alone, like it in their last part. */
function nearNames(word: string): string[] {
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  const city = word.slice(word.lastIndexOf('/') + 1).replaceAll(' ', '_');
  const byCity = new Map(zones.map((zone) => [zone.slice(zone.lastIndexOf('/') + 1), zone]));
  const cities = nearest(city, byCity.keys()).map((found) => byCity.get(found)!);
  const whole = nearest(word, zones);
  const exact = cities.filter((zone) => zone.toLowerCase().endsWith(`/${city.toLowerCase()}`));
  return [...new Set([...exact, ...whole, ...cities])].slice(0, 3);
}
