// Rotated and compressed logs through the program: a log in pieces counts as the whole does, and broken archives as far as they go.
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compressedBy, tempFiles } from '../sources/temp-files.js';
import { toolOrSkip } from '../tools.js';
import { documents, rcodescope } from './program-run.js';

const files = tempFiles();
const SAMPLES = fileURLToPath(new URL('../../samples/', import.meta.url));
const PROGRAMS = { gz: 'gzip', zst: 'zstd', xz: 'xz', bz2: 'bzip2', lz4: 'lz4' } as const;
const MISSING = Object.values(PROGRAMS).some((program) => toolOrSkip(program));

function sample(name: string): Buffer {
  const packed = `${SAMPLES}${name}.log.gz`;
  return existsSync(packed) ? gunzipSync(readFileSync(packed)) : readFileSync(`${SAMPLES}${name}.log`);
}

/** Pieces of a log, cut behind line ends at places that look random and are the same each time. */
function pieces(log: Buffer, count: number): Buffer[] {
  const ends: number[] = [];
  for (let lf = log.indexOf(10); lf >= 0; lf = log.indexOf(10, lf + 1)) ends.push(lf + 1);
  let x = log.length;
  const cuts = Array.from({ length: count - 1 }, (_, i) => {
    x = (x * 48271) % 0x7fffffff;
    const share = ends.length / count;
    return ends[Math.floor(share * (i + 0.5 + (x % 100) / 200))]!;
  });
  return [0, ...cuts].map((start, i) => log.subarray(start, cuts[i] ?? log.length));
}

function compressed(bytes: Buffer, extension: keyof typeof PROGRAMS): Buffer {
  return extension === 'gz' ? gzipSync(bytes) : compressedBy(PROGRAMS[extension], bytes);
}

/** Everything that is counted: all but what names the inputs. */
// biome-ignore lint/suspicious/noExplicitAny: a report is looked into freely
async function analyzed(...args: string[]): Promise<any> {
  const run = await rcodescope(['analyze', '--json', ...args]);
  expect(run).toMatchObject({ stderr: '', status: 0 });
  // Patterns are looked for in each file by itself: what a piece is too short for is not found in it.
  const { nextSteps: _, blindSpots: __, findings: ___, rulesOff: ____, inputs, ...counted } = JSON.parse(run.stdout);
  return { counted, inputs };
}

