import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

/** What the SDK sent, as far as it is looked at; times are seconds since the epoch. */
export interface Request {
  readonly MetricDataQueries: readonly { readonly Id: string; readonly MetricStat: object }[];
  readonly StartTime: number;
  readonly EndTime: number;
  readonly NextToken?: string;
}

/** An answer, an error of CloudWatch by its code, a dropped connection, or none at all. */
export type Answer = object | { readonly error: string } | 'drop the connection' | 'stay silent';

export interface FakeCloudWatch {
  readonly client: CloudWatchClient;
  readonly requests: Request[];
  stop(): Promise<void>;
}

/** GetMetricData's wire protocol on loopback, with answers written by the test, one a request. */
export async function startFakeCloudWatch(answers: readonly Answer[]): Promise<FakeCloudWatch> {
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.headers['x-amz-target'] !== 'GraniteServiceVersion20100801.GetMetricData')
        return void response.writeHead(500).end();
      const answer = answers[requests.length] ?? { MetricDataResults: [] };
      requests.push(JSON.parse(Buffer.concat(chunks).toString()) as Request);
      if (answer === 'stay silent') return;
      if (answer === 'drop the connection') return void request.socket.destroy();
      const [status, body] = 'error' in answer ? [400, { __type: answer.error }] : [200, answer];
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new CloudWatchClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    client,
    requests,
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
