// The progress line: what it says at any width, when it is drawn, that nothing of it stays.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProgressInput, type ProgressState, progressOf, progressText } from '../../src/cli/progress.js';
import { fixture, rcodescope, UNSAFE } from './program-run.js';

const STATE: ProgressState = {
  elapsedMs: 4000,
  readBytes: 120e6,
  totalBytes: 300e6,
  lines: 1_234_567,
  path: '/var/log/named/named.log.12.gz',
};

describe('progressText', () => {
  it.each([
    [120, ' 40%  309k lines/s  30.0 MB/s  0:06 left  /var/log/named/named.log.12.gz'],
    [66, ' 40%  309k lines/s  30.0 MB/s  0:06 left  ...named/named.log.12.gz'],
    [51, ' 40%  309k lines/s  30.0 MB/s  0:06 left  ....12.gz'],
    [49, ' 40%  309k lines/s  30.0 MB/s  0:06 left'],
    [48, ' 40%  309k lines/s  30.0 MB/s  0:06 left'],
    [38, ' 40%  309k lines/s  0:06 left'],
    [20, ' 40%  0:06 left'],
    [10, ' 40%'],
    [6, ' 40%'],
    [3, ''],
  ])('at %i columns', (width, text) => {
    expect(progressText(STATE, width)).toBe(text);
  });

  it('without a size: no percent, no time left', () => {
    expect(progressText({ ...STATE, totalBytes: undefined, path: 'standard input' }, 79)).toBe(
      '1.23M lines  309k lines/s  30.0 MB/s  standard input',
    );
  });

  it.each([
    [{ readBytes: 0, lines: 0 }, '  0%  0 lines/s  0.00 MB/s  x'],
    [{ readBytes: 300e6 - 1 }, ' 99%  309k lines/s  75.0 MB/s  0:01 left  x'],
    // A file that grew while it was read.
    [{ readBytes: 310e6 }, '100%  309k lines/s  77.5 MB/s  0:00 left  x'],
    [{ readBytes: 1e6, lines: 999 }, '  0%  250 lines/s  0.25 MB/s  19:56 left  x'],
    [{ readBytes: 1e5, lines: 9_999_499 }, '  0%  2.50M lines/s  0.03 MB/s  3:19:56 left  x'],
    [{ elapsedMs: 0, readBytes: 1e6, lines: 1e9 }, '  0%  1000G lines/s  1000 MB/s  0:01 left  x'],
  ])('%j', (change, text) => {
    expect(progressText({ ...STATE, path: 'x', ...change }, 100)).toBe(text);
  });

  it('never is wider than the terminal nor brings escapes to it', () => {
    const state = fc.record({
      elapsedMs: fc.nat(1e7),
      readBytes: fc.nat(1e12),
      totalBytes: fc.option(fc.nat(1e12), { nil: undefined }),
      lines: fc.nat(1e12),
      path: fc.string({
        unit: fc.constantFrom('a', '/', '\u001b[31m', '\n', '\u202e', 'ログ', '🐟', 'é'),
        maxLength: 60,
      }),
    });
    fc.assert(
      fc.property(state, fc.nat(200), (any, width) => {
        const text = progressText(any, width);
        expect(text).not.toMatch(UNSAFE);
        expect(text).not.toContain('\n');
        const columns = Array.from(text).reduce((sum, c) => sum + (/[ログ🐟]/u.test(c) ? 2 : 1), 0);
        expect(columns).toBeLessThanOrEqual(width);
      }),
    );
  });
});

/** A terminal of `columns`, and a clock that is moved by hand. */
function terminal(columns: number) {
  const written: string[] = [];
  const clock = { ms: 5000 };
  const open = (inputs: ProgressInput[], change: { quiet?: boolean; term?: string; isTTY?: boolean } = {}) =>
    progressOf(inputs, {
      terminal: { isTTY: change.isTTY ?? true, columns, write: (text) => written.push(text) },
      quiet: change.quiet ?? false,
      term: change.term ?? 'xterm',
      now: () => clock.ms,
    });
  return { written, clock, open };
}

