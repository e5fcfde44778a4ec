// Names of time zones as people type them.
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.js';
import { resolveTimeZone } from '../../src/time/clock.js';

test.each([
  ['Europe/Berlin', 'Europe/Berlin'],
  ['europe/berlin', 'Europe/Berlin'],
  [' Europe/Berlin ', 'Europe/Berlin'],
  ['Asia/Kathmandu', 'Asia/Kathmandu'],
  ['CET', 'CET'],
  ['utc', 'UTC'],
  ['Z', 'UTC'],
  ['Etc/UTC', 'UTC'],
  ['+00:00', 'UTC'],
  ['-00:00', 'UTC'],
  ['+01:00', '+01:00'],
  ['+0545', '+05:45'],
  ['-03', '-03:00'],
])('%s is %s', (typed, zone) => {
  expect(resolveTimeZone(typed)).toBe(zone);
});

test('without a name it is the system zone, and one that can be used', () => {
  expect(resolveTimeZone(resolveTimeZone(undefined))).toBe(resolveTimeZone(undefined));
});

describe('refused, with advice', () => {
  const refusal = (name: string): UserError => {
    try {
      resolveTimeZone(name);
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    }
    throw new Error(`${name} was let through`);
  };

  test.each([
    ['Europe/Berln', 'Europe/Berlin'],
    ['Berlin', 'Europe/Berlin'],
    ['new york', 'America/New_York'],
    ['Amerika/New_York', 'America/New_York'],
    ['UTX', 'UTC'],
  ])('%s: did you mean %s', (typed, meant) => {
    const error = refusal(typed);
    expect(error.code).toBe('bad-option');
    expect(error.message).toContain(`"${typed}"`);
    expect(error.advice).toContain(meant);
  });

  test.each(['', 'IST', 'PST', '+24:00', '+1', '+01:60', 'Etc/Unknown', 'W. Europe Standard Time', '__proto__'])(
    '%j',
    (name) => {
      expect(refusal(name).advice).toContain('+01:00');
    },
  );
});
