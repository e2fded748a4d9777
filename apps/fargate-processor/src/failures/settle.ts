import { VisibilityLostError, type ReceivedMessage, type Settlement } from '@sluice/message-queue';
import type { Failure } from '@sluice/message-schemas';
import type { Environment } from '../environment.js';
import { StoppedWhileHaltedError } from '../halts/halts.js';
import { step } from '../lanes/step.js';
import type { Outcome } from '../work/outcome.js';
import { backoffSeconds } from './backoff.js';
import { deadLetter } from './dead-letter.js';
import { describeFailure } from './describe-failure.js';
import { parkMessage } from './park-message.js';
import type { Settling } from './settling.js';
import { wasRedriven } from './story.js';
import { traceIdOf } from './trace-id.js';

/** Whether something of this message may have been counted under its source's id. */
const mayHaveAttempts = (message: ReceivedMessage): boolean =>
  message.receiveCount > 1 || wasRedriven(message);

/** Ends with a message as the work on its source ended. */
export const settle = async (outcome: Outcome, settling: Settling): Promise<Settlement> =>
  outcome.kind === 'loaded' ? acknowledged(settling) : park(outcome.failure, settling);

/**
 * Ends with a message whose work threw: given up on the way out it is visible again at once; what is the data's fault
 * is parked, the rest postponed.
 * @throws {VisibilityLostError} the message is somebody else's by now
 */
export async function settleFault(error: unknown, settling: Settling): Promise<Settlement> {
  const { signal } = settling;
  if (signal.aborted || error instanceof StoppedWhileHaltedError) return released(signal);
  const failure = describeFailure(error);
  return failure.class === 'data' ? park(failure, settling) : postpone(failure, settling);
}

/** After commit, or after something was sent on: the message goes, then what was counted. */
function acknowledged({ message, subject, environment }: Settling): Settlement {
  return {
    do: 'acknowledge',
    ...(mayHaveAttempts(message) ? { afterwards: () => environment.attempts.clear(subject.sourceId) } : {}),
  };
}

const park = (failure: Failure, settling: Settling): Promise<Settlement> =>
  givenUp(async (environment) => {
    await parkMessage({ ...settling, environment, failure });
    return acknowledged(settling);
  }, settling);

/**
 * A fault of the environment: the message comes back later, or, one receive before SQS would move it without a word,
 * goes to the dead-letter queue with its story in its attributes.
 */
export async function postpone(failure: Failure, settling: Settling): Promise<Settlement> {
  const { message, subject, lane, environment } = settling;
  if (message.receiveCount >= lane.maxReceiveCount - 1)
    return givenUp(async (watched) => {
      await deadLetter({ ...settling, environment: watched, failure });
      // What was counted stays: it goes on being tried.
      return { do: 'acknowledge' };
    }, settling);
  const later = comesBack(settling);
  /** Messages that failed for now and come back to their lane later. */
  environment.metrics.count('Postponed', 1, { Lane: lane.lane });
  environment.logger.warn(
    {
      ...subject,
      traceId: traceIdOf(message),
      reason: failure.reason,
      detail: failure.message,
      receiveCount: message.receiveCount,
      seconds: later.seconds,
    },
    'postponed',
  );
  return later;
}

/** What cannot even be given up comes back later, and SQS's own redrive policy is behind it. */
async function givenUp(
  giveUp: (environment: Environment) => Promise<Settlement>,
  settling: Settling,
): Promise<Settlement> {
  const { signal, environment, subject, message } = settling;
  try {
    return await step('giving up', subject, signal, settling, giveUp);
  } catch (error) {
    if (signal.aborted || error instanceof StoppedWhileHaltedError) return released(signal);
    environment.logger.error({ err: error, ...subject, traceId: traceIdOf(message) }, 'not settled');
    return comesBack(settling);
  }
}

function comesBack({ message, environment: { config } }: Settling): Settlement & { do: 'hide' } {
  const limits = { baseSeconds: config.BACKOFF_BASE_SECONDS, maxSeconds: config.BACKOFF_MAX_SECONDS };
  return { do: 'hide', seconds: backoffSeconds(message.receiveCount, limits, Math.random()) };
}

/** @throws {VisibilityLostError} it is no longer ours to release */
function released({ reason }: AbortSignal): Settlement {
  if (reason instanceof VisibilityLostError) throw reason;
  return { do: 'hide', seconds: 0 };
}
