// The logs of the bench: the same on every run, and known to the last line.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { counted } from '../counting.js';

const SCRIPT = new URL('../../bench/logs.mjs', import.meta.url).pathname;

function made(kind: string, lines: number): Buffer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, kind, String(lines)], {
    maxBuffer: 1 << 26,
  });
  expect(stderr.toString()).toBe('');
  expect(status).toBe(0);
  return stdout;
}

const LINES = 3000;
const KINDS = ['unbound', 'unbound-attack', 'bind', 'bind-failures'];

describe.each(KINDS)('%s', (kind) => {
  const log = made(kind, LINES);

  it('is the same on every run', () => {
    expect(made(kind, LINES).equals(log)).toBe(true);
  });

  it('has the lines asked for, a step at its end not cut', () => {
    const lines = log.toString('latin1').split('\n').length - 1;
    expect(log.at(-1)).toBe(10);
    expect(lines).toBeGreaterThanOrEqual(LINES);
    expect(lines).toBeLessThan(LINES + 3);
  });

  it('is recognised line by line', () => {
    const { lines } = counted(log);
    expect(lines.unrecognized + lines.oversize).toBe(0);
    expect(lines.events).toBeGreaterThan(0);
  });
});

/** Fields of the lines that match, by position. */
function field(log: Buffer, pattern: RegExp): string[] {
  return [...log.toString('latin1').matchAll(pattern)].map((match) => match[1]!);
}

describe('answers', () => {
  it('of BIND are counted once each, however many lines tell of them', () => {
    const log = made('bind', LINES);
    const answers = field(log, /: response: \S+ IN \S+ ([A-Z]+) /g).length;
    const { codes, responses } = counted(log);
    const sum = (pairs: readonly number[]): number => pairs.reduce((all, n, i) => (i % 2 === 1 ? all + n : all), 0);
    expect(sum(responses.counts)).toBe(answers);
    // Failures have two lines.
    expect(sum(codes.counts)).toBeGreaterThan(answers);
  });

  it('under attack never ask for a name twice', () => {
    const names = field(made('unbound-attack', LINES), / (\S+\.victim\.example)\. A IN /g);
    expect(names).toHaveLength(LINES);
    expect(new Set(names).size).toBe(LINES);
  });
});

describe('the command', () => {
  it('refuses what it cannot make, and says what it can', () => {
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, 'nsd', '10'], { encoding: 'utf8' });
    expect(status).toBe(2);
    for (const kind of KINDS) expect(stderr).toContain(kind);
  });
});
