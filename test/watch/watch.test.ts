// `watch` as a process: what it follows, what it emits, what it counts, how it ends.
import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { documents, fixture, rcodescope, UNSAFE } from '../cli/program-run.js';
import { tempFiles } from '../sources/temp-files.js';
import { toolOrSkip } from '../tools.js';
import { startWatch, until, type Watch } from './watching.js';

const files = tempFiles();
const RECURSIVE = readFileSync(fixture('bind-recursive.log'));
const REPLIES = readFileSync(fixture('unbound-replies.log'));

async function read(watch: Watch, lines: number): Promise<void> {
  await until(`${lines} lines read`, async () => (await watch.metrics()).value('rcodescope_lines_total') >= lines);
}

async function stop(watch: Watch): Promise<void> {
  watch.child.kill('SIGTERM');
  expect(await watch.ended).toBe(0);
}

describe('a followed file', () => {
  it('is read from its end, then what is appended; ids are those of parse', async () => {
    const path = files.write('tail.log', RECURSIVE);
    const watch = startWatch(['--emit', 'all', path]);
    await until('the lag of a file read from its end', async () =>
      (await watch.metrics()).text.includes('rcodescope_input_lag_bytes{server="tail.log"} 0'),
    );
    appendFileSync(path, RECURSIVE);
    await until('the events', () => watch.documents().length === 44);
    const parsed = documents((await rcodescope(['parse', path])).stdout);
    // What an earlier line says is known only to who has read it.
    // biome-ignore lint/suspicious/noExplicitAny: documents are looked into freely
    const ownWords = ({ rcodescope: { cause, hint, ...ours }, event: { reason, ...event }, ...rest }: any) => ({
      ...rest,
      event,
      ours,
    });
    expect(watch.documents().map(ownWords)).toEqual(parsed.slice(44).map(ownWords));
    await stop(watch);
  });

  it('--from-start reads it all; once everything is final the counters are those of analyze', async () => {
    for (const name of ['bind-recursive', 'bind-notime']) {
      const path = fixture(`${name}.log`);
      const report = JSON.parse((await rcodescope(['analyze', '--json', path])).stdout);
      const watch = startWatch(['--from-start', '--emit', 'all', path]);
      await read(watch, report.lines.read);
      const metrics = await watch.metrics();
      const server = `${name}.log`;
      for (const [outcome, key] of [
        ['event', 'events'],
        ['no_rcode', 'noRcode'],
        ['unrecognized', 'unrecognized'],
        ['oversize', 'oversize'],
      ] as const)
        expect(metrics.value('rcodescope_lines_total', { server, outcome })).toBe(report.lines[key]);
      expect(metrics.value('rcodescope_queries_total', { server })).toBe(report.queries);
      expect(metrics.value('rcodescope_upstream_responses_total', { server })).toBe(report.byDirection.received ?? 0);
      expect(watch.documents()).toHaveLength(report.lines.events);
      await stop(watch);
    }
  });

  // An exchange without a closing line stays open for a minute of silence.
  it('responses: the same as analyze when a later line has closed the last exchange', async () => {
    for (const [name, last] of [
      [
        'bind-recursive',
        '22-Nov-2026 17:59:14.562 queries: info: client @0x7 192.0.2.1#5 (a.example): query: a.example IN A + (192.0.2.2)\n',
      ],
      ['unbound-replies', '[1795462784] unbound[1:0] info: 192.0.2.1 a.example. A IN NOERROR 0.002935 0 94\n'],
    ] as const) {
      const path = files.write(`${name}.log`, Buffer.concat([readFileSync(fixture(`${name}.log`)), Buffer.from(last)]));
      const report = JSON.parse((await rcodescope(['analyze', '--json', path])).stdout);
      const watch = startWatch(['--from-start', path]);
      await until(
        'all responses',
        async () => (await watch.metrics()).value('rcodescope_responses_total') >= report.responses.total,
      );
      const metrics = await watch.metrics();
      for (const [rcode, count] of Object.entries(report.responses.byRcode))
        expect(metrics.value('rcodescope_responses_total', { rcode })).toBe(count);
      expect(metrics.value('rcodescope_responses_total')).toBe(report.responses.total);
      expect(metrics.value('rcodescope_responses_by_type_total')).toBe(report.responses.total);
      expect(metrics.value('rcodescope_response_duration_seconds_count')).toBe(report.latency?.count ?? 0);
      await stop(watch);
    }
  });

  it('that appears later, in small pieces, counts from its first line', async () => {
    const path = files.path('later.log');
    const watch = startWatch(['--emit', 'all', path]);
    await until('the message', () => watch.stderr().includes('later.log: not there yet, waiting for it'));
    // A known line comes only after others, and the very first write ends inside a line.
    const bytes = Buffer.concat([
      Buffer.from('22-Nov-2026 15:59:14.000 general: notice: all zones loaded\n'.repeat(20)),
      RECURSIVE,
    ]);
    let from = 0;
    for (const end of [5, bytes.indexOf('query failed') + 4]) {
      appendFileSync(path, bytes.subarray(from, end));
      from = end;
      const open = end - (bytes.lastIndexOf(10, end - 1) + 1);
      await until(
        'the piece to be read',
        async () => (await watch.metrics()).value('rcodescope_input_lag_bytes') === open,
      );
    }
    appendFileSync(path, bytes.subarray(from));
    await read(watch, 280);
    const metrics = await watch.metrics();
    expect(metrics.value('rcodescope_lines_total', { outcome: 'unrecognized' })).toBe(0);
    await stop(watch);
    expect(watch.documents().map((d) => d.event.id)).toEqual(
      documents((await rcodescope(['parse', path])).stdout).map((d) => d.event.id),
    );
  });

  it('that is rotated is read on under its new name and under the old one', async () => {
    const path = files.write('rotated.log', REPLIES);
    const watch = startWatch(['--from-start', '--emit', 'all', path]);
    await read(watch, 240);
    renameSync(path, `${path}.1`);
    const late = '[1795362799] unbound[1:0] info: 192.0.2.1 late.example. A IN NOERROR 0.002935 0 94\n';
    appendFileSync(`${path}.1`, late);
    // The first line of the new file is of no known kind, and the format is known all the same.
    writeFileSync(path, `[1795362800] unbound[1:0] notice: something new\n${late.replace('late', 'new')}`);
    await read(watch, 243);
    const metrics = await watch.metrics();
    expect(metrics.value('rcodescope_lines_total', { server: 'rotated.log' })).toBe(243);
    expect(metrics.value('rcodescope_lines_total', { outcome: 'unrecognized' })).toBe(0);
    await stop(watch);
    expect(watch.stderr()).toContain('rotated.log: rotated, going on with the new file');
    const names = watch.documents().map((d) => d.dns.question?.name);
    expect(names.slice(-2).sort()).toEqual(['late.example', 'new.example']);
    const ids = watch.documents().map((d) => d.event.id);
    expect(new Set(ids).size).toBe(ids.length);
    const old = documents((await rcodescope(['parse', `${path}.1`])).stdout).map((d) => d.event.id);
    expect(ids.filter((id) => old.includes(id))).toHaveLength(old.length);
  });

  it('an exchange is final by the timer when the log goes quiet', async () => {
    const path = files.write('quiet.log', '');
    const watch = startWatch([path]);
    await watch.url();
    await read(watch, 0);
    appendFileSync(
      path,
      '2026-11-22T16:40:46.442Z responses: info: client @0x5594c1f04040 192.0.2.9#45244 (a.example): response: a.example IN A NXDOMAIN 0 1 0 + (192.0.2.1)\n',
    );
    await until(
      'the response to be counted',
      async () =>
        (await watch.metrics()).value('rcodescope_responses_total', { rcode: 'NXDOMAIN', product: 'bind' }) === 1,
    );
    await stop(watch);
  });
});

