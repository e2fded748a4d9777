import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  NotFoundException,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startInstance, type TestInstance } from '../kernel/instance.testing.js';
import { createSqs } from '../sqs/sqs.js';
import { createSns } from './sns.js';

const functionArn = 'arn:aws:lambda:eu-central-1:000000000000:function:dlq-redrive';
const queueArn = 'arn:aws:sqs:eu-central-1:000000000000:told';
let local: TestInstance;
let sns: SNSClient;
let sqs: SQSClient;
let invocations: { arn: string; payload: unknown }[];
let publisher: ReturnType<typeof createSns>;
let TopicArn: string;
let QueueUrl: string;

beforeEach(async () => {
  invocations = [];
  local = await startInstance((instance) => {
    const queues = createSqs(instance);
    const functions = {
      invokeEvent: async (arn: string, payload: unknown) => void invocations.push({ arn, payload }),
    };
    publisher = createSns(instance, { queues, functions });
    return [queues, publisher];
  });
  sns = new SNSClient(local.client);
  sqs = new SQSClient(local.client);
  TopicArn = (await sns.send(new CreateTopicCommand({ Name: 'alarms' }))).TopicArn as string;
  QueueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'told' }))).QueueUrl as string;
});
afterEach(async () => {
  sns.destroy();
  sqs.destroy();
  await local.stop();
});

const subscribe = async (Protocol: string, Endpoint: string, Attributes: Record<string, string> = {}) =>
  (await sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes })))
    .SubscriptionArn as string;

const received = async () => {
  const asked = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5, MessageAttributeNames: ['All'] });
  const [message] = (await sqs.send(asked)).Messages ?? [];
  return message;
};

it('creates a topic once, lists and describes it', async () => {
  expect((await sns.send(new CreateTopicCommand({ Name: 'alarms' }))).TopicArn).toBe(TopicArn);
  expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ TopicArn, Owner: '000000000000', SubscriptionsConfirmed: '0' });
});

it('invokes functions with its event, from the API and from inside', async () => {
  const subscription = await subscribe('lambda', functionArn);
  const { MessageId } = await sns.send(
    new PublishCommand({
      TopicArn,
      Subject: 'ALARM',
      Message: '{"a":"<&>ü"}',
      MessageAttributes: { n: { DataType: 'Number', StringValue: '7' } },
    }),
  );
  await publisher.publish(TopicArn, undefined, 'again');
  expect(invocations).toEqual([
    {
      arn: functionArn,
      payload: {
        Records: [
          {
            EventSource: 'aws:sns',
            EventVersion: '1.0',
            EventSubscriptionArn: subscription,
            Sns: {
              Type: 'Notification',
              MessageId,
              TopicArn,
              Subject: 'ALARM',
              Message: '{"a":"<&>ü"}',
              Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
              SignatureVersion: '1',
              Signature: expect.any(String),
              SigningCertUrl: expect.any(String),
              UnsubscribeUrl: expect.any(String),
              MessageAttributes: { n: { Type: 'Number', Value: '7' } },
            },
          },
        ],
      },
    },
    { arn: functionArn, payload: expect.objectContaining({ Records: [expect.anything()] }) },
  ]);
  expect(invocations[1]?.payload).toMatchObject({ Records: [{ Sns: { Subject: null, Message: 'again' } }] });
});

it('sends to queues, as a notification or raw', async () => {
  const wrapped = await subscribe('sqs', queueArn);
  expect(await subscribe('sqs', queueArn)).toBe(wrapped);
  const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Subject: 's', Message: 'm' }));
  expect(JSON.parse((await received())?.Body ?? '')).toMatchObject({
    Type: 'Notification',
    MessageId,
    TopicArn,
    Subject: 's',
    Message: 'm',
    SigningCertURL: expect.any(String),
  });
  await sns.send(new UnsubscribeCommand({ SubscriptionArn: wrapped }));
  await subscribe('sqs', queueArn, { RawMessageDelivery: 'true' });
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'raw' } };
  await sns.send(new PublishCommand({ TopicArn, Message: 'm', MessageAttributes }));
  expect(await received()).toMatchObject({ Body: 'm', MessageAttributes: { kind: { StringValue: 'raw' } } });
  const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(Subscriptions).toMatchObject([{ Protocol: 'sqs', Endpoint: queueArn, TopicArn }]);
});

it('answers the publisher although a target refuses, and warns', async () => {
  await subscribe('sqs', `${queueArn}-absent`);
  await subscribe('lambda', functionArn);
  await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
  expect(invocations).toHaveLength(1);
  await expect.poll(() => local.warnings.join()).toContain('told-absent');
});

it('refuses what it cannot do', async () => {
  await expect(
    sns.send(new PublishCommand({ TopicArn: `${TopicArn}x`, Message: 'm' })),
  ).rejects.toBeInstanceOf(NotFoundException);
  const invalid = { name: 'InvalidParameterException' };
  await expect(sns.send(new PublishCommand({ TopicArn, Message: '' }))).rejects.toMatchObject(invalid);
  await expect(subscribe('email', 'a@example.org')).rejects.toMatchObject(invalid);
  await expect(subscribe('sqs', functionArn)).rejects.toMatchObject(invalid);
  await expect(subscribe('sqs', queueArn, { FilterPolicy: '{}' })).rejects.toMatchObject(invalid);
  await expect(sns.send(new CreateTopicCommand({ Name: 'a b' }))).rejects.toMatchObject(invalid);
});
