import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';

/** What the SDK sent; the body is unwrapped from its aws-chunked framing. */
export interface Call {
  readonly method: string;
  /** Decoded, `/bucket/key`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface FakeS3 {
  readonly client: S3Client;
  readonly calls: Call[];
  stop(): Promise<void>;
}

/** S3's wire protocol on loopback, with answers written by the test. */
export async function startFakeS3(
  answer: (call: Call, response: ServerResponse, earlier: number) => void,
): Promise<FakeS3> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://s3');
      const call = {
        method: request.method ?? '',
        path: decodeURIComponent(url.pathname),
        query: url.searchParams,
        headers: request.headers,
        body: unchunk(Buffer.concat(chunks), request.headers['content-encoding']),
      };
      calls.push(call);
      answer(call, response, calls.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
    maxAttempts: 1,
  });
  return {
    client,
    calls,
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** `<hex size>[;…]\r\n<bytes>\r\n…0\r\n<trailers>` */
function unchunk(framed: Buffer, encoding: string | undefined): Buffer {
  if (!encoding?.includes('aws-chunked')) return framed;
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const end = framed.indexOf('\r\n', at);
    const size = Number.parseInt(framed.subarray(at, end).toString(), 16);
    if (!(size > 0)) return Buffer.concat(chunks);
    chunks.push(framed.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

/** An error as S3 words it. */
export function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>refused</Message></Error>`);
}

export const objectHeaders = {
  etag: '"e1"',
  'last-modified': 'Sat, 14 Mar 2026 09:26:53 GMT',
  'content-type': 'text/tab-separated-values',
};
