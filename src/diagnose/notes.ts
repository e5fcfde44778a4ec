// What was said lately, by key: the newest notes in a ring of bounded size, found by a key that is compared byte by byte.
//
// A note is found until so many newer ones were taken that its place in the ring was needed. The chains of a bucket lead from
// newer to older notes only, so one that leads to a place taken anew has come to its end: nothing is ever unlinked.

/** Longest key; what is longer is not noted. */
const KEY_BYTES = 320;
/** Notes of one key that are looked at, newest first: those of other threads and kinds stand in between. */
const MAX_STEPS = 256;
const FIRST_CAPACITY = 64;

/** What can be kept of a line. */
export interface Note {
  /** Epoch ms, or what stands for it where lines have no time. */
  time: number;
  line: number;
  /** Place of the reason in the vocabulary. */
  reason: number;
  /** What the note's owner tells kinds of notes apart by. */
  sort: number;
  /** Hash of what else must be equal: a thread, a pointer. */
  tag: number;
  /** The code that the line can explain, or -1. */
  code: number;
  /** The line was about a failure kept from earlier. */
  cached: boolean;
}

/** The notes that are kept, oldest first: key (latin1), note, whether it was used. Plain JSON. */
export type NotesState = readonly (readonly [key: string, note: Note, used: 0 | 1])[];

/** How lines and times of an earlier part are told in those of the whole. */
export interface Shift {
  line(line: number): number;
  time(time: number): number;
}

/** Builds a key from parts of lines, in a buffer of its own. */
export class NoteKey {
  readonly bytes = new Uint8Array(KEY_BYTES);
  length = 0;
  hash = 0;

  start(): this {
    this.length = 0;
    this.hash = 0x811c9dc5 | 0;
    return this;
  }

  /** Adds b[start, end) as it stands; nothing for start < 0. */
  add(b: Uint8Array, start: number, end: number): this {
    for (let i = start; i < end && start >= 0; i++) this.push(b[i]!);
    return this.push(0);
  }

  /** Adds a DNS name: lower case, without its final dot. */
  addName(b: Uint8Array, start: number, end: number): this {
    const stop = end - start > 1 && b[end - 1] === 46 && b[end - 2] !== 92 ? end - 1 : end;
    for (let i = start; i < stop && start >= 0; i++) {
      const c = b[i]!;
      this.push(c >= 65 && c <= 90 ? c | 32 : c);
    }
    return this.push(0);
  }

  /** Takes a key as it was kept. */
  load(bytes: Uint8Array): this {
    this.start();
    for (const byte of bytes) this.push(byte);
    return this;
  }

  addNumber(value: number): this {
    return this.push(value & 255)
      .push((value >> 8) & 255)
      .push((value >> 16) & 255)
      .push(value >>> 24);
  }

  /** False: the key is too long to be noted or found. */
  get usable(): boolean {
    return this.length <= KEY_BYTES;
  }

  private push(byte: number): this {
    if (this.length < KEY_BYTES) this.bytes[this.length] = byte;
    this.length++;
    this.hash = Math.imul(this.hash ^ byte, 0x01000193);
    return this;
  }
}

export class Notes {
  private size = FIRST_CAPACITY;
  /** How many were ever taken; note n lies at place n modulo the size. */
  private taken = 0;
  private notes: Note[] = [];
  private keys = new Uint8Array(FIRST_CAPACITY * KEY_BYTES);
  private lengths = new Uint16Array(FIRST_CAPACITY);
  private hashes = new Int32Array(FIRST_CAPACITY);
  /** Number of the next older note of the bucket, plus one; 0: none. */
  private older = new Float64Array(FIRST_CAPACITY);
  private buckets = new Float64Array(2 * FIRST_CAPACITY);
  private used = new Uint8Array(FIRST_CAPACITY);
  /** The place that `find` found last. */
  private found = -1;
  /** Time of the newest note; -Infinity before the first. */
  newest = Number.NEGATIVE_INFINITY;

