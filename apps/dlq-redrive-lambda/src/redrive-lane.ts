import { QueueUnavailableError } from '@sluice/message-queue';
import type { Config, Lane } from './config.js';
import { decideRedrive, type Decision, type RedriveLimits } from './decide-redrive.js';
import type { Environment } from './environment.js';

/** Decides on one lane and does what was decided. Safe to run twice at once: SQS allows one task a queue. */
export async function redriveLane(lane: Lane, environment: Environment): Promise<void> {
  const { queue, config, now } = environment;
  const depth = await queue.depth(lane.dlqUrl);
  const tasks = await queue.listMoveTasks(lane.dlqArn);
  const limits = limitsOf(config);
  let decision = decideRedrive({ deadLettered: depth.visible, tasks, now: now() }, limits);
  if (decision.action === 'redrive' && !(await start(lane, environment)))
    decision = { action: 'wait', why: 'task_running' };
  const [latest] = tasks;
  const story = {
    lane: lane.name,
    deadLettered: depth.visible,
    ...described(decision),
    ...(latest === undefined ? {} : { latestTask: latest }),
  };
  environment.logger[decision.action === 'give_up' ? 'error' : 'info'](story, 'decided');
  environment.metrics.emit(
    {
      RedriveStarted: { value: decision.action === 'redrive' ? 1 : 0, unit: 'Count' },
      RedriveGivenUp: { value: decision.action === 'give_up' ? 1 : 0, unit: 'Count' },
    },
    { Lane: lane.name },
  );
  if (decision.action === 'give_up')
    await environment.tellOperators?.(
      `Redrive of the ${lane.name} lane has stopped`,
      JSON.stringify({ ...story, dlqArn: lane.dlqArn }, null, 2),
    );
}

/** @returns false when another invocation was faster */
async function start(lane: Lane, { queue, config }: Environment): Promise<boolean> {
  try {
    await queue.startMoveTask({
      sourceArn: lane.dlqArn,
      destinationArn: lane.queueArn,
      maxMessagesPerSecond: config.REDRIVE_MAX_MESSAGES_PER_SECOND,
    });
    return true;
  } catch (error) {
    if (!(error instanceof QueueUnavailableError)) throw error;
    const tasks = await queue.listMoveTasks(lane.dlqArn);
    if (tasks.some(({ status }) => status === 'RUNNING')) return false;
    throw error;
  }
}

const limitsOf = (config: Config): RedriveLimits => ({
  pauseSeconds: config.REDRIVE_PAUSE_SECONDS,
  maxTasksPerWindow: config.REDRIVE_MAX_TASKS_PER_WINDOW,
  windowSeconds: config.REDRIVE_WINDOW_SECONDS,
});

/** Times as people read them. */
const described = (decision: Decision): object =>
  'until' in decision && decision.until !== undefined
    ? { ...decision, until: new Date(decision.until).toISOString() }
    : decision;
