import type { Config, Lane } from './config.js';
import {
  decideRedrive,
  tasksInWindow,
  type Decision,
  type LaneState,
  type RedriveLimits,
} from './decide-redrive.js';
import type { Environment } from './environment.js';
import { readLane } from './read-lane.js';
import { startTask } from './start-task.js';
import { tellOnce } from './tell-once.js';

/** How the function came to run. */
export interface Run {
  /** By the schedule: it alone tells the operators, so that an alarm that comes twice tells nobody twice. */
  readonly scheduled: boolean;
  /** Decides and says so, and does nothing. */
  readonly dryRun: boolean;
}

/** Decides on one lane and does what was decided. Safe to run twice at once: SQS allows one task a queue. */
export async function redriveLane(lane: Lane, run: Run, environment: Environment): Promise<void> {
  const limits = limitsOf(environment.config);
  const state = await readLane(lane, environment);
  const decided = decideRedrive(state, limits);
  if (run.dryRun) {
    const message = decided.action === 'redrive' ? 'would redrive' : 'decided';
    environment.logger.info({ ...storyOf(lane, state, decided, limits), dryRun: true }, message);
    return;
  }
  const decision = await act(decided, lane, state, environment);
  report(lane, state, decision, limits, environment);
  if (decision.action === 'give_up' && run.scheduled)
    await tellOnce({ lane, state, decision, limits }, environment);
}

async function act(
  decided: Decision,
  lane: Lane,
  { tasks }: LaneState,
  environment: Environment,
): Promise<Decision> {
  const overtaken = decided.action === 'redrive' && !(await startTask(lane, tasks, environment));
  return overtaken ? { action: 'wait', why: 'task_running' } : decided;
}

/** One line and one document of metrics a lane and run. */
function report(
  lane: Lane,
  state: LaneState,
  decision: Decision,
  limits: RedriveLimits,
  { logger, metrics }: Environment,
): void {
  const unreadable = decision.action === 'wait' && decision.why === 'metrics_unreadable';
  const story = storyOf(lane, state, decision, limits);
  const level = decision.action === 'give_up' || unreadable ? 'error' : 'info';
  logger[level](unreadable ? { ...story, err: state.evidence } : story, 'decided');
  const one = (is: boolean) => ({ value: is ? 1 : 0, unit: 'Count' as const });
  metrics.emit(
    {
      /** 1 when the run started a move task, else 0. */
      RedriveStarted: one(decision.action === 'redrive'),
      /** 1 when the run found a reason to wait, else 0. */
      RedriveWaiting: one(decision.action === 'wait'),
      /** 1 while the window's tasks are used up and dead letters are left, else 0. */
      RedriveGivenUp: one(decision.action === 'give_up'),
      /** 1 when CloudWatch could not be asked, so that nothing was redriven blindly; else 0. */
      MetricsUnreadable: one(unreadable),
    },
    { Lane: lane.name },
  );
}

/** What was decided, and by what; times as people read them. */
function storyOf(lane: Lane, state: LaneState, decision: Decision, limits: RedriveLimits): object {
  const { deadLettered, waiting, evidence, tasks } = state;
  const [latest] = tasks;
  return {
    lane: lane.name,
    ...decision,
    ...('until' in decision && decision.until !== undefined
      ? { until: new Date(decision.until).toISOString() }
      : {}),
    deadLettered,
    waiting,
    ...(evidence instanceof Error ? {} : evidence),
    tasksInWindow: tasksInWindow(state, limits).length,
    ...(latest === undefined
      ? {}
      : { latestTask: { ...latest, startedAt: new Date(latest.startedAt).toISOString() } }),
  };
}

const limitsOf = (config: Config): RedriveLimits => ({
  pauseSeconds: config.REDRIVE_PAUSE_SECONDS,
  maxTasksPerWindow: config.REDRIVE_MAX_TASKS_PER_WINDOW,
  windowSeconds: config.REDRIVE_WINDOW_SECONDS,
});
