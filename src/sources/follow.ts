// Follows one log by its name through growth, rotation and truncation: the live way in.

import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { HEAD_BYTES } from '../detect.js';
import { UserError } from '../errors.js';
import type { LinePosition, LineSink } from '../framing.js';
import { openTailedFile, type TailedFile, type TailHead } from './tailed-file.js';

const BLOCK_BYTES = 1 << 18;
const DEFAULT_POLL_MS = 200;
const DEFAULT_QUIET_MS = 10_000;
/** After a hint of fs.watch: a busy writer gives one for each of its writes. */
const HINT_DELAY_MS = 20;
/** Rotated files that are still read; of more, the oldest is let go. */
const MAX_OLD_FILES = 16;

/** What happens to the file, for people. */
export type FollowNotice =
  /** There is no such file yet; said once. */
  | { kind: 'waiting' }
  /** Another file has the name now; the old one is read until it is quiet. */
  | { kind: 'rotated' }
  | { kind: 'truncated' }
  /** The file that has the name now cannot be opened; tried again at each poll, said once. */
  | { kind: 'unreadable'; error: UserError };

export interface FollowOptions {
  path: string;
  /** Where to begin in a file that is there already. One that appears later is read from its start. */
  from: 'start' | 'end';
  maxLineBytes: number;
  /** Called for each file that gets the name, and again after a truncation, once there are bytes to show. */
  open(head: TailHead): LineSink;
  notice?(notice: FollowNotice): void;
  /** After each block: while the promise is pending, nothing more is framed. */
  breathe?(): Promise<void> | undefined;
  /** Between two looks at the file: the longest a line waits when fs.watch says nothing. */
  pollMs?: number;
  /** How long a rotated file must be quiet, and the new one in use, before it is let go. */
  quietMs?: number;
  /** ms; for tests. */
  clock?(): number;
  /** For tests. */
  timers?: Timers;
}

export interface Timers {
  set(callback: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

export interface Follower {
  /** One poll: delivers all that is there. */
  tick(): Promise<void>;
  /** Polls until `stop`. Rejects with what a sink threw. Call it once. */
  run(): Promise<void>;
  /** Ends after the present block. The unfinished last line is not delivered: `position` stays before it. */
  stop(): Promise<void>;
  /** Of the file that has the name: all lines before it have been delivered. */
  position(): FollowPosition | undefined;
}

export interface FollowPosition extends LinePosition {
  dev: number;
  ino: number;
}

/**
 * Opens the log for following. What it delivers, in order per file, each line once:
 * the descriptor is held and read by position, never opened again by name to go on; when another file gets the name, the
 * old one is read on (its writer may not have noticed) beside the new one; a file that was cut or replaced in place
 * is read from 0. The poll is what counts, fs.watch only makes it come earlier.
 * Throws UserError input-unreadable, input-directory.
 */
export async function followFile(options: FollowOptions): Promise<Follower> {
  const { path, notice = () => undefined, pollMs = DEFAULT_POLL_MS, quietMs = DEFAULT_QUIET_MS } = options;
  const { clock = Date.now, timers = { set: setTimeout, clear: clearTimeout as Timers['clear'] } } = options;
  const stopping = new AbortController();
  const block = Buffer.allocUnsafe(BLOCK_BYTES);

  const open = (from: 'start' | 'end'): Promise<TailedFile | undefined> =>
    openTailedFile({
      path,
      from,
      maxLineBytes: options.maxLineBytes,
      headBytes: HEAD_BYTES,
      block,
      open: (head) => options.open(head),
      truncated: () => notice({ kind: 'truncated' }),
      breathe: () => options.breathe?.(),
      signal: stopping.signal,
    });

  let current = await open(options.from);
  if (current === undefined) notice({ kind: 'waiting' });
  let currentGrew = current !== undefined;
  let old: { file: TailedFile; quietSince: number }[] = [];
  let saidUnreadable = false;

  const readCurrent = async (): Promise<void> => {
    if (await current?.read()) currentGrew = true;
  };

  const poll = async (): Promise<void> => {
    for (const entry of old) if (await entry.file.read()) entry.quietSince = clock();
    await readCurrent();
    const named = await identityOf(path);
    if (named !== undefined && !isSame(named, current)) await turnTo(named);
    const quietBefore = clock() - quietMs;
    for (const entry of [...old]) {
      if (old.length > MAX_OLD_FILES || (currentGrew && entry.quietSince <= quietBefore)) await letGo(entry.file);
    }
  };

  /** Another file has the name. */
  const turnTo = async (named: { dev: number; ino: number }): Promise<void> => {
    // Renamed back: it is known already, and how far it has been read.
    let next = old.find((entry) => isSame(named, entry.file))?.file;
    if (next === undefined) {
      try {
        next = await open('start');
        saidUnreadable = false;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        if (!saidUnreadable) notice({ kind: 'unreadable', error });
        saidUnreadable = true;
      }
    }
    if (next === undefined) return;
    const found = next;
    old = old.filter((entry) => entry.file !== found);
    if (current !== undefined) {
      // What was written to it since it was read in this poll comes before the lines of the new one.
      await current.read();
      if (isSame(found, current)) {
        await found.close(false);
        return;
      }
      old.push({ file: current, quietSince: clock() });
      notice({ kind: 'rotated' });
    }
    current = found;
    currentGrew = false;
    await readCurrent();
  };

  const letGo = async (file: TailedFile): Promise<void> => {
    old = old.filter((entry) => entry.file !== file);
    await file.read();
    await file.close(true);
  };

  let running: Promise<void> = Promise.resolve();
  const tick = (): Promise<void> => {
    const next = running.then(() => (stopping.signal.aborted ? undefined : poll()));
    // The one who called hears of a failure; the next poll begins all the same.
    running = next.catch(() => undefined);
    return next;
  };

  let timer: unknown;
  let hint: unknown;
  let watcher: FSWatcher | undefined;
  let ended = (): void => undefined;

  return {
    tick,
    run: () =>
      new Promise<void>((resolve, reject) => {
        ended = resolve;
        const loop = (): void => {
          if (!stopping.signal.aborted) timer = timers.set(() => tick().then(loop, reject), pollMs);
        };
        watcher = watchName(path, () => {
          hint ??= timers.set(() => {
            hint = undefined;
            tick().catch(reject);
          }, HINT_DELAY_MS);
        });
        tick().then(loop, reject);
      }),
    async stop() {
      if (stopping.signal.aborted) return;
      stopping.abort();
      watcher?.close();
      timers.clear(timer);
      timers.clear(hint);
      await running;
      for (const { file } of old) await file.close(true);
      await current?.close(false);
      ended();
    },
    position: () => (current === undefined ? undefined : { dev: current.dev, ino: current.ino, ...current.position() }),
  };
}

interface Identity {
  dev: number;
  ino: number;
}

function isSame(a: Identity, b: Identity | undefined): boolean {
  return b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** Undefined while nothing has the name, or nothing that may be seen. */
async function identityOf(path: string): Promise<Identity | undefined> {
  return stat(path).catch(() => undefined);
}

/** Of the directory, because a watch of the file itself goes with it when it is renamed. Undefined: polling has to do. */
function watchName(path: string, changed: () => void): FSWatcher | undefined {
  const name = basename(path);
  try {
    const watcher = watch(dirname(path), (_event, filename) => {
      if (filename === null || filename === name) changed();
    });
    // No more inotify watches, directory gone.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
