import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance, patienceMs } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { send, type Answer } from '../wire/send.js';
import { signedRequest, without, type SignedRequest } from '../wire/signed-request.js';
import { requestAsIs } from './as-is.js';
import { outcome } from './refusal.js';

const { s3 } = clients;

/** Sends the head of a request as it stands, with `body` behind it, and reads until the connection ends. */
async function sendBytes({ method, url, headers }: SignedRequest, body: string): Promise<Answer> {
  const lines = [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    ...Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}`),
  ];
  const socket = connectTo(url);
  // An endpoint may wait for more.
  socket.setTimeout(patienceMs(), () => socket.destroy());
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  const answer = Buffer.concat((await socket.toArray()) as Buffer[]).toString('utf8');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]), headers: {}, body: answer };
}

const connectTo = ({ protocol, hostname, port }: URL): Socket =>
  protocol === 'https:'
    ? connectTls({ host: hostname, port: Number(port || 443), servername: hostname })
    : connectPlain(Number(port || 80), hostname);

/** A PUT with a length only where the headers say one. */
const bare = async (headers: Readonly<Record<string, string>>): Promise<SignedRequest> => {
  const command = new PutObjectCommand({ Bucket: await createBucket(), Key: 'k' });
  const request = await requestAsIs(command, headers, '');
  return headers['content-length'] === undefined ? without(request, 'content-length') : request;
};

conformance('s3', 'bad requests', (conforms) => {
  conforms('misses the length of a body', async () => {
    expect(outcome(await sendBytes(await bare({}), ''))).toBe('411 MissingContentLength');
  });

  conforms('refuses a body that comes in pieces of HTTP’s own, and says no length', async () => {
    const request = await bare({ 'transfer-encoding': 'chunked' });
    expect(outcome(await sendBytes(request, '4\r\nbody\r\n0\r\n\r\n'))).toBe('501 NotImplemented');
  });

  conforms('refuses a body of more than five gibibytes before it comes', async () => {
    const request = await bare({ 'content-length': String(5 * 1024 ** 3 + 1) });
    expect(outcome(await sendBytes(request, ''))).toBe('400 EntityTooLarge');
  });

  conforms('allows the methods that a resource has, and no others', async () => {
    const Bucket = await createBucket();
    const disallowed = [
      [new ListBucketsCommand({}), 'DELETE'],
      [new GetBucketVersioningCommand({ Bucket }), 'DELETE'],
      [new GetObjectCommand({ Bucket, Key: 'k' }), 'POST'],
    ] as const;
    for (const [command, method] of disallowed) {
      const request = await signedRequest(s3, command, (draft) => void (draft.method = method));
      expect(outcome(await send(request))).toBe('405 MethodNotAllowed');
    }
  });

  conforms('refuses a path that is not encoded as it has to be', async () => {
    const Bucket = await createBucket();
    const request = await signedRequest(s3, new GetObjectCommand({ Bucket, Key: 'key' }), (draft) => {
      draft.path = draft.path.replace(/key$/, '%zz');
    });
    expect((await send(request)).status).toBe(400);
  });
});
