import { setTimeout as delay } from 'node:timers/promises';
import type { Delivered, StreamRecord } from '@sluice/stream-transform';

/** `deliverRecords` to one place. */
export type Deliver = (records: readonly StreamRecord[], signal: AbortSignal) => Promise<Delivered>;

export interface Patience {
  /** Tries in a row that put nothing more on the queue, before it is given up. */
  readonly fruitlessTries: number;
  /** First pause; doubles up to the longest. With jitter. */
  readonly firstPauseMilliseconds: number;
  readonly longestPauseMilliseconds: number;
}

/** Half a minute beyond the queue's own retries and the SDK's. */
export const usualPatience: Patience = {
  fruitlessTries: 7,
  firstPauseMilliseconds: 500,
  longestPauseMilliseconds: 10_000,
};

export interface DeliveredAll {
  /** So many from the front are on the queue with everything they hold. */
  readonly delivered: number;
  /** Why the rest is not; undefined when there is none. */
  readonly code?: string;
}

/**
 * Delivers records of one shard in order; what was not sent is tried again, from the first record of it. At least
 * once: a record may be delivered again with the rest.
 * @param onDelivered told of each part that reached the queue
 */
export async function deliverAll(
  records: readonly StreamRecord[],
  deliver: Deliver,
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
