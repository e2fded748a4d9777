import { failureStory, withStory } from './story.js';
import type { GivenUp } from './settling.js';

/**
 * Sends a message to its dead-letter queue with its story in the attributes. It is acknowledged afterwards: a crash
 * between the two leaves it in both queues.
 */
export async function deadLetter({ message, subject, failure, lane, environment }: GivenUp): Promise<void> {
  const { queue, metrics, logger, now } = environment;
  const story = failureStory(message, subject, failure, now());
  const { attributes, dropped } = withStory(message.attributes, story);
  await queue.send(lane.deadLetterQueueUrl, { body: message.body, attributes });
  /** Messages given up for now, that wait in a dead-letter queue for their redrive. */
  metrics.count('DeadLettered', 1, { Dataset: subject.dataset });
  const { class: failureClass, ...told } = story;
  logger.error(
    { ...subject, ...told, class: failureClass, ...(dropped.length > 0 ? { dropped } : {}) },
    'dead-lettered',
  );
}
