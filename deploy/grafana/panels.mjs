// What the dashboards show: rows of panels, each with its queries. From this generate.mjs makes the files for Grafana.

/** @typedef {{ expr: string, legend?: string, table?: boolean }} Query */
/**
 * @typedef {object} Panel
 * @property {'timeseries' | 'stat' | 'bargauge' | 'table'} type
 * @property {string} title
 * @property {string} description
 * @property {string} unit of Grafana
 * @property {number} width of 24
 * @property {readonly Query[]} queries
 * @property {boolean} [stacked]
 * @property {readonly (readonly [number | null, string])[]} [steps] colour from a value on
 */
/** @typedef {{ uid: string, title: string, description: string, rows: readonly { title: string, panels: readonly Panel[] }[] }} Dashboard */

const ONLY = 'server=~"$server"';
const FAILURE = 'rcode=~"SERVFAIL|REFUSED|FORMERR|NOTIMP|NOTAUTH"';

/** Sum of the rates of a counter by some labels; `more` are further matchers. */
const rate = (metric, by = '', more = '') =>
  `sum${by === '' ? '' : ` by (${by})`} (rate(${metric}{${ONLY}${more === '' ? '' : `, ${more}`}}[$__rate_interval]))`;
/** The same over the whole time that the dashboard shows. */
const total = (metric, by, more = '') =>
  `sum by (${by}) (increase(${metric}{${ONLY}${more === '' ? '' : `, ${more}`}}[$__range]))`;
const share = (part, whole) => `${part} / (${whole} > 0)`;

const RESPONSES = 'rcodescope_responses_total';
const UPSTREAM = 'rcodescope_upstream_responses_total';
const REASONS = 'rcodescope_failure_reasons_total';
const LINES = 'rcodescope_lines_total';
const DURATION = 'rcodescope_response_duration_seconds_bucket';
const GOOD_TO_BAD = [
  [null, 'green'],
  [0.02, 'yellow'],
  [0.1, 'red'],
];
const quantile = (q) => ({
  expr: `histogram_quantile(${q}, sum by (le) (rate(${DURATION}{${ONLY}}[$__rate_interval])))`,
  legend: `${q * 100} %`,
});
const ONLY_FAILURES_NOTE =
  'Where a log has failures only (BIND without its log of responses), it is the share among them, and means nothing.';

