// Following a log through what rotation does to it. No timers: each tick is called by hand.

import { appendFileSync, copyFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { HEAD_BYTES } from '../../src/detect.js';
import { type Follower, type FollowNotice, type FollowOptions, followFile } from '../../src/sources/follow.js';
import { collectLines, type Lines, logLines, tempFiles } from './temp-files.js';

const files = tempFiles();
const followers: Follower[] = [];
let count = 0;

afterEach(async () => {
  for (const follower of followers.splice(0)) await follower.stop();
});

interface Followed extends Lines {
  follower: Follower;
  notices: FollowNotice['kind'][];
  heads: { head: string; lineNo: number; offset: number }[];
  now: number;
}

async function follow(path: string, options: Partial<FollowOptions> = {}): Promise<Followed> {
  const lines = collectLines();
  const seen = { ...lines, notices: [] as FollowNotice['kind'][], heads: [] as Followed['heads'], now: 0 };
  const follower = await followFile({
    path,
    from: 'start',
    maxLineBytes: 4096,
    open: ({ head, at }) => {
      seen.heads.push({ head: head.toString('latin1'), ...at });
      return lines.sink;
    },
    notice: (notice) => seen.notices.push(notice.kind),
    quietMs: 1000,
    clock: () => seen.now,
    ...options,
  });
  followers.push(follower);
  return Object.assign(seen, { follower });
}

const newPath = (): string => files.path(`followed-${count++}.log`);

describe('followFile', () => {
  it('gives what is appended, an unfinished line once it is finished', async () => {
    const path = newPath();
    writeFileSync(path, 'one\ntw');
    const seen = await follow(path);
    await seen.follower.tick();
    expect(seen.texts).toEqual(['one']);
    expect(seen.follower.position()).toMatchObject({ lineNo: 2, offset: 4 });
    await seen.follower.tick();
    appendFileSync(path, 'o\r');
    await seen.follower.tick();
    appendFileSync(path, '\nthree\n');
    await seen.follower.tick();
    expect(seen.texts).toEqual(['one', 'two', 'three']);
    expect(seen.numbers).toEqual([1, 2, 3]);
    expect(seen.offsets).toEqual([0, 4, 9]);
    expect(seen.notices).toEqual([]);
  });

  it('from the end: knows number and place of the next line, shows the head, takes the unfinished line for new', async () => {
    const path = newPath();
    writeFileSync(path, 'one\ntwo\nthr');
    const seen = await follow(path, { from: 'end' });
    expect(seen.heads).toEqual([{ head: 'one\ntwo\nthr', lineNo: 3, offset: 8 }]);
    await seen.follower.tick();
    appendFileSync(path, 'ee\nfour\n');
    await seen.follower.tick();
    expect(seen.texts).toEqual(['three', 'four']);
    expect(seen.numbers).toEqual([3, 4]);
    expect(seen.offsets).toEqual([8, 14]);
  });

  it('from the end of a large file', async () => {
    const path = newPath();
    const lines = logLines(20_000);
    writeFileSync(path, `${lines.join('\n')}\n`);
    const seen = await follow(path, { from: 'end' });
    appendFileSync(path, 'new\n');
    await seen.follower.tick();
    expect(seen.texts).toEqual(['new']);
    expect(seen.numbers).toEqual([20_001]);
    expect(seen.heads[0]!.head).toBe(lines.join('\n').slice(0, HEAD_BYTES));
  });

  it('a file that is not there yet: said once, then read from its start', async () => {
    const path = newPath();
    const seen = await follow(path, { from: 'end' });
    await seen.follower.tick();
    await seen.follower.tick();
    expect(seen.notices).toEqual(['waiting']);
    expect(seen.follower.position()).toBeUndefined();
    writeFileSync(path, '');
    await seen.follower.tick();
    expect(seen.heads).toEqual([]);
    appendFileSync(path, 'one\n');
    await seen.follower.tick();
    expect(seen.texts).toEqual(['one']);
    expect(seen.heads).toEqual([{ head: 'one\n', lineNo: 1, offset: 0 }]);
  });

  it('what cannot be followed', async () => {
    await expect(follow(files.directory)).rejects.toMatchObject({ code: 'input-directory' });
    await expect(follow('/dev/null')).rejects.toMatchObject({ code: 'input-unreadable' });
  });
});

describe('rotation by renaming', () => {
  it('instant reopen between two looks: the rest of the old file, then the new one', async () => {
    const path = newPath();
    writeFileSync(path, 'one\n');
    const seen = await follow(path);
    await seen.follower.tick();
    appendFileSync(path, 'two\n');
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'three\n');
    await seen.follower.tick();
    expect(seen.texts).toEqual(['one', 'two', 'three']);
    expect(seen.numbers).toEqual([1, 2, 1]);
    expect(seen.notices).toEqual(['rotated']);
  });

  it('the writer still has the old file: both are read until the old one is quiet and the new one in use', async () => {
    const path = newPath();
    const old = `${path}.1`;
    writeFileSync(path, 'one\ntw');
    const seen = await follow(path);
    await seen.follower.tick();
    renameSync(path, old);
    await seen.follower.tick();
    appendFileSync(old, 'o\n');
    await seen.follower.tick();
    expect(seen.texts).toEqual(['one', 'two']);

    writeFileSync(path, '');
    await seen.follower.tick();
    // Long quiet, but nobody writes to the new file either.
    seen.now = 100_000;
    await seen.follower.tick();
    appendFileSync(old, 'three\n');
    await seen.follower.tick();
    appendFileSync(path, 'A\n');
    appendFileSync(old, 'four\nfi');
    await seen.follower.tick();
    expect(seen.texts).toEqual(['one', 'two', 'three', 'four', 'A']);

    seen.now += 999;
    await seen.follower.tick();
    appendFileSync(old, 've\nsix');
    await seen.follower.tick();
    expect(seen.texts.slice(5)).toEqual(['five']);

    seen.now += 1000;
    await seen.follower.tick();
    expect(seen.texts.slice(6)).toEqual(['six']);
    appendFileSync(old, '\nnever\n');
    appendFileSync(path, 'B\n');
    await seen.follower.tick();
    expect(seen.texts.slice(7)).toEqual(['B']);
    expect(seen.numbers).toEqual([1, 2, 3, 4, 1, 5, 6, 2]);
  });

  it('renamed and renamed back: nothing twice', async () => {
    const path = newPath();
    writeFileSync(path, 'one\n');
    const seen = await follow(path);
    await seen.follower.tick();
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'A\n');
    await seen.follower.tick();
    renameSync(path, `${path}.2`);
    renameSync(`${path}.1`, path);
    appendFileSync(path, 'two\n');
    await seen.follower.tick();
    appendFileSync(`${path}.2`, 'B\n');
    appendFileSync(path, 'three\n');
    await seen.follower.tick();
    expect(seen.texts).toEqual(['one', 'A', 'two', 'B', 'three']);
  });

  it('deleted and made again', async () => {
    const path = newPath();
    writeFileSync(path, 'one\n');
    const seen = await follow(path);
    await seen.follower.tick();
    rmSync(path);
    await seen.follower.tick();
    writeFileSync(path, 'two\n');
    await seen.follower.tick();
    expect(seen.texts).toEqual(['one', 'two']);
  });

  it('more rotations than are kept: the oldest are let go', async () => {
    const path = newPath();
    writeFileSync(path, 'line 0\n');
    const seen = await follow(path);
    for (let i = 1; i <= 30; i++) {
      await seen.follower.tick();
      renameSync(path, `${path}.${i}`);
      writeFileSync(path, `line ${i}\n`);
    }
    await seen.follower.tick();
    expect(seen.texts).toEqual(Array.from({ length: 31 }, (_, i) => `line ${i}`));
    appendFileSync(`${path}.1`, 'late\n');
    appendFileSync(`${path}.30`, 'in time\n');
    await seen.follower.tick();
    expect(seen.texts.slice(31)).toEqual(['in time']);
  });
});

