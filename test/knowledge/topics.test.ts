// The data about codes: complete, well formed, and free of the claims that common pages get wrong.

import { describe, expect, it } from 'vitest';
import { CODE_NAMES, codeName, codeOfWord, TSIG_SPACE } from '../../src/dns/rcode.js';
import { UserError } from '../../src/errors.js';
import type { Advice } from '../../src/knowledge/advice.js';
import { compare } from '../../src/knowledge/compare.js';
import { explain } from '../../src/knowledge/explain.js';
import { BIND_OPTIONS, optionsNamedIn, UNBOUND_OPTIONS } from '../../src/knowledge/options.js';
import { PAIR_NOTES } from '../../src/knowledge/pairs.js';
import { SITUATIONS } from '../../src/knowledge/situations.js';
import { findTopic, TOPICS, topicById, topicOfCode } from '../../src/knowledge/topics.js';
import { sinceSchema, topicSchema } from './topic-schema.js';

describe('topics', () => {
  it.each(TOPICS.map((topic) => [topic.id, topic] as const))('%s meets the schema', (_, topic) => {
    expect(topicSchema.safeParse(topic).error?.issues).toBeUndefined();
  });

  it('cover every assigned code, extended error 0 to 33 and the conditions, once each', () => {
    const ids = TOPICS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([...CODE_NAMES]));
    expect(TOPICS.filter(({ kind }) => kind === 'ede').map(({ number }) => number)).toEqual(
      Array.from({ length: 34 }, (_, i) => i),
    );
    expect(
      TOPICS.filter(({ kind }) => kind === 'condition')
        .map(({ id }) => id)
        .sort(),
    ).toEqual([
      'DNSSEC_BOGUS',
      'DROPPED',
      'LAME_DELEGATION',
      'NODATA',
      'POLICY_BLOCKED',
      'RATE_LIMITED',
      'REFERRAL',
      'STALE_SERVED',
      'TIMEOUT',
      'TRUNCATED',
    ]);
  });

  it('agree with the registry about numbers', () => {
    for (const topic of TOPICS.filter(({ kind }) => kind === 'rcode' || kind === 'tsig')) {
      const code = codeOfWord(topic.id)!;
      expect(code & (TSIG_SPACE - 1)).toBe(topic.number);
      expect(topicOfCode(code)).toBe(topic);
      expect(codeName(code)).toBe(topic.id);
      if (topic.kind === 'rcode') expect(topic.headerShows).toBe(topic.number! & 15);
      else expect(topic.headerShows).toBe(topic.carriers.includes('tsig') ? 9 : 0);
    }
  });

  it('refer only to topics that exist, never to themselves', () => {
    for (const topic of TOPICS) {
      for (const { id } of topic.confused) expect(topicById(id), `${topic.id} -> ${id}`).toBeDefined();
      expect(topic.confused.map(({ id }) => id)).not.toContain(topic.id);
      for (const id of topic.shows ?? []) expect(topicById(id), `${topic.id} shows ${id}`).toBeDefined();
    }
    for (const { pair } of PAIR_NOTES) for (const id of pair) expect(topicById(id), id).toBeDefined();
  });

  it('name in the steps only actors that they list', () => {
    for (const topic of TOPICS) {
      for (const { actor } of topic.steps) expect([topic.actor, ...topic.otherActors], topic.id).toContain(actor);
      expect(topic.otherActors, topic.id).not.toContain(topic.actor);
    }
  });

  it('list each option that their sentences name', () => {
    for (const topic of TOPICS) {
      const prose = [
        topic.meaning,
        topic.notAbout,
        topic.tell,
        topic.normality,
        topic.retryHow,
        ...topic.asResolver,
        ...topic.asAuthority,
        ...topic.steps.map((step) => step.do),
      ].join(' ');
      const listed: string[] = [...topic.bind, ...topic.unbound];
      for (const { name } of optionsNamedIn(prose)) expect(listed, topic.id).toContain(name);
    }
  });

  it('have a command that needs no tool of one product', () => {
    for (const topic of TOPICS.filter(({ kind }) => kind === 'rcode' || kind === 'tsig')) {
      expect(
        topic.commands.some(({ product }) => product === undefined),
        topic.id,
      ).toBe(true);
    }
  });

  it('do not say one thing twice', () => {
    for (const topic of TOPICS) {
      const said = [
        topic.meaning,
        topic.notAbout ?? '-',
        topic.tell,
        topic.normality,
        topic.retryHow,
        ...topic.asResolver,
        ...topic.asAuthority,
        ...topic.steps.map((step) => step.do),
        ...topic.confused.map(({ tell }) => tell),
      ];
      expect(new Set(said).size, topic.id).toBe(said.length);
    }
  });
});

