import { setTimeout as delay } from 'node:timers/promises';
import type { Delivered, StreamRecord } from '@sluice/stream-transform';
import { usualPatience } from '@sluice/sweep-command';

/** `deliverRecords`, or `deliverRows`, to one place. */
export type Deliver<R = StreamRecord> = (records: readonly R[], signal: AbortSignal) => Promise<Delivered>;

export interface DeliveredAll {
  /** So many from the front are on the queue with everything they hold. */
  readonly delivered: number;
  /** Why the rest is not; undefined when there is none. */
  readonly code?: string;
}

/**
 * Delivers records in order, those of a stream of one shard; what was not sent is tried again, from the first record of it. At least
 * once: a record may be delivered again with the rest.
 * @param onDelivered told of each part that reached the queue
 */
export async function deliverAll<R = StreamRecord>(
  records: readonly R[],
  deliver: Deliver<R>,
  signal: AbortSignal,
  onDelivered: (part: Delivered) => void,
  { fruitlessTries, firstPauseMilliseconds, longestPauseMilliseconds } = usualPatience,
): Promise<DeliveredAll> {
  let delivered = 0;
  for (let fruitless = 0; ;) {
    const part = await deliver(delivered === 0 ? records : records.slice(delivered), signal);
    onDelivered(part);
    if (part.firstUnsent === undefined) return { delivered: records.length };
    delivered += part.firstUnsent;
    fruitless = part.firstUnsent > 0 ? 1 : fruitless + 1;
    if (signal.aborted) return { delivered, code: 'AbortError' };
    if (fruitless >= fruitlessTries) return { delivered, code: part.code ?? 'unknown' };
    const pause = Math.min(firstPauseMilliseconds * 2 ** (fruitless - 1), longestPauseMilliseconds);
    await delay(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}
