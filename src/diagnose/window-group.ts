// What is counted of one group of a rule: in one quarter of a window, and added up over quarters.
import { CLIENT, KEY, NAME, type Seen, UPSTREAM, ZONE } from './observation.js';

/** A bounded set with counts: distinct values while it is not full, and how many observations it saw until then. */
export interface Sample {
  readonly counts: Map<string, number>;
  seen: number;
}

/** A sample while it is being taken: values in the order in which they came, found by hash. */
interface Values {
  readonly texts: string[];
  readonly counts: number[];
  readonly hashes: number[];
  /** Places plus one, by hash; 0 is free. Few values are looked for one by one. */
  table: Uint16Array | undefined;
  /** The place that was counted last. */
  last: number;
  seen: number;
}

interface Counted {
  /** Matching observations. */
  count: number;
  /** All of the base, `count` where the rule has none. */
  base: number;
  /** Matching observations whose details were looked at: of a group that is still small none are. */
  detailed: number;
  flagged: number;
  served: number;
  prior: number;
  entropySum: number;
  entropyCount: number;
  /** Epoch ms and lines of the first and last matching observation. */
  first: number;
  last: number;
  firstLine: number;
  lastLine: number;
}

/** Sums over quarters. */
export interface Group extends Counted {
  clients: Sample;
  zones: Sample;
  names: Sample;
  upstreams: Sample;
  keys: Sample;
}

/** A group in one quarter. */
export interface Quarter extends Counted {
  readonly low: number;
  readonly high: number;
  /** The first two parts of its key; '' where there are fewer. */
  readonly firstPart: string;
  readonly secondPart: string;
  clients: Values | undefined;
  zones: Values | undefined;
  names: Values | undefined;
  upstreams: Values | undefined;
  keys: Values | undefined;
}

const SAMPLES = ['clients', 'zones', 'names', 'upstreams', 'keys'] as const;
/** Values of a sample in one step; ratios are those of the first so many observations. */
const STEP_VALUES = 512;
const WINDOW_VALUES = 4 * STEP_VALUES;

const newSample = (): Sample => ({ counts: new Map(), seen: 0 });
/** Stands in for the samples of groups that have none; never written to. */
const EMPTY: Sample = newSample();

export function newGroup(): Group {
  return {
    count: 0,
    base: 0,
    detailed: 0,
    flagged: 0,
    served: 0,
    prior: 0,
    entropySum: 0,
    entropyCount: 0,
    first: Number.POSITIVE_INFINITY,
    last: Number.NEGATIVE_INFINITY,
    firstLine: 0,
    lastLine: 0,
    clients: EMPTY,
    zones: EMPTY,
    names: EMPTY,
    upstreams: EMPTY,
    keys: EMPTY,
  };
}

export function newQuarter(low: number, high: number, firstPart: string, secondPart: string): Quarter {
  return {
    low,
    high,
    firstPart,
    secondPart,
    count: 0,
    base: 0,
    detailed: 0,
    flagged: 0,
    served: 0,
    prior: 0,
    entropySum: 0,
    entropyCount: 0,
    first: Number.POSITIVE_INFINITY,
    last: Number.NEGATIVE_INFINITY,
    firstLine: 0,
    lastLine: 0,
    clients: undefined,
    zones: undefined,
    names: undefined,
    upstreams: undefined,
    keys: undefined,
  };
}

/** Counts what an observation says in the samples of a group. */
export function sample(group: Quarter, o: Seen): void {
  const { lengths } = o;
  if (lengths[CLIENT] !== 0) sampled((group.clients ??= newValues()), o, CLIENT);
  if (lengths[ZONE] !== 0) sampled((group.zones ??= newValues()), o, ZONE);
  if (lengths[NAME] !== 0) sampled((group.names ??= newValues()), o, NAME);
  if (lengths[UPSTREAM] !== 0) sampled((group.upstreams ??= newValues()), o, UPSTREAM);
  if (lengths[KEY] !== 0) sampled((group.keys ??= newValues()), o, KEY);
}

/** Up to so many values no table is worth its memory. */
const FEW = 8;

const newValues = (): Values => ({ texts: [], counts: [], hashes: [], table: undefined, last: 0, seen: 0 });

