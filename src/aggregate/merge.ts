// Tallies of parts of a log, or of many logs, put together: the same as if one tally had counted all of it.

import { ReasonCounts } from '../diagnose/reason-counts.js';
import { CODE_COLUMNS } from '../dns/columns.js';
import { DIRECTIONS } from '../event.js';
import { CodeCounts, WordCounts } from './counts.js';
import { Distinct } from './distinct.js';
import { LatencyHistogram } from './histogram.js';
import { addLines, newLineCounts } from './line-counts.js';
import { addCounts, kindsByCount, type TallySnapshot, TOP_CAPACITY, UPSTREAM_CAPACITY } from './tally.js';
import { Timeline } from './timeline.js';
import { TopKeys } from './top.js';

const COLUMNS = CODE_COLUMNS.length;

/**
 * Adds snapshots up in place, in the order they come. Everything but the top lists is exact, whatever the order. Top lists are
 * exact as long as all different keys have room in them, and within their printed error beyond that, where the order can
 * decide which light keys are dropped: parts that are added in the order of the input give the same result, whoever counted
 * them.
 *
 * Zones are added up by themselves, since the zones of a snapshot already hold what its names were counted for.
 */
export class TallyMerger {
  private readonly lines = newLineCounts();
  private readonly codes = new CodeCounts();
  private readonly responses = new CodeCounts();
  private readonly tsigErrors = new CodeCounts();
  private readonly reasons = new ReasonCounts();
  private readonly kinds = new Map<string, number>();
  private readonly directions = new Map<string, number>(DIRECTIONS.map((name) => [name, 0]));
  private readonly types = new WordCounts(COLUMNS);
  private readonly names = new TopKeys(TOP_CAPACITY, COLUMNS, 'name');
  private readonly clients = new TopKeys(TOP_CAPACITY, COLUMNS);
  private readonly zones = new TopKeys(TOP_CAPACITY, COLUMNS, 'name');
  private readonly upstreams = new TopKeys(UPSTREAM_CAPACITY, COLUMNS);
  private readonly distinctNames = new Distinct('name');
  private readonly distinctClients = new Distinct();
  private readonly latency = new LatencyHistogram();
  private readonly timeline = new Timeline(COLUMNS);
  private queries = 0;
  private evicted = 0;
  private selectedEvents = 0;
  private selectedResponses = 0;
  private first: number | null = null;
  private last: number | null = null;

  /** Throws RangeError for a snapshot whose structures do not fit ours: check what comes from outside first. */
  add(s: TallySnapshot): void {
    addLines(this.lines, s.lines);
    this.codes.merge(s.codes);
    this.responses.merge(s.responses);
    this.tsigErrors.merge(s.tsigErrors);
    this.reasons.merge(s.reasons);
    addCounts(this.kinds, s.kinds);
    addCounts(this.directions, s.directions);
    this.types.merge(s.types);
    this.names.merge(s.names);
    this.clients.merge(s.clients);
    this.zones.merge(s.zones);
    this.upstreams.merge(s.upstreams);
    this.distinctNames.merge(s.distinctNames);
    this.distinctClients.merge(s.distinctClients);
    this.latency.merge(s.latency);
    this.timeline.merge(s.timeline);
    this.queries += s.queries;
    this.evicted += s.evicted;
    this.selectedEvents += s.selected.events;
    this.selectedResponses += s.selected.responses;
    if (s.first !== null && (this.first === null || s.first < this.first)) this.first = s.first;
    if (s.last !== null && (this.last === null || s.last > this.last)) this.last = s.last;
  }

  snapshot(): TallySnapshot {
    return {
      lines: { ...this.lines },
      codes: this.codes.snapshot(),
      kinds: kindsByCount(this.kinds),
      directions: Object.fromEntries(this.directions),
      queries: this.queries,
      responses: this.responses.snapshot(),
      tsigErrors: this.tsigErrors.snapshot(),
      reasons: this.reasons.snapshot(),
      selected: { events: this.selectedEvents, responses: this.selectedResponses },
      first: this.first,
      last: this.last,
      types: this.types.snapshot(),
      names: this.names.snapshot(),
      clients: this.clients.snapshot(),
      zones: this.zones.snapshot(),
      upstreams: this.upstreams.snapshot(),
      distinctNames: this.distinctNames.snapshot(),
      distinctClients: this.distinctClients.snapshot(),
      latency: this.latency.snapshot(),
      timeline: this.timeline.snapshot(),
      evicted: this.evicted,
    };
  }
}

/** The neutral snapshot: nothing was counted. */
export const emptyTally = (): TallySnapshot => new TallyMerger().snapshot();

/** Both together; neither is changed. To add up many, `TallyMerger` does it without making a snapshot of each step. */
export function mergeTallies(a: TallySnapshot, b: TallySnapshot): TallySnapshot {
  const merger = new TallyMerger();
  merger.add(a);
  merger.add(b);
  return merger.snapshot();
}
