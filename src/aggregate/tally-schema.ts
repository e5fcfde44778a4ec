// What a tally from a file must be, so that merging it cannot fail, loop or print nonsense.

import { z } from 'zod';
import { MAX_TEXTS } from '../diagnose/reason-counts.js';
import { REASONS } from '../diagnose/reasons.js';
import { CODE_COLUMNS } from '../dns/columns.js';
import { TSIG_SPACE } from '../dns/rcode.js';
import { DIRECTIONS } from '../event.js';
import { MAX_RARE_CODES, MAX_WORD_BYTES, MAX_WORDS } from './counts.js';
import { MAX_KEY_BYTES } from './key.js';
import type { LineCounts } from './line-counts.js';
import type { TallySnapshot } from './tally.js';
import { STEPS_SECONDS } from './timeline.js';

const COLUMNS = CODE_COLUMNS.length;
/** No log has more lines; the sum of thirty such counts is still exact. */
const MAX_COUNT = 2 ** 48;
/** Keys of a list: four times what we write, so that a version with longer lists can be read. */
const MAX_KEYS = 1 << 17;
const MAX_KINDS = 1024;
/** All assigned codes and TSIG errors, and the rare ones. */
const MAX_CODES = 64 + MAX_RARE_CODES;
const MAX_CODE = TSIG_SPACE + 0xffff;
const HISTOGRAM_BUCKETS = 1920;
const TIMELINE_BUCKETS = 720;
/** The longest step that eight thousand years in 720 buckets need: ten doublings of a week. */
const MAX_STEP = 604_800 * 2 ** 10;
const END_SECONDS = 253_402_300_800;
/** What Date can hold, less two days for the offset of a zone. */
const MAX_TIME_MS = 8.64e15 - 2 * 86_400_000;
const REGISTERS_BASE64 = 4 * Math.ceil(16_384 / 3);

const COUNT = z.int().min(0).max(MAX_COUNT);
const ANY_NUMBER = z.number().min(0);

/**
 * An array checked in one pass that ends at the first fault: zod's own makes an issue for each of a million elements.
 * `wrong` says what is the matter with an element; undefined: nothing.
 */
function list<T>(
  maxLength: number,
  wrong: (element: unknown, i: number, all: readonly unknown[]) => string | undefined,
) {
  return z.unknown().transform((value, context): T[] => {
    const fault = (message: string, path: number[] = []): never => {
      context.addIssue({ code: 'custom', message, path });
      return z.NEVER;
    };
    if (!Array.isArray(value)) return fault('expected an array');
    if (value.length > maxLength) return fault(`expected at most ${maxLength} elements`);
    for (let i = 0; i < value.length; i++) {
      const message = wrong(value[i], i, value);
      if (message !== undefined) return fault(message, [i]);
    }
    return value;
  });
}

const isCount = (value: unknown): boolean =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_COUNT;

const counts = (maxLength: number) =>
  list<number>(maxLength, (value) => (isCount(value) ? undefined : 'expected a whole number from 0 on'));

/** Number, count, number, count, ... with the numbers ascending. */
const pairs = (maxPairs: number, end: number) =>
  list<number>(2 * maxPairs, (value, i, all) => {
    if (!isCount(value)) return 'expected a whole number from 0 on';
    if (i % 2 === 1) return (value as number) > 0 ? undefined : 'expected a count from 1 on';
    if ((value as number) >= end) return `expected a number below ${end}`;
    if (i + 1 === all.length) return 'its count is missing';
    return i === 0 || (value as number) > (all[i - 2] as number) ? undefined : 'expected ascending numbers';
  });

/** Bytes as text: each character stands for one. */
const isBytes = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most && /^[\u0000-\u00ff]*$/.test(value);

const keys = list<string>(MAX_KEYS, (value) =>
  isBytes(value, MAX_KEY_BYTES) ? undefined : `expected text of at most ${MAX_KEY_BYTES} bytes`,
);

type Check = (fault: (path: PropertyKey[], message: string) => void) => void;

/** Runs a check over several fields that are all right by themselves. */
function across<T extends z.ZodType>(schema: T, check: (value: z.output<T>) => Check): T {
  return schema.superRefine((value, context) => {
    check(value)((path, message) => context.addIssue({ code: 'custom', path, message }));
  }) as T;
}

export const LINES: z.ZodType<LineCounts> = across(
  z.strictObject({ read: COUNT, events: COUNT, noRcode: COUNT, unrecognized: COUNT, oversize: COUNT }),
  (lines) => (fault) => {
    const sum = lines.events + lines.noRcode + lines.unrecognized + lines.oversize;
    if (lines.read !== sum) fault(['read'], `expected ${sum}, the sum of the others`);
  },
);

const CODES = z.strictObject({ counts: pairs(MAX_CODES, MAX_CODE + 1), other: COUNT });

const WORDS = across(
  z.strictObject({
    columns: z.literal(COLUMNS),
    words: list<string>(MAX_WORDS, (word, i, all) => {
      if (!isBytes(word, MAX_WORD_BYTES)) return `expected text of at most ${MAX_WORD_BYTES} bytes`;
      const before = all[i - 1] as string | undefined;
      if (before === undefined || before.length < word.length) return undefined;
      return before.length === word.length && before < word ? undefined : 'expected words in order';
    }),
    counts: counts(MAX_WORDS * COLUMNS),
    other: counts(COLUMNS),
  }),
  (words) => (fault) => {
    if (words.counts.length !== words.words.length * COLUMNS) fault(['counts'], wrongLength(words.words.length));
    if (words.other.length !== COLUMNS) fault(['other'], `expected ${COLUMNS} numbers`);
  },
);

