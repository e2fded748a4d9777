import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { openBed, waits, type FailureBed } from './failure-bed.testing.js';
import { endFaults, hasStruck, holdRead } from './faults.testing.js';
import { landFile } from './given.testing.js';
import { logged, metric, processorLog, settled, timesLoaded } from './seen.testing.js';
import { exitOf, oneTask } from './tasks.testing.js';

const wedgedAfterSeconds = 3;
/** What a wedged worker says when it goes. */
const wedgedCode = 70;

let bed: FailureBed;
beforeAll(async () => {
  bed = await openBed({
    visibilitySeconds: 2,
    processor: { wedgedAfterSeconds: waits(wedgedAfterSeconds) },
  });
});
afterEach(() => endFaults(bed));
afterAll(() => bed.close());

it('a worker that holds a file and gets nowhere says so and ends; the next one loads the file', async () => {
  const task = await oneTask(bed);
  const held = holdRead(bed, 'title-basics/file-1.tsv');
  const { sourceId } = await landFile(bed, 1);
  await hasStruck(held);
  const stoodStillAt = Date.now();
  const exit = await exitOf(bed, task.taskArn);
  expect(exit).toMatchObject({ exitCode: wedgedCode, signal: null });
  expect(exit.stoppedAtMs - stoodStillAt).toBeGreaterThanOrEqual((wedgedAfterSeconds - 1) * 1000);

  await settled(bed);
  expect(await timesLoaded(bed, [sourceId])).toEqual([1]);
  expect((await oneTask(bed)).taskArn).not.toBe(task.taskArn);
  expect(await logged(bed, 'wedged')).toMatchObject({ lane: 'files' });
  expect(
    await metric(bed, 'Sum', { name: 'Wedged', dimensions: { Service: 'fargate-processor' } }),
  ).toBeGreaterThan(0);
});

it('a worker that waits for messages is not wedged', async () => {
  const { taskArn } = await oneTask(bed);
  const waitingSince = Date.now();
  await expect
    .poll(() => Date.now() - waitingSince, { timeout: 30_000 })
    .toBeGreaterThan(2 * wedgedAfterSeconds * 1000);
  expect((await oneTask(bed)).taskArn).toBe(taskArn);
  expect((await processorLog(bed)).filter(({ msg }) => msg?.includes('wedged'))).toHaveLength(1);
});
