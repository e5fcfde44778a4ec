// The reader of one input: which program's lines are whose, what continues a dump, and what happens when the log changes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Detection, detect } from '../src/detect.js';
import { codeName } from '../src/dns/rcode.js';
import { ENVELOPES } from '../src/envelopes/index.js';
import { EVENT, NO_RCODE, UNRECOGNIZED } from '../src/event.js';
import { compiledFormats, FORMATS } from '../src/formats/index.js';
import { BlockFramer } from '../src/framing.js';
import { InputReader, type ReaderOptions } from '../src/reader.js';
import { InputClock } from '../src/time/clock.js';
import { CARRIERS } from './formats/carriers.js';

interface Seen {
  /** An event's code, `-` for a line without one, `?` for one that nobody knows, `!` for an overlong one. */
  readonly marks: string;
  readonly codes: string[];
  readonly times: number[];
  readonly rebinds: { readonly line: number; readonly format: string | undefined }[];
  readonly reader: InputReader;
}

function read(lines: readonly string[], options: Partial<ReaderOptions> = {}, head: readonly string[] = lines): Seen {
  let marks = '';
  const codes: string[] = [];
  const times: number[] = [];
  const rebinds: { line: number; format: string | undefined }[] = [];
  const detection: Detection = options.detection ?? detect(head.slice(0, 200).map((line) => Buffer.from(line)));
  const maxLineBytes = options.maxLineBytes ?? 4096;
  const reader = new InputReader({
    clock: new InputClock({ timeZone: 'UTC', anchorMs: Date.UTC(2026, 11, 1) }),
    consumer: {
      record: (record, outcome) => {
        marks += outcome === EVENT ? 'e' : outcome === NO_RCODE ? '-' : outcome === UNRECOGNIZED ? '?' : 'x';
        if (outcome === EVENT) {
          expect(record.kind?.direction).toBeDefined();
          expect(record.code).toBeGreaterThanOrEqual(0);
          codes.push(codeName(record.code));
        }
        times.push(record.time);
      },
      oversize: (record) => {
        marks += '!';
        expect(record.kind).toBeUndefined();
        times.push(record.time);
      },
    },
    onRebind: (found, line) => rebinds.push({ line, format: found.format?.spec.name }),
    ...options,
    detection,
    maxLineBytes,
  });
  const framer = new BlockFramer(reader, maxLineBytes);
  framer.push(Buffer.from(lines.map((line) => `${line}\n`).join('')));
  framer.finish();
  return { marks, codes, times, rebinds, reader };
}

const syslog = (tag: string, text: string): string => `Nov 22 15:55:15 ns1 ${tag}: ${text}`;
const SSHD = syslog('sshd[211]', 'Connection closed by 192.0.2.7 port 22');
const NAMED = syslog('named[10960]', 'client @0x1 192.0.2.1#5 (a): query-on denied');
const REPLY = '[9971:0] info: 192.0.2.9 a.example. A IN NXDOMAIN 0.000000 1 40';
const UNBOUND = syslog('unbound', REPLY);
const EPOCH_REPLY = '[1795362786] unbound[1:0] info: 192.0.2.9 a.example. A IN NOERROR 0.000000 1 40';

