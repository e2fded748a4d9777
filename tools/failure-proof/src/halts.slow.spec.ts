import type { FaultRule } from '@sluice/local-stack';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { eventually } from './eventually.testing.js';
import { openBed, type FailureBed } from './failure-bed.testing.js';
import { endFaults, hasStruck, strikeProcessor, type Fault } from './faults.testing.js';
import { landFile, sendBatches } from './given.testing.js';
import { isHalted, untilHalted } from './halted.testing.js';
import {
  depth,
  metric,
  processorRequests,
  received,
  rowsOf,
  settled,
  timesLoaded,
  type Depth,
} from './seen.testing.js';
import { sluice } from './sluice.testing.js';
import { ratingsBatch } from './sources.testing.js';
import { exitOf, oneTask, tellToStop } from './tasks.testing.js';

let bed: FailureBed;
beforeAll(async () => {
  // A message that is received twice is given up.
  bed = await openBed({ visibilitySeconds: 2, maxReceiveCount: 2 });
});
beforeEach(() => bed.stack.processor.setDesiredCount(1));
afterEach(() => endFaults(bed));
afterAll(() => bed.close());

let last = 0;

const give = {
  files: async () => (await landFile(bed, ++last)).sourceId,
  rows: async () => {
    const batch = ratingsBatch(++last);
    await sendBatches(bed, [batch]);
    return batch.batchId;
  },
};

/** Every load stands still until the fault ends. */
const holdLoads = (): Fault =>
  strikeProcessor(bed, {
    service: 'redshift-data',
    kind: 'hold-statement',
    resource: 'sluice load',
    statement: 1,
  });

const halted = { name: 'Halted', dimensions: { Service: 'fargate-processor' } };

/** What is held stays held, over more than two timeouts of its visibility; nothing else is received. */
async function expectStandstill(files: Depth, rows: Depth): Promise<void> {
  const beats = () => processorRequests(bed, 'ChangeMessageVisibilityBatch').length;
  const before = beats();
  const standsStill = async () => {
    expect(await depth(bed, 'files')).toEqual(files);
    expect(await depth(bed, 'rows')).toEqual(rows);
  };
  await eventually(standsStill);
  await eventually(() => expect(beats()).toBeGreaterThan(before + 6));
  await standsStill();
  expect(await isHalted(bed)).toBe(true);
}

/** All of it is loaded, once, and no message was received more than once. */
async function expectLoaded(sourceIds: readonly string[], before: number): Promise<void> {
  await settled(bed);
  expect(await timesLoaded(bed, sourceIds)).toEqual(sourceIds.map(() => 1));
  const { all, distinct } = await rowsOf(bed, 'title_ratings');
  expect(all).toBe(distinct);
  expect(receivedOfBoth() - before).toBe(sourceIds.length);
  expect(await isHalted(bed)).toBe(false);
}
const receivedOfBoth = () => received(bed, 'files') + received(bed, 'rows');

