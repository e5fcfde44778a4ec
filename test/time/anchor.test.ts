// Which of a file's times bounds its lines.
import { describe, expect, test } from 'vitest';
import { anchorOf } from '../../src/time/clock.js';
import { DAY } from './wall.js';

const at = (text: string): number => Date.parse(`${text}Z`);
const nowMs = at('2026-01-10T00:00:00');
const mtimeMs = at('2025-06-01T00:00:00');

test('the smallest of now, mtime and the gzip header', () => {
  expect(anchorOf({ name: 'named.log', mtimeMs, nowMs })).toBe(mtimeMs);
  expect(anchorOf({ name: 'named.log', mtimeMs: nowMs + DAY, nowMs })).toBe(nowMs);
  expect(anchorOf({ name: 'named.log.2.gz', mtimeMs, gzipMtimeMs: at('2024-05-05T00:00:00'), nowMs })).toBe(
    at('2024-05-05T00:00:00'),
  );
});

test('times that were never set do not count', () => {
  for (const unset of [0, 1000, at('1980-01-01T00:00:00'), Number.NaN]) {
    expect(anchorOf({ name: 'named.log', mtimeMs: unset, gzipMtimeMs: unset, nowMs })).toBe(nowMs);
  }
});

describe('a date in the name', () => {
  test.each([
    ['named.log-20240315', '2024-03-17'],
    ['named.log-20240315.gz', '2024-03-17'],
    ['unbound.log.2024-03-15', '2024-03-17'],
    ['dns_2024_03_15.log', '2024-03-17'],
    ['named.log-2024031512', '2024-03-17'],
    ['named.log.20240315T120000', '2024-03-17'],
    ['named.log.20240315T120000Z.zst', '2024-03-17'],
    ['responses.log.20240315120000123', '2024-03-17'],
    ['dns-2024-02-01-to-2024-02-28.log', '2024-03-01'],
    ['/var/log/20200101/named.log-20240315', '2024-03-17'],
    ['C:\\logs\\20200101\\named-20240315.log', '2024-03-17'],
  ])('%s: no line after %s', (name, end) => {
    expect(anchorOf({ name, mtimeMs, nowMs })).toBe(at(`${end}T00:00:00`));
  });

  test.each([
    'named.log-20241332',
    'named.log-20230229',
    'named.log-2024-0315',
    'named.log-120240315',
    'named.log-202403151',
    'named.log-1710460800',
    'named.log.1',
    'named.log-20270101',
    '/var/log/2024-03-15/named.log',
  ])('%s has none that counts', (name) => {
    expect(anchorOf({ name, mtimeMs, nowMs })).toBe(mtimeMs);
  });
});
