import type { MessageQueue } from '@sluice/message-queue';
import type { ObjectStore } from '@sluice/object-store';
import { laneNames, type LaneName } from '@sluice/topology';
import { clearAttempts } from '../operate/source-attempts.js';
import type { Parked } from './parked-objects.js';

export interface Releasing {
  readonly objects: Pick<ObjectStore, 'list' | 'remove' | 'removeUnchanged'>;
  readonly queue: Pick<MessageQueue, 'sendAll'>;
  readonly bucket: string;
  readonly queueUrls: Readonly<Record<string, string>>;
}

/** A parked object that stays, and why. */
export interface Left {
  readonly key: string;
  readonly why: string;
}

export interface ReleasedSome {
  /** Keys of objects that are gone, their messages sent. */
  readonly released: readonly string[];
  readonly left: readonly Left[];
  /** SQS's code: nothing more can be sent now. */
  readonly fault?: string;
}

/** Releases a few objects together: attempts first, then the messages, then the objects. */
export async function releaseSome(
  parked: readonly Parked[],
  { objects, queue, bucket, queueUrls }: Releasing,
): Promise<ReleasedSome> {
  // Attempts that stood when the message came would park it again.
  await Promise.all(parked.map(({ record }) => clearAttempts(objects, bucket, record.sourceId)));
  const released: string[] = [];
  const left: Left[] = [];
  let fault: string | undefined;
  for (const lane of laneNames) {
    const mine = parked.filter(({ record }) => record.lane === lane);
    if (mine.length === 0) continue;
    const { failed } = await queue.sendAll(urlOf(queueUrls, lane), mine.map(outgoing));
    const failures = new Map(failed.map((entry) => [entry.index, entry]));
    fault ??= failed.find(({ senderFault }) => !senderFault)?.code;
    await Promise.all(
      mine.map(async ({ key, etag }, index) => {
        const failure = failures.get(index);
        if (failure !== undefined)
          return left.push({ key, why: `the queue does not take it: ${failure.code}` });
        // Its lane may have parked it anew by now: that object is another, and the only one that knows.
        const outcome = await objects.removeUnchanged({ bucket, key }, etag);
        return outcome === 'removed'
          ? released.push(key)
          : left.push({ key, why: 'it was released, and has been parked anew' });
      }),
    );
  }
  return { released, left, ...(fault === undefined ? {} : { fault }) };
}

const urlOf = (urls: Releasing['queueUrls'], lane: LaneName): string => urls[lane] ?? '';

const outgoing = ({ record: { message, attributes } }: Parked) => ({
  body: message,
  ...(attributes === undefined ? {} : { attributes }),
});
