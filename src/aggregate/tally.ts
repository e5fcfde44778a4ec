// Everything that is counted of one input or of many: what `analyze` reports, what a snapshot holds.
import { ReasonCounts, type ReasonSnapshot } from '../diagnose/reason-counts.js';
import { CODE_COLUMNS, columnOf } from '../dns/columns.js';
import { QTYPE_NAMES } from '../dns/qtype.js';
import { type Code, NOERROR } from '../dns/rcode.js';

import { DIRECTIONS, EVENT, type LineKind, type LineRecord, NO_RCODE, type Outcome, SLOT } from '../event.js';
import { wordTable } from '../layout/word-table.js';
import { CodeCounts, type CodeSnapshot, WordCounts, type WordSnapshot } from './counts.js';
import { Distinct, type DistinctSnapshot } from './distinct.js';
import { type HistogramSnapshot, LatencyHistogram } from './histogram.js';
import { Key } from './key.js';
import { addLines, type LineCounts, newLineCounts } from './line-counts.js';
import { Timeline, type TimelineSnapshot } from './timeline.js';
import { type PackedTop, TopKeys, type TopSnapshot } from './top.js';
import { ZoneIndex } from './zone-index.js';

/** Distinct names, clients and zones that are counted exactly; beyond it counts have a stated error. */
export const TOP_CAPACITY = 32_768;
export const UPSTREAM_CAPACITY = 4_096;

/** Plain JSON; a monoid under `mergeTallies`. */
export interface TallySnapshot {
  readonly lines: LineCounts;
  /** Of events (lines), selected ones only. */
  readonly codes: CodeSnapshot;
  readonly kinds: Readonly<Record<string, number>>;
  readonly directions: Readonly<Record<string, number>>;
  readonly queries: number;
  /** Of client responses, per exchange. */
  readonly responses: CodeSnapshot;
  readonly tsigErrors: CodeSnapshot;
  readonly reasons: ReasonSnapshot;
  /** Events and responses that the selection let through. */
  readonly selected: { readonly events: number; readonly responses: number };
  /** Epoch ms of the first and last record time; null without any. */
  readonly first: number | null;
  readonly last: number | null;
  readonly types: WordSnapshot;
  readonly names: TopSnapshot;
  readonly clients: TopSnapshot;
  readonly zones: TopSnapshot;
  readonly upstreams: TopSnapshot;
  readonly distinctNames: DistinctSnapshot;
  readonly distinctClients: DistinctSnapshot;
  readonly latency: HistogramSnapshot;
  readonly timeline: TimelineSnapshot;
  /** Exchanges finalised before their time, because too many were open. */
  readonly evicted: number;
}

/** A tally in the form in which it crosses threads: typed arrays where there is much of it. */
export interface PackedTally {
  readonly lines: LineCounts;
  readonly queries: number;
  readonly evicted: number;
  /** Events and responses that were asked for. */
  readonly selected: readonly [number, number];
  /** Epoch ms, infinite where no line had a time. */
  readonly period: readonly [number, number];
  readonly codes: CodeSnapshot;
  readonly responses: CodeSnapshot;
  readonly tsigErrors: CodeSnapshot;
  readonly reasons: ReasonSnapshot;
  readonly kinds: Readonly<Record<string, number>>;
  readonly directions: Float64Array;
  readonly types: Float64Array;
  readonly rareTypes: WordSnapshot;
  readonly names: PackedTop;
  readonly clients: PackedTop;
  readonly zones: PackedTop;
  readonly upstreams: PackedTop;
  readonly distinctNames: DistinctSnapshot;
  readonly distinctClients: DistinctSnapshot;
  readonly latency: HistogramSnapshot;
  readonly timeline: TimelineSnapshot;
}

/** The kinds of a snapshot, in its order: the most frequent first, those of one count by name. */
export function kindsByCount(kinds: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...kinds].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
}

export function addCounts(sums: Map<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
}

const COLUMNS = CODE_COLUMNS.length;
const TYPE_ROWS = wordTable(QTYPE_NAMES.map((name, row) => [name, row] as const));

