import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WebServer {
  readonly url: string;
  readonly requests: { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  stop(): Promise<void>;
}

/** A web server on loopback whose answers the test writes; `earlier` counts the requests before this one. */
export async function startWebServer(
  answer: (request: IncomingMessage, response: ServerResponse, earlier: number) => void,
): Promise<WebServer> {
  const requests: WebServer['requests'] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    answer(request, response, requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Announces the whole content and breaks off after `sent` bytes, when those are on their way. */
export function breakOff(
  response: ServerResponse,
  content: Buffer,
  sent: number,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { 'content-length': content.length, ...headers });
  response.write(content.subarray(0, sent), () => response.destroy());
}

/** Answers a range as asked, from `content`. */
export function answerRange(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  etag: string,
) {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
  response.writeHead(206, {
    etag,
    'content-length': content.length - start,
    'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
  });
  response.end(content.subarray(start));
}
