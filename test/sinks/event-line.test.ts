// The line of an event at a terminal: columns, colours, never wider than the screen, nothing that drives the terminal.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines } from '../../src/cli/explain-line.js';
import type { DnsEvent } from '../../src/event.js';
import { FORMATS } from '../../src/formats/index.js';
import { gistFor, severityFor } from '../../src/knowledge/hint.js';
import { columnsOfText } from '../../src/report/text-layout.js';
import { eventLine, type LineStyle } from '../../src/sinks/event-line.js';
import { UNSAFE } from '../cli/program-run.js';

const lineOf = (event: DnsEvent, style: LineStyle): string =>
  eventLine(event, severityFor(event.code, event.direction, event.kind), { gist: gistFor(event) }, style);
const plain = (width: number | undefined): LineStyle => ({ colour: false, width });

function eventOf(line: string): DnsEvent {
  const [reading] = readLines(Buffer.from(line, 'latin1'), Date.UTC(2026, 10, 25));
  expect(reading!.code, line).toBeDefined();
  return reading!.said!;
}

const FAILED = eventOf(
  '22-Nov-2026 15:59:14.350 query-errors: info: client @0x7f0 198.51.100.7#4242 (www.example.com): query failed (timed out) for www.example.com/IN/AAAA at query.c:5713',
);
const UPSTREAM = eventOf(
  "22-Nov-2026 15:59:14.351 lame-servers: info: REFUSED unexpected RCODE resolving 'a.very.long.name.in.some.zone.example.net/A/IN': 192.0.2.4#53",
);
const KEYED = eventOf(
  '22-Nov-2026 15:59:15.000 security: error: client @0x7f0 198.51.100.7#4242: request has invalid signature: TSIG upd.example: tsig verify failure (BADSIG)',
);

describe('a line at the terminal', () => {
  it.each([
    [80, FAILED, '15:59:14 error    SERVFAIL  www.ex…le.com AAAA to 198.51.100.7  servers unreach…'],
    [
      120,
      FAILED,
      '15:59:14 error    SERVFAIL  www.example.com AAAA               to 198.51.100.7      servers unreachable: timed out',
    ],
    [
      undefined,
      FAILED,
      '2026-11-22 15:59:14Z error    SERVFAIL  query-failed       www.example.com AAAA                 to 198.51.100.7        servers unreachable: timed out',
    ],
    [
      120,
      UPSTREAM,
      '15:59:14 warning  REFUSED   a.very.long.name…one.example.net A from 192.0.2.4       lame delegation?',
    ],
    [120, KEYED, '15:59:15 error    BADSIG    key upd.example                    to 198.51.100.7      secrets differ'],
  ])('%s columns', (width, event, line) => {
    expect(lineOf(event, plain(width))).toBe(line);
  });

  it('is coloured by severity and has the same text', () => {
    const line = lineOf(FAILED, { colour: true, width: 160 });
    expect(line).toMatch(/^\u001b\[2m2026-11-22 15:59:14Z \u001b\[0m\u001b\[31merror {4}SERVFAIL {2}\u001b\[0m/);
    expect(line.replaceAll(/\u001b\[[\d;]*m/g, '')).toBe(lineOf(FAILED, plain(160)));
  });

  it('is never wider than the terminal, and the columns stay in place', () => {
    const events = FORMATS.flatMap((format) => format.samples)
      .filter(({ is, after, line }) => 'rcode' in is && after === undefined && !line.includes('\n'))
      .map(({ line }) => eventOf(line));
    expect(events.length).toBeGreaterThan(50);
    for (const width of [20, 59, 80, 100, 120, 160]) {
      for (const colour of [false, true]) {
        for (const event of events) {
          const line = lineOf(event, { colour, width }).replaceAll(/\u001b\[[\d;]*m/g, '');
          expect(columnsOfText(line), line).toBeLessThanOrEqual(width);
          if (width >= 80)
            expect(line.slice(width >= 140 ? 20 : 8)).toMatch(/^ (?:(?:info|notice|warning|error) +)?[A-Z0-9]+ /);
        }
      }
    }
  });

  it('repeats neither name nor address in its last words', () => {
    for (const event of [FAILED, UPSTREAM, KEYED]) {
      const line = lineOf(event, plain(undefined));
      for (const value of [event.qname, event.client, event.upstream, event.key])
        if (value !== undefined) expect(line.split(value)).toHaveLength(2);
    }
  });

  it('escapes what the log says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom(undefined, 80, 160), (text, width) => {
        const event = { ...FAILED, qname: text, reason: text, client: text, kind: text };
        expect(lineOf(event, plain(width))).not.toMatch(UNSAFE);
      }),
    );
  });

  it('adds the advice in a sentence where there is room for it', () => {
    const event = FAILED;
    const advice = { gist: 'lookup failed', summary: 'We could not get an answer for a.example\u001b[31m.' };
    const wide = eventLine(event, 'error', advice, { colour: false, width: undefined });
    expect(wide).toMatch(/ \| We could not get an answer for a\.example\\x1b\[31m\.$/);
    expect(eventLine(event, 'error', advice, { colour: false, width: 80 })).not.toContain('|');
    expect(eventLine(event, 'error', advice, { colour: false, width: 200 }).length).toBeLessThanOrEqual(200);
  });
});
