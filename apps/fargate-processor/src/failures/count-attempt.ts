import type { ReceivedMessage } from '@sluice/message-queue';
import type { Environment } from '../environment.js';
import { park, type Outcome } from '../work/outcome.js';

/**
 * Counts an attempt at a source, from its message's second receive on, before the work starts.
 * @returns how it ends when there were too many; undefined when the work may start
 */
export async function countAttempt(
  message: ReceivedMessage,
  sourceId: string,
  { attempts, config }: Environment,
): Promise<Outcome | undefined> {
  if (message.receiveCount < 2) return undefined;
  const attempt = await attempts.record(sourceId);
  return attempt > config.MAX_ATTEMPTS
    ? park('too_many_attempts', `given up after ${attempt - 1} attempts without a result`)
    : undefined;
}
