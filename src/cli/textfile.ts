// `analyze --textfile`: the counts of a run in the folder that the node exporter reads.

import { access, constants, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { newLineCounts } from '../aggregate/line-counts.js';
import { UserError } from '../errors.js';
import type { InputReport } from '../report/model.js';
import type { Histories } from '../sinks/history.js';
import { textfileText } from '../sinks/textfile.js';
import { liveName } from '../sources/series.js';
import { namedHistories } from './history-file.js';
import { writeWhole } from './whole-file.js';

/** Only sums are asked for: the longest step there is holds the fewest cells. */
export const TOTALS_STEP = 86_400;
const FILE = 'rcodescope.prom';
/** The node exporter runs as another user; there are neither names nor clients in it. */
const MODE = 0o644;

/** Throws UserError before anything is read when the file could not be written there. */
export async function checkTextfileTarget(directory: string): Promise<void> {
  const there = await stat(directory).catch(() => undefined);
  if (there === undefined || !there.isDirectory())
    throw new UserError(
      'bad-option',
      `--textfile: ${directory} is no directory`,
      'the one of --collector.textfile.directory',
    );
  await access(directory, constants.W_OK).catch(() => {
    throw new UserError('output-failed', `--textfile: cannot write into ${directory}`);
  });
}

/** `logs`: paths of the live files of all logs. Throws UserError `output-failed`. */
export async function writeTextfile(
  directory: string,
  histories: Histories,
  logs: readonly string[],
  inputs: readonly InputReport[],
): Promise<void> {
  const servers = namedHistories(histories, logs).map(({ path, server, steps }) => {
    const lines = newLineCounts();
    for (const input of inputs)
      if (resolve(liveName(input.path)) === resolve(path))
        for (const key of Object.keys(lines) as (keyof typeof lines)[]) lines[key] += input.lines[key];
    return { server, steps, lines };
  });
  await writeWhole(join(directory, FILE), textfileText(servers), MODE);
}