describe('what leaves', () => {
  it('--emit notable: notice and more; --emit all: everything; in the order of the lines', async () => {
    for (const emit of ['notable', 'all']) {
      const watch = startWatch(['--emit', emit, '-']);
      watch.child.stdin!.end(REPLIES);
      expect(await watch.ended).toBe(0);
      const found = watch.documents();
      if (emit === 'notable') expect(found.every((d) => d.event.severity > 0)).toBe(true);
      else expect(found).toHaveLength(108);
      const lines = found.map((d) => d.rcodescope.line);
      expect(lines).toEqual([...lines].sort((a, b) => a - b));
      expect(found.length).toBeGreaterThan(0);
      expect(found.every((d) => d.log.file.path === 'standard input')).toBe(true);
    }
  });

  it('text: a line each, names from the log escaped, colour only for a terminal', async () => {
    const watch = startWatch(['--output', 'text', '--emit', 'all', '-']);
    const hostile = '[1795362784] unbound[1:0] info: 192.0.2.1 e\u202ev\u009bil\u200b. A IN SERVFAIL 0.100000 0 69\n';
    watch.child.stdin!.end(Buffer.concat([REPLIES, Buffer.from(hostile.repeat(3))]));
    expect(await watch.ended).toBe(0);
    const lines = watch.stdout().trimEnd().split('\n');
    expect(lines).toHaveLength(111);
    expect(watch.stdout()).not.toMatch(UNSAFE);
    expect(lines.at(-1)).toMatch(/^2026-11-22 15:53:04Z error +SERVFAIL .*e\\u202ev\\x9bil\\u200b A .*to 192\.0\.2\.1/);
  });

  it('a selection holds for what leaves, lines are counted all the same', async () => {
    const watch = startWatch(['--emit', 'all', '-', '--only', 'rcode=NXDOMAIN']);
    watch.child.stdin!.write(REPLIES);
    await read(watch, 240);
    expect((await watch.metrics()).value('rcodescope_lines_total', { outcome: 'event' })).toBe(108);
    watch.child.stdin!.end();
    expect(await watch.ended).toBe(0);
    expect(watch.documents()).toHaveLength(15);
  });

  it('lines without a time have that of reading, and say so', async () => {
    const before = Date.now();
    const watch = startWatch(['--emit', 'all', '-']);
    watch.child.stdin!.end(readFileSync(fixture('bind-notime.log')));
    expect(await watch.ended).toBe(0);
    expect(watch.documents()).toHaveLength(36);
    for (const document of watch.documents()) {
      expect(document.rcodescope.timeBasis).toBe('read');
      const time = Date.parse(document['@timestamp']);
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(Date.now());
    }
  });

  it('a log of nothing known is said to be so, and counted', async () => {
    const watch = startWatch(['-']);
    watch.child.stdin!.write('no log of a name server\n'.repeat(200));
    await read(watch, 200);
    expect((await watch.metrics()).value('rcodescope_lines_total', { outcome: 'unrecognized' })).toBe(200);
    expect(watch.stderr()).toContain(
      'standard input: no known format fits its first 200 lines; see: rcodescope formats',
    );
    // From then on each line counts when it comes.
    watch.child.stdin!.write('and another one\n');
    await read(watch, 201);
    await stop(watch);
    const set = startWatch(['--format', 'unbound', '-']);
    set.child.stdin!.end(RECURSIVE);
    expect(await set.ended).toBe(0);
    expect(set.stderr()).toContain('standard input: set: unbound; the lines look like bind in envelope none');
  });

  it('a live pipe is read line by line, from its first bytes on', async () => {
    const watch = startWatch(['--emit', 'all', '-']);
    const first = REPLIES.subarray(0, REPLIES.indexOf('NXDOMAIN'));
    watch.child.stdin!.write(first.subarray(0, 13));
    watch.child.stdin!.write(first.subarray(13));
    watch.child.stdin!.write(REPLIES.subarray(first.length, REPLIES.indexOf(10, first.length) + 1));
    await until('the first event', () => watch.documents().length === 1);
    watch.child.stdin!.end(REPLIES.subarray(REPLIES.indexOf(10, first.length) + 1));
    expect(await watch.ended).toBe(0);
    const parsed = documents((await rcodescope(['parse', fixture('unbound-replies.log')])).stdout);
    expect(watch.documents().map((d) => d.event.id)).toEqual(parsed.map((d) => d.event.id));
  });
});

