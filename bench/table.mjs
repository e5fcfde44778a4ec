// Measurements as Markdown, and what they were made on.
import { spawnSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows the first column is text, the others are numbers
 */
export function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** @param {number} value */
export const twoDigits = (value) =>
  Number.isNaN(value) ? '-' : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** @param {number} bytes */
export const megabytes = (bytes) => (Number.isNaN(bytes) ? '-' : (bytes / 1e6).toFixed(0));

/** @param {number} value */
export const grouped = (value) => value.toLocaleString('en-US');

/** One line about the machine and the state of the tree. */
export function machine() {
  const git = (/** @type {string[]} */ ...args) =>
    spawnSync('git', args, { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8' }).stdout?.trim() ??
    '';
  const commit = git('rev-parse', '--short', 'HEAD') || 'unknown';
  const changed = git('status', '--porcelain', 'src') === '' ? '' : ' with changes';
  const all = cpus();
  return [
    `${all[0]?.model.trim() ?? 'unknown processor'}, ${all.length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `Node ${process.version}`,
    `commit ${commit}${changed}`,
    `load ${loadavg()[0]?.toFixed(1)} at the start`,
  ].join('; ');
}
