import { setTimeout as delay } from 'node:timers/promises';
import type { ReceivedMessage } from '@sluice/message-queue';
import type { LaneConfig } from '../config.js';
import type { Environment } from '../environment.js';

/** The longest SQS lets a receive wait. */
const longPollSeconds = 20;
/** Pause after a receive that failed; the SDK has already retried by then. */
const pauseAfterErrorMilliseconds = 1000;

/** One long poll; empty when nothing came, when polling stops, or (after a pause) when SQS cannot be reached. */
export async function poll(
  lane: LaneConfig,
  maxMessages: number,
  environment: Environment,
  stop: AbortSignal,
): Promise<readonly ReceivedMessage[]> {
  try {
    return await environment.queue.receive(lane.queueUrl, {
      maxMessages,
      waitSeconds: longPollSeconds,
      visibilityTimeoutSeconds: lane.visibilityTimeoutSeconds,
      signal: stop,
    });
  } catch (error) {
    if (stop.aborted) return [];
    environment.logger.error({ err: error, lane: lane.lane }, 'cannot receive');
    await delay(pauseAfterErrorMilliseconds, undefined, { signal: stop }).catch(() => undefined);
    return [];
  }
}
