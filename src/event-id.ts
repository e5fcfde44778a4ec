// The id of an event: the same line has the same id after a restart, a rename, a copy or compression of its file.

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

const rotl = (x: number, r: number): number => (x << r) | (x >>> (32 - r));

/** Four 32-bit lanes, mixed block by block in the manner of MurmurHash3 x86_128 (public domain, A. Appleby). */
const lanes = new Int32Array(4);

function absorb(k1: number, k2: number, k3: number, k4: number): void {
  let [h1, h2, h3, h4] = lanes as unknown as [number, number, number, number];
  h1 ^= Math.imul(rotl(Math.imul(k1, C1), 15), C2);
  h1 = (Math.imul(rotl(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
  h2 ^= Math.imul(rotl(Math.imul(k2, C2), 16), C3);
  h2 = (Math.imul(rotl(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
  h3 ^= Math.imul(rotl(Math.imul(k3, C3), 17), C4);
  h3 = (Math.imul(rotl(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
  h4 ^= Math.imul(rotl(Math.imul(k4, C4), 18), C1);
  h4 = (Math.imul(rotl(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  lanes[0] = h1;
  lanes[1] = h2;
  lanes[2] = h3;
  lanes[3] = h4;
}

const word = (b: Uint8Array, p: number, end: number): number => {
  if (p + 4 <= end) return b[p]! | (b[p + 1]! << 8) | (b[p + 2]! << 16) | (b[p + 3]! << 24);
  let k = 0;
  for (let i = p; i < end; i++) k |= b[i]! << (8 * (i - p));
  return k;
};

function absorbBytes(b: Uint8Array, start: number, end: number): void {
  for (let p = start; p < end; p += 16)
    absorb(word(b, p, end), word(b, p + 4, end), word(b, p + 8, end), word(b, p + 12, end));
}

const fmix = (x: number): number => {
  let h = x;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
};

function digest(length: number): string {
  let [h1, h2, h3, h4] = lanes as unknown as [number, number, number, number];
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  h1 = fmix(h1);
  h2 = fmix(h2);
  h3 = fmix(h3);
  h4 = fmix(h4);
  h1 = (h1 + h2 + h3 + h4) | 0;
  return hex(h1) + hex(h2 + h1) + hex(h3 + h1) + hex(h4 + h1);
}

/** Four hexadecimal digits of each 16-bit number, made when first needed: a third of the time of toString and padding. */
let quads: string[] | undefined;

function hex(x: number): string {
  quads ??= Array.from({ length: 0x10000 }, (_, n) => n.toString(16).padStart(4, '0'));
  return quads[x >>> 16]! + quads[x & 0xffff]!;
}

/** How much of the first line makes the fingerprint: all of it as a rule, and it never changes while a file grows. */
const FINGERPRINT_BYTES = 1024;

/**
 * Identity of an input's uncompressed content: its first line without BOM and line end, or undefined while the head does not
 * hold enough of it. `whole`: nothing follows the head.
 */
export function fingerprintOf(head: Uint8Array, whole: boolean): Uint8Array | undefined {
  const start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const newline = head.indexOf(10, start);
  if (newline < 0 && !whole && head.length < start + FINGERPRINT_BYTES) return undefined;
  const end = newline < 0 ? head.length : newline;
  return fingerprintOfLine(head, start, end > start && head[end - 1] === 13 ? end - 1 : end);
}

/** The same from the first line, b[start, end). */
export function fingerprintOfLine(b: Uint8Array, start: number, end: number): Uint8Array {
  const size = Math.min(end - start, FINGERPRINT_BYTES);
  lanes.fill(0);
  absorbBytes(b, start, start + size);
  return Buffer.from(digest(size), 'latin1');
}

/** 32 hexadecimal digits from the input's fingerprint, the line's byte offset and its bytes. */
export function eventId(fingerprint: Uint8Array, offset: number, b: Uint8Array, start: number, end: number): string {
  lanes.fill(0);
  absorbBytes(fingerprint, 0, fingerprint.length);
  absorb(offset | 0, Math.floor(offset / 0x100000000), end - start, 0);
  absorbBytes(b, start, end);
  return digest(end - start);
}
