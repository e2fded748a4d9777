import {
  CreateTopicCommand,
  DeleteTopicCommand,
  paginateListTopics,
  PublishCommand,
} from '@aws-sdk/client-sns';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { freshName } from '../resources/fresh-name.js';
import { createTopic } from '../resources/topic.js';

const { sns } = clients;

conformance('sns', 'topics', (conforms) => {
  conforms('creates a topic once for each name', async () => {
    const name = freshName('topic');
    const arn = await createTopic(name);
    expect(arn).toMatch(new RegExp(`^arn:aws:sns:[a-z0-9-]+:\\d{12}:${name}$`));
    expect((await sns.send(new CreateTopicCommand({ Name: name }))).TopicArn).toBe(arn);
  });

  conforms('refuses names that a topic cannot have', async () => {
    for (const Name of ['a b', 'a.b', 'ä', 'a'.repeat(257)]) {
      const refused = sns.send(new CreateTopicCommand({ Name }));
      await expect(refused, Name).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
  });

  conforms('lists topics', async () => {
    const arns = await Promise.all([createTopic(), createTopic()]);
    const listed: (string | undefined)[] = [];
    for await (const { Topics = [] } of paginateListTopics({ client: sns }, {})) {
      listed.push(...Topics.map(({ TopicArn }) => TopicArn));
    }
    expect(listed).toEqual(expect.arrayContaining(arns));
  });

  conforms('deletes a topic, and what is no longer there without an error', async () => {
    const TopicArn = await createTopic();
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    const published = sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    await expect(published).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});
