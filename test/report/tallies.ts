// Small tallies for the tests of reports: responses counted one by one, as the pipeline counts them.
import { newSnapshot, type Snapshot } from '../../src/aggregate/snapshot.js';
import { Tally } from '../../src/aggregate/tally.js';
import { codeOfWord } from '../../src/dns/rcode.js';
import { EVENT, type FieldName, type LineKind, NO_RCODE, newLineRecord, SLOT } from '../../src/event.js';
import { compiledFormats } from '../../src/formats/index.js';
import { buildReport, type InputReport, type Report } from '../../src/report/model.js';

export interface Answer {
  readonly code: string;
  /** Code of the TSIG record beside it. */
  readonly detail?: string;
  readonly name?: string | undefined;
  readonly client?: string | undefined;
  readonly type?: string;
  /** Epoch ms. */
  readonly at?: number;
  /** Seconds. */
  readonly took?: number;
  /** Kind of the line; default the format's line for every answer. */
  readonly kind?: string;
  readonly times?: number;
}

/** 2026-11-22 16:00:00 UTC. */
export const START = Date.UTC(2026, 10, 22, 16);

export interface Setting {
  readonly format?: 'bind' | 'unbound';
  readonly path?: string;
  readonly coverage?: InputReport['coverage'];
  readonly queries?: number;
  readonly unrecognized?: number;
  readonly timezone?: string;
  readonly top?: number;
  /** What changes are told against. */
  readonly before?: Snapshot;
  /** Codes that a server answered us: code, address, times. */
  readonly received?: readonly (readonly [code: string, upstream: string, times: number])[];
}

/** The report of a log of one file that told these answers. */
export function reportOf(answers: readonly Answer[], setting: Setting = {}): Report {
  const { top = 10, before } = setting;
  const { tally, timezone, inputs, options } = snapshotOf(answers, setting);
  const baseline = before && { path: '/var/lib/rcodescope/before.json', snapshot: before, options };
  return buildReport(tally, { top, timezone: timezone!, selected: false, inputs, baseline });
}

/** What is kept of such a log. */
export function snapshotOf(answers: readonly Answer[], setting: Setting = {}): Snapshot {
  const { format = 'unbound', path = '/var/log/dns.log', coverage = 'all', timezone = 'UTC' } = setting;
  const tally = new Tally();
  const kinds = kindsOf(format);
  for (const answer of answers) {
    const kind = kinds.get(answer.kind ?? (format === 'bind' ? 'response' : 'client-reply'))!;
    for (let i = 0; i < (answer.times ?? 1); i++) {
      const record = fill(answer, kind);
      tally.line(record, EVENT, true);
      tally.answer(record, codeOf(answer.detail ?? answer.code, answer.detail !== undefined));
    }
  }
  for (const [code, upstream, times] of setting.received ?? []) {
    const record = fill({ code }, kinds.get(format === 'bind' ? 'upstream-rcode' : 'xfr')!, { upstream });
    for (let i = 0; i < times; i++) tally.line(record, EVENT, true);
  }
  const query = kinds.get(format === 'bind' ? 'query' : 'client-query')!;
  for (let i = 0; i < (setting.queries ?? 0); i++) tally.line(fill({ code: 'NOERROR' }, query), NO_RCODE, true);
  tally.lines.unrecognized += setting.unrecognized ?? 0;
  tally.lines.read += setting.unrecognized ?? 0;
  const input: InputReport = { path, format, envelope: 'none', lines: { ...tally.lines }, coverage };
  return newSnapshot({ version: '1.0.0', timezone, options: [], inputs: [input], tally: tally.snapshot() });
}

const kindsOf = (format: string): ReadonlyMap<string, LineKind> =>
  new Map(
    compiledFormats()
      .find(({ spec }) => spec.name === format)!
      .kinds.map((kind) => [kind.name, kind]),
  );

function codeOf(word: string, signature = false): number {
  const code = codeOfWord(word)!;
  return signature && code < 0x10000 ? code + 0x10000 : code;
}

function fill(answer: Answer, kind: LineKind, more: Partial<Record<FieldName, string>> = {}) {
  const record = newLineRecord();
  const fields: Partial<Record<FieldName, string | undefined>> = {
    qname: answer.name,
    client: answer.client,
    qtype: answer.name === undefined ? undefined : (answer.type ?? 'A'),
    duration: answer.took === undefined ? undefined : String(answer.took),
    ...more,
  };
  const texts = Object.entries(fields).filter(([, text]) => text !== undefined) as [FieldName, string][];
  // latin1, since names are bytes: a test can put any of them in.
  const buf = Buffer.from(texts.map(([, text]) => text).join(''), 'latin1');
  let at = 0;
  for (const [field, text] of texts) {
    record.ranges[2 * SLOT[field]] = at;
    record.ranges[2 * SLOT[field] + 1] = at += text.length;
  }
  record.buf = buf;
  record.kind = kind;
  record.code = codeOf(answer.code);
  record.time = answer.at ?? START;
  record.numbers[SLOT.duration] = answer.took ?? Number.NaN;
  return record;
}

/** A resolver with one broken zone, one refused network, and the usual rest, over ten minutes. */
export function troubledResolver(): Report {
  const minute = 60_000;
  const answers: Answer[] = [];
  for (let i = 0; i < 600; i++) {
    const at = START + i * 1000;
    const client = `192.0.2.${(i % 40) + 1}`;
    answers.push({
      code: 'NOERROR',
      name: `www${i % 7}.example.com`,
      client,
      at,
      took: 0.0004 * ((i % 30) + 1),
      times: 3,
    });
    if (i % 3 === 0)
      answers.push({ code: 'NXDOMAIN', name: `h${i % 90}.example.net`, client, type: 'AAAA', at, took: 0.02 });
    if (i >= 200 && i < 420 && i % 2 === 0)
      answers.push({ code: 'SERVFAIL', name: `${i % 4 === 0 ? 'www' : 'mail'}.broken.example`, client, at, took: 1.5 });
    if (i >= 300 && i % 4 === 0)
      answers.push({
        code: 'REFUSED',
        name: 'www.example.com',
        client: `198.51.100.${(i % 24) + 1}`,
        at,
        took: 0.0001,
      });
  }
  answers.push({ code: 'FORMERR', client: '203.0.113.9', at: START + 5 * minute, times: 8 });
  answers.push({ code: 'NOTIMP', client: '203.0.113.9', name: 'example.com', at: START + 6 * minute });
  answers.push({ code: 'NOERROR', name: 'www0.example.com', client: '192.0.2.1', at: Date.UTC(1970, 0, 1), times: 2 });
  return reportOf(answers, { received: [['REFUSED', '203.0.113.53', 12]] });
}

/** An authoritative BIND that shows failures only, with a secondary whose secret is wrong. */
export function wrongSecret(): Report {
  const answers: Answer[] = [];
  for (let i = 0; i < 40; i++)
    answers.push({
      code: 'NOTAUTH',
      detail: 'BADSIG',
      client: '192.0.2.53',
      kind: 'tsig-invalid',
      at: START + i * 5000,
    });
  answers.push({
    code: 'REFUSED',
    name: 'corp.example.org',
    client: '192.0.2.99',
    kind: 'update-denied',
    at: START,
    times: 6,
  });
  return reportOf(answers, {
    format: 'bind',
    coverage: 'failures-only',
    queries: 500,
    path: '/var/log/named/security.log',
  });
}
