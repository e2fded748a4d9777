import type { MessageQueue, MoveTask } from '@sluice/message-queue';
import type { LaneQueues } from '../operate/lane-queues.js';
import { count } from '../terminal/table.js';

/** A lane, and whether its dead letters can be worked on now. */
export interface WaitingLane {
  readonly queues: LaneQueues;
  /** Visible messages, approximately. */
  readonly waiting: number;
  /** The move task that has them, if one has. */
  readonly running?: MoveTask;
  /** Messages wait, and no move task has them. */
  readonly isReady: boolean;
  /** When the tasks that SQS lists began: a new one is none of these. */
  readonly taskStarts: ReadonlySet<number>;
}

export function findWaiting(
  queue: Pick<MessageQueue, 'depth' | 'listMoveTasks'>,
  lanes: readonly LaneQueues[],
): Promise<WaitingLane[]> {
  return Promise.all(
    lanes.map(async (queues) => {
      const [{ visible }, tasks] = await Promise.all([
        queue.depth(queues.deadLetters.url),
        queue.listMoveTasks(queues.deadLetters.arn),
      ]);
      const running = tasks.find(({ status }) => status === 'RUNNING' || status === 'CANCELLING');
      return {
        queues,
        waiting: visible,
        isReady: visible > 0 && running === undefined,
        taskStarts: new Set(tasks.map(({ startedAt }) => startedAt)),
        ...(running === undefined ? {} : { running }),
      };
    }),
  );
}

/** Why nothing else is done meanwhile. */
export const stillWaiting = ({ startedAt, moved, toMove }: MoveTask): string =>
  `a move task runs since ${new Date(startedAt).toISOString()}: ${count(moved)}${toMove === undefined ? '' : ` of ${count(toMove)}`} moved`;
