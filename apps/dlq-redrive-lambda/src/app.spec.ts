import { readFileSync } from 'node:fs';
import { parseEnvironment } from '@sluice/config';
import { createLogger, createMetrics } from '@sluice/logging';
import { QueueUnavailableError, type MoveTask, type MoveTaskRequest } from '@sluice/message-queue';
import { beforeEach, describe, expect, it } from 'vitest';
import { redriveLanes } from './app.js';
import { configSchema } from './config.js';
import type { Environment } from './environment.js';

interface SnsEvent {
  Records: { Sns: { Message: string } }[];
}
const load = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../events/${name}.json`, import.meta.url), 'utf8'));
const schedule = load('schedule');

/** The captured alarm with fields of its message changed. */
function alarm(change: object = {}): SnsEvent {
  const event = structuredClone(load('alarm')) as SnsEvent;
  for (const { Sns } of event.Records)
    Sns.Message = JSON.stringify({ ...(JSON.parse(Sns.Message) as object), ...change });
  return event;
}

const lane = (name: string) => ({
  name,
  queueUrl: `http://127.0.0.1/000000000000/${name}`,
  queueArn: `arn:aws:sqs:eu-central-1:000000000000:${name}`,
  dlqUrl: `http://127.0.0.1/000000000000/${name}-dlq`,
  dlqArn: `arn:aws:sqs:eu-central-1:000000000000:${name}-dlq`,
});
const variables = {
  LANES: JSON.stringify([lane('files'), lane('rows')]),
  ALARM_NAMES: JSON.stringify({
    'sluice-dev-files-dlq-not-empty': 'files',
    'sluice-dev-rows-dlq-not-empty': 'rows',
  }),
  REDRIVE_MAX_MESSAGES_PER_SECOND: '50',
  REDRIVE_PAUSE_SECONDS: '0.5',
  REDRIVE_MAX_TASKS_PER_WINDOW: '2',
  REDRIVE_WINDOW_SECONDS: '3600',
};

/** Dead-letter queues that behave as SQS's: one task a queue, moved at once when `finish` is called. */
let deadLettered: Record<string, number>;
let tasks: Record<string, MoveTask[]>;
let started: MoveTaskRequest[];
let lines: string[];
let told: { subject: string; text: string }[];
let clock: number;
beforeEach(() => {
  deadLettered = {};
  tasks = {};
  started = [];
  lines = [];
  told = [];
  clock = 1_760_000_000_000;
});

const unavailable = (operation: string, queue: string, code = 'ServiceUnavailable') =>
  new QueueUnavailableError(operation, queue, code, { cause: undefined });

const environment = (overrides: Partial<Environment> = {}): Environment => ({
  config: parseEnvironment(configSchema, variables),
  logger: createLogger({ service: 'dlq-redrive', destination: { write: (line) => void lines.push(line) } }),
  metrics: createMetrics({
    namespace: 'Sluice',
    service: 'dlq-redrive',
    write: (line) => void lines.push(line),
  }),
  queue: {
    depth: async (url) => ({ visible: deadLettered[url] ?? 0, notVisible: 0, delayed: 0 }),
    listMoveTasks: async (arn) => tasks[arn] ?? [],
    startMoveTask: async (request) => {
      const { sourceArn } = request;
      if (tasks[sourceArn]?.some(({ status }) => status === 'RUNNING'))
        throw unavailable('StartMessageMoveTask', sourceArn, 'UnsupportedOperation');
      started.push(request);
      tasks[sourceArn] = [{ status: 'RUNNING', startedAt: clock, moved: 0 }, ...(tasks[sourceArn] ?? [])];
      return { taskHandle: 'h' };
    },
  },
  tellOperators: async (subject, text) => void told.push({ subject, text }),
  now: () => clock,
  ...overrides,
});

const finish = (name: string) => {
  const { dlqArn } = lane(name);
  tasks[dlqArn] = (tasks[dlqArn] ?? []).map((task) => ({ ...task, status: 'COMPLETED' }));
};
const decisions = () =>
  lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === 'decided')
    .map(({ lane: name, action, why }) => [name, action, why].filter(Boolean).join(' '));