describe('a stream of several programs', () => {
  it('gives each line to the program that wrote it', () => {
    const { marks, codes } = read([SSHD, NAMED, UNBOUND, SSHD, NAMED, SSHD, UNBOUND, UNBOUND]);
    expect(marks).toBe('?ee?e?ee');
    expect(codes).toEqual(['REFUSED', 'NXDOMAIN', 'REFUSED', 'NXDOMAIN', 'NXDOMAIN']);
  });

  it('takes every line of a known program for its own', () => {
    expect(read([NAMED, syslog('named[10960]', 'something new'), syslog('unbound', 'something new')]).marks).toBe(
      'e--',
    );
  });

  it('finds out what an unknown program writes', () => {
    const renamed = syslog('resolver-a[7]', REPLY);
    expect(read([NAMED, renamed, SSHD, renamed]).codes).toEqual(['REFUSED', 'NXDOMAIN', 'NXDOMAIN']);
  });

  it('reads words of another program as its own words only', () => {
    const fake = syslog('sshd[211]', 'Invalid user query-on denied from 192.0.2.7');
    expect(read([NAMED, fake]).marks).toBe('e?');
  });

  it('keeps dumps of two programs apart', () => {
    const head = syslog('named[1]', 'received packet from 192.0.2.7#53');
    const header = ';; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id:  1';
    expect(read([head, SSHD, UNBOUND, syslog('named[1]', header)]).codes).toEqual(['NXDOMAIN', 'SERVFAIL']);
    expect(read([head, syslog('named[1]', 'x'), syslog('named[1]', header)]).codes).toEqual([]);
  });

  it('does not give a line without a program to the one before', () => {
    const journal = (message: string, program?: string): string =>
      JSON.stringify({ MESSAGE: message, ...(program !== undefined && { SYSLOG_IDENTIFIER: program }) });
    const sessions = Array.from({ length: 60 }, () => journal('session opened', 'sshd'));
    expect(read([journal(REPLY, 'unbound'), ...sessions, journal(REPLY)]).marks).toBe(`e${'?'.repeat(60)}e`);
  });

  it('remembers a bounded number of programs and still reads the known ones', () => {
    const many = Array.from({ length: 400 }, (_, i) => syslog(`cron${i}`, 'x'));
    const { marks } = read([NAMED, ...many, NAMED, UNBOUND]);
    expect(marks).toBe(`e${'?'.repeat(400)}ee`);
  });
});

describe('lines without a prefix', () => {
  const head = '22-Nov-2026 15:59:37.922 resolver: debug 10: received packet from 127.53.0.1#53';
  const header = ';; ->>HEADER<<- opcode: QUERY, status: YXRRSET, id:  12847';
  const dump = [header, ';; flags: qr aa', '', 'x.example.\t300\tIN\tTXT\t"y"', ''];

  it('continue a dump', () => {
    const { marks, codes } = read([head, ...dump, NAMED]);
    expect(marks).toBe('-e----?');
    expect(codes).toEqual(['YXRRSET']);
  });

  it('are bare texts where no line of the channel has a prefix', () => {
    const bare = 'client @0x1 192.0.2.1#5 (a): query-on denied';
    expect(read([bare, 'all zones loaded', '{"a":1}', '<30>x', bare]).marks).toBe('e-??e');
    expect(read([head, 'all zones loaded']).marks).toBe('-?');
  });

  it('of Unbound belong to a dump or to nobody', () => {
    const first =
      '[1795363104] unbound[1:0] info: incoming scrubbed packet: ;; ->>HEADER<<- opcode: QUERY, rcode: NXDOMAIN, id: 0';
    expect(read([first, ';; flags: qr', 'x.\t1\tIN\tA\t192.0.2.1', EPOCH_REPLY, 'text']).marks).toBe('e--e?');
  });

  it('with an indent continue a journal line', () => {
    expect(read([UNBOUND, '    ;; flags: qr', '\tx', '', 'text']).marks).toBe('e---?');
  });
});

describe('what cannot be read', () => {
  it('is unrecognized as a whole where nothing was detected', () => {
    const { marks, reader } = read(['a', 'b', '{}']);
    expect([marks, reader.format]).toEqual(['???', undefined]);
  });

  it('is reported by its length where it is too long', () => {
    const long = `${EPOCH_REPLY} ${'x'.repeat(5000)}`;
    const { marks, times } = read([EPOCH_REPLY, long, EPOCH_REPLY], {}, [EPOCH_REPLY]);
    expect(marks).toBe('e!e');
    expect(times[1]).toBeNaN();
  });

  it('is a piece or an empty message', () => {
    const docker = (log: string): string => JSON.stringify({ log, stream: 'stdout', time: '2026-11-22T15:55:15Z' });
    const head = docker(`${EPOCH_REPLY}\n`);
    const { marks } = read([docker(EPOCH_REPLY.slice(0, 30)), docker(`${EPOCH_REPLY.slice(30)}\n`), 'no JSON'], {}, [
      head,
    ]);
    expect(marks).toBe('-e?');
    const journal = [
      JSON.stringify({ MESSAGE: REPLY, SYSLOG_IDENTIFIER: 'unbound' }),
      '{"MESSAGE":null,"SYSLOG_IDENTIFIER":"unbound"}',
    ];
    expect(read(journal).marks).toBe('e-');
  });
});

