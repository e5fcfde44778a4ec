// Which exchanges may be due, in the order in which they began to wait.

/** A queue of entries in the order of their times, in a ring of numbers. */
export class Expiry {
  private entries = new Int32Array(1024);
  private births = new Float64Array(1024);
  private times = new Float64Array(1024);
  private head = 0;
  length = 0;

  get entry(): number {
    return this.entries[this.head]!;
  }
  get birth(): number {
    return this.births[this.head]!;
  }
  get since(): number {
    return this.times[this.head]!;
  }

  get full(): boolean {
    return this.length === this.entries.length;
  }

  /** Drops entries that were finalised or reborn since. */
  compact(born: Float64Array): void {
    const mask = this.entries.length - 1;
    let kept = 0;
    for (let i = 0; i < this.length; i++) {
      const from = (this.head + i) & mask;
      if (born[this.entries[from]!] !== this.births[from]) continue;
      const to = (this.head + kept++) & mask;
      this.entries[to] = this.entries[from]!;
      this.births[to] = this.births[from]!;
      this.times[to] = this.times[from]!;
    }
    this.length = kept;
    // Half full of live entries: larger, so that compaction stays cheap per entry.
    if (kept > this.entries.length / 2) this.grow();
  }

  push(entry: number, birth: number, time: number): void {
    if (this.full) this.grow();
    const at = (this.head + this.length) & (this.entries.length - 1);
    this.entries[at] = entry;
    this.births[at] = birth;
    this.times[at] = time;
    this.length++;
  }

  shift(): void {
    this.head = (this.head + 1) & (this.entries.length - 1);
    this.length--;
  }

  private grow(): void {
    const size = this.entries.length;
    const entries = new Int32Array(size * 2);
    const births = new Float64Array(size * 2);
    const times = new Float64Array(size * 2);
    for (let i = 0; i < this.length; i++) {
      const at = (this.head + i) & (size - 1);
      entries[i] = this.entries[at]!;
      births[i] = this.births[at]!;
      times[i] = this.times[at]!;
    }
    this.entries = entries;
    this.births = births;
    this.times = times;
    this.head = 0;
  }
}
