// How much ordinary traffic there was, coarsely: what shares and baselines are measured against. Bounded, and cheap per answer.
import { Key } from '../aggregate/key.js';
import { MAX_SUSPECTS, Suspects } from './suspects.js';

/** Length of a step, in ms; every window of a rule is a multiple. */
export const STEP_MS = 15_000;
/** Steps that are kept: two hours. */
const KEPT_STEPS = 2 * 60 * 4;
const CLIENT_STEP = 5;
const CLIENT_SLOTS = 4096;
const CLIENT_ARRAYS = 10;
/** Of a hash of 32 bits: what is left of it tells one of 65536 slots; the same for the marks of names. */
const SERVED_SHIFT = 16;
const SERVED_SLOTS = 1 << (32 - SERVED_SHIFT);
const MARK_SHIFT = 16;
const PRIOR_SLOTS = 1 << 17;
const PRIOR_BITS = 8;
const MOST_PRIOR = (1 << PRIOR_BITS) - 1;

interface Step {
  all: number;
  /** Of suspects: all answers, and SERVFAIL among them. */
  readonly zones: Map<string, [all: number, failed: number]>;
  readonly names: Map<string, number>;
}

export class Traffic {
  readonly zones = new Suspects(10);
  readonly names = new Suspects(24);
  private readonly steps = new Map<number, Step>();
  /** The step that counts go to, and the times [from, to) it is for. */
  private present: Step = { all: 0, zones: new Map(), names: new Map() };
  private from = Number.NaN;
  private to = Number.NEGATIVE_INFINITY;
  /** By place of a suspect zone: what is still to be added to the present step, and the places where there is something. */
  private readonly zoneAnswers = new Uint32Array(MAX_SUSPECTS);
  private readonly zoneFailures = new Uint32Array(MAX_SUSPECTS);
  private readonly touched = new Uint16Array(2 * MAX_SUSPECTS);
  private touches = 0;
  private readonly key = new Key();
  private readonly clients = Array.from({ length: CLIENT_ARRAYS }, () => new Uint32Array(CLIENT_SLOTS));
  private cells = this.clients[0]!;
  private readonly clientSteps = new Float64Array(CLIENT_ARRAYS).fill(-1);
  private readonly served = new Uint8Array(SERVED_SLOTS);
  /** Mark of a name, and how often it was answered: next to each other, since both are needed. */
  private readonly priors = new Uint32Array(PRIOR_SLOTS);

  /**
   * Counts an answer to `client` (length 0: not told) with the name in b[name, nameEnd) (name < 0: not told), whose key is
   * `asked`. `good`: with data.
   */
  count(
    time: number,
    client: Key,
    asked: Key,
    b: Uint8Array,
    name: number,
    nameEnd: number,
    good: boolean,
    failed: boolean,
  ): void {
    if (time < this.from || time >= this.to) this.turnTo(Math.floor(time / STEP_MS));
    const step = this.present;
    step.all++;
    if (client.length > 0) {
      this.cells[client.low & (CLIENT_SLOTS - 1)]!++;
      if (good) this.served[client.high >>> SERVED_SHIFT] = 1;
    }
    if (name < 0) return;
    if (good) {
      const at = asked.low & (PRIOR_SLOTS - 1);
      const mark = asked.high >>> MARK_SHIFT;
      const held = this.priors[at]!;
      // Of the names that share a slot the most frequent one holds it.
      if ((held & MOST_PRIOR) === 0) this.priors[at] = (mark << PRIOR_BITS) | 1;
      else if (held >>> PRIOR_BITS !== mark) this.priors[at] = held - 1;
      else if ((held & MOST_PRIOR) < MOST_PRIOR) this.priors[at] = held + 1;
    }
    if (this.zones.size > 0) {
      const zone = this.zones.covering(b, name, nameEnd);
      if (zone >= 0) {
        if (this.zoneAnswers[zone] === 0) this.touch(zone);
        this.zoneAnswers[zone]!++;
        if (failed) this.zoneFailures[zone]!++;
      }
    }
    if (good && this.names.size > 0) {
      const place = this.names.placeOf(b, name, nameEnd);
      if (place >= 0) {
        const known = this.names.names[place]!;
        step.names.set(known, (step.names.get(known) ?? 0) + 1);
      }
    }
  }

