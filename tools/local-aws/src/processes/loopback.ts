import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Starts a server that only this machine reaches, on any free port. Resolves with `127.0.0.1:PORT`. */
export async function listenOnLoopback(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
