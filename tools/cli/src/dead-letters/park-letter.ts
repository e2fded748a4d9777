import type { MessageQueue } from '@sluice/message-queue';
import {
  failureAttributes,
  parkedKey,
  type FailureStory,
  type ParkedNotice,
  type ParkedRecord,
} from '@sluice/message-schemas';
import type { ObjectStore } from '@sluice/object-store';
import type { DeadLetter } from './dead-letter.js';

export interface ParkingPlace {
  readonly objects: Pick<ObjectStore, 'upload'>;
  readonly queue: Pick<MessageQueue, 'send'>;
  readonly bucket: string;
  readonly parkedQueueUrl: string;
}

/**
 * Parks a dead letter with its reason and its history: first the object, which never expires with a queue, then the notice.
 * Done again it overwrites the same object. The message itself is left to the caller.
 */
export async function parkLetter(
  letter: DeadLetter,
  { objects, queue, bucket, parkedQueueUrl }: ParkingPlace,
  now: Date,
): Promise<void> {
  const { lane, message, dataset, source, sourceId } = letter;
  const story = storyOf(letter);
  const { attempts, redrives, firstFailedAt, traceId } = story;
  const object = { bucket, key: parkedKey(letter) };
  const record: ParkedRecord = {
    type: 'ParkedRecord',
    version: 1,
    failure: { class: story.class, reason: story.reason, message: story.detail },
    dataset,
    source,
    sourceId,
    attempts,
    redrives,
    firstFailedAt,
    traceId,
    parkedAt: now.toISOString(),
    message: message.body,
    attributes: message.attributes,
    lane,
  };
  const notice: ParkedNotice = {
    type: 'ParkedNotice',
    version: 1,
    ...object,
    dataset,
    source,
    reason: story.reason,
  };
  await objects.upload(object, { body: JSON.stringify(record) }, { contentType: 'application/json' });
  await queue.send(parkedQueueUrl, { body: JSON.stringify(notice), attributes: failureAttributes(story) });
}

/** What crashed may succeed later, as far as anybody knows. */
const storyOf = ({ class: failureClass, ...letter }: DeadLetter): FailureStory => ({
  ...letter,
  class: failureClass === 'unknown' ? 'environment' : failureClass,
});