describe('truncation', () => {
  it('copytruncate: what is written after it is read from 0', async () => {
    const path = newPath();
    writeFileSync(path, 'one\ntwo\nthr');
    const seen = await follow(path);
    await seen.follower.tick();
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    await seen.follower.tick();
    appendFileSync(path, 'A\n');
    await seen.follower.tick();
    // The line that was cut off still counts.
    expect(seen.texts).toEqual(['one', 'two', 'thr', 'A']);
    expect(seen.numbers).toEqual([1, 2, 3, 1]);
    expect(seen.notices).toEqual(['truncated']);
    expect(seen.heads.map(({ head }) => head)).toEqual(['one\ntwo\nthr', 'A\n']);
  });

  it.each([
    ['past the old offset', 'A new line, longer than what was there\nB\n'],
    ['to just the old offset', 'ONE\nTWO\n'],
  ])('copytruncate, refilled %s between two looks', async (_, refill) => {
    const path = newPath();
    writeFileSync(path, 'one\ntwo\n');
    const seen = await follow(path);
    await seen.follower.tick();
    truncateSync(path);
    appendFileSync(path, refill);
    await seen.follower.tick();
    expect(seen.texts).toEqual(['one', 'two', ...refill.trimEnd().split('\n')]);
    expect(seen.notices).toEqual(['truncated']);
  });

  it('is seen after a start at the end, too', async () => {
    const path = newPath();
    writeFileSync(path, 'one\ntwo\n');
    const seen = await follow(path, { from: 'end' });
    truncateSync(path);
    appendFileSync(path, 'a line longer than both\n');
    await seen.follower.tick();
    expect(seen.texts).toEqual(['a line longer than both']);
    expect(seen.numbers).toEqual([1]);
  });
});

