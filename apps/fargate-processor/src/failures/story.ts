import type { ReceivedMessage } from '@sluice/message-queue';
import {
  deadLetterAttributes,
  failureAttributes,
  readFailureStory,
  type Failure,
  type FailureStory,
} from '@sluice/message-schemas';
import type { Subject } from './subject.js';
import { traceIdOf } from './trace-id.js';

/** What SQS takes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxAttributes = 10;

/** What is known of a message that is given up, its earlier ways through a dead-letter queue included. */
export function failureStory(
  message: ReceivedMessage,
  { dataset, source }: Subject,
  failure: Failure,
  now: Date,
): FailureStory {
  const earlier = readFailureStory(message.attributes);
  const failedAt = message.firstReceivedAt > 0 ? new Date(message.firstReceivedAt) : now;
  return {
    class: failure.class,
    reason: failure.reason,
    detail: failure.message,
    attempts: (earlier.attempts ?? 0) + message.receiveCount,
    // Whoever carries a count was sent to a dead-letter queue with it, and is here again.
    redrives: earlier.redrives === undefined ? 0 : earlier.redrives + 1,
    firstFailedAt: earlier.firstFailedAt ?? failedAt.toISOString(),
    dataset,
    source,
    traceId: traceIdOf(message),
  };
}

/** Whether a message was dead-lettered by a processor before, and so was tried. */
export const wasRedriven = ({ attributes }: ReceivedMessage): boolean =>
  deadLetterAttributes.redrives in attributes;

/**
 * A message's own attributes and its story's, as many as SQS takes: the story is kept, and what then has no room is
 * `dropped`, by name.
 */
export function withStory(
  attributes: ReceivedMessage['attributes'],
  story: FailureStory,
): { readonly attributes: Record<string, string>; readonly dropped: readonly string[] } {
  const told = failureAttributes(story);
  const foreign = Object.entries(attributes).filter(([name]) => !(name in told));
  const kept = foreign.slice(0, maxAttributes - Object.keys(told).length);
  return {
    attributes: { ...Object.fromEntries(kept), ...told },
    dropped: foreign.slice(kept.length).map(([name]) => name),
  };
}
