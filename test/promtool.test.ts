// /metrics as a real Prometheus tool sees it.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { EVENT, newLineRecord } from '../src/event.js';
import { compiledFormat } from '../src/formats/index.js';
import { unbound } from '../src/formats/unbound.js';
import { buildRegistry, ServerCells } from '../src/sinks/prometheus.js';
import { toolOrSkip } from './tools.js';

function scraped(): Promise<string> {
  const cells = new ServerCells('a"b\\c\nd');
  const format = compiledFormat(unbound);
  const record = newLineRecord();
  for (const body of [
    '192.0.2.1 x.example. A IN NXDOMAIN 0.001178 0 69',
    '192.0.2.1 x.example. TYPE65280 IN RCODE14 1.5 0 69'.replace('1.5', '1.500000'),
  ]) {
    const line = Buffer.from(`[1795362784] unbound[1:0] info: ${body}`);
    format.read(record, line, 0, line.length, undefined);
    cells.line(record, EVENT);
    cells.answer(record);
  }
  return buildRegistry([cells], '1.2.3').metrics();
}

describe('metrics', () => {
  it('count responses by code and type, with an other for what has no label', async () => {
    const text = await scraped();
    expect(text).toContain('rcodescope_responses_total{server="a\\"b\\\\c\\nd",product="unbound",rcode="NXDOMAIN"} 1');
    expect(text).toContain('rcodescope_responses_total{server="a\\"b\\\\c\\nd",product="unbound",rcode="other"} 1');
    expect(text).toContain('qtype="other",rcode="other"} 1');
    expect(text).toContain('rcodescope_response_duration_seconds_bucket{server="a\\"b\\\\c\\nd",le="0.0025"} 1');
    expect(text).toContain('rcodescope_response_duration_seconds_count{server="a\\"b\\\\c\\nd"} 2');
  });

  it.skipIf(toolOrSkip('promtool'))('are accepted by promtool check metrics', async () => {
    const result = spawnSync('promtool', ['check', 'metrics'], { input: await scraped(), encoding: 'utf8' });
    expect(result.stderr + result.stdout).toBe('');
    expect(result.status).toBe(0);
  });
});
