// How much ordinary traffic there was, coarsely: what shares and baselines are measured against. Bounded, and cheap per answer.
import { Suspects } from './suspects.js';

/** Length of a step, in ms; every window of a rule is a multiple. */
export const STEP_MS = 15_000;
/** Steps that are kept: two hours. */
const KEPT_STEPS = 2 * 60 * 4;
const CLIENT_STEP = 5;
const CLIENT_SLOTS = 4096;
const CLIENT_ARRAYS = 10;
const SERVED_SLOTS = 1 << 16;
const PRIOR_BITS = 17;
const PRIOR_SLOTS = 1 << PRIOR_BITS;

interface Step {
  all: number;
  /** Of suspects: all answers, and SERVFAIL among them. */
  readonly zones: Map<string, [all: number, failed: number]>;
  readonly names: Map<string, number>;
}

export class Traffic {
  readonly zones = new Suspects();
  readonly names = new Suspects();
  private readonly steps = new Map<number, Step>();
  private newest = Number.NEGATIVE_INFINITY;
  private present: Step = { all: 0, zones: new Map(), names: new Map() };
  private readonly clients = Array.from({ length: CLIENT_ARRAYS }, () => new Uint32Array(CLIENT_SLOTS));
  private readonly clientSteps = new Float64Array(CLIENT_ARRAYS).fill(-1);
  private readonly served = new Uint8Array(SERVED_SLOTS);
  private readonly answered = new Uint8Array(PRIOR_SLOTS);
  private readonly marks = new Uint16Array(PRIOR_SLOTS);

  /** Counts an answer of the client and name in `b` (start < 0: not told). `good`: with data. */
  count(
    time: number,
    b: Uint8Array,
    client: number,
    clientEnd: number,
    name: number,
    nameEnd: number,
    good: boolean,
    failed: boolean,
  ): void {
    const number = Math.floor(time / STEP_MS);
    const step = number === this.newest ? this.present : this.stepOf(number);
    step.all++;
    if (client >= 0) {
      const h = hash(b, client, clientEnd);
      this.clientCells(number)[h & (CLIENT_SLOTS - 1)]!++;
      if (good) this.served[(h >>> 4) & (SERVED_SLOTS - 1)] = 1;
    }
    if (name < 0) return;
    if (good) {
      const h = hash(b, name, nameEnd);
      const at = h & (PRIOR_SLOTS - 1);
      const mark = h >>> PRIOR_BITS;
      // Of the names that share a slot the most frequent one holds it.
      if (this.answered[at] === 0) this.marks[at] = mark;
      if (this.marks[at] !== mark) this.answered[at]!--;
      else if (this.answered[at]! < 255) this.answered[at]!++;
    }
    if (this.zones.size > 0) {
      const zone = this.zones.covering(b, name, nameEnd);
      if (zone !== undefined) {
        const counts = step.zones.get(zone);
        if (counts === undefined) step.zones.set(zone, [1, failed ? 1 : 0]);
        else {
          counts[0]++;
          if (failed) counts[1]++;
        }
      }
    }
    if (good && this.names.size > 0) {
      const known = this.names.covering(b, name, nameEnd);
      if (known !== undefined && known.length >= nameEnd - name - 1)
        step.names.set(known, (step.names.get(known) ?? 0) + 1);
    }
  }

  /** Whether the client in `b` was ever given data. */
  wasServed(b: Uint8Array, client: number, end: number): boolean {
    return client >= 0 && this.served[(hash(b, client, end) >>> 4) & (SERVED_SLOTS - 1)] === 1;
  }

  /** About how often the name in `b` was answered with data; at most 255. */
  answersOf(b: Uint8Array, name: number, end: number): number {
    if (name < 0) return 0;
    const h = hash(b, name, end);
    const at = h & (PRIOR_SLOTS - 1);
    return this.marks[at] === h >>> PRIOR_BITS ? this.answered[at]! : 0;
  }

  /** Answers in the steps from `from` up to `to`, both included. */
  all(from: number, to: number): number {
    let sum = 0;
    for (let n = from; n <= to; n++) sum += this.steps.get(n)?.all ?? 0;
    return sum;
  }

  zone(name: string, from: number, to: number): [all: number, failed: number] {
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
    const h = hash(b, 0, b.length) & (CLIENT_SLOTS - 1);
    let sum = 0;
    for (let i = 0; i < CLIENT_ARRAYS; i++) {
      const start = this.clientSteps[i]! * CLIENT_STEP;
      if (start + CLIENT_STEP > from && start <= to) sum += this.clients[i]![h]!;
    }
    return sum;
  }

  private stepOf(number: number): Step {
    let step = this.steps.get(number);
    if (step === undefined) {
      step = { all: 0, zones: new Map(), names: new Map() };
      this.steps.set(number, step);
      if (this.steps.size > KEPT_STEPS) this.steps.delete(Math.min(...this.steps.keys()));
    }
    if (number > this.newest) {
      this.newest = number;
      this.present = step;
    }
    return step;
  }

  private clientCells(number: number): Uint32Array {
    const step = Math.floor(number / CLIENT_STEP);
    const at = ((step % CLIENT_ARRAYS) + CLIENT_ARRAYS) % CLIENT_ARRAYS;
    if (this.clientSteps[at]! < step) {
      this.clientSteps[at] = step;
      this.clients[at]!.fill(0);
    }
    return this.clients[at]!;
  }
}

/** Of bytes, ASCII letters without case; a final dot counts for nothing. */
function hash(b: Uint8Array, start: number, end: number): number {
  const stop = end - start > 1 && b[end - 1] === 46 ? end - 1 : end;
  let h = 0x811c9dc5 | 0;
  for (let i = start; i < stop; i++) {
    const c = b[i]!;
    h = Math.imul(h ^ (c >= 65 && c <= 90 ? c | 32 : c), 0x01000193);
  }
  return (h ^ (h >>> 15)) >>> 0;
}
