import { ChangeMessageVisibilityCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { RowBatch } from '@sluice/message-schemas';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { eventually } from './eventually.testing.js';
import { openBed, waits, type FailureBed } from './failure-bed.testing.js';
import { endFaults, hasStruck, holdLoad, holdRead, strikeProcessor, type Fault } from './faults.testing.js';
import { landFile, sendBatches } from './given.testing.js';
import { metric, processorRequests, received, rowsOf, settled, timesLoaded } from './seen.testing.js';
import { ratingsBatch, rowsOfBatch } from './sources.testing.js';
import { exitOf, oneTask } from './tasks.testing.js';

const visibilitySeconds = 4;
const twelveHours = 43_200;
/** From the receive to the test's own extension, at most. */
const aMoment = 5;

let bed: FailureBed;
beforeAll(async () => {
  // What stands still here would be taken for wedged.
  bed = await openBed({ visibilitySeconds, processor: { wedgedAfterSeconds: waits(600) } });
});
afterEach(() => endFaults(bed));
afterAll(() => bed.close());

const extensions = (queue: 'files' | 'rows') =>
  processorRequests(bed, 'ChangeMessageVisibilityBatch', `/${bed.stack.names.queues[queue]}`);
const extended = (queue: 'files' | 'rows') => extensions(queue).filter(({ status }) => status === 200).length;

const lost = (lane: 'files' | 'rows'): Promise<number> =>
  metric(bed, 'Sum', {
    name: 'VisibilityLost',
    dimensions: { Service: 'fargate-processor', Lane: lane },
  });

it('work that takes several timeouts is not delivered again', async () => {
  const held = holdRead(bed, 'title-basics/file-1.tsv');
  const { sourceId } = await landFile(bed, 1);
  await hasStruck(held);
  // Three to a timeout.
  await eventually(() => expect(extended('files')).toBeGreaterThan(6));
  held.end();
  await settled(bed);
  expect(await timesLoaded(bed, [sourceId])).toEqual([1]);
  expect(received(bed, 'files')).toBe(1);
});

it('throttled extensions are tried again in time', async () => {
  const before = received(bed, 'files');
  const held = holdRead(bed, 'title-basics/file-2.tsv');
  const { sourceId } = await landFile(bed, 2);
  await hasStruck(held);
  for (let beat = 0; beat < 6; beat++) {
    const fine = extended('files');
    const throttle = strikeProcessor(bed, {
      service: 'sqs',
      operation: 'ChangeMessageVisibilityBatch',
      kind: 'throttle',
      times: 1,
    });
    await eventually(() => expect(extended('files')).toBeGreaterThan(fine));
    expect(throttle.times()).toBe(1);
  }
  held.end();
  await settled(bed);
  expect(await timesLoaded(bed, [sourceId])).toEqual([1]);
  expect(received(bed, 'files') - before).toBe(1);
});

/** Gives so far, and what the ledger and the tables have of it. */
async function countsOf() {
  return {
    received: received(bed, 'rows'),
    lost: await lost('rows'),
    rows: (await rowsOf(bed, 'title_ratings')).all,
    cancelled: processorRequests(bed, 'CancelStatement').length,
  };
}

/**
 * Expects that the load of the batch, which stands still, is given up while its message is still hidden. Then lets all go
 * on, and expects that the batch comes again and is loaded once.
 */
async function expectGivenUp(batch: RowBatch, held: Fault, refusal: Fault | undefined, before: Counts) {
  const cancelled = await eventually(() => {
    const cancel = processorRequests(bed, 'CancelStatement')[before.cancelled];
    expect(cancel, 'it is not given up').toBeDefined();
    return Date.parse(cancel?.at ?? '');
  });
  const beats = extensions('rows').filter(({ status, at }) => status === 200 && Date.parse(at) < cancelled);
  const hiddenUntil = Date.parse(beats.at(-1)?.at ?? '') + visibilitySeconds * 1000;
  expect(cancelled, 'given up before it shows').toBeLessThan(hiddenUntil);
  await eventually(async () => expect(received(bed, 'rows')).toBeGreaterThan(before.received + 1));
  refusal?.end();
  held.end();
  await settled(bed);
  expect(await timesLoaded(bed, [batch.batchId])).toEqual([1]);
  const all = before.rows + rowsOfBatch;
  expect(await rowsOf(bed, 'title_ratings')).toEqual({ all, distinct: all });
  expect(await lost('rows')).toBeGreaterThan(before.lost);
}
type Counts = Awaited<ReturnType<typeof countsOf>>;

it('work is given up before its message shows again, when extensions are refused to the end', async () => {
  const before = await countsOf();
  const held = holdLoad(bed, 'title-ratings');
  const batch = ratingsBatch(1);
  await sendBatches(bed, [batch]);
  await hasStruck(held);
  const beats = extended('rows');
  await eventually(() => expect(extended('rows')).toBeGreaterThan(beats));
  const refusal = strikeProcessor(bed, {
    service: 'sqs',
    operation: 'ChangeMessageVisibilityBatch',
    resource: bed.stack.names.queues.rows,
    kind: 'error',
    code: 'InternalError',
    status: 500,
  });
  await expectGivenUp(batch, held, refusal, before);
});

it('work is given up before the twelve hours are over for which SQS keeps a message hidden', async () => {
  const { processor, clients, queueUrls } = bed.stack;
  const { taskArn } = await oneTask(bed);
  processor.setDesiredCount(0);
  await exitOf(bed, taskArn);
  const batch = ratingsBatch(2);
  await sendBatches(bed, [batch]);
  // Any receipt of a message in flight changes its visibility; this one is the test's.
  const { Messages = [] } = await clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrls.rows, VisibilityTimeout: 0 }),
  );
  const before = await countsOf();
  const held = holdLoad(bed, 'title-ratings');
  processor.setDesiredCount(1);
  await hasStruck(held);
  await clients.sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrls.rows,
      ReceiptHandle: Messages[0]?.ReceiptHandle,
      VisibilityTimeout: twelveHours - aMoment,
    }),
  );
  // By the clock of SQS it was received so long ago; what is left of it, the worker may still ask for.
  bed.skip(twelveHours - 2 * visibilitySeconds - aMoment);
  await expectGivenUp(batch, held, undefined, before);
});
