// Counts of groups that are still small, by the hash of their keys: most groups stay so, and no string is made for them.

const FIRST_SLOTS = 64;
const SLOT_WORDS = 3;

/**
 * Knows a group by 64 bits of hash. (A collision, which must be made on purpose, would have a group looked at closely a little
 * early; it never mixes groups up.)
 */
export class SmallCounts {
  /** Groups with a count. */
  size = 0;
  private slots = FIRST_SLOTS;
  /** Slots that are not free, among them those whose count went back to 0. */
  private used = 0;
  /** Hash lanes and count plus one of each slot; 0 there is free. */
  private words = new Int32Array(FIRST_SLOTS * SLOT_WORDS);

  get(low: number, high: number): number {
    const at = this.find(low, high);
    return this.words[at + 2] === 0 ? 0 : this.words[at + 2]! - 1;
  }

  set(low: number, high: number, count: number): void {
    let at = this.find(low, high);
    if (this.words[at + 2] === 0) {
      if (2 * this.used >= this.slots) {
        this.grow();
        at = this.find(low, high);
      }
      this.used++;
      this.words[at] = low;
      this.words[at + 1] = high;
      this.words[at + 2] = 1;
    }
    if (this.words[at + 2] === 1 && count > 0) this.size++;
    else if (this.words[at + 2]! > 1 && count === 0) this.size--;
    this.words[at + 2] = count + 1;
  }

  /** Forgets a group. */
  delete(low: number, high: number): void {
    if (this.get(low, high) > 0) this.set(low, high, 0);
  }

  clear(): void {
    this.words.fill(0);
    this.size = 0;
    this.used = 0;
  }

  private find(low: number, high: number): number {
    const { words, slots } = this;
    let slot = (low ^ (high >>> 16)) & (slots - 1);
    for (;;) {
      const at = slot * SLOT_WORDS;
      if (words[at + 2] === 0 || (words[at] === low && words[at + 1] === high)) return at;
      slot = (slot + 1) & (slots - 1);
    }
  }

  private grow(): void {
    const before = this.words;
    // With many that went back to 0 the room suffices.
    if (2 * this.size >= this.used) this.slots *= 2;
    this.words = new Int32Array(this.slots * SLOT_WORDS);
    this.used = 0;
    this.size = 0;
    for (let at = 0; at < before.length; at += SLOT_WORDS)
      if (before[at + 2]! > 1) this.set(before[at]!, before[at + 1]!, before[at + 2]! - 1);
  }
}
