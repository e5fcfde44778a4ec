// What is measured end to end: each section makes its logs, races programs on them and checks what they counted.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeLogFile } from './logs.mjs';
import {
  analyze,
  codesOfAnalyze,
  codesOfLines,
  codesOfMtail,
  duckdb,
  gunzip,
  mawk,
  mtail,
  parse,
  wc,
} from './peers.mjs';
import { median, race, ratio } from './processes.mjs';
import { AGGREGATES, CLOCKS, LINE_STEPS, PRODUCTS } from './steps.mjs';
import { grouped, megabytes, table, twoDigits } from './table.mjs';

/**
 * @typedef {object} Setting
 * @property {string} folder for logs, deleted at the end
 * @property {boolean} full
 * @property {number} rounds
 * @property {(goal: Goal) => void} goal
 * @property {(text: string) => void} note
 * @typedef {{ what: string, value: number, limit: number, atLeast?: boolean }} Goal
 * @typedef {import('./processes.mjs').Contestant} Contestant
 * @typedef {import('./processes.mjs').Race} Race
 * @typedef {Awaited<ReturnType<typeof writeLogFile>>} LogFile
 */

const present = (/** @type {(Contestant | undefined)[]} */ contestants) =>
  /** @type {Contestant[]} */ (contestants.filter((c) => c !== undefined));

/** @param {Setting} setting @param {string} kind @param {number} lines */
const logFile = (setting, kind, lines) => writeLogFile(kind, lines, join(setting.folder, `${kind}-${lines}.log`));

const describe = (/** @type {LogFile} */ log) =>
  `${log.kind}: ${grouped(log.lines)} lines, ${megabytes(log.bytes)} MB (${(log.bytes / log.lines).toFixed(0)} bytes a line)`;

/**
 * Speed on a wrong count is worth nothing.
 * @param {string} who
 * @param {Record<string, number>} counted
 * @param {Record<string, number>} written
 */
function check(who, counted, written) {
  for (const code of new Set([...Object.keys(counted), ...Object.keys(written)])) {
    if ((counted[code] ?? 0) !== (written[code] ?? 0))
      throw new Error(`${who} counted ${counted[code] ?? 0} ${code}, the log has ${written[code] ?? 0}`);
  }
}

/** @param {Race} result @param {readonly Contestant[]} contestants @param {string} base @param {number} lines */
function raceTable(result, contestants, base, lines) {
  const rows = contestants.map(({ name }) => {
    const wall = median(result.all(name, 'wall'));
    return [
      name,
      twoDigits(wall),
      twoDigits(median(result.all(name, 'cpu'))),
      twoDigits(lines / wall / 1e6),
      megabytes(Math.max(...result.all(name, 'peak'))),
      twoDigits(ratio(result, name, base)),
      twoDigits(ratio(result, name, base, 'cpu')),
    ];
  });
  return table(['', 'wall s', 'CPU s', 'M lines/s', 'peak MB', `wall / ${base}`, `CPU / ${base}`], rows);
}

