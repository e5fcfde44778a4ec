// The programs rcodescope is measured against: how each is called, and how its counts are read.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onPath } from './processes.mjs';

/** @typedef {import('./processes.mjs').Contestant} Contestant */
/** @typedef {Record<string, number>} Codes */

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const DUCKDB_PACKAGE = '@duckdb/node-api@1.5.6-r.1';

/**
 * @param {string} name
 * @param {string} path
 * @param {readonly string[]} [more]
 * @returns {Contestant}
 */
export function analyze(name, path, more = []) {
  return {
    name,
    command: [process.execPath, MAIN, 'analyze', '--json', '--quiet', '--timezone', 'UTC', ...more, path],
    output: 'keep',
  };
}

/** Codes of client responses in an `analyze --json` document. @param {string} output @returns {Codes} */
export const codesOfAnalyze = (output) => JSON.parse(output).responses.byRcode;

/** @param {string} path @returns {Contestant} */
export function parse(path) {
  return { name: 'parse', command: [process.execPath, MAIN, 'parse', '--quiet', '--timezone', 'UTC', path] };
}

/** @param {string} path @returns {Contestant} */
export const wc = (path) => ({ name: 'wc -l', command: ['wc', '-l', path] });

/** @param {string} path @returns {Contestant} */
export const gunzip = (path) => ({ name: 'gzip -dc', command: ['gzip', '-dc', path] });

const COUNT = 'codes[$C]++; names[$N]++; clients[$A]++; types[$T]++';
const PRINT =
  'END { for (code in codes) print code, codes[code]; n = 0; for (x in names) n++; for (x in clients) n++; for (x in types) n++; print "other-keys", n }';
/** Only what stands at fixed places: less than rcodescope reads, and what one would type. */
const AWK = {
  unbound: `{ ${COUNT.replace('$C', '$8').replace('$N', '$5').replace('$A', '$4').replace('$T', '$6')} } ${PRINT}`,
  bind: `$9 == "response:" { split($7, who, "#"); ${COUNT.replace('$C', '$13').replace('$N', '$10').replace('$A', 'who[1]').replace('$T', '$12')} } ${PRINT}`,
};

/** Undefined where mawk is missing. @param {'unbound' | 'bind'} product @param {string} path @returns {Contestant | undefined} */
export function mawk(product, path) {
  if (onPath('mawk') === undefined) return undefined;
  return { name: 'mawk', command: ['mawk', AWK[product], path], output: 'keep', env: { LC_ALL: 'C' } };
}

/** Lines of `CODE count`. @param {string} output @returns {Codes} */
export function codesOfLines(output) {
  const pairs = output
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([code]) => code !== 'other-keys');
  return Object.fromEntries(pairs.map(([code, count]) => [code, Number(count)]));
}

const MTAIL_PROGRAM = `counter answers by type, rcode
/ (?P<type>\\S+) IN (?P<rcode>[A-Z]+) \\d/ {
  answers[$type][$rcode]++
}
`;

/** mtail from the PATH, or the one that the variable MTAIL names. @param {string} path @param {string} folder @returns {Contestant | undefined} */
export function mtail(path, folder) {
  const program = process.env.MTAIL ?? onPath('mtail');
  if (program === undefined) return undefined;
  const rules = join(folder, 'answers.mtail');
  writeFileSync(rules, MTAIL_PROGRAM);
  return {
    name: 'mtail',
    command: [program, '--one_shot', '--log_dir', folder, '--progs', rules, '--logs', path],
    output: 'keep',
  };
}

/** @param {string} output @returns {Codes} */
export function codesOfMtail(output) {
  /** @type {Codes} */
  const codes = {};
  for (const { LabelValues } of JSON.parse(output.slice(output.indexOf('{'))).answers)
    for (const { Labels, Value } of LabelValues) codes[Labels[1]] = (codes[Labels[1]] ?? 0) + Value.Value;
  return codes;
}

/**
 * DuckDB as a library, installed outside the project; undefined when the registry does not give it.
 * @param {string} path
 * @param {string} folder
 * @returns {Contestant | undefined}
 */
export function duckdb(path, folder) {
  const home = join(folder, 'duckdb');
  if (!existsSync(join(home, 'node_modules', '@duckdb'))) {
    mkdirSync(home, { recursive: true });
    const npm = spawnSync(
      'npm',
      ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', home, DUCKDB_PACKAGE],
      { cwd: home, stdio: 'ignore', timeout: 120_000 },
    );
    if (npm.status !== 0) return undefined;
  }
  const script = fileURLToPath(new URL('duckdb-count.mjs', import.meta.url));
  return { name: 'DuckDB', command: [process.execPath, script, home, path], output: 'keep' };
}
