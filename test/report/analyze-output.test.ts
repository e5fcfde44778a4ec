// `analyze --markdown` and `--html` as a user runs them.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixture, rcodescope } from '../cli/program-run.js';

describe('analyze', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('prints Markdown', async () => {
    const { status, stdout } = await rcodescope(['analyze', '--markdown', fixture('unbound-replies.log')]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^# DNS response codes\n/);
    expect(stdout).not.toContain('\x1b');
  });

  it('writes a page that only its owner can read, beside the usual report, and leaves no draft', async () => {
    const page = join(folder, 'report.html');
    await writeFile(page, 'old');
    const { status, stdout } = await rcodescope(['analyze', '--html', page, fixture('unbound-replies.log')]);
    expect(status).toBe(0);
    expect(stdout).toContain('responses to clients');
    expect(await readFile(page, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect((await stat(page)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['report.html']);
  });

  it('says what is wrong when the page cannot be written, after the report', async () => {
    const page = join(folder, 'missing', 'report.html');
    const { status, stdout, stderr } = await rcodescope(['analyze', '--html', page, fixture('unbound-replies.log')]);
    expect(status).toBe(1);
    expect(stdout).toContain('responses to clients');
    expect(stderr).toContain(`cannot write ${page}: ENOENT`);
  });

  it('keeps the JSON machine-friendly', async () => {
    const { stdout } = await rcodescope(['analyze', '--json', fixture('bind-recursive.log')]);
    const report = JSON.parse(stdout);
    expect(report.responses.total).toBe(21);
    expect(report.nextSteps[0]).toMatchObject({ actor: expect.any(String), command: expect.any(String), count: 18 });
    expect(report.blindSpots[0].remedy).toContain('responselog');
    expect(report.behind.SERVFAIL.zones[0]).toMatchObject({ name: 'example.com', count: 18, names: 18, error: 0 });
  });
});
