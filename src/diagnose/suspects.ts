// Zones and names of which something failed lately: only of those are the ordinary answers counted, so that shares can be told
// without a look at every zone of every answer.

const MAX_SUSPECTS = 512;
const CHAINS = 4096;
const DOT = 46;

/** A bounded set of DNS names, asked by the bytes of a name: which suspect is it, or lies it in? */
export class Suspects {
  /** The suspects, by place; a new one takes the place of the oldest. */
  readonly names: string[] = [];
  private readonly steps = new Map<string, number>();
  private readonly bytes: Uint8Array[] = [];
  private readonly hashes = new Int32Array(MAX_SUSPECTS);
  /** By hash: first place, and from each place the next, plus one; 0 ends a chain. */
  private readonly heads = new Uint16Array(CHAINS);
  private readonly nexts = new Uint16Array(MAX_SUSPECTS);
  private oldest = 0;
  /** No suspect ever was longer: what stands before that many bytes needs no look. */
  private longest = 0;

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
    const bytes = Buffer.from(name, 'latin1');
    const hash = hashBack(bytes);
    this.names[place] = name;
    this.bytes[place] = bytes;
    this.hashes[place] = hash;
    this.nexts[place] = this.heads[chainOf(hash)]!;
    this.heads[chainOf(hash)] = place + 1;
    this.steps.set(name, step);
    this.longest = Math.max(this.longest, bytes.length);
  }

  /** The place of the longest suspect that b[start, end) is or lies below; -1: none. */
  covering(b: Uint8Array, start: number, end: number): number {
    const stop = end - start > 1 && b[end - 1] === DOT ? end - 1 : end;
    const from = Math.max(start, stop - this.longest);
    let found = -1;
    let h = 0;
    for (let i = stop - 1; i >= from; i--) {
      const c = b[i]!;
      h = (Math.imul(h, 31) + (c >= 65 && c <= 90 ? c | 32 : c)) | 0;
      if (i > start && b[i - 1] !== DOT) continue;
      for (let at = this.heads[chainOf(h)]!; at !== 0; at = this.nexts[at - 1]!) {
        if (this.hashes[at - 1] === h && sameName(this.bytes[at - 1]!, b, i, stop)) found = at - 1;
      }
    }
    return found;
  }

  private unlink(place: number): void {
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

const chainOf = (hash: number): number => (hash ^ (hash >>> 12)) & (CHAINS - 1);

function hashBack(b: Uint8Array): number {
  let h = 0;
  for (let i = b.length - 1; i >= 0; i--) h = (Math.imul(h, 31) + b[i]!) | 0;
  return h;
}

function sameName(name: Uint8Array, b: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = start; i < end; i++) {
    const c = b[i]!;
    if (name[i - start] !== (c >= 65 && c <= 90 ? c | 32 : c)) return false;
  }
  return true;
}
