// `npm run bench`: measures rcodescope and its peers, prints Markdown. Options: --full, --rounds N, --only SECTION (repeatable).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HAS_GNU_TIME } from './processes.mjs';
import { SECTIONS } from './sections.mjs';
import { machine, table, twoDigits } from './table.mjs';

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string', multiple: true },
  },
});
const names = values.only ?? Object.keys(SECTIONS);
const unknown = names.find((name) => !Object.hasOwn(SECTIONS, name));
if (unknown !== undefined) {
  process.stderr.write(`bench: no section "${unknown}", there are: ${Object.keys(SECTIONS).join(', ')}\n`);
  process.exit(2);
}

const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n\n`);
const rounds = Number(values.rounds ?? (values.full ? 7 : 3));
const folder = mkdtempSync(join(tmpdir(), 'rcodescope-bench-'));
/** @type {import('./sections.mjs').Goal[]} */
const goals = [];
// Logs of gigabytes must not stay behind.
const clean = () => rmSync(folder, { recursive: true, force: true });
process.on('SIGINT', () => {
  clean();
  process.exit(130);
});
try {
  say(`${machine()}; ${rounds} rounds${values.full ? ', full' : ''}.`);
  if (!HAS_GNU_TIME) say('No GNU time (/usr/bin/time): CPU and memory are not measured.');
  for (const name of names) {
    const { title, measure } = SECTIONS[name];
    /** @type {string[]} */
    const notes = [];
    process.stderr.write(`${title} ...\n`);
    const text = await measure({
      folder,
      full: values.full,
      rounds,
      goal: (goal) => goals.push(goal),
      note: (note) => notes.push(note),
    });
    say([`## ${title}`, ...notes, text].join('\n\n'));
  }
  if (goals.length > 0) {
    const rows = goals.map(({ what, value, limit, atLeast = false }) => [
      what,
      twoDigits(value),
      `${atLeast ? '>=' : '<='} ${limit}`,
      Number.isNaN(value) ? '-' : (atLeast ? value >= limit : value <= limit) ? 'met' : 'missed',
    ]);
    say(`## Goals\n\n${table(['', 'measured', 'goal', ''], rows)}`);
  }
} finally {
  clean();
}
