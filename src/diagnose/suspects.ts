// Zones and names of which something failed lately: only of those are the ordinary answers counted, so that shares can be told
// without a look at every zone of every answer.

export const MAX_SUSPECTS = 512;
const CHAINS = 4096;
const MAX_LENGTH = 255;
const ROOM = 48;
const DOT = 46;

/** A bounded set of DNS names, asked by the bytes of a name: which suspect is it, or lies it in? */
export class Suspects {
  /** The suspects, by place; a new one takes the place of the oldest. */
  readonly names: string[] = [];
  private readonly steps = new Map<string, number>();
  /** Bytes of the names, side by side; of longer ones `names` tells. */
  private readonly bytes = new Uint8Array(MAX_SUSPECTS * ROOM);
  private readonly words = new DataView(this.bytes.buffer);
  private readonly lengths = new Uint16Array(MAX_SUSPECTS);
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

  /** `hashed`: so many bytes of a name tell most from each other. */
  constructor(private readonly hashed: number) {}

  get size(): number {
    return this.names.length;
  }

  /** The place that the next new name will take. */
  get next(): number {
    return this.names.length < MAX_SUSPECTS ? this.names.length : this.oldest;
  }

  /** Since which step a name is one; undefined: it is none (any more). */
  since(name: string): number | undefined {
    return this.steps.get(name);
  }

  /** Adds a name, in lower case without final dot; the oldest gives way. */
  add(name: string, step: number): void {
    if (this.steps.has(name)) return;
    const place = this.next;
    if (place < this.names.length) {
      this.oldest = (place + 1) % MAX_SUSPECTS;
      this.steps.delete(this.names[place]!);
      this.unlink(place);
    }
    const bytes = Buffer.from(name, 'latin1');
    const hash = hashOf(bytes, 0, bytes.length, this.hashed);
    this.names[place] = name;
    const from = place * ROOM;
    if (bytes.length <= ROOM) this.bytes.set(bytes, from);
    this.lengths[place] = bytes.length;
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
      const h = hashOf(b, i, stop, this.hashed);
      for (let at = this.heads[chainOf(h)]!; at !== 0; at = this.nexts[at - 1]!)
        if (this.hashes[at - 1] === h && this.isSame(at - 1, b, i, stop)) return at - 1;
    }
    return -1;
  }

  /** The place of the suspect that b[start, end) is; -1: none. */
  placeOf(b: Uint8Array, start: number, end: number): number {
    const stop = end - start > 1 && b[end - 1] === DOT ? end - 1 : end;
    if (this.ofLength[Math.min(stop - start, MAX_LENGTH)] === 0) return -1;
    const h = hashOf(b, start, stop, this.hashed);
    for (let at = this.heads[chainOf(h)]!; at !== 0; at = this.nexts[at - 1]!)
      if (this.hashes[at - 1] === h && this.isSame(at - 1, b, start, stop)) return at - 1;
    return -1;
  }

  /** Whether b[start, end), in lower case, is the name at `place`: words are compared while they are in lower case already. */
  private isSame(place: number, b: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (this.lengths[place] !== length) return false;
    if (length > ROOM) {
      const name = this.names[place]!;
      for (let i = 0; i < length; i++) if (name.charCodeAt(i) !== lower(b[start + i]!)) return false;
      return true;
    }
    if (this.viewed !== b) {
      this.viewed = b;
      this.view = new DataView(b.buffer, b.byteOffset, b.byteLength);
    }
    const from = place * ROOM;
    let i = 0;
    while (i + 4 <= length && this.view.getInt32(start + i) === this.words.getInt32(from + i)) i += 4;
    for (; i < length; i++) if (this.bytes[from + i] !== lower(b[start + i]!)) return false;
    return true;
  }

  private unlink(place: number): void {
    this.ofLength[Math.min(this.lengths[place]!, MAX_LENGTH)]!--;
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
function hashOf(b: Uint8Array, start: number, end: number, hashed: number): number {
  const stop = Math.min(end, start + hashed);
  let h = end - start;
  for (let i = start; i < stop; i++) h = (Math.imul(h, 31) + lower(b[i]!)) | 0;
  return h;
}
