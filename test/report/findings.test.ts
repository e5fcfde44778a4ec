// Findings open the report, in words, escaped.
import { describe, expect, it } from 'vitest';
import { Tally } from '../../src/aggregate/tally.js';
import { reportMarkdown } from '../../src/report/markdown.js';
import { buildReport, type Report } from '../../src/report/model.js';
import { reportText } from '../../src/report/text.js';

const finding: Report['findings'][number] = {
  rule: { id: 'dnssec-one-zone', title: 'DNSSEC failure of one zone' },
  severity: 'error',
  actor: 'zone owner',
  first: '2026-11-22T23:55:08.000Z',
  last: '2026-11-23T00:05:22.000Z',
  count: 1398,
  zone: 'evil\u001b[31m.example',
  hint: { summary: 'The signing of this zone is broken.', steps: ['ask the owner'] },
  evidence: {
    zones: [],
    names: [
      { name: 'a.example', count: 9 },
      { name: 'b.example', count: 3 },
    ],
    clients: [],
    upstreams: [],
    lines: [],
  },
};

const report: Report = {
  ...buildReport(new Tally().snapshot(), { top: 10, timezone: 'UTC', selected: false, inputs: [] } as never),
  findings: [finding, { ...finding, severity: 'info', zone: 'quiet.example' }],
};

describe('findings', () => {
  it('come before the counts, without those that are only told', () => {
    const text = reportText(report, { width: 80, colour: false });
    expect(text).toContain('Findings  1 incident');
    expect(text).toContain('error    DNSSEC failure of one zone: evil\\x1b[31m.example');
    expect(text).toContain('2026-11-22 23:55:08 to 2026-11-23 00:05:22, 1,398 observations');
    expect(text).toContain('most of a.example, b.example');
    expect(text).toContain('The signing of this zone is broken. Ask the owner.');
    expect(text).not.toContain('quiet.example');
    expect(text).not.toContain('\u001b');
  });

  it('stand in Markdown, names in code spans', () => {
    const markdown = reportMarkdown(report);
    expect(markdown).toContain('## Findings');
    expect(markdown).not.toContain('\u001b');
    expect(markdown).toMatch(/### Error: DNSSEC failure of one zone: `evil/);
  });
});
