import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { freshName } from '../resources/fresh-name.js';
import { createQueue } from '../resources/queue.js';

const { sqs } = clients;

conformance('sqs', 'queues', (conforms) => {
  conforms('finds a queue by its name', async () => {
    const { name, url } = await createQueue();
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl).toBe(url);
  });

  conforms('refuses a name that no queue has', async () => {
    const unknown = sqs.send(new GetQueueUrlCommand({ QueueName: freshName('absent') }));
    await expect(unknown).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  conforms('has the defaults of a standard queue', async () => {
    const { url: QueueUrl } = await createQueue();
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      VisibilityTimeout: '30',
      DelaySeconds: '0',
      ReceiveMessageWaitTimeSeconds: '0',
      MessageRetentionPeriod: '345600',
    });
  });
});
