// Local log stamps to epoch time, once per line: the zone's offset, the hour an autumn clock repeats, the year syslog leaves out.
import { civilToMs, DAY, dateExists, MINUTE, roughYear } from './civil.js';
import { MAX_LOCAL, type Stretch, type Zone, zoneOf } from './zone.js';

export { anchorOf, type FileTimes } from './anchor.js';
export { civilToMs } from './civil.js';
export { resolveTimeZone } from './zone-name.js';

export interface ClockOptions {
  /** IANA name, `UTC` or a fixed offset: what `resolveTimeZone` returns. */
  timeZone: string;
  /** Epoch ms; no line is later than about this: `anchorOf` a file, the present for live input. */
  anchorMs: number;
  /** Lines are read as they are written, so the anchor is also about when they were written. */
  live?: boolean;
  /** Where another clock of the same input stopped. */
  state?: ClockState;
}

/** Plain JSON, for checkpoints. The date is that of the latest year-less stamp; all null before the first one. */
export interface ClockState {
  year: number | null;
  month: number | null;
  day: number | null;
  /** Epoch ms of the last stamp of any sort. */
  lastMs: number | null;
}

/** A stamp may be this much later than the anchor: coarse file dates, clocks of two hosts, a file's zone not the reader's. */
const ANCHOR_SLACK = DAY;
/** Lines up to this old that come after the turn of the year are late; an older December is this year's. */
const LATE_OVER_NEW_YEAR = 14 * DAY;
/** A date further back than this is nearer to its next year than to a clock set back. */
const HALF_YEAR = 183 * DAY;

/**
 * Turns the stamps of one input, in the order of its lines, into epoch time. The common case costs two comparisons and a
 * subtraction; everything else is off that path.
 *
 * A fold (clocks set back, a stretch of local time lived twice) is read by the order of lines: its first pass until a
 * stamp steps back by more than a sixth of the fold (ten minutes of an hour), then its second. Disorder of seconds thus
 * changes nothing, a quiet log is right as long as one step over the fold is below five sixths of it, and a line of the
 * first pass that comes up to a minute late is still given its place. Local times inside a gap (clocks set forward) all
 * stand for the instant of the change.
 *
 * A year-less stamp is of the latest year that puts it no later than a day after the anchor. From then on the order of
 * lines counts: a date more than half a year back belongs to the next year, one of late December right after early
 * January to the year before, and every other jump stays in its year. What would pass the anchor by more than a day goes
 * back to the latest year that does not: of a file that spans more than a year, the last twelve months are right and
 * those before are taken for them, unless `state` names the year it starts in.
 */
export class InputClock {
  private readonly zone: Zone;
  private readonly live: boolean;
  private anchorMs: number;
  /** The anchor on the wall clock; NaN until a year-less stamp needs it. */
  private anchorLocal = Number.NaN;

  /** The stretch of local time that the last stamp was in, and how far it is ahead of UTC. NaN holds nothing. */
  private lo = Number.NaN;
  private hi = Number.NaN;
  private offset = 0;
  private last = -Infinity;

  /** The day that the last year-less stamp was in, and its local midnight; a NaN day equals none. */
  private heldMonth = 0;
  private heldDay = Number.NaN;
  private dayMs = Number.NaN;

  /** The latest day that a year-less stamp had, not that of the last line: late lines and clock trouble must not drag it back. */
  private year = 0;
  private month = 0;
  private day = 0;

  constructor(options: ClockOptions) {
    this.zone = zoneOf(options.timeZone);
    this.live = options.live ?? false;
    this.anchorMs = usableAnchor(options.anchorMs);
    const state = options.state;
    if (state === undefined) return;
    if (state.lastMs !== null) this.last = state.lastMs;
    if (state.year === null || state.month === null || state.day === null) return;
    this.year = state.year;
    this.month = state.month;
    this.day = state.day;
  }

  /**
   * Epoch ms UTC of a wall-clock time, given as the ms since 1970 of its fields read as if they were UTC. NaN for what is
   * not a time a Date can hold.
   */
  fromLocal(localMs: number): number {
    if (localMs >= this.lo && localMs < this.hi) return (this.last = localMs - this.offset);
    return this.fromLocalElsewhere(localMs);
  }

  /** Epoch ms UTC of a date without a year: month 1 to 12, day 1 to 31, ms since local midnight. NaN if no year has that day. */
  fromYearless(month: number, day: number, msOfDay: number): number {
    if (day === this.heldDay && month === this.heldMonth) return this.fromLocal(this.dayMs + msOfDay);
    return this.fromOtherDay(month, day, msOfDay);
  }

