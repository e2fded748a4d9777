import type { ReceivedMessage } from '@sluice/message-queue';
import { deadLetterAttributes, type Failure } from '@sluice/message-schemas';
import type { LaneConfig } from '../config.js';
import type { Environment } from '../environment.js';
import type { Subject } from './subject.js';

/** Sends a message to its dead-letter queue with its story in the attributes, then acknowledges it. */
export async function deadLetter(
  message: ReceivedMessage,
  subject: Subject,
  failure: Failure,
  lane: LaneConfig,
  { queue, metrics, logger, now }: Environment,
): Promise<void> {
  const earlier = message.attributes;
  const redriven = earlier[deadLetterAttributes.redrives];
  const attempts = Number(earlier[deadLetterAttributes.attempts] ?? 0) + message.receiveCount;
  await queue.send(lane.deadLetterQueueUrl, {
    body: message.body,
    attributes: {
      [deadLetterAttributes.class]: failure.class,
      [deadLetterAttributes.reason]: failure.reason,
      [deadLetterAttributes.attempts]: String(attempts),
      [deadLetterAttributes.redrives]: String(redriven === undefined ? 0 : Number(redriven) + 1),
      [deadLetterAttributes.firstFailedAt]:
        earlier[deadLetterAttributes.firstFailedAt] ?? now().toISOString(),
      [deadLetterAttributes.dataset]: subject.dataset,
      [deadLetterAttributes.source]: attributeText(subject.source),
      [deadLetterAttributes.detail]: attributeText(failure.message),
    },
  });
  await queue.acknowledge(lane.queueUrl, message.receiptHandle);
  metrics.count('DeadLettered', 1, { Dataset: subject.dataset });
  logger.error({ ...subject, reason: failure.reason, detail: failure.message, attempts }, 'dead-lettered');
}

/** What SQS takes as an attribute: not empty, and of its characters; cut so that a full message has room for it. */
const attributeText = (text: string): string =>
  text.slice(0, 1024).replaceAll(/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD') || 'none';
