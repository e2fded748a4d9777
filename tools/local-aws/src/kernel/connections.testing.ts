import { connect, type Socket } from 'node:net';
import { startListener } from './listener.js';
import { jsonResponse, type AwsService } from './service.js';

/**
 * Programs of their own, spoken to over IPC. `server`: a listener; says its port, and what it uses when asked to
 * `measure`. `clients PORT COUNT`: opens so many connections, says `open` when each had an answer; asks on all of them
 * again when told to `ask`, and says how many answered; leaves when told to `leave`.
 */
export interface Usage {
  readonly sockets: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
}

const queue: AwsService = {
  name: 'sqs',
  protocol: 'json',
  handle: async (request) => jsonResponse({ size: (await request.readBody()).length }),
  close: async () => undefined,
};

const say = (message: unknown) => void process.send?.(message);

async function serve(): Promise<void> {
  const { port } = await startListener({ services: [queue], warn: (warning) => say({ warning }) });
  process.on('message', () => {
    globalThis.gc?.();
    const { rss: rssBytes, heapUsed: heapUsedBytes } = process.memoryUsage();
    const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    say({ sockets, rssBytes, heapUsedBytes } satisfies Usage);
  });
  say({ port });
}

const request = [
  'POST / HTTP/1.1',
  'host: localhost',
  'authorization: AWS4-HMAC-SHA256 Credential=AKID/20261123/eu-central-1/sqs/aws4_request',
  'x-amz-target: AmazonSQS.SendMessage',
  'content-length: 2',
  '',
  '{}',
].join('\r\n');

/** False when the connection ends instead. */
function ask(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (chunk?: Buffer) => {
      socket.off('data', answer).off('close', answer);
      resolve(chunk?.toString('latin1').startsWith('HTTP/1.1 200') ?? false);
    };
    socket.on('data', answer).on('close', () => answer());
    if (socket.destroyed) answer();
    else socket.write(request);
  });
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket)).once('error', () => resolve(socket));
    socket.on('error', () => undefined);
  });
}

async function askFrom(port: number, count: number): Promise<void> {
  const sockets: Socket[] = [];
  let answers = 0;
  for (let n = 0; n < count; n += 1) {
    const socket = await open(port);
    sockets.push(socket);
    if (await ask(socket)) answers += 1;
  }
  process.on('message', async (order) => {
    if (order === 'leave') process.exit(0);
    const answered = await Promise.all(sockets.map(ask));
    say({ answered: answered.filter(Boolean).length });
  });
  say({ open: answers });
}

const [role, port, count] = process.argv.slice(2);
await (role === 'server' ? serve() : askFrom(Number(port), Number(count)));