  /** Moves the bound on stamps, in epoch ms: for live input the present, called from time to time. */
  setAnchor(ms: number): void {
    this.anchorMs = usableAnchor(ms);
    this.anchorLocal = Number.NaN;
    this.heldDay = Number.NaN;
  }

  state(): ClockState {
    const lastMs = this.last === -Infinity ? null : this.last;
    if (this.month === 0) return { year: null, month: null, day: null, lastMs };
    return { year: this.year, month: this.month, day: this.day, lastMs };
  }

  private fromLocalElsewhere(localMs: number): number {
    if (!(Math.abs(localMs) <= MAX_LOCAL)) return Number.NaN;
    const stretch = this.zone.stretchAt(localMs);
    if (stretch.before > stretch.after) return (this.last = this.inFold(localMs, stretch));
    if (stretch.before < stretch.after) return (this.last = stretch.at);
    this.lo = stretch.lo;
    this.hi = stretch.hi;
    this.offset = stretch.before;
    return (this.last = localMs - this.offset);
  }

  private inFold(localMs: number, fold: Stretch): number {
    const size = fold.before - fold.after;
    const first = localMs - fold.before;
    const second = localMs - fold.after;
    const last = this.last;
    // Nothing to go by in the log; what is written right now cannot be an hour old, nor lie ahead of the present.
    if (last === -Infinity) return this.live && second <= this.anchorMs + MINUTE ? second : first;
    // Much later lines before this one say that the input is not in order here, not which pass it is in.
    if (last > fold.at + size + DAY) return first;
    const slack = last < fold.at ? size / 6 : Math.min(size / 6, MINUTE);
    return first < last - slack ? second : first;
  }

  private fromOtherDay(month: number, day: number, msOfDay: number): number {
    if (!dateExists(month, day) || !(Math.abs(msOfDay) <= 2 * DAY)) return Number.NaN;
    const limit = this.latestLocal();
    let year = this.yearByOrder(month, day);
    if (year === undefined || civilToMs(year, month, day) + msOfDay > limit) {
      year = latestYear(month, day, limit - msOfDay);
    }
    const dayMs = civilToMs(year, month, day);
    this.dayMs = dayMs;
    // The day in which the limit falls is of one year before it and of another after it, so each line has to ask.
    const split = limit - civilToMs(latestYear(month, day, limit), month, day) <= DAY;
    this.heldMonth = month;
    this.heldDay = split ? Number.NaN : day;
    // A leap day proves the year, also an earlier one than the lines before it were given.
    const proof = month === 2 && day === 29;
    if (this.month === 0 || proof || dayMs > civilToMs(this.year, this.month, this.day)) {
      this.year = year;
      this.month = month;
      this.day = day;
    }
    return this.fromLocal(dayMs + msOfDay);
  }

  /** The latest wall-clock time that a year-less stamp may have. */
  private latestLocal(): number {
    if (Number.isNaN(this.anchorLocal)) this.anchorLocal = this.anchorMs + this.zone.offsetAt(this.anchorMs);
    // A live input whose anchor was not moved for days goes on by its own dates.
    const seen = this.live && this.month !== 0 ? civilToMs(this.year, this.month, this.day) + DAY : this.anchorLocal;
    return Math.max(this.anchorLocal, seen) + ANCHOR_SLACK;
  }

  /** The year of a date as the dates before it suggest; undefined if they say nothing. */
  private yearByOrder(month: number, day: number): number | undefined {
    // Live lines are of the present; a year remembered from before a long pause would only mislead.
    if (this.month === 0 || this.live) return undefined;
    const latest = civilToMs(this.year, this.month, this.day);
    let year = this.year;
    if (latest - civilToMs(year, month, day) > HALF_YEAR) year++;
    else if (month === 12 && this.month === 1 && latest - civilToMs(year - 1, 12, day) <= LATE_OVER_NEW_YEAR) year--;
    return dateExists(month, day, year) ? year : undefined;
  }
}

/** The latest year in which that day exists and its midnight is not after `limit`; the day must exist in some year. */
function latestYear(month: number, day: number, limit: number): number {
  let year = roughYear(limit) + 1;
  while (!dateExists(month, day, year) || civilToMs(year, month, day) > limit) year--;
  return year;
}

function usableAnchor(ms: number): number {
  if (!(Math.abs(ms) <= MAX_LOCAL)) throw new RangeError(`an anchor of ${ms} ms is not a time`);
  return ms;
}
