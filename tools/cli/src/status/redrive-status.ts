import type { SQSClient } from '@aws-sdk/client-sqs';
import { createMessageQueue, type MoveTask } from '@sluice/message-queue';
import { laneNames, type LaneName } from '@sluice/topology';
import { queueArn } from '../target/queue-arn.js';
import { queueUrl } from '../target/queue-url.js';
import type { Target } from '../target/resolve-target.js';

/** The move tasks of a lane's dead-letter queue. */
export interface RedriveStatus {
  readonly running: {
    readonly startedAt: string;
    readonly moved: number;
    readonly toMove: number | null;
  } | null;
  /** Tasks that were started within the topology's window, this one included. */
  readonly inWindow: number;
}

export async function redriveStatus(
  client: Pick<SQSClient, 'send'>,
  target: Target,
  now: number,
): Promise<Record<LaneName, RedriveStatus>> {
  const queue = createMessageQueue(client as SQSClient);
  const since = now - target.topology.redrive.windowSeconds * 1_000;
  const entries = await Promise.all(
    laneNames.map(async (lane) => {
      const url = await queueUrl(client, target.names.queues[`${lane}Dlq`], target);
      const tasks = await queue.listMoveTasks(await queueArn(client, url));
      const running = tasks.find(({ status }) => status === 'RUNNING' || status === 'CANCELLING');
      return [
        lane,
        {
          running: running === undefined ? null : shownTask(running),
          inWindow: tasks.filter(({ startedAt }) => startedAt >= since).length,
        },
      ] as const;
    }),
  );
  return Object.fromEntries(entries) as Record<LaneName, RedriveStatus>;
}

const shownTask = ({ startedAt, moved, toMove }: MoveTask) => ({
  startedAt: new Date(startedAt).toISOString(),
  moved,
  toMove: toMove ?? null,
});
