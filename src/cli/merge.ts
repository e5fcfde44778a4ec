// `merge`: one report from snapshots.
import { isSelected, SnapshotMerger } from '../aggregate/snapshot.js';
import type { MergeOptions } from '../config.js';
import { formatUserError, UserError } from '../errors.js';
import { buildReport } from '../report/model.js';
import { resolveTimeZone } from '../time/clock.js';
import { packageVersion } from '../version.js';
import { printReport } from './analyze-output.js';
import { speaker } from './inputs.js';
import { checkSnapshotTarget, openBaseline, readSnapshotFile, writeSnapshotFile } from './snapshot-file.js';

export async function mergeCommand(paths: readonly string[], options: MergeOptions): Promise<number> {
  const timeZone = options.timezone === undefined ? undefined : resolveTimeZone(options.timezone);
  if (options.snapshot !== undefined) await checkSnapshotTarget(options.snapshot);
  const baseline = await openBaseline(options.baseline);
  const say = speaker(options.quiet);
  const merger = new SnapshotMerger();
  const seen = new Map<string, string>();
  let status = 0;
  for (const path of paths) {
    try {
      const { snapshot, digest } = await readSnapshotFile(path);
      const same = seen.get(digest);
      if (same !== undefined) say(`${path} holds the same as ${same}: it is counted twice`);
      seen.set(digest, path);
      merger.add(snapshot);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      process.stderr.write(`${formatUserError(error)}\n`);
      status = 1;
    }
  }
  if (seen.size === 0) return status;
  const merged = merger.snapshot(packageVersion());
  const selections = new Set(merged.options.map(({ since, until, only }) => JSON.stringify([since, until, only])));
  if (selections.size > 1)
    say('the snapshots were written with different --since, --until or --only: their sum is mixed');
  if (options.snapshot !== undefined) await writeSnapshotFile(options.snapshot, merged);
  const report = buildReport(merged.tally, {
    top: options.top,
    timezone: timeZone ?? merged.timezone ?? 'UTC',
    selected: merged.options.some(isSelected),
    inputs: merged.inputs,
    baseline: baseline && { ...baseline, options: merged.options },
  });
  await printReport(report, options);
  return status;
}
