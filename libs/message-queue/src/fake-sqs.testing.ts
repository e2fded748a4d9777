import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SQSClient } from '@aws-sdk/client-sqs';

/** What the SDK sent. */
export interface Call {
  readonly action: string;
  // Wire inputs are as varied as SQS's operations.
  readonly input: Record<string, unknown>;
}

/** An answer, an error of SQS by its code, a dropped connection, or none at all. */
export type Answer =
  object | { readonly error: string; readonly status?: number } | 'drop the connection' | 'stay silent';

export interface FakeSqs {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly calls: Call[];
  /** Inputs of one action, in order. */
  inputs(action: string): Record<string, unknown>[];
  stop(): Promise<void>;
}

/** SQS's wire protocol on loopback, with answers written by the test. */
export async function startFakeSqs(answer: (call: Call, earlier: number) => Answer): Promise<FakeSqs> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const call = { action, input: JSON.parse(Buffer.concat(chunks).toString()) as Call['input'] };
      const earlier = calls.filter((one) => one.action === action).length;
      calls.push(call);
      const answered = answer(call, earlier);
      if (answered === 'stay silent') return;
      if (answered === 'drop the connection') {
        request.socket.destroy();
        return;
      }
      const isError = 'error' in answered;
      const status = isError ? ((answered as { status?: number }).status ?? 400) : 200;
      const body = isError ? { __type: `com.amazonaws.sqs#${answered.error}`, message: 'refused' } : answered;
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new SQSClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    client,
    queueUrl: `${endpoint}/000000000000/files`,
    calls,
    inputs: (action) => calls.filter((call) => call.action === action).map(({ input }) => input),
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface BatchEntry {
  readonly Id: string;
  readonly MessageBody: string;
}

export const entriesOf = (input: Record<string, unknown>): BatchEntry[] => input['Entries'] as BatchEntry[];

export const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** An answer to SendMessageBatch that takes all entries but those refused, by body. */
export function takeAllBut(
  input: Record<string, unknown>,
  refused: Readonly<Record<string, { Code: string; SenderFault: boolean }>> = {},
): object {
  const entries = entriesOf(input);
  return {
    Successful: entries
      .filter(({ MessageBody }) => !refused[MessageBody])
      .map(({ Id, MessageBody }) => ({ Id, MessageId: `m-${Id}`, MD5OfMessageBody: md5(MessageBody) })),
    Failed: entries
      .filter(({ MessageBody }) => refused[MessageBody])
      .map(({ Id, MessageBody }) => ({ Id, Message: 'refused', ...refused[MessageBody] })),
  };
}