  /** `capacity`: a power of two; that many notes are kept at most. */
  constructor(private readonly capacity: number) {}

  /** Takes a note; false when its key is too long. */
  take(key: NoteKey, note: Readonly<Note>): boolean {
    if (!key.usable) return false;
    if (this.taken === this.size && this.size < this.capacity) this.grow();
    const at = this.taken % this.size;
    const kept = this.notes[at];
    if (kept === undefined) this.notes[at] = { ...note };
    else Object.assign(kept, note);
    this.keys.set(key.bytes.subarray(0, key.length), at * KEY_BYTES);
    this.lengths[at] = key.length;
    this.hashes[at] = key.hash;
    this.used[at] = 0;
    this.taken++;
    this.link(this.taken, at);
    this.newest = note.time;
    return true;
  }

  /** The newest note of the key that `fits`, or undefined. */
  find(key: NoteKey, fits: (note: Readonly<Note>) => boolean): Readonly<Note> | undefined {
    this.found = -1;
    if (this.taken === 0 || !key.usable) return undefined;
    const floor = this.taken - this.size;
    let number = this.buckets[this.bucketOf(key.hash)]!;
    for (let steps = 0; number > floor && number > 0 && steps < MAX_STEPS; ) {
      const at = (number - 1) % this.size;
      if (this.hashes[at] === key.hash && this.equals(at, key)) {
        steps++;
        if (this.used[at] === 0 && fits(this.notes[at]!)) {
          this.found = at;
          return this.notes[at];
        }
      }
      number = this.older[at]!;
    }
    return undefined;
  }

  /** The note found last explains nothing else. */
  use(): void {
    if (this.found >= 0) this.used[this.found] = 1;
  }

  state(): NotesState {
    const kept: (readonly [string, Note, 0 | 1])[] = [];
    for (let number = Math.max(0, this.taken - this.size); number < this.taken; number++) {
      const at = number % this.size;
      const key = Buffer.from(this.keys.subarray(at * KEY_BYTES, at * KEY_BYTES + this.lengths[at]!)).toString(
        'latin1',
      );
      kept.push([key, { ...this.notes[at]! }, this.used[at] === 0 ? 0 : 1]);
    }
    return kept;
  }

  /** Forgets what it has and takes the notes of another. */
  restore(state: NotesState, shift: Shift): void {
    this.taken = 0;
    this.buckets.fill(0);
    this.newest = Number.NEGATIVE_INFINITY;
    const key = new NoteKey();
    for (const [bytes, note, used] of state) {
      this.take(key.load(Buffer.from(bytes, 'latin1')), {
        ...note,
        line: shift.line(note.line),
        time: shift.time(note.time),
      });
      this.used[(this.taken - 1) % this.size] = used;
    }
  }

  private bucketOf(hash: number): number {
    return (hash ^ (hash >>> 15)) & (2 * this.size - 1);
  }

  private link(number: number, at: number): void {
    const bucket = this.bucketOf(this.hashes[at]!);
    this.older[at] = this.buckets[bucket]!;
    this.buckets[bucket] = number;
  }

  private equals(at: number, key: NoteKey): boolean {
    if (this.lengths[at] !== key.length) return false;
    const base = at * KEY_BYTES;
    for (let i = 0; i < key.length; i++) if (this.keys[base + i] !== key.bytes[i]) return false;
    return true;
  }

  /** Only before any place was taken twice: number n is at place n - 1. */
  private grow(): void {
    this.size *= 2;
    this.keys = grown(this.keys, new Uint8Array(this.size * KEY_BYTES));
    this.lengths = grown(this.lengths, new Uint16Array(this.size));
    this.hashes = grown(this.hashes, new Int32Array(this.size));
    this.used = grown(this.used, new Uint8Array(this.size));
    this.older = new Float64Array(this.size);
    this.buckets = new Float64Array(2 * this.size);
    for (let at = 0; at < this.taken; at++) this.link(at + 1, at);
  }
}

function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
