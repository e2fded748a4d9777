import {
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createQueueForTopic, createTopic, subscribeQueue } from '../resources/topic.js';
import { receiveDelivery, receiveNotification } from './receive-delivery.js';

const { sns } = clients;

const invalidParameter = { name: 'InvalidParameterException' };
const notFound = { name: 'NotFoundException' };

const attributesOf = async (SubscriptionArn: string) =>
  (await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes;

const setAttribute = (SubscriptionArn: string, AttributeName: string, AttributeValue: string) =>
  sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));

conformance('sns', 'subscriptions', (conforms) => {
  conforms('subscribes a queue once', async () => {
    const TopicArn = await createTopic();
    const { arn, subscriptionArn } = await subscribeQueue(TopicArn);
    expect(subscriptionArn.startsWith(`${TopicArn}:`)).toBe(true);
    const again = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn }));
    expect(again.SubscriptionArn).toBe(subscriptionArn);
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions).toHaveLength(1);
  });

  conforms('refuses to subscribe a queue again with other attributes', async () => {
    const TopicArn = await createTopic();
    const { arn } = await subscribeQueue(TopicArn);
    const Attributes = { RawMessageDelivery: 'true' };
    const again = new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn, Attributes });
    await expect(sns.send(again)).rejects.toMatchObject(invalidParameter);
  });

  conforms('lists the subscriptions of a topic', async () => {
    const TopicArn = await createTopic();
    const queues = [await subscribeQueue(TopicArn), await subscribeQueue(TopicArn)];
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    const expected = queues.map(({ arn, subscriptionArn }) => ({
      SubscriptionArn: subscriptionArn,
      Owner: TopicArn.split(':')[4],
      Protocol: 'sqs',
      Endpoint: arn,
      TopicArn,
    }));
    expect(Subscriptions).toHaveLength(2);
    expect(Subscriptions).toEqual(expect.arrayContaining(expected));
  });

  conforms('tells what a subscription is', async () => {
    const TopicArn = await createTopic();
    const { arn, subscriptionArn } = await subscribeQueue(TopicArn);
    expect(await attributesOf(subscriptionArn)).toMatchObject({
      SubscriptionArn: subscriptionArn,
      TopicArn,
      Protocol: 'sqs',
      Endpoint: arn,
      Owner: TopicArn.split(':')[4],
      RawMessageDelivery: 'false',
      PendingConfirmation: 'false',
      ConfirmationWasAuthenticated: 'true',
    });
  });

  conforms('turns raw delivery on and off', async () => {
    const TopicArn = await createTopic();
    const { url, subscriptionArn } = await subscribeQueue(TopicArn);
    await setAttribute(subscriptionArn, 'RawMessageDelivery', 'true');
    expect(await attributesOf(subscriptionArn)).toMatchObject({ RawMessageDelivery: 'true' });
    await sns.send(new PublishCommand({ TopicArn, Message: 'as it is' }));
    expect((await receiveDelivery(url)).Body).toBe('as it is');
    await setAttribute(subscriptionArn, 'RawMessageDelivery', 'false');
    await sns.send(new PublishCommand({ TopicArn, Message: 'wrapped' }));
    expect(await receiveNotification(url)).toMatchObject({ Message: 'wrapped' });
  });

  conforms('refuses raw delivery that is neither true nor false', async () => {
    const { subscriptionArn } = await subscribeQueue(await createTopic());
    const set = setAttribute(subscriptionArn, 'RawMessageDelivery', 'perhaps');
    await expect(set).rejects.toMatchObject(invalidParameter);
  });

  conforms('refuses an attribute that subscriptions do not have', async () => {
    const { subscriptionArn } = await subscribeQueue(await createTopic());
    await expect(setAttribute(subscriptionArn, 'Colour', 'red')).rejects.toMatchObject(invalidParameter);
  });

  conforms('refuses a protocol that there is not', async () => {
    const TopicArn = await createTopic();
    const Endpoint = TopicArn.replace(':sns:', ':sqs:');
    const subscribed = sns.send(new SubscribeCommand({ TopicArn, Protocol: 'pigeon', Endpoint }));
    await expect(subscribed).rejects.toMatchObject(invalidParameter);
  });

  conforms("refuses a queue's URL instead of its ARN", async () => {
    const TopicArn = await createTopic();
    const { url } = await createQueueForTopic(TopicArn);
    const subscribed = sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: url }));
    await expect(subscribed).rejects.toMatchObject(invalidParameter);
  });

  conforms('knows nothing of a topic that is not there', async () => {
    const TopicArn = `${await createTopic()}-absent`;
    const Endpoint = TopicArn.replace(':sns:', ':sqs:');
    const subscribed = sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
    await expect(subscribed).rejects.toMatchObject(notFound);
    const listed = sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    await expect(listed).rejects.toMatchObject(notFound);
  });

  conforms('ends a subscription, and ends it again without an error', async () => {
    const TopicArn = await createTopic();
    const ended = await subscribeQueue(TopicArn);
    const unsubscribe = () => sns.send(new UnsubscribeCommand({ SubscriptionArn: ended.subscriptionArn }));
    await unsubscribe();
    await unsubscribe();
    await expect(attributesOf(ended.subscriptionArn)).rejects.toMatchObject(notFound);
    await expect(setAttribute(ended.subscriptionArn, 'RawMessageDelivery', 'true')).rejects.toMatchObject(
      notFound,
    );
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions).toEqual([]);
  });

  conforms('ends the subscriptions of a topic with it', async () => {
    const TopicArn = await createTopic();
    const { subscriptionArn } = await subscribeQueue(TopicArn);
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    await eventually(() => expect(attributesOf(subscriptionArn)).rejects.toMatchObject(notFound));
  });
});
