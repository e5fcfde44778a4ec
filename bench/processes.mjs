// Programs timed against each other: a fresh process each time, by turns, so that a busy machine hurts all of them alike.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {readonly string[]} command program and arguments
 * @property {'keep' | 'drop'} [output] what happens to standard output; default: dropped
 * @property {Readonly<Record<string, string>>} [env]
 */

/**
 * @typedef {object} Run
 * @property {number} wall seconds
 * @property {number} cpu seconds, user and system, of the process and its children; NaN without GNU time
 * @property {number} peak bytes of the largest of its processes; NaN without GNU time
 */

/**
 * @typedef {object} Race
 * @property {(name: string, key: keyof Run) => number[]} all
 * @property {(name: string) => string} output what it wrote in the first round
 */

const GNU_TIME = '/usr/bin/time';
export const HAS_GNU_TIME = existsSync(GNU_TIME);

/**
 * The full path of a program, or undefined.
 * @param {string} program
 */
export function onPath(program) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}

/**
 * @param {Contestant} contestant
 * @param {string} report file for what GNU time says
 * @param {boolean} bare without GNU time around it, whose own start is a good millisecond
 * @returns {{ run: Run, output: string }}
 */
function runOnce(contestant, report, bare) {
  const measured = HAS_GNU_TIME && !bare;
  const [program, ...args] = measured
    ? [GNU_TIME, '-o', report, '-f', '%U %S %M', ...contestant.command]
    : contestant.command;
  const begin = process.hrtime.bigint();
  const { status, signal, error, stdout, stderr } = spawnSync(program, args, {
    stdio: ['ignore', contestant.output === 'keep' ? 'pipe' : 'ignore', 'pipe'],
    maxBuffer: 1 << 28,
    env: { ...process.env, ...contestant.env },
  });
  const wall = Number(process.hrtime.bigint() - begin) / 1e9;
  if (error !== undefined) throw error;
  if (status !== 0)
    throw new Error(`${contestant.name}: exit status ${status ?? signal}: ${stderr.toString().trim().slice(-2000)}`);
  const [user, system, kilobytes] = measured
    ? readFileSync(report, 'utf8').trim().split(' ').map(Number)
    : [Number.NaN, Number.NaN, Number.NaN];
  return { run: { wall, cpu: user + system, peak: kilobytes * 1024 }, output: stdout?.toString() ?? '' };
}

/**
 * Runs all contestants once per round, in the opposite order every other round.
 * @param {readonly Contestant[]} contestants
 * @param {{ rounds: number, folder: string, bare?: boolean }} options `folder` for scratch files
 * @returns {Race}
 */
export function race(contestants, { rounds, folder, bare = false }) {
  /** @type {Record<string, Run[]>} */
  const runs = Object.fromEntries(contestants.map(({ name }) => [name, []]));
  /** @type {Record<string, string>} */
  const outputs = {};
  for (let round = 0; round < rounds; round++) {
    for (const contestant of round % 2 === 0 ? contestants : [...contestants].reverse()) {
      const { run, output } = runOnce(contestant, join(folder, 'time.txt'), bare);
      runs[contestant.name].push(run);
      outputs[contestant.name] ??= output;
    }
  }
  return {
    all: (name, key) => runs[name].map((run) => run[key]),
    output: (name) => outputs[name],
  };
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Median of the ratios within each round, not ratio of medians: both sides of a ratio saw the same load.
 * @param {Race} result
 * @param {string} name
 * @param {string} base
 * @param {keyof Run} [key]
 */
export function ratio(result, name, base, key = 'wall') {
  const bases = result.all(base, key);
  return median(result.all(name, key).map((value, round) => value / bases[round]));
}
