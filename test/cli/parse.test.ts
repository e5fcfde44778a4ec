// `parse`: one document per event, its shape line by line against golden files, where each line is, and what any bytes give.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tempFiles } from '../sources/temp-files.js';
import { documents, fixture, rcodescope, UNSAFE } from './program-run.js';

const files = tempFiles();
const GOLDEN = fileURLToPath(new URL('../golden/parse/', import.meta.url));

// biome-ignore lint/suspicious/noExplicitAny: documents are looked into freely
async function parsed(args: readonly string[], input?: string | Buffer): Promise<any[]> {
  const run = await rcodescope(['parse', '--timezone', 'UTC', ...args], input === undefined ? {} : { input });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  return documents(run.stdout);
}

describe('documents', () => {
  // The hint is the knowledge's, and tested there; written anew when UPDATE_GOLDEN is set.
  it.each(['bind-kinds', 'unbound-kinds'])('of %s are the golden ones', async (name) => {
    copyFileSync(fixture(`${name}.log`), files.path(`${name}.log`));
    const run = await rcodescope(['parse', '--timezone', 'UTC', `${name}.log`], { cwd: files.directory });
    const found = documents(run.stdout).map((document) => {
      const { hint, ...own } = document.rcodescope;
      expect(hint === undefined).toBe(document.log.level === 'info');
      return `${JSON.stringify({ ...document, rcodescope: own })}\n`;
    });
    const golden = `${GOLDEN}${name}.ndjson`;
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, found.join(''));
    expect(found.join('')).toBe(readFileSync(golden, 'utf8'));
  });

  it('are nested as the Elastic Common Schema has it, with names and numbers in their one form', async () => {
    const names = ['bind-kinds', 'unbound-kinds', 'bind-recursive', 'unbound-replies', 'bind-notime'];
    const all = await parsed(names.map((name) => fixture(`${name}.log`)));
    for (const name of names) {
      const found = all.filter((document) => document.log.file.path === fixture(`${name}.log`));
      expect(found.length).toBeGreaterThan(10);
      for (const document of found) {
        expect(document).toMatchObject({
          event: {
            id: expect.stringMatching(/^[0-9a-f]{32}$/),
            kind: 'event',
            category: ['network'],
            type: ['protocol'],
            outcome: expect.stringMatching(/^(success|failure|unknown)$/),
          },
          log: {
            level: expect.stringMatching(/^(info|notice|warning|error|critical)$/),
            file: { path: fixture(`${name}.log`) },
          },
          dns: { response_code: expect.stringMatching(/^[A-Z]+(\d+)?$/) },
          observer: { vendor: expect.any(String), product: name.startsWith('bind') ? 'bind' : 'unbound' },
          rcodescope: { direction: expect.any(String), basis: expect.stringMatching(/^(explicit|implied)$/) },
        });
        const { event, log, dns, client, rcodescope: own } = document;
        expect(event.severity).toBe(['info', 'notice', 'warning', 'error', 'critical'].indexOf(log.level));
        expect('@timestamp' in document).toBe(name !== 'bind-notime');
        expect(own.kind).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
        if (dns.question !== undefined) expect(dns.question.name).toMatch(/^(\.|[^A-Z]*[^.A-Z])$/);
        if (event.duration !== undefined) expect(Number.isSafeInteger(event.duration)).toBe(true);
        if (client?.port !== undefined) expect(Number.isSafeInteger(client.port)).toBe(true);
        expect(event).not.toHaveProperty('original');
        expect(JSON.stringify(document)).not.toContain('null');
      }
    }
  });

  it('say the outcome and the severity of their code', async () => {
    const byCode = new Map((await parsed([fixture('unbound-kinds.log')])).map((d) => [d.dns.response_code, d]));
    const outcomes = ['NOERROR', 'NXDOMAIN', 'YXDOMAIN', 'SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP', 'RCODE12'].map(
      (code) => byCode.get(code).event.outcome,
    );
    expect(outcomes).toEqual(['success', 'unknown', 'unknown', 'failure', 'failure', 'failure', 'failure', 'unknown']);
    const tsig = (await parsed([fixture('bind-kinds.log'), '--only', 'rcode=BADTIME']))[0];
    expect(tsig).toMatchObject({ event: { outcome: 'failure' }, rcodescope: { key: 'upd-key.example.com' } });
  });
});