const TOP = across(
  z.strictObject({
    columns: z.literal(COLUMNS),
    encoding: z.literal('latin1'),
    error: COUNT,
    totals: counts(COLUMNS),
    keys,
    counts: counts(MAX_KEYS * COLUMNS),
    errors: counts(MAX_KEYS),
  }),
  (top) => (fault) => {
    const n = top.keys.length;
    if (top.totals.length !== COLUMNS) return fault(['totals'], `expected ${COLUMNS} numbers`);
    if (top.counts.length !== n * COLUMNS) return fault(['counts'], wrongLength(n));
    if (new Set(top.keys).size !== n) return fault(['keys'], 'a key is there twice');
    if (top.errors.length !== n) return fault(['errors'], `expected ${n} numbers, one for each key`);
    const large = top.errors.findIndex((error) => error > top.error);
    if (large >= 0) return fault(['errors', large], `expected at most the error of the list, ${top.error}`);
    const sums = new Float64Array(COLUMNS);
    for (let cell = 0; cell < top.counts.length; cell++) sums[cell % COLUMNS]! += top.counts[cell]!;
    const short = top.totals.findIndex((total, column) => total < sums[column]!);
    if (short >= 0) fault(['totals', short], `expected at least ${sums[short]}, the sum of the keys`);
  },
);

const wrongLength = (rows: number): string => `expected ${rows * COLUMNS} numbers, ${COLUMNS} for each of ${rows}`;

const DISTINCT = z.strictObject({
  registers: z
    .string()
    .refine(
      (text) => text === '' || (text.length === REGISTERS_BASE64 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)),
      'expected base64 of 16384 bytes, or nothing',
    ),
});

const LATENCY = across(
  z.strictObject({
    sum: ANY_NUMBER,
    min: ANY_NUMBER.nullable(),
    max: ANY_NUMBER.nullable(),
    zero: COUNT,
    rejected: COUNT,
    buckets: pairs(HISTOGRAM_BUCKETS, HISTOGRAM_BUCKETS),
  }),
  ({ min, max, zero, buckets }) =>
    (fault) => {
      const empty = zero === 0 && buckets.length === 0;
      if ((min === null) !== empty) fault(['min'], empty ? 'expected null without values' : 'expected a number');
      else if ((max === null) !== empty) fault(['max'], empty ? 'expected null without values' : 'expected a number');
      else if (min !== null && min > max!) fault(['max'], `expected at least the minimum, ${min}`);
    },
);

const TIMELINE = across(
  z.strictObject({
    columns: z.literal(COLUMNS),
    step: z
      .number()
      .refine(
        (step) =>
          STEPS_SECONDS.includes(step) ||
          (step <= MAX_STEP && step > 604_800 && Number.isInteger(Math.log2(step / 604_800))),
        'expected a step of the ladder',
      ),
    starts: counts(TIMELINE_BUCKETS),
    counts: counts(TIMELINE_BUCKETS * COLUMNS),
    untimed: counts(COLUMNS),
  }),
  ({ step, starts, ...timeline }) =>
    (fault) => {
      const wrong = starts.findIndex(
        (start, i) => start % step !== 0 || start >= END_SECONDS || (i > 0 && start <= starts[i - 1]!),
      );
      if (wrong >= 0) return fault(['starts', wrong], `expected ascending multiples of ${step} before the year 10000`);
      if (timeline.counts.length !== starts.length * COLUMNS) return fault(['counts'], wrongLength(starts.length));
      if (timeline.untimed.length !== COLUMNS) fault(['untimed'], `expected ${COLUMNS} numbers`);
    },
);

const TIME = z.number().min(-MAX_TIME_MS).max(MAX_TIME_MS).nullable();

const KINDS = z
  .record(z.string().regex(/^[a-z][a-z0-9-]{0,63}$/), COUNT)
  .refine((kinds) => Object.keys(kinds).length <= MAX_KINDS, `expected at most ${MAX_KINDS} kinds`);

const DIRECTION_COUNTS = z.strictObject(Object.fromEntries(DIRECTIONS.map((name) => [name, COUNT])));

const BY_COLUMN = counts(COLUMNS).refine((row) => row.length === COLUMNS, `expected ${COLUMNS} numbers`);
const REASON_COUNTS = z.strictObject({
  byReason: z.partialRecord(z.enum(REASONS), BY_COLUMN),
  unexplained: BY_COLUMN,
  cached: COUNT,
  unknownTexts: z
    .record(z.string().max(80), COUNT)
    .refine((texts) => Object.keys(texts).length <= MAX_TEXTS, `expected at most ${MAX_TEXTS} texts`),
});

/** A tally as `Tally.snapshot` writes it. The type keeps it complete: what a tally gains must be added here. */
export const TALLY: z.ZodType<TallySnapshot> = across(
  z.strictObject({
    lines: LINES,
    codes: CODES,
    kinds: KINDS,
    directions: DIRECTION_COUNTS,
    queries: COUNT,
    responses: CODES,
    tsigErrors: CODES,
    reasons: REASON_COUNTS,
    selected: z.strictObject({ events: COUNT, responses: COUNT }),
    first: TIME,
    last: TIME,
    types: WORDS,
    names: TOP,
    clients: TOP,
    zones: TOP,
    upstreams: TOP,
    distinctNames: DISTINCT,
    distinctClients: DISTINCT,
    latency: LATENCY,
    timeline: TIMELINE,
    evicted: COUNT,
  }),
  ({ first, last }) =>
    (fault) => {
      if ((first === null) !== (last === null) || (first !== null && first > last!))
        fault(['last'], 'expected a time that is not before the first one');
    },
);
