// What is counted of one group of a rule in one step of time; groups of neighbouring steps add up to those of a window.

/** A bounded set with counts: distinct values while it is not full, and how many observations it saw until then. */
export interface Sample {
  readonly counts: Map<string, number>;
  seen: number;
}

export interface Group {
  /** Matching observations. */
  count: number;
  /** All of the base, `count` where the rule has none. */
  base: number;
  /** All answers of the group, as far as they were counted. */
  all: number;
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
  clients: Sample;
  zones: Sample;
  names: Sample;
  upstreams: Sample;
  keys: Sample;
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
    all: 0,
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

/** Counts a value of one of the group's samples; '' is none. */
export function sampled(group: Group, of: (typeof SAMPLES)[number], value: string): void {
  if (value === '') return;
  if (group[of] === EMPTY) group[of] = newSample();
  const sample = group[of];
  const { counts } = sample;
  const count = counts.get(value);
  if (count === undefined) {
    if (counts.size >= STEP_VALUES) return;
    counts.set(value, 1);
  } else counts.set(value, count + 1);
  if (counts.size < STEP_VALUES) sample.seen++;
}

/** Adds `from` to `to`. */
export function addGroup(to: Group, from: Group): void {
  to.count += from.count;
  to.base += from.base;
  to.all += from.all;
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
  for (const name of SAMPLES) {
    if (from[name] === EMPTY) continue;
    if (to[name] === EMPTY) to[name] = newSample();
    const target = to[name];
    for (const [value, count] of from[name].counts) {
      const had = target.counts.get(value);
      if (had !== undefined || target.counts.size < WINDOW_VALUES) target.counts.set(value, (had ?? 0) + count);
    }
    target.seen += from[name].seen;
  }
}

/** Distinct values per observation; 1 without any. */
export const distinctRatio = ({ counts, seen }: Sample): number =>
  seen === 0 ? 1 : Math.min(1, counts.size / Math.max(seen, counts.size));

const letters = new Uint16Array(256);

/** Shannon bits per character. */
export function entropyOf(label: string): number {
  for (let i = 0; i < label.length; i++) letters[label.charCodeAt(i) & 255]!++;
  let bits = 0;
  for (let i = 0; i < label.length; i++) bits -= Math.log2(letters[label.charCodeAt(i) & 255]! / label.length);
  for (let i = 0; i < label.length; i++) letters[label.charCodeAt(i) & 255] = 0;
  return bits / label.length;
}
