// A DNS client of a few lines: hand-made packets over UDP, each from a port of its own, and the response codes that came back.
// And a server of fewer: an upstream that answers every question with the code that its name asks for.
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

const WAIT_MS = 10_000;
const AT_ONCE = 8;

export interface Question {
  readonly name: string;
  readonly type: number;
  readonly opcode?: number;
  /** Bytes cut off at the end of the packet. */
  readonly cut?: number;
}

export const A = 1;
export const MAILB = 253;
export const STATUS = 2;

const CODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN'];

function packet(question: Question, id: number): Buffer {
  const labels = question.name.split('.').filter((label) => label !== '');
  const name = Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);
  const bytes = Buffer.alloc(12 + name.length + 4);
  bytes.writeUInt16BE(id, 0);
  // RD, and the opcode above it.
  bytes.writeUInt16BE(0x0100 | ((question.opcode ?? 0) << 11), 2);
  bytes.writeUInt16BE(1, 4);
  name.copy(bytes, 12);
  bytes.writeUInt16BE(question.type, 12 + name.length);
  bytes.writeUInt16BE(1, 14 + name.length);
  return bytes.subarray(0, bytes.length - (question.cut ?? 0));
}

/** Sends one query and gives the code of its answer; undefined when none came. */
export function ask(port: number, question: Question, waitMs = WAIT_MS): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const id = 1 + Math.floor(Math.random() * 0xfffe);
    const end = (code: string | undefined): void => {
      clearTimeout(timer);
      socket.close();
      resolve(code);
    };
    const timer = setTimeout(() => end(undefined), waitMs);
    socket.on('error', () => end(undefined));
    socket.on('message', (answer) => {
      if (answer.length >= 12 && answer.readUInt16BE(0) === id)
        end(CODES[answer[3]! & 15] ?? `RCODE${answer[3]! & 15}`);
    });
    socket.send(packet(question, id), port, '127.0.0.1');
  });
}

/** Sends all of them, a few at a time; how many answers had which code. Throws for a query without an answer. */
export async function askAll(port: number, questions: readonly Question[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < questions.length) {
      const question = questions[next++]!;
      const code = await ask(port, question);
      if (code === undefined) throw new Error(`no answer to ${JSON.stringify(question)}`);
      counts[code] = (counts[code] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return counts;
}

/** Answers `rcN.anything` with code N and all else with SERVFAIL, on the port it gives. */
export async function startUpstream(): Promise<number> {
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const code = /^rc(\d+)$/i.exec(query.toString('latin1', 13, 13 + query[12]!))?.[1] ?? '2';
    // The question goes back as it came, without the OPT record behind it.
    let end = 12;
    while (query[end] !== 0) end += query[end]! + 1;
    const answer = Buffer.from(query.subarray(0, end + 5));
    answer[2]! |= 0x80;
    answer[3] = 0x80 | Number(code);
    answer.writeUInt16BE(0, 10);
    socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  afterAll(() => void socket.close());
  return (socket.address() as AddressInfo).port;
}
