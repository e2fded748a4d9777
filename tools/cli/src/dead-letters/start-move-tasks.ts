import { QueueUnavailableError, type MessageQueue } from '@sluice/message-queue';
import type { WaitingLane } from './find-waiting.js';

/** A lane whose move was asked for. */
export interface StartedMove {
  readonly lane: WaitingLane;
  /** Why SQS did not start it. */
  readonly refused?: string;
}

/** Asks SQS for a move task a lane, back to the lane itself. A task that another began meanwhile is a refusal. */
export async function startMoveTasks(
  lanes: readonly WaitingLane[],
  queue: Pick<MessageQueue, 'startMoveTask'>,
  rate: number,
): Promise<StartedMove[]> {
  const started: StartedMove[] = [];
  for (const lane of lanes)
    try {
      await queue.startMoveTask({
        sourceArn: lane.queues.deadLetters.arn,
        // Without it SQS knows no way back for what the processor itself sent to the dead-letter queue.
        destinationArn: lane.queues.main.arn,
        maxMessagesPerSecond: rate,
      });
      started.push({ lane });
    } catch (error) {
      if (!(error instanceof QueueUnavailableError)) throw error;
      const why = error.cause instanceof Error ? error.cause.message : error.message;
      started.push({ lane, refused: `SQS did not start it: ${why}` });
    }
  return started;
}
