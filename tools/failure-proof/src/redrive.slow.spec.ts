import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { queueArn } from '@sluice/local-stack';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { eventually } from './eventually.testing.js';
import { openBed, waits, type FailureBed } from './failure-bed.testing.js';
import { endFaults, strikeProcessor, strikeRedrive, type Fault } from './faults.testing.js';
import { landFile, sendClaimedBatch } from './given.testing.js';
import { untilHalted } from './halted.testing.js';
import { messagesIn, moveTasks, type Lane } from './messages.testing.js';
import { leftIn, redriveLog, timesLoaded } from './seen.testing.js';
import { sluice } from './sluice.testing.js';
import { ratingsBatch } from './sources.testing.js';

const pauseSeconds = 0.01;
const mostTasks = 9;

let bed: FailureBed;
beforeAll(async () => {
  // What fails once is given up.
  bed = await openBed({
    visibilitySeconds: 2,
    maxReceiveCount: 2,
    redrive: { scheduleSeconds: waits(1), pauseSeconds: waits(pauseSeconds), maxTasksPerWindow: mostTasks },
  });
});
afterEach(() => endFaults(bed));
afterAll(() => bed.close());

const deny = (key: string, times?: number): Fault =>
  strikeProcessor(bed, {
    service: 's3',
    operation: 'GetObject',
    resource: key,
    kind: 'error',
    code: 'AccessDenied',
    status: 403,
    ...(times === undefined ? {} : { times }),
  });

const expectLoaded = (sourceId: string): Promise<void> =>
  eventually(async () => {
    expect(await timesLoaded(bed, [sourceId])).toEqual([1]);
    expect(await leftIn(bed, ['files', 'filesDlq', 'rows', 'rowsDlq', 'parked'])).toEqual({});
  });

/** What was decided on a lane, the newest last. */
const decisions = async (lane: Lane) =>
  (await redriveLog(bed)).filter((line) => line.msg === 'decided' && line['lane'] === lane);

it('the alarm alone starts a task, which brings the message back to its lane', async () => {
  const schedule = bed.stack.redriveSchedule.hold();
  deny('title-basics/file-1.tsv', 1);
  const { sourceId } = await landFile(bed, 1);
  await expectLoaded(sourceId);
  expect(await moveTasks(bed, 'files')).toMatchObject([
    {
      DestinationArn: queueArn(bed.stack.names.queues.files),
      MaxNumberOfMessagesPerSecond: bed.topology.redrive.maxMessagesPerSecond,
      ApproximateNumberOfMessagesMoved: 1,
      Status: 'COMPLETED',
    },
  ]);
  expect(await moveTasks(bed, 'rows')).toEqual([]);
  schedule.resume();
});

it('nothing is redriven while the processor is halted; then also what was sent to the dead-letter queue by hand', async () => {
  await bed.stack.warehouse.query('DROP TABLE imdb.title_basics');
  const { sourceId } = await landFile(bed, 2);
  await untilHalted(bed);
  const batch = ratingsBatch(1);
  // SQS does not know where such a message belongs.
  await bed.stack.clients.sqs.send(
    new SendMessageCommand({ QueueUrl: bed.stack.queueUrls.rowsDlq, MessageBody: JSON.stringify(batch) }),
  );
  await eventually(async () => {
    const waits = (await decisions('rows')).filter(({ why }) => why === 'halted');
    expect(waits.length).toBeGreaterThan(3);
  });
  expect(await moveTasks(bed, 'rows')).toEqual([]);
  await sluice(bed, 'migrate', '--yes');
  await expectLoaded(sourceId);
  await expectLoaded(batch.batchId);
  const rows = queueArn(bed.stack.names.queues.rows);
  expect(await moveTasks(bed, 'rows')).toMatchObject([
    { DestinationArn: rows, ApproximateNumberOfMessagesMoved: 1 },
  ]);
});

const movedBy = (tasks: Awaited<ReturnType<typeof moveTasks>>): number =>
  tasks.reduce((sum, { ApproximateNumberOfMessagesMoved: moved = 0 }) => sum + moved, 0);

/** Messages that the redrive has sent to people. */
const told = () =>
  bed.stack.aws.requests
    .list()
    .filter(
      ({ operation, resource, caller, status }) =>
        operation === 'Publish' &&
        resource?.endsWith(bed.stack.names.operatorsTopic) === true &&
        caller === `lambda-${bed.stack.names.functions.dlqRedrive}` &&
        status === 200,
    ).length;

it('what fails each time is redriven nine times, later each time, whatever kills the function; people hear of it once', async () => {
  const before = (await moveTasks(bed, 'rows')).length;
  const denied = deny('claims/proof/9.json.gz');
  const kills = [
    strikeRedrive(bed, { service: 'sqs', operation: 'StartMessageMoveTask', kind: 'kill-after', times: 2 }),
    strikeRedrive(bed, { service: 'sqs', operation: 'ListMessageMoveTasks', kind: 'kill-before', times: 2 }),
  ];
  const { batch } = await sendClaimedBatch(bed, 9);
  await eventually(() => expect(told()).toBe(1));
  expect(kills.map((kill) => kill.times())).toEqual([2, 2]);

  const lookAgain = (await decisions('rows')).length;
  await eventually(async () => expect((await decisions('rows')).length).toBeGreaterThan(lookAgain + 3));
  expect(told()).toBe(1);

  const tasks = (await moveTasks(bed, 'rows')).reverse();
  expect(tasks).toHaveLength(mostTasks);
  for (const task of tasks)
    expect(task).toMatchObject({
      DestinationArn: queueArn(bed.stack.names.queues.rows),
      Status: 'COMPLETED',
    });
  const starts = tasks.map(({ StartedTimestamp = 0 }) => StartedTimestamp);
  const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
  gaps.forEach((gap, index) => expect(gap).toBeGreaterThanOrEqual(pauseSeconds * 1000 * 2 ** (index + 1)));

  // The pauses are short: a task may find nothing, where the one before it was faster than the function.
  const redrives = movedBy(tasks.slice(before));
  expect(redrives).toBeGreaterThan(1);
  const [kept] = await messagesIn(bed, 'rowsDlq', 1);
  expect(kept?.story).toMatchObject({ attempts: redrives + 1, redrives, source: `proof:${batch.batchId}` });
  expect(denied.times()).toBe(redrives + 1);
});
