import { QueueUnavailableError, type MoveTask } from '@sluice/message-queue';
import type { Lane } from './config.js';
import type { Environment } from './environment.js';

/**
 * Starts a move task of the lane's dead-letter queue.
 * @param seen the tasks it was decided by
 * @returns false when another invocation was faster: SQS runs one task a queue and refuses a second
 * @throws {QueueUnavailableError} when it was not started for any other reason
 */
export async function startTask(
  lane: Lane,
  seen: readonly MoveTask[],
  { queue, config }: Pick<Environment, 'queue' | 'config'>,
): Promise<boolean> {
  try {
    await queue.startMoveTask({
      sourceArn: lane.dlqArn,
      destinationArn: lane.queueArn,
      maxMessagesPerSecond: config.REDRIVE_MAX_MESSAGES_PER_SECOND,
    });
    return true;
  } catch (error) {
    if (!(error instanceof QueueUnavailableError)) throw error;
    // The list decides, not the code: a short task has ended by now, and one whose answer was lost is our own.
    const newest = Math.max(0, ...seen.map(({ startedAt }) => startedAt));
    const tasks = await queue.listMoveTasks(lane.dlqArn);
    if (tasks.some(({ startedAt }) => startedAt > newest)) return false;
    throw error;
  }
}
