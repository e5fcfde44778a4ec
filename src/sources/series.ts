// Which inputs are parts of one log that was rotated, and the order in which they were written.

import { basename, dirname, join, resolve } from 'node:path';
import { byCodeUnits } from './glob.js';
import type { InputSpec } from './inputs.js';

type FileSpec = Extract<InputSpec, { kind: 'file' }>;

/**
 * Time of the first record of a file that bears one, in epoch ms; undefined when none does. `earlier` is the time of the
 * file that its name puts before it, null for the first: what a time in the repeated hour of an autumn night is read by.
 */
export type FirstTime = (path: string, earlier: number | null) => Promise<number | undefined>;

export interface Rotation {
  /** The name without what rotation and compression put to it. */
  readonly base: string;
  /** `.1`, `.2`: higher is older. A date: later is newer. Live: the name itself, newest of all. */
  readonly age: { readonly kind: 'live' } | { readonly kind: 'number' | 'date'; readonly digits: string };
}

const COMPRESSED = /\.(?:gz|zst|zstd|xz|bz2|lz4)$/i;
/** BIND (from 0), logrotate, newsyslog. Eight digits and more are dates. */
const NUMBERED = /^(.+)\.(\d{1,6})$/;
/**
 * Its separator is the third group of where it is used. logrotate dateext `-20240315` with the hour or `-%s` behind it, BIND 9.11 `suffix timestamp` `.20240315120000123`, kubelet
 * `.20240315-120000`, newsyslog -t `.20240315T120000`.
 */
const DATE = String.raw`(?:19|20)\d\d([-_.]?)(?:0[1-9]|1[0-2])\3(?:0[1-9]|[12]\d|3[01])(?:[-_.T]?\d[\d:.-]{0,15})?Z?`;
const DATED = new RegExp(String.raw`^(.+?)[-._](${DATE}|1\d{9})$`);
/** logrotate `extension`, and loggers that put the date in: `named-20240315.log`. */
const DATED_INSIDE = new RegExp(String.raw`^(|.*?[-._])(${DATE})(\.[A-Za-z]{2,8})$`);

/** Reads the name of a file, without its directory. */
export function rotationOf(name: string): Rotation {
  const plain = name.replace(COMPRESSED, '');
  const numbered = NUMBERED.exec(plain);
  if (numbered !== null) return { base: numbered[1]!, age: { kind: 'number', digits: numbered[2]! } };
  const dated = DATED.exec(plain);
  if (dated !== null) return { base: dated[1]!, age: { kind: 'date', digits: dated[2]!.replace(/\D/g, '') } };
  const inside = DATED_INSIDE.exec(plain);
  if (inside !== null) {
    const base = `${inside[1]!.slice(0, -1)}${inside[4]!}`;
    return { base, age: { kind: 'date', digits: inside[2]!.replace(/\D/g, '') } };
  }
  return { base: plain, age: { kind: 'live' } };
}

/** The path of the file that a log is written to, from that of any of its files. */
export const liveName = (path: string): string => join(dirname(path), rotationOf(basename(path)).base);

/**
 * Puts the files of one log (same directory, same base name) together, oldest first: by the time of their first record,
 * at equal times and without one as rotation names them. A series stands where its first member stood; everything else
 * is a series of its own, in its place. Looks into files of series of more than one only, never into pipes.
 */
export async function seriesOf(specs: readonly InputSpec[], firstTime: FirstTime): Promise<InputSpec[][]> {
  const series: InputSpec[][] = [];
  const logs = new Map<string, FileSpec[]>();
  for (const spec of specs) {
    const log = spec.kind === 'file' && spec.size !== undefined ? logOf(spec.path) : undefined;
    const known = log === undefined ? undefined : logs.get(log);
    if (known !== undefined) {
      known.push(spec as FileSpec);
      continue;
    }
    const members = [spec];
    if (log !== undefined) logs.set(log, members as FileSpec[]);
    series.push(members);
  }
  for (const members of logs.values()) if (members.length > 1) await sortByTime(members, firstTime);
  return series;
}

function logOf(path: string): string {
  return `${dirname(resolve(path))}/${rotationOf(basename(path)).base}`;
}

/** Files without a time keep the place that rotation gives them; the others share out the remaining places by time. */
async function sortByTime(members: FileSpec[], firstTime: FirstTime): Promise<void> {
  members.sort(byRotation);
  const places: number[] = [];
  const timed: { spec: FileSpec; time: number }[] = [];
  let earlier: number | null = null;
  for (const [place, spec] of members.entries()) {
    const time = await firstTime(spec.path, earlier);
    if (time === undefined) continue;
    earlier = time;
    places.push(place);
    timed.push({ spec, time });
  }
  timed.sort((a, b) => a.time - b.time);
  for (const [i, place] of places.entries()) members[place] = timed[i]!.spec;
}

const KINDS = ['date', 'number', 'live'];

function byRotation(a: FileSpec, b: FileSpec): number {
  const [one, two] = [rotationOf(basename(a.path)).age, rotationOf(basename(b.path)).age];
  const kinds = KINDS.indexOf(one.kind) - KINDS.indexOf(two.kind);
  if (kinds !== 0) return kinds;
  if (one.kind === 'number' && two.kind === 'number' && one.digits !== two.digits) {
    return Number(two.digits) - Number(one.digits);
  }
  if (one.kind === 'date' && two.kind === 'date' && one.digits !== two.digits)
    return byCodeUnits(one.digits, two.digits);
  return byCodeUnits(a.path, b.path);
}
