import type { MessageQueue } from '@sluice/message-queue';
import type { LaneQueues } from '../operate/lane-queues.js';
import { holdMessages, type HeldMessages, type HoldEnd } from '../operate/held-messages.js';
import { readDeadLetter, type DeadLetter } from './dead-letter.js';

export interface Working {
  readonly queue: MessageQueue;
  /** Messages that the queue says to have. */
  readonly expected: number;
  /** Only these are worked on; the others are made visible again. */
  readonly reason?: string | undefined;
  readonly rate?: number | undefined;
  readonly max?: number | undefined;
  readonly waitSeconds?: number | undefined;
}

export interface Worked {
  readonly read: number;
  /** Those of the reason that was asked for. */
  readonly matched: number;
  readonly end: HoldEnd;
  /** Messages that could not be made visible again: they come back by themselves after so many seconds at most. */
  readonly hidden: number;
  readonly hiddenSeconds: number;
}

/** What is done with a page of dead letters; only what is given to `remove` leaves the queue. */
export type Work = (letters: readonly DeadLetter[], held: HeldMessages) => Promise<void>;

/**
 * Goes through a lane's dead letters. Whatever happens, what was not removed is made visible again before it ends.
 * @throws what `work` throws, with nothing held any more
 */
export async function workThrough(
  { lane, deadLetters }: LaneQueues,
  { queue, reason, ...holding }: Working,
  work: Work,
  signal: AbortSignal,
): Promise<Worked> {
  const held = holdMessages({ queue, queueUrl: deadLetters.url, ...holding });
  let read = 0;
  let matched = 0;
  const goThrough = async (): Promise<HoldEnd> => {
    const pages = held.pages(signal);
    for (;;) {
      const { done, value } = await pages.next();
      if (done) return value;
      const letters = value.map((message) => readDeadLetter(lane, message));
      const matching = letters.filter((letter) => reason === undefined || letter.reason === reason);
      read += letters.length;
      matched += matching.length;
      if (matching.length > 0) await work(matching, held);
    }
  };
  const outcome = await goThrough().then(
    (end) => ({ end }),
    (error: unknown) => ({ error }),
  );
  const { hidden } = await held.release();
  if ('error' in outcome) throw outcome.error;
  return { read, matched, end: outcome.end, hidden, hiddenSeconds: held.hiddenSeconds };
}
