// What happened over time, in lines of Unicode blocks above one labelled axis.

import { zoneOf } from '../time/zone.js';
import type { TimeAxis } from './axis.js';
import { heading, left, paint, type ReportStyle, right, spark, toneOf, wrap } from './text-layout.js';
import { count, localTime, plural, span } from './words.js';

const NAME = 12;
/** More lines than these make the picture no clearer. */
export const MOST_CODES = 8;

/** Nothing without two columns of time. */
export function timeLines(axis: TimeAxis | undefined, timeZone: string, untimed: number, style: ReportStyle): string[] {
  if (axis === undefined || axis.columns < 2) return [];
  const room = style.width - 26;
  const times = Math.max(1, Math.min(4, Math.floor(room / axis.columns)));
  const width = axis.columns * times;
  const step = axis.stepMs / 1000;
  const rows = axis.codes.slice(0, MOST_CODES).map(({ code, counts }) => {
    const peak = counts.reduce((most, n) => Math.max(most, n), 0);
    return `  ${paint(style, toneOf(code), left(code, NAME) + spark(counts, times))}  ${paint(style, 'quiet', right(count(peak), 8))}`;
  });
  const more = axis.codes.length - MOST_CODES;
  return [
    heading(
      style,
      'Over time',
      `${step === 1 ? 'per second' : `per ${span(step)}`}, ${timeZone}${style.width < 70 ? '' : '; each line to its own peak (right)'}`,
    ),
    ...rows,
    ...(more > 0 ? [`  ${paint(style, 'quiet', `and ${plural(more, 'rarer code')}`)}`] : []),
    `  ${' '.repeat(NAME)}${paint(style, 'quiet', axisLabels(axis, times, width, timeZone, style.width - NAME - 2))}`,
    ...timeRemarks(axis, timeZone, untimed).flatMap((text) =>
      wrap(text, style.width - 2).map((line) => `  ${paint(style, 'quiet', line)}`),
    ),
  ];
}

/** What is not in the picture. */
export function timeRemarks({ strays }: TimeAxis, timeZone: string, untimed: number): string[] {
  const texts: string[] = [];
  if (strays !== undefined) {
    const [from, to] = [dayOf(strays.firstMs, timeZone), dayOf(strays.lastMs, timeZone)];
    texts.push(
      `Left out: ${plural(strays.count, 'response')} with far-off stamps (${from === to ? from : `${from} to ${to}`}).`,
    );
  }
  if (untimed > 0) texts.push(`Left out: ${plural(untimed, 'response')} without a time.`);
  return texts;
}

const dayOf = (ms: number, timeZone: string): string => localTime(ms, timeZone).slice(0, 10);

/** Labels at round local times, each at its column behind a `╵`, as many as leave room between them. */
export function axisLabels(axis: TimeAxis, times: number, width: number, timeZone: string, room: number): string {
  let line = '';
  for (const { column, label } of withStart(axis, timeZone, Math.max(2, Math.floor(width / 11)))) {
    const at = column * times;
    if (at < line.length + (line === '' ? 0 : 2) || at + label.length + 1 > room) continue;
    line += `${' '.repeat(at - line.length)}╵${label}`;
  }
  return line;
}

/** The ticks, and where there is none near the start, the start. */
function withStart(axis: TimeAxis, timeZone: string, wanted: number): { column: number; label: string }[] {
  const found = ticks(axis, timeZone, wanted);
  const [first] = found;
  if (first === undefined || first.column === 0) return found;
  return [{ column: 0, label: labelOf(axis.startMs, axis, axis.stepMs / 1000, timeZone) }, ...found];
}

const TICK_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
  2_592_000,
];

/** Columns that begin at round local times, about `wanted` of them; the first column when there is none. */
export function ticks(axis: TimeAxis, timeZone: string, wanted: number): { column: number; label: string }[] {
  const { startMs, stepMs, columns } = axis;
  const seconds = (columns * stepMs) / 1000;
  const step = TICK_STEPS.find((one) => one * 1000 >= stepMs && seconds / one <= wanted + 1) ?? seconds;
  const found: { column: number; label: string }[] = [];
  let before = Number.NaN;
  for (let column = 0; column < columns; column++) {
    const ms = startMs + column * stepMs;
    const local = ms + zoneOf(timeZone).offsetAt(ms);
    const tick = Math.floor(local / (step * 1000));
    if (tick !== before && (column > 0 || local % (step * 1000) < stepMs))
      found.push({ column, label: labelOf(ms, axis, step, timeZone) });
    before = tick;
  }
  return found.length > 0 ? found : [{ column: 0, label: labelOf(startMs, axis, step, timeZone) }];
}

/** About; from here on a date needs its year. */
const YEAR = 300 * 86_400;

function labelOf(ms: number, { columns, stepMs }: TimeAxis, step: number, timeZone: string): string {
  const seconds = (columns * stepMs) / 1000;
  const time = localTime(ms, timeZone);
  if (seconds > YEAR) return time.slice(0, 10);
  if (step >= 86_400) return time.slice(5, 10);
  if (seconds > 86_400) return time.slice(5, 16);
  return step < 60 ? time.slice(11) : time.slice(11, 16);
}
