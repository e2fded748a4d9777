import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createQueue, createQueueWithDlq } from '../resources/queue.js';
import { counts, countsBecome, empty, receive, receiveAll, receiveOne, send } from './queue-calls.js';

/** The least that a queue can be told. */
const retentionSeconds = 60;

conformance('sqs', 'retention', (conforms) => {
  conforms('drops a message that is too old', { waitSeconds: 300 }, async () => {
    const { url } = await createQueue({ MessageRetentionPeriod: String(retentionSeconds) });
    const sentAt = Date.now();
    await send(url, 'old');
    await countsBecome(url, { ...empty, visible: 1 });
    await eventually(async () => expect(await counts(url)).toStrictEqual(empty), 240);
    expect(Date.now() - sentAt).toBeGreaterThan((retentionSeconds - 5) * 1000);
  });

  conforms('counts the age of a dead letter from when it was first sent', { waitSeconds: 300 }, async () => {
    const { queue, dlq } = await createQueueWithDlq(
      1,
      { VisibilityTimeout: '0' },
      { MessageRetentionPeriod: String(retentionSeconds) },
    );
    const { url: clock } = await createQueue();
    await send(queue.url, 'old');
    await send(clock, 'too old by now', { DelaySeconds: retentionSeconds + 10 });
    await eventually(
      async () => expect(await receive(clock, { WaitTimeSeconds: 20 })).toHaveLength(1),
      retentionSeconds + 60,
    );
    await receiveOne(queue.url);
    expect(await receive(queue.url)).toStrictEqual([]);
    await send(dlq.url, 'young');
    expect((await receiveAll(dlq.url, 1)).map(({ Body }) => Body)).toStrictEqual(['young']);
  });
});
