// The hints of the bundled logs of real servers: one for each event that matters, of the right product, with the line's own names.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeName, SERVFAIL } from '../../src/dns/rcode.js';
import type { DnsEvent } from '../../src/event.js';
import { FORMATS } from '../../src/formats/index.js';
import { detailedHintFor, gistFor, type Hint, hintFor, severityFor } from '../../src/knowledge/hint.js';
import { createParser } from '../../src/parser.js';

const SAMPLES = new URL('../../samples/', import.meta.url);

interface Advised {
  readonly event: DnsEvent;
  readonly hint: Hint;
  readonly where: string;
}

const advised: Advised[] = [];
const without: string[] = [];

beforeAll(() => {
  for (const product of ['bind', 'unbound']) {
    for (const name of readdirSync(new URL(product, SAMPLES))) {
      const bytes = readFileSync(new URL(`${product}/${name}`, SAMPLES));
      const parser = createParser({
        onEvent: (event) => {
          if (severityFor(event.code, event.direction, event.kind) === 'info') return;
          const format = FORMATS.find((f) => f.product === event.product)!;
          const hint = hintFor({ ...event, fourBit: format.fourBit === true });
          const where = `${product}/${name}:${event.line} ${event.kind} ${codeName(event.code)}`;
          if (hint === undefined) without.push(where);
          else advised.push({ event, hint, where });
        },
      });
      parser.push(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
      parser.end();
    }
  }
});

const texts = ({ hint }: Advised): string => [hint.summary, ...hint.steps, ...hint.commands].join('\n');

describe('the hints of the samples', () => {
  it('are there for every event of severity notice and more', () => {
    expect(without).toEqual([]);
    expect(advised.length).toBeGreaterThan(1000);
    expect(new Set(advised.map(({ hint }) => hint.steps.join('|'))).size).toBeGreaterThan(30);
  });

  it('have a command, and none with a gap', () => {
    for (const { hint, where } of advised) {
      expect(hint.commands.length, where).toBeGreaterThan(0);
      for (const command of hint.commands) expect(command, where).not.toMatch(/<[a-z]+>|\{[a-z]+\}/);
    }
  });

  it('are of the product of the log', () => {
    for (const advice of advised) {
      const { event, hint, where } = advice;
      const foreign = event.product === 'bind' ? /unbound/i : /\brndc\b|\bnamed-|tsig-keygen/;
      expect(texts(advice), where).not.toMatch(foreign);
      for (const option of hint.options)
        expect(option, where).toContain(event.product === 'bind' ? '(BIND,' : '(Unbound,');
    }
  });

  it('say of Unbound, and only of it, that its log keeps four bits', () => {
    for (const { event, hint, where } of advised)
      expect(/low four bits/.test(hint.steps.join()), where).toBe(event.product === 'unbound');
  });

  it('name what the line names', () => {
    for (const advice of advised) {
      const { event, where } = advice;
      const text = texts(advice);
      // Whose client it was does not matter where a lookup failed.
      const value =
        event.direction === 'received' ? event.upstream : event.code === SERVFAIL ? undefined : event.client;
      if (value !== undefined) expect(text, where).toContain(value);
      const subject = event.qname ?? event.zone;
      // Names with odd characters are written otherwise in commands.
      if (subject !== undefined && /^[\w.-]+$/.test(subject)) expect(text, where).toContain(subject);
      if (event.key !== undefined && event.kind === 'tsig-invalid') expect(text, where).toContain(event.key);
    }
  });

  it('are other ones for our own refusals than for those of other servers', () => {
    const of = (direction: DnsEvent['direction']): Set<string> =>
      new Set(
        advised
          .filter(
            ({ event }) =>
              event.product === 'bind' && event.direction === direction && codeName(event.code) === 'REFUSED',
          )
          .flatMap(({ hint }) => hint.steps.filter((step) => !step.includes('decided in view'))),
      );
    const [ours, theirs] = [of('sent'), of('received')];
    expect(ours.size).toBeGreaterThan(5);
    expect(theirs.size).toBeGreaterThan(5);
    expect([...ours].filter((step) => theirs.has(step))).toEqual([]);
  });

  it('begin a summary as a sentence and have no filler words', () => {
    for (const { hint, event, where } of advised) {
      expect(hint.summary, where).toMatch(/^(?:[A-Z][^.]|[\da-f:.]+ )/);
      expect(hint.summary, where).not.toMatch(/\b(?:undefined|null|TYPE0)\b/);
      expect(gistFor(event).length, where).toBeLessThanOrEqual(30);
      expect(
        detailedHintFor(event)!.commands.every(({ shows }) => shows !== ''),
        where,
      ).toBe(true);
    }
  });
});
