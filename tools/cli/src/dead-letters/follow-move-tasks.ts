import { setTimeout as delay } from 'node:timers/promises';
import type { MessageQueue, MoveTask } from '@sluice/message-queue';
import { createProgress } from '../replay/progress.js';
import { count } from '../terminal/table.js';
import type { WaitingLane } from './find-waiting.js';
import type { LaneRedrive } from './redrive-report.js';
import type { StartedMove } from './start-move-tasks.js';

export interface Following {
  readonly signal: AbortSignal;
  readonly lookMilliseconds?: number | undefined;
}

/** Looks at move tasks until they have ended, or the signal says to look no longer: they go on then. */
export async function followMoveTasks(
  moves: readonly StartedMove[],
  queue: Pick<MessageQueue, 'listMoveTasks'>,
  { signal, lookMilliseconds = 1_000 }: Following,
): Promise<LaneRedrive[]> {
  const progress = createProgress('Redriving');
  const tasks = new Map<StartedMove, MoveTask>();
  const running = () => moves.filter((move) => move.refused === undefined && !hasEnded(tasks.get(move)));
  try {
    while (running().length > 0 && !signal.aborted) {
      for (const move of running()) {
        const task = newTask(move.lane, await queue.listMoveTasks(move.lane.queues.deadLetters.arn));
        if (task !== undefined) tasks.set(move, task);
      }
      progress.show(() => moves.map((move) => describe(move, tasks.get(move))).join(' · '));
      if (running().length > 0) await delay(lookMilliseconds, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    progress.end();
  }
  return moves.map((move) => outcome(move, tasks.get(move)));
}

const hasEnded = (task: MoveTask | undefined): boolean =>
  task !== undefined && task.status !== 'RUNNING' && task.status !== 'CANCELLING';

/** The list shows no handle of a task that has ended: the first that was not there before is the one. */
const newTask = ({ taskStarts }: WaitingLane, tasks: readonly MoveTask[]): MoveTask | undefined =>
  tasks.findLast(({ startedAt }) => !taskStarts.has(startedAt));

const describe = ({ lane, refused }: StartedMove, task: MoveTask | undefined): string =>
  `${lane.queues.lane}: ${refused === undefined ? `${count(task?.moved ?? 0)} of ${count(task?.toMove ?? lane.waiting)}` : 'refused'}`;

function outcome({ lane, refused }: StartedMove, task: MoveTask | undefined): LaneRedrive {
  const { queues, waiting } = lane;
  const redrive = {
    lane: queues.lane,
    queue: queues.deadLetters.name,
    waiting,
    moved: task?.moved ?? 0,
  };
  if (refused !== undefined) return { ...redrive, state: 'refused', why: refused };
  if (task?.status === 'COMPLETED') return { ...redrive, state: 'done' };
  if (!hasEnded(task))
    return {
      ...redrive,
      state: 'goes on',
      why: 'the move task needs nobody to look at it; `sluice status` shows it',
    };
  const why = task?.failureReason ?? `the move task was ${task?.status.toLowerCase()}`;
  return { ...redrive, state: 'not done', why };
}