/** @param {Setting} setting */
async function steps(setting) {
  const rounds = String(setting.full ? 40 : 10);
  const ns = (/** @type {string} */ step) => {
    const script = fileURLToPath(new URL('steps.mjs', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, step, rounds], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return Number(stdout);
  };
  /** @type {Record<string, string>} */
  const what = {
    frame: 'framing (BlockFramer)',
    read: '+ format: fields, kind, code',
    place: '+ reader: envelope, time, outcome',
    join: '+ exchanges',
    tally: '+ counting',
  };
  const rows = PRODUCTS.map((product) => LINE_STEPS.map((step) => ns(`${product} ${step}`)));
  const cells = LINE_STEPS.map((step, i) => [
    what[step],
    ...rows.flatMap((row) => [row[i].toFixed(0), (row[i] - (i === 0 ? 0 : row[i - 1])).toFixed(0)]),
  ]);
  const split = ['framing of live input (split2)', ...PRODUCTS.flatMap((p) => [ns(`${p} split2`).toFixed(0), ''])];
  return [
    `Nanoseconds a line, fastest of ${rounds} rounds over 200,000 lines in memory.`,
    table(['', ...PRODUCTS.flatMap((product) => [product, 'step alone'])], [...cells, split]),
    table(
      ['one addition', 'ns'],
      [...AGGREGATES, ...CLOCKS].map((step) => [step, ns(step).toFixed(1)]),
    ),
  ].join('\n\n');
}

/** @param {Setting} setting */
async function unbound(setting) {
  const log = await logFile(setting, 'unbound', setting.full ? 5e6 : 1e6);
  /** @type {Record<string, Contestant | undefined>} */
  const peers = {
    mawk: mawk('unbound', log.path),
    mtail: mtail(log.path, setting.folder),
    DuckDB: duckdb(log.path, setting.folder),
  };
  for (const [name, peer] of Object.entries(peers)) if (peer === undefined) setting.note(`${name}: not here, left out`);
  const ours = analyze('analyze', log.path);
  const alone = analyze('analyze --workers 1', log.path, ['--workers', '1']);
  const contestants = present([ours, alone, peers.mawk, peers.DuckDB, wc(log.path)]);
  const result = race(contestants, setting);
  check('analyze', codesOfAnalyze(result.output('analyze')), log.codes);
  check('analyze --workers 1', codesOfAnalyze(result.output('analyze --workers 1')), log.codes);
  for (const name of ['mawk', 'DuckDB']) if (peers[name]) check(name, codesOfLines(result.output(name)), log.codes);
  if (peers.mawk) {
    setting.goal({ what: 'Unbound, wall: analyze / mawk', value: ratio(result, 'analyze', 'mawk'), limit: 0.4 });
    setting.goal({
      what: 'Unbound, CPU: analyze --workers 1 / mawk',
      value: ratio(result, alone.name, 'mawk', 'cpu'),
      limit: 0.8,
    });
  }
  if (peers.DuckDB)
    setting.goal({ what: 'Unbound, wall: analyze / DuckDB', value: ratio(result, 'analyze', 'DuckDB'), limit: 1 });
  const texts = [describe(log), raceTable(result, contestants, peers.mawk ? 'mawk' : 'wc -l', log.lines)];
  if (peers.mtail) {
    // Slow enough to be run less often.
    const both = [ours, parse(log.path), peers.mtail];
    const slow = race(both, { ...setting, rounds: Math.min(setting.rounds, 3) });
    check('mtail', codesOfMtail(slow.output('mtail')), log.codes);
    setting.goal({
      what: 'Unbound, times as fast as mtail: analyze',
      value: ratio(slow, 'mtail', 'analyze'),
      limit: 20,
      atLeast: true,
    });
    setting.goal({
      what: 'Unbound, times as fast as mtail: parse',
      value: ratio(slow, 'mtail', 'parse'),
      limit: 2.5,
      atLeast: true,
    });
    texts.push(raceTable(slow, both, 'mtail', log.lines));
  }
  rmSync(log.path);
  return texts.join('\n\n');
}

/** @param {Setting} setting */
async function bind(setting) {
  const [log, plain] = [
    await logFile(setting, 'bind', setting.full ? 5e6 : 1e6),
    await logFile(setting, 'unbound', setting.full ? 5e6 : 1e6),
  ];
  const failures = await logFile(setting, 'bind-failures', setting.full ? 5e6 : 1e6);
  const contestants = present([
    analyze('analyze', log.path),
    analyze('analyze --workers 1', log.path, ['--workers', '1']),
    mawk('bind', log.path),
    analyze('without responselog', failures.path),
    analyze('Unbound', plain.path),
  ]);
  const result = race(contestants, setting);
  check('analyze', codesOfAnalyze(result.output('analyze')), log.codes);
  check('analyze --workers 1', codesOfAnalyze(result.output('analyze --workers 1')), log.codes);
  check('analyze without responselog', codesOfAnalyze(result.output('without responselog')), failures.codes);
  if (contestants.some(({ name }) => name === 'mawk')) check('mawk', codesOfLines(result.output('mawk')), log.codes);
  else setting.note('mawk: not here, left out');
  const perByte = ratio(result, 'analyze', 'Unbound') / (log.bytes / plain.bytes);
  setting.goal({ what: 'BIND, wall a byte: against Unbound', value: perByte, limit: 1.3 });
  const text = [log, failures, plain].map(describe).join('\n');
  for (const { path } of [log, failures, plain]) rmSync(path);
  return `${text}\n\n${raceTable(result, contestants, 'analyze', log.lines)}`;
}

/** @param {Setting} setting */
async function gzip(setting) {
  const log = await logFile(setting, 'unbound', setting.full ? 5e6 : 1e6);
  const path = `${log.path}.gz`;
  const out = openSync(path, 'w');
  const { status } = spawnSync('gzip', ['-c', log.path], { stdio: ['ignore', out, 'inherit'] });
  closeSync(out);
  if (status !== 0) throw new Error('gzip failed');
  const contestants = [analyze('analyze', path), gunzip(path), analyze('analyze, not compressed', log.path)];
  const result = race(contestants, setting);
  check('analyze', codesOfAnalyze(result.output('analyze')), log.codes);
  setting.goal({
    what: 'Unbound .gz, wall: analyze / gzip -dc',
    value: ratio(result, 'analyze', 'gzip -dc'),
    limit: 0.7,
  });
  const text = `${describe(log)}, ${megabytes(statSync(path).size)} MB compressed`;
  for (const file of [path, log.path]) rmSync(file);
  return `${text}\n\n${raceTable(result, contestants, 'gzip -dc', log.lines)}`;
}

/** @param {Setting} setting */
async function growth(setting) {
  const sizes = setting.full ? [1e6, 5e6, 10e6] : [5e5, 1e6, 2e6];
  const logs = [];
  for (const lines of sizes) logs.push(await logFile(setting, 'unbound', lines));
  const contestants = logs.map((log) => analyze(grouped(log.lines), log.path, ['--workers', '1']));
  const result = race(contestants, setting);
  for (const [i, log] of logs.entries())
    check('analyze', codesOfAnalyze(result.output(contestants[i].name)), log.codes);
  for (const { path } of logs) rmSync(path);
  const walls = contestants.map(({ name }) => result.all(name, 'wall'));
  /** Nanoseconds of each line between two sizes: start and report cost the same for both. */
  const further = (/** @type {number} */ i, /** @type {number} */ round) =>
    ((walls[i][round] - walls[i - 1][round]) / (sizes[i] - sizes[i - 1])) * 1e9;
  const rounds = walls[0].map((_, round) => round);
  const [, middle, large] = contestants.map(({ name }) => name);
  setting.goal({
    what: `wall a further line: up to ${large} / up to ${middle}`,
    value: median(rounds.map((round) => further(2, round) / further(1, round))),
    limit: 1.1,
  });
  const rows = contestants.map(({ name }, i) => [
    name,
    twoDigits(median(walls[i])),
    i === 0 ? '' : median(rounds.map((round) => further(i, round))).toFixed(0),
    megabytes(Math.max(...result.all(name, 'peak'))),
  ]);
  return `One worker.\n\n${table(['lines', 'wall s', 'ns a further line', 'peak MB'], rows)}`;
}

/** @param {Setting} setting */
async function memory(setting) {
  const kinds = /** @type {const} */ ([
    ['unbound', setting.full ? 10e6 : 1e6],
    ['bind', setting.full ? 5e6 : 1e6],
    ['unbound-attack', 1e6],
    ['unbound-attack', setting.full ? 20e6 : 3e6],
  ]);
  const rows = [];
  let highest = 0;
  for (const [kind, lines] of kinds) {
    const log = await logFile(setting, kind, lines);
    const contestants = [analyze('analyze', log.path), analyze('analyze --workers 1', log.path, ['--workers', '1'])];
    const result = race(contestants, { ...setting, rounds: 1 });
    for (const { name } of contestants) {
      check(name, codesOfAnalyze(result.output(name)), log.codes);
      const peak = result.all(name, 'peak')[0];
      const { distinct } = JSON.parse(result.output(name));
      highest = Math.max(highest, peak);
      rows.push([
        `${kind}: ${name}`,
        grouped(log.lines),
        grouped(distinct.names),
        twoDigits(result.all(name, 'wall')[0]),
        megabytes(peak),
      ]);
    }
    rmSync(log.path);
  }
  setting.goal({ what: 'peak memory in MB, whatever the input', value: highest / 1e6, limit: 250 });
  return table(['', 'lines', 'names (estimated)', 'wall s', 'peak MB'], rows);
}

/** @param {Setting} setting */
async function start(setting) {
  const log = await logFile(setting, 'unbound', 1000);
  const empty = join(setting.folder, 'empty.mjs');
  writeFileSync(empty, '');
  const contestants = [
    { name: 'node -e 0', command: [process.execPath, '-e', '0'] },
    { name: 'node empty.mjs', command: [process.execPath, empty] },
    analyze('analyze, 1,000 lines', log.path),
    {
      name: '--version',
      command: [process.execPath, fileURLToPath(new URL('../dist/main.js', import.meta.url)), '--version'],
    },
  ];
  const result = race(contestants, { ...setting, rounds: setting.full ? 40 : 15, bare: true });
  check('analyze', codesOfAnalyze(result.output('analyze, 1,000 lines')), log.codes);
  setting.goal({
    what: 'start: analyze of 1,000 lines / node -e 0',
    value: ratio(result, 'analyze, 1,000 lines', 'node -e 0'),
    limit: 3.5,
  });
  rmSync(log.path);
  const rows = contestants.map(({ name }) => [
    name,
    (median(result.all(name, 'wall')) * 1000).toFixed(0),
    (Math.min(...result.all(name, 'wall')) * 1000).toFixed(0),
    twoDigits(ratio(result, name, 'node -e 0')),
  ]);
  return table(['', 'median ms', 'fastest ms', '/ node -e 0'], rows);
}

/** @type {Readonly<Record<string, { title: string, measure: (setting: Setting) => Promise<string> }>>} */
export const SECTIONS = {
  steps: { title: 'What a line costs', measure: steps },
  unbound: { title: 'Unbound replies', measure: unbound },
  bind: { title: 'BIND', measure: bind },
  gzip: { title: 'Compressed', measure: gzip },
  growth: { title: 'Growth', measure: growth },
  memory: { title: 'Memory', measure: memory },
  start: { title: 'Start', measure: start },
};
