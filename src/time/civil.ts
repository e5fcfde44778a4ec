// Calendar arithmetic without Date: the proleptic Gregorian calendar that ISO 8601 and every log stamp use.

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Days before each month in a year that starts in March, so that the leap day comes last. */
const DAYS_BEFORE = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275] as const;
const DAYS_IN = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Days from 1 March of year 0 to 1 January 1970. */
const EPOCH_DAYS = 719_468;

/**
 * Midnight of a civil date in ms since 1970, read as UTC. Integers; month 1 to 12. A day outside its month counts on
 * into the neighbour, as with `Date.UTC`; ask `dateExists` first where that matters.
 */
export function civilToMs(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return (y * 365 + leapDays + DAYS_BEFORE[month - 1]! + day - 1 - EPOCH_DAYS) * DAY;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Whether some year has that day; with a year, whether that year has it. False for anything but whole numbers. */
export function dateExists(month: number, day: number, year?: number): boolean {
  if (!Number.isInteger(day) || day < 1 || !(day <= (DAYS_IN[month - 1] ?? 0))) return false;
  return month !== 2 || day !== 29 || year === undefined || isLeapYear(year);
}

/** The year of an instant, give or take one: where a search for the right year starts. */
export function roughYear(ms: number): number {
  return 1970 + Math.floor(ms / (365.2425 * DAY));
}
