// Runs the rules over one log: observations go into cells of a quarter window, and each time a quarter is over the window that
// ends with it is judged. Event time only; bounded memory.
import type { Key } from '../aggregate/key.js';
import { ZoneIndex } from '../aggregate/zone-index.js';
import { NOERROR, SERVFAIL } from '../dns/rcode.js';
import { EVENT, type LineKind, type LineRecord, type Outcome, SLOT } from '../event.js';
import type { Severity } from '../knowledge/topic.js';
import { type Finding, type RuleOff, worstFirst } from './finding.js';
import { findingsOf, type Incident } from './incident.js';
import { CLIENT, KEY, NAME, PART_NUMBER, PREFIX, Seen } from './observation.js';
import type { Condition, Metric, Need, Rule, Source } from './rule.js';
import { RULES } from './rules.js';
import { SmallCounts } from './small-counts.js';
import { STEP_MS, Traffic } from './traffic.js';
import {
  addGroup,
  addQuarter,
  distinctRatio,
  type Group,
  newGroup,
  newQuarter,
  type Quarter,
  sample,
} from './window-group.js';

/** A window is judged in quarters. */
const QUARTERS = 4;
/** Windows of the past that a baseline is the median of, and how few are too few. */
const BASELINE_WINDOWS = 24;
const MIN_BASELINE_WINDOWS = 6;
/** Answers whose exchange waits for a further line come this much later than they happened. */
const LATENESS_MS = 61_000;
/** Groups of one rule in one step; of too many the smallest are dropped. */
const MAX_GROUPS = 512;
const MAX_SMALL = 4096;
/** The same fault within this time is the same incident. */
const COOLDOWN_MS = 900_000;
/** Incidents of one log that are kept. */
const MAX_INCIDENTS = 256;
const ENTROPY_LABEL = 7;
const VOLUME_SHARE = 0.1;
/** A group is worth its own record from this part of the minimum volume on, within a quarter of the window. */
const DETAILS_FROM = 16;

interface Cell {
  base: number;
  readonly groups: Map<string, Quarter>;
  /** The same by hash of their keys. */
  index: (Quarter | undefined)[];
  /** Observations that make a group worth a record of its own; more when there are too many groups. */
  notable: number;
  /** Counts of groups that are still small: most stay so, and cost no more than this. */
  readonly small: SmallCounts;
}

interface RuleState {
  readonly rule: Rule;
  /** Base steps in a quarter of the window. */
  readonly quarter: number;
  /** Observations in one quarter that make a group worth its own record. */
  readonly notable: number;
  readonly needsAnswers: boolean;
  /** Numbers of the parts of a key. */
  readonly parts: readonly number[];
  readonly cells: Map<number, Cell>;
  /** The cell used last, and its number. */
  present: Cell | undefined;
  presentNumber: number;
  /** What older cells counted, by group: for baselines. */
  readonly past: Map<number, Map<string, number>>;
  readonly incidents: Map<string, Incident>;
  /** The quarter judged last. */
  judged: number;
}

const ROLE_IDLE = 1;
const ROLE_UPSTREAM = 2;
const ROLE_EVENT = 3;
const ROLE_REQUEST = 4;

/** Why a rule cannot work on a log, and what to do. */
const MISSING: Readonly<Record<Need, string>> = {
  'every-answer': 'the log has no line for every answer (BIND 9.20.3: responselog yes; Unbound: log-replies: yes)',
  names: 'no line tells the name that was asked for',
  'request-flags': 'whether recursion was asked for stands in no line that tells the answer',
  truncation: 'no text log tells the TC bit; dnstap or a capture does',
  'extended-errors': 'no text log at usual levels tells extended errors; dnstap does',
  requests: 'requests and answers of one exchange cannot be paired in this log',
};
const NEVER: readonly Need[] = ['request-flags', 'truncation', 'extended-errors', 'requests'];