describe('run and stop', () => {
  it('polls with the given timers until stopped; the unfinished line is left for the next start', async () => {
    const path = newPath();
    writeFileSync(path, 'one\ntw');
    const due: (() => void)[] = [];
    let scheduled = (): void => {};
    const seen = await follow(path, {
      pollMs: 200,
      timers: {
        set: (callback, ms) => {
          if (ms !== 200) return undefined;
          due.push(callback);
          scheduled();
          return callback;
        },
        clear: (timer) => due.splice(0, due.length, ...due.filter((callback) => callback !== timer)),
      },
    });
    const nextTimer = (): Promise<void> =>
      new Promise((resolve) => {
        scheduled = resolve;
      });
    let set = nextTimer();
    const done = seen.follower.run();
    await set;
    expect(seen.texts).toEqual(['one']);
    appendFileSync(path, 'o\nthr');
    set = nextTimer();
    due.shift()!();
    await set;
    expect(seen.texts).toEqual(['one', 'two']);
    await seen.follower.stop();
    await done;
    expect(due).toEqual([]);
    expect(seen.texts).toEqual(['one', 'two']);
    expect(seen.follower.position()).toMatchObject({ lineNo: 3, offset: 8 });
  });

  it('a sink that throws ends the run with it', async () => {
    const path = newPath();
    writeFileSync(path, 'one\n');
    const boom = new Error('boom');
    const sink = {
      line: () => {
        throw boom;
      },
      oversize: () => undefined,
    };
    const seen = await follow(path, { open: () => sink });
    await expect(seen.follower.run()).rejects.toBe(boom);
  });

  it('waits for the caller after each block', async () => {
    const path = newPath();
    writeFileSync(path, `${logLines(10_000).join('\n')}\n`);
    let waits = 0;
    const seen = await follow(path, {
      breathe: async () => {
        waits++;
      },
    });
    await seen.follower.tick();
    expect(seen.texts.length).toBe(10_000);
    expect(waits).toBeGreaterThan(1);
  });
});

describe('law: whatever rotation does between looks, each finished line comes once and in the order of its file', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant('write') },
    { weight: 2, arbitrary: fc.constant('write part') },
    { weight: 3, arbitrary: fc.constant('look') },
    { weight: 1, arbitrary: fc.constant('rename') },
    { weight: 1, arbitrary: fc.constant('rename, late reopen') },
    { weight: 1, arbitrary: fc.constant('look, truncate') },
  );
  it('holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const path = newPath();
        let target = path;
        let pending = '';
        let id = 0;
        const written: string[] = [];
        const write = (text: string): void => appendFileSync(target, text);
        const finishLine = (): void => {
          const text = `line ${id++}`;
          write(`${text}\n`);
          written.push(pending + text);
          pending = '';
        };
        writeFileSync(path, '');
        const seen = await follow(path);
        for (const what of steps) {
          if (what === 'write') finishLine();
          else if (what === 'write part') {
            write('part ');
            pending += 'part ';
          } else if (what === 'look') await seen.follower.tick();
          else if (what === 'look, truncate') {
            if (pending !== '') finishLine();
            await seen.follower.tick();
            truncateSync(target);
            await seen.follower.tick();
          } else {
            if (pending !== '') finishLine();
            // Two rotations between two looks lose the file in the middle: it has no known name.
            await seen.follower.tick();
            if (target === path) {
              target = `${path}.${id++}`;
              renameSync(path, target);
            }
            if (what === 'rename') {
              writeFileSync(path, '');
              target = path;
            } else {
              // The writer goes on in the old file, and reopens with the next renaming.
              finishLine();
              writeFileSync(path, '');
            }
          }
        }
        if (pending !== '') finishLine();
        await seen.follower.tick();
        await seen.follower.tick();
        expect(seen.texts).toEqual(written);
      }),
      { numRuns: 150 },
    );
  });
});
