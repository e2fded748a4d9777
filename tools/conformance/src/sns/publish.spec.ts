import { PublishCommand, type MessageAttributeValue, type PublishCommandInput } from '@aws-sdk/client-sns';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createTopic, subscribeQueue } from '../resources/topic.js';
import { receiveDelivery } from './receive-delivery.js';

const { sns } = clients;

const limitBytes = 256 * 1024;
const invalidParameter = { name: 'InvalidParameterException' };

const publish = (input: Partial<PublishCommandInput>) =>
  sns.send(new PublishCommand({ Message: 'm', ...input }));

conformance('sns', 'publish', (conforms) => {
  conforms('refuses a topic that is not there', async () => {
    const TopicArn = `${await createTopic()}-absent`;
    await expect(publish({ TopicArn })).rejects.toMatchObject({
      name: 'NotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });

  conforms('refuses what is no ARN', async () => {
    await expect(publish({ TopicArn: 'alarms' })).rejects.toMatchObject(invalidParameter);
  });

  conforms('refuses a message without a topic', async () => {
    await expect(publish({})).rejects.toMatchObject(invalidParameter);
  });

  conforms('refuses an empty message', async () => {
    const TopicArn = await createTopic();
    await expect(publish({ TopicArn, Message: '' })).rejects.toMatchObject(invalidParameter);
  });

  conforms('refuses an empty subject', async () => {
    const TopicArn = await createTopic();
    await expect(publish({ TopicArn, Subject: '' })).rejects.toMatchObject(invalidParameter);
  });

  conforms('refuses a subject of more than 100 characters', async () => {
    const TopicArn = await createTopic();
    await expect(publish({ TopicArn, Subject: 's'.repeat(101) })).rejects.toMatchObject(invalidParameter);
  });

  conforms('refuses a subject with line breaks', async () => {
    const TopicArn = await createTopic();
    await expect(publish({ TopicArn, Subject: 'two\nlines' })).rejects.toMatchObject(invalidParameter);
  });

  conforms('takes 256 KiB', async () => {
    const TopicArn = await createTopic();
    const { url } = await subscribeQueue(TopicArn, { RawMessageDelivery: 'true' });
    const Message = 'é'.repeat(limitBytes / 2);
    await publish({ TopicArn, Message });
    expect((await receiveDelivery(url)).Body).toBe(Message);
  });

  conforms('refuses a byte more than 256 KiB', async () => {
    const TopicArn = await createTopic();
    const Message = `${'é'.repeat(limitBytes / 2)}.`;
    await expect(publish({ TopicArn, Message })).rejects.toMatchObject(invalidParameter);
  });

  conforms("counts attributes towards a message's size", async () => {
    const TopicArn = await createTopic();
    const tooLong = publish({
      TopicArn,
      Message: 'm'.repeat(limitBytes - 5),
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'rows' } },
    });
    await expect(tooLong).rejects.toMatchObject(invalidParameter);
  });

  const refusesAttribute = async (name: string, value: MessageAttributeValue) => {
    const TopicArn = await createTopic();
    await expect(publish({ TopicArn, MessageAttributes: { [name]: value } })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  };

  conforms('refuses an attribute without a value', () =>
    refusesAttribute('kind', { DataType: 'String', StringValue: '' }),
  );

  conforms('refuses an attribute of a type that there is not', () =>
    refusesAttribute('kind', { DataType: 'Colour', StringValue: 'red' }),
  );

  conforms('refuses a text as the value of a binary attribute', () =>
    refusesAttribute('kind', { DataType: 'Binary', StringValue: 'red' }),
  );

  conforms('refuses a number that is none', () =>
    refusesAttribute('kind', { DataType: 'Number', StringValue: 'seven' }),
  );

  conforms('refuses attributes by names that they cannot have', async () => {
    for (const name of ['a^b', '.a', 'a.', 'a..b']) {
      await refusesAttribute(name, { DataType: 'String', StringValue: 'v' });
    }
  });

  conforms('refuses a deduplication id on a standard topic', async () => {
    const TopicArn = await createTopic();
    await expect(publish({ TopicArn, MessageDeduplicationId: '1' })).rejects.toMatchObject(invalidParameter);
  });
});