export class Patterns {
  private readonly traffic = new Traffic();
  private readonly states: RuleState[] = RULES.filter(({ needs }) => !needs.some((n) => NEVER.includes(n))).map(
    (rule) => ({
      rule,
      quarter: (rule.window * 1000) / QUARTERS / STEP_MS,
      notable: rule.min / DETAILS_FROM,
      needsAnswers: rule.needs.includes('every-answer'),
      parts: rule.group.map((part) => PART_NUMBER[part]),
      cells: new Map(),
      present: undefined,
      presentNumber: Number.NaN,
      past: new Map(),
      incidents: new Map(),
      judged: Number.NEGATIVE_INFINITY,
    }),
  );
  /** Rules that a code from a source can mean something to, made when it is first met. */
  private readonly byCode: Readonly<Record<Source, Map<number, readonly RuleState[]>>> = {
    answer: new Map(),
    upstream: new Map(),
    event: new Map(),
  };
  private roles = new Uint8Array(256);
  private everyAnswer = false;
  private named = false;
  private start = Number.NaN;
  private latest = Number.NEGATIVE_INFINITY;
  /** Log time at which the next quarter of any rule is over. */
  private step = 0;
  private due = Number.NEGATIVE_INFINITY;
  private readonly seen = new Seen(new ZoneIndex());
  private readonly client = this.seen.keys[CLIENT];
  private readonly asked = this.seen.keys[NAME];
  /** Hash lanes of the key of a group. */
  private low = 0;
  private high = 0;

  /** `path` is told with the lines of findings. */
  constructor(private readonly path: string) {}

  /** Takes a line; every line of the log, in order. Those without a time are left out. */
  line(record: LineRecord, outcome: Outcome): void {
    const kind = record.kind;
    if (kind === undefined || Number.isNaN(record.time)) return;
    const role = this.roles[kind.id]! || this.meet(kind);
    if (role === ROLE_IDLE) return;
    if (role === ROLE_REQUEST) {
      if (!this.everyAnswer) this.countTraffic(record, false);
      return;
    }
    if (role === ROLE_UPSTREAM) {
      if (outcome === EVENT && record.code !== NOERROR) this.observe('upstream', record, record.code);
    } else if (outcome === EVENT || kind.name.startsWith('rrl-')) this.observe('event', record, record.code);
  }

  /** Takes a client response that is final; `client` and `asked`: its keys, where somebody loaded them already. */
  answer(record: LineRecord, detail: number, client?: Key, asked?: Key): void {
    if (Number.isNaN(record.time)) return;
    if (record.kind!.everyAnswer) this.everyAnswer = true;
    if (record.code === NOERROR) {
      this.countTraffic(record, true, client, asked);
      return;
    }
    this.observe('answer', record, detail);
    if (!this.everyAnswer) return;
    const { ranges: f, buf } = record;
    const name = f[2 * SLOT.qname]!;
    const failed = record.code === SERVFAIL;
    this.traffic.count(record.time, this.client, this.asked, buf, name, f[2 * SLOT.qname + 1]!, false, failed);
  }

  /** The log is at its end: the last windows are judged as they stand. */
  finish(): void {
    for (const state of this.states) this.judgeUpTo(state, Math.floor(this.latest / STEP_MS / state.quarter));
  }

  /** What was found so far, worst first; causes without their symptoms. */
  findings(): Finding[] {
    return worstFirst(
      findingsOf(
        this.states.flatMap(({ incidents }) => [...incidents.values()]),
        this.path,
      ),
    );
  }

  /** Incidents that were ever open, and whether they still are: for counters, so symptoms are among them. */
  incidents(): { readonly id: string; readonly severity: Severity; readonly open: boolean }[] {
    return this.states.flatMap(({ rule, incidents }) =>
      [...incidents.values()].map(({ open }) => ({ id: rule.id, severity: rule.severity, open })),
    );
  }