describe('options', () => {
  it('each have a first version and a purpose', () => {
    for (const option of [...Object.values(BIND_OPTIONS), ...Object.values(UNBOUND_OPTIONS)]) {
      sinceSchema.parse(option.since);
      expect(option.does).toMatch(/^\S.*[^.]$/);
    }
  });

  it('do not include what current BIND has removed', () => {
    const gone = [
      'masters',
      'managed-keys',
      'tkey-domain',
      'tkey-dhkey',
      'tkey-gssapi-credential',
      'dnssec-must-be-secure',
      'auto-dnssec',
    ];
    expect(Object.keys(BIND_OPTIONS)).not.toEqual(expect.arrayContaining(gone.slice(0, 1)));
    for (const name of gone) expect(BIND_OPTIONS).not.toHaveProperty(name);
  });
});

describe('situations', () => {
  it('list each option that their sentences name, and use sources that exist', () => {
    const said = {
      code: 'REFUSED',
      name: undefined,
      type: undefined,
      client: undefined,
      upstream: undefined,
      zone: undefined,
      key: undefined,
      reason: undefined,
    };
    for (const [name, advice] of Object.entries<Advice>(SITUATIONS)) {
      const listed: string[] = [...advice.bind, ...advice.unbound];
      const prose = [advice.summary(said), advice.retry ?? '', ...advice.steps.map(({ text }) => text)].join(' ');
      for (const option of optionsNamedIn(prose)) expect(listed, name).toContain(option.name);
      for (const { source } of advice.references ?? []) expect(source).toMatch(/^RFC \d+ section [\d.]+$/);
    }
  });

  it('offer each product at least one command of its own or a common one', () => {
    for (const [name, advice] of Object.entries<Advice>(SITUATIONS)) {
      for (const product of ['bind', 'unbound']) {
        const usable = advice.commands.filter(
          (command) => command.product === undefined || command.product === product,
        );
        // Views, a quota on transfers and the like exist in BIND only.
        if (product === 'unbound' && advice.unbound.length === 0) continue;
        expect(usable.length, `${name} for ${product}`).toBeGreaterThan(0);
      }
    }
  });
});

