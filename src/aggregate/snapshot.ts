// What is left of a run when its log is gone: the tally, and what must be known to print and merge it. Plain JSON.

import { z } from 'zod';
import { CODE_COLUMNS } from '../dns/columns.js';
import type { Coverage } from '../event.js';
import { resolveTimeZone } from '../time/clock.js';
import type { LineCounts } from './line-counts.js';
import { TallyMerger } from './merge.js';
import type { TallySnapshot } from './tally.js';
import { LINES, TALLY } from './tally-schema.js';

/** Goes up when a program of before could not read the file, or would read it wrongly. */
export const SNAPSHOT_VERSION = 1;

export interface InputReport {
  readonly path: string;
  /** Undefined: nothing fits. */
  readonly format: string | undefined;
  readonly envelope: string | undefined;
  readonly lines: LineCounts;
  readonly coverage: Coverage;
}

/** The options of a run that decide what its numbers are, as they were typed. */
export interface CountingOptions {
  readonly since: string | null;
  readonly until: string | null;
  readonly only: readonly string[];
  readonly format: string | null;
  readonly envelope: string | null;
  readonly maxLineBytes: number;
  readonly maxOpenExchanges: number;
}

/** Nothing in it is of the time or the machine of writing: the same input gives the same bytes. */
export interface Snapshot {
  readonly schemaVersion: typeof SNAPSHOT_VERSION;
  /** Of the program that wrote it. */
  readonly version: string;
  /** What the columns of all tables in the tally stand for. */
  readonly columns: readonly string[];
  /** Zone of stamps without one, and of what is printed: `UTC` for a sum over several zones, null when nothing was read. */
  readonly timezone: string | null;
  /** Each set of options once, in a fixed order: several when runs with different ones were put together. */
  readonly options: readonly CountingOptions[];
  readonly inputs: readonly InputReport[];
  readonly tally: TallySnapshot;
  /** Reserved. */
  readonly windows: Readonly<Record<string, never>>;
  readonly openExchanges: readonly never[];
}

export type SnapshotParts = Pick<Snapshot, 'version' | 'timezone' | 'options' | 'inputs' | 'tally'>;

/** A snapshot with its fixed parts. */
export function newSnapshot({ version, timezone, options, inputs, tally }: SnapshotParts): Snapshot {
  return {
    schemaVersion: SNAPSHOT_VERSION,
    version,
    columns: CODE_COLUMNS,
    timezone,
    options,
    inputs,
    tally,
    windows: {},
    openExchanges: [],
  };
}

/** Whether less than everything was counted. */
export const isSelected = (options: CountingOptions): boolean =>
  options.since !== null || options.until !== null || options.only.length > 0;

/** Adds snapshots up in place; inputs stay in the order they come, everything else as `TallyMerger` says. */
export class SnapshotMerger {
  private readonly tally = new TallyMerger();
  private readonly inputs: InputReport[] = [];
  private readonly options = new Map<string, CountingOptions>();
  private timezone: string | null = null;

  add(snapshot: Snapshot): void {
    this.tally.add(snapshot.tally);
    for (const input of snapshot.inputs) this.inputs.push(input);
    for (const options of snapshot.options) this.options.set(JSON.stringify(options), options);
    if (this.timezone === null) this.timezone = snapshot.timezone;
    else if (snapshot.timezone !== null && snapshot.timezone !== this.timezone) this.timezone = 'UTC';
  }

  snapshot(version: string): Snapshot {
    const { timezone, inputs } = this;
    const options = [...this.options].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([, set]) => set);
    return newSnapshot({ version, timezone, options, inputs: [...inputs], tally: this.tally.snapshot() });
  }
}

const NAME = z.string().regex(/^[\w.-]{1,64}$/);

const INPUT: z.ZodType<InputReport> = z
  .strictObject({
    path: z.string().min(1).max(4096),
    format: NAME.optional(),
    envelope: NAME.optional(),
    lines: LINES,
    coverage: z.enum(['all', 'failures-only', 'unknown']),
  })
  .transform(({ path, format, envelope, lines, coverage }) => ({ path, format, envelope, lines, coverage }));

const WORD = z.string().max(4096);

/** Keys in the order in which they are written, since equal sets are found by their text. */
const OPTIONS: z.ZodType<CountingOptions> = z.strictObject({
  since: WORD.nullable(),
  until: WORD.nullable(),
  only: z.array(WORD).max(1000),
  format: NAME.nullable(),
  envelope: NAME.nullable(),
  maxLineBytes: z.int().min(1),
  maxOpenExchanges: z.int().min(1),
});

const SNAPSHOT: z.ZodType<Snapshot> = z.strictObject({
  schemaVersion: z.literal(SNAPSHOT_VERSION),
  version: z.string().min(1).max(64),
  columns: z
    .array(z.string())
    .refine((columns) => columns.join() === CODE_COLUMNS.join(), `expected ${CODE_COLUMNS.join(', ')}`),
  timezone: z.string().max(64).refine(isTimeZone, 'expected a time zone that this system knows').nullable(),
  options: z.array(OPTIONS).max(1000),
  inputs: z.array(INPUT),
  tally: TALLY,
  windows: z.strictObject({}),
  openExchanges: z.tuple([]),
});

function isTimeZone(name: string): boolean {
  try {
    return resolveTimeZone(name) === name;
  } catch {
    return false;
  }
}

/** What is wrong with a document that should be a snapshot, and what can be done. */
export interface SnapshotFault {
  readonly what: string;
  readonly advice: string;
}

const REMEDY = 'snapshots are written by: rcodescope analyze --snapshot FILE';
const LONGEST_MESSAGE = 200;

/** Checks a parsed JSON document. What it lets through can be merged and printed. */
export function readSnapshot(document: unknown): Snapshot | SnapshotFault {
  if (typeof document !== 'object' || document === null || !('schemaVersion' in document))
    return { what: 'is no snapshot', advice: REMEDY };
  const { schemaVersion } = document;
  if ('byRcode' in document) return { what: 'is a report (analyze --json), no snapshot', advice: REMEDY };
  if (schemaVersion !== SNAPSHOT_VERSION) {
    const version = 'version' in document && typeof document.version === 'string' ? document.version : undefined;
    return {
      what: `is a snapshot of schema version ${brief(JSON.stringify(schemaVersion))}; this program reads ${SNAPSHOT_VERSION}`,
      advice:
        version === undefined
          ? 'use the version of rcodescope that wrote it'
          : `rcodescope ${brief(version)} wrote it: use that version, or write the snapshot again with this one`,
    };
  }
  const checked = SNAPSHOT.safeParse(document);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0]!;
  return {
    what: `${pathOf(issue.path)}: ${brief(issue.message)}`,
    advice: 'the file was changed or damaged, or another version of rcodescope wrote it: write it again',
  };
}

/** `tally.names.counts[3]`. */
function pathOf(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return brief(text.replace(/^\./, '')) || 'document';
}

const brief = (text: string): string => (text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}...` : text);
