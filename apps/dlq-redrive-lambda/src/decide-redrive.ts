import type { MoveTask } from '@sluice/message-queue';

/** What is known of a lane when it is decided on. */
export interface LaneState {
  /** Messages that can be received from the dead-letter queue. */
  readonly deadLettered: number;
  /** Messages that can be received from the main queue: neither held by a worker nor postponed. */
  readonly waiting: number;
  /** What the metrics of the last minutes say, or why they could not be read. */
  readonly evidence: Evidence | Error;
  /** The latest ten move tasks, in any order. */
  readonly tasks: readonly MoveTask[];
  /** Milliseconds. */
  readonly now: number;
}

/** Whether the lane is worked on. `undefined`: nothing was reported. */
export interface Evidence {
  /** Above 0 when a processor was halted. */
  readonly halted: number | undefined;
  /** Messages that were deleted from the main queue. */
  readonly deleted: number | undefined;
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
  | {
      readonly action: 'wait';
      readonly why: 'task_running' | 'metrics_unreadable' | 'halted' | 'not_drained' | 'pause';
      readonly until?: number;
    }
  /** People have to look: redriving has not helped. `until`: when the window lets it try again. */
  | { readonly action: 'give_up'; readonly why: 'window_exhausted'; readonly until: number };

type Guard = (state: LaneState, limits: RedriveLimits) => Decision | undefined;

/** Asked in this order; the first that objects decides. */
const guards: readonly Guard[] = [
  nothingToRedrive,
  taskRunning,
  metricsUnreadable,
  halted,
  notDrained,
  windowExhausted,
  pausing,
];

/**
 * Whether to start a move task. Keeps no state: SQS's own list of tasks says what was done, so the answer is the
 * same after a restart, for a duplicate of the alarm and for the schedule.
 */
export function decideRedrive(state: LaneState, limits: RedriveLimits): Decision {
  for (const guard of guards) {
    const objection = guard(state, limits);
    if (objection) return objection;
  }
  return { action: 'redrive', task: tasksInWindow(state, limits).length + 1 };
}

function nothingToRedrive({ deadLettered }: LaneState): Decision | undefined {
  return deadLettered === 0 ? { action: 'nothing', why: 'empty' } : undefined;
}

/** SQS moves for one task a queue; one that is being cancelled still moves. */
function taskRunning({ tasks }: LaneState): Decision | undefined {
  const isUnderWay = tasks.some(({ status }) => status === 'RUNNING' || status === 'CANCELLING');
  return isUnderWay ? { action: 'wait', why: 'task_running' } : undefined;
}

/** Never blind: what is redriven into a pipeline that is down burns its attempts, and the window's tasks. */
function metricsUnreadable({ evidence }: LaneState): Decision | undefined {
  return evidence instanceof Error ? { action: 'wait', why: 'metrics_unreadable' } : undefined;
}

/**
 * Nobody halted, or nothing reported, objects not: before the first task of a deployment has run there is no metric.
 * Where nobody runs at all, what waits in the main queue says so.
 */
function halted({ evidence }: LaneState): Decision | undefined {
  const highest = evidence instanceof Error ? undefined : evidence.halted;
  return highest !== undefined && highest > 0 ? { action: 'wait', why: 'halted' } : undefined;
}

/**
 * Messages wait that nobody takes away. What is in flight does not count: one long load deletes nothing for a while.
 * One deletion is enough: a queue that fills faster than it is drained is drained. An empty queue has nothing to
 * delete, so that a deployment that never deleted anything may redrive. Deletions are reported late, and not at all
 * by a queue that was idle: then it waits longer than it had to, which costs a turn of the schedule.
 */
function notDrained({ waiting, evidence }: LaneState): Decision | undefined {
  const deleted = evidence instanceof Error ? undefined : evidence.deleted;
  return waiting > 0 && (deleted ?? 0) === 0 ? { action: 'wait', why: 'not_drained' } : undefined;
}

function windowExhausted(state: LaneState, limits: RedriveLimits): Decision | undefined {
  const oldestThatCounts = tasksInWindow(state, limits)[limits.maxTasksPerWindow - 1];
  if (!oldestThatCounts) return undefined;
  const until = oldestThatCounts.startedAt + limits.windowSeconds * 1000;
  return { action: 'give_up', why: 'window_exhausted', until };
}

/** Grows with every task, failed and cancelled ones too: what came back at once is not helped by haste. */
function pausing(state: LaneState, limits: RedriveLimits): Decision | undefined {
  const tasks = tasksInWindow(state, limits);
  const [latest] = tasks;
  if (!latest) return undefined;
  const until = latest.startedAt + limits.pauseSeconds * 1000 * 2 ** tasks.length;
  return state.now < until ? { action: 'wait', why: 'pause', until } : undefined;
}

/** Whether a task still moves messages. */
export const isUnderWay = ({ status }: MoveTask): boolean => status === 'RUNNING' || status === 'CANCELLING';

/** The window's tasks, the newest first. */
export const tasksInWindow = ({ tasks, now }: LaneState, { windowSeconds }: RedriveLimits): MoveTask[] =>
  tasks
    .filter(({ startedAt }) => startedAt > now - windowSeconds * 1000)
    .sort((a, b) => b.startedAt - a.startedAt);
