// Numbers, times and text from logs, as the report writes them for people.

import { printable } from '../errors.js';
import { zoneOf } from '../time/zone.js';

/** `12,345`. */
export const count = (n: number): string => String(n).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** `12.3 %`; what is there is never 0.0, what is missing never 100.0. */
export function share(n: number, total: number): string {
  if (total <= 0) return '-';
  const percent = (100 * n) / total;
  if (n > 0 && percent < 0.05) return '<0.1 %';
  if (n < total && percent >= 99.95) return '>99.9 %';
  return `${percent.toFixed(1)} %`;
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

/** Seconds as `740 µs`, `1.25 ms`, `2.31 s`. */
export function latency(seconds: number): string {
  if (seconds >= 1) return `${figures(seconds)} s`;
  if (seconds >= 1e-3) return `${figures(seconds * 1e3)} ms`;
  return seconds > 0 ? `${figures(seconds * 1e6)} µs` : '0 s';
}

const figures = (value: number): string =>
  value >= 100 ? count(Math.round(value)) : String(Number(value.toPrecision(3)));

/** A stretch of time in its two largest units: `9 min 25 s`. */
export function span(seconds: number): string {
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [unit, size] of [
    ['d', 86400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const) {
    if (rest >= size) parts.push(`${count(Math.floor(rest / size))} ${unit}`);
    rest %= size;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** `2026-11-22 16:51:54` in the zone. Epoch milliseconds. */
export function localTime(ms: number, timeZone: string): string {
  return new Date(ms + zoneOf(timeZone).offsetAt(ms)).toISOString().slice(0, 19).replace('T', ' ');
}

/** Text from a log as plain ASCII: what is neither printable nor ASCII becomes `\xNN` or `\uNNNN`. */
export function shown(text: string): string {
  return printable(text).replace(/[^\u0020-\u007e]/g, (c) => {
    const code = c.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** A file's name for people: letters of any script stay, what could drive a terminal does not. */
export const shownPath = (path: string): string => printable(path).replace(/[\p{C}\p{M}\p{Zl}\p{Zp}]/gu, '?');