  /** Rules that this log cannot feed. */
  off(): RuleOff[] {
    const lacks = (need: Need): boolean =>
      NEVER.includes(need) || (need === 'every-answer' ? !this.everyAnswer : need === 'names' && !this.named);
    const off = new Map<string, RuleOff>();
    for (const { id, needs } of RULES) {
      const missing = needs.find(lacks);
      if (missing !== undefined && !off.has(id)) off.set(id, { id, because: MISSING[missing] });
    }
    return [...off.values()];
  }

  private meet(kind: LineKind): number {
    if (kind.id >= this.roles.length) {
      const grown = new Uint8Array(2 * kind.id);
      grown.set(this.roles);
      this.roles = grown;
    }
    const { name } = kind;
    const role =
      kind.role === 'request'
        ? ROLE_REQUEST
        : kind.direction === 'received'
          ? ROLE_UPSTREAM
          : name.startsWith('rrl-') || name.startsWith('rpz-') || name === 'local-action' || name === 'ratelimit'
            ? ROLE_EVENT
            : ROLE_IDLE;
    this.roles[kind.id] = role;
    return role;
  }

  private countTraffic(record: LineRecord, good: boolean, client?: Key, name?: Key): void {
    const { ranges: f, buf } = record;
    const from = f[2 * SLOT.client]!;
    const start = f[2 * SLOT.qname]!;
    const end = f[2 * SLOT.qname + 1]!;
    let who = this.client;
    let what = this.asked;
    if (from < 0) who.length = 0;
    else if (client !== undefined) who = client;
    else who.load(buf, from, f[2 * SLOT.client + 1]!, 'bytes');
    if (start >= 0) {
      this.named = true;
      if (name !== undefined) what = name;
      else what.load(buf, start, end, 'name');
    }
    this.tick(record.time);
    this.traffic.count(record.time, who, what, buf, start, end, good, false);
  }

  private observe(source: Source, record: LineRecord, detail: number): void {
    this.tick(record.time);
    const o = this.seen;
    o.take(source, record, detail);
    if (o.hasName) this.named = true;
    o.served = this.traffic.wasServed(this.client);
    o.prior = o.hasName ? this.traffic.answersOf(this.asked) : 0;
    this.step = Math.floor(o.time / STEP_MS);
    const states = this.byCode[source].get(o.code) ?? this.statesOf(source, o.code);
    for (let i = 0; i < states.length; i++) {
      const state = states[i]!;
      if (!state.needsAnswers || this.everyAnswer) this.count(state, o);
    }
  }

  private statesOf(source: Source, code: number): readonly RuleState[] {
    const states = this.states.filter(
      ({ rule }) => rule.source === source && (rule.codes === undefined || rule.codes.includes(code)),
    );
    this.byCode[source].set(code, states);
    return states;
  }

  private count(state: RuleState, o: Seen): void {
    const { rule } = state;
    const matches = rule.matches(o);
    const inBase = rule.base === undefined ? matches : rule.base(o);
    if (!matches && !inBase) return;
    if (!this.keyOf(state.parts, o)) return;
    const number = Math.floor(this.step / state.quarter);
    let cell = state.present;
    if (cell === undefined || state.presentNumber !== number) {
      cell = cellOf(state, number);
      if (cell === undefined) return;
    }
    if (inBase) cell.base++;
    let group = this.find(cell, state.parts, o);
    if (group === undefined) {
      const { low, high } = this;
      const before = cell.small.size === 0 ? 0 : cell.small.get(low, high);
      // Where a share of something wider is asked for, only what matches makes a group.
      if (!matches || before + 1 <= (rule.base === undefined ? cell.notable : cell.notable - state.notable)) {
        if (before === 0 && cell.small.size >= MAX_SMALL) cell.small.clear();
        cell.small.set(low, high, before + 1);
        return;
      }
      group = this.begin(state, cell, o);
      group.base = before;
      if (rule.base === undefined) group.count = before;
    }
    if (inBase) group.base++;
    if (!matches) return;
    group.count++;
    if (o.time < group.first) {
      group.first = o.time;
      group.firstLine = o.line;
    }
    if (o.time >= group.last) {
      group.last = o.time;
      group.lastLine = o.line;
    }
    this.detail(rule, group, o);
  }

