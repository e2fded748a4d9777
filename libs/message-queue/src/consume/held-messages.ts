import type { VisibilityLostError } from '../errors.js';
import type { ReceivedMessage } from '../message.js';

/** A message from its receive until it is settled or lost. Times are milliseconds of the monotonic clock. */
export interface HeldMessage {
  readonly message: ReceivedMessage;
  readonly work: AbortController;
  /** Until when SQS surely hides it. */
  hiddenUntil: number;
  /** When the call was sent that hid it until then. */
  hiddenSince: number;
  /** No extension reaches beyond. */
  readonly longestHiddenUntil: number;
  lost?: VisibilityLostError;
}

/** What is held, and who waits for it to become less. */
export interface HeldMessages {
  readonly size: number;
  add(held: HeldMessage): void;
  remove(held: HeldMessage): void;
  [Symbol.iterator](): Iterator<HeldMessage>;
  /** Also resolves when the signal ends it. */
  untilFewerThan(count: number, signal?: AbortSignal): Promise<void>;
}

export function createHeldMessages(): HeldMessages {
  const all = new Set<HeldMessage>();
  const waiting = new Set<() => void>();
  return {
    get size() {
      return all.size;
    },
    add: (held) => void all.add(held),
    remove(held) {
      all.delete(held);
      for (const look of waiting) look();
    },
    [Symbol.iterator]: () => all.values(),
    untilFewerThan(count, signal) {
      if (all.size < count || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const end = () => {
          waiting.delete(look);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const look = () => {
          if (all.size < count) end();
        };
        waiting.add(look);
        signal?.addEventListener('abort', end);
      });
    },
  };
}
