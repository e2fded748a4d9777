import { PublishCommand, type MessageAttributeValue } from '@aws-sdk/client-sns';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createTopic, subscribeQueue } from '../resources/topic.js';
import { receiveDelivery, receiveNotification } from './receive-delivery.js';

const { sns, sqs } = clients;

const attributes = {
  kind: { DataType: 'String', StringValue: 'rows <&> ü' },
  count: { DataType: 'Number', StringValue: '7' },
  digest: { DataType: 'Binary', BinaryValue: Uint8Array.of(2, 3, 4) },
} satisfies Record<string, MessageAttributeValue>;

conformance('sns', 'deliveries', (conforms) => {
  conforms('wraps a message for a queue', async () => {
    const TopicArn = await createTopic();
    const { url, subscriptionArn } = await subscribeQueue(TopicArn);
    const Message = '{"text":"<&> \\"quoted\\"\\nü 🦀"}';
    const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Subject: 'A subject', Message }));
    expect(MessageId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(await receiveNotification(url)).toEqual({
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 'A subject',
      Message,
      Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      SignatureVersion: '1',
      Signature: expect.any(String),
      SigningCertURL: expect.stringMatching(/\.pem$/),
      UnsubscribeURL: expect.stringContaining(`SubscriptionArn=${subscriptionArn}`),
    });
  });

  conforms('has no subject where none was given', async () => {
    const TopicArn = await createTopic();
    const { url } = await subscribeQueue(TopicArn);
    await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    expect(await receiveNotification(url)).not.toHaveProperty('Subject');
  });

  conforms("keeps a message's attributes in its envelope", async () => {
    const TopicArn = await createTopic();
    const { url } = await subscribeQueue(TopicArn);
    await sns.send(new PublishCommand({ TopicArn, Message: 'm', MessageAttributes: attributes }));
    const delivery = await receiveDelivery(url);
    expect(delivery.MessageAttributes ?? {}).toEqual({});
    expect(JSON.parse(delivery.Body ?? '')).toMatchObject({
      MessageAttributes: {
        kind: { Type: 'String', Value: 'rows <&> ü' },
        count: { Type: 'Number', Value: '7' },
        digest: { Type: 'Binary', Value: 'AgME' },
      },
    });
  });

  conforms("delivers raw: the message as it is, with the queue's own attributes", async () => {
    const TopicArn = await createTopic();
    const { url } = await subscribeQueue(TopicArn, { RawMessageDelivery: 'true' });
    await sns.send(new PublishCommand({ TopicArn, Message: '{"a":1}', MessageAttributes: attributes }));
    const { Body, MessageAttributes } = await receiveDelivery(url);
    expect(Body).toBe('{"a":1}');
    expect(MessageAttributes).toEqual({
      kind: { DataType: 'String', StringValue: 'rows <&> ü' },
      count: { DataType: 'Number', StringValue: '7' },
      digest: { DataType: 'Binary', BinaryValue: Uint8Array.of(2, 3, 4) },
    });
  });

  conforms('delivers to every subscription, each in its own form', async () => {
    const TopicArn = await createTopic();
    const wrapped = await subscribeQueue(TopicArn);
    const raw = await subscribeQueue(TopicArn, { RawMessageDelivery: 'true' });
    await sns.send(new PublishCommand({ TopicArn, Message: 'to all' }));
    expect(await receiveNotification(wrapped.url)).toMatchObject({ Message: 'to all' });
    expect((await receiveDelivery(raw.url)).Body).toBe('to all');
  });

  conforms("takes a topic's ARN as the target as well", async () => {
    const TargetArn = await createTopic();
    const { url } = await subscribeQueue(TargetArn);
    await sns.send(new PublishCommand({ TargetArn, Message: 'm' }));
    expect(await receiveNotification(url)).toMatchObject({ TopicArn: TargetArn, Message: 'm' });
  });

  conforms('delivers nothing that was published before the subscription', async () => {
    const TopicArn = await createTopic();
    await sns.send(new PublishCommand({ TopicArn, Message: 'too early' }));
    const { url } = await subscribeQueue(TopicArn);
    await sns.send(new PublishCommand({ TopicArn, Message: 'in time' }));
    expect(await receiveNotification(url)).toMatchObject({ Message: 'in time' });
  });

  conforms('answers the publisher although a queue is gone, and delivers to the others', async () => {
    const TopicArn = await createTopic();
    const gone = await subscribeQueue(TopicArn);
    const { url } = await subscribeQueue(TopicArn);
    await sqs.send(new DeleteQueueCommand({ QueueUrl: gone.url }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'for the rest' }));
    expect(await receiveNotification(url)).toMatchObject({ Message: 'for the rest' });
  });
});