export class Tally {
  readonly lines = newLineCounts();
  queries = 0;
  evicted = 0;
  selectedEvents = 0;
  selectedResponses = 0;
  readonly codes = new CodeCounts();
  readonly responses = new CodeCounts();
  /** Errors of TSIG records beside the header codes of responses. */
  readonly tsigErrors = new CodeCounts();
  readonly reasons = new ReasonCounts();
  readonly directions = new Float64Array(DIRECTIONS.length);
  /** Counts of the assigned types, a row each; `rareTypes` has the others. */
  private readonly types = new Float64Array(QTYPE_NAMES.length * COLUMNS);
  private readonly rareTypes = new WordCounts(COLUMNS);
  readonly names = new TopKeys(TOP_CAPACITY, COLUMNS, 'name', (name, counts) => this.addZone(this.zones, name, counts));
  readonly clients = new TopKeys(TOP_CAPACITY, COLUMNS);
  /** What names that are held no longer had counted: a line touches the table of names only, zones follow from it. */
  private readonly zones = new TopKeys(TOP_CAPACITY, COLUMNS, 'name');
  readonly upstreams = new TopKeys(UPSTREAM_CAPACITY, COLUMNS);
  readonly distinctNames = new Distinct('name');
  readonly distinctClients = new Distinct();
  readonly latency = new LatencyHistogram();
  readonly timeline = new Timeline(COLUMNS);
  /** By kind id. */
  private kinds = new Float64Array(256);
  private readonly kindNames: (string | undefined)[] = [];
  /** Counts by kind that came from other tallies. */
  private readonly absorbed = new Map<string, number>();
  private readonly zoneIndex = new ZoneIndex();
  readonly name = new Key();
  /** Of the answer counted last, where it tells them. */
  readonly client = new Key();
  private first = Number.POSITIVE_INFINITY;
  private last = Number.NEGATIVE_INFINITY;

  /** Counts a line as read, and as an event when it is one that was asked for. */
  line(record: LineRecord, outcome: Outcome, selected: boolean): void {
    const { lines } = this;
    lines.read++;
    if (record.time < this.first) this.first = record.time;
    if (record.time > this.last) this.last = record.time;
    if (outcome === EVENT) {
      lines.events++;
      if (selected) this.event(record);
      return;
    }
    if (outcome === NO_RCODE) {
      lines.noRcode++;
      if (selected && record.kind?.role === 'request') this.queries++;
    } else lines.unrecognized++;
  }

  unknownText(shape: string): void {
    this.reasons.text(shape);
  }

  oversize(): void {
    this.lines.read++;
    this.lines.oversize++;
  }

  private event(record: LineRecord): void {
    const kind = record.kind!;
    this.selectedEvents++;
    this.codes.add(record.code);
    if (this.kindNames[kind.id] === undefined) this.meet(kind);
    this.kinds[kind.id]!++;
    this.directions[kind.directionIndex]!++;
    if (kind.direction !== 'received') return;
    const start = record.ranges[2 * SLOT.upstream]!;
    if (start >= 0) this.upstreams.add(record.buf, start, record.ranges[2 * SLOT.upstream + 1]!, columnOf(record.code));
  }

  /** Counts one client response. */
  answer(record: LineRecord, detail: Code): void {
    const column = columnOf(record.code);
    const { ranges, buf } = record;
    this.selectedResponses++;
    this.responses.add(record.code);
    if (detail !== record.code) this.tsigErrors.add(detail);
    if (record.code !== NOERROR || record.cause !== undefined) this.reasons.add(record.code, record.cause);
    this.timeline.add(record.time, column);
    const client = ranges[2 * SLOT.client]!;
    if (client >= 0) {
      this.client.load(buf, client, ranges[2 * SLOT.client + 1]!, 'bytes');
      // A client that is held was counted as distinct when it came.
      if (this.clients.addKey(this.client, column)) this.distinctClients.addKey(this.client);
    }
    const name = ranges[2 * SLOT.qname]!;
    if (name >= 0) {
      const end = ranges[2 * SLOT.qname + 1]!;
      this.name.load(buf, name, end, 'name');
      if (this.names.addKey(this.name, column)) this.distinctNames.addKey(this.name);
    }
    const type = ranges[2 * SLOT.qtype]!;
    if (type >= 0) {
      const row = TYPE_ROWS.get(buf, type, ranges[2 * SLOT.qtype + 1]!);
      if (row >= 0) this.types[row * COLUMNS + column]!++;
      else this.rareTypes.add(buf, type, ranges[2 * SLOT.qtype + 1]!, column);
    }
    if (ranges[2 * SLOT.duration]! >= 0) this.latency.add(record.numbers[SLOT.duration]! * 1e6);
  }

