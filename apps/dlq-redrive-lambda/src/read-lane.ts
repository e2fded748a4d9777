import type { Lane } from './config.js';
import type { LaneState } from './decide-redrive.js';
import type { Environment } from './environment.js';
import { readEvidence } from './read-evidence.js';

/**
 * Reads all that a lane is decided by.
 * @throws {QueueUnavailableError} when SQS could not be asked; metrics that cannot be read are part of the state
 */
export async function readLane(lane: Lane, environment: Environment): Promise<LaneState> {
  const { queue, now } = environment;
  const [dead, main, evidence] = await Promise.all([
    queue.depth(lane.dlqUrl),
    queue.depth(lane.queueUrl),
    readEvidence(lane, environment),
  ]);
  // The list last, so that a task which another invocation starts meanwhile is seen.
  const tasks = await queue.listMoveTasks(lane.dlqArn);
  return { deadLettered: dead.visible, waiting: main.visible, evidence, tasks, now: now() };
}