describe('progressOf', () => {
  const inputs = [
    { path: 'a.log', size: 1000 },
    { path: 'b.log.gz', size: 3000 },
  ];

  it('is silent for a second, then drawn at most five times a second, and erased', () => {
    const { written, clock, open } = terminal(60);
    const progress = open(inputs);
    for (; clock.ms < 6000; clock.ms += 10) progress.update('a.log', 100, 5);
    expect(written).toEqual([]);
    progress.update('a.log', 200, 10);
    expect(written).toEqual(['\r  5%  10 lines/s  0.00 MB/s  0:19 left  a.log\u001b[K']);
    for (; clock.ms < 7000; clock.ms += 10) progress.update('a.log', 400, 20);
    expect(written).toHaveLength(5);
    progress.end();
    expect(written.slice(5)).toEqual(['\r\u001b[K']);
    progress.end();
    expect(written).toHaveLength(6);
  });

  it('nothing drawn, nothing erased', () => {
    const { written, open } = terminal(60);
    const progress = open(inputs);
    progress.update('a.log', 1000, 5);
    progress.done('a.log');
    progress.end();
    expect(written).toEqual([]);
  });

  it('adds inputs up; of one that failed half-way nothing is left', () => {
    const { written, clock, open } = terminal(60);
    const progress = open(inputs);
    progress.update('a.log', 500, 5);
    progress.done('a.log');
    clock.ms += 2000;
    progress.update('b.log.gz', 1000, 7);
    expect(written).toEqual(['\r 50%  6 lines/s  0.00 MB/s  0:02 left  b.log.gz\u001b[K']);
    clock.ms += 2000;
    // It has grown since it was measured.
    progress.update('b.log.gz', 4000, 28);
    expect(written[1]).toContain('\r100%  8 lines/s');
  });

  it('several at a time', () => {
    const { written, clock, open } = terminal(60);
    const progress = open(inputs);
    progress.update('a.log', 500, 5);
    progress.update('b.log.gz', 500, 5);
    progress.update('a.log', 600, 6);
    clock.ms += 1000;
    progress.update('b.log.gz', 1400, 14);
    expect(written).toEqual(['\r 50%  20 lines/s  0.00 MB/s  0:01 left  b.log.gz\u001b[K']);
  });

  it('a pipe among the inputs: no percent', () => {
    const { written, clock, open } = terminal(60);
    const progress = open([...inputs, { path: 'standard input', size: undefined }]);
    clock.ms += 1000;
    progress.update('standard input', 5_000_000, 7);
    expect(written).toEqual(['\r7 lines  7 lines/s  5.00 MB/s  standard input\u001b[K']);
  });

  it('messages take its place, and it comes back below them', () => {
    const { written, clock, open } = terminal(20);
    const progress = open(inputs);
    const say = progress.beside((text) => written.push(text));
    say('early\n');
    clock.ms += 1000;
    progress.update('a.log', 400, 9);
    say('odd\n');
    say('more\n');
    clock.ms += 200;
    progress.update('a.log', 800, 12);
    expect(written).toEqual([
      'early\n',
      '\r 10%  0:09 left\u001b[K',
      '\r\u001b[K',
      'odd\n',
      'more\n',
      '\r 20%  0:05 left\u001b[K',
    ]);
  });

  it.each([{ quiet: true }, { term: 'dumb' }, { isTTY: false }])('none with %j', (change) => {
    const { written, clock, open } = terminal(60);
    const progress = open(inputs, change);
    clock.ms += 5000;
    progress.update('a.log', 400, 9);
    progress.beside((text) => written.push(text))('said\n');
    progress.done('a.log');
    progress.end();
    expect(written).toEqual(['said\n']);
  });

  it('the program writes none to a pipe', async () => {
    const run = await rcodescope(['analyze', fixture('unbound-replies.log')]);
    expect(run).toMatchObject({ status: 0, stderr: '' });
  });
});
