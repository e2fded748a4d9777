import { beforeEach, describe, expect, it } from 'vitest';
import { redriveLanes } from './app.js';
import type { Environment } from './environment.js';
import { OperatorsNotToldError } from './tell-operators.js';
import { alarm, lane, schedule, SimulatedAws, unavailable } from './simulated-aws.testing.js';

let aws: SimulatedAws;
beforeEach(() => (aws = new SimulatedAws()));

/** Two tasks a window, as few as show what comes of it. */
const few = { REDRIVE_MAX_TASKS_PER_WINDOW: '2', REDRIVE_PAUSE_SECONDS: '60' };
const rowsAlarm = alarm({ AlarmName: 'sluice-dev-rows-dlq-not-empty' });

/** Both tasks of the window were in vain. */
function exhaust(name = 'files') {
  aws.deadLetter(name);
  aws.tasks.set(lane(name).dlqArn, [
    {
      status: 'FAILED',
      startedAt: aws.now - 3_600_000,
      moved: 1,
      failureReason: 'AWS.SimpleQueueService.NonExistentQueue',
    },
    { status: 'COMPLETED', startedAt: aws.now - 7_200_000, moved: 12 },
  ]);
}

describe('an event', () => {
  it('of an alarm redrives its lane, to where it came from, at the rate', async () => {
    aws.deadLetter('files');
    aws.deadLetter('rows');
    await redriveLanes(alarm(), aws.environment());
    expect(aws.started).toMatchObject([
      { sourceArn: lane('files').dlqArn, destinationArn: lane('files').queueArn, maxMessagesPerSecond: 50 },
    ]);
    expect(aws.decisions()).toEqual(['files redrive']);
    expect(aws.metrics('files')).toMatchObject({
      Service: 'dlq-redrive',
      RedriveStarted: 1,
      RedriveWaiting: 0,
      RedriveGivenUp: 0,
      MetricsUnreadable: 0,
    });
  });

  it('of the schedule looks at every lane', async () => {
    aws.deadLetter('rows', 1);
    await redriveLanes(schedule, aws.environment());
    expect(aws.decisions()).toEqual(['files nothing empty', 'rows redrive']);
  });

  it('does nothing when the alarm is over, unknown, or no alarm at all', async () => {
    aws.deadLetter('files');
    const ofSns = (record: unknown) => ({ Records: [record] });
    const [captured] = alarm().Records;
    const notJson = alarm();
    notJson.Records.forEach(({ Sns }) => (Sns.Message = 'hello'));
    const events = [
      alarm({ NewStateValue: 'OK' }),
      alarm({ NewStateValue: 'INSUFFICIENT_DATA' }),
      alarm({ AlarmName: 'somebody-elses' }),
      alarm({ AlarmName: 'constructor' }),
      alarm({ NewStateValue: 'PANIC' }),
      notJson,
      ofSns({ ...captured, EventSource: 'aws:sqs' }),
      ofSns({ EventSource: 'aws:sns' }),
      ofSns(null),
      { Records: [] },
      { Records: 'alarm' },
      { source: 'aws.events' },
      { ...schedule, dryRun: 'please' },
      {},
      null,
      'alarm',
    ];
    for (const event of events) await redriveLanes(event, aws.environment());
    expect(aws.started).toEqual([]);
    expect(aws.decisions()).toEqual([]);
    expect(aws.lines).toHaveLength(events.length);
  });

  it('of several messages is answered message by message', async () => {
    aws.deadLetter('files');
    aws.deadLetter('rows');
    const Records = [
      ...alarm({ NewStateValue: 'OK' }).Records,
      null,
      ...alarm({ AlarmName: 'somebody-elses' }).Records,
      ...rowsAlarm.Records,
      ...rowsAlarm.Records,
    ];
    await redriveLanes({ Records }, aws.environment());
    expect(aws.decisions()).toEqual(['rows redrive']);
    expect(aws.lines.map(({ msg }) => msg).filter(Boolean)).toEqual([
      'no alarm: nothing to do',
      'unknown event',
      'unknown alarm',
      'alarm',
      'alarm',
      'decided',
    ]);
  });

  it('that comes twice counts once', async () => {
    aws.deadLetter('files');
    await redriveLanes(alarm(), aws.environment());
    await redriveLanes(alarm(), aws.environment());
    expect(aws.started).toHaveLength(1);
    expect(aws.decisions()).toEqual(['files redrive', 'files wait task_running']);
    expect(aws.metrics('files')).toMatchObject({ RedriveStarted: 0, RedriveWaiting: 1 });
  });
});

