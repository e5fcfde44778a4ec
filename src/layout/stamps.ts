// Readers of time stamps. They leave ms since 1970 in the time slot and say in STAMP_AT what is still missing (zone, year).
import { SLOT, STAMP_AT, STAMP_EPOCH, STAMP_LOCAL, STAMP_NONE, STAMP_YEARLESS } from '../event.js';
import { civilToMs } from '../time/civil.js';

const TIME = SLOT.time;
const DAY = 86_400_000;

const two = (b: Uint8Array, p: number): number => {
  const tens = b[p]! - 48;
  const ones = b[p + 1]! - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
};

/** HH:MM:SS as ms of the day, or -1. */
function clock(b: Uint8Array, p: number, e: number): number {
  if (p + 8 > e || b[p + 2] !== 58 || b[p + 5] !== 58) return -1;
  const h = two(b, p);
  const m = two(b, p + 3);
  const s = two(b, p + 6);
  // 60 is a leap second.
  return h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60 ? -1 : ((h * 60 + m) * 60 + s) * 1000;
}

/** Position behind an optional `.` or `,` and digits; the fraction in ms goes to `fraction`. */
let fraction = 0;
function readFraction(b: Uint8Array, p: number, e: number): number {
  fraction = 0;
  if (p >= e || (b[p] !== 46 && b[p] !== 44)) return p;
  let i = p + 1;
  let scale = 100;
  while (i < e && b[i]! >= 48 && b[i]! <= 57) {
    fraction += (b[i]! - 48) * scale;
    scale /= 10;
    i++;
  }
  if (i === p + 1) return p;
  // Epoch ms are whole numbers everywhere in the program.
  fraction = Math.floor(fraction + 1e-9);
  return i;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH_KEYS = MONTHS.map((m) => (m.charCodeAt(0) << 16) | (m.charCodeAt(1) << 8) | m.charCodeAt(2));
let lastMonthKey = 0;
let lastMonth = 0;
/** 1 to 12, or 0 for three letters that are no English month. */
function month(b: Uint8Array, p: number): number {
  const key = ((b[p]! | 32) << 16) | ((b[p + 1]! | 32) << 8) | (b[p + 2]! | 32);
  if (key === lastMonthKey) return lastMonth;
  lastMonthKey = key;
  lastMonth = MONTH_KEYS.indexOf(key) + 1;
  return lastMonth;
}

let lastDate = -1;
let lastDateMs = 0;
function dateMs(y: number, m: number, d: number): number {
  const key = (y * 16 + m) * 32 + d;
  if (key !== lastDate) {
    lastDate = key;
    lastDateMs = civilToMs(y, m, d);
  }
  return lastDateMs;
}

function put(f: Int32Array, n: Float64Array, kind: number, ms: number): void {
  f[STAMP_AT] = kind;
  n[TIME] = ms;
}

/** BIND `print-time local`: DD-Mon-YYYY HH:MM:SS.mmm; a month that is no English one gives a stamp without time. */
export function bindtime(b: Uint8Array, p: number, e: number, f: Int32Array, n: Float64Array): number {
  if (p + 24 > e || b[p + 2] !== 45) return -1;
  const day = two(b, p);
  if (day < 0) return -1;
  // The month follows the locale (`Okt`, `févr.`), so its width varies.
  let i = p + 3;
  while (i < e && i < p + 16 && b[i] !== 45 && b[i]! > 32) i++;
  if (b[i] !== 45 || i + 14 > e || b[i + 5] !== 32) return -1;
  const mon = i === p + 6 ? month(b, p + 3) : 0;
  const century = two(b, i + 1);
  const year = two(b, i + 3);
  if (century < 0 || year < 0) return -1;
  const at = i + 6;
  const ms = clock(b, at, e);
  const end = at + 8;
  if (ms < 0) {
    // `99-Bad-9999 99:99:99.999`: named could not format the time; the line is one of its own all the same.
    if (b[at + 2] !== 58 || b[at + 5] !== 58 || two(b, at) < 0) return -1;
    put(f, n, STAMP_NONE, Number.NaN);
    return readFraction(b, end, e);
  }
  const behind = readFraction(b, end, e);
  if (mon === 0 || day === 0) put(f, n, STAMP_NONE, Number.NaN);
  else put(f, n, STAMP_LOCAL, dateMs(century * 100 + year, mon, day) + ms + fraction);
  return behind;
}

/** YYYY-MM-DDTHH:MM:SS with optional fraction and offset (Z, +HH:MM, +HHMM, +HH). */
export function iso(b: Uint8Array, p: number, e: number, f: Int32Array, n: Float64Array): number {
  if (p + 19 > e || b[p + 4] !== 45 || b[p + 7] !== 45 || (b[p + 10] !== 84 && b[p + 10] !== 32)) return -1;
  const century = two(b, p);
  const year = two(b, p + 2);
  const mon = two(b, p + 5);
  const day = two(b, p + 8);
  if (century < 0 || year < 0 || mon < 0 || day < 0) return -1;
  const ms = clock(b, p + 11, e);
  const behind = readFraction(b, p + 19, e);
  if (ms < 0 || mon === 0 || mon > 12 || day === 0 || day > 31) {
    if (b[p + 13] !== 58 || b[p + 16] !== 58 || two(b, p + 11) < 0) return -1;
    put(f, n, STAMP_NONE, Number.NaN);
    return behind;
  }
  const local = dateMs(century * 100 + year, mon, day) + ms + fraction;
  const c = behind < e ? b[behind] : 0;
  if (c === 90) {
    put(f, n, STAMP_EPOCH, local);
    return behind + 1;
  }
  if ((c === 43 || c === 45) && behind + 3 <= e) {
    const h = two(b, behind + 1);
    if (h >= 0) {
      let end = behind + 3;
      let m = 0;
      if (end + 3 <= e && b[end] === 58 && two(b, end + 1) >= 0) {
        m = two(b, end + 1);
        end += 3;
      } else if (end + 2 <= e && two(b, end) >= 0) {
        m = two(b, end);
        end += 2;
      }
      put(f, n, STAMP_EPOCH, local - (c === 43 ? 1 : -1) * (h * 60 + m) * 60_000);
      return end;
    }
  }
  put(f, n, STAMP_LOCAL, local);
  return behind;
}

/** An ISO time without an offset, and ` UTC` behind it. */
export function isoutc(b: Uint8Array, p: number, e: number, f: Int32Array, n: Float64Array): number {
  const stamp = f[STAMP_AT]!;
  const ms = n[TIME]!;
  const i = iso(b, p, e, f, n);
  if (i > 0 && f[STAMP_AT] === STAMP_LOCAL) {
    if (i + 4 <= e && b[i] === 32 && b[i + 1] === 85 && b[i + 2] === 84 && b[i + 3] === 67) {
      f[STAMP_AT] = STAMP_EPOCH;
      return i + 4;
    }
  }
  f[STAMP_AT] = stamp;
  n[TIME] = ms;
  return -1;
}

/** RFC 3164 and Unbound's log-time-ascii: `Nov  2 15:54:57`, the day padded with a space or a zero; no year, no zone. */
export function syslogtime(b: Uint8Array, p: number, e: number, f: Int32Array, n: Float64Array): number {
  if (p + 15 > e || b[p + 3] !== 32 || b[p + 6] !== 32) return -1;
  const mon = month(b, p);
  if (mon === 0) return -1;
  const tens = b[p + 4] === 32 ? 0 : b[p + 4]! - 48;
  const ones = b[p + 5]! - 48;
  const day = tens * 10 + ones;
  if (tens < 0 || ones < 0 || ones > 9 || day < 1 || day > 31) return -1;
  const ms = clock(b, p + 7, e);
  if (ms < 0) return -1;
  const behind = readFraction(b, p + 15, e);
  put(f, n, STAMP_YEARLESS, (mon * 32 + day) * DAY + ms + fraction);
  return behind;
}

/** Seconds since 1970, nine to twelve digits; optional fraction. */
export function epoch(b: Uint8Array, p: number, e: number, f: Int32Array, n: Float64Array): number {
  let i = p;
  let value = 0;
  let digit = 0;
  while (i < e) {
    digit = b[i]! - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    i++;
  }
  if (i - p < 9 || i - p > 12) return -1;
  f[STAMP_AT] = STAMP_EPOCH;
  if (i < e && b[i] !== 46) {
    n[TIME] = value * 1000;
    return i;
  }
  const behind = readFraction(b, i, e);
  n[TIME] = value * 1000 + fraction;
  return behind;
}

/** Seconds since 1970, a dot and nanoseconds without their leading zeros, as dnsdist writes a struct timespec. */
export function epochns(b: Uint8Array, p: number, e: number, f: Int32Array, n: Float64Array): number {
  const dot = digits(b, p, e);
  if (dot - p < 9 || dot - p > 12 || dot >= e || b[dot] !== 46) return -1;
  const behind = digits(b, dot + 1, e);
  if (behind === dot + 1 || behind - dot > 10) return -1;
  put(f, n, STAMP_EPOCH, numberIn(b, p, dot) * 1000 + Math.floor(numberIn(b, dot + 1, behind) / 1e6));
  return behind;
}

function digits(b: Uint8Array, p: number, e: number): number {
  let i = p;
  while (i < e && b[i]! >= 48 && b[i]! <= 57) i++;
  return i;
}

function numberIn(b: Uint8Array, p: number, e: number): number {
  let value = 0;
  for (let i = p; i < e; i++) value = value * 10 + b[i]! - 48;
  return value;
}
