// One client request, one response: how the lines of BIND are joined, rule by rule, and against a slow plain reading of the rules.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeName } from '../../src/dns/rcode.js';
import { newLineRecord, SLOT } from '../../src/event.js';
import { text } from '../../src/event-view.js';
import { Exchanges } from '../../src/exchange/exchanges.js';
import { bind } from '../../src/formats/bind.js';
import { compiledFormat } from '../../src/formats/index.js';
import { unbound } from '../../src/formats/unbound.js';

type Family = 'Q' | 'U' | 'N' | 'T' | 'R';

/** What a line is for the counting: an answer of a family with the header code that the client sees, or one of the others. */
interface Template {
  readonly kind: string;
  readonly text: string;
  readonly family?: Family;
  readonly code?: string;
  readonly role: 'answer' | 'request' | 'suppressed' | 'no event';
  readonly badkey?: boolean;
}

const answer = (family: Family, kind: string, code: string, words: string): Template => ({
  kind,
  family,
  code,
  text: words,
  role: 'answer',
});
const other = (kind: string, role: Template['role'], words: string): Template => ({ kind, role, text: words });

const LINES = {
  query: other('query', 'request', 'query: a.example IN A + (192.0.2.53)'),
  response: answer('Q', 'response', 'NXDOMAIN', 'response: a.example IN A NXDOMAIN 0 1 0 + (192.0.2.53)'),
  formerr: answer('Q', 'response', 'FORMERR', 'response: a.example IN A FORMERR 0 0 0 + (192.0.2.53)'),
  failed: answer('Q', 'query-failed', 'SERVFAIL', 'query failed (timed out) for a.example/IN/A at query.c:1'),
  refused: answer('Q', 'query-failed', 'REFUSED', 'query failed (REFUSED) for a.example/IN/A at query.c:1'),
  denied: answer('Q', 'query-denied', 'REFUSED', "query 'a.example/A/IN' denied"),
  rpz: answer('Q', 'rpz-nxdomain', 'NXDOMAIN', 'rpz QNAME NXDOMAIN rewrite a.example/A/IN via a.rpz'),
  slip: answer('Q', 'rrl-slip', 'NXDOMAIN', 'rate limit slip NXDOMAIN response to 192.0.2.0/24 for a  (0011aabb)'),
  drop: other('rrl-drop', 'suppressed', 'rate limit drop NXDOMAIN response to 192.0.2.0/24 for a  (0011aabb)'),
  error: other('rrl-error', 'suppressed', 'rate limit slip REFUSED error response to 192.0.2.0/24'),
  loop: other('loop', 'suppressed', 'possible error packet loop, FORMERR dropped'),
  dropped: other('dropped', 'suppressed', 'dropped error (FORMERR) response: suspicious port'),
  update: answer('U', 'update-failed', 'NOTAUTH', 'update failed: not authoritative for update zone (NOTAUTH)'),
  updateDenied: answer('U', 'update-denied', 'REFUSED', "update 'example/IN' denied"),
  notify: answer('N', 'notify-notauth', 'NOTAUTH', "received notify for zone 'a': not authoritative"),
  badkey: {
    ...answer('T', 'tsig-invalid', 'NOTAUTH', 'request has invalid signature: TSIG k: tsig verify failure (BADKEY)'),
    badkey: true,
  },
  badsig: answer('T', 'tsig-invalid', 'NOTAUTH', 'request has invalid signature: TSIG k: tsig verify failure (BADSIG)'),
  parse: answer('R', 'parse-failed', 'FORMERR', 'message parsing failed: unexpected end of input'),
  signer: other('update-signer', 'no event', 'signer "k" denied'),
  ede: other('ede', 'no event', 'set ede: info-code 18 extra-text (null)'),
} as const satisfies Record<string, Template>;

type LineName = keyof typeof LINES;

interface Line {
  readonly name: LineName;
  /** ms since the line before. */
  readonly after?: number;
  readonly client?: string;
  readonly pointer?: string | undefined;
  /** The line has a stamp that says no time. */
  readonly untimed?: true;
}

const CLIENT = '192.0.2.1#5000';

const physical = ({ name, client = CLIENT, pointer = '0x1' }: Line): string =>
  `client ${pointer === '' ? '' : `@${pointer} `}${client}: ${LINES[name].text}`;

interface Answered {
  readonly codes: string[];
  readonly details: string[];
  readonly names: (string | undefined)[];
  readonly evicted: number;
  readonly open: number;
}