  /** Hashes the key of the group that an observation is of; false: the line does not say what the rule groups by. */
  private keyOf(parts: readonly number[], o: Seen): boolean {
    this.low = 0;
    this.high = 0;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!;
      if (part >= PREFIX) o.prepare(part);
      const told = o.lengths[part] !== 0;
      // A key can be nameless, a zone, client or server not.
      if (i === 0 && !told && part !== KEY) return false;
      this.low = Math.imul(this.low, 0x9e3779b1) ^ (told ? o.lows[part]! : 0);
      this.high = Math.imul(this.high, 0x85ebca77) ^ (told ? o.highs[part]! : 0);
    }
    return true;
  }

  private find({ index }: Cell, parts: readonly number[], o: Seen): Quarter | undefined {
    const { low, high } = this;
    const mask = index.length - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const group = index[at];
      if (group === undefined) return undefined;
      if (group.low !== low || group.high !== high) continue;
      if (parts.length > 0 && group.firstPart !== o.text(parts[0]!)) continue;
      if (parts.length < 2 || group.secondPart === o.text(parts[1]!)) return group;
    }
  }

  private begin({ rule, parts }: RuleState, cell: Cell, o: Seen): Quarter {
    if (cell.groups.size >= MAX_GROUPS) dropSmallest(cell);
    cell.small.delete(this.low, this.high);
    const first = parts.length > 0 ? o.text(parts[0]!) : '';
    const second = parts.length > 1 ? o.text(parts[1]!) : '';
    const group = newQuarter(this.low, this.high, first, second);
    cell.groups.set(parts.length > 1 ? `${first}\t${second}` : first, group);
    if (2 * cell.groups.size > cell.index.length) reindex(cell);
    else enter(cell.index, group);
    if (rule.group[0] === 'zone') this.traffic.suspect(o.zone, this.step);
    if (rule.group[0] === 'name') this.traffic.names.add(o.name, this.step);
    return group;
  }

  private detail(rule: Rule, group: Quarter, o: Seen): void {
    group.detailed++;
    if (rule.flag?.(o) === true) group.flagged++;
    if (o.served) group.served++;
    if (o.prior > group.prior) group.prior = o.prior;
    if (rule.label !== undefined && o.labelLength(rule.label) >= ENTROPY_LABEL) {
      group.entropySum += o.labelEntropy(rule.label);
      group.entropyCount++;
    }
    sample(group, o);
  }

  /** Log time goes on: quarters that are over are judged. */
  private tick(time: number): void {
    if (time > this.latest) this.latest = time;
    if (Number.isNaN(this.start)) this.start = time;
    if (this.latest < this.due) return;
    const safe = this.latest - LATENESS_MS;
    this.due = Math.floor(this.latest / STEP_MS) * STEP_MS + STEP_MS;
    for (const state of this.states) this.judgeUpTo(state, Math.floor(safe / STEP_MS / state.quarter) - 1);
  }

  private judgeUpTo(state: RuleState, last: number): void {
    if (last <= state.judged) return;
    if (state.cells.size === 0) {
      state.judged = last;
      return;
    }
    const numbers = [...state.cells.keys()];
    let from = Math.max(state.judged + 1, Math.min(...numbers));
    // Behind the last cell nothing can happen but that incidents end.
    const until = Math.min(last, Math.max(...numbers) + 3 * QUARTERS);
    for (; from <= until; from++) {
      this.judge(state, from);
      state.judged = from;
      for (const number of state.cells.keys()) if (number <= from - QUARTERS) retire(state, number);
    }
    state.judged = last;
    for (const number of state.cells.keys()) if (number <= last - QUARTERS) retire(state, number);
    const oldest = last - (BASELINE_WINDOWS + 2) * QUARTERS;
    for (const number of state.past.keys()) if (number < oldest) state.past.delete(number);
  }

  /** Judges the window that ends with quarter `number`. */
  private judge(state: RuleState, number: number): void {
    const { rule, incidents } = state;
    if (!this.everyAnswer && rule.needs.includes('every-answer')) return;
    const totals = new Map<string, number>();
    let base = 0;
    for (let n = number - QUARTERS + 1; n <= number; n++) {
      const cell = state.cells.get(n);
      if (cell === undefined) continue;
      base += cell.base;
      for (const [key, group] of cell.groups)
        if (group.count > 0) totals.set(key, (totals.get(key) ?? 0) + group.count);
    }
    for (const incident of incidents.values()) if (incident.open && !totals.has(incident.key)) this.quiet(incident);
    for (const [key, count] of totals) {
      const incident = incidents.get(key);
      const newest = state.cells.get(number)?.groups.get(key);
      const fires = count >= rule.min && this.holds(state, key, number, base, totals.size);
      if (incident?.open === true) {
        if (newest !== undefined && newest.count > 0 && this.belongs(state, newest, incident.peak)) {
          addQuarter(incident.group, newest);
          incident.peak = Math.max(incident.peak, newest.count);
        }
        if (fires) incident.falseQuarters = 0;
        else this.quiet(incident);
      } else if (fires) this.open(state, key, number, incident);
    }
  }

  /** Two whole windows in a row without the fault end an incident. */
  private quiet(incident: Incident): void {
    if (++incident.falseQuarters >= 2 * QUARTERS) incident.open = false;
  }

  private open(state: RuleState, key: string, number: number, before: Incident | undefined): void {
    const peak = this.peakOf(state, key, number);
    const group = this.windowGroup(state, key, number, (quarter) => this.belongs(state, quarter, peak));
    if (before !== undefined && group.first - before.group.last <= COOLDOWN_MS) {
      before.open = true;
      before.falseQuarters = 0;
      before.peak = Math.max(before.peak, peak);
      addGroup(before.group, group);
      return;
    }
    if (state.incidents.size >= MAX_INCIDENTS) return;
    const place = before === undefined ? key : `${key}\n${number}`;
    if (before !== undefined) {
      // An earlier fault of the same group, long over: kept under a name of its own.
      state.incidents.delete(key);
      state.incidents.set(place, before);
    }
    state.incidents.set(key, { rule: state.rule, key, group, open: true, falseQuarters: 0, peak });
  }

  private windowGroup(state: RuleState, key: string, number: number, fits?: (quarter: Quarter) => boolean): Group {
    const sum = newGroup();
    for (let n = number - QUARTERS + 1; n <= number; n++) {
      const group = state.cells.get(n)?.groups.get(key);
      if (group !== undefined && (fits === undefined || fits(group))) addQuarter(sum, group);
    }
    return sum;
  }

  private peakOf(state: RuleState, key: string, number: number): number {
    let peak = 0;
    for (let n = number - QUARTERS + 1; n <= number; n++)
      peak = Math.max(peak, state.cells.get(n)?.groups.get(key)?.count ?? 0);
    return peak;
  }

  /** Of a fault that is one by its volume, a quarter with hardly any of it is ordinary traffic. */
  private belongs({ rule }: RuleState, quarter: Quarter, peak: number): boolean {
    const byVolume = rule.conditions.some(([metric]) => metric === 'count-over-baseline');
    return !byVolume || quarter.count >= VOLUME_SHARE * peak;
  }

  private holds(state: RuleState, key: string, number: number, base: number, groups: number): boolean {
    const { rule } = state;
    const group = this.windowGroup(state, key, number);
    const windows = Math.floor(
      ((number - QUARTERS + 1) * state.quarter * STEP_MS - this.start) / (state.quarter * QUARTERS * STEP_MS),
    );
    const ratios = rule.conditions.filter(([metric]) => metric.endsWith('-over-baseline'));
    const young = windows < MIN_BASELINE_WINDOWS;
    if (ratios.length > 0 && young) {
      // Without a past the volume has to speak for itself; a rule that has nothing else waits.
      if (ratios.length === rule.conditions.length || group.count < 2 * rule.min) return false;
    }
    const view: View = { state, key, number, group, base, groups, windows };
    return rule.conditions.every((condition) => (young && ratios.includes(condition)) || this.met(condition, view));
  }

  private met([metric, op, bound]: Condition, view: View): boolean {
    const value = this.measure(metric, view);
    return op === '>=' ? value >= bound : op === '<' ? value < bound : value <= bound;
  }

  private measure(metric: Metric, view: View): number {
    const { group, base, state } = view;
    switch (metric) {
      case 'count':
        return group.count;
      case 'share-of-base':
        return group.count / group.base;
      case 'share-in-group':
        return this.shareInGroup(view);
      case 'group-share-of-all':
        return group.base / base;
      case 'share-elsewhere': {
        const [from, to] = stepsOf(view.state, view.number);
        const outside = this.traffic.all(from, to) - this.allInGroup(view);
        return base === group.base ? 0 : (base - group.base) / Math.max(outside, base - group.base);
      }
      case 'share':
        return this.share(state, view.number, base);
      case 'clients':
        return group.clients.counts.size;
      case 'zones':
        return group.zones.counts.size;
      case 'names':
        return group.names.counts.size;
      case 'upstreams':
        return group.upstreams.counts.size;
      case 'clients-and-keys':
        return group.clients.counts.size + group.keys.counts.size;
      case 'groups':
        return view.groups;
      case 'name-ratio':
        return distinctRatio(group.names);
      case 'zone-ratio':
        return distinctRatio(group.zones);
      case 'entropy':
        return group.entropyCount === 0 ? 0 : group.entropySum / group.entropyCount;
      case 'served-share':
        return group.served / Math.max(1, group.detailed);
      case 'prior':
        return group.prior;
      case 'flagged-share':
        return group.flagged / Math.max(1, group.detailed);
      case 'count-over-baseline':
        return (
          group.count /
          Math.max(
            1,
            this.baseline(view, (n) => this.pastCount(state, view.key, n)),
          )
        );
      case 'share-over-baseline':
        return (
          this.share(state, view.number, base) /
          Math.max(
            0.001,
            this.baseline(view, (n) => this.share(state, n, this.pastCount(state, view.key, n))),
          )
        );
    }
  }

  private share(state: RuleState, number: number, base: number): number {
    const [from, to] = stepsOf(state, number);
    return base === 0 ? 0 : base / Math.max(this.traffic.all(from, to), base);
  }

  private shareInGroup(view: View): number {
    const { rule } = view.state;
    if (!this.isCounted(view)) return rule.source === 'upstream' ? 1 : 0;
    if (rule.source === 'upstream') {
      const [from, to] = stepsOf(view.state, view.number);
      const [all, failed] = this.traffic.zone(view.key.split('\t')[0]!, from, to);
      return all === 0 ? 0 : failed / all;
    }
    return view.group.base / Math.max(this.allInGroup(view), view.group.base);
  }

  /** Whether the ordinary answers of a zone or name were counted since its first failure in the window. */
  private isCounted({ state, key, group }: View): boolean {
    const part = state.rule.group[0];
    if (part !== 'zone' && part !== 'name') return true;
    const since = (part === 'zone' ? this.traffic.zones : this.traffic.names).since(key.split('\t')[0]!);
    return since !== undefined && since <= Math.floor(group.first / STEP_MS);
  }

  private allInGroup({ state, key, number, group }: View): number {
    const [from, to] = stepsOf(state, number);
    const first = key.split('\t')[0]!;
    switch (state.rule.group[0]) {
      case 'zone':
        return this.traffic.zone(first, from, to)[0];
      case 'client':
        return this.traffic.client(first, from, to);
      case 'name':
        return group.base + this.traffic.answersTo(first, from, to);
      default:
        return group.base;
    }
  }

  private pastCount(state: RuleState, key: string, number: number): number {
    let sum = 0;
    for (let n = number - QUARTERS + 1; n <= number; n++)
      sum += state.cells.get(n)?.groups.get(key)?.base ?? state.past.get(n)?.get(key) ?? 0;
    return sum;
  }

  /** Median over the windows before, without those in which this incident was on. */
  private baseline({ state, key, number, windows }: View, measure: (number: number) => number): number {
    const incident = state.incidents.get(key);
    const values: number[] = [];
    for (let i = 1; i <= Math.min(windows, BASELINE_WINDOWS); i++) {
      const end = number - i * QUARTERS;
      const [from, to] = stepsOf(state, end);
      const alarmed =
        incident !== undefined && incident.group.first <= (to + 1) * STEP_MS && incident.group.last >= from * STEP_MS;
      if (!alarmed) values.push(measure(end));
    }
    values.sort((a, b) => a - b);
    return values.length === 0 ? 0 : values[values.length >> 1]!;
  }
}

