// Logs to measure with, made line by line from a seed. `node bench/logs.mjs KIND LINES` writes one to standard output.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { randomFrom, weighted, zipf } from './random.mjs';

/**
 * @typedef {object} Log
 * @property {(write: (line: string) => void) => void} next writes the lines of one step, at least one
 * @property {ReadonlyMap<string, number>} codes answers by code so far, as far as the lines tell of them
 */

const SEED = 0x5eed_1035;
const NAMES = 200_000;
const CLIENTS = 2_000;
const ZONES = 5_000;
const FIRST_SECOND = 1_795_362_784;
const ANSWERS_PER_SECOND = 5_000;

/** Thousandths, after what public resolvers report. */
const TYPES = { A: 540, AAAA: 230, HTTPS: 130, PTR: 50, TXT: 20, MX: 10, SRV: 10, NS: 5, SOA: 3, DS: 2 };
const CODES = { NOERROR: 820, NXDOMAIN: 145, SERVFAIL: 26, REFUSED: 7, FORMERR: 1, NOTIMP: 1 };
/** Names that nobody has, below a zone that somebody has: NXDOMAIN until its servers are overwhelmed. */
const ATTACK_CODES = { NXDOMAIN: 700, SERVFAIL: 300, NOERROR: 0 };

/** Names without their final dot. The rank of a name and its text have nothing to do with each other. */
function names() {
  const first = ['www', 'api', 'cdn', 'mail', 'img', 'edge', 'login', 'static'];
  return Array.from({ length: NAMES }, (_, rank) => {
    const i = (rank * 7919 + 13) % NAMES;
    return `${first[i & 7]}.h${i}.zone${(i * 7) % ZONES}.example`;
  });
}

function clients() {
  return Array.from({ length: CLIENTS }, (_, rank) => {
    const i = (rank * 1103 + 7) % CLIENTS;
    if (i % 8 === 0) return `2001:db8:${(i >> 4).toString(16)}::${(i * 31).toString(16)}`;
    return `10.${(i >> 8) & 7}.${i & 255}.${(i * 37) % 254}`;
  });
}

/** What clients ask and get: the same for every server's log. */
function traffic() {
  const random = randomFrom(SEED);
  const [allNames, allClients] = [names(), clients()];
  const [name, client] = [zipf(NAMES, random), zipf(CLIENTS, random)];
  const [type, code] = [weighted(TYPES, random), weighted(CODES, random)];
  return {
    random,
    code,
    type,
    name: () => allNames[name()],
    client: () => allClients[client()],
  };
}

/** Counts answers by code. */
function counter() {
  /** @type {Map<string, number>} */
  const codes = new Map();
  return { codes, count: (/** @type {string} */ code) => void codes.set(code, (codes.get(code) ?? 0) + 1) };
}

/**
 * Seconds with six decimals: half a millisecond up to half a second, each octave as often.
 * @param {() => number} random
 */
function latency(random) {
  let seconds = 0.0005;
  for (let octaves = Math.floor(random() * 10); octaves > 0; octaves--) seconds *= 2;
  return (seconds * (1 + random())).toFixed(6);
}

/**
 * Unbound with `log-replies: yes`, one line an answer.
 * @returns {Log}
 */
function unbound() {
  const { random, code, type, name, client } = traffic();
  const { codes, count } = counter();
  let answers = 0;
  return {
    codes,
    next(write) {
      const second = FIRST_SECOND + Math.floor(answers++ / ANSWERS_PER_SECOND);
      const rcode = code();
      const cached = random() < 0.7;
      const took = cached ? '0.000000' : latency(random);
      const size = 40 + Math.floor(random() * 200);
      count(rcode);
      write(
        `[${second}] unbound[9265:${answers & 1}] info: ${client()} ${name()}. ${type()} IN ${rcode} ${took} ${cached ? 1 : 0} ${size}`,
      );
    },
  };
}

/**
 * The same under an attack by random names below one zone: every name is another one.
 * @returns {Log}
 */
