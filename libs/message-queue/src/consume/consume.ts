import type { ReceivedMessage } from '../message.js';
import type { ConsumerOptions, Settlement } from './consumer-options.js';
import { createHeldMessages, type HeldMessage } from './held-messages.js';
import { createQueueCalls } from './queue-calls.js';
import { receiveMessages } from './receive-messages.js';
import { createSettleMessage } from './settle-messages.js';
import { createVisibilityKeeper } from './visibility-keeper.js';
import { visibilityTimes } from './visibility-times.js';

/** Twelve hours: beyond, SQS shows a message whatever its receiver asks for. */
const longestVisibilitySeconds = 43_200;

/**
 * Receives messages, keeps them hidden while they are worked on, and settles them as their works end: at least once,
 * and never by two receivers at a time as far as SQS's visibility goes. A message that can no longer be kept hidden is
 * given up before it becomes visible: its work's signal aborts, and it is neither deleted nor hidden any more.
 *
 * Acknowledged is what `observe.settled` says; an acknowledgement that fails for as long as the message is hidden is
 * lost, and the message comes again although its work is done.
 *
 * Resolves when told to stop and nothing is held any more. Never rejects for faults of SQS.
 */
export async function consume(options: ConsumerOptions): Promise<void> {
  const { queue, queueUrl, work, observe = {}, stop, abort } = options;
  const times = visibilityTimes(options.visibilityTimeoutSeconds);
  const longestHold = (options.longestHoldSeconds ?? longestVisibilitySeconds) * 1000;
  const held = createHeldMessages();
  const calls = createQueueCalls(queue, queueUrl, observe);
  const keeper = createVisibilityKeeper(calls, queueUrl, times, observe);
  const settle = createSettleMessage(calls, times, keeper);
  const unfinished = new Set<Promise<void>>();

  const abortAll = () => {
    for (const one of held) one.work.abort(abort.reason);
  };
  abort.addEventListener('abort', abortAll);
  try {
    await receiveMessages(options, held, AbortSignal.any([stop, abort]), take);
    await held.untilFewerThan(1);
    await Promise.all(unfinished);
  } finally {
    abort.removeEventListener('abort', abortAll);
  }

  function take(messages: readonly ReceivedMessage[]): void {
    // Hidden since SQS handed them out, which was some time between the call and its answer. The call may have waited
    // for messages all the while, so its beginning says nothing: what counts is the answer, less what it may have taken.
    const hiddenSince = performance.now() - times.margin;
    const longestHiddenUntil = hiddenSince + longestHold - times.margin;
    const taken = messages.map((message): HeldMessage => ({
      message,
      work: new AbortController(),
      hiddenSince,
      hiddenUntil: Math.min(hiddenSince + times.timeout, longestHiddenUntil),
      longestHiddenUntil,
    }));
    for (const one of taken) {
      held.add(one);
      keeper.keep(one);
      if (abort.aborted) one.work.abort(abort.reason);
    }
    observe.received?.(messages);
    for (const one of taken) void workOn(one);
  }

  async function workOn(one: HeldMessage): Promise<void> {
    const settlement = await ended(one);
    const isSettled = settlement !== undefined && (await settle(one, settlement));
    held.remove(one);
    if (!isSettled) return;
    observe.settled?.(one.message, settlement);
    if (settlement.do === 'acknowledge' && settlement.afterwards) finish(settlement.afterwards);
  }

  /** Undefined when the message is left to its visibility. */
  async function ended(one: HeldMessage): Promise<Settlement | undefined> {
    try {
      return await work(one.message, one.work.signal);
    } catch (error) {
      // A work that ends by the reason it was told to end for has nothing to report.
      if (!one.work.signal.aborted || error !== one.work.signal.reason) observe.fault?.('work', error);
      await keeper.release(one);
      return undefined;
    }
  }

  function finish(afterwards: () => Promise<void>): void {
    const finished = (async () => afterwards())()
      .catch((error: unknown) => observe.fault?.('afterwards', error))
      .finally(() => unfinished.delete(finished));
    unfinished.add(finished);
  }
}
