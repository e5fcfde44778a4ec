// The charts of the HTML report as inline SVG. Lengths along the time or latency axis are percentages, so that bars stretch with
// the page while text keeps its size.

import type { TimeAxis } from './axis.js';
import { html, type Markup } from './markup.js';
import type { Report } from './model.js';
import { ticks } from './text-time.js';
import { count, latency, localTime, plural, share } from './words.js';

const COLOURED = new Set(['NOERROR', 'NXDOMAIN', 'SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP', 'NOTAUTH']);

/** The class that gives a code its colour. */
export const colourOf = (code: string): string => (COLOURED.has(code) ? `c-${code.toLowerCase()}` : 'c-others');

/** Nearest to the axis first, so that failures stand on firm ground and not on a moving NOERROR. */
const STACK = ['SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP', 'NOTAUTH'];
const stackRank = (code: string): number => {
  if (code === 'NOERROR') return 100;
  if (code === 'NXDOMAIN') return 99;
  const at = STACK.indexOf(code);
  return at < 0 ? 50 : at;
};

export function shareBars(codes: readonly { code: string; count: number; share: number }[]): Markup {
  const total = codes.reduce((sum, code) => sum + code.count, 0);
  const most = codes.reduce((max, code) => Math.max(max, code.share), 0);
  return html`<div class="bars">${codes.map(
    (
      row,
    ) => html`<div><span>${row.code}</span><span>${count(row.count)}</span><span class="share">${share(row.count, total)}</span>
<svg aria-hidden="true"><rect class="${colourOf(row.code)}" width="${Math.max(0.4, (100 * row.share) / most)}%" height="10"/></svg></div>`,
  )}</div>`;
}

const TIME_HEIGHT = 200;
const LABELS = 24;
/** A sliver of air between columns, as a share of a column. */
const AIR = 0.12;

/** All codes on each other over time, with one label per column that tells the counts. */
export function timeChart(axis: TimeAxis, timeZone: string): Markup {
  const { columns } = axis;
  const codes = [...axis.codes].sort((a, b) => stackRank(a.code) - stackRank(b.code));
  const sums = Array.from({ length: columns }, (_, i) => codes.reduce((sum, { counts }) => sum + counts[i]!, 0));
  const { top, lines } = scale(Math.max(...sums));
  const width = 100 / columns;
  const bars: Markup[] = [];
  for (let i = 0; i < columns; i++) {
    let base = TIME_HEIGHT;
    for (const { code, counts } of codes) {
      const height = (counts[i]! / top) * TIME_HEIGHT;
      if (height === 0) continue;
      base -= height;
      bars.push(
        html`<rect class="${colourOf(code)}" x="${i * width}%" y="${base}" width="${width * (1 - AIR)}%" height="${height}"/>`,
      );
    }
  }
  const hits = sums.map((sum, i) => {
    const said = codes.filter(({ counts }) => counts[i]! > 0).map(({ code, counts }) => `${code} ${count(counts[i]!)}`);
    const title = `${localTime(axis.startMs + i * axis.stepMs, timeZone)}: ${sum === 0 ? 'nothing' : said.join(', ')}`;
    return html`<rect class="hit" x="${i * width}%" y="0" width="${width}%" height="${TIME_HEIGHT}"><title>${title}</title></rect>`;
  });
  const grid = lines.map((value) => {
    const y = TIME_HEIGHT - (value / top) * TIME_HEIGHT;
    return html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"/>`;
  });
  const values = lines.map(
    (value) =>
      html`<text class="halo" x="2" y="${TIME_HEIGHT - (value / top) * TIME_HEIGHT + 4}">${count(value)}</text>`,
  );
  return html`<svg class="chart" height="${TIME_HEIGHT + LABELS}" role="img" aria-label="Responses over time by code">
${grid}${bars}<line class="axis" x1="0" x2="100%" y1="${TIME_HEIGHT}" y2="${TIME_HEIGHT}"/>${timeLabels(axis, timeZone)}${values}${hits}</svg>`;
}

function timeLabels(axis: TimeAxis, timeZone: string): Markup[] {
  const marks = ticks(axis, timeZone, 4);
  return marks.map(({ column, label }) => {
    const x = (100 * column) / axis.columns;
    const anchor = x < 8 ? 'start' : x > 92 ? 'end' : 'middle';
    return html`<line class="axis" x1="${x}%" x2="${x}%" y1="${TIME_HEIGHT}" y2="${TIME_HEIGHT + 5}"/><text x="${x}%" y="${TIME_HEIGHT + 18}" text-anchor="${anchor}">${label}</text>`;
  });
}

