import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProcessorStatus } from './app.js';

/**
 * `GET /healthz`: 200 while the process is alive, with each lane's last progress. `GET /readyz`: 200 once the
 * lanes are polled, 503 before and while halted. Resolves with the port it listens on.
 */
export async function startHealthServer(
  port: number,
  status: ProcessorStatus,
): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    const known = request.url === '/healthz' || request.url === '/readyz';
    const code = !known ? 404 : request.url === '/readyz' && !status.ready ? 503 : 200;
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? status : { error: 'not found' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}
