// The report as one HTML page that fetches nothing, runs nothing and can be sent around.

import { type TimeAxis, timeAxis } from './axis.js';
import { codeChart, colourOf, latencyChart, shareBars, timeChart } from './html-charts.js';
import { STYLE } from './html-style.js';
import { html, type Markup } from './markup.js';
import type { Report } from './model.js';
import { clip } from './text-layout.js';
import { MOST_CODES, timeRemarks } from './text-time.js';
import { type View, viewOf } from './view.js';
import type { ChangesView } from './view-changes.js';
import type { CodeSection } from './view-codes.js';
import { findingsView } from './view-findings.js';
import type { Table } from './view-tables.js';
import { count, plural, shown, span } from './words.js';

/** Columns of the time line. */
const COLUMNS = 96;

/**
 * The whole page. `sha256` gives the base64 digest of a text: the policy of the page lets in this one style sheet and nothing
 * else, so that even markup that slipped through could do nothing.
 */
export function reportHtml(report: Report, sha256: (text: string) => string): string {
  const view = viewOf(report);
  const axis = timeAxis(report.timeline, COLUMNS);
  const period = view.facts.find(({ label }) => label === 'Period')?.text;
  const policy = `default-src 'none'; style-src 'sha256-${sha256(STYLE)}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ markup: policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>DNS response codes${period === undefined ? undefined : `, ${period}`}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<main>
${header(view)}
${findingsOf(report)}
<div class="pair">${responses(view)}${steps(report)}</div>
${view.changes === undefined ? undefined : changesOf(view.changes)}
${axis === undefined || axis.columns < 2 ? undefined : overTime(axis, report)}
${view.sections.map(section)}
${view.rare.length === 0 ? undefined : rareCodes(view)}
<div class="pair">${view.tables.map(table)}${view.upstreams === undefined ? undefined : table(view.upstreams)}${
    view.reasons === undefined ? undefined : table(view.reasons)
  }</div>
${report.latency === null ? undefined : latencyCard(report.latency)}
${report.blindSpots.length === 0 ? undefined : blind(report)}
<footer>Written by rcodescope.</footer>
</main>
</body>
</html>
`;
  return page.markup;
}

function header({ facts, caution }: View): Markup {
  return html`<header>
<h1>DNS response codes</h1>
<dl>${facts.map(
    ({ label, path, text }) =>
      html`<dt>${label}</dt><dd>${path === undefined ? text : html`<code>${path}</code> <span class="quiet">${text}</span>`}</dd>`,
  )}</dl>
</header>${caution === undefined ? undefined : html`<p class="card caution">${caution}</p>`}`;
}

const responses = ({ headline, codes }: View): Markup | undefined =>
  codes.length === 0 ? undefined : html`<section class="card"><h2>${headline}</h2>${shareBars(codes)}</section>`;

function findingsOf(report: Report): Markup | undefined {
  const findings = findingsView(report);
  if (findings.length === 0) return undefined;
  return html`<section class="card"><h2>Findings <small>${plural(findings.length, 'incident')}</small></h2><ol class="steps">${findings.map(
    ({ severity, what, facts, why, names }, i) => html`<li><span class="rank ${severity}">${i + 1}</span>
<h3>${shown(what)}</h3>
<p class="who">${severity}: ${shown(facts)}${names === undefined ? undefined : html`, ${shown(names)}`}</p>
<p>${shown(why)}</p></li>`,
  )}</ol></section>`;
}

function steps({ nextSteps, lines }: Report): Markup | undefined {
  if (nextSteps.length === 0 && lines.events === 0) return undefined;
  return html`<section class="card"><h2>What to do next</h2>${
    nextSteps.length === 0
      ? html`<p>Nothing in this log asks for it.</p>`
      : html`<ol class="steps">${nextSteps.map(
          (
            { severity, actor, what, why, advice, command },
            i,
          ) => html`<li><span class="rank ${severity}">${i + 1}</span>
<h3>${shown(what)}</h3>
<p class="who">${severity}, for ${actor === 'you' ? actor : `the ${actor}`}</p>
<p>${shown(why)}${advice === undefined ? undefined : html` ${shown(advice)}`}</p>
<pre>${command}</pre></li>`,
        )}</ol>`
  }</section>`;
}

