import type { ReceivedMessage } from '@sluice/message-queue';
import type { Environment } from '../environment.js';
import { park, type Outcome } from '../work/outcome.js';
import { wasRedriven } from './story.js';

/**
 * How many attempts were counted at a message's source; undefined when this one is not to be, because nothing shows that
 * it was tried before: it is counted from the second receive on, and from the first where it was redriven.
 */
export async function attemptsBefore(
  message: ReceivedMessage,
  sourceId: string,
  { attempts }: Environment,
): Promise<number | undefined> {
  return message.receiveCount < 2 && !wasRedriven(message) ? undefined : attempts.count(sourceId);
}

/**
 * Counts an attempt, when it is its turn and before its work starts: who only waits behind something that kills the
 * process is not counted down with it.
 * @returns how it ends when there were too many; undefined when the work may start
 */
export async function countAttempt(
  sourceId: string,
  before: number,
  { attempts, config }: Environment,
): Promise<Outcome | undefined> {
  const number = await attempts.record(sourceId, before);
  return number > config.MAX_ATTEMPTS
    ? park('too_many_attempts', `given up after ${number - 1} attempts without a result`)
    : undefined;
}
