// Every option, once: zod declarations from which flags, validation, types, defaults and the reference are made.
import { z } from 'zod';
import { SEVERITIES } from './knowledge/topic.js';

/** How an option looks on the command line; kept beside its schema. */
interface FlagMeta {
  readonly description: string;
  /** Name of the value in help; absent for switches. */
  readonly value?: string;
  /** Flag name where it is not the kebab-case of the key. */
  readonly flag?: string;
  /** Takes several values. */
  readonly many?: boolean;
}

const flag = <T extends z.ZodType>(schema: T, meta: FlagMeta): T => schema.meta({ ...meta }) as T;
const count = () => z.coerce.number().int();

const common = {
  quiet: flag(z.boolean().default(false), { description: 'nothing on stderr but errors' }),
};

const inputs = {
  format: flag(z.string().optional(), { description: 'format of the inputs; default: detected', value: 'NAME' }),
  envelope: flag(z.string().optional(), {
    description: 'what carries the lines (syslog, journal, container); default: detected',
    value: 'NAME',
  }),
  timezone: flag(z.string().optional(), {
    description: "zone of stamps without one; default: the system's",
    value: 'TZ',
  }),
  maxLineBytes: flag(
    count()
      .min(80)
      .max(1 << 30)
      .default(1_048_576),
    { description: 'longer lines are counted, not read', value: 'N' },
  ),
  maxOpenExchanges: flag(count().min(1).default(500_000), {
    description: 'client exchanges followed at the same time',
    value: 'N',
  }),
};

const selection = {
  since: flag(z.string().optional(), {
    description: 'only what is not earlier: ISO time, or 15m, 2h, 3d ago',
    value: 'T',
  }),
  until: flag(z.string().optional(), { description: 'only what is earlier', value: 'T' }),
  only: flag(z.array(z.string()).default([]), {
    description: 'only events that match all: rcode=A,B kind= direction= qtype= zone= client= reason=',
    value: 'KEY=VALUES',
    many: true,
  }),
};

const json = flag(z.boolean().default(false), { description: 'JSON on stdout' });
const markdown = flag(z.boolean().default(false), { description: 'Markdown on stdout' });

const report = {
  html: flag(z.string().min(1).optional(), { description: 'also write the report as one HTML page', value: 'FILE' }),
  top: flag(count().min(1).max(1000).default(10), { description: 'length of the lists', value: 'N' }),
  snapshot: flag(z.string().min(1).optional(), {
    description: 'also write what was counted, for merge and --baseline; compressed if FILE ends in .gz',
    value: 'FILE',
  }),
  baseline: flag(z.string().min(1).optional(), {
    description: 'a snapshot of before: the report says what changed since',
    value: 'SNAPSHOT',
  }),
};

export const ANALYZE_OPTIONS = z.strictObject({
  json,
  ...inputs,
  ...selection,
  markdown,
  ...report,
  openmetrics: flag(z.string().min(1).optional(), {
    description:
      'also write counts over log time, as history for Prometheus (promtool tsdb create-blocks-from openmetrics)',
    value: 'FILE',
  }),
  step: flag(z.string().default('60s'), {
    description: 'time between two samples of --openmetrics: 30s, 5m, 1h',
    value: 'TIME',
  }),
  textfile: flag(z.string().min(1).optional(), {
    description:
      "also write the counts into DIR/rcodescope.prom, for the textfile collector of Prometheus' node exporter",
    value: 'DIR',
  }),
  failOn: flag(z.enum(SEVERITIES).optional(), {
    description: 'status 1 if there is a finding of this severity or worse',
    value: 'SEVERITY',
  }),
  workers: flag(count().min(1).max(256).optional(), {
    description: 'threads that read; default: as many as there are processors',
    value: 'N',
  }),
  ...common,
});

export const MERGE_OPTIONS = z.strictObject({
  json,
  markdown,
  ...report,
  timezone: flag(z.string().optional(), {
    description: 'zone of the times that are shown; default: that of the snapshots, UTC where they differ',
    value: 'TZ',
  }),
  ...common,
});

export const PARSE_OPTIONS = z.strictObject({
  original: flag(z.boolean().default(false), { description: 'with the raw line in event.original' }),
  ...inputs,
  ...selection,
  ...common,
});

export const WATCH_OPTIONS = z.strictObject({
  output: flag(z.enum(['text', 'ndjson']).optional(), {
    description: 'default: text on a terminal, else ndjson',
    value: 'KIND',
  }),
  emit: flag(z.enum(['all', 'notable']).default('notable'), {
    description: 'which events leave: all, or those of severity notice and more',
    value: 'WHICH',
  }),
  fromStart: flag(z.boolean().default(false), { description: 'read files from their start; default: from their end' }),
  webListenAddress: flag(z.string().default('127.0.0.1:9353'), {
    description: 'where /metrics is served; port 0 picks a free one, empty switches it off',
    value: 'HOST:PORT',
    flag: 'web.listen-address',
  }),
  ...inputs,
  ...selection,
  ...common,
});

export const DETECT_OPTIONS = z.strictObject({ json, ...common });
export const FORMATS_OPTIONS = z.strictObject({ json, ...common });
export const EXPLAIN_OPTIONS = z.strictObject({
  json,
  fromLog: flag(z.string().optional(), {
    description: 'explain this line of a log instead; - reads lines from standard input',
    value: 'LINE',
  }),
  markdown,
  ...common,
});
export const KNOWLEDGE_OPTIONS = z.strictObject({ json, markdown, ...common });

export type AnalyzeOptions = z.infer<typeof ANALYZE_OPTIONS>;
export type MergeOptions = z.infer<typeof MERGE_OPTIONS>;
export type ParseOptions = z.infer<typeof PARSE_OPTIONS>;
export type WatchOptions = z.infer<typeof WATCH_OPTIONS>;
export type InputOptions = Pick<AnalyzeOptions, keyof typeof inputs>;
export type SelectionOptions = Pick<AnalyzeOptions, keyof typeof selection>;

/** One flag, as the command line needs it. */
export interface FlagSpec {
  readonly key: string;
  readonly flag: string;
  readonly description: string;
  readonly value: string | undefined;
  readonly many: boolean;
  readonly default: unknown;
}

/** The flags of an options schema, in the order of their declaration. */
export function flagsOf(schema: z.ZodObject): FlagSpec[] {
  return Object.entries(schema.shape).map(([key, field]) => {
    const meta = (field as z.ZodType).meta() as unknown as FlagMeta;
    const initial = (field as z.ZodType).safeParse(undefined);
    return {
      key,
      flag: `--${meta.flag ?? key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`,
      description: meta.description,
      value: meta.value,
      many: meta.many === true,
      default: initial.success ? initial.data : undefined,
    };
  });
}
