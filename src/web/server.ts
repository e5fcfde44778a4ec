// The HTTP side of `watch`: /metrics and /-/healthy. Knows registries, not lines.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../errors.js';

export interface WebOptions {
  /** HOST:PORT, [IPv6]:PORT; port 0 picks a free one. */
  readonly listenAddress: string;
  readonly metrics: { readonly contentType: string; metrics(): Promise<string> };
}

export interface Web {
  /** Where it really listens. */
  readonly url: string;
  close(): Promise<void>;
}

/** Limits against slow and endless requests. */
const TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 100;

const LISTEN_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already',
  EACCES: 'no permission for that port',
  EADDRNOTAVAIL: 'this host has no such address',
  ENOTFOUND: 'no such host name',
};

/** Starts listening; throws UserError('listen-failed') or ('bad-option'). */
export async function startWeb(options: WebOptions): Promise<Web> {
  const { host, port } = parseAddress(options.listenAddress);
  const server = createServer(
    { requestTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS, maxHeaderSize: 16_384 },
    (request, response) => {
      const reply = (status: number, type: string, body: string): void => {
        response.writeHead(status, {
          'content-type': type,
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-store',
        });
        response.end(request.method === 'HEAD' ? undefined : body);
      };
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('allow', 'GET, HEAD');
        return reply(405, 'text/plain', 'method not allowed\n');
      }
      switch (pathOf(request.url)) {
        case '/metrics':
          options.metrics.metrics().then(
            (text) => reply(200, options.metrics.contentType, text),
            () => reply(500, 'text/plain', 'metrics failed\n'),
          );
          return;
        case '/-/healthy':
          return reply(200, 'text/plain', 'ok\n');
        case '/':
          return reply(
            200,
            'text/plain',
            'rcodescope\n\n/metrics    for Prometheus\n/-/healthy  answers while the process works\n',
          );
        default:
          return reply(404, 'text/plain', 'not found\n');
      }
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, host, port, options.listenAddress);
  const at = server.address() as AddressInfo;
  return {
    url: `http://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The path of a request target, in origin or absolute form (RFC 9112 section 3.2); undefined when it is no URL. */
function pathOf(target = '/'): string | undefined {
  if (target.startsWith('/')) return target.split(/[?#]/, 1)[0];
  return URL.canParse(target) ? new URL(target).pathname : undefined;
}

function listen(server: Server, host: string, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Stays for later ones (no more file descriptors): the server goes on, and must not end the process.
    server.on('error', (error: NodeJS.ErrnoException) => {
      reject(
        new UserError(
          'listen-failed',
          `cannot listen on ${address}: ${LISTEN_FAULTS[error.code ?? ''] ?? error.message}`,
          'choose another --web.listen-address; port 0 picks a free one, an empty value switches HTTP off',
        ),
      );
    });
    server.listen(port, host, () => resolve());
  });
}

function parseAddress(text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.%a-z]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65535)
    throw new UserError(
      'bad-option',
      `--web.listen-address: "${text}" is not HOST:PORT`,
      'for example 127.0.0.1:9353, [::1]:9353, :0',
    );
  return { host: match[1] ?? (match[2] === '' ? '127.0.0.1' : match[2]!), port };
}