describe('redriveLanes', () => {
  it('redrives the lane whose alarm fired, to where it came from, at the rate', async () => {
    deadLettered = { [lane('files').dlqUrl]: 3, [lane('rows').dlqUrl]: 3 };
    await redriveLanes(alarm(), environment());
    expect(started).toEqual([
      { sourceArn: lane('files').dlqArn, destinationArn: lane('files').queueArn, maxMessagesPerSecond: 50 },
    ]);
    expect(decisions()).toEqual(['files redrive']);
    expect(lines.join()).toContain('"RedriveStarted":1');
  });

  it('looks at every lane when the schedule asks', async () => {
    deadLettered = { [lane('rows').dlqUrl]: 1 };
    await redriveLanes(schedule, environment());
    expect(decisions()).toEqual(['files nothing empty', 'rows redrive']);
  });

  it('does nothing when the alarm is over, unknown, or no alarm at all', async () => {
    deadLettered = { [lane('files').dlqUrl]: 3 };
    const notJson = alarm();
    notJson.Records.forEach(({ Sns }) => (Sns.Message = 'hello'));
    for (const event of [
      alarm({ NewStateValue: 'OK' }),
      alarm({ NewStateValue: 'INSUFFICIENT_DATA' }),
      alarm({ AlarmName: 'somebody-elses' }),
      alarm({ AlarmName: 'constructor' }),
      alarm({ NewStateValue: 'PANIC' }),
      notJson,
      {},
      null,
    ])
      await redriveLanes(event, environment());
    expect(started).toEqual([]);
    expect(decisions()).toEqual([]);
    expect(lines).toHaveLength(8);
  });

  it('takes duplicates for one', async () => {
    deadLettered = { [lane('files').dlqUrl]: 3 };
    const twice = { Records: [...alarm().Records, ...alarm().Records] };
    await redriveLanes(twice, environment());
    await redriveLanes(alarm(), environment());
    expect(started).toHaveLength(1);
    expect(decisions()).toEqual(['files redrive', 'files wait task_running']);
  });

  it('lets the faster of two invocations win', async () => {
    deadLettered = { [lane('files').dlqUrl]: 3 };
    const both = environment();
    await Promise.all([redriveLanes(alarm(), both), redriveLanes(alarm(), both)]);
    expect(started).toHaveLength(1);
    expect(decisions().sort()).toEqual(['files redrive', 'files wait task_running']);
  });

  it('pauses longer each time, then gives up and tells the operators', async () => {
    deadLettered = { [lane('files').dlqUrl]: 3 };
    const step = async (milliseconds: number) => {
      clock += milliseconds;
      finish('files');
      await redriveLanes(schedule, environment());
      return decisions()
        .filter((decision) => decision.startsWith('files'))
        .at(-1);
    };
    expect(await step(0)).toBe('files redrive');
    expect(await step(999)).toBe('files wait pause');
    expect(await step(1)).toBe('files redrive');
    expect(told).toEqual([]);
    expect(await step(60_000)).toBe('files give_up window_exhausted');
    expect(told[0]?.subject).toBe('Redrive of the files lane has stopped');
    expect(JSON.parse(told[0]?.text ?? '')).toMatchObject({ deadLettered: 3, dlqArn: lane('files').dlqArn });
    expect(lines.join()).toContain('"RedriveGivenUp":1');
    expect(await step(3_600_000)).toBe('files redrive');
  });

  it('gives up without operators to tell', async () => {
    const { tellOperators: _, ...alone } = environment();
    deadLettered = { [lane('files').dlqUrl]: 1 };
    tasks[lane('files').dlqArn] = [1, 2].map((n) => ({
      status: 'COMPLETED',
      startedAt: clock - n * 1e5,
      moved: 1,
    }));
    await redriveLanes(alarm(), alone);
    expect(decisions()).toEqual(['files give_up window_exhausted']);
  });

  it('looks at the other lanes when one cannot be decided on, then fails', async () => {
    deadLettered = { [lane('rows').dlqUrl]: 1 };
    const whole = environment();
    const depth: Environment['queue']['depth'] = (url) =>
      url === lane('files').dlqUrl
        ? Promise.reject(unavailable('GetQueueAttributes', url))
        : whole.queue.depth(url);
    const broken = { ...whole, queue: { ...whole.queue, depth } };
    await expect(redriveLanes(schedule, broken)).rejects.toThrow(AggregateError);
    expect(decisions()).toEqual(['rows redrive']);
  });

  it('fails when a task cannot be started', async () => {
    deadLettered = { [lane('files').dlqUrl]: 1 };
    const whole = environment();
    const startMoveTask: Environment['queue']['startMoveTask'] = ({ sourceArn }) =>
      Promise.reject(unavailable('StartMessageMoveTask', sourceArn, 'AccessDenied'));
    const broken = { ...whole, queue: { ...whole.queue, startMoveTask } };
    await expect(redriveLanes(alarm(), broken)).rejects.toMatchObject({ errors: [{ code: 'AccessDenied' }] });
  });
});

describe('configSchema', () => {
  it('refuses an alarm of no lane, and more tasks than SQS lists', () => {
    const broken = { ...variables, ALARM_NAMES: '{"a":"nowhere"}', REDRIVE_MAX_TASKS_PER_WINDOW: '10' };
    expect(() => parseEnvironment(configSchema, broken)).toThrow(/REDRIVE_MAX_TASKS_PER_WINDOW/);
    const unknown = { ...variables, ALARM_NAMES: '{"a":"nowhere"}' };
    expect(() => parseEnvironment(configSchema, unknown)).toThrow(/ALARM_NAMES\.a: names no lane/);
  });
});