describe('any lines', () => {
  const known = FORMATS.flatMap(({ samples }) => samples.map(({ line }) => line.replaceAll('\n', ' ')));
  const line = fc
    .tuple(
      fc.constantFrom(...known, SSHD, '', '{', ' x'),
      fc.constantFrom(...CARRIERS),
      fc.constantFrom('named', 'unbound', 'x'),
    )
    .chain(([text, { wrap }, program]) => {
      const whole = wrap(text, program) ?? text;
      return fc.oneof(
        fc.constant(whole),
        fc.nat(whole.length).map((cut) => whole.slice(cut)),
      );
    });

  it('are each told once, and an event has a kind, a code and a direction', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 80 }), fc.nat(80), (lines, head) => {
        const { marks } = read(lines, {}, lines.slice(0, head % (lines.length + 1)));
        expect(marks).toMatch(/^[-e?!]*$/);
        expect(marks).toHaveLength(lines.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('time', () => {
  it("is the line's own before the carrier's", () => {
    const line = '2026-11-22T15:55:15.182Z security: info: client @0x1 192.0.2.1#5 (a): query-on denied';
    expect(read([`Nov 23 01:00:00 ns1 named[1]: ${line}`]).times).toEqual([Date.UTC(2026, 10, 22, 15, 55, 15, 182)]);
    expect(read([NAMED, UNBOUND]).times).toEqual([0, 0].map(() => Date.UTC(2026, 10, 22, 15, 55, 15)));
    expect(read([EPOCH_REPLY]).times).toEqual([1_795_362_786_000]);
  });

  it('is none where neither has one', () => {
    const { times } = read(['client @0x1 192.0.2.1#5 (a): query-on denied', REPLY], {}, [
      'client @0x1 192.0.2.1#5 (a): query-on denied',
    ]);
    expect(times).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('an input that changes', () => {
  it('is detected anew after two hundred lines that fit nothing, and says so once', () => {
    const { marks, rebinds, reader } = read([EPOCH_REPLY, ...Array<string>(400).fill(NAMED)], {}, [EPOCH_REPLY]);
    expect(rebinds).toEqual([{ line: 250, format: 'bind' }]);
    expect(marks).toBe(`e${'?'.repeat(249)}${'e'.repeat(151)}`);
    expect(reader.envelope?.name).toBe('rfc3164');
  });

  it('is found where nothing was known before', () => {
    const lines = [...Array<string>(150).fill('junk'), ...Array<string>(300).fill(EPOCH_REPLY)];
    const { rebinds, codes } = read(lines, {}, ['junk']);
    expect(rebinds).toEqual([{ line: 249, format: 'unbound' }]);
    expect(codes).toHaveLength(201);
  });

  it('loses no answer of a server that has only just started', () => {
    const start = '[1795362786] unbound[1:0] notice: init module 0: validator';
    const { marks, rebinds } = read([start, start, EPOCH_REPLY, start, EPOCH_REPLY], {}, [start, start]);
    expect(marks).toBe('??e-e');
    expect(rebinds).toEqual([{ line: 3, format: 'unbound' }]);
    const set = compiledFormats().find(({ spec }) => spec.name === 'bind')!;
    expect(read(['junk', EPOCH_REPLY, NAMED], { format: set }).marks).toBe('??e');
  });

  it('is judged by lines in a row only', () => {
    const part = [...Array<string>(199).fill(SSHD), EPOCH_REPLY];
    expect(read([...part, ...part, ...part, ...part], {}, [EPOCH_REPLY]).rebinds).toEqual([]);
    const old = [...Array<string>(230).fill(NAMED), EPOCH_REPLY, ...Array<string>(230).fill('junk')];
    expect(read(old, {}, [EPOCH_REPLY]).rebinds).toEqual([]);
  });

  it('stays what it is among lines that nobody knows', () => {
    const { rebinds, codes } = read([EPOCH_REPLY, ...Array<string>(600).fill('junk'), EPOCH_REPLY], {}, [EPOCH_REPLY]);
    expect([rebinds, codes]).toEqual([[], ['NOERROR', 'NOERROR']]);
  });

  it('keeps what the user has set', () => {
    const none = ENVELOPES.find(({ name }) => name === 'none')!;
    const unbound = compiledFormats().find(({ spec }) => spec.name === 'unbound')!;
    const { rebinds } = read(Array<string>(400).fill(NAMED), { envelope: none, format: unbound });
    expect(rebinds).toEqual([]);
  });
});
