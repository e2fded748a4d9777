import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  SetQueueAttributesCommand,
  type QueueAttributeName,
} from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { freshName } from '../resources/fresh-name.js';
import { createQueue, type QueueAttributes } from '../resources/queue.js';
import { send } from './queue-calls.js';

const { sqs } = clients;

const attributesOf = async (QueueUrl: string, ...AttributeNames: QueueAttributeName[]) =>
  (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes;

const set = (QueueUrl: string, Attributes: QueueAttributes) =>
  sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));

const create = (QueueName: string, Attributes: QueueAttributes = {}) =>
  sqs.send(new CreateQueueCommand({ QueueName, Attributes }));

const outOfRange: readonly QueueAttributes[] = [
  { VisibilityTimeout: '43201' },
  { VisibilityTimeout: '-1' },
  { VisibilityTimeout: 'soon' },
  { MessageRetentionPeriod: '59' },
  { MessageRetentionPeriod: '1209601' },
  { DelaySeconds: '901' },
  { ReceiveMessageWaitTimeSeconds: '21' },
  { MaximumMessageSize: '1023' },
  { MaximumMessageSize: '1048577' },
];

conformance('sqs', 'queues', (conforms) => {
  conforms('finds a queue by its name', async () => {
    const { name, url } = await createQueue();
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl).toBe(url);
  });

  conforms('refuses a name that no queue has', async () => {
    const unknown = sqs.send(new GetQueueUrlCommand({ QueueName: freshName('absent') }));
    await expect(unknown).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
      $metadata: { httpStatusCode: 400 },
    });
  });

  conforms('refuses a queue of another account', async () => {
    const { name } = await createQueue();
    const elsewhere = new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: '111122223333' });
    await expect(sqs.send(elsewhere)).rejects.toMatchObject({ $fault: 'client' });
  });

  conforms('has the defaults of a standard queue', async () => {
    const { url, arn } = await createQueue();
    expect(await attributesOf(url, 'All')).toMatchObject({
      QueueArn: arn,
      VisibilityTimeout: '30',
      DelaySeconds: '0',
      ReceiveMessageWaitTimeSeconds: '0',
      MessageRetentionPeriod: '345600',
      MaximumMessageSize: '1048576',
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      CreatedTimestamp: expect.stringMatching(/^\d{10}/),
      LastModifiedTimestamp: expect.stringMatching(/^\d{10}/),
    });
  });

  conforms('creates the same queue again, and no other one of its name', async () => {
    const { name, url } = await createQueue({ DelaySeconds: '1', VisibilityTimeout: '60' });
    expect((await create(name, { DelaySeconds: '1', VisibilityTimeout: '60' })).QueueUrl).toBe(url);
    expect((await create(name, { VisibilityTimeout: '60' })).QueueUrl).toBe(url);
    expect((await create(name)).QueueUrl).toBe(url);
    await expect(create(name, { VisibilityTimeout: '61' })).rejects.toMatchObject({
      name: 'QueueNameExists',
      Code: 'QueueAlreadyExists',
    });
  });

  conforms('changes the attributes that are given, and no others', async () => {
    const { url } = await createQueue({ VisibilityTimeout: '60' });
    await set(url, { DelaySeconds: '7', MaximumMessageSize: '2048' });
    await eventually(async () =>
      expect(
        await attributesOf(url, 'DelaySeconds', 'MaximumMessageSize', 'VisibilityTimeout'),
      ).toStrictEqual({ DelaySeconds: '7', MaximumMessageSize: '2048', VisibilityTimeout: '60' }),
    );
  });

  conforms('gives no attribute that was not asked for', async () => {
    const { url } = await createQueue();
    expect(await attributesOf(url)).toBeUndefined();
    expect(await attributesOf(url, 'RedrivePolicy')).toBeUndefined();
  });

  conforms('refuses an attribute that no queue has', async () => {
    const { url } = await createQueue();
    const unknown = { name: 'InvalidAttributeName', $metadata: { httpStatusCode: 400 } };
    await expect(set(url, { Nonsense: '1' } as QueueAttributes)).rejects.toMatchObject(unknown);
    await expect(attributesOf(url, 'Nonsense' as QueueAttributeName)).rejects.toMatchObject(unknown);
  });

  conforms('refuses an attribute of FIFO queues', async () => {
    const { url } = await createQueue();
    const unknown = { name: 'InvalidAttributeName' };
    await expect(set(url, { FifoQueue: 'false' })).rejects.toMatchObject(unknown);
    await expect(create(freshName('queue'), { FifoQueue: 'false' })).rejects.toMatchObject(unknown);
  });

  conforms('refuses a value that its attribute cannot have', async () => {
    const { url } = await createQueue();
    const invalid = { name: 'InvalidAttributeValue', $metadata: { httpStatusCode: 400 } };
    for (const attributes of outOfRange) {
      await expect(set(url, attributes), JSON.stringify(attributes)).rejects.toMatchObject(invalid);
      await expect(create(freshName('queue'), attributes)).rejects.toMatchObject(invalid);
    }
  });

  conforms('refuses a name of other characters, and a long one', async () => {
    for (const name of ['a.b', 'a/b', 'ü', 'a'.repeat(81)])
      await expect(create(name), name).rejects.toMatchObject({ $fault: 'client' });
  });

  conforms('lists by the beginning of the name', async () => {
    const prefix = freshName('list');
    const urls: string[] = [];
    for (const end of ['a', 'b', 'c']) urls.push((await createQueue({}, `${prefix}-${end}`)).url);
    await createQueue();
    await eventually(async () => {
      const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix }));
      expect([...QueueUrls].sort()).toStrictEqual(urls);
    });
    const none = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: freshName('absent') }));
    expect(none.QueueUrls).toBeUndefined();
  });

  conforms('lists in pages where a page size is asked for', async () => {
    const prefix = freshName('page');
    for (const end of ['a', 'b', 'c']) await createQueue({}, `${prefix}-${end}`);
    const page = (NextToken?: string) =>
      sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 2, NextToken }));
    const [first, second] = await eventually(async () => {
      const one = await page();
      expect(one).toMatchObject({ QueueUrls: { length: 2 }, NextToken: expect.any(String) });
      return [one, await page(one.NextToken)] as const;
    });
    expect(second.NextToken).toBeUndefined();
    expect(new Set([...(first.QueueUrls ?? []), ...(second.QueueUrls ?? [])]).size).toBe(3);
  });

  conforms('deletes a queue with all that is in it', async () => {
    const { url } = await createQueue();
    await send(url, 'lost');
    await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    await eventually(() => expect(send(url, 'late')).rejects.toMatchObject({ name: 'QueueDoesNotExist' }));
  });

  conforms('keeps the name of a deleted queue for a minute', { waitSeconds: 120 }, async () => {
    const { name, url } = await createQueue();
    await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    await expect(create(name)).rejects.toMatchObject({
      name: 'QueueDeletedRecently',
      Code: 'AWS.SimpleQueueService.QueueDeletedRecently',
    });
    const again = await eventually(() => createQueue({}, name), 120);
    expect(again.url).toBe(url);
  });
});
