import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { eventually } from './eventually.testing.js';
import { openBed, waits, type FailureBed } from './failure-bed.testing.js';
import { endFaults, hasStruck, holdRead } from './faults.testing.js';
import { landFile, sendBatches } from './given.testing.js';
import { depth, processorRequests, received, rowsOf, settled, timesLoaded } from './seen.testing.js';
import { ratingsBatch, rowsOfBatch } from './sources.testing.js';

const visibilitySeconds = 2;
const maxSources = 40;
/** Of the rows lane: ten loads' worth. */
const mostHeld = 10 * maxSources;
/** Of 1,000 messages on a busy machine. */
const patienceMs = 280_000;

let bed: FailureBed;
beforeAll(async () => {
  bed = await openBed({
    visibilitySeconds,
    processor: {
      // What stands still here would be taken for wedged.
      wedgedAfterSeconds: waits(600),
      microBatch: { maxRows: 500_000, maxBytes: 67_108_864, maxSources, maxAgeSeconds: waits(0.2) },
    },
  });
});
afterEach(() => endFaults(bed));
afterAll(() => bed.close());

/** From its second receive on a message's attempts are counted, before anything else. */
const countedAttempts = () => processorRequests(bed, 'PutObject', '/attempts/').length;

it('a worker that has a file receives no other, however long it takes', async () => {
  const held = holdRead(bed, 'title-basics/file-1.tsv');
  const first = await landFile(bed, 1);
  await hasStruck(held);
  const others = await Promise.all([2, 3, 4].map((number) => landFile(bed, number)));
  await eventually(async () => expect(await depth(bed, 'files')).toEqual({ visible: 3, hidden: 1 }));
  const asked = () => processorRequests(bed, 'ReceiveMessage', '/sluice-local-files').length;
  const before = asked();
  const beats = () => processorRequests(bed, 'ChangeMessageVisibilityBatch', '/sluice-local-files').length;
  // Three to a timeout: it is held for longer than two of them.
  await eventually(() => expect(beats()).toBeGreaterThan(6));
  expect(asked()).toBe(before);
  expect(await depth(bed, 'files')).toEqual({ visible: 3, hidden: 1 });
  held.end();
  await settled(bed);
  expect(
    await timesLoaded(
      bed,
      [first, ...others].map(({ sourceId }) => sourceId),
    ),
  ).toEqual([1, 1, 1, 1]);
  expect(received(bed, 'files')).toBe(4);
  expect(countedAttempts()).toBe(0);
});

it(
  'one worker empties a queue of 1,000 messages and receives none of them twice',
  { timeout: 300_000 },
  async () => {
    const batches = Array.from({ length: 1_000 }, (_, number) => ratingsBatch(number));
    let most = 0;
    let isOver = false;
    const watching = (async () => {
      for (; !isOver; await pause(20)) most = Math.max(most, (await depth(bed, 'rows')).hidden);
    })();
    await sendBatches(bed, batches);
    await settled(bed, patienceMs).finally(() => (isOver = true));
    await watching;
    expect(most).toBeGreaterThan(maxSources);
    expect(most).toBeLessThanOrEqual(mostHeld);
    expect(await rowsOf(bed, 'title_ratings')).toEqual({
      all: batches.length * rowsOfBatch,
      distinct: batches.length * rowsOfBatch,
    });
    expect(received(bed, 'rows')).toBe(batches.length);
    expect(countedAttempts()).toBe(0);
  },
);
