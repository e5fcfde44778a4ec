// explain: every topic as text, Markdown and JSON, complete and within the width.

import { describe, expect, it } from 'vitest';
import { explainCommand } from '../../src/cli/explain.js';
import { explain, explainMarkdown, explainText } from '../../src/knowledge/explain.js';
import { findTopic, TOPICS, topicById } from '../../src/knowledge/topics.js';

const plain = { width: 80, colour: false };
const all = [
  ...TOPICS,
  ...['12', '100', '3900', '5000', '65535', 'EDE 34', 'EDE 50000'].map((query) => findTopic(query).topics[0]),
];

/** Commands are never wrapped, so they may be longer than the width. */
const wrapped = (text: string): string[] =>
  text
    .split('\n')
    .filter(
      (line) => !/^ {2}\S*(?:dig|printf|unbound-control|rndc|delv|named|tsig-keygen|sha256sum|chronyc) /.test(line),
    );

describe('explain', () => {
  it.each(all.map((topic) => [topic.id, topic] as const))('%s has every part', (_, topic) => {
    const e = explain(topic);
    for (const part of [e.description, e.where, e.tell, e.normality, e.retryHow, e.title, e.registry])
      expect(part).toMatch(/\S/);
    for (const list of [e.seen.asResolver, e.seen.asAuthority, e.fix, e.commands])
      expect(list.length).toBeGreaterThan(0);
    for (const option of e.options) expect(option.since).toMatch(/^\d/);
    expect(JSON.stringify(e)).not.toMatch(/undefined|\bNaN\b|\[object/);
  });

  it.each([40, 60, 80, 120])('keeps to a width of %i', (width) => {
    for (const topic of all) {
      const text = explainText(topic, { width, colour: false });
      for (const line of wrapped(text))
        expect(line.length, line).toBeLessThanOrEqual(Math.max(width, longestWord(line)));
      expect(text).not.toMatch(/undefined|[ \t]+$/m);
      expect(text.endsWith('\n') && !text.endsWith('\n\n')).toBe(true);
    }
  });

  it('uses colour only when asked', () => {
    const topic = topicById('NOTIMP')!;
    expect(explainText(topic, plain)).not.toContain('\u001b');
    const coloured = explainText(topic, { width: 80, colour: true });
    expect(coloured).toContain('\u001b[1m');
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(explainText(topic, plain));
  });

  it('tells which references were not verified', () => {
    expect(explainText(topicById('BADKEY')!, plain)).toMatch(
      /RFC 8945 section 5\.2\.1: [^)]*\(reference\s+from\s+memory, not verified\)/,
    );
    expect(explainText(topicById('NOERROR')!, plain)).not.toContain('not verified');
  });

  it('fills commands from a context and keeps to one product', () => {
    const e = explain(topicById('SERVFAIL')!, {
      qname: 'www.example.com',
      qtype: 'AAAA',
      server: '192.0.2.53',
      zone: 'example.com',
      product: 'unbound',
    });
    expect(e.commands[0]!.run).toBe('dig @192.0.2.53 www.example.com AAAA +cd');
    expect(e.commands.map(({ run }) => run).join('\n')).not.toMatch(/rndc|</);
    expect(new Set(e.options.map(({ product }) => product))).toEqual(new Set(['unbound']));
    expect(explain(topicById('SERVFAIL')!, { product: 'knot' }).options.length).toBeGreaterThan(e.options.length);
  });

  it('marks what it does not know', () => {
    expect(explain(topicById('SERVFAIL')!).commands[0]!.run).toBe('dig @<server> <name> <type> +cd');
  });

  it('ignores the words that Unbound writes for a question it never read', () => {
    const e = explain(topicById('REFUSED')!, { qname: 'null', qtype: 'TYPE0' });
    expect(JSON.stringify(e.commands)).not.toContain('null');
  });
});

describe('explainCommand', () => {
  it.each([
    ['BADTRUNC', 'badtrunc'],
    ['16', '16'],
    ['EDE 22', 'ede22'],
    ['NODATA', 'nodata'],
    ['3841', 'private-use'],
  ])('%s reads well', async (query, file) => {
    await expect(explainCommand([query], plain)).toMatchFileSnapshot(`../golden/knowledge/explain-${file}.txt`);
  });

  it('writes Markdown', async () => {
    await expect(explainCommand(['BADCOOKIE'], { ...plain, markdown: true })).toMatchFileSnapshot(
      '../golden/knowledge/explain-badcookie.md',
    );
  });

  it('takes several at once', () => {
    const text = explainCommand(['4', 'EDE 22', 'lame'], plain);
    expect(text.match(/^(?:NOTIMP|EDE 22|LAME_DELEGATION): .*$/gm)).toHaveLength(3);
  });

  it('says that 16 is ambiguous and explains both', () => {
    const text = explainCommand(['16'], plain);
    expect(text).toMatch(/ambiguous/);
    expect(text).toMatch(/^BADVERS: RCODE 16/m);
    expect(text).toMatch(/^BADSIG: TSIG error 16/m);
    expect(text).toMatch(/EDE 16/);
  });

  it('writes JSON with one document for each meaning', () => {
    const documents = JSON.parse(explainCommand(['16', '4'], { ...plain, json: true })) as {
      id: string;
      also: { id: string }[];
    }[];
    expect(documents.map(({ id }) => id)).toEqual(['BADVERS', 'BADSIG', 'NOTIMP']);
    expect(documents[0]!.also.map(({ id }) => id)).toEqual(['BADSIG', 'EDE16']);
  });

  it('writes Markdown without raw placeholders in prose', () => {
    for (const topic of all) {
      const outside = explainMarkdown(topic).replace(/```[\s\S]*?```/g, '');
      expect(outside).not.toMatch(/(?<!\\)<[a-z]+>/);
    }
  });
});

function longestWord(line: string): number {
  const indent = line.length - line.trimStart().length;
  return indent + 30 + Math.max(0, ...line.split(/\s+/).map((word) => word.length));
}
