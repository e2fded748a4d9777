import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A cache for several clones: what Nx asks of one that a team runs itself, `/v1/cache/<hash>`, kept in memory. */
export class CacheServer {
  readonly #kept = new Map<string, Buffer>();
  readonly #server = createServer(async (request, response) => {
    const hash = request.url?.match(/^\/v1\/cache\/(\w+)$/)?.[1];
    const kept = hash === undefined ? undefined : this.#kept.get(hash);
    if (hash !== undefined && request.method === 'PUT') {
      this.#kept.set(hash, await buffer(request));
      response.writeHead(200).end();
    } else if (kept && request.method === 'GET') {
      response
        .writeHead(200, { 'content-length': kept.length, 'content-type': 'application/octet-stream' })
        .end(kept);
    } else response.writeHead(404).end();
  });

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get hashes(): readonly string[] {
    return [...this.#kept.keys()];
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