describe.skipIf(MISSING)('a log in pieces is the log', () => {
  const names = ['bind', 'unbound'].flatMap((folder) =>
    readdirSync(`${SAMPLES}${folder}`).map((name) => `${folder}/${name.replace(/\.log(\.gz)?$/, '')}`),
  );
  /** Of four pieces, oldest first. */
  const schemes: Readonly<Record<string, readonly string[]>> = {
    numbers: ['n.log.2.zst', 'n.log.1.gz', 'n.log.0', 'n.log'],
    dates: ['n.log-20261120.xz', 'n.log-20261121-1795248000.gz', 'n.log-20261121-1795250000.bz2', 'n.log'],
    stamps: ['n.log.20261121000000000', 'n.log.20261122000000000', 'n.log.20261122000000001.lz4', 'n.log'],
  };

  it.concurrent.each(names.map((name, i) => [name, Object.keys(schemes)[i % 3]!] as const))(
    '%s by %s',
    async (name, scheme) => {
      const log = sample(name);
      const folder = `${name.replace('/', '-')}`;
      mkdirSync(files.path(folder));
      mkdirSync(files.path(`${folder}/parts`));
      const whole = files.write(`${folder}/whole.log`, log);
      for (const [i, part] of pieces(log, 4).entries()) {
        const file = schemes[scheme]![i]!;
        const extension = /\.(gz|zst|xz|bz2|lz4)$/.exec(file)?.[1] as keyof typeof PROGRAMS | undefined;
        files.write(`${folder}/parts/${file}`, extension === undefined ? part : compressed(part, extension));
      }
      const [one, parts] = await Promise.all([analyzed(whole), analyzed(files.path(`${folder}/parts`))]);
      expect(one.counted.lines.read).toBeGreaterThan(100);
      expect(parts.counted).toEqual(one.counted);
      expect(
        parts.inputs.map((input: { path: string }) => input.path.slice(files.path(`${folder}/parts/`).length)),
      ).toEqual(schemes[scheme]);
      for (const input of parts.inputs) {
        expect(input).toMatchObject({ format: one.inputs[0].format, coverage: one.inputs[0].coverage });
        expect(input.lines.read).toBeGreaterThan(0);
      }
    },
  );

  it('parse gives the same documents, each with its own file and line', async () => {
    const log = sample('bind/recursive-default');
    mkdirSync(files.path('parse'));
    const parts = pieces(log, 3);
    for (const [i, name] of ['q.log.1.gz', 'q.log.0', 'q.log'].entries())
      files.write(`parse/${name}`, i === 0 ? gzipSync(parts[0]!) : parts[i]!);
    const whole = documents((await rcodescope(['parse', files.write('whole-parse.log', log)])).stdout);
    const split = documents((await rcodescope(['parse', files.path('parse')])).stdout);
    const withoutPlace = ({
      log: { file, offset, ...log },
      rcodescope: { line, cause, ...ours },
      event: { id, ...event },
      ...rest
      // biome-ignore lint/suspicious/noExplicitAny: documents are looked into freely
    }: any) => ({
      ...rest,
      log,
      event,
      // The hint says where the cause stands.
      ours: JSON.parse(JSON.stringify(ours).replace(/Line \d+ of [^"]*? tells/g, 'A line tells')),
      cause: cause?.reason,
    });
    expect(split.map(withoutPlace)).toEqual(whole.map(withoutPlace));
    expect(split.length).toBeGreaterThan(100);
    const linesOf = (bytes: Buffer): number => bytes.toString('latin1').split('\n').length - 1;
    const before = [0, linesOf(parts[0]!), linesOf(parts[0]!) + linesOf(parts[1]!)];
    const index = (path: string): number =>
      ['q.log.1.gz', 'q.log.0', 'q.log'].indexOf(path.slice(files.path('parse/').length));
    expect(split.map((d) => d.rcodescope.line + before[index(d.log.file.path)]!)).toEqual(
      whole.map((d) => d.rcodescope.line),
    );
  });
});

describe('what one file leaves to the next', () => {
  const year = (text: string): number => Date.parse(text) / 1000;
  const dated = (name: string, content: string | Buffer, mtime: string): string => {
    const path = files.write(name, content);
    utimesSync(path, year(mtime), year(mtime));
    return path;
  };
  const denied = (stamp: string, port: number): string =>
    `${stamp} ns1 named[15847]: query-errors: info: client @0x7f2f4fced898 127.0.2.115#${port} (a.example.org): query failed (REFUSED) for a.example.org/IN/A at query.c:5708\n`;

  it('the year goes on over the files of a year-less log', async () => {
    mkdirSync(files.path('years'));
    // By date of their own: 2024 to 2025, the turn inside .1, and a live file that begins in January.
    dated(
      'years/named.log.2.gz',
      gzipSync(denied('Nov 30 10:00:00', 1) + denied('Dec 30 10:00:00', 2)),
      '2024-12-30T11:00:00Z',
    );
    dated('years/named.log.1', denied('Dec 31 23:59:58', 3) + denied('Jan  1 00:00:01', 4), '2025-01-02T00:00:00Z');
    dated('years/named.log', denied('Jan  2 10:00:00', 5) + denied('Feb  3 10:00:00', 6), '2025-02-03T10:00:01Z');
    const run = await rcodescope(['parse', '--timezone', 'UTC', files.path('years')]);
    expect(run.stderr).toBe('');
    expect(documents(run.stdout).map((d) => [d.client.port, d['@timestamp'].slice(0, 10)])).toEqual([
      [1, '2024-11-30'],
      [2, '2024-12-30'],
      [3, '2024-12-31'],
      [4, '2025-01-01'],
      [5, '2025-01-02'],
      [6, '2025-02-03'],
    ]);
  });

  it('the second pass of a repeated hour is after the first', async () => {
    mkdirSync(files.path('fold'));
    const line = (time: string, port: number): string =>
      `26-Oct-2025 ${time}.000 query-errors: info: client @0x7f2f4fced898 127.0.2.115#${port} (a.example.org): query failed (REFUSED) for a.example.org/IN/A at query.c:5708\n`;
    files.write('fold/named.log.3', line('01:50:00', 1) + line('02:10:00', 2));
    files.write('fold/named.log.2', line('02:30:00', 3) + line('02:50:00', 4));
    files.write('fold/named.log.1', line('02:05:00', 5) + line('02:35:00', 6));
    files.write('fold/named.log.0', line('02:40:00', 7) + line('02:55:00', 8));
    files.write('fold/named.log', line('03:05:00', 9));
    const run = await rcodescope(['parse', '--timezone', 'Europe/Berlin', files.path('fold')]);
    expect(documents(run.stdout).map((d) => d['@timestamp'].slice(11, 16))).toEqual([
      '23:50',
      '00:10',
      '00:30',
      '00:50',
      '01:05',
      '01:35',
      '01:40',
      '01:55',
      '02:05',
    ]);
  });

  it('an exchange whose lines are in two files is one, with times and without', async () => {
    const denial =
      "client @0x7f2f4fced898 127.0.2.115#49609 (a.example.org): query (cache) 'a.example.org/A/IN' denied (allow-query-cache did not match)\n";
    const failed =
      'client @0x7f2f4fced898 127.0.2.115#49609 (a.example.org): query failed (REFUSED) for a.example.org/IN/A at query.c:5708\n';
    // More lines than stand for the silence of a minute where no line has a time.
    const filler = `REFUSED unexpected RCODE resolving 'w0.example.net/A/IN': 127.53.9.1#53\n${'all zones loaded\n'.repeat(24_999)}`;
    for (const [name, stamp] of [
      ['timed', '22-Nov-2026 15:59:14.562 '],
      ['bare', ''],
    ] as const) {
      mkdirSync(files.path(name));
      const stamped = (text: string): string =>
        text.replace(/^/gm, stamp).slice(0, stamp === '' ? undefined : -stamp.length);
      const [a, b] = [stamped(filler + denial), stamped(failed + filler)];
      const whole = await analyzed(files.write(`${name}.whole`, a + b));
      files.write(`${name}/n.log.0`, a);
      files.write(`${name}/n.log`, b);
      const parts = await analyzed(files.path(name));
      expect(whole.counted).toMatchObject({ byDirection: { sent: 2 }, responses: { byRcode: { REFUSED: 1 } } });
      expect(parts.counted).toEqual(whole.counted);
      expect(parts.inputs.map((i: { lines: { read: number } }) => i.lines.read)).toEqual([25_001, 25_001]);
    }
  });

  it('a short file without ordinary answers does not say that they are not logged', async () => {
    const log = sample('bind/responselog-auth-utc');
    const text = log.toString('latin1').split('\n');
    mkdirSync(files.path('coverage'));
    files.write('coverage/n.log.1', `${text.slice(0, 103).join('\n')}\n`);
    files.write('coverage/n.log.0', `${text.slice(103, 115).join('\n')}\n`);
    files.write('coverage/n.log', text.slice(115).join('\n'));
    const { counted, inputs } = await analyzed(files.path('coverage'));
    expect(counted.responses.coverage).toBe('all');
    expect(inputs.map((i: { coverage: string }) => i.coverage)).toEqual(['all', 'all', 'all']);
  });

  it('a file that is too short to tell its format is read as the others; one in another format as its own', async () => {
    mkdirSync(files.path('formats'));
    files.write('formats/n.log.3', denied('Nov 22 10:00:00', 1));
    files.write('formats/n.log.2', 'Nov 22 11:00:00 ns1 named[15847]: a text of no kind\n');
    files.write(
      'formats/n.log.1',
      '[1795345200] unbound[1:0] info: 127.0.0.1 example.com. A IN NOERROR 0.000000 1 45\n',
    );
    files.write('formats/n.log', denied('Nov 22 13:00:00', 2));
    const { counted, inputs } = await analyzed('--timezone', 'UTC', files.path('formats'));
    expect(counted.lines).toEqual({ read: 4, events: 3, noRcode: 1, unrecognized: 0, oversize: 0 });
    expect(inputs.map((i: { format: string }) => i.format)).toEqual(['bind', 'bind', 'unbound', 'bind']);
  });
});

describe.skipIf(MISSING)('archives', () => {
  const LINE =
    '2026-11-22T15:59:14.350Z query-errors: info: client @0x7ff9c10f0c98 127.0.2.37#54581 (www.example.com): query failed (SERVFAIL) for www.example.com/IN/A at query.c:5713\n';
  const good = files.write('good.log', LINE);
  let x = 1;
  /** Ports that differ, so that it does not compress to almost nothing. */
  const log = Buffer.from(
    Array.from({ length: 60_000 }, () => {
      x = (x * 48271) % 0x7fffffff;
      return LINE.replace('54581', String(x % 65536)).replace('7ff9c10f0c98', x.toString(16).padStart(12, '0'));
    }).join(''),
  );

  it.each(Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[])(
    '%s: whole, in two members, empty, truncated, corrupt',
    async (extension) => {
      const packed = compressed(log, extension);
      const two = Buffer.concat([compressed(Buffer.from(LINE), extension), compressed(Buffer.from(LINE), extension)]);
      // Content of no bytes.
      const empty = compressed(Buffer.alloc(0), extension);
      const broken = Buffer.from(packed);
      broken.fill(0x55, Math.floor(packed.length * 0.7), Math.floor(packed.length * 0.7) + 64);
      const path = (name: string): string => files.path(`${name}.log.${extension}`);
      files.write(`whole.log.${extension}`, packed);
      files.write(`two.log.${extension}`, two);
      files.write(`empty.log.${extension}`, empty);
      files.write(`cut.log.${extension}`, packed.subarray(0, Math.floor(packed.length * 0.8)));
      files.write(`broken.log.${extension}`, broken);
      const fine = await analyzed(path('whole'), path('two'), path('empty'));
      expect(fine.inputs.map((i: { lines: { read: number } }) => i.lines.read)).toEqual([60_000, 2, 0]);
      const run = await rcodescope(['analyze', '--json', path('cut'), path('broken'), path('empty'), good]);
      expect(run.status).toBe(1);
      const report = JSON.parse(run.stdout);
      const [cut, corrupt, nothing, plain] = report.inputs.map((i: { lines: { read: number } }) => i.lines.read);
      expect(nothing).toBe(0);
      expect(plain).toBe(1);
      expect(cut).toBeGreaterThan(20_000);
      expect(cut).toBeLessThan(60_000);
      // gzip finds out at the checksum in its end, behind lines that were garbled.
      expect(corrupt).toBeGreaterThan(1000);
      expect(corrupt).toBeLessThan(extension === 'gz' ? 61_000 : 60_000);
      const { lines } = report;
      expect(lines.read).toBe(cut + corrupt + 1);
      expect(lines.read).toBe(lines.events + lines.noRcode + lines.unrecognized + lines.oversize);
      const said = run.stderr
        .trimEnd()
        .split('\n')
        .filter((line) => line.startsWith('rcodescope:'));
      expect(said).toHaveLength(2);
      for (const [i, name] of ['cut', 'broken'].entries()) {
        expect(said[i]).toMatch(/ data .* at compressed byte \d+ of \d+$/);
        expect(said[i]).toContain(
          `rcodescope: ${path(name)}: its ${{ gz: 'gzip', zst: 'zstd', xz: 'xz', bz2: 'bzip2', lz4: 'lz4' }[extension]} data`,
        );
      }
    },
  );

  it('in a series: the file that is broken counts as far as it goes, and the next goes on', async () => {
    mkdirSync(files.path('series'));
    const [a, b, c] = pieces(log, 3);
    files.write('series/n.log.1.gz', gzipSync(a!));
    files.write('series/n.log.0.gz', gzipSync(b!).subarray(0, -1000));
    files.write('series/n.log', c!);
    const run = await rcodescope(['analyze', '--json', files.path('series')]);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(
      /^rcodescope: .*n\.log\.0\.gz: its gzip data .* at compressed byte \d+ of \d+\n {2}what came/,
    );
    const { inputs, lines } = JSON.parse(run.stdout);
    expect(inputs.map((i: { path: string }) => i.path.slice(files.path('series/').length))).toEqual([
      'n.log.1.gz',
      'n.log.0.gz',
      'n.log',
    ]);
    expect(lines.read).toBeGreaterThan(58_000);
    expect(lines.read).toBeLessThan(60_000);
  });

  it('what else lies in the directory is said, and no failure', async () => {
    mkdirSync(files.path('mixed'));
    files.write('mixed/README', 'These are the logs of ns1.\n\nThey are kept for a month.\n');
    files.write('mixed/core', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)));
    files.write('mixed/named.log', LINE);
    files.write('mixed/named.log.1.gz', gzipSync(LINE));
    const run = await rcodescope(['analyze', '--json', files.path('mixed')]);
    expect(run.status).toBe(0);
    for (const name of ['README', 'core'])
      expect(run.stderr).toContain(
        `${files.path(`mixed/${name}`)}: no known format fits its lines; see: rcodescope detect`,
      );
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(2);
    const report = JSON.parse(run.stdout);
    expect(report.lines).toMatchObject({ events: 2 });
    expect(report.lines.unrecognized + report.lines.noRcode + report.lines.oversize).toBe(report.lines.read - 2);
    expect(report.inputs.map((i: { format?: string }) => i.format ?? null)).toEqual([null, null, 'bind', 'bind']);
  });
});
