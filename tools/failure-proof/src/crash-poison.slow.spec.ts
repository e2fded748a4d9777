import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundles } from '@sluice/local-stack';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from './eventually.testing.js';
import { openBed, waits, type FailureBed } from './failure-bed.testing.js';
import { strikeProcessor, type Fault } from './faults.testing.js';
import { landFile, sendBatches, sendClaimedBatch } from './given.testing.js';
import { mineProcessor } from './mined-processor.testing.js';
import { moveTasks, parkedRecord, type Lane } from './messages.testing.js';
import { depth, leftIn, rowsOf, timesLoaded } from './seen.testing.js';
import { ratingsBatch, rowsOfBatch } from './sources.testing.js';
import { exitOf, oneTask } from './tasks.testing.js';

/** Tries in all, whatever redrives lie between. */
const maxAttempts = 4;
/** SQS itself gives a message up after so many receives that nobody settled. */
const maxReceiveCount = 3;

let bed: FailureBed;
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-failure-proof-'));
});
afterEach(async () => {
  await bed.close();
  await rm(directory, { recursive: true, force: true });
});

/** Without a task yet. */
async function openRedrivenBed(bundles: Partial<Bundles> = {}): Promise<FailureBed> {
  const opened = await openBed({
    visibilitySeconds: 1,
    maxReceiveCount,
    processor: { maxAttempts, filesConcurrency: 2 },
    redrive: { scheduleSeconds: waits(1), pauseSeconds: waits(0.05), evidenceSeconds: waits(1) },
    bundles,
  });
  const { taskArn } = await oneTask(opened);
  opened.stack.processor.setDesiredCount(0);
  await exitOf(opened, taskArn);
  return opened;
}

interface Poison {
  readonly what: string;
  readonly lane: Lane;
  /** Opens the bed, and gives it what kills its processors. */
  give(): Promise<{ readonly dataset: string; readonly sourceId: string }>;
}

/** Whoever asks for the object is gone before it is answered. */
const killsItsReader = (key: string): Fault =>
  strikeProcessor(bed, { service: 's3', operation: 'GetObject', resource: key, kind: 'kill-before' });

const poisons: readonly Poison[] = [
  {
    what: 'a file that kills its reader',
    lane: 'files',
    give: async () => {
      bed = await openRedrivenBed();
      killsItsReader('title-basics/file-1.tsv');
      const { sourceId } = await landFile(bed, 1);
      return { dataset: 'title-basics', sourceId };
    },
  },
  {
    what: 'a batch that kills whoever opens it',
    lane: 'rows',
    give: async () => {
      bed = await openRedrivenBed();
      killsItsReader('claims/proof/1.json.gz');
      const { batch } = await sendClaimedBatch(bed, 1);
      return { dataset: batch.dataset, sourceId: batch.batchId };
    },
  },
  {
    what: 'a batch that kills whoever loads it',
    lane: 'rows',
    give: async () => {
      const batch = ratingsBatch(1);
      bed = await openRedrivenBed({ 'fargate-processor': await mineProcessor(directory, batch.batchId) });
      await sendBatches(bed, [batch]);
      return { dataset: batch.dataset, sourceId: batch.batchId };
    },
  },
];

it.each(poisons)(
  `$what is parked after ${maxAttempts} attempts in all, through its redrives, and its neighbours are loaded`,
  async ({ lane, give }) => {
    const source = await give();
    const neighbours = [11, 12, 13].map(ratingsBatch);
    const [files] = await Promise.all([
      Promise.all([21, 22].map((number) => landFile(bed, number))),
      sendBatches(bed, neighbours),
    ]);
    // The first task finds all of it, and so does each that follows when the one before was killed.
    const given = neighbours.length + files.length + 1;
    await eventually(async () => {
      const waiting = await Promise.all([depth(bed, 'files'), depth(bed, 'rows')]);
      expect(waiting.reduce((sum, { visible }) => sum + visible, 0)).toBe(given);
    });
    bed.stack.processor.setDesiredCount(1);

    const record = await parkedRecord(bed, source);
    expect(record).toMatchObject({
      ...source,
      lane,
      failure: { class: 'data', reason: 'too_many_attempts' },
    });
    await eventually(async () =>
      expect(await leftIn(bed, ['files', 'filesDlq', 'rows', 'rowsDlq']), 'messages left').toEqual({}),
    );
    // No story travelled with it: nobody lived to tell it. SQS moved it, and the redrive brought it back.
    const tasks = await moveTasks(bed, lane);
    expect(tasks.map(({ Status, FailureReason }) => FailureReason ?? Status)).toEqual(
      tasks.map(() => 'COMPLETED'),
    );
    expect(
      tasks.reduce((sum, task) => sum + (task.ApproximateNumberOfMessagesMoved ?? 0), 0),
    ).toBeGreaterThan(0);
    // The first receive after such a redrive looks like any other's, and is not counted.
    const killed = bed.stack.processor.exits().filter(({ signal }) => signal === 'SIGKILL').length;
    expect(killed).toBeGreaterThanOrEqual(maxAttempts);
    expect(killed).toBeLessThanOrEqual(maxAttempts + 1 + tasks.length);

    const sources = [...files.map(({ sourceId }) => sourceId), ...neighbours.map(({ batchId }) => batchId)];
    expect(await timesLoaded(bed, sources)).toEqual(sources.map(() => 1));
    const ratings = neighbours.length * rowsOfBatch;
    expect(await rowsOf(bed, 'title_ratings')).toEqual({ all: ratings, distinct: ratings });
    expect(await leftIn(bed, ['parked'])).toEqual({ parked: { visible: 1, hidden: 0 } });
  },
);