function count(
  lines: readonly (Line | { readonly raw: string; readonly after?: number })[],
  options: { maxOpen?: number; timeless?: boolean; format?: 'bind' | 'unbound' } = {},
): Answered {
  const format = compiledFormat(options.format === 'unbound' ? unbound : bind);
  const record = newLineRecord();
  const codes: string[] = [];
  const details: string[] = [];
  const names: (string | undefined)[] = [];
  const exchanges = new Exchanges({
    maxOpen: options.maxOpen ?? 1000,
    answer: (out, detail) => {
      codes.push(codeName(out.code));
      details.push(codeName(detail));
      names.push(text(out, SLOT.qname));
    },
  });
  let time = 1_795_363_000_000;
  let lineNo = 0;
  for (const line of lines) {
    const b = Buffer.from('raw' in line ? line.raw : physical(line));
    format.read(record, b, 0, b.length, undefined);
    if (record.kind === undefined) throw new Error(`not read: ${b.toString()}`);
    time += line.after ?? 0;
    lineNo += options.timeless === true ? Math.max(1, line.after ?? 0) : 1;
    record.time = options.timeless === true || 'untimed' in line ? Number.NaN : time;
    record.lineNo = lineNo;
    exchanges.add(record);
  }
  const { open } = exchanges;
  exchanges.finish();
  return { codes, details, names, evicted: exchanges.evicted, open };
}

const codesOf = (...names: (LineName | Line)[]): string[] =>
  count(names.map((line) => (typeof line === 'string' ? { name: line } : line))).codes;

describe('which lines belong together (rule 1)', () => {
  it('joins by address and port', () => {
    expect(codesOf('query', 'denied', 'refused', 'response')).toEqual(['NXDOMAIN']);
    expect(codesOf('denied', { name: 'refused', client: '192.0.2.1#5001' })).toEqual(['REFUSED', 'REFUSED']);
    expect(codesOf('denied', { name: 'refused', client: '192.0.2.2#5000' })).toEqual(['REFUSED', 'REFUSED']);
  });

  it('and by the pointer where both lines have one', () => {
    expect(codesOf('denied', { name: 'refused', pointer: '0x2' })).toEqual(['REFUSED', 'REFUSED']);
    expect(codesOf('denied', { name: 'refused', pointer: '' })).toEqual(['REFUSED']);
    expect(codesOf({ name: 'denied', pointer: '' }, 'refused')).toEqual(['REFUSED']);
  });

  it('takes the address of a refused notify for its client', () => {
    const raw = 'zone a/IN: refused notify from non-primary: 192.0.2.1#5000';
    expect(count([{ raw }]).codes).toEqual(['REFUSED']);
    expect(count([{ name: 'notify' }, { raw }]).codes).toEqual(['REFUSED']);
    expect(count([{ raw }, { raw }]).codes).toEqual(['REFUSED', 'REFUSED']);
  });

  it('counts each transfer refused for a quota alone', () => {
    const raw = 'AXFR request denied: quota reached';
    expect(count([{ raw }, { name: 'refused' }, { raw }]).codes).toEqual(['SERVFAIL', 'SERVFAIL', 'REFUSED']);
  });

  it('counts each reply of Unbound alone', () => {
    const raw = '[1795363104] unbound[1:0] info: 192.0.2.1 a. A IN NXDOMAIN 0.000000 1 12';
    expect(count([{ raw }, { raw }], { format: 'unbound' }).codes).toEqual(['NXDOMAIN', 'NXDOMAIN']);
  });
});

describe('where a new exchange begins (rule 2)', () => {
  it('with a query line', () => {
    expect(codesOf('query', 'denied', 'query', 'refused')).toEqual(['REFUSED', 'REFUSED']);
  });

  it('with a kind that the open one has', () => {
    expect(codesOf('failed', 'failed', 'failed')).toEqual(['SERVFAIL', 'SERVFAIL', 'SERVFAIL']);
    expect(codesOf('denied', 'refused', 'denied', 'refused')).toEqual(['REFUSED', 'REFUSED']);
  });

  it('with an event of another family', () => {
    expect(codesOf('notify', 'update')).toEqual(['NOTAUTH', 'NOTAUTH']);
    expect(codesOf('parse', 'refused')).toEqual(['FORMERR', 'REFUSED']);
    expect(codesOf('badsig', 'update')).toEqual(['NOTAUTH', 'NOTAUTH']);
  });

  it('but not with an update after BADKEY', () => {
    expect(codesOf('badkey', 'update')).toEqual(['NOTAUTH']);
    expect(codesOf('badkey', 'updateDenied', 'update')).toEqual(['NOTAUTH']);
    expect(codesOf('badkey', 'notify')).toEqual(['NOTAUTH', 'NOTAUTH']);
  });

  it('behind a response line', () => {
    expect(codesOf('response', 'denied')).toEqual(['NXDOMAIN', 'REFUSED']);
    expect(codesOf('refused', 'response', 'response')).toEqual(['NXDOMAIN', 'NXDOMAIN']);
  });

  it('not with a line that is no event', () => {
    expect(codesOf('denied', 'ede', 'signer', 'refused')).toEqual(['REFUSED']);
  });

  it('not with a suppressed line, which joins what is open or was closed last', () => {
    expect(codesOf('refused', 'error')).toEqual([]);
    expect(codesOf('error', 'response')).toEqual([]);
    expect(codesOf('response', 'error')).toEqual([]);
    expect(codesOf('notify', 'loop')).toEqual([]);
    expect(codesOf('query', 'drop', 'query', 'refused')).toEqual(['REFUSED']);
    expect(codesOf('refused', { name: 'error', pointer: '0x2' })).toEqual([]);
  });

  it('with another pointer behind a suppressed line', () => {
    expect(codesOf('error', { name: 'refused', pointer: '0x2' })).toEqual(['REFUSED']);
  });
});

