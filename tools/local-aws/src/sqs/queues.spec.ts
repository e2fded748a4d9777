import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSqs, type TestSqs } from './sqs-client.testing.js';

let local: TestSqs;

beforeAll(async () => void (local = await startSqs()));
afterAll(() => local.stop());

it('gives URLs that lead here, and takes those of any host', async () => {
  const url = await local.create('q');
  expect(url).toBe(`${local.listener.endpoint}/000000000000/q`);
  const { host } = new URL(url);
  await local.send(url.replace(host, `localhost:${local.listener.port}`), 'm');
  expect(await local.counts(url)).toEqual([1, 0, 0]);
});

it('refuses an address that is none', async () => {
  await expect(local.receive(`${local.listener.endpoint}/1/q`)).rejects.toMatchObject({
    name: 'InvalidAddress',
    $metadata: { httpStatusCode: 404 },
  });
});

it('has no FIFO queues, and says so', async () => {
  await expect(local.create('q.fifo', { FifoQueue: 'true' })).rejects.toMatchObject({
    Code: 'InvalidParameterValue',
    message: 'local-aws has standard queues only.',
  });
});

it('has no tags, and says so', async () => {
  const tagged = new CreateQueueCommand({ QueueName: 'tagged', tags: { owner: 'me' } });
  await expect(local.sqs.send(tagged)).rejects.toMatchObject({
    name: 'UnsupportedOperation',
    message: 'local-aws has no tags on queues.',
  });
});
