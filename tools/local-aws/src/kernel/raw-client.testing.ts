import { connect, type Socket } from 'node:net';
import { jsonResponse, type AwsService } from './service.js';

/** Connected, and silent. */
export const open = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket)).once('error', reject);
  });

/** All that is said on a connection until it ends; a reset is an end as well. */
export async function untilClosed(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => void chunks.push(chunk));
  socket.on('error', () => undefined);
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks).toString('latin1');
}

/** All of a signed request but its body. */
export const head = (length: number, operation = 'Echo', ...headers: readonly string[]): string =>
  [
    'POST / HTTP/1.1',
    'host: localhost',
    'authorization: AWS4-HMAC-SHA256 Credential=AKID/20261123/eu-central-1/sqs/aws4_request',
    `x-amz-target: AmazonSQS.${operation}`,
    `content-length: ${length}`,
    ...headers,
    '',
    '',
  ].join('\r\n');

/** Answers with the body it got, and tells `effects`; for the operation `Wait` so much later. */
export const echoService = (effects: string[], waitMs: number): AwsService => ({
  name: 'sqs',
  protocol: 'json',
  handle: async (request) => {
    const body = (await request.readBody()).toString();
    if (request.operation === 'Wait') await new Promise((resolve) => setTimeout(resolve, waitMs));
    effects.push(body);
    return jsonResponse({ body });
  },
  close: async () => undefined,
});