  /** From here on the answers of a zone are counted. */
  suspect(zone: string, step: number): void {
    if (this.zones.since(zone) !== undefined) return;
    if (this.zones.next < this.zones.size) this.settle(this.zones.next);
    this.zones.add(zone, step);
  }

  /** Whether the client was ever given data. */
  wasServed(client: Key): boolean {
    return client.length > 0 && this.served[client.high >>> SERVED_SHIFT] === 1;
  }

  /** About how often the name was answered with data; at most 255. */
  answersOf(asked: Key): number {
    const at = asked.low & (PRIOR_SLOTS - 1);
    const held = this.priors[at]!;
    return held >>> PRIOR_BITS === asked.high >>> MARK_SHIFT ? held & MOST_PRIOR : 0;
  }

  /** Answers in the steps from `from` up to `to`, both included. */
  all(from: number, to: number): number {
    let sum = 0;
    for (let n = from; n <= to; n++) sum += this.steps.get(n)?.all ?? 0;
    return sum;
  }

  zone(name: string, from: number, to: number): [all: number, failed: number] {
    this.settleAll();
    const sum: [number, number] = [0, 0];
    for (let n = from; n <= to; n++) {
      const counts = this.steps.get(n)?.zones.get(name);
      if (counts === undefined) continue;
      sum[0] += counts[0];
      sum[1] += counts[1];
    }
    return sum;
  }

  answersTo(name: string, from: number, to: number): number {
    let sum = 0;
    for (let n = from; n <= to; n++) sum += this.steps.get(n)?.names.get(name) ?? 0;
    return sum;
  }

  /** Answers to a client, at least; others with the same hash may be among them. */
  client(address: string, from: number, to: number): number {
    const b = Buffer.from(address, 'latin1');
    this.key.load(b, 0, b.length, 'bytes');
    const h = this.key.low & (CLIENT_SLOTS - 1);
    let sum = 0;
    for (let i = 0; i < CLIENT_ARRAYS; i++) {
      const start = this.clientSteps[i]! * CLIENT_STEP;
      if (start + CLIENT_STEP > from && start <= to) sum += this.clients[i]![h]!;
    }
    return sum;
  }

  /** Counts go to another step from here on. */
  private turnTo(number: number): void {
    this.settleAll();
    let step = this.steps.get(number);
    if (step === undefined) {
      step = { all: 0, zones: new Map(), names: new Map() };
      this.steps.set(number, step);
      if (this.steps.size > KEPT_STEPS) this.steps.delete(Math.min(...this.steps.keys()));
    }
    this.present = step;
    this.from = number * STEP_MS;
    this.to = this.from + STEP_MS;
    const clientStep = Math.floor(number / CLIENT_STEP);
    const at = ((clientStep % CLIENT_ARRAYS) + CLIENT_ARRAYS) % CLIENT_ARRAYS;
    this.cells = this.clients[at]!;
    if (this.clientSteps[at]! < clientStep) {
      this.clientSteps[at] = clientStep;
      this.cells.fill(0);
    }
  }

  private touch(place: number): void {
    // Places that changed hands stand there twice; what is settled early is only settled again later.
    if (this.touches === this.touched.length) this.settleAll();
    this.touched[this.touches++] = place;
  }

  private settleAll(): void {
    for (let i = 0; i < this.touches; i++) this.settle(this.touched[i]!);
    this.touches = 0;
  }

  /** Adds what was counted of a suspect zone to the present step. */
  private settle(place: number): void {
    const all = this.zoneAnswers[place]!;
    if (all === 0) return;
    const failed = this.zoneFailures[place]!;
    this.zoneAnswers[place] = 0;
    this.zoneFailures[place] = 0;
    const name = this.zones.names[place]!;
    const counts = this.present.zones.get(name);
    if (counts === undefined) this.present.zones.set(name, [all, failed]);
    else {
      counts[0] += all;
      counts[1] += failed;
    }
  }
}
