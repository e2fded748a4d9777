import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { eventually } from './eventually.testing.js';
import { openBed, type FailureBed } from './failure-bed.testing.js';
import { endFaults, hasStruck, holdLoad, strikeProcessor } from './faults.testing.js';
import { landFile } from './given.testing.js';
import { depth, empty, processorRequests, received, settled, timesLoaded } from './seen.testing.js';
import { exitOf, oneTask } from './tasks.testing.js';

let bed: FailureBed;
beforeAll(async () => {
  bed = await openBed({ visibilitySeconds: 3 });
});
beforeEach(() => bed.stack.processor.setDesiredCount(1));
afterEach(() => endFaults(bed));
afterAll(() => bed.close());

const looks = () => processorRequests(bed, 'DescribeStatement').length;
const isProtected = (taskArn: string): boolean =>
  bed.stack.processor.tasks().some((task) => task.taskArn === taskArn && task.protected);

it('a scale-in waits for the load that runs, to its acknowledgement', async () => {
  const { processor } = bed.stack;
  const { taskArn, protected: isProtectedIdle } = await oneTask(bed);
  expect(isProtectedIdle).toBe(false);
  const held = holdLoad(bed, 'title-basics');
  const { sourceId } = await landFile(bed, 1);
  await hasStruck(held);
  expect(isProtected(taskArn)).toBe(true);

  processor.setDesiredCount(0);
  const before = looks();
  await eventually(() => expect(looks()).toBeGreaterThan(before + 5));
  expect(processor.tasks()).toMatchObject([{ taskArn, status: 'RUNNING' }]);

  const acknowledging = strikeProcessor(bed, {
    service: 'sqs',
    operation: 'DeleteMessageBatch',
    kind: 'hold',
    times: 1,
  });
  held.end();
  await hasStruck(acknowledging);
  expect(processor.tasks()).toMatchObject([{ taskArn, status: 'RUNNING', protected: true }]);
  acknowledging.end();
  expect(await exitOf(bed, taskArn)).toMatchObject({ exitCode: 0, signal: null });
  expect(await depth(bed, 'files')).toEqual(empty);
  expect(await timesLoaded(bed, [sourceId])).toEqual([1]);
  expect(received(bed, 'files')).toBe(1);
});

it('of two tasks the one goes that loads nothing, though it is the older', async () => {
  const { processor } = bed.stack;
  const { taskArn: older } = await oneTask(bed);
  const first = holdLoad(bed, 'title-basics');
  const files = [await landFile(bed, 2)];
  await hasStruck(first);
  processor.setDesiredCount(2);
  const second = holdLoad(bed, 'title-basics', 1);
  files.push(await landFile(bed, 3));
  await hasStruck(second);
  const newer = processor.tasks().find(({ taskArn }) => taskArn !== older)?.taskArn ?? '';
  expect(isProtected(newer)).toBe(true);
  first.end();
  await eventually(() => expect(isProtected(older)).toBe(false));

  processor.setDesiredCount(1);
  expect(await exitOf(bed, older)).toMatchObject({ exitCode: 0 });
  expect(processor.tasks()).toMatchObject([{ taskArn: newer, status: 'RUNNING' }]);
  second.end();
  await settled(bed);
  expect(
    await timesLoaded(
      bed,
      files.map(({ sourceId }) => sourceId),
    ),
  ).toEqual([1, 1]);
});
