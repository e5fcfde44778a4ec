// How far a zone's wall clock is from UTC at each local time, found through Intl once per stretch of days and kept.
import { civilToMs, DAY, HOUR, SECOND } from './civil.js';
import { fixedOffset } from './zone-name.js';

/**
 * A stretch of local time, [lo, hi) in ms since 1970 of the wall clock read as UTC. `before === after`: the clock is that
 * many ms ahead of UTC. `before > after`: a fold, the stretch is lived twice, the second time from the instant `at`.
 * `before < after`: a gap, the clock skips the stretch at the instant `at`.
 */
export interface Stretch {
  readonly lo: number;
  readonly hi: number;
  readonly before: number;
  readonly after: number;
  readonly at: number;
}

/** The largest instant a Date, and so Intl, can hold (ECMA-262 section 21.4.1.1). */
const MAX_INSTANT = 8.64e15;
/** Local times kept away from the edge, so that no offset leads over it. */
export const MAX_LOCAL = MAX_INSTANT - 32 * DAY;
/** Zones have no history before about 1840; this also keeps clear of years that Intl prints without their era. */
const EARLIEST = civilToMs(1800, 1, 1);

const CHUNK = 8 * DAY;
/** No zone was ever further from UTC than this (Asia/Manila before 1844: -15:56). */
const REACH = 16 * HOUR;
/** Two changes within this time that undo each other would go unseen; the tz database has none within 95 hours (2025b). */
const PROBE_STEP = DAY;
/** Chunks kept per zone: 11 years in one log, and a bound for hostile stamps. */
const MAX_CHUNKS = 512;
const MAX_ZONES = 64;

export class Zone {
  private readonly format: Intl.DateTimeFormat | undefined;
  private readonly chunks = new Map<number, readonly Stretch[]>();
  private latest: Stretch;

  constructor(name: string) {
    const fixed = fixedOffset(name);
    this.latest = { lo: 0, hi: 0, before: 0, after: 0, at: 0 };
    if (fixed === undefined) this.format = wallClock(name);
    else this.latest = { lo: -Infinity, hi: Infinity, before: fixed, after: fixed, at: 0 };
  }

  /** Where a local time of at most MAX_LOCAL lies. */
  stretchAt(localMs: number): Stretch {
    const latest = this.latest;
    if (localMs >= latest.lo && localMs < latest.hi) return latest;
    const index = Math.floor(localMs / CHUNK);
    let chunk = this.chunks.get(index);
    if (chunk === undefined) {
      if (this.chunks.size >= MAX_CHUNKS) this.chunks.clear();
      chunk = this.survey(index * CHUNK, (index + 1) * CHUNK);
      this.chunks.set(index, chunk);
    }
    let i = 0;
    while (localMs >= chunk[i]!.hi) i++;
    return (this.latest = chunk[i]!);
  }

  /** The ms that the wall clock is ahead of UTC at an instant. Asks Intl: not for every line. */
  offsetAt(instant: number): number {
    if (this.format === undefined) return this.latest.before;
    const whole = Math.floor(Math.min(Math.max(instant, EARLIEST), MAX_INSTANT) / SECOND) * SECOND;
    const [month, day, year, hour, minute, second] = this.format.format(whole).match(/\d+/g)!.map(Number);
    return civilToMs(year!, month!, day!) + ((hour! * 60 + minute!) * 60 + second!) * SECOND - whole;
  }

  /** The stretches that fill [start, end), in order and without holes. */
  private survey(start: number, end: number): readonly Stretch[] {
    const found: Stretch[] = [];
    let cursor = start;
    const add = (to: number, before: number, after: number, at: number): void => {
      const hi = Math.min(to, end);
      if (hi <= cursor) return;
      found.push({ lo: cursor, hi, before, after, at });
      cursor = hi;
    };
    let instant = start - REACH;
    let before = this.offsetAt(instant);
    while (instant < end + REACH) {
      const next = instant + PROBE_STEP;
      if (this.offsetAt(next) === before) {
        instant = next;
        continue;
      }
      const at = this.firstChange(instant, next, before);
      const after = this.offsetAt(at);
      add(at + Math.min(before, after), before, before, at);
      add(at + Math.max(before, after), before, after, at);
      before = after;
      instant = at;
    }
    add(end, before, before, end);
    return found;
  }

  /** The first whole second after `from` at which the offset is no longer `offset`; it is another at `to`. */
  private firstChange(from: number, to: number, offset: number): number {
    let same = from;
    let other = to;
    while (other - same > SECOND) {
      const middle = same + Math.floor((other - same) / 2 / SECOND) * SECOND;
      if (this.offsetAt(middle) === offset) same = middle;
      else other = middle;
    }
    return other;
  }
}

function wallClock(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

const zones = new Map<string, Zone>();

/** The zone of a name that `resolveTimeZone` let through; inputs share it, as what it remembers is the same for all. */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (zone === undefined) {
    if (zones.size >= MAX_ZONES) zones.clear();
    zone = new Zone(name);
    zones.set(name, zone);
  }
  return zone;
}
