import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** A server that answers each request as it is told, for the running test alone; returns its URL. */
export async function startServer(reply: (request: IncomingMessage) => Reply): Promise<string> {
  const server = createServer((request, response) => {
    const { status, body } = reply(request);
    request.resume().on('end', () => response.writeHead(status).end(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
