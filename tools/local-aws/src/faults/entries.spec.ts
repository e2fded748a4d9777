import { CreateStreamCommand, KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { SendMessageBatchCommand, SQSClient, CreateQueueCommand } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startInstance, type TestInstance } from '../kernel/instance.testing.js';
import { createKinesis } from '../kinesis/kinesis.js';
import { createSqs } from '../sqs/sqs.js';

let local: TestInstance;
beforeEach(async () => {
  local = await startInstance((instance) => [createSqs(instance), createKinesis(instance)]);
});
afterEach(() => local.stop());

it('of SendMessageBatch fails alone, and not by its sender', async () => {
  const sqs = new SQSClient(local.client);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'rows' }));
  local.faults.add({ service: 'sqs', resource: '/rows', kind: 'fail-entry', times: 2 });
  const Entries = ['a', 'b', 'c'].map((Id) => ({ Id, MessageBody: Id }));
  const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['c']);
  expect(answer.Failed).toMatchObject([
    { Id: 'a', Code: 'InternalError', SenderFault: false },
    { Id: 'b', Code: 'InternalError', SenderFault: false },
  ]);
  sqs.destroy();
});

it('of PutRecords fails alone', async () => {
  const kinesis = new KinesisClient({ ...local.client, requestHandler: new NodeHttpHandler() });
  await kinesis.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 1 }));
  local.advance(1_000);
  local.faults.add({ service: 'kinesis', kind: 'fail-entry', times: 1 });
  const Records = ['a', 'b'].map((PartitionKey) => ({ PartitionKey, Data: Buffer.from(PartitionKey) }));
  const answer = await kinesis.send(new PutRecordsCommand({ StreamName: 's', Records }));
  expect(answer.FailedRecordCount).toBe(1);
  expect(answer.Records?.map(({ ErrorCode }) => ErrorCode)).toEqual(['InternalFailure', undefined]);
  kinesis.destroy();
});