describe('names of servers', () => {
  it('are the shortest suffixes that tell the inputs apart', async () => {
    for (const directory of ['ns1', 'ns2']) {
      mkdirSync(files.path(directory));
      copyFileSync(fixture('bind-recursive.log'), files.path(`${directory}/named.log`));
    }
    copyFileSync(fixture('unbound-replies.log'), files.path('unbound.log'));
    const paths = [files.path('ns1/named.log'), files.path('ns2/named.log'), files.path('unbound.log')];
    // A file that is not there yet counts once, however often it is named.
    const gone = files.path('gone.log');
    const watch = startWatch(['--from-start', ...paths, gone, gone]);
    await read(watch, 260 + 260 + 240);
    const metrics = await watch.metrics();
    for (const server of ['ns1/named.log', 'ns2/named.log'])
      expect(metrics.value('rcodescope_lines_total', { server })).toBe(260);
    expect(metrics.value('rcodescope_lines_total', { server: 'unbound.log' })).toBe(240);
    expect(metrics.text).toContain('rcodescope_lines_total{server="gone.log",outcome="event"} 0');
    expect(metrics.value('rcodescope_queries_total', { product: 'bind' })).toBe(364);
    await stop(watch);
  });

  it('one log of two products has series of both', async () => {
    const tagged = (text: string, program: string): string =>
      text.replace(/^/gm, `Nov 22 15:54:57 host ${program}`).replace(/Nov 22 15:54:57 host \w+(\[\d+\])?: ?$/, '');
    const bind = 'client @0x7f 192.0.2.1#53 (x.example): query failed (SERVFAIL) for x.example/IN/A at query.c:1\n';
    const unbound = '[1:0] info: 192.0.2.1 x.example. A IN NXDOMAIN 0.002935 0 94\n';
    const watch = startWatch(['--from-start', '-']);
    watch.child.stdin!.write(`${tagged(bind, 'named[1]: ')}${tagged(unbound, 'unbound[1]: ')}`.repeat(5));
    await read(watch, 10);
    await until('the replies', async () => (await watch.metrics()).value('rcodescope_responses_total') > 0);
    const metrics = await watch.metrics();
    expect(metrics.value('rcodescope_responses_total', { product: 'unbound', rcode: 'NXDOMAIN' })).toBe(5);
    expect(metrics.value('rcodescope_responses_total', { product: 'bind', rcode: 'NXDOMAIN' })).toBe(0);
    expect(metrics.text).toMatch(/rcodescope_responses_total\{[^}]*product="bind",rcode="SERVFAIL"\}/);
    watch.child.stdin!.end();
    expect(await watch.ended).toBe(0);
  });
});

