import type { ReceivedMessage } from '@sluice/message-queue';
import { readFailureStory, type FailureClass, type FailureStory } from '@sluice/message-schemas';
import type { LaneName } from '@sluice/topology';
import { messageSubject } from '../operate/message-subject.js';

/** A message of a dead-letter queue, and what is known of how it came there. */
export interface DeadLetter extends Omit<FailureStory, 'class'> {
  readonly lane: LaneName;
  readonly message: ReceivedMessage;
  /** `unknown` when SQS itself moved it: its worker crashed or took too long, and left no word. */
  readonly class: FailureClass | 'unknown';
  /** Receives in its lane; of what SQS moved itself, all receives that it has seen. */
  readonly attempts: number;
  /** ISO 8601 UTC; of what SQS moved itself, when it was received first. */
  readonly firstFailedAt: string;
  readonly sourceId: string;
}

/** Of what SQS moved itself. */
export const notSettled = {
  reason: 'not_settled',
  detail: 'SQS moved it after its last receive: the worker crashed or did not end in time',
} as const;

export function readDeadLetter(lane: LaneName, message: ReceivedMessage): DeadLetter {
  const story = readFailureStory(message.attributes);
  const subject = messageSubject(lane, message);
  return {
    lane,
    message,
    class: story.class ?? 'unknown',
    reason: story.reason ?? notSettled.reason,
    detail: story.detail ?? notSettled.detail,
    // This receive is none of its lane's.
    attempts: story.attempts ?? Math.max(1, message.receiveCount - 1),
    redrives: story.redrives ?? 0,
    firstFailedAt: story.firstFailedAt ?? new Date(message.firstReceivedAt).toISOString(),
    // As the body has it: what is parked is found by it.
    dataset: subject.dataset,
    source: story.source ?? subject.source,
    sourceId: subject.sourceId,
    traceId: story.traceId ?? message.messageId,
  };
}
