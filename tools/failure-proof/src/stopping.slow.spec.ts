import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { eventually } from './eventually.testing.js';
import { openBed, waits, type FailureBed } from './failure-bed.testing.js';
import { endFaults, hasStruck, holdLoad, strikeProcessor, type Fault } from './faults.testing.js';
import { landFile, sendBatches } from './given.testing.js';
import { depth, rowsOf, settled, timesLoaded } from './seen.testing.js';
import { ratingsBatch } from './sources.testing.js';
import { exitOf, oneTask, tellToStop } from './tasks.testing.js';

/** From SIGTERM to SIGKILL; what is not done five seconds before is given up. */
const stopTimeoutSeconds = 7;
const workSeconds = stopTimeoutSeconds - 5;
/** Far longer than a stop: what is visible by then was made so. */
const visibilitySeconds = 60;
/** Rows gather until there are so many; nothing here waits for their age. */
const sourcesOfALoad = 2;

let bed: FailureBed;
beforeAll(async () => {
  const microBatch = {
    maxRows: 500_000,
    maxBytes: 67_108_864,
    maxSources: sourcesOfALoad,
    maxAgeSeconds: waits(600),
  };
  bed = await openBed({
    visibilitySeconds,
    processor: { stopTimeoutSeconds, microBatch, wedgedAfterSeconds: waits(600) },
  });
});
beforeEach(() => bed.stack.processor.setDesiredCount(1));
afterEach(() => endFaults(bed));
afterAll(() => bed.close());

let last = 0;

/** Stops the task; expects that it ends by itself, well, and within `seconds`. */
async function expectStopped(seconds: number, times = 1): Promise<void> {
  const task = await oneTask(bed);
  const toldAt = await tellToStop(bed, task);
  for (let time = 1; time < times; time++) process.kill(task.pid, 'SIGTERM');
  const exit = await exitOf(bed, task.taskArn);
  expect(exit).toMatchObject({ exitCode: 0, signal: null });
  expect(exit.stoppedAtMs - toldAt).toBeLessThan(seconds * 1000);
}

/** Gives so many sources to a lane. */
async function give(lane: 'files' | 'rows', count: number): Promise<readonly string[]> {
  const numbers = Array.from({ length: count }, () => ++last);
  if (lane === 'files')
    return Promise.all(numbers.map(async (number) => (await landFile(bed, number)).sourceId));
  const batches = numbers.map(ratingsBatch);
  await sendBatches(bed, batches);
  return batches.map(({ batchId }) => batchId);
}

async function expectLoaded(sourceIds: readonly string[]): Promise<void> {
  await settled(bed);
  expect(await timesLoaded(bed, sourceIds)).toEqual(sourceIds.map(() => 1));
  for (const table of ['title_basics', 'title_ratings'] as const) {
    const { all, distinct } = await rowsOf(bed, table);
    expect(all).toBe(distinct);
  }
}

it('idle, it ends at once', () => expectStopped(workSeconds));

it('gathering, it loads what it has', async () => {
  const sourceIds = await give('rows', sourcesOfALoad - 1);
  await eventually(async () =>
    expect(await depth(bed, 'rows')).toEqual({ visible: 0, hidden: sourceIds.length }),
  );
  await expectStopped(workSeconds);
  await expectLoaded(sourceIds);
});

interface Phase {
  readonly name: string;
  readonly lane: 'files' | 'rows';
  readonly told: 'once' | 'twice';
  /** What keeps it there, the next task not. */
  hold(): Fault;
}

const s3 = (operation: string, resource: string): Fault =>
  strikeProcessor(bed, { service: 's3', operation, resource, kind: 'hold', times: 1 });

const phases: readonly Phase[] = [
  { name: 'reading', lane: 'files', told: 'once', hold: () => s3('GetObject', 'title-basics/file-') },
  { name: 'staging', lane: 'rows', told: 'twice', hold: () => s3('PutObject', 'loads/title-ratings/') },
  { name: 'at the lock', lane: 'files', told: 'twice', hold: () => holdLoad(bed, 'title-basics', 2) },
  { name: 'amid its rows', lane: 'rows', told: 'once', hold: () => holdLoad(bed, 'title-ratings', 5) },
];

it.each(phases)(
  'with a load of the $lane lane, $name, told $told, it lets go of it and ends well',
  async ({ lane, told, hold }) => {
    const held = hold();
    const sourceIds = await give(lane, lane === 'rows' ? sourcesOfALoad : 1);
    await hasStruck(held);
    await expectStopped(stopTimeoutSeconds, told === 'twice' ? 2 : 1);
    expect(await depth(bed, lane)).toEqual({ visible: sourceIds.length, hidden: 0 });
    // What stood still does so yet: a transaction that was not cancelled would keep the next one waiting.
    bed.stack.processor.setDesiredCount(1);
    await expectLoaded(sourceIds);
    held.end();
  },
);
