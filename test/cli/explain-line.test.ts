// explain --from-log: any line, in any envelope, is named for what it is; its code comes with advice about that very line.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines } from '../../src/cli/explain-line.js';
import { FORMATS } from '../../src/formats/index.js';
import { explainLine, explainLineMarkdown, explainLineText } from '../../src/knowledge/explain-line.js';
import { rcodescope, UNSAFE } from './program-run.js';

const NOW = Date.UTC(2026, 10, 25);
const PLAIN = { width: 80, colour: false };
const explained = (text: string) => readLines(Buffer.from(text, 'latin1'), NOW).map(explainLine);
const only = (text: string) => {
  const all = explained(text);
  expect(all).toHaveLength(1);
  return all[0]!;
};

const REFUSED =
  "22-Nov-2026 15:59:14.350 security: info: client @0x7f0 198.51.100.7#4242 (www.example.com): view inside: query (cache) 'www.example.com/AAAA/IN' denied (allow-query-cache did not match)";
const UPSTREAM = "NOTIMP unexpected RCODE resolving 'www.example.com/MX/IN': 192.0.2.4#5353";
const REPLY = '[1795363104] unbound[13787:0] info: 198.51.100.7 www.example.com. A IN SERVFAIL 0.001567 0 45';
const ENVELOPES: readonly (readonly [string, (message: string) => string])[] = [
  ['rfc3164', (message) => `Nov 22 15:59:15 ns1 ${message}`],
  ['rfc3339', (message) => `2026-11-22T15:59:15.5+00:00 ns1 ${message}`],
  ['docker', (message) => JSON.stringify({ log: `${message}\n`, stream: 'stderr', time: '2026-11-22T15:59:15.5Z' })],
  ['cri', (message) => `2026-11-22T15:59:15.5Z stderr F ${message}`],
];

describe('a line with a code', () => {
  it('says whose it is, who asked what, and what to do about it', () => {
    const e = only(REFUSED);
    expect(e).toMatchObject({
      outcome: 'event',
      says: 'BIND 9 (named) answered a client with REFUSED. The line does not name the code; the server always answers so here.',
      product: 'bind',
      envelope: 'none',
      kind: 'query-cache-denied',
      direction: 'sent',
      basis: 'implied',
      code: 'REFUSED',
      severity: 'warning',
      client: '198.51.100.7#4242',
      question: { name: 'www.example.com', type: 'AAAA', class: 'IN' },
      view: 'inside',
    });
    expect(e.hint!.summary).toBe('We refused 198.51.100.7 for www.example.com: it may not have names resolved here.');
    const text = explainLineText(e, PLAIN);
    expect(text).toContain('dig @127.0.0.1 www.example.com AAAA');
    expect(text).toContain('allow-recursion (BIND, since 9.0)');
    expect(text).not.toMatch(/unbound|<[a-z]+>/);
  });

  it('fills the port of another server into commands', () => {
    const e = only(UPSTREAM);
    expect(e.direction).toBe('received');
    expect(e.hint!.commands.map(({ run }) => run)).toContain('dig @192.0.2.4 -p 5353 www.example.com MX +norec');
  });

  it.each(ENVELOPES)('is read in envelope %s', (name, wrap) => {
    const tag = name.startsWith('rfc') ? 'unbound[13787]: ' : '';
    const e = only(wrap(`${tag}[13787:0] info: 198.51.100.7 www.example.com. A IN SERVFAIL 0.001567 0 45`));
    expect(e).toMatchObject({
      outcome: 'event',
      envelope: name,
      kind: 'client-reply',
      code: 'SERVFAIL',
      product: 'unbound',
    });
    expect(e.hint!.steps.at(-1)).toMatch(/low four bits/);
  });

  it('has a page of every format of line, complete and without gaps that the line could fill', () => {
    for (const format of FORMATS) {
      for (const sample of format.samples) {
        // A newline can stand only in what a journal carries.
        if ('unrecognized' in sample.is || sample.line.includes('\n')) continue;
        const lines = [...(sample.after ?? []), sample.line].join('\n');
        const e = explained(lines).at(-1)!;
        expect(e.outcome, sample.line).toBe('noRcode' in sample.is ? 'no-code' : 'event');
        const text = explainLineText(e, PLAIN);
        if (e.outcome === 'event') {
          expect(text, sample.line).toContain(`Code `);
          expect(e.explanation!.commands.map(({ run }) => run).join(), sample.line).not.toMatch(/<[a-z]+>/);
        }
        expect(text).not.toMatch(/undefined|\bNaN\b|\[object/);
      }
    }
  });
});

describe('a line without a code', () => {
  it('is named, and the logging that shows codes with it', () => {
    const e = only(
      'queries: info: client @0x7f2f 127.0.0.1#60024 (version.bind): query: version.bind CH TXT + (127.53.1.1)',
    );
    expect(e).toMatchObject({ outcome: 'no-code', kind: 'query', client: '127.0.0.1#60024' });
    expect(e.says).toMatch(/query log of BIND 9 .*no response code/);
    expect(explainLineText(e, PLAIN)).toMatch(/responselog yes; .*\n?.*since 9\.20\.3/);
    expect(explained(REPLY.replace(/ SERVFAIL.*/, ''))[0]!.shownBy.map(({ option }) => option)).toEqual([
      'log-replies: yes',
    ]);
  });

  it('of a known program but in no table says so', () => {
    const e = only('Nov 22 15:59:15 ns1 named[1]: something new');
    expect(e.says).toMatch(/^A line of BIND 9 .* in no table/);
    expect(e).toMatchObject({ outcome: 'no-code', code: undefined });
  });

  it('of somebody else says what was tried', () => {
    const e = only('Nov 22 15:55:15 ns1 sshd[1]: Accepted publickey for root');
    expect(e).toMatchObject({ outcome: 'foreign', says: 'This is no line of a log that is known here.' });
    expect(explainLineText(e, PLAIN)).toMatch(
      /Formats: [\s\S]*bind[\s\S]*rfc3164; what they carry is another program's/,
    );
    expect(explainLineText(only('hello'), PLAIN)).toContain('No envelope fits the');
  });
});

it('reads lines of several servers, pasted together', () => {
  expect(
    explained(`${REFUSED}\n\n${REPLY}\r\nhello\n${UPSTREAM}`).map(({ line, outcome, product }) => [
      line,
      outcome,
      product,
    ]),
  ).toEqual([
    [1, 'event', 'bind'],
    [3, 'event', 'unbound'],
    [4, 'foreign', undefined],
    [5, 'event', 'bind'],
  ]);
});

it('lets nothing that drives a terminal through, whatever the line', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 }).map((s) => s.replace(/[\r\n]/g, ''));
  fc.assert(
    fc.property(fc.constantFrom('', REFUSED, UPSTREAM, REPLY), text, fc.nat(80), (line, odd, at) => {
      for (const e of readLines(Buffer.from(line.slice(0, at) + odd + line.slice(at)), NOW).map(explainLine)) {
        expect(explainLineText(e, PLAIN)).not.toMatch(UNSAFE);
        expect(explainLineMarkdown(e)).not.toMatch(UNSAFE);
      }
    }),
    { numRuns: 200 },
  );
});

