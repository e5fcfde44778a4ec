// What one line costs, step by step: each step alone in its own process, as V8 compiles a call site for what it has seen there.
// `node bench/steps.mjs STEP ROUNDS` prints the nanoseconds of its fastest round.
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { CodeCounts, WordCounts } from '../dist/aggregate/counts.js';
import { Distinct } from '../dist/aggregate/distinct.js';
import { LatencyHistogram } from '../dist/aggregate/histogram.js';
import { Tally, TOP_CAPACITY } from '../dist/aggregate/tally.js';
import { Timeline } from '../dist/aggregate/timeline.js';
import { TopKeys } from '../dist/aggregate/top.js';
import { ZoneIndex } from '../dist/aggregate/zone-index.js';
import { detect, headLines } from '../dist/detect.js';
import { CODE_COLUMNS, columnOf } from '../dist/dns/columns.js';
import { EVENT, newLineRecord, SLOT } from '../dist/event.js';
import { compiledFormat, FORMATS } from '../dist/formats/index.js';
import { BlockFramer, frameStream } from '../dist/framing.js';
import { Pipeline } from '../dist/pipeline.js';
import { InputReader } from '../dist/reader.js';
import { EVERYTHING } from '../dist/selection.js';
import { InputClock } from '../dist/time/clock.js';
import { writeLog } from './logs.mjs';

/** Enough for tables to grow beyond the processor's caches. */
const LINES = 200_000;
const BLOCK = 1 << 20;
const LIMIT = 1 << 20;
const COLUMNS = CODE_COLUMNS.length;
const ANCHOR = Date.parse('2026-11-25T12:00:00Z');

/** Where results go that nobody reads, so that no work is optimised away. */
let sink = 0;

/**
 * One step: `prepare` makes what a round needs, the function it returns is timed.
 * @typedef {object} Step
 * @property {string} log kind of log it works on
 * @property {(log: Buffer) => () => unknown} prepare
 * @property {string} [per] what the nanoseconds are for; default: a line
 */

/** @param {string} kind @returns {Promise<Buffer>} */
async function logInMemory(kind) {
  /** @type {Buffer[]} */
  const pieces = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      pieces.push(chunk);
      done();
    },
  });
  await writeLog(kind, LINES, stream);
  return Buffer.concat(pieces);
}

/** @param {Buffer} log @param {import('../dist/framing.js').LineSink} lines */
function framed(log, lines) {
  const framer = new BlockFramer(lines, LIMIT);
  return () => {
    for (let at = 0; at < log.length; at += BLOCK) framer.push(log.subarray(at, Math.min(log.length, at + BLOCK)));
    framer.finish();
  };
}

/** @param {Buffer} log @param {import('../dist/reader.js').RecordConsumer} consumer */
function readerOver(log, consumer) {
  return new InputReader({
    clock: new InputClock({ timeZone: 'UTC', anchorMs: ANCHOR }),
    maxLineBytes: LIMIT,
    detection: detect(headLines(log.subarray(0, 1 << 16), false)),
    consumer,
  });
}

/** @returns {import('../dist/framing.js').LineSink} */
const framing = () => ({
  line(_buf, start, end) {
    sink += end - start;
  },
  oversize() {},
});

/** @param {Buffer} log */
function splitting(log) {
  const chunk = 1 << 16;
  return () => {
    let at = 0;
    const stream = new Readable({
      highWaterMark: chunk,
      read() {
        this.push(at < log.length ? log.subarray(at, (at += chunk)) : null);
      },
    });
    return frameStream(stream, framing(), LIMIT);
  };
}

/** @param {string} product */
const reading = (product) => (/** @type {Buffer} */ log) => {
  const spec = FORMATS.find(({ name }) => name === product);
  if (spec === undefined) throw new RangeError(`no format ${product}`);
  const format = compiledFormat(spec);
  const record = newLineRecord();
  /** @type {import('../dist/event.js').LineKind | undefined} */
  let previous;
  return framed(log, {
    line(buf, start, end) {
      sink += format.read(record, buf, start, end, previous);
      previous = record.kind;
    },
    oversize() {},
  });
};

const placing = (/** @type {Buffer} */ log) =>
  framed(
    log,
    readerOver(log, {
      record(record, outcome) {
        sink += outcome === EVENT ? record.code : 1;
      },
      oversize() {},
    }),
  );

const joining = (/** @type {Buffer} */ log) => {
  const counts = {
    line() {},
    oversize() {},
    answer(/** @type {import('../dist/event.js').LineRecord} */ record) {
      sink += record.code;
    },
    evicted: 0,
  };
  return framed(log, readerOver(log, new Pipeline({ counts, selection: EVERYTHING, maxOpenExchanges: 500_000 })));
};

const tallying = (/** @type {Buffer} */ log) => {
  const pipeline = new Pipeline({ counts: new Tally(), selection: EVERYTHING, maxOpenExchanges: 500_000 });
  return framed(log, readerOver(log, pipeline));
};

/** The answers of a log as columns, so that an aggregate can be fed without a reader before it. @param {Buffer} log */
function columnsOf(log) {
  const size = LINES + 2;
  const column = () => new Float64Array(size);
  const bounds = () => new Int32Array(size);
  const columns = {
    rows: 0,
    code: bounds(),
    column: bounds(),
    time: column(),
    duration: column(),
    name: [bounds(), bounds()],
    client: [bounds(), bounds()],
    type: [bounds(), bounds()],
  };
  // One block, so that the ranges are offsets in the log.
  const framer = new BlockFramer(
    readerOver(log, {
      record(record) {
        const row = columns.rows++;
        columns.code[row] = record.code;
        columns.column[row] = columnOf(record.code);
        columns.time[row] = record.time;
        columns.duration[row] = record.numbers[SLOT.duration] * 1e6;
        for (const [field, slot] of /** @type {const} */ ([
          ['name', SLOT.qname],
          ['client', SLOT.client],
          ['type', SLOT.qtype],
        ])) {
          columns[field][0][row] = record.ranges[2 * slot];
          columns[field][1][row] = record.ranges[2 * slot + 1];
        }
      },
      oversize() {},
    }),
    LIMIT,
  );
  framer.push(log);
  return columns;
}