describe('the code of an exchange (rule 3)', () => {
  it('is that of the response line, else of the last line', () => {
    expect(codesOf('rpz', 'failed')).toEqual(['SERVFAIL']);
    expect(codesOf('failed', 'rpz')).toEqual(['NXDOMAIN']);
    expect(codesOf('failed', 'response')).toEqual(['NXDOMAIN']);
  });

  it('is NOTAUTH for signature failures, their own error beside it', () => {
    const { codes, details } = count([{ name: 'badsig' }]);
    expect([codes, details]).toEqual([['NOTAUTH'], ['BADSIG']]);
  });

  it('does not exist for a query line alone, or for FORMERR to port 464', () => {
    expect(codesOf('query')).toEqual([]);
    const client = '192.0.2.1#464';
    expect(codesOf({ name: 'query', client }, { name: 'formerr', client })).toEqual([]);
    expect(codesOf({ name: 'response', client })).toEqual(['NXDOMAIN']);
    expect(codesOf({ name: 'formerr', client: '192.0.2.1#465' })).toEqual(['FORMERR']);
  });

  it('goes with the fields that any line of the exchange told', () => {
    expect(count([{ name: 'failed' }]).names).toEqual(['a.example']);
    expect(count([{ name: 'badkey' }, { name: 'updateDenied' }]).names).toEqual([undefined]);
    const raw = 'client @0x1 192.0.2.1#5000 (b.example): query-on denied';
    expect(count([{ raw }, { name: 'slip' }]).names).toEqual(['b.example']);
  });
});

describe('silence (rule 4)', () => {
  it('of more than a minute ends an exchange', () => {
    expect(codesOf('denied', { name: 'refused', after: 60_000 })).toEqual(['REFUSED']);
    expect(codesOf('denied', { name: 'refused', after: 60_001 })).toEqual(['REFUSED', 'REFUSED']);
    expect(codesOf('refused', { name: 'error', after: 60_001 })).toEqual(['REFUSED']);
    expect(codesOf('denied', { name: 'rpz', after: 40_000 }, { name: 'refused', after: 40_000 })).toEqual(['REFUSED']);
  });

  it('is 20 000 lines where there are no times', () => {
    const twice = (after: number) => count([{ name: 'denied' }, { name: 'refused', after }], { timeless: true }).codes;
    expect(twice(20_000)).toEqual(['REFUSED']);
    expect(twice(20_001)).toEqual(['REFUSED', 'REFUSED']);
  });

  it('is not broken by a line whose time cannot be read', () => {
    const strange = { name: 'failed', client: '192.0.2.9#1', untimed: true } as const;
    expect(codesOf('denied', strange, 'refused')).toEqual(['REFUSED', 'SERVFAIL']);
    expect(codesOf('denied', { name: 'refused', untimed: true })).toEqual(['REFUSED']);
  });

  it('frees what it ends, also for a clock that was set back', () => {
    const clients = Array.from({ length: 50 }, (_, i) => ({ name: 'failed' as const, client: `192.0.2.7#${i + 1}` }));
    expect(count([...clients, { name: 'failed', after: 61_000 }]).open).toBe(1);
    expect(count([...clients, { name: 'failed', after: -3_600_000 }]).open).toBe(1);
  });
});

