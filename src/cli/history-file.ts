// `analyze --openmetrics`: the history in a file, and what to do with it.

import { access, constants, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../errors.js';
import type { Report } from '../report/model.js';
import type { Histories } from '../sinks/history.js';
import { type HistoryExtent, historyExtent, openMetricsText, type ServerHistory } from '../sinks/openmetrics.js';
import { serverNames } from './server-names.js';
import { writeWhole } from './whole-file.js';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const LONGEST_STEP = 86_400;
const HEAD = '# HELP rcodescope_';
/** A query finds a sample that is at most this much older (Prometheus' --query.lookback-delta). */
const LOOKBACK = 300;
const DEFAULT_RETENTION_DAYS = 15;
const DAY = 86_400;

/** Seconds of `30s`, `5m`, `1h`; throws UserError `bad-option` for anything else, and beyond a day. */
export function stepSeconds(text: string): number {
  const parts = /^(\d{1,6})([smh])$/.exec(text);
  const seconds = parts === null ? Number.NaN : Number(parts[1]) * UNITS[parts[2]!]!;
  if (!(seconds >= 1 && seconds <= LONGEST_STEP))
    throw new UserError('bad-option', `--step: "${text}" is no step`, 'write 30s, 5m or 1h; at most 24h');
  return seconds;
}

const stepText = (seconds: number): string =>
  seconds % 3600 === 0 ? `${seconds / 3600}h` : seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;

/** Throws UserError before anything is read when the file could not be written, or is something else: a log, say. */
export async function checkHistoryTarget(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw new UserError('bad-option', `--openmetrics: ${path} is a directory`);
  if (there?.isFile() && there.size > 0 && !(await looksLikeHistory(path)))
    throw new UserError(
      'bad-option',
      `--openmetrics: ${path} is there already and is no history`,
      'choose another name, or remove the file',
    );
  if (there === undefined || there.isFile())
    await access(dirname(path), constants.W_OK).catch(() => {
      throw new UserError('output-failed', `--openmetrics: cannot write into ${dirname(path)}`, 'is it there?');
    });
}

async function looksLikeHistory(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD.length), 0, HEAD.length, 0);
    return buffer.toString('latin1', 0, bytesRead) === HEAD;
  } finally {
    await file.close();
  }
}

/** Histories by server; `logs`: paths of the live files of all logs, for a name must tell one from those that failed, too. */
export function namedHistories(histories: Histories, logs: readonly string[]): (ServerHistory & { path: string })[] {
  const entries = histories.entries();
  const paths = [...new Set([...logs, ...entries.map(([log]) => log)])];
  const names = new Map(serverNames(paths).map((name, i) => [paths[i]!, name]));
  return entries.map(([path, steps]) => ({ path, server: names.get(path)!, steps }));
}

export interface HistoryContext {
  /** Paths of the live files of all logs that were to be read. */
  readonly logs: readonly string[];
  readonly report: Report;
  readonly nowMs: number;
  readonly say: (text: string) => void;
}

/** Writes the history and says how to load it. Throws UserError `output-failed` when there is none, or too much of it. */
export async function writeHistory(path: string, histories: Histories, context: HistoryContext): Promise<void> {
  const servers = namedHistories(histories, context.logs);
  const extent = historyExtent(servers);
  if (extent === null)
    throw new UserError('output-failed', `${path} is not written: nothing that was counted has a time`);
  if (extent.step !== histories.stepSeconds || extent.fittingStep !== extent.step) throw tooMuch(path, extent);
  await writeWhole(path, openMetricsText(servers));
  for (const text of advice(path, extent, context)) context.say(text);
}

const dateOf = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(/\.000Z$/, 'Z');

function tooMuch(path: string, { series, first, last, fittingStep }: HistoryExtent): UserError {
  return new UserError(
    'output-failed',
    `${path} is not written: too many samples (${series} series from ${dateOf(first)} to ${dateOf(last)})`,
    `--step ${stepText(fittingStep)} would fit; or select a shorter time with --since and --until, if some lines have a wrong one`,
  );
}

/** What to type next, and what can go wrong then without an error message. */
function advice(path: string, extent: HistoryExtent, { report, nowMs }: HistoryContext): string[] {
  const { series, samples, first, last, step } = extent;
  const days = Math.max(DEFAULT_RETENTION_DAYS, Math.ceil((nowMs / 1000 - first) / DAY)) + 1;
  const texts = [
    `${path}: ${samples} samples of ${series} series, ${dateOf(first)} to ${dateOf(last)}`,
    `load it: promtool tsdb create-blocks-from openmetrics ${shellWord(path)} DATA_DIR`,
    `then:    prometheus --storage.tsdb.path=DATA_DIR --storage.tsdb.retention.time=${days}d --config.file=...`,
    `a Prometheus with a shorter retention (default ${DEFAULT_RETENTION_DAYS}d) deletes what is older when it starts, without an error`,
    `what Prometheus scraped itself in that time counts a second time beside it: write the history with --until the first scrape`,
  ];
  if (step > LOOKBACK)
    texts.push(`a step over ${LOOKBACK / 60} minutes leaves gaps unless --query.lookback-delta is as long`);
  const { total } = report.responses;
  const untimed = (total ?? 0) - extent.responses;
  if (untimed > 0) texts.push(`${untimed} of ${total} responses have no time and are not in it`);
  return texts;
}

const shellWord = (text: string): string =>
  /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