function changesOf({ title, path, against, cautions, tables, note }: ChangesView): Markup {
  return html`<section class="card"><h2>${title} <small>against <code>${path}</code>: ${against}</small></h2>
${cautions.map((text) => html`<p class="caution">${text}</p>`)}<p class="quiet">${note}</p></section>
<div class="pair">${tables.map(table)}</div>`;
}

function overTime(axis: TimeAxis, { timezone, timeline }: Report): Markup {
  const single = axis.codes.filter(({ code }) => code !== 'NOERROR').slice(0, MOST_CODES);
  const rows = single.map(({ code, counts }) => {
    const peak = Math.max(...counts);
    return html`<span>${code}</span>${codeChart(code, counts)}<span>${count(peak)}</span>`;
  });
  const step = axis.stepMs / 1000;
  return html`<section class="card"><h2>Over time <small>responses per ${step === 1 ? 'second' : span(step)}, ${timezone}</small></h2>
<ul class="key">${axis.codes.map(
    ({ code }) =>
      html`<li><svg aria-hidden="true"><rect class="${colourOf(code)}" width="10" height="10"/></svg>${code}</li>`,
  )}</ul>
${timeChart(axis, timezone)}
${timeRemarks(axis, timezone, timeline.untimed).map((text) => html`<p class="quiet">${text}</p>`)}
${single.length === 0 || axis.codes.length === 1 ? undefined : html`<div class="small">${rows}</div>`}</section>`;
}

function section({ code, title, summary, remark, lists, note }: CodeSection): Markup {
  return html`<section class="card"><h2><svg class="tag" aria-hidden="true"><rect class="${colourOf(code)}" width="10" height="10"/></svg>${title} <small>${summary}</small></h2>
${remark === undefined ? undefined : html`<p class="quiet">${remark}</p>`}
<div class="lists">${lists.map(
    ({ title: list, rows }) =>
      html`<div><h4>${list}</h4><table>${rows.map(
        ({ count: n, label, extra }) =>
          html`<tr><td>${n}</td>${nameCell(label)}${extra === '' ? undefined : html`<td class="extra">${extra}</td>`}</tr>`,
      )}</table></div>`,
  )}</div>${noteOf(note)}</section>`;
}

function rareCodes({ rare }: View): Markup {
  return html`<section class="card"><h2>Rare codes</h2><div class="wide"><table><tr><th>code</th><th>answers</th><th class="name">most for</th><th class="name">most to</th></tr>
${rare.map(
  ({ code, count: n, name, client }) =>
    html`<tr><td class="name">${code}</td><td>${count(n)}</td>${nameCell(name)}${nameCell(client)}</tr>`,
)}</table></div></section>`;
}

/** So many columns fit beside another table. */
const NARROW = 5;

function table({ title, head, rows, note }: Table): Markup {
  return html`<section class="${head.length > NARROW ? 'card full' : 'card'}"><h2>${title}</h2><div class="wide"><table><tr>${head.map((cell) => html`<th>${cell}</th>`)}</tr>
${rows.map(
  ({ label, cells }) => html`<tr>${nameCell(label)}${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
)}</table></div>${noteOf(note)}</section>`;
}

const latencyCard = (times: NonNullable<Report['latency']>): Markup =>
  html`<section class="card"><h2>Time to answer <small>${plural(times.count, 'response')}</small></h2>${latencyChart(times)}</section>`;

function blind({ blindSpots }: Report): Markup {
  return html`<section class="card"><h2>What this log cannot tell</h2><ul class="blind">${blindSpots.map(
    ({ what, remedy }) => html`<li>${what}${remedy === undefined ? undefined : html` <code>${remedy}</code>`}</li>`,
  )}</ul></section>`;
}

/** A name longer than this is cut in its middle; pointing at it shows it whole. */
const LONG_NAME = 64;

function nameCell(name: string): Markup {
  const whole = shown(name);
  return whole.length <= LONG_NAME
    ? html`<td class="name">${whole}</td>`
    : html`<td class="name" title="${whole}">${clip(whole, LONG_NAME)}</td>`;
}

const noteOf = (note: string | undefined): Markup | undefined =>
  note === undefined ? undefined : html`<p class="quiet">${note}</p>`;
