import { failureAttributes, parkedKey, type ParkedNotice, type ParkedRecord } from '@sluice/message-schemas';
import type { GivenUp } from './settling.js';
import { failureStory } from './story.js';

/**
 * Parks what cannot succeed without a person: first the object, which never expires with a queue, then the notice. The
 * message is acknowledged afterwards; done again after a crash it overwrites the same object.
 */
export async function parkMessage({ message, subject, failure, lane, environment }: GivenUp): Promise<void> {
  const { objects, queue, config, metrics, logger, now } = environment;
  const story = failureStory(message, subject, failure, now());
  const { attempts, redrives, firstFailedAt, traceId } = story;
  const object = { bucket: config.QUARANTINE_BUCKET, key: parkedKey(subject) };
  const record: ParkedRecord = {
    type: 'ParkedRecord',
    version: 1,
    failure,
    ...subject,
    attempts,
    redrives,
    firstFailedAt,
    traceId,
    parkedAt: now().toISOString(),
    message: message.body,
    // All of them, for the release; the notice has room for the story alone.
    attributes: { ...message.attributes },
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
  await queue.send(config.PARKED_QUEUE_URL, {
    body: JSON.stringify(notice),
    attributes: failureAttributes(story),
  });
  /** Messages that cannot succeed without a person. */
  metrics.count('Parked', 1, { Dataset: subject.dataset });
  logger.warn({ ...subject, traceId, attempts, reason: failure.reason, detail: failure.message }, 'parked');
}
