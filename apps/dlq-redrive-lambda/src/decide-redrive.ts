import type { MoveTask } from '@sluice/message-queue';

/** What is known of a lane when it is decided on. */
export interface LaneState {
  /** Messages that can be received from the dead-letter queue. */
  readonly deadLettered: number;
  /** The latest ten move tasks, in any order. */
  readonly tasks: readonly Pick<MoveTask, 'status' | 'startedAt'>[];
  /** Milliseconds. */
  readonly now: number;
}

export interface RedriveLimits {
  readonly pauseSeconds: number;
  readonly maxTasksPerWindow: number;
  readonly windowSeconds: number;
}

export type Decision =
  /** `task` counts the tasks of the window, this one included. */
  | { readonly action: 'redrive'; readonly task: number }
  | { readonly action: 'nothing'; readonly why: 'empty' }
  /** `until`, where it is known, in milliseconds. */
  | { readonly action: 'wait'; readonly why: 'task_running' | 'pause'; readonly until?: number }
  /** People have to look: redriving has not helped. `until`: when the window lets it try again. */
  | { readonly action: 'give_up'; readonly why: 'window_exhausted'; readonly until: number };

type Guard = (state: LaneState, limits: RedriveLimits) => Decision | undefined;

/** Asked in this order; the first that objects decides. */
const guards: readonly Guard[] = [nothingToRedrive, taskRunning, windowExhausted, pausing];

/**
 * Whether to start a move task. Keeps no state: SQS's own list of tasks says what was done, so the answer is the
 * same after a restart, for a duplicate of the alarm and for the schedule.
 */
export function decideRedrive(state: LaneState, limits: RedriveLimits): Decision {
  for (const guard of guards) {
    const objection = guard(state, limits);
    if (objection) return objection;
  }
  return { action: 'redrive', task: startsInWindow(state, limits).length + 1 };
}

function nothingToRedrive({ deadLettered }: LaneState): Decision | undefined {
  return deadLettered === 0 ? { action: 'nothing', why: 'empty' } : undefined;
}

/** SQS moves for one task a queue; one that is being cancelled still moves. */
function taskRunning({ tasks }: LaneState): Decision | undefined {
  return tasks.some(({ status }) => status === 'RUNNING' || status === 'CANCELLING')
    ? { action: 'wait', why: 'task_running' }
    : undefined;
}

function windowExhausted(state: LaneState, limits: RedriveLimits): Decision | undefined {
  const starts = startsInWindow(state, limits);
  const oldestThatCounts = starts[limits.maxTasksPerWindow - 1];
  return oldestThatCounts === undefined
    ? undefined
    : {
        action: 'give_up',
        why: 'window_exhausted',
        until: oldestThatCounts + limits.windowSeconds * 1000,
      };
}

/** Grows with every task, failed and cancelled ones too: what came back at once is not helped by haste. */
function pausing(state: LaneState, limits: RedriveLimits): Decision | undefined {
  const starts = startsInWindow(state, limits);
  const [latest] = starts;
  if (latest === undefined) return undefined;
  const until = latest + limits.pauseSeconds * 1000 * 2 ** starts.length;
  return state.now < until ? { action: 'wait', why: 'pause', until } : undefined;
}

/** Starts of the window's tasks, the newest first. */
function startsInWindow({ tasks, now }: LaneState, { windowSeconds }: RedriveLimits): number[] {
  return tasks
    .map(({ startedAt }) => startedAt)
    .filter((startedAt) => startedAt > now - windowSeconds * 1000)
    .sort((a, b) => b - a);
}