describe('where a line is', () => {
  const text = readFileSync(fixture('bind-recursive.log'));

  it('its number, its offset and, with --original, itself', async () => {
    for (const [name, content] of [
      ['plain.log', text],
      ['odd.log', Buffer.from(`\ufeff\r\n\n${text.toString('utf8').replaceAll('\n', '\r\n')}`)],
    ] as const) {
      const found = await parsed(['--original', files.write(name, content)]);
      const lines = content.toString('utf8').replace('\ufeff', '').split(/\r?\n/);
      expect(found).toHaveLength(44);
      for (const { rcodescope: own, log, event } of found) {
        expect(event.original).toBe(lines[own.line - 1]);
        expect(content.toString('utf8', log.offset, log.offset + event.original.length)).toBe(event.original);
      }
    }
  });

  it('the same id in a renamed copy and its archive, another one for the same line elsewhere', async () => {
    const repeated = Buffer.concat([text, text]);
    const paths = [
      files.write('a.log', repeated),
      files.write('a.log.1', repeated),
      files.write('a.log.2.gz', gzipSync(repeated)),
      files.write('b.log', text),
      files.write('c.log', text.subarray(text.indexOf(10) + 1)),
    ];
    const all = await parsed(paths);
    const idsOf = (path: string): string[] => all.filter((d) => d.log.file.path === path).map((d) => d.event.id);
    const [plain = [], renamed, archive, shorter, other] = paths.map(idsOf);
    expect(new Set(plain).size).toBe(88);
    expect(renamed).toEqual(plain);
    expect(archive).toEqual(plain);
    expect(shorter).toEqual(plain.slice(0, 44));
    expect(other!.filter((id) => plain.includes(id))).toEqual([]);
    expect(other).toHaveLength(44);
    // Selecting changes no id.
    const some = (await parsed([paths[0]!, '--only', 'rcode=SERVFAIL'])).map((d) => d.event.id);
    expect(some).toHaveLength(40);
    expect(plain.filter((id) => some.includes(id))).toEqual(some);
  });

  it('several inputs in the order of the arguments', async () => {
    const found = await parsed([fixture('unbound-kinds.log'), '-', fixture('bind-kinds.log')], text);
    expect([...new Set(found.map((d) => d.log.file.path))]).toEqual([
      fixture('unbound-kinds.log'),
      'standard input',
      fixture('bind-kinds.log'),
    ]);
    expect(found).toHaveLength(20 + 44 + 30);
  });
});

describe('any bytes', () => {
  it('every line of stdout is a document, and nothing of stderr is raw', async () => {
    const text = readFileSync(fixture('unbound-kinds.log'));
    const noise = Buffer.alloc(200_000);
    for (let i = 0, seed = 7; i < noise.length; i++) {
      seed = (seed * 48271) % 0x7fffffff;
      noise[i] = seed & 255;
    }
    const broken = Buffer.from(text);
    for (let i = 11; i < broken.length; i += 97) broken[i] = noise[i]!;
    const nul = Buffer.from('[1795362784] unbound[1:0] info: 192.0.2.1 a\u0000b. A IN NXDOMAIN 0.1 0 69\n');
    const invalid = Buffer.from(
      '[1795362784] unbound[1:0] info: 192.0.2.1 \xff\xfe\xc3. A IN NXDOMAIN 0.100000 0 69\n',
      'latin1',
    );
    const input = Buffer.concat([text, noise, Buffer.from('\n'), broken, nul, invalid, text]);
    const run = await rcodescope(['parse', '--original', '-'], { input });
    const found = documents(run.stdout);
    expect(found.length).toBeGreaterThanOrEqual(40);
    expect(found.some((d) => d.dns.question?.name.includes('\ufffd'))).toBe(true);
    // JSON escapes control characters itself.
    expect(run.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(run.stderr).not.toMatch(UNSAFE);
    expect(run.status).toBe(0);
    const report = await rcodescope(['analyze', '--json', '-'], { input });
    const { read, events, noRcode, unrecognized, oversize } = JSON.parse(report.stdout).lines;
    expect(read).toBe(events + noRcode + unrecognized + oversize);
    expect(read).toBe(input.filter((byte) => byte === 10).length);
    expect(events).toBe(found.length);
  });
});
