// Zones and names of which something failed lately: only of those are the ordinary answers counted, so that shares can be told
// without a look at every zone of every answer.

const MAX_SUSPECTS = 512;
const SLOTS = 4096;

/** A bounded set of DNS names, asked by the bytes of a name: which suspect is it, or lies it in? */
export class Suspects {
  private readonly names = new Map<string, number>();
  private readonly bits = new Uint8Array(SLOTS);
  private evicted = 0;

  get size(): number {
    return this.names.size;
  }

  /** Since which step a name is one; undefined: it is none (any more). */
  since(name: string): number | undefined {
    return this.names.get(name);
  }

  /** Adds a name, in lower case without final dot; the oldest gives way. */
  add(name: string, step: number): void {
    if (this.names.has(name)) return;
    if (this.names.size >= MAX_SUSPECTS) {
      this.names.delete(this.names.keys().next().value!);
      // A bit too many costs a look-up; they are set anew now and then only.
      if (++this.evicted % MAX_SUSPECTS === 0) {
        this.bits.fill(0);
        for (const kept of this.names.keys()) this.bits[hashBack(Buffer.from(kept, 'latin1'), 0, kept.length)] = 1;
      }
    }
    this.names.set(name, step);
    this.bits[hashBack(Buffer.from(name, 'latin1'), 0, name.length)] = 1;
  }

  /** The longest suspect that b[start, end) is or lies below; undefined: none. */
  covering(b: Uint8Array, start: number, end: number): string | undefined {
    const stop = end - start > 1 && b[end - 1] === 46 ? end - 1 : end;
    let found: string | undefined;
    let h = 0;
    for (let i = stop - 1; i >= start; i--) {
      const c = b[i]!;
      h = (Math.imul(h, 31) + (c >= 65 && c <= 90 ? c | 32 : c)) | 0;
      if (i > start && b[i - 1] !== 46) continue;
      if (this.bits[(h ^ (h >>> 12)) & (SLOTS - 1)] === 0) continue;
      const name = Buffer.from(b.buffer, b.byteOffset + i, stop - i)
        .toString('latin1')
        .toLowerCase();
      if (this.names.has(name)) found = name;
    }
    return found;
  }
}

function hashBack(b: Uint8Array, start: number, end: number): number {
  let h = 0;
  for (let i = end - 1; i >= start; i--) h = (Math.imul(h, 31) + b[i]!) | 0;
  return (h ^ (h >>> 12)) & (SLOTS - 1);
}