const SMALL_HEIGHT = 30;

/** One code by itself, to its own peak. */
export function codeChart(code: string, counts: readonly number[]): Markup {
  const most = Math.max(...counts);
  const width = 100 / counts.length;
  const bars = counts.map((n, i) => {
    const height = n === 0 ? 0 : Math.max(1, (n / most) * SMALL_HEIGHT);
    return height === 0
      ? html``
      : html`<rect class="${colourOf(code)}" x="${i * width}%" y="${SMALL_HEIGHT - height}" width="${width * (1 - AIR)}%" height="${height}"/>`;
  });
  return html`<svg class="chart" height="${SMALL_HEIGHT}" role="img" aria-label="${`${code} over time`}">${bars}</svg>`;
}

/** A round value that is not below `most`, and the values to draw lines at. */
function scale(most: number): { top: number; lines: number[] } {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  const step = [0.25, 0.5, 1, 2.5].map((part) => part * unit).find((one) => one >= 1 && most / one <= 4) ?? unit * 2.5;
  const lines = Array.from({ length: Math.floor(most / step) }, (_, i) => (i + 1) * step);
  return { top: most * 1.06, lines };
}

type Latency = NonNullable<Report['latency']>;
const LATENCY_HEIGHT = 130;
const MARKS_HEIGHT = 34;

/** How many answers took how long, on a logarithmic axis, with the percentiles marked. */
export function latencyChart(times: Latency): Markup {
  const { buckets } = times;
  const bounds = buckets.map(({ upTo }) => upTo);
  // The first bucket reaches down to nothing, which a logarithm cannot show.
  const low = bounds[0]! / 2;
  const high = Math.max(bounds.at(-1)!, low * 10);
  const at = (seconds: number): number =>
    (100 * Math.log(Math.min(high, Math.max(low, seconds)) / low)) / Math.log(high / low);
  const most = Math.max(...buckets.map((bucket) => bucket.count));
  const floor = MARKS_HEIGHT + LATENCY_HEIGHT;
  const bars = buckets.map(({ upTo, count: n }, i) => {
    const from = i === 0 ? low : bounds[i - 1]!;
    const height = n === 0 ? 0 : Math.max(1.5, (n / most) * LATENCY_HEIGHT);
    const range = i === 0 ? `up to ${latency(upTo)}` : `${latency(from)} to ${latency(upTo)}`;
    return html`<rect class="c-time" x="${at(from)}%" y="${floor - height}" width="${Math.max(0, at(upTo) - at(from) - 0.4)}%" height="${height}"/>
<rect class="hit" x="${at(from)}%" y="${MARKS_HEIGHT}" width="${at(upTo) - at(from)}%" height="${LATENCY_HEIGHT}"><title>${range}: ${plural(n, 'response')}, ${share(n, times.count)}</title></rect>`;
  });
  const decades = bounds.filter((bound) => isDecade(bound) && at(bound) > 4);
  const labels = decades.map(
    (bound) =>
      html`<text x="${at(bound)}%" y="${floor + 17}" text-anchor="${at(bound) > 94 ? 'end' : 'middle'}">${latency(bound)}</text>`,
  );
  const marks = (
    [
      ['50 %', times.p50],
      ['90 %', times.p90],
      ['99 %', times.p99],
    ] as const
  ).map(([label, seconds], i) => {
    const x = at(seconds);
    return html`<line class="mark" x1="${x}%" x2="${x}%" y1="${i * 11 + 3}" y2="${floor}"/><text x="${x}%" y="${i * 11 + 10}" dx="${x > 70 ? -5 : 5}" text-anchor="${x > 70 ? 'end' : 'start'}">${label} ${latency(seconds)}</text>`;
  });
  return html`<svg class="chart" height="${floor + LABELS}" role="img" aria-label="Time to answer">${bars}
<line class="axis" x1="0" x2="100%" y1="${floor}" y2="${floor}"/>${labels}${marks}</svg>`;
}

/** 100 µs, 1 ms, 10 ms... Bounds are sums of floating point. */
const isDecade = (seconds: number): boolean => Math.abs(Math.log10(seconds) - Math.round(Math.log10(seconds))) < 1e-9;