describe('the cap on open exchanges', () => {
  const clients = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 300 });

  it('loses nothing: who is put out early is counted as it stands', () => {
    fc.assert(
      fc.property(clients, fc.integer({ min: 1, max: 20 }), (ports, maxOpen) => {
        const distinct = [...new Set(ports)];
        const lines = distinct.map((port) => ({ name: 'failed' as const, client: `192.0.2.1#${port}` }));
        const seen = count(lines, { maxOpen });
        expect(seen.codes).toEqual(distinct.map(() => 'SERVFAIL'));
        expect(seen.evicted).toBe(Math.max(0, distinct.length - maxOpen));
        expect(seen.open).toBe(Math.min(distinct.length, maxOpen));
      }),
    );
  });

  it('holds whatever the lines are', () => {
    const names = fc.constantFrom(...(Object.keys(LINES) as LineName[]));
    const line = fc.record({ name: names, client: fc.integer({ min: 1, max: 40 }).map((n) => `192.0.2.1#${n}`) });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (lines, maxOpen) => {
        const seen = count(lines, { maxOpen });
        expect(seen.open).toBeLessThanOrEqual(maxOpen);
        const answers = lines.filter(({ name }) => LINES[name].role === 'answer').length;
        expect(seen.codes.length).toBeLessThanOrEqual(answers);
      }),
    );
  });

  it('grows up to it', () => {
    const lines = Array.from({ length: 5000 }, (_, i) => ({ name: 'failed' as const, client: `192.0.2.1#${i}` }));
    const seen = count([...lines, ...lines.map(({ client }) => ({ name: 'response' as const, client }))], {
      maxOpen: 10_000,
    });
    expect(seen.codes).toEqual(lines.map(() => 'NXDOMAIN'));
    expect(seen.evicted).toBe(0);
  });
});

/** The rules as they are written, with one object per exchange and no cap. */
function plainReading(lines: readonly Line[]): string[] {
  interface Exchange {
    code: string | undefined;
    family: Family | undefined;
    kinds: Set<string>;
    pointer: string;
    closed: boolean;
    cancelled: boolean;
    badkey: boolean;
    last: number;
  }
  const responses: string[] = [];
  const open = new Map<string, Exchange>();
  const settle = (client: string): void => {
    const exchange = open.get(client);
    if (exchange?.code !== undefined && !exchange.cancelled) responses.push(exchange.code);
    open.delete(client);
  };
  const begin = (client: string, pointer: string, last: number): Exchange => {
    settle(client);
    const exchange: Exchange = {
      code: undefined,
      family: undefined,
      kinds: new Set(),
      pointer,
      closed: false,
      cancelled: false,
      badkey: false,
      last,
    };
    open.set(client, exchange);
    return exchange;
  };
  let now = 0;
  for (const { name, client = CLIENT, pointer = '0x1', after = 0 } of lines) {
    now += after;
    const line: Template = LINES[name];
    if (line.role === 'no event') continue;
    let exchange = open.get(client);
    // Behind a response line only a suppressed line can still come, and it comes at once: a second is enough.
    if (exchange !== undefined && now - exchange.last > (exchange.closed ? 1_000 : 60_000)) {
      settle(client);
      exchange = undefined;
    }
    if (line.role === 'request') {
      settle(client);
      continue;
    }
    if (line.role === 'suppressed') {
      exchange ??= begin(client, pointer, now);
      exchange.cancelled = true;
      exchange.last = now;
      continue;
    }
    const goesOn =
      exchange !== undefined &&
      !exchange.closed &&
      !(pointer !== '' && exchange.pointer !== '' && exchange.pointer !== pointer) &&
      !exchange.kinds.has(line.kind) &&
      (exchange.family === undefined || exchange.family === line.family || (exchange.badkey && line.family === 'U'));
    const target: Exchange = goesOn ? exchange! : begin(client, pointer, now);
    target.code = line.code;
    target.family = line.family;
    target.kinds.add(line.kind);
    if (pointer !== '') target.pointer = pointer;
    target.closed = line.kind === 'response';
    target.badkey ||= line.badkey === true;
    target.last = now;
    if (line.code === 'FORMERR' && client.endsWith('#464')) target.cancelled = true;
  }
  for (const client of [...open.keys()]) settle(client);
  return responses;
}

describe('against a plain reading of the rules', () => {
  const lines = (after: fc.Arbitrary<number>): fc.Arbitrary<Line[]> =>
    fc.array(
      fc.record({
        name: fc.constantFrom(...(Object.keys(LINES) as LineName[])),
        client: fc.constantFrom('192.0.2.1#5000', '192.0.2.1#464', '2001:db8::1#5000'),
        pointer: fc.constantFrom('0x1', '0x1', '0x2', ''),
        after,
      }),
      { maxLength: 60 },
    );
  const law = (seen: Line[]): void => {
    expect(count(seen).codes.sort()).toEqual(plainReading(seen).sort());
  };

  it('gives the same responses for every sequence of lines', () => {
    const edges = fc.constantFrom(1_000, 1_001, 30_000, 59_999, 60_000, 60_001, 90_000);
    const after = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 500 }) }, { weight: 1, arbitrary: edges });
    fc.assert(fc.property(lines(after), law), { numRuns: 3000 });
  });

  it('also where the lines of several threads step back a little', () => {
    fc.assert(fc.property(lines(fc.integer({ min: -5, max: 5 })), law), { numRuns: 500 });
  });
});
