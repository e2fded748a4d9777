import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Request = Record<string, unknown>;

/** What the server does with a request: a body with its status, or the connection cut after the request was read. */
export type Answer = { readonly status?: number; readonly body: unknown } | 'drop';

/** An error as AWS JSON 1.1 has it. */
export const fault = (type: string, status = 400): Answer => ({
  status,
  body: { __type: type, Message: type },
});

export const ok = (body: unknown): Answer => ({ body });

async function read(request: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Request;
}

/** Speaks the Data API's wire protocol and answers each operation as the test says; the calls are kept in order. */
export class DataApiServer {
  readonly calls: { readonly operation: string; readonly input: Request }[] = [];
  private readonly answers = new Map<string, (input: Request, call: number) => Answer>();

  private port = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<DataApiServer> {
    const server = createServer();
    const dataApi = new DataApiServer(server);
    server.on('request', (request, response) => {
      void read(request).then((input) => {
        const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
        dataApi.calls.push({ operation, input });
        const answer = dataApi.answers.get(operation)?.(input, dataApi.inputs(operation).length);
        if (answer === undefined || answer === 'drop') return void request.socket.destroy();
        response.writeHead(answer.status ?? 200, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    dataApi.port = (server.address() as AddressInfo).port;
    return dataApi;
  }

  on(operation: string, answer: (input: Request, call: number) => Answer): void {
    this.answers.set(operation, answer);
  }

  inputs(operation: string): Request[] {
    return this.calls.filter((call) => call.operation === operation).map(({ input }) => input);
  }

  client(maxAttempts = 1): RedshiftDataClient {
    return new RedshiftDataClient({
      endpoint: `http://127.0.0.1:${this.port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts,
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