function attack() {
  const { random, client } = traffic();
  const { codes, count } = counter();
  const code = weighted(ATTACK_CODES, random);
  let answers = 0;
  return {
    codes,
    next(write) {
      const second = FIRST_SECOND + Math.floor(answers / ANSWERS_PER_SECOND);
      // Odd, so that no two of 2^32 are the same.
      const label = (Math.imul(answers++, 0x9e3779b1) >>> 0).toString(36).padStart(7, '0');
      const rcode = code();
      count(rcode);
      write(
        `[${second}] unbound[9265:0] info: ${client()} ${label}.victim.example. A IN ${rcode} ${latency(random)} 0 94`,
      );
    },
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Questions without an answer yet: lines of one exchange stand that far apart. */
const IN_FLIGHT = 64;
const PER_MS = ANSWERS_PER_SECOND / 1000;

/**
 * named with a line for each query, one for each failure, and with `responselog` (9.20.3 and later) one for each answer.
 * @param {boolean} responses
 * @returns {Log}
 */
function bind(responses) {
  const { random, code, type, name, client } = traffic();
  const { codes, count } = counter();
  /** @type {{ who: string, question: string, rcode: string }[]} */
  const open = [];
  let asked = 0;
  let day = '';
  let dayOf = -1;
  const stamp = () => {
    const ms = FIRST_SECOND * 1000 + Math.floor(asked / PER_MS);
    const date = new Date(ms);
    const number = Math.floor(ms / 86_400_000);
    if (number !== dayOf) {
      dayOf = number;
      day = `${String(date.getUTCDate()).padStart(2, '0')}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()}`;
    }
    return `${day} ${date.toISOString().slice(11, 23)}`;
  };
  return {
    codes,
    next(write) {
      const at = stamp();
      const [asker, qname, qtype] = [client(), name(), type()];
      // Ports in turn: no client uses one again while its last question is still open.
      const port = 1024 + ((asked++ * 7919) % 64_512);
      const pointer = (0x7f3c5c000000 + Math.floor(random() * 4096) * 0x400).toString(16);
      const who = `client @0x${pointer} ${asker}#${port} (${qname})`;
      write(`${at} queries: info: ${who}: query: ${qname} IN ${qtype} +E(0)K (192.0.2.53)`);
      const slot = Math.floor(random() * IN_FLIGHT);
      const answered = open[slot];
      open[slot] = { who, question: `${qname} ${qtype}`, rcode: code() };
      if (answered === undefined) return;
      const [asks, of] = answered.question.split(' ');
      const { rcode } = answered;
      const failed = rcode !== 'NOERROR' && rcode !== 'NXDOMAIN';
      if (failed) {
        const result = rcode === 'SERVFAIL' ? 'timed out' : rcode;
        write(
          `${at} query-errors: info: ${answered.who}: query failed (${result}) for ${asks}/IN/${of} at query.c:7916`,
        );
      }
      if (responses)
        write(`${at} responses: info: ${answered.who}: response: ${asks} IN ${of} ${rcode} 1 0 1 +E(0)K (192.0.2.53)`);
      if (failed || responses) count(rcode);
    },
  };
}

/** @type {Readonly<Record<string, () => Log>>} */
export const LOGS = {
  unbound,
  'unbound-attack': attack,
  bind: () => bind(true),
  'bind-failures': () => bind(false),
};

const BATCH = 1 << 20;

/**
 * Writes a log of `lines` lines, or one or two more: no step is cut.
 * @param {string} kind of LOGS
 * @param {number} lines
 * @param {import('node:stream').Writable} stream stays open
 * @returns {Promise<{ kind: string, lines: number, bytes: number, codes: Record<string, number> }>}
 */
export async function writeLog(kind, lines, stream) {
  const log = LOGS[kind]();
  let written = 0;
  let bytes = 0;
  let text = '';
  const write = (/** @type {string} */ line) => {
    text += `${line}\n`;
    written++;
  };
  const flush = async () => {
    bytes += text.length;
    if (!stream.write(text, 'latin1')) await once(stream, 'drain');
    text = '';
  };
  while (written < lines) {
    log.next(write);
    if (text.length >= BATCH) await flush();
  }
  await flush();
  return { kind, lines: written, bytes, codes: Object.fromEntries(log.codes) };
}

/**
 * The same into a file.
 * @param {string} kind
 * @param {number} lines
 * @param {string} path
 */
export async function writeLogFile(kind, lines, path) {
  const stream = createWriteStream(path);
  const log = await writeLog(kind, lines, stream);
  await new Promise((resolve) => stream.end(resolve));
  return { ...log, path };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [kind = '', lines = ''] = process.argv.slice(2);
  if (!Object.hasOwn(LOGS, kind) || !(Number(lines) > 0)) {
    process.stderr.write(`usage: node bench/logs.mjs KIND LINES, KIND one of ${Object.keys(LOGS).join(', ')}\n`);
    process.exit(2);
  }
  await writeLog(kind, Number(lines), process.stdout);
}