describe('the command', () => {
  it('takes the line as an argument', async () => {
    const run = await rcodescope(['explain', '--from-log', REPLY]);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toMatch(/^Unbound answered a client with SERVFAIL\.\n/);
    expect(run.stdout).toContain('dig @127.0.0.1 www.example.com A +cd');
  });

  it('reads lines from standard input and gives JSON and Markdown', async () => {
    const json = await rcodescope(['explain', '--from-log', '-', '--json'], { input: `${REPLY}\n${UPSTREAM}\n` });
    expect(json.status).toBe(0);
    expect((JSON.parse(json.stdout) as { code: string }[]).map(({ code }) => code)).toEqual(['SERVFAIL', 'NOTIMP']);
    const markdown = await rcodescope(['explain', '--from-log', '-', '--markdown'], { input: REPLY });
    expect(markdown.stdout).toMatch(/^# Unbound answered[^\n]*\n[\s\S]*\n## Commands\n\n```sh\n/);
  });

  it.each([
    ['neither', ['explain'], 2, /nothing to explain\n {2}give codes, .*--from-log/],
    ['both', ['explain', 'NXDOMAIN', '--from-log', REPLY], 2, /both a line and NXDOMAIN/],
    ['nothing on standard input', ['explain', '--from-log', '-'], 2, /no line to explain/],
    ['a line of nobody', ['explain', '--from-log', 'hello'], 1, /^$/],
  ])('%s', async (_, args, status, says) => {
    const run = await rcodescope(args);
    expect(run.status).toBe(status);
    expect(run.stderr).toMatch(says);
  });

  it('refuses more lines than anybody reads', async () => {
    const run = await rcodescope(['explain', '--from-log', '-'], { input: `${REPLY}\n`.repeat(51) });
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toMatch(/at most 50 lines\n {2}see: rcodescope analyze/);
  });
});