describe('two invocations at once', () => {
  it('start one task', async () => {
    aws.deadLetter('files');
    await Promise.all([redriveLanes(alarm(), aws.environment()), redriveLanes(schedule, aws.environment())]);
    expect(aws.started).toHaveLength(1);
    expect(
      aws
        .decisions()
        .filter((decision) => decision.startsWith('files'))
        .sort(),
    ).toEqual(['files redrive', 'files wait task_running']);
  });

  it('is a wait as well when the other task has ended by now', async () => {
    aws.deadLetter('files');
    aws.tasks.set(lane('files').dlqArn, [{ status: 'COMPLETED', startedAt: aws.now - 240_000, moved: 3 }]);
    const overtaken = aws.environment();
    const startMoveTask: Environment['queue']['startMoveTask'] = async ({ sourceArn }) => {
      await redriveLanes(alarm(), aws.environment());
      aws.endTask('files');
      throw unavailable('StartMessageMoveTask', sourceArn, 'UnsupportedOperation');
    };
    await redriveLanes(alarm(), { ...overtaken, queue: { ...overtaken.queue, startMoveTask } });
    expect(aws.decisions()).toEqual(['files redrive', 'files wait task_running']);
  });
});

describe('a pipeline that is down', () => {
  const decided = async () => {
    await redriveLanes(alarm(), aws.environment());
    return aws.decisions().at(-1);
  };
  beforeEach(() => aws.deadLetter('files'));

  it('is not kept from a redrive by the halt of another deployment in the account', async () => {
    aws.reportHalted(1);
    await redriveLanes(alarm(), aws.environment({ METRICS_NAMESPACE: 'sluice-dev' }));
    expect(aws.decisions()).toEqual(['files redrive']);
  });

  it('is not redriven into while a processor is halted, nor until no sign of it is left', async () => {
    aws.reportHalted(1);
    expect(await decided()).toBe('files wait halted');
    aws.now += 300_000;
    aws.reportHalted(0);
    expect(await decided()).toBe('files wait halted');
    aws.now += 360_000;
    expect(await decided()).toBe('files redrive');
  });

  it('is not redriven into while messages wait that nobody takes away', async () => {
    aws.wait('files', 20);
    expect(await decided()).toBe('files wait not_drained');
    aws.reportDeleted('rows', 9);
    aws.reportDeleted('files', 0);
    expect(await decided()).toBe('files wait not_drained');
    aws.reportDeleted('files', 1);
    expect(await decided()).toBe('files redrive');
  });

  it('is not redriven into again once deletions are long ago', async () => {
    aws.wait('files', 20);
    aws.reportDeleted('files', 100);
    aws.now += 660_001;
    expect(await decided()).toBe('files wait not_drained');
  });

  it('is never redriven into blind', async () => {
    aws.metricsFault = 'AccessDenied';
    expect(await decided()).toBe('files wait metrics_unreadable');
    expect(aws.metrics('files')).toMatchObject({ RedriveWaiting: 1, MetricsUnreadable: 1 });
    expect(aws.lines.find(({ msg }) => msg === 'decided')).toMatchObject({
      level: 'error',
      err: { type: 'MetricsUnavailableError', code: 'AccessDenied' },
    });
    aws.metricsFault = undefined;
    expect(await decided()).toBe('files redrive');
  });
});

