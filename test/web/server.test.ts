// The HTTP side of watch: what it answers, to whom it listens, and that no request ends it.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { startWeb, type Web } from '../../src/web/server.js';

let scrape = async (): Promise<string> => 'up 1\n';
const web: Web = await startWeb({
  listenAddress: ':0',
  metrics: { contentType: 'text/plain; version=0.0.4', metrics: () => scrape() },
});
afterAll(() => web.close());

/** Sends bytes as they are; the status line and all that came until the other side closed. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(web.url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
  });
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

describe('requests', () => {
  it('/metrics, /-/healthy, and what there is', async () => {
    const metrics = await fetch(`${web.url}/metrics?name[]=x`);
    expect(metrics.status).toBe(200);
    expect(metrics.headers.get('content-type')).toContain('version=0.0.4');
    expect(metrics.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await metrics.text()).toBe('up 1\n');
    expect(await (await fetch(`${web.url}/-/healthy`)).text()).toBe('ok\n');
    expect(await (await fetch(`${web.url}/`)).text()).toContain('/metrics');
  });

  it('HEAD has the headers and no body', async () => {
    const head = await fetch(`${web.url}/metrics`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('another method, another path', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await fetch(`${web.url}/metrics`, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
    for (const path of ['/metrics/', '/Metrics', '/etc/passwd', '/favicon.ico'])
      expect((await fetch(`${web.url}${path}`)).status).toBe(404);
  });

  it('targets that are no URL', async () => {
    const close = 'Host: x\r\nConnection: close\r\n\r\n';
    for (const [target, status] of [
      ['//', 404],
      ['http://[', 404],
      ['*', 404],
      ['http://other.example/-/healthy', 200],
      ['/\\', 404],
      ['/-/healthy#x', 200],
    ] as const)
      expect(await raw(`GET ${target} HTTP/1.1\r\n${close}`)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect((await fetch(`${web.url}/-/healthy`)).status).toBe(200);
  });

  it('headers without end, no HTTP at all', async () => {
    expect(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await raw('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(`${web.url}/-/healthy`)).status).toBe(200);
  });

  it('metrics that fail', async () => {
    const before = scrape;
    scrape = () => Promise.reject(new Error('no'));
    const answer = await fetch(`${web.url}/metrics`);
    scrape = before;
    expect([answer.status, await answer.text()]).toEqual([500, 'metrics failed\n']);
  });
});

describe('addresses', () => {
  const metrics = { contentType: 'text/plain', metrics: async () => '' };

  it('no host is loopback; IPv6 in brackets', async () => {
    expect(web.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const six = await startWeb({ listenAddress: '[::1]:0', metrics });
    expect(six.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${six.url}/-/healthy`)).status).toBe(200);
    await six.close();
    const named = await startWeb({ listenAddress: 'localhost:0', metrics });
    await named.close();
  });

  it.each(['', '9353', 'localhost', '127.0.0.1:', '127.0.0.1:x', ':70000', '::1:9353', '[::1]', 'http://127.0.0.1:80'])(
    '%j is none',
    async (listenAddress) => {
      const error = await startWeb({ listenAddress, metrics }).catch((e) => e);
      expect(error).toBeInstanceOf(UserError);
      expect(error.exitStatus).toBe(2);
      expect(error.message).toContain('is not HOST:PORT');
    },
  );

  it('a port in use, an address of somebody else', async () => {
    for (const [listenAddress, says] of [
      [web.url.replace('http://', ''), /another program listens there already/],
      ['192.0.2.1:0', /this host has no such address/],
    ] as const) {
      const error = await startWeb({ listenAddress, metrics }).catch((e) => e);
      expect(error).toBeInstanceOf(UserError);
      expect(error.exitStatus).toBe(1);
      expect(error.message).toMatch(says);
      expect(error.advice).toContain('--web.listen-address');
    }
  });

  it('closes while a client keeps its connection', async () => {
    const short = await startWeb({ listenAddress: ':0', metrics });
    const socket = connect(Number(new URL(short.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const gone = once(socket, 'close');
    socket.resume();
    await short.close();
    await gone;
  });
});
