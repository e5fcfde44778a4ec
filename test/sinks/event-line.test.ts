// The line of an event for people: what stands in it, and that nothing of a log acts on a terminal.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newLineRecord } from '../../src/event.js';
import { toEvent } from '../../src/event-view.js';
import { compiledFormat } from '../../src/formats/index.js';
import { unbound } from '../../src/formats/unbound.js';
import { eventLine } from '../../src/sinks/event-line.js';
import { UNSAFE } from '../cli/program-run.js';

const record = newLineRecord();
const line = Buffer.from('[1795362784] unbound[1:0] info: 192.0.2.1 www.example. A IN SERVFAIL 0.100000 0 69');
compiledFormat(unbound).read(record, line, 0, line.length, undefined);
record.time = 1795362784000;
const event = toEvent(record);

describe('eventLine', () => {
  it('time, severity, code, kind, question, client', () => {
    expect(eventLine(event, 'error', undefined, { colour: false })).toBe(
      '2026-11-22 15:53:04Z error    SERVFAIL  client-reply  www.example A  from 192.0.2.1',
    );
  });

  it('without a time, without a question', () => {
    const bare = { ...event, time: undefined, qname: undefined, qtype: undefined, zone: 'example.org' };
    expect(eventLine(bare, 'error', undefined, { colour: false })).toBe(
      'error    SERVFAIL  client-reply  example.org  from 192.0.2.1',
    );
  });

  it('colour is all that colour adds', () => {
    const coloured = eventLine(event, 'error', undefined, { colour: true });
    expect(coloured).toContain('\u001b[31m');
    expect(coloured.replace(/\u001b\[[0-9;]*m/g, '')).toBe(eventLine(event, 'error', undefined, { colour: false }));
  });

  it('any text from a log is escaped', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('\u001b[2J', '\n', '\u202e', '\u009b', '\u061c', '\u2066', '\ufff9', '\ufeff'),
    );
    fc.assert(
      fc.property(text, text, text, text, (qname, qtype, client, reason) => {
        const shown = eventLine({ ...event, qname, qtype, client, reason, upstream: reason }, 'error', undefined, {
          colour: false,
        });
        expect(shown).not.toMatch(UNSAFE);
        expect(shown).not.toContain('\n');
      }),
    );
  });
});