it('a table that is gone halts both lanes; one message is tried when it is back, then the others', async () => {
  const before = receivedOfBoth();
  const begun = holdLoads();
  const held = [await give.rows(), await give.files()];
  await eventually(() => expect(begun.times()).toBe(2));
  await bed.stack.warehouse.query('DROP TABLE imdb.title_ratings');
  await bed.stack.warehouse.query('DROP TABLE imdb.title_basics');
  begun.end();
  await untilHalted(bed);
  const waiting = [await give.rows(), await give.files(), await give.rows()];
  await expectStandstill({ visible: 1, hidden: 1 }, { visible: 2, hidden: 1 });
  const ready = await fetch(`${bed.stack.healthUrl}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.text()).toMatch(/title_(basics|ratings)/);
  expect((await fetch(`${bed.stack.healthUrl}/healthz`)).status).toBe(200);
  expect(await metric(bed, 'Maximum', halted)).toBe(1);

  const loads = () => processorRequests(bed, 'BatchExecuteStatement').length;
  const looks = () => processorRequests(bed, 'DescribeStatement').length;
  const sent = loads();
  const probe = holdLoads();
  await sluice(bed, 'migrate', '--yes');
  await hasStruck(probe);
  const look = looks();
  await eventually(() => expect(looks()).toBeGreaterThan(look + 10));
  expect(loads() - sent, 'loads at a time').toBe(1);
  expect(await depth(bed, 'files')).toEqual({ visible: 1, hidden: 1 });
  expect(await depth(bed, 'rows')).toEqual({ visible: 2, hidden: 1 });
  probe.end();
  await expectLoaded([...held, ...waiting], before);
  expect((await fetch(`${bed.stack.healthUrl}/readyz`)).status).toBe(200);
  // Once, when it ended.
  expect(await metric(bed, 'Minimum', halted)).toBe(0);
});

type Outage = Pick<FaultRule, 'service' | 'operation' | 'resource' | 'code' | 'status'>;

const outages: Readonly<Record<string, Outage>> = {
  'the warehouse refuses the credentials': {
    service: 'redshift-data',
    code: 'AccessDeniedException',
    status: 400,
  },
  'the warehouse is gone': { service: 'redshift-data', code: 'InternalServerException', status: 500 },
  'the buckets refuse the credentials': { service: 's3', code: 'AccessDenied', status: 403 },
  'the staging bucket is gone': { service: 's3', resource: '-staging', code: 'NoSuchBucket', status: 404 },
  'the quarantine bucket cannot be written': {
    service: 's3',
    operation: 'PutObject',
    resource: '-quarantine',
    code: 'AccessDenied',
    status: 403,
  },
};

const strike = (outage: Outage): Fault => strikeProcessor(bed, { ...outage, kind: 'error' });

/** Only where something is bad does a load write to quarantine; a worker finds that out when it starts. */
const outagesAtWork = Object.entries(outages).filter(([, { resource }]) => resource !== '-quarantine');

it.each(outagesAtWork)('%s, at work: nothing is received until that is over', async (_name, outage) => {
  const before = receivedOfBoth();
  await oneTask(bed);
  const fault = strike(outage);
  const held = await give.rows();
  await untilHalted(bed);
  const waiting = [await give.files(), await give.rows()];
  await expectStandstill({ visible: 1, hidden: 0 }, { visible: 1, hidden: 1 });
  fault.end();
  await expectLoaded([held, ...waiting], before);
});

it.each(Object.entries(outages))(
  '%s, at the start: nothing is received until that is over',
  async (_name, outage) => {
    const before = receivedOfBoth();
    const task = await oneTask(bed);
    await tellToStop(bed, task);
    await exitOf(bed, task.taskArn);
    const fault = strike(outage);
    bed.stack.processor.setDesiredCount(1);
    const given = [await give.files(), await give.rows()];
    await untilHalted(bed);
    // It asks again and again.
    const asked = fault.times();
    await eventually(() => expect(fault.times()).toBeGreaterThan(asked));
    expect(await depth(bed, 'files')).toEqual({ visible: 1, hidden: 0 });
    expect(await depth(bed, 'rows')).toEqual({ visible: 1, hidden: 0 });
    fault.end();
    await expectLoaded(given, before);
  },
);

it('told to stop while it is halted, it lets go of what it holds at once', async () => {
  const fault = strike(outages['the warehouse is gone'] as Outage);
  const sourceIds = [await give.rows(), await give.files()];
  await untilHalted(bed);
  await eventually(async () => expect(await depth(bed, 'rows')).toEqual({ visible: 0, hidden: 1 }));
  const task = await oneTask(bed);
  const toldAt = await tellToStop(bed, task);
  const exit = await exitOf(bed, task.taskArn);
  expect(exit).toMatchObject({ exitCode: 0, signal: null });
  expect(exit.stoppedAtMs - toldAt).toBeLessThan(2_000);
  expect(await depth(bed, 'rows')).toEqual({ visible: 1, hidden: 0 });
  fault.end();
  // As often received as SQS allows: the next task would give it up if it failed again.
  bed.stack.processor.setDesiredCount(1);
  await settled(bed);
  expect(await timesLoaded(bed, sourceIds)).toEqual([1, 1]);
});