/** @type {readonly Dashboard[]} */
export const DASHBOARDS = [
  {
    uid: 'rcodescope-overview',
    title: 'DNS response codes',
    description:
      'What DNS clients are answered, why they are refused or failed, and what other servers answer to ours.',
    rows: [
      {
        title: 'Now',
        panels: [
          {
            type: 'stat',
            title: 'Answers',
            description: 'Responses to clients per second, each exchange counted once.',
            unit: 'reqps',
            width: 6,
            queries: [{ expr: rate(RESPONSES) }],
          },
          {
            type: 'stat',
            title: 'SERVFAIL',
            description: `Share of SERVFAIL among all answers. ${ONLY_FAILURES_NOTE}`,
            unit: 'percentunit',
            width: 6,
            queries: [{ expr: share(rate(RESPONSES, '', 'rcode="SERVFAIL"'), rate(RESPONSES)) }],
            steps: GOOD_TO_BAD,
          },
          {
            type: 'stat',
            title: 'NXDOMAIN',
            description: `Share of NXDOMAIN among all answers; a resolver for people has 10 to 30 %. ${ONLY_FAILURES_NOTE}`,
            unit: 'percentunit',
            width: 6,
            queries: [{ expr: share(rate(RESPONSES, '', 'rcode="NXDOMAIN"'), rate(RESPONSES)) }],
          },
          {
            type: 'stat',
            title: 'REFUSED',
            description: `Share of REFUSED among all answers. ${ONLY_FAILURES_NOTE}`,
            unit: 'percentunit',
            width: 6,
            queries: [{ expr: share(rate(RESPONSES, '', 'rcode="REFUSED"'), rate(RESPONSES)) }],
            steps: GOOD_TO_BAD,
          },
        ],
      },
      {
        title: 'Answers to clients',
        panels: [
          {
            type: 'timeseries',
            title: 'By code',
            description: 'Responses to clients per second, by response code.',
            unit: 'reqps',
            width: 12,
            queries: [{ expr: rate(RESPONSES, 'rcode'), legend: '{{rcode}}' }],
            stacked: true,
          },
          {
            type: 'timeseries',
            title: 'Failures by code',
            description: 'Responses that tell of a failure, per second: SERVFAIL, REFUSED, FORMERR, NOTIMP, NOTAUTH.',
            unit: 'reqps',
            width: 12,
            queries: [{ expr: rate(RESPONSES, 'rcode', FAILURE), legend: '{{rcode}}' }],
          },
          {
            type: 'timeseries',
            title: 'SERVFAIL by server',
            description: 'SERVFAIL responses per second, by server: is it one of them, or all?',
            unit: 'reqps',
            width: 12,
            queries: [{ expr: rate(RESPONSES, 'server', 'rcode="SERVFAIL"'), legend: '{{server}}' }],
          },
          {
            type: 'timeseries',
            title: 'Answers by query type',
            description: 'Responses to clients per second, by the type that was asked for; rare types are `other`.',
            unit: 'reqps',
            width: 12,
            queries: [{ expr: rate('rcodescope_responses_by_type_total', 'qtype'), legend: '{{qtype}}' }],
            stacked: true,
          },
          {
            type: 'table',
            title: 'Servers',
            description: 'Responses over the time shown, by server and code.',
            unit: 'short',
            width: 12,
            queries: [{ expr: total(RESPONSES, 'server, rcode'), table: true }],
          },
          {
            type: 'table',
            title: 'Failures by query type',
            description: 'Failures over the time shown, by query type and code.',
            unit: 'short',
            width: 12,
            queries: [{ expr: total('rcodescope_responses_by_type_total', 'qtype, rcode', FAILURE), table: true }],
          },
        ],
      },
      {
        title: 'Faults',
        panels: [
          {
            type: 'table',
            title: 'Going on',
            description:
              'Faults that are going on now, by server and pattern: rcodescope explain and the runbook say what to do.',
            unit: 'short',
            width: 8,
            queries: [
              { expr: `sum by (server, pattern, severity) (rcodescope_incidents_open{${ONLY}}) > 0`, table: true },
            ],
          },
          {
            type: 'timeseries',
            title: 'Over time',
            description: 'How many faults were going on at a time, by server and pattern.',
            unit: 'short',
            width: 8,
            queries: [
              {
                expr: `sum by (server, pattern) (rcodescope_incidents_open{${ONLY}})`,
                legend: '{{server}} {{pattern}}',
              },
            ],
            stacked: true,
          },
          {
            type: 'table',
            title: 'Since the start',
            description: 'Faults that began since rcodescope was started, by server and pattern.',
            unit: 'short',
            width: 8,
            queries: [{ expr: `sum by (server, pattern) (rcodescope_incidents_total{${ONLY}})`, table: true }],
          },
        ],
      },
      {
        title: 'Why',
        panels: [
          {
            type: 'timeseries',
            title: 'Causes',
            description: 'Responses whose cause the log tells, per second, by cause.',
            unit: 'reqps',
            width: 16,
            queries: [{ expr: rate(REASONS, 'reason'), legend: '{{reason}}' }],
            stacked: true,
          },
          {
            type: 'bargauge',
            title: 'Causes, sum',
            description: 'Responses over the time shown, by cause.',
            unit: 'short',
            width: 8,
            queries: [{ expr: `sort_desc(${total(REASONS, 'reason')})`, legend: '{{reason}}' }],
          },
        ],
      },
      {
        title: 'Other servers',
        panels: [
          {
            type: 'timeseries',
            title: 'Codes received',
            description: 'Responses from upstream servers and primaries per second, by code, where they are logged.',
            unit: 'reqps',
            width: 12,
            queries: [{ expr: rate(UPSTREAM, 'rcode'), legend: '{{rcode}}' }],
            stacked: true,
          },
          {
            type: 'timeseries',
            title: 'Failures received',
            description: 'Failures that upstream servers and primaries answered, per second, by server of ours.',
            unit: 'reqps',
            width: 12,
            queries: [{ expr: rate(UPSTREAM, 'server, rcode', FAILURE), legend: '{{server}} {{rcode}}' }],
          },
        ],
      },
      {
        title: 'Queries and time',
        panels: [
          {
            type: 'timeseries',
            title: 'Queries',
            description: 'Lines of the query log per second, by server.',
            unit: 'reqps',
            width: 12,
            queries: [{ expr: rate('rcodescope_queries_total', 'server'), legend: '{{server}}' }],
          },
          {
            type: 'timeseries',
            title: 'Time to answer',
            description:
              'Time from query to response, where the log tells it: the median, and what 5 % and 1 % wait at least.',
            unit: 's',
            width: 12,
            queries: [0.5, 0.95, 0.99].map(quantile),
          },
        ],
      },
    ],
  },
  {
    uid: 'rcodescope-pipeline',
    title: 'rcodescope pipeline',
    description:
      'Whether the numbers of the other dashboard can be trusted: is everything read, understood, and in time?',
    rows: [
      {
        title: 'Is it running?',
        panels: [
          {
            type: 'stat',
            title: 'Scraped',
            description: 'Instances that Prometheus can scrape.',
            unit: 'short',
            width: 6,
            queries: [{ expr: 'sum(up{job="rcodescope"})' }],
            steps: [
              [null, 'red'],
              [1, 'green'],
            ],
          },
          {
            type: 'stat',
            title: 'Lines in no known format',
            description: 'Share of the lines that nothing could be made of. Counts miss them: see rcodescope detect.',
            unit: 'percentunit',
            width: 6,
            queries: [{ expr: share(rate(LINES, '', 'outcome="unrecognized"'), rate(LINES)) }],
            steps: GOOD_TO_BAD,
          },
          {
            type: 'stat',
            title: 'Behind',
            description: 'Bytes of all logs that are written and not read yet.',
            unit: 'bytes',
            width: 6,
            queries: [{ expr: `sum(rcodescope_input_lag_bytes{${ONLY}})` }],
            steps: [
              [null, 'green'],
              [1 << 20, 'yellow'],
              [64 << 20, 'red'],
            ],
          },
          {
            type: 'table',
            title: 'Versions',
            description: 'Instances by version of rcodescope and of Node.js.',
            unit: 'short',
            width: 6,
            queries: [{ expr: 'count by (version, node) (rcodescope_build_info)', table: true }],
          },
        ],
      },
      {
        title: 'Lines',
        panels: [
          {
            type: 'timeseries',
            title: 'By outcome',
            description:
              'Lines read per second: events (with a response code), others of a known format, unrecognized, oversize.',
            unit: 'short',
            width: 12,
            queries: [{ expr: rate(LINES, 'outcome'), legend: '{{outcome}}' }],
            stacked: true,
          },
          {
            type: 'timeseries',
            title: 'By server',
            description: 'Lines read per second, by server. One that drops to nothing is stopped, or logs elsewhere.',
            unit: 'short',
            width: 12,
            queries: [{ expr: rate(LINES, 'server'), legend: '{{server}}' }],
          },
          {
            type: 'timeseries',
            title: 'Not understood',
            description: 'Lines per second that are in no known format, or too long to be read, by server.',
            unit: 'short',
            width: 12,
            queries: [
              {
                expr: rate(LINES, 'server, outcome', 'outcome=~"unrecognized|oversize"'),
                legend: '{{server}} {{outcome}}',
              },
            ],
          },
          {
            type: 'timeseries',
            title: 'Failures with a known cause',
            description:
              'Share of the failures for which the log tells a cause. Low: switch on more logging (docs/reference.md, Formats).',
            unit: 'percentunit',
            width: 12,
            queries: [
              {
                expr: share(rate(REASONS, 'server', FAILURE), rate(RESPONSES, 'server', FAILURE)),
                legend: '{{server}}',
              },
            ],
          },
        ],
      },
      {
        title: 'In time',
        panels: [
          {
            type: 'timeseries',
            title: 'Behind',
            description: 'Bytes that are written and not read yet, by server.',
            unit: 'bytes',
            width: 8,
            queries: [{ expr: `max by (server) (rcodescope_input_lag_bytes{${ONLY}})`, legend: '{{server}}' }],
          },
          {
            type: 'timeseries',
            title: 'Age of the last record',
            description:
              'Time since the last record, by its own time. High: a silent log, a wrong time zone, or a replay of an old one.',
            unit: 's',
            width: 8,
            queries: [
              {
                expr: `time() - max by (server) (rcodescope_last_record_timestamp_seconds{${ONLY}})`,
                legend: '{{server}}',
              },
            ],
          },
          {
            type: 'timeseries',
            title: 'Time to scrape',
            description: 'What a scrape takes. It grows with the number of series.',
            unit: 's',
            width: 8,
            queries: [{ expr: 'scrape_duration_seconds{job="rcodescope"}', legend: '{{instance}}' }],
          },
        ],
      },
    ],
  },
];
