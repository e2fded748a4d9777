import {
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  SetQueueAttributesCommand,
  type Message,
} from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import {
  createQueue,
  createQueueWithDlq,
  deadLettersTo,
  type Queue,
  type QueueAttributes,
} from '../resources/queue.js';
import { receive, receiveOne, send } from './queue-calls.js';

const { sqs } = clients;

const set = (QueueUrl: string, Attributes: QueueAttributes) =>
  sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));

const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

/** Receives once too often, until the message has come out at the other end. */
const deadLetterOf = (queue: Queue, dlq: Queue): Promise<Message> =>
  eventually(async () => {
    expect(await receive(queue.url, { WaitTimeSeconds: 0 })).toStrictEqual([]);
    const [dead] = await receive(dlq.url, { WaitTimeSeconds: 0 });
    if (dead === undefined) throw new Error('No message is dead-lettered.');
    return dead;
  });

/** As AWS refuses it; which of the codes it has depends on what is wrong. */
const invalidPolicy = {
  Code: expect.stringMatching(/^Invalid(Attribute|Parameter)Value$/),
  $metadata: { httpStatusCode: 400 },
};

const allowing = (redrivePermission: string, sourceQueueArns?: readonly string[]): QueueAttributes => ({
  RedriveAllowPolicy: JSON.stringify({ redrivePermission, sourceQueueArns }),
});

conformance('sqs', 'dead letters', (conforms) => {
  conforms('moves a message at the receive that would be one too many', async () => {
    const { queue, dlq } = await createQueueWithDlq(2, { VisibilityTimeout: '0' });
    const { MessageId } = await send(queue.url, 'poison');
    expect((await receiveOne(queue.url)).MessageId).toBe(MessageId);
    expect((await receiveOne(queue.url)).MessageId).toBe(MessageId);
    expect(await receive(dlq.url, { WaitTimeSeconds: 0 })).toStrictEqual([]);
    const dead = await deadLetterOf(queue, dlq);
    expect(dead).toMatchObject({ MessageId, Body: 'poison' });
  });

  conforms('keeps all there is to know of a message, and goes on counting', async () => {
    const { queue, dlq } = await createQueueWithDlq(1, { VisibilityTimeout: '0' });
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'kept' } };
    await send(queue.url, 'poison', {
      MessageAttributes,
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } },
    });
    const alive = await receiveOne(queue.url);
    expect(alive.Attributes?.DeadLetterQueueSourceArn).toBeUndefined();
    const dead = await deadLetterOf(queue, dlq);
    expect(dead).toMatchObject({
      MessageId: alive.MessageId,
      MessageAttributes,
      Attributes: {
        ApproximateReceiveCount: '2',
        SentTimestamp: alive.Attributes?.SentTimestamp,
        AWSTraceHeader: traceHeader,
        DeadLetterQueueSourceArn: queue.arn,
      },
    });
  });

  conforms('has no policy any more when it is set to nothing', { waitSeconds: 60 }, async () => {
    const { queue } = await createQueueWithDlq(1);
    await set(queue.url, { RedrivePolicy: '' });
    const asked = new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: ['RedrivePolicy'] });
    await eventually(async () => expect((await sqs.send(asked)).Attributes).toBeUndefined(), 60);
  });

  conforms('names the queues that a dead-letter queue has', async () => {
    const { queue, dlq } = await createQueueWithDlq(3);
    const other = await createQueue(deadLettersTo(dlq.arn, 3));
    await eventually(async () => {
      const { queueUrls } = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dlq.url }));
      expect([...(queueUrls ?? [])].sort()).toStrictEqual([queue.url, other.url].sort());
    });
  });

  conforms('refuses a policy that is none', async () => {
    const { queue, dlq } = await createQueueWithDlq(3);
    const policies = [
      '{',
      '[]',
      JSON.stringify({ maxReceiveCount: 3 }),
      JSON.stringify({ deadLetterTargetArn: dlq.arn }),
      JSON.stringify({ deadLetterTargetArn: 'nonsense', maxReceiveCount: 3 }),
      JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount: 0 }),
      JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount: 1001 }),
      JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount: 'often' }),
      JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount: 3, nonsense: 1 }),
    ];
    for (const RedrivePolicy of policies)
      await expect(set(queue.url, { RedrivePolicy }), RedrivePolicy).rejects.toMatchObject(invalidPolicy);
  });

  conforms('takes a count that is written as text', async () => {
    const { queue, dlq } = await createQueueWithDlq(3);
    await set(queue.url, {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dlq.arn, maxReceiveCount: '4' }),
    });
  });

  conforms('refuses a dead-letter queue that does not exist', async () => {
    const { url, arn } = await createQueue();
    await expect(set(url, deadLettersTo(`${arn}-absent`, 3))).rejects.toMatchObject(invalidPolicy);
  });

  conforms('lets a dead-letter queue refuse all sources', async () => {
    const dlq = await createQueue(allowing('denyAll'));
    await expect(createQueue(deadLettersTo(dlq.arn, 3))).rejects.toMatchObject(invalidPolicy);
    const { url } = await createQueue();
    await expect(set(url, deadLettersTo(dlq.arn, 3))).rejects.toMatchObject(invalidPolicy);
  });

  conforms('lets a dead-letter queue name its sources', async () => {
    const queue = await createQueue();
    const dlq = await createQueue(allowing('byQueue', [queue.arn]));
    await set(queue.url, deadLettersTo(dlq.arn, 3));
    await expect(createQueue(deadLettersTo(dlq.arn, 3))).rejects.toMatchObject(invalidPolicy);
  });

  conforms('lets a dead-letter queue take all sources', async () => {
    const dlq = await createQueue(allowing('allowAll'));
    await createQueue(deadLettersTo(dlq.arn, 3));
  });

  conforms('refuses an allow policy that is none', async () => {
    const { url, arn } = await createQueue();
    const policies = [
      '{',
      '{}',
      JSON.stringify({ redrivePermission: 'some' }),
      JSON.stringify({ redrivePermission: 'byQueue' }),
      JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [] }),
      JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: arn }),
      JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: Array(11).fill(arn) }),
      JSON.stringify({ redrivePermission: 'allowAll', sourceQueueArns: [arn] }),
    ];
    for (const RedriveAllowPolicy of policies)
      await expect(set(url, { RedriveAllowPolicy }), RedriveAllowPolicy).rejects.toMatchObject(invalidPolicy);
  });
});
