// The style sheet of the HTML report: no fetched font or image, light and dark by the reader's preference, phone to desk.

export const STYLE = `
:root { color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --line: #e3e6ea; --text: #1b2026; --quiet: #667080; --code: #f1f3f6;
  --noerror: #35916a; --nxdomain: #4a83c4; --servfail: #d1433b; --refused: #d98a1f; --formerr: #9560c4;
  --notimp: #6a63d1; --notauth: #c4498c; --others: #8b929c;
  --error: #d1433b; --warning: #b96f0a; --notice: #4a83c4; --accent: #1f5fa8; }
@media (prefers-color-scheme: dark) { :root {
  --page: #12151a; --card: #1a1f26; --line: #2b323c; --text: #e4e8ee; --quiet: #93a0b0; --code: #11151b;
  --noerror: #4fb286; --nxdomain: #6ba3e0; --servfail: #ef6a61; --refused: #eba946; --formerr: #b48be0;
  --notimp: #938df0; --notauth: #e277b1; --others: #7d8794;
  --error: #ef6a61; --warning: #eba946; --notice: #6ba3e0; --accent: #8dbcf0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; }
main { max-width: 1120px; margin: 0 auto; padding: 28px 20px 56px; display: grid; gap: 16px; }
h1 { margin: 0; font-size: 24px; line-height: 1.25; letter-spacing: -0.01em; }
h2 { margin: 0 0 12px; font-size: 15px; font-weight: 650; }
h2 small { font-size: 13px; font-weight: 400; color: var(--quiet); margin-left: 8px; }
h3 { margin: 0; font-size: 15px; font-weight: 600; overflow-wrap: anywhere; }
p { margin: 0; }
.quiet { color: var(--quiet); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; min-width: 0; }
.pair { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); align-items: start; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 16px; margin: 12px 0 0; font-size: 14px; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.pair > .full { grid-column: 1 / -1; }
.caution { border-left: 4px solid var(--warning); }
.bars { display: grid; gap: 10px; }
.bars > div { display: grid; grid-template-columns: 1fr auto auto; gap: 0 12px; align-items: baseline; }
.bars .share { color: var(--quiet); min-width: 62px; text-align: right; }
.bars svg { grid-column: 1 / -1; width: 100%; height: 10px; border-radius: 3px; background: var(--code); display: block; }
.key { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0 0 10px; padding: 0; list-style: none; font-size: 13px; }
.key svg { width: 10px; height: 10px; margin-right: 6px; border-radius: 2px; }
.chart { display: block; width: 100%; overflow: visible; }
.chart text { fill: var(--quiet); font-size: 11.5px; }
.chart .halo { paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; fill: var(--text); }
.chart .grid { stroke: var(--line); }
.chart .axis { stroke: var(--quiet); }
.chart .mark { stroke: var(--text); stroke-dasharray: 3 3; }
.chart .hit { fill: transparent; }
.chart .hit:hover { fill: var(--text); fill-opacity: 0.08; }
.small { display: grid; grid-template-columns: 92px minmax(0, 1fr) 60px; gap: 8px 10px; align-items: end; font-size: 13px; margin-top: 18px; }
.small > :nth-child(3n) { text-align: right; color: var(--quiet); }
.small .chart { border-bottom: 1px solid var(--line); }
.steps { margin: 0; padding: 0; list-style: none; display: grid; gap: 18px; }
.steps li { display: grid; grid-template-columns: 28px minmax(0, 1fr); gap: 2px 12px; }
.steps .rank { grid-row: span 5; width: 28px; height: 28px; border-radius: 50%; color: var(--card); font-weight: 650;
  font-size: 14px; display: grid; place-items: center; }
.rank.error, .rank.critical { background: var(--error); } .rank.warning { background: var(--warning); } .rank.notice { background: var(--notice); }
.steps .who { font-size: 13px; color: var(--quiet); }
pre { margin: 8px 0 0; padding: 9px 12px; background: var(--code); border: 1px solid var(--line); border-radius: 6px;
  overflow-x: auto; white-space: pre; }
pre, code, .name { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 13px; }
.name { overflow-wrap: anywhere; text-align: left; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th { font-weight: 500; font-size: 12.5px; color: var(--quiet); text-align: right; }
th:first-child, th.name { text-align: left; font-family: inherit; }
td { text-align: right; white-space: nowrap; border-top: 1px solid var(--line); }
th, td { padding: 4px 0 4px 16px; }
th:first-child, td:first-child { padding-left: 0; }
td.name { white-space: normal; min-width: 130px; }
.lists { display: flex; flex-wrap: wrap; gap: 14px 44px; margin-top: 12px; }
.lists > div { max-width: 100%; }
.lists table { width: auto; }
.lists h4 { margin: 0; font-size: 12.5px; font-weight: 500; color: var(--quiet); }
.lists td { border-top: 0; padding: 1px 0; vertical-align: baseline; }
.lists td.name { min-width: 0; }
.lists td:first-child { width: 1%; min-width: 48px; padding-right: 12px; }
.lists td.extra { color: var(--quiet); font-size: 13px; padding-left: 12px; }
.blind { margin: 0; padding-left: 20px; display: grid; gap: 8px; }
footer { color: var(--quiet); font-size: 13px; }
.tag { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 8px; }
.c-noerror { fill: var(--noerror); } .c-nxdomain { fill: var(--nxdomain); } .c-servfail { fill: var(--servfail); }
.c-refused { fill: var(--refused); } .c-formerr { fill: var(--formerr); } .c-notimp { fill: var(--notimp); }
.c-notauth { fill: var(--notauth); } .c-others { fill: var(--others); } .c-time { fill: var(--accent); }
@media (max-width: 560px) { main { padding: 18px 12px 40px; gap: 12px; } .card { padding: 14px; } h1 { font-size: 21px; }
  th, td { padding-left: 10px; } .small { grid-template-columns: 76px minmax(0, 1fr) 44px; } }
@media print { :root { --page: #fff; } .card { break-inside: avoid; } }
`;
