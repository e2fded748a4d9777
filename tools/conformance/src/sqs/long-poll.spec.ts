import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { createQueue } from '../resources/queue.js';
import { invalidParameter, receive, send } from './queue-calls.js';

conformance('sqs', 'long poll', (conforms) => {
  conforms('ends when a message comes', async () => {
    const { url } = await createQueue();
    const startedAt = Date.now();
    await send(url, 'm', { DelaySeconds: 1 });
    expect((await receive(url, { WaitTimeSeconds: 20 })).map(({ Body }) => Body)).toStrictEqual(['m']);
    expect(Date.now() - startedAt).toBeLessThan(15_000);
  });

  conforms('waits as long as the queue says where the receive says nothing', async () => {
    const { url } = await createQueue({ ReceiveMessageWaitTimeSeconds: '1' });
    const startedAt = Date.now();
    expect(await receive(url, { WaitTimeSeconds: undefined })).toStrictEqual([]);
    expect(Date.now() - startedAt).toBeGreaterThan(900);
  });

  conforms('does not wait for more messages than there are', async () => {
    const { url } = await createQueue();
    await send(url, 'm');
    const startedAt = Date.now();
    expect(await receive(url, { WaitTimeSeconds: 20, MaxNumberOfMessages: 10 })).toHaveLength(1);
    expect(Date.now() - startedAt).toBeLessThan(15_000);
  });

  conforms('gives a message to one of those that wait, and nothing to the others in the end', async () => {
    const { url } = await createQueue();
    const startedAt = Date.now();
    const waiting = [1, 2, 3].map(() => receive(url, { WaitTimeSeconds: 1 }));
    await send(url, 'm');
    expect((await Promise.all(waiting)).flat().map(({ Body }) => Body)).toStrictEqual(['m']);
    expect(Date.now() - startedAt).toBeGreaterThan(900);
  });

  conforms('refuses to wait for more than twenty seconds', async () => {
    const { url } = await createQueue();
    for (const WaitTimeSeconds of [-1, 21])
      await expect(receive(url, { WaitTimeSeconds })).rejects.toMatchObject(invalidParameter);
  });
});
