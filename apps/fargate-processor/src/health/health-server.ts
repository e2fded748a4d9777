import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProcessorHealth } from './processor-health.js';

/** Container health checks run inside the container; nobody else is told. */
const host = '127.0.0.1';

/** The port of the health endpoint cannot be listened on. Seen by whoever starts the process; nothing was received. */
export class HealthPortError extends Error {
  override readonly name = 'HealthPortError';

  constructor(port: number, options: { cause: unknown }) {
    const { code } = options.cause as NodeJS.ErrnoException;
    super(
      code === 'EADDRINUSE'
        ? `HEALTH_PORT ${port} is taken by another process: choose another, or 0 for any free one`
        : `cannot listen on HEALTH_PORT ${port}: ${code}`,
      options,
    );
  }
}

/**
 * `GET` or `HEAD /healthz`: 200 while the process is alive, 503 once it is wedged. `/readyz`: 200 while the lanes are
 * polled, 503 before, while halted and while stopping. Both tell a `ProcessorStatus`. Does not keep the process alive.
 * Resolves with the port it listens on.
 * @throws {HealthPortError}
 */
export async function startHealthServer(
  port: number,
  health: ProcessorHealth,
): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((request, response) => {
    const { code, body } = answer(request.method, request.url, health);
    const text = JSON.stringify(body);
    response.writeHead(code, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      ...(code === 405 ? { allow: 'GET, HEAD' } : {}),
    });
    // Node leaves the body out where it was asked for the head alone.
    response.end(text);
  });
  server.unref();
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(
  method: string | undefined,
  url: string | undefined,
  health: ProcessorHealth,
): { readonly code: number; readonly body: object } {
  const path = url?.split('?')[0];
  if (path !== '/healthz' && path !== '/readyz') return { code: 404, body: { error: 'not found' } };
  if (method !== 'GET' && method !== 'HEAD') return { code: 405, body: { error: 'GET or HEAD only' } };
  const isWell = path === '/healthz' ? health.isAlive : health.isReady;
  return { code: isWell ? 200 : 503, body: health.status() };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(new HealthPortError(port, { cause })));
    server.listen(port, host, resolve);
  });
}
