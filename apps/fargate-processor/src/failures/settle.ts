import type { ReceivedMessage } from '@sluice/message-queue';
import {
  deadLetterAttributes,
  type Failure,
  type ParkedNotice,
  type ParkedRecord,
} from '@sluice/message-schemas';
import type { LaneConfig } from '../config.js';
import type { Environment } from '../environment.js';
import type { Outcome } from '../work/outcome.js';
import { backoffSeconds } from './backoff.js';
import { deadLetter } from './dead-letter.js';
import { describeFailure } from './describe-failure.js';
import type { Subject } from './subject.js';

/** Whether something of this message may have been counted under its source's id. */
const mayHaveAttempts = (message: ReceivedMessage): boolean =>
  message.receiveCount > 1 || deadLetterAttributes.redrives in message.attributes;

/** Ends with a message as the work on its source ended. */
export const settle = (
  message: ReceivedMessage,
  subject: Subject,
  outcome: Outcome,
  lane: LaneConfig,
  environment: Environment,
): Promise<void> =>
  outcome.kind === 'loaded'
    ? acknowledge(message, subject, lane, environment)
    : parkMessage(message, subject, outcome.failure, lane, environment);

/**
 * Ends with a message whose work threw: given up on the way out it is visible again at once; what is the data's fault
 * is parked, the rest postponed.
 */
export function settleFault(
  message: ReceivedMessage,
  subject: Subject,
  error: unknown,
  lane: LaneConfig,
  environment: Environment,
  abort: AbortSignal,
): Promise<void> {
  if (abort.aborted) return environment.queue.extendVisibility(lane.queueUrl, message.receiptHandle, 0);
  const failure = describeFailure(error);
  const finish = failure.class === 'data' ? parkMessage : postpone;
  return finish(message, subject, failure, lane, environment);
}

/** After commit: the message goes, then what was counted. A crash between the two only delays the clean-up. */
export async function acknowledge(
  message: ReceivedMessage,
  subject: Subject,
  lane: LaneConfig,
  environment: Environment,
): Promise<void> {
  await environment.queue.acknowledge(lane.queueUrl, message.receiptHandle);
  if (mayHaveAttempts(message)) await environment.attempts.clear(subject.sourceId);
}

/**
 * Parks what cannot succeed without a person: first the object, which never expires with a queue, then the
 * notice, then the acknowledgement. Done again after a crash it overwrites the same object.
 */
export async function parkMessage(
  message: ReceivedMessage,
  subject: Subject,
  failure: Failure,
  lane: LaneConfig,
  environment: Environment,
): Promise<void> {
  const { objects, queue, config, metrics, logger } = environment;
  const object = {
    bucket: config.QUARANTINE_BUCKET,
    key: `parked/${subject.dataset}/${subject.sourceId}.json`,
  };
  const record: ParkedRecord = {
    type: 'ParkedRecord',
    version: 1,
    failure,
    ...subject,
    attempts: message.receiveCount,
    parkedAt: environment.now().toISOString(),
    message: message.body,
    lane: lane.lane,
  };
  const notice: ParkedNotice = {
    type: 'ParkedNotice',
    version: 1,
    ...object,
    dataset: subject.dataset,
    source: subject.source,
    reason: failure.reason,
  };
  await objects.upload(object, { body: JSON.stringify(record) }, { contentType: 'application/json' });
  await queue.send(config.PARKED_QUEUE_URL, { body: JSON.stringify(notice) });
  await acknowledge(message, subject, lane, environment);
  metrics.count('Parked', 1, { Dataset: subject.dataset });
  logger.warn({ ...subject, reason: failure.reason, detail: failure.message }, 'parked');
}

/**
 * A fault of the environment: the message comes back later, or, one receive before SQS would move it without a
 * word, goes to the dead-letter queue with its story in its attributes.
 */
export async function postpone(
  message: ReceivedMessage,
  subject: Subject,
  failure: Failure,
  lane: LaneConfig,
  environment: Environment,
): Promise<void> {
  const { queue, config, logger } = environment;
  if (message.receiveCount >= lane.maxReceiveCount - 1)
    return deadLetter(message, subject, failure, lane, environment);
  const seconds = backoffSeconds(
    message.receiveCount,
    { baseSeconds: config.BACKOFF_BASE_SECONDS, maxSeconds: config.BACKOFF_MAX_SECONDS },
    Math.random(),
  );
  await queue.extendVisibility(lane.queueUrl, message.receiptHandle, seconds);
  logger.warn(
    {
      ...subject,
      reason: failure.reason,
      detail: failure.message,
      receiveCount: message.receiveCount,
      seconds,
    },
    'postponed',
  );
}
