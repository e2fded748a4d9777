import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { createQueue } from '../resources/queue.js';
import { send } from './send.js';
import { signedRequest, type SignedRequest } from './signed-request.js';

const { kinesis, s3, sns, sqs } = clients;

async function connectTo({ url }: SignedRequest): Promise<Socket> {
  const isTls = url.protocol === 'https:';
  const port = Number(url.port || (isTls ? 443 : 80));
  const socket = isTls
    ? connectTls({ host: url.hostname, port, servername: url.hostname })
    : connectPlain(port, url.hostname);
  await new Promise((resolve, reject) => {
    socket.once(isTls ? 'secureConnect' : 'connect', resolve).once('error', reject);
  });
  return socket;
}

const head = ({ method, url, headers }: SignedRequest): string =>
  [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');

/** Sends all of it but the last byte of the body, and then leaves. */
async function breakOff(request: SignedRequest): Promise<void> {
  const socket = await connectTo(request);
  socket.on('error', () => undefined);
  const part = Buffer.concat([Buffer.from(head(request)), request.body.subarray(0, -1)]);
  await new Promise((resolve) => socket.write(part, resolve));
  await new Promise((resolve) => socket.once('close', resolve).destroy());
}

conformance('wire', 'HTTP', (conforms) => {
  conforms('gives every answer a request id', async () => {
    const json = await send(await signedRequest(kinesis, new ListStreamsCommand({})));
    expect(json.headers['x-amzn-requestid']).toMatch(/\S/);
    const form = await send(await signedRequest(sns, new ListTopicsCommand({})));
    expect(form.body).toMatch(/<RequestId>[^<]+<\/RequestId>/);
    const rest = await send(
      await signedRequest(s3, new GetObjectCommand({ Bucket: await createBucket(), Key: 'k' })),
    );
    expect([rest.status, rest.headers['x-amz-request-id']]).toEqual([404, expect.stringMatching(/\S/)]);
  });

  conforms('asks for the body of a client that waits to be asked', async () => {
    const command = new PutObjectCommand({ Bucket: await createBucket(), Key: 'k', Body: 'object' });
    const request = await signedRequest(s3, command, (draft) => {
      draft.headers['expect'] = '100-continue';
    });
    const { status } = await send(request, async (sent) => {
      const asked = new Promise((resolve, reject) => sent.once('continue', resolve).once('error', reject));
      sent.flushHeaders();
      await asked;
    });
    expect(status).toBe(200);
  });

  conforms('has no object of which a byte is missing', async () => {
    const Bucket = await createBucket();
    const put = (Key: string) => signedRequest(s3, new PutObjectCommand({ Bucket, Key, Body: 'object' }));
    await breakOff(await put('broken-off'));
    expect((await send(await put('whole'))).status).toBe(200);
    await s3.send(new HeadObjectCommand({ Bucket, Key: 'whole' }));
    const missing = s3.send(new HeadObjectCommand({ Bucket, Key: 'broken-off' }));
    await expect(missing).rejects.toMatchObject({ name: 'NotFound' });
  });

  conforms('sends no message of which a byte is missing', async () => {
    const { url: QueueUrl } = await createQueue();
    const message = (MessageBody: string) =>
      signedRequest(sqs, new SendMessageCommand({ QueueUrl, MessageBody }));
    await breakOff(await message('broken off'));
    expect((await send(await message('whole'))).status).toBe(200);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual(['whole']);
  });

  conforms('answers bytes that are no HTTP with 400, and hangs up', async () => {
    const socket = await connectTo(await signedRequest(kinesis, new ListStreamsCommand({})));
    socket.end('nonsense\r\n\r\n');
    const chunks = (await socket.toArray()) as Buffer[];
    expect(Buffer.concat(chunks).toString('latin1')).toMatch(/^HTTP\/1\.[01] 400 /);
  });
});