  /** All of it for another thread; `absorb` there is as if the lines had been counted there. */
  pack(): PackedTally {
    return {
      lines: { ...this.lines },
      queries: this.queries,
      evicted: this.evicted,
      selected: [this.selectedEvents, this.selectedResponses],
      period: [this.first, this.last],
      codes: this.codes.snapshot(),
      responses: this.responses.snapshot(),
      tsigErrors: this.tsigErrors.snapshot(),
      reasons: this.reasons.snapshot(),
      kinds: this.kindSnapshot(),
      directions: this.directions.slice(),
      types: this.types.slice(),
      rareTypes: this.rareTypes.snapshot(),
      names: this.names.pack(),
      clients: this.clients.pack(),
      zones: this.zones.pack(),
      upstreams: this.upstreams.pack(),
      distinctNames: this.distinctNames.snapshot(),
      distinctClients: this.distinctClients.snapshot(),
      latency: this.latency.snapshot(),
      timeline: this.timeline.snapshot(),
    };
  }

  absorb(p: PackedTally): void {
    addLines(this.lines, p.lines);
    this.queries += p.queries;
    this.evicted += p.evicted;
    this.selectedEvents += p.selected[0];
    this.selectedResponses += p.selected[1];
    this.first = Math.min(this.first, p.period[0]);
    this.last = Math.max(this.last, p.period[1]);
    this.codes.merge(p.codes);
    this.responses.merge(p.responses);
    this.tsigErrors.merge(p.tsigErrors);
    this.reasons.merge(p.reasons);
    addCounts(this.absorbed, p.kinds);
    for (let i = 0; i < this.directions.length; i++) this.directions[i]! += p.directions[i]!;
    for (let i = 0; i < this.types.length; i++) this.types[i]! += p.types[i]!;
    this.rareTypes.merge(p.rareTypes);
    this.zones.absorb(p.zones);
    this.names.absorb(p.names);
    this.clients.absorb(p.clients);
    this.upstreams.absorb(p.upstreams);
    this.distinctNames.merge(p.distinctNames);
    this.distinctClients.merge(p.distinctClients);
    this.latency.merge(p.latency);
    this.timeline.merge(p.timeline);
  }

  private meet(kind: LineKind): void {
    this.kindNames[kind.id] = kind.name;
    if (kind.id >= this.kinds.length) {
      const grown = new Float64Array(2 * kind.id);
      grown.set(this.kinds);
      this.kinds = grown;
    }
  }

  private addZone(zones: TopKeys, name: Uint8Array, counts: Float64Array): void {
    const start = this.zoneIndex.zoneRange(name, 0, name.length);
    for (let column = 0; column < counts.length; column++) {
      if (counts[column]! > 0) zones.add(name, start, name.length, column, counts[column]!);
    }
  }

  private zoneSnapshot(): TopSnapshot {
    const zones = TopKeys.restore(this.zones.snapshot(), TOP_CAPACITY, 'name');
    this.names.visit((name, counts) => this.addZone(zones, name, counts));
    return zones.snapshot();
  }

  private typeSnapshot(): WordSnapshot {
    const types = WordCounts.restore(this.rareTypes.snapshot());
    for (const [row, name] of QTYPE_NAMES.entries()) {
      const word = Buffer.from(name, 'latin1');
      for (let column = 0; column < COLUMNS; column++) {
        const count = this.types[row * COLUMNS + column]!;
        if (count > 0) types.add(word, 0, word.length, column, count);
      }
    }
    return types.snapshot();
  }

  private kindSnapshot(): Record<string, number> {
    const byName = new Map(this.absorbed);
    for (const [id, name] of this.kindNames.entries())
      if (name !== undefined) byName.set(name, (byName.get(name) ?? 0) + this.kinds[id]!);
    return kindsByCount(byName);
  }

  snapshot(): TallySnapshot {
    return {
      lines: { ...this.lines },
      codes: this.codes.snapshot(),
      kinds: this.kindSnapshot(),
      directions: Object.fromEntries(DIRECTIONS.map((name, i) => [name, this.directions[i]!])),
      queries: this.queries,
      responses: this.responses.snapshot(),
      tsigErrors: this.tsigErrors.snapshot(),
      reasons: this.reasons.snapshot(),
      selected: { events: this.selectedEvents, responses: this.selectedResponses },
      first: this.first === Number.POSITIVE_INFINITY ? null : this.first,
      last: this.last === Number.NEGATIVE_INFINITY ? null : this.last,
      types: this.typeSnapshot(),
      names: this.names.snapshot(),
      clients: this.clients.snapshot(),
      zones: this.zoneSnapshot(),
      upstreams: this.upstreams.snapshot(),
      distinctNames: this.distinctNames.snapshot(),
      distinctClients: this.distinctClients.snapshot(),
      latency: this.latency.snapshot(),
      timeline: this.timeline.snapshot(),
      evicted: this.evicted,
    };
  }
}
