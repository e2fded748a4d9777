import { afterEach, beforeEach, expect, it } from 'vitest';
import { arnOf, startSqs, type TestSqs } from './sqs-client.testing.js';

let local: TestSqs;

beforeEach(async () => void (local = await startSqs()));
afterEach(() => local.stop());

const inFlightLimit = 120_000;

/** Without the SDK, which takes several times as long as the server. Returns how many came. */
async function receiveTen(QueueUrl: string): Promise<number> {
  const response = await fetch(local.listener.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.ReceiveMessage',
      authorization: 'AWS4-HMAC-SHA256 Credential=tester/20260101/eu-central-1/sqs/aws4_request',
    },
    body: JSON.stringify({ QueueUrl, MaxNumberOfMessages: 10 }),
  });
  return ((await response.json()) as { Messages?: unknown[] }).Messages?.length ?? 0;
}

it('holds 120,000 messages in flight, and no more', { timeout: 120_000 }, async () => {
  const url = await local.create('q', { VisibilityTimeout: '43200' });
  for (let n = 0; n < inFlightLimit + 10; n += 1) await local.queues.send(arnOf('q'), `message ${n}`);
  let asked = 0;
  let held = 0;
  const receiver = async () => {
    while (asked < inFlightLimit) {
      asked += 10;
      const came = await receiveTen(url);
      held += came;
    }
  };
  await Promise.all(Array.from({ length: 16 }, receiver));
  expect(held).toBe(inFlightLimit);
  expect(await local.counts(url)).toEqual([10, inFlightLimit, 0]);
  await expect(local.receive(url)).rejects.toMatchObject({ name: 'OverLimit' });
  expect(await local.receive(url, { WaitTimeSeconds: 1 })).toEqual([]);
});