describe('claims that are wrong elsewhere', () => {
  const everything = [
    ...TOPICS.map((topic) => JSON.stringify(explain(topic))),
    ...PAIR_NOTES.map((note) => JSON.stringify(note)),
    ...Object.values<Advice>(SITUATIONS).flatMap((advice) => [
      JSON.stringify(advice),
      ...['NOTIMP', 'BADTRUNC', 'SERVFAIL'].map((code) =>
        advice.summary({
          code,
          name: 'www.example.com',
          type: 'MX',
          client: '192.0.2.1',
          upstream: '192.0.2.2',
          zone: 'example.com',
          key: 'a.key',
          reason: 'timed out',
        }),
      ),
    ]),
    ...TOPICS.flatMap((a, i) => TOPICS.slice(i + 1).map((b) => JSON.stringify(compare(a, b)))),
  ];

  it.each([
    [
      'NOTIMP for an unknown type of record',
      /NOTIMP[^."]*(?:query type|record type) is (?:not supported|unsupported|unknown)/i,
    ],
    [
      'enabling the operation cures NOTIMP',
      /(?:enable|switch on|turn on) (?:the )?(?:operation|update|ixfr|support|feature)/i,
    ],
    ['the TSIG record was cut off', /TSIG record (?:was|is|has been) (?:truncated|cut)/i],
    ['the MAC covers the full message with TC set', /MAC covers (?:the )?full/i],
    [
      'TCP or a larger buffer cures BADTRUNC',
      /(?:increase|raise|larger|bigger|use TCP)[^."]*BADTRUNC|BADTRUNC[^."]*(?:use|try|switch to) TCP/i,
    ],
    ['NOTIMP follows from a setting', /disabled[^."]*NOTIMP|NOTIMP[^."]*(?:is|was|are) (?:disabled|switched off)/i],
    [
      'an operator chooses between codes',
      /when to use (?:which|one|NOTIMP|BADTRUNC)|use (?:NOTIMP|BADTRUNC) (?:when|if)/i,
    ],
    ['22 stands in the header', /(?:BADTRUNC|\b22)(?: \(22\))? (?:is|stands|appears|comes)(?: \w+)? in the header/i],
  ])('never says that %s', (_, claim) => {
    expect(everything.filter((text) => claim.test(text))).toEqual([]);
  });

  it('says the right thing in their place', () => {
    const badtrunc = JSON.stringify(explain(topicById('BADTRUNC')!));
    expect(badtrunc).toMatch(/record is whole/);
    expect(badtrunc).toMatch(/never in the header/);
    expect(badtrunc).toMatch(/BADSIG/);
    expect(badtrunc).toMatch(/FORMERR/);
    expect(JSON.stringify(explain(topicById('NOTIMP')!))).toMatch(/unknown record type is no reason/);
  });

  it('never begins with switching protection off', () => {
    for (const topic of TOPICS) {
      expect(topic.steps[0]!.do).not.toMatch(/negative trust anchor|permissive|validation off/i);
      for (const { run } of topic.commands) expect(run).not.toMatch(/dnssec-validation no|val-permissive-mode/);
    }
  });
});

describe('findTopic', () => {
  const ids = (query: string): string[] => findTopic(query).topics.map(({ id }) => id);

  it.each([
    ['4', ['NOTIMP']],
    ['notimp', ['NOTIMP']],
    ['NOTIMPL', ['NOTIMP']],
    ['NotImp', ['NOTIMP']],
    ['Not Implemented', ['NOTIMP']],
    ['22', ['BADTRUNC']],
    ['EDE 22', ['EDE22']],
    ['EDE22', ['EDE22']],
    ['ede:22', ['EDE22']],
    ['ede-22', ['EDE22']],
    ['no reachable authority', ['EDE22']],
    ['16', ['BADVERS', 'BADSIG']],
    ['TSIG 16', ['BADSIG']],
    ['OPT 16', ['BADVERS']],
    ['badsig', ['BADSIG']],
    ['tsig badsig', ['BADSIG']],
    ['23', ['BADCOOKIE']],
    ['9', ['NOTAUTH']],
    ['RESERVED11', ['DSOTYPENI']],
    ['name error', ['NXDOMAIN']],
    ['NODATA', ['NODATA']],
    ['no data', ['NODATA']],
    ['lame', ['LAME_DELEGATION']],
    ['bogus', ['DNSSEC_BOGUS']],
    ['timeout', ['TIMEOUT']],
    ['timed out', ['TIMEOUT']],
    ['blocked', ['POLICY_BLOCKED']],
    ['truncated', ['TRUNCATED']],
    ['EDE blocked', ['EDE15']],
    ['12', ['RCODE12']],
    ['3841', ['RCODE3841']],
    ['65535', ['RCODE65535']],
    ['EDE 40', ['EDE40']],
    [' 4 ', ['NOTIMP']],
  ])('%s', (query, expected) => {
    expect(ids(query)).toEqual(expected);
  });

  it('mentions what else a number or name could be', () => {
    const also = (query: string): string[] => findTopic(query).also.map(({ id }) => id);
    expect(also('22')).toEqual(['EDE22']);
    expect(also('EDE 22')).toEqual(['BADTRUNC']);
    expect(also('16')).toEqual(['EDE16']);
    expect(also('TSIG 16')).toEqual(['BADVERS']);
    expect(also('BADSIG')).toEqual(['BADVERS']);
    expect(also('NOTIMP')).toEqual([]);
    expect(also('not authoritative')).toEqual(['EDE20']);
    expect(also('blocked')).toEqual(['EDE15']);
  });

  it('finds each topic by id, title and alias in any case', () => {
    for (const topic of TOPICS) {
      for (const name of [topic.id, topic.title, ...topic.aliases]) {
        for (const query of [name, name.toLowerCase(), name.toUpperCase()]) {
          const found = findTopic(query);
          expect(
            [...found.topics, ...found.also].map(({ id }) => id),
            query,
          ).toContain(topic.id);
        }
      }
    }
  });

  it.each([
    ['NXDOMIAN', 'NXDOMAIN'],
    ['BADTRUNK', 'BADTRUNC'],
    ['servfial', 'SERVFAIL'],
    ['REFUSD', 'REFUSED'],
  ])('suggests the nearest for %s', (query, nearest) => {
    const thrown = thrownBy(() => findTopic(query));
    expect(thrown).toBeInstanceOf(UserError);
    expect(thrown).toMatchObject({ code: 'unknown-code', exitStatus: 2 });
    expect((thrown as UserError).advice).toContain(nearest);
  });

  it.each(['', '   ', '65536', '99999', '-1', '4.5', 'EDE', 'EDE 65536', 'NOTIMP;rm -rf', '\u001b[31m'])(
    'does not know %j',
    (query) => {
      expect(() => findTopic(query)).toThrow(UserError);
    },
  );
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