describe('a window', () => {
  const step = async (seconds: number) => {
    aws.now += seconds * 1000;
    aws.endTask('files');
    await redriveLanes(schedule, aws.environment(few));
    return aws
      .decisions()
      .filter((decision) => decision.startsWith('files'))
      .at(-1);
  };

  it('has growing pauses, then gives up, tells the operators once, and goes on by itself', async () => {
    aws.deadLetter('files');
    expect(await step(0)).toBe('files redrive');
    expect(await step(119)).toBe('files wait pause');
    expect(await step(1)).toBe('files redrive');
    expect(aws.told).toEqual([]);
    expect(await step(900)).toBe('files give_up window_exhausted');
    expect(aws.metrics('files')).toMatchObject({ OperatorsTold: 1 });
    expect(await step(900)).toBe('files give_up window_exhausted');
    expect(aws.metrics('files')).toMatchObject({ RedriveStarted: 0, RedriveGivenUp: 1 });
    expect(await step(80_000)).toBe('files give_up window_exhausted');
    expect(aws.told).toHaveLength(1);
    expect(await step(86_400)).toBe('files redrive');
    expect(aws.told).toHaveLength(1);
  });

  it('says what was decided, why, how much, since when, and what to do', async () => {
    exhaust();
    await redriveLanes(schedule, aws.environment(few));
    const [{ subject, text } = { subject: '', text: '' }] = aws.told;
    expect(subject).toBe('Redrive of the files lane has stopped');
    expect(text)
      .toBe(`Redrive of the files lane has stopped: after 2 move tasks within 24 hours messages are still dead-lettered,
so no more are started for now.

Dead-lettered: 3 messages in files-dlq, kept there
Moved back:    13 messages, by these tasks:
  2025-10-09T06:53:20.000Z COMPLETED, 12 messages
  2025-10-09T07:53:20.000Z FAILED, 1 message (AWS.SimpleQueueService.NonExistentQueue)
Tried again:   by itself, not before 2025-10-10T06:53:20.000Z

What to do:
  sluice dlq inspect --lane files   what failed, by class and reason, with samples
  sluice dlq redrive --lane files   once the cause is mended: moves them back now
  sluice dlq park --lane files      sets aside what cannot succeed

arn:aws:sqs:eu-central-1:000000000000:files-dlq
`);
    expect(aws.lines.find(({ action }) => action === 'give_up')).toMatchObject({
      level: 'error',
      tasksInWindow: 2,
      deadLettered: 3,
      latestTask: { status: 'FAILED', failureReason: 'AWS.SimpleQueueService.NonExistentQueue' },
    });
  });

  it('that is exhausted is told by the schedule, not by alarms', async () => {
    exhaust();
    await redriveLanes(alarm(), aws.environment(few));
    expect(aws.decisions()).toEqual(['files give_up window_exhausted']);
    expect(aws.told).toEqual([]);
    await redriveLanes(schedule, aws.environment(few));
    await redriveLanes(alarm(), aws.environment(few));
    expect(aws.told).toHaveLength(1);
  });

  it('of each lane is told for itself', async () => {
    exhaust('files');
    exhaust('rows');
    await redriveLanes(schedule, aws.environment(few));
    await redriveLanes(schedule, aws.environment(few));
    expect(aws.told.map(({ subject }) => subject)).toEqual([
      'Redrive of the files lane has stopped',
      'Redrive of the rows lane has stopped',
    ]);
  });

  it('is told late when the lane could not be looked at before', async () => {
    exhaust();
    aws.reportHalted(1);
    await redriveLanes(schedule, aws.environment(few));
    expect(aws.told).toEqual([]);
    aws.now += 7_200_000;
    await redriveLanes(schedule, aws.environment(few));
    expect(aws.told).toHaveLength(1);
  });

  it('is told again when it could not be told', async () => {
    exhaust();
    const tellOperators = () => Promise.reject(new OperatorsNotToldError('no'));
    await expect(redriveLanes(schedule, { ...aws.environment(few), tellOperators })).rejects.toMatchObject({
      errors: [{ name: 'OperatorsNotToldError' }],
    });
    await redriveLanes(schedule, aws.environment(few));
    expect(aws.told).toHaveLength(1);
  });

  it('is told to nobody when there are no operators to tell', async () => {
    exhaust();
    const { tellOperators: _, ...alone } = aws.environment(few);
    await redriveLanes(schedule, alone);
    expect(aws.decisions()).toContain('files give_up window_exhausted');
    expect(aws.metrics('files')).not.toHaveProperty('OperatorsTold');
  });
});

describe('a dry run', () => {
  it.each([
    ['by the event', { ...schedule, dryRun: true }, {}],
    ['by the variable', schedule, { REDRIVE_DRY_RUN: 'true' }],
  ])('%s decides and does nothing', async (_, event, changed) => {
    aws.deadLetter('files');
    exhaust('rows');
    await redriveLanes(event, aws.environment({ ...few, ...changed }));
    expect(aws.decisions()).toEqual(['files would redrive', 'rows give_up window_exhausted']);
    expect(aws.started).toEqual([]);
    expect(aws.told).toEqual([]);
    expect(aws.lines.filter((line) => '_aws' in line)).toEqual([]);
  });

  it.each([
    ['the event says so', { ...schedule, dryRun: false }, {}],
    ['the variable says so', schedule, { REDRIVE_DRY_RUN: 'false' }],
  ])('it is none when %s', async (_, event, changed) => {
    aws.deadLetter('files');
    await redriveLanes(event, aws.environment(changed));
    expect(aws.started).toHaveLength(1);
  });
});

describe('a lane that cannot be decided on', () => {
  it('fails the run after the other lanes were decided', async () => {
    aws.deadLetter('rows', 1);
    const whole = aws.environment();
    const depth: Environment['queue']['depth'] = (url) =>
      url === lane('files').queueUrl
        ? Promise.reject(unavailable('GetQueueAttributes', url))
        : whole.queue.depth(url);
    const broken = { ...whole, queue: { ...whole.queue, depth } };
    await expect(redriveLanes(schedule, broken)).rejects.toThrow(AggregateError);
    expect(aws.decisions()).toEqual(['rows redrive']);
  });

  it('fails the run when a task cannot be started', async () => {
    aws.deadLetter('files');
    aws.tasks.set(lane('files').dlqArn, [{ status: 'COMPLETED', startedAt: aws.now - 300_000, moved: 3 }]);
    const whole = aws.environment();
    const startMoveTask: Environment['queue']['startMoveTask'] = ({ sourceArn }) =>
      Promise.reject(unavailable('StartMessageMoveTask', sourceArn, 'AccessDenied'));
    const broken = { ...whole, queue: { ...whole.queue, startMoveTask } };
    await expect(redriveLanes(alarm(), broken)).rejects.toMatchObject({ errors: [{ code: 'AccessDenied' }] });
  });
});
