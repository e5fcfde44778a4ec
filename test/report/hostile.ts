// Answers with names as attackers send them, for tests of every way out.
import fc from 'fast-check';
import { type Answer, START } from './tallies.js';

/** Names as attackers send them: markup, escapes, quotes, bytes above ASCII. */
const hostileName = fc.oneof(
  fc.constantFrom(
    '<script>alert(1)</script>.example.com',
    'a\'b"c`d$(reboot).example.com',
    '\x1b[31mred\x1b[0m.example.com',
    '\x9b31m.example.com',
    '-oProxyCommand=x.example.com',
    '@everyone.example.com',
    '|a|b|.example.com',
    `${'x'.repeat(63)}.${'y'.repeat(63)}.${'z'.repeat(63)}.${'w'.repeat(60)}`,
  ),
  fc.string({
    unit: fc.integer({ min: 1, max: 255 }).map((c) => String.fromCharCode(c)),
    minLength: 1,
    maxLength: 255,
  }),
);

export const hostileAnswer: fc.Arbitrary<Answer> = fc.record({
  code: fc.constantFrom('NOERROR', 'NXDOMAIN', 'SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP', 'NOTAUTH', 'YXRRSET'),
  name: hostileName,
  client: fc.oneof(fc.ipV4(), fc.ipV6(), hostileName),
  type: fc.constantFrom('A', 'AAAA', 'TYPE65280', '\x1b]0;x\x07'),
  at: fc.constantFrom(START, START + 3_600_000, START + 90_000_000, Number.NaN, 0),
  took: fc.double({ min: 0, max: 2000, noNaN: true }),
  times: fc.integer({ min: 1, max: 30 }),
});