function sampled(values: Values, o: Seen, part: number): void {
  const { texts, counts, hashes } = values;
  const hash = o.lows[part]!;
  const size = counts.length;
  if (size > 0 && hashes[values.last] === hash && texts[values.last] === o.text(part)) {
    counts[values.last]!++;
    if (size < STEP_VALUES) values.seen++;
    return;
  }
  const place =
    values.table === undefined ? among(values, hash, o, part) : placeOf(values, values.table, hash, o, part);
  if (place >= 0) {
    counts[place]!++;
    values.last = place;
    if (size < STEP_VALUES) values.seen++;
    return;
  }
  if (size >= STEP_VALUES) return;
  texts.push(o.text(part));
  counts.push(1);
  hashes.push(hash);
  values.last = size;
  if (size + 1 < STEP_VALUES) values.seen++;
  const { table } = values;
  if (size < FEW) return;
  if (table === undefined || 2 * size >= table.length) values.table = tableOf(hashes, 4 * size);
  else enter(table, hash, size);
}

/** Strings are made only of values that have the hash of a known one. */
function among({ hashes, texts }: Values, hash: number, o: Seen, part: number): number {
  for (let i = 0; i < hashes.length; i++) if (hashes[i] === hash && texts[i] === o.text(part)) return i;
  return -1;
}

function placeOf({ hashes, texts }: Values, table: Uint16Array, hash: number, o: Seen, part: number): number {
  const mask = table.length - 1;
  for (let at = hash & mask; table[at] !== 0; at = (at + 1) & mask) {
    const place = table[at]! - 1;
    if (hashes[place] === hash && texts[place] === o.text(part)) return place;
  }
  return -1;
}

function tableOf(hashes: readonly number[], atLeast: number): Uint16Array {
  let slots = 4 * FEW;
  while (slots < atLeast) slots *= 2;
  const table = new Uint16Array(slots);
  for (let i = 0; i < hashes.length; i++) enter(table, hashes[i]!, i);
  return table;
}

function enter(table: Uint16Array, hash: number, place: number): void {
  const mask = table.length - 1;
  let at = hash & mask;
  while (table[at] !== 0) at = (at + 1) & mask;
  table[at] = place + 1;
}

/** Adds `from` to `to`. */
export function addGroup(to: Group, from: Group): void {
  addCounts(to, from);
  for (const name of SAMPLES) {
    if (from[name] === EMPTY) continue;
    const target = sampleOf(to, name);
    for (const [value, count] of from[name].counts) addValue(target, value, count);
    target.seen += from[name].seen;
  }
}

/** Adds a quarter to `to`. */
export function addQuarter(to: Group, from: Quarter): void {
  addCounts(to, from);
  for (const name of SAMPLES) {
    const values = from[name];
    if (values === undefined) continue;
    const target = sampleOf(to, name);
    for (let i = 0; i < values.texts.length; i++) addValue(target, values.texts[i]!, values.counts[i]!);
    target.seen += values.seen;
  }
}

function sampleOf(group: Group, name: (typeof SAMPLES)[number]): Sample {
  if (group[name] === EMPTY) group[name] = newSample();
  return group[name];
}

function addValue({ counts }: Sample, value: string, count: number): void {
  const had = counts.get(value);
  if (had !== undefined || counts.size < WINDOW_VALUES) counts.set(value, (had ?? 0) + count);
}

function addCounts(to: Counted, from: Counted): void {
  to.count += from.count;
  to.base += from.base;
  to.detailed += from.detailed;
  to.flagged += from.flagged;
  to.served += from.served;
  to.prior = Math.max(to.prior, from.prior);
  to.entropySum += from.entropySum;
  to.entropyCount += from.entropyCount;
  if (from.first < to.first) {
    to.first = from.first;
    to.firstLine = from.firstLine;
  }
  if (from.last > to.last) {
    to.last = from.last;
    to.lastLine = from.lastLine;
  }
}

/** Distinct values per observation; 1 without any. */
export const distinctRatio = ({ counts, seen }: Sample): number =>
  seen === 0 ? 1 : Math.min(1, counts.size / Math.max(seen, counts.size));