/** @typedef {ReturnType<typeof columnsOf>} Columns */

/**
 * @template T
 * @param {() => T} make
 * @param {(aggregate: T, log: Buffer, columns: Columns, row: number) => void} add
 */
function adding(make, add) {
  /** @type {Columns | undefined} */
  let columns;
  return (/** @type {Buffer} */ log) => {
    const rows = (columns ??= columnsOf(log));
    const aggregate = make();
    return () => {
      for (let row = 0; row < rows.rows; row++) add(aggregate, log, rows, row);
    };
  };
}

const addTo =
  (/** @type {'name' | 'client' | 'type'} */ field) =>
  /** @type {(top: TopKeys | WordCounts, log: Buffer, c: Columns, row: number) => void} */
  (top, log, c, row) =>
    top.add(log, c[field][0][row], c[field][1][row], c.column[row]);

const BEGIN = Date.parse('2026-11-22T15:53:04Z');

/** Steps of a line in the order in which it takes them: each one includes those before it. */
export const LINE_STEPS = ['frame', 'read', 'place', 'join', 'tally'];
export const PRODUCTS = ['unbound', 'bind'];

/** @type {Record<string, Step>} */
const STEPS = Object.fromEntries(
  PRODUCTS.flatMap((log) => [
    [`${log} frame`, { log, prepare: (bytes) => framed(bytes, framing()) }],
    [`${log} split2`, { log, prepare: splitting }],
    [`${log} read`, { log, prepare: reading(log) }],
    [`${log} place`, { log, prepare: placing }],
    [`${log} join`, { log, prepare: joining }],
    [`${log} tally`, { log, prepare: tallying }],
  ]),
);

export const AGGREGATES = [
  'codes',
  'types',
  'clients',
  'names',
  'names of an attack',
  'distinct',
  'zone',
  'latency',
  'timeline',
];

/** @type {readonly [string, string, (log: Buffer) => () => unknown][]} */
const ADDS = [
  [
    'codes',
    'unbound',
    adding(
      () => new CodeCounts(),
      (codes, _log, c, row) => codes.add(c.code[row]),
    ),
  ],
  ['types', 'unbound', adding(() => new WordCounts(COLUMNS), addTo('type'))],
  ['clients', 'unbound', adding(() => new TopKeys(TOP_CAPACITY, COLUMNS), addTo('client'))],
  ['names', 'unbound', adding(() => new TopKeys(TOP_CAPACITY, COLUMNS, 'name'), addTo('name'))],
  ['names of an attack', 'unbound-attack', adding(() => new TopKeys(TOP_CAPACITY, COLUMNS, 'name'), addTo('name'))],
  [
    'distinct',
    'unbound',
    adding(
      () => new Distinct('name'),
      (distinct, log, c, row) => distinct.add(log, c.name[0][row], c.name[1][row]),
    ),
  ],
  [
    'zone',
    'unbound',
    adding(
      () => new ZoneIndex(),
      (zones, log, c, row) => {
        sink += zones.zoneRange(log, c.name[0][row], c.name[1][row]);
      },
    ),
  ],
  [
    'latency',
    'unbound',
    adding(
      () => new LatencyHistogram(),
      (latency, _log, c, row) => latency.add(c.duration[row]),
    ),
  ],
  [
    'timeline',
    'unbound',
    adding(
      () => new Timeline(COLUMNS),
      (timeline, _log, c, row) => timeline.add(c.time[row], c.column[row]),
    ),
  ],
];
for (const [name, log, prepare] of ADDS) STEPS[name] = { log, prepare };

export const CLOCKS = ['clock, local stamps', 'clock, stamps without a year'];

/** @param {(clock: InputClock, i: number) => number} read */
const clocking = (read) => () => {
  const clock = new InputClock({ timeZone: 'Europe/Berlin', anchorMs: ANCHOR });
  return () => {
    for (let i = 0; i < LINES; i++) sink += read(clock, i);
  };
};
STEPS[CLOCKS[0]] = { log: 'unbound', prepare: clocking((clock, i) => clock.fromLocal(BEGIN + i)) };
STEPS[CLOCKS[1]] = { log: 'unbound', prepare: clocking((clock, i) => clock.fromYearless(11, 22, 57_184_000 + i)) };

/** @param {string} name @param {number} rounds @returns {Promise<number>} nanoseconds a line, of the fastest round */
async function fastest(name, rounds) {
  const step = STEPS[name];
  const log = await logInMemory(step.log);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const run = step.prepare(log);
    const begin = process.hrtime.bigint();
    const pending = run();
    if (pending instanceof Promise) await pending;
    best = Math.min(best, Number(process.hrtime.bigint() - begin) / LINES);
  }
  if (!Number.isFinite(sink)) throw new Error(`${name} did not work on the log`);
  return best;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name = '', rounds = '10'] = process.argv.slice(2);
  if (!Object.hasOwn(STEPS, name)) {
    process.stderr.write(
      `usage: node bench/steps.mjs STEP [ROUNDS], STEP one of:\n  ${Object.keys(STEPS).join('\n  ')}\n`,
    );
    process.exit(2);
  }
  process.stdout.write(`${(await fastest(name, Number(rounds))).toFixed(1)}\n`);
}
