import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface SinkServer {
  readonly endpoint: string;
  /** Messages taken so far. */
  messages(): number;
  close(): Promise<void>;
}

interface SendBatch {
  readonly Entries: readonly {
    readonly Id: string;
    readonly MessageBody: string;
    readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue: string }>>;
  }[];
}

/** Stands in for SQS and S3 as far as the handler needs them: takes everything and keeps nothing. */
export async function startSink(): Promise<SinkServer> {
  let messages = 0;
  const server: Server = createServer((request, response) => {
    void buffer(request).then((body) => {
      if (request.method === 'PUT') return response.writeHead(200, { etag: '"sink"' }).end();
      const { Entries } = JSON.parse(body.toString()) as SendBatch;
      messages += Entries.length;
      const Successful = Entries.map(({ Id, MessageBody }) => ({
        Id,
        MessageId: `message-${messages}-${Id}`,
        // The SDK compares it.
        MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
      }));
      return response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify({ Successful, Failed: [] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages: () => messages,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
