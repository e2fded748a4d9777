import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createQueue } from '../resources/queue.js';
import { countsBecome, empty, receiveOne, send } from './queue-calls.js';

const purge = (QueueUrl: string) => clients.sqs.send(new PurgeQueueCommand({ QueueUrl }));

/** A purge may take so long, and no second one is allowed in that time. */
const purgeSeconds = 60;

conformance('sqs', 'purge', (conforms) => {
  conforms('removes what is visible, in flight and delayed', { waitSeconds: 2 * purgeSeconds }, async () => {
    const { url } = await createQueue();
    await send(url, 'held');
    await receiveOne(url);
    await send(url, 'visible');
    await send(url, 'delayed', { DelaySeconds: 900 });
    await countsBecome(url, { visible: 1, notVisible: 1, delayed: 1 });
    await purge(url);
    await countsBecome(url, empty);
  });

  conforms(
    'is refused within a minute of another, and done after it',
    { waitSeconds: 2 * purgeSeconds },
    async () => {
      const { url } = await createQueue();
      await purge(url);
      await expect(purge(url)).rejects.toMatchObject({
        name: 'PurgeQueueInProgress',
        Code: 'AWS.SimpleQueueService.PurgeQueueInProgress',
        $metadata: { httpStatusCode: 403 },
      });
      await eventually(() => purge(url), 2 * purgeSeconds);
    },
  );
});
