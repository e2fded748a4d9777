import type { ReceivedMessage } from '../message.js';
import type { ConsumerOptions } from './consumer-options.js';
import type { HeldMessages } from './held-messages.js';
import { orAborted, pause } from './pause.js';

/** What SQS hands out at most, and the longest that it waits for messages. */
const maxMessages = 10;
const longPollSeconds = 20;

const firstPauseMilliseconds = 1000;
const longestPauseMilliseconds = 30_000;

/** Receives until the signal ends it, one long poll at a time, and only for what there is room for. */
export async function receiveMessages(
  { queue, queueUrl, visibilityTimeoutSeconds, maxHeld, untilRoom, observe = {} }: ConsumerOptions,
  held: HeldMessages,
  signal: AbortSignal,
  take: (messages: readonly ReceivedMessage[]) => void,
): Promise<void> {
  let faults = 0;
  while (!signal.aborted) {
    await held.untilFewerThan(maxHeld, signal);
    const room = await tell('untilRoom', roomToReceive);
    if (signal.aborted) return;
    if (room === undefined) continue;
    if (!(room >= 1)) {
      await pause(firstPauseMilliseconds, signal);
      continue;
    }
    const messages = await tell('ReceiveMessage', () =>
      queue.receive(queueUrl, {
        maxMessages: room,
        waitSeconds: longPollSeconds,
        visibilityTimeoutSeconds: Math.ceil(visibilityTimeoutSeconds),
        signal,
      }),
    );
    if (!messages) continue;
    faults = 0;
    if (messages.length > 0) take(messages);
  }

  async function roomToReceive(): Promise<number> {
    const wanted = untilRoom ? ((await orAborted(untilRoom(signal), signal)) ?? 0) : Infinity;
    return Math.floor(Math.min(maxMessages, maxHeld - held.size, wanted));
  }

  /** Undefined, after a pause, when it failed. */
  async function tell<T>(operation: string, call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      if (signal.aborted) return undefined;
      observe.fault?.(operation, error);
      const longest = Math.min(firstPauseMilliseconds * 2 ** faults, longestPauseMilliseconds);
      faults += 1;
      await pause(longest * (0.5 + Math.random() / 2), signal);
      return undefined;
    }
  }
}
