// /metrics against the tally over the same lines, and the laws of counters.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Tally } from '../../src/aggregate/tally.js';
import { detect, headLines } from '../../src/detect.js';
import { codeName } from '../../src/dns/rcode.js';
import { BlockFramer } from '../../src/framing.js';
import { type Counts, Pipeline } from '../../src/pipeline.js';
import { InputReader } from '../../src/reader.js';
import { EVERYTHING } from '../../src/selection.js';
import { QTYPES } from '../../src/sinks/labels.js';
import { buildRegistry, ServerCells } from '../../src/sinks/prometheus.js';
import { InputClock } from '../../src/time/clock.js';
import { NOW } from '../counting.js';
import { type Metrics, parseMetrics } from '../watch/watching.js';

const log = (name: string): Buffer => readFileSync(new URL(`../fixtures/${name}.log`, import.meta.url));
const scrape = async (...servers: ServerCells[]): Promise<Metrics> =>
  parseMetrics(await buildRegistry(servers, '1.2.3').metrics());

/** Pushes the log in pieces; `between` sees the state after each. */
async function feed(text: Buffer, counts: Counts, pieces: number, between: () => Promise<void>): Promise<void> {
  const pipeline = new Pipeline({ counts, selection: EVERYTHING, maxOpenExchanges: 1000 });
  const reader = new InputReader({
    clock: new InputClock({ timeZone: 'UTC', anchorMs: NOW }),
    maxLineBytes: 1 << 20,
    detection: detect(headLines(text, true)),
    consumer: pipeline,
  });
  const framer = new BlockFramer(reader, 1 << 20);
  const size = Math.ceil(text.length / pieces);
  for (let from = 0; from < text.length; from += size) {
    framer.push(text.subarray(from, from + size));
    await between();
  }
  framer.finish();
  pipeline.finish();
  await between();
}

describe('counters', () => {
  it.each(['bind-recursive', 'unbound-replies', 'bind-kinds', 'unbound-kinds', 'bind-notime'])(
    'of %s are those of the report, and never go down',
    async (name) => {
      const cells = new ServerCells('s');
      const registry = buildRegistry([cells], '1.2.3');
      let last = new Map<string, number>();
      await feed(log(name), cells, 7, async () => {
        const text = await registry.metrics();
        const now = new Map(
          [...text.matchAll(/^(rcodescope_\S*(?:_total|_count|_bucket|_sum)\S*) (\S+)$/gm)].map((m) => [
            m[1]!,
            Number(m[2]),
          ]),
        );
        for (const [series, value] of last) expect(now.get(series)).toBeGreaterThanOrEqual(value);
        last = now;
      });
      const tally = new Tally();
      await feed(log(name), tally, 1, async () => undefined);
      const snapshot = tally.snapshot();
      const metrics = await scrape(cells);
      const { events, noRcode, unrecognized, oversize } = snapshot.lines;
      const outcomes = { event: events, no_rcode: noRcode, unrecognized, oversize };
      for (const [outcome, count] of Object.entries(outcomes))
        expect(metrics.value('rcodescope_lines_total', { outcome })).toBe(count);
      const { counts } = snapshot.responses;
      for (let i = 0; i + 1 < counts.length; i += 2) {
        const rcode = codeName(counts[i]!);
        const label = /^RCODE\d+$/.test(rcode) ? 'other' : rcode;
        if (label !== 'other') expect(metrics.value('rcodescope_responses_total', { rcode })).toBe(counts[i + 1]!);
      }
      expect(metrics.value('rcodescope_responses_total')).toBe(snapshot.selected.responses);
      expect(metrics.value('rcodescope_responses_by_type_total')).toBe(snapshot.selected.responses);
      expect(metrics.value('rcodescope_queries_total')).toBe(snapshot.queries);
      expect(metrics.value('rcodescope_upstream_responses_total')).toBe(snapshot.directions['received']);
      expect(metrics.value('rcodescope_last_record_timestamp_seconds')).toBe((snapshot.last ?? 0) / 1000);
    },
  );

  it('of two products in one log stay apart', async () => {
    const cells = new ServerCells('s');
    await feed(log('bind-recursive'), cells, 1, async () => undefined);
    const before = await scrape(cells);
    await feed(log('unbound-replies'), cells, 1, async () => undefined);
    const after = await scrape(cells);
    for (const name of [
      'rcodescope_responses_total',
      'rcodescope_queries_total',
      'rcodescope_upstream_responses_total',
    ]) {
      expect(after.value(name, { product: 'bind' })).toBe(before.value(name, { product: 'bind' }));
      expect(before.value(name, { product: 'unbound' })).toBe(0);
    }
    expect(after.value('rcodescope_responses_total', { product: 'unbound' })).toBe(107);
  });

  it('are there from the start, so that the first increase is seen', async () => {
    const cells = new ServerCells('s');
    expect((await scrape(cells)).text).not.toContain('product=');
    cells.expect('bind');
    cells.expect('bind');
    const { text } = await scrape(cells);
    for (const rcode of ['NOERROR', 'SERVFAIL', 'NXDOMAIN', 'REFUSED'])
      expect(text.split(`rcodescope_responses_total{server="s",product="bind",rcode="${rcode}"} 0`)).toHaveLength(2);
  });

  it('have a bounded number of series, whatever is asked', async () => {
    const cells = new ServerCells('s');
    const lines = Array.from({ length: 3000 }, (_, i) => {
      const code = i % 2 === 0 ? `RCODE${12 + (i % 4)}` : 'NOERROR';
      return `[1795362784] unbound[1:0] info: 192.0.2.${i % 250} n${i}.example. TYPE${1000 + i} IN ${code} 0.000100 0 69\n`;
    });
    await feed(Buffer.from(lines.join('')), cells, 1, async () => undefined);
    const metrics = await scrape(cells);
    expect(metrics.value('rcodescope_responses_total')).toBe(3000);
    expect(metrics.value('rcodescope_responses_by_type_total', { qtype: 'other' })).toBe(3000);
    expect(metrics.text.match(/^rcodescope_responses_by_type_total/gm)!.length).toBeLessThanOrEqual(QTYPES.length * 30);
    expect(metrics.text.split('\n').length).toBeLessThan(200);
  });
});