describe('HTTP', () => {
  it.skipIf(toolOrSkip('promtool'))('promtool accepts a live scrape', async () => {
    const watch = startWatch(['--from-start', fixture('bind-recursive.log'), fixture('unbound-replies.log')]);
    await read(watch, 500);
    const { text } = await watch.metrics();
    const check = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect(check.stdout + check.stderr).toBe('');
    expect(check.status).toBe(0);
    await stop(watch);
  });

  it('is on loopback alone unless told otherwise, and can be switched off', async () => {
    const watch = startWatch(['-']);
    expect(await watch.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    watch.child.stdin!.end();
    expect(await watch.ended).toBe(0);
    const off = startWatch(['--web.listen-address=', '-']);
    off.child.stdin!.end(REPLIES);
    expect(await off.ended).toBe(0);
    expect(off.stderr()).toBe('');
  });

  it('a port that is taken: a clear message, status 1', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const run = await rcodescope(['watch', '--web.listen-address', address, '-']);
    server.close();
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(
      /^rcodescope: cannot listen on 127\.0\.0\.1:\d+: another program listens there already\n {2}choose another/,
    );
  });
});

describe('the end', () => {
  it('SIGTERM: status 0; an interrupt twice too, or by the signal', async () => {
    for (const input of ['-', files.write('end.log', RECURSIVE), files.path('never.log')]) {
      const watch = startWatch([input]);
      await watch.url();
      watch.child.kill('SIGTERM');
      expect(await watch.ended).toBe(0);
    }
    const twice = startWatch(['-']);
    await twice.url();
    twice.child.kill('SIGINT');
    twice.child.kill('SIGINT');
    expect([0, 'SIGINT']).toContain(await twice.ended);
  });

  it('nobody reads its output any more: status 0', async () => {
    const watch = startWatch(['--emit', 'all', '-']);
    await watch.url();
    watch.child.stdout!.destroy();
    for (let i = 0; i < 50; i++) watch.child.stdin!.write(REPLIES);
    expect(await watch.ended).toBe(0);
    expect(watch.stderr()).not.toContain('Error');
  });

  it('an input that cannot be read: a message, status 1; the others go on', async () => {
    const fifo = files.path('fifo');
    spawnSync('mkfifo', [fifo]);
    const watch = startWatch(['--emit', 'all', fifo, files.path('*.none'), '-']);
    watch.child.stdin!.end(REPLIES);
    await until('the messages', () =>
      /fifo: not a regular file\n {2}read a pipe as standard input/.test(watch.stderr()),
    );
    await until('the others', () => watch.documents().length === 108);
    watch.child.kill('SIGTERM');
    expect(await watch.ended).toBe(1);
    const archive = files.write('old.log.gz', gzipSync(REPLIES));
    const alone = await rcodescope(['watch', '--web.listen-address', '', '--from-start', archive]);
    expect(alone).toMatchObject({ status: 1, stdout: '' });
    expect(alone.stderr).toMatch(/^rcodescope: .*old\.log\.gz: gzip data, which cannot be followed\n {2}name the log/);
  });
});
