// Zones and names of which something failed lately: only of those are the ordinary answers counted, so that shares can be told
// without a look at every zone of every answer.

const MAX_SUSPECTS = 512;
const CHAINS = 4096;
const MAX_LENGTH = 255;
const HASHED = 10;
const DOT = 46;

/** A bounded set of DNS names, asked by the bytes of a name: which suspect is it, or lies it in? */
export class Suspects {
  /** The suspects, by place; a new one takes the place of the oldest. */
  readonly names: string[] = [];
  private readonly steps = new Map<string, number>();
  private readonly bytes: DataView[] = [];
  private readonly hashes = new Int32Array(MAX_SUSPECTS);
  /** By hash: first place, and from each place the next, plus one; 0 ends a chain. */
  private readonly heads = new Uint16Array(CHAINS);
  private readonly nexts = new Uint16Array(MAX_SUSPECTS);
  private oldest = 0;
  /** No suspect ever was longer: what stands before that many bytes needs no look. */
  private longest = 0;
  /** How many suspects have so many bytes; those of 255 and more are counted together. */
  private readonly ofLength = new Uint16Array(MAX_LENGTH + 1);
  private viewed: Uint8Array | undefined;
  private view: DataView = new DataView(new ArrayBuffer(0));

  get size(): number {
    return this.names.length;
  }

  /** Since which step a name is one; undefined: it is none (any more). */
  since(name: string): number | undefined {
    return this.steps.get(name);
  }

  /** Adds a name, in lower case without final dot; the oldest gives way. */
  add(name: string, step: number): void {
    if (this.steps.has(name)) return;
    let place = this.names.length;
    if (place >= MAX_SUSPECTS) {
      place = this.oldest;
      this.oldest = (place + 1) % MAX_SUSPECTS;
      this.steps.delete(this.names[place]!);
      this.unlink(place);
    }
    const bytes = Uint8Array.from(Buffer.from(name, 'latin1'));
    const hash = hashOf(bytes, 0, bytes.length);
    this.names[place] = name;
    this.bytes[place] = new DataView(bytes.buffer);
    this.ofLength[Math.min(bytes.length, MAX_LENGTH)]!++;
    this.hashes[place] = hash;
    this.nexts[place] = this.heads[chainOf(hash)]!;
    this.heads[chainOf(hash)] = place + 1;
    this.steps.set(name, step);
    this.longest = Math.max(this.longest, bytes.length);
  }

  /** The place of the longest suspect that b[start, end) is or lies below; -1: none. */
  covering(b: Uint8Array, start: number, end: number): number {
    const stop = end - start > 1 && b[end - 1] === DOT ? end - 1 : end;
    // From the longest on: the first found is it.
    for (let i = Math.max(start, stop - this.longest); i < stop; i++) {
      if (i > start && b[i - 1] !== DOT) continue;
      if (this.ofLength[Math.min(stop - i, MAX_LENGTH)] === 0) continue;
      const h = hashOf(b, i, stop);
      for (let at = this.heads[chainOf(h)]!; at !== 0; at = this.nexts[at - 1]!)
        if (this.hashes[at - 1] === h && this.isSame(this.bytes[at - 1]!, b, i, stop)) return at - 1;
    }
    return -1;
  }

  /** Whether b[start, end), in lower case, is `name`: four bytes at a time as long as it is in lower case already. */
  private isSame(name: DataView, b: Uint8Array, start: number, end: number): boolean {
    if (name.byteLength !== end - start) return false;
    if (this.viewed !== b) {
      this.viewed = b;
      this.view = new DataView(b.buffer, b.byteOffset, b.byteLength);
    }
    const { view } = this;
    let i = start;
    while (i + 4 <= end && view.getInt32(i) === name.getInt32(i - start)) i += 4;
    for (; i < end; i++) if (name.getUint8(i - start) !== lower(b[i]!)) return false;
    return true;
  }

  private unlink(place: number): void {
    this.ofLength[Math.min(this.bytes[place]!.byteLength, MAX_LENGTH)]!--;
    const chain = chainOf(this.hashes[place]!);
    if (this.heads[chain] === place + 1) {
      this.heads[chain] = this.nexts[place]!;
      return;
    }
    let at = this.heads[chain]!;
    while (this.nexts[at - 1] !== place + 1) at = this.nexts[at - 1]!;
    this.nexts[at - 1] = this.nexts[place]!;
  }
}

const lower = (c: number): number => (c >= 65 && c <= 90 ? c | 32 : c);

const chainOf = (hash: number): number => (hash ^ (hash >>> 12)) & (CHAINS - 1);

/** Of length and first bytes only: so that each suffix of a name costs little. */
function hashOf(b: Uint8Array, start: number, end: number): number {
  const stop = Math.min(end, start + HASHED);
  let h = end - start;
  for (let i = start; i < stop; i++) h = (Math.imul(h, 31) + lower(b[i]!)) | 0;
  return h;
}
