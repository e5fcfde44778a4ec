// The beginning of a part: which of its lines belong to exchanges that may have begun in the part before.
import type { LineRecord } from '../event.js';
import { type Deferred, deferLine } from './cut.js';

/** Keys whose beginning in this part is known, beyond which lines are not looked at any more. */
const MAX_KNOWN = 1_000_000;
const MAX_DEFERRED = 1_000_000;

/**
 * Decides at the start of a part which lines belong to an exchange that may have begun before it. That is every answer of a
 * client that was not yet seen to begin a request here, for as long as an exchange can be silent; and what follows such a
 * line for as long again.
 */
export class HeadDeferral {
  readonly lines: Deferred[] = [];
  private until = Number.NaN;
  private pruneAt = Number.NEGATIVE_INFINITY;
  private readonly known = new Set<number>();
  private readonly chains = new Map<number, number>();

  constructor(private readonly silence: number) {}

  /** Nothing can be deferred any more. Chains that fell silent are looked for once a second of log time. */
  over(now: number): boolean {
    if (!(now > this.until) || now < this.pruneAt) return false;
    this.pruneAt = now + 1000;
    this.known.clear();
    for (const [key, last] of this.chains) if (now - last > this.silence) this.chains.delete(key);
    return this.chains.size === 0;
  }

  /** A request begins: what follows of this client is of this part. */
  begins(key: number, now: number): void {
    if (Number.isNaN(this.until)) this.until = now + this.silence;
    const chained = this.chains.delete(key);
    if (!chained && (now > this.until || this.known.has(key))) return;
    if (this.lines.length < MAX_DEFERRED) this.lines.push(key);
    if (now <= this.until && this.known.size < MAX_KNOWN) this.known.add(key);
  }

  /** True when the line was kept for the part before. */
  takes(key: number, record: LineRecord, now: number): boolean {
    if (Number.isNaN(this.until)) this.until = now + this.silence;
    const last = this.chains.get(key);
    if (last === undefined ? now > this.until || this.known.has(key) : now - last > this.silence) {
      this.chains.delete(key);
      if (now <= this.until && this.known.size < MAX_KNOWN) this.known.add(key);
      return false;
    }
    if (this.lines.length >= MAX_DEFERRED) return false;
    this.chains.set(key, now);
    this.lines.push(deferLine(record));
    return true;
  }
}
