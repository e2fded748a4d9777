import {
  CreateTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startInstance, type TestInstance } from '../kernel/instance.testing.js';
import { createSns } from './sns.js';

const functionArn = 'arn:aws:lambda:eu-central-1:000000000000:function:dlq-redrive';
const queueArn = 'arn:aws:sqs:eu-central-1:000000000000:told';
const invalid = { name: 'InvalidParameterException' };

let local: TestInstance;
let sns: SNSClient;
let invocations: { arn: string; payload: unknown }[];
let publisher: ReturnType<typeof createSns>;
let TopicArn: string;

beforeEach(async () => {
  invocations = [];
  local = await startInstance((instance) => {
    const functions = {
      invokeEvent: async (arn: string, payload: unknown) => void invocations.push({ arn, payload }),
    };
    publisher = createSns(instance, { queues: { send: async () => undefined }, functions });
    return [publisher];
  });
  sns = new SNSClient(local.client);
  TopicArn = (await sns.send(new CreateTopicCommand({ Name: 'alarms' }))).TopicArn as string;
});
afterEach(async () => {
  sns.destroy();
  await local.stop();
});

const subscribe = async (Protocol: string, Endpoint: string, Attributes: Record<string, string> = {}) =>
  (await sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes })))
    .SubscriptionArn as string;

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

it('tells the publisher inside when a topic is unknown', async () => {
  await expect(publisher.publish(`${TopicArn}-absent`, 's', 'm')).rejects.toMatchObject({ code: 'NotFound' });
});

it('lists topics a hundred at a time', async () => {
  for (let i = 0; i < 100; i += 1) {
    await sns.send(new CreateTopicCommand({ Name: `topic-${i}` }));
  }
  const first = await sns.send(new ListTopicsCommand({}));
  const second = await sns.send(new ListTopicsCommand({ NextToken: first.NextToken }));
  expect([first.Topics?.length, second.Topics?.length, second.NextToken]).toEqual([100, 1, undefined]);
  await expect(sns.send(new ListTopicsCommand({ NextToken: 'next' }))).rejects.toMatchObject(invalid);
});

it('refuses what it would otherwise have to ignore', async () => {
  await expect(subscribe('email', 'a@example.org')).rejects.toMatchObject(invalid);
  await expect(subscribe('sqs', queueArn, { FilterPolicy: '{}' })).rejects.toMatchObject(invalid);
  await expect(subscribe('sqs', queueArn, { RedrivePolicy: '{}' })).rejects.toMatchObject(invalid);
  await expect(subscribe('lambda', functionArn, { RawMessageDelivery: 'true' })).rejects.toMatchObject(
    invalid,
  );
  const Attributes = { MaximumMessageSize: '1048576' };
  await expect(sns.send(new CreateTopicCommand({ Name: 'large', Attributes }))).rejects.toMatchObject(
    invalid,
  );
  const structured = { TopicArn, Message: '{"default":"m"}', MessageStructure: 'json' };
  await expect(sns.send(new PublishCommand(structured))).rejects.toMatchObject(invalid);
  const grouped = { TopicArn, Message: 'm', MessageGroupId: 'g' };
  await expect(sns.send(new PublishCommand(grouped))).rejects.toMatchObject(invalid);
  const text = { PhoneNumber: '+491701234567', Message: 'm' };
  await expect(sns.send(new PublishCommand(text))).rejects.toMatchObject(invalid);
});