interface View {
  readonly state: RuleState;
  readonly key: string;
  readonly number: number;
  readonly group: Group;
  readonly base: number;
  readonly groups: number;
  readonly windows: number;
}

/** First and last base step of the window that ends with a quarter. */
const stepsOf = (state: RuleState, number: number): [number, number] => [
  (number - QUARTERS + 1) * state.quarter,
  (number + 1) * state.quarter - 1,
];

/** Keeps of a cell what baselines need. */
function retire(state: RuleState, number: number): void {
  const cell = state.cells.get(number)!;
  const counts = new Map<string, number>();
  for (const [key, group] of cell.groups)
    if (group.base > 1 || state.rule.group.length === 0) counts.set(key, group.base);
  if (counts.size > 0) state.past.set(number, counts);
  if (state.presentNumber === number) state.present = undefined;
  state.cells.delete(number);
}

/** The cell of a quarter; undefined: it was judged long ago. */
function cellOf(state: RuleState, number: number): Cell | undefined {
  if (number <= state.judged - QUARTERS) return undefined;
  let cell = state.cells.get(number);
  if (cell === undefined) {
    cell = {
      base: 0,
      notable: state.notable,
      groups: new Map(),
      index: new Array(8).fill(undefined),
      small: new SmallCounts(),
    };
    state.cells.set(number, cell);
  }
  state.present = cell;
  state.presentNumber = number;
  return cell;
}

/** Makes room: what is below a threshold that doubles is only counted from here on. */
function dropSmallest(cell: Cell): void {
  while (cell.groups.size > MAX_GROUPS / 2) {
    cell.notable = Math.max(1, 2 * cell.notable);
    for (const [key, { base, low, high }] of cell.groups) {
      if (base > cell.notable) continue;
      cell.groups.delete(key);
      if (cell.small.size < MAX_SMALL) cell.small.set(low, high, base);
    }
  }
  reindex(cell);
}

function reindex(cell: Cell): void {
  let size = 8;
  while (size < 4 * cell.groups.size) size *= 2;
  cell.index = new Array<Quarter | undefined>(size).fill(undefined);
  for (const group of cell.groups.values()) enter(cell.index, group);
}

function enter(index: (Quarter | undefined)[], group: Quarter): void {
  const mask = index.length - 1;
  let at = group.low & mask;
  while (index[at] !== undefined) at = (at + 1) & mask;
  index[at] = group;
}
