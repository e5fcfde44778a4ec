// The latest time that the lines of a file can bear, as far as the file itself tells: it decides the year of stamps without one.
import { civilToMs, DAY, dateExists } from './civil.js';

/** What is known of a file, in ms since 1970. `gzipMtimeMs` is MTIME of the gzip header, 0 for "none" (RFC 1952 section 2.3). */
export interface FileTimes {
  mtimeMs: number;
  gzipMtimeMs?: number;
  /** Its name or path; only the last part is looked at. */
  name: string;
  nowMs: number;
}

/** Times before this are placeholders: 0 and 1 of reproducible images, 1980 of zip, the start of a clock never set. */
const EARLIEST_PLAUSIBLE = civilToMs(1990, 1, 1);

/**
 * A date as rotation writes it: `-20240315` and `.2024-03-15` (logrotate dateext), with the hour or more behind it
 * (`2024031512`), `20240315T120000`, and BIND's `suffix timestamp` (`.20240315120000123`, 9.11+).
 */
const DATE = /(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?=(?:\d{2}|\d{4}|\d{6}|\d{9})?(?!\d))/g;

/**
 * The anchor of an InputClock in epoch ms: the smallest of now, the file's mtime, the one in its gzip header, and the
 * date in a rotated file's name (the end of that day and one day more, for zones and for late rotation). Times before
 * 1990 are taken for unset. A name with several dates counts by the last of them.
 */
export function anchorOf(file: FileTimes): number {
  let anchor = file.nowMs;
  for (const ms of [file.mtimeMs, file.gzipMtimeMs, dateInName(file.name)]) {
    if (ms !== undefined && ms >= EARLIEST_PLAUSIBLE && ms < anchor) anchor = ms;
  }
  return anchor;
}

function dateInName(name: string): number | undefined {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  let latest: number | undefined;
  for (const match of base.matchAll(DATE)) {
    const [year, month, day] = [Number(match[1]), Number(match[3]), Number(match[4])];
    if (!dateExists(month, day, year)) continue;
    latest = Math.max(latest ?? 0, civilToMs(year, month, day) + 2 * DAY);
  }
  return latest;
}
