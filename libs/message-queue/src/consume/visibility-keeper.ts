import { isExpiredReceipt, VisibilityLostError, type VisibilityLoss } from '../errors.js';
import type { ConsumerObserver } from './consumer-options.js';
import { groupBy } from './group-by.js';
import type { HeldMessage } from './held-messages.js';
import type { QueueCalls } from './queue-calls.js';
import type { VisibilityTimes } from './visibility-times.js';

/** Keeps messages hidden, or says that it can not, before they become visible. */
export interface VisibilityKeeper {
  keep(held: HeldMessage): void;
  /**
   * No further extension is sent. Resolves when none is under way, so that a delete or a hide has the last word; or when
   * the message is lost meanwhile.
   */
  release(held: HeldMessage): Promise<void>;
  /** Until when it may still be settled. */
  settleBy(held: HeldMessage): number;
  /** It is no longer ours: its work is aborted, once, and nothing more is done to it. */
  lose(held: HeldMessage, why: VisibilityLoss, cause?: unknown): void;
}

interface Kept {
  readonly held: HeldMessage;
  nextBeatAt: number;
  failures: number;
  /** Extensions that carry its receipt. */
  underWay: number;
  released?: () => void;
}

/** What ChangeMessageVisibilityBatch takes in one call. */
const maxEntries = 10;

export function createVisibilityKeeper(
  calls: QueueCalls,
  queueUrl: string,
  times: VisibilityTimes,
  observe: ConsumerObserver,
): VisibilityKeeper {
  const all = new Map<HeldMessage, Kept>();
  let timer: NodeJS.Timeout | undefined;
  let wakesAt = Infinity;

  const settleBy = ({ hiddenUntil }: HeldMessage) => hiddenUntil - times.margin;

  function wakeAt(at: number): void {
    if (at >= wakesAt) return;
    clearTimeout(timer);
    wakesAt = at;
    timer = setTimeout(look, Math.ceil(Math.max(0, at - performance.now())));
  }

  /** One timer for all: it looks through them when the first may need something, and finds most of them gone. */
  function look(): void {
    wakesAt = Infinity;
    timer = undefined;
    const now = performance.now();
    for (const { held } of all.values()) {
      if (now >= settleBy(held)) lose(held, lossOf(held));
    }
    extendDue(now);
    for (const kept of all.values()) wakeAt(Math.min(kept.nextBeatAt, settleBy(kept.held)));
  }

  const lossOf = (held: HeldMessage): VisibilityLoss =>
    held.hiddenUntil + 1000 > held.longestHiddenUntil ? 'held too long' : 'not extended in time';

  function extendDue(now: number): void {
    // What is due soon goes along, so that messages of many receives come to share their calls.
    const soon = now + times.beat / 4;
    const due: Kept[] = [];
    let isDue = false;
    for (const kept of all.values()) {
      if (kept.nextBeatAt <= now) isDue = true;
      if (kept.nextBeatAt <= (kept.failures > 0 ? now : soon)) due.push(kept);
    }
    if (!isDue) return;
    const mayBeExtended = due.filter((kept) => {
      if (now + secondsFor(kept.held, now) * 1000 > kept.held.hiddenUntil) return true;
      // All of its time is used up: what is left passes without a beat.
      kept.nextBeatAt = Infinity;
      return false;
    });
    const bySeconds = groupBy(mayBeExtended, ({ held }) => secondsFor(held, now));
    for (const [seconds, alike] of bySeconds) {
      for (let start = 0; start < alike.length; start += maxEntries) {
        void extend(alike.slice(start, start + maxEntries), seconds, now);
      }
    }
  }

  const secondsFor = ({ longestHiddenUntil }: HeldMessage, now: number): number =>
    Math.floor(Math.min(times.timeout, longestHiddenUntil - now) / 1000);

  async function extend(batch: readonly Kept[], seconds: number, sentAt: number): Promise<void> {
    for (const kept of batch) {
      // A call that does not come back is not waited for: the next beat has its own.
      kept.nextBeatAt = sentAt + times.beat;
      kept.underWay += 1;
    }
    const failed = await calls.hide(
      batch.map(({ held }) => held),
      seconds,
    );
    // An answer that comes too late says nothing: of a message that is visible again SQS answers that all is well.
    const failedAt = new Map(failed.map((entry) => [entry.index, entry]));
    const pauses = new Map<number, number>();
    for (const [index, kept] of batch.entries()) {
      kept.underWay -= 1;
      const entry = failedAt.get(index);
      if (!all.has(kept.held)) continue;
      if (performance.now() >= settleBy(kept.held)) lose(kept.held, lossOf(kept.held));
      else if (entry === undefined) extended(kept, seconds, sentAt);
      else if (isExpiredReceipt(entry.code)) lose(kept.held, 'receipt expired', entry);
      else tryAgain(kept, pauses);
      if (kept.underWay === 0) kept.released?.();
    }
  }

  function extended(kept: Kept, seconds: number, sentAt: number): void {
    const { held } = kept;
    kept.failures = 0;
    // Of two that overtook each other, the one that was sent last counts: SQS heeds no other order than its own.
    if (sentAt <= held.hiddenSince) return;
    held.hiddenSince = sentAt;
    held.hiddenUntil = sentAt + seconds * 1000;
  }

  /** What failed together is tried again together. */
  function tryAgain(kept: Kept, pauses: Map<number, number>): void {
    kept.failures += 1;
    const pause = pauses.get(kept.failures) ?? times.retryPause(kept.failures);
    pauses.set(kept.failures, pause);
    if (kept.released) return;
    kept.nextBeatAt = performance.now() + pause;
    wakeAt(kept.nextBeatAt);
  }

  function lose(held: HeldMessage, why: VisibilityLoss, cause?: unknown): void {
    const kept = all.get(held);
    forget(held);
    held.lost = new VisibilityLostError(
      queueUrl,
      held.message.messageId,
      why,
      cause === undefined ? undefined : { cause },
    );
    observe.lost?.(held.message, held.lost);
    held.work.abort(held.lost);
    kept?.released?.();
  }

  function forget(held: HeldMessage): void {
    all.delete(held);
    if (all.size > 0) return;
    clearTimeout(timer);
    wakesAt = Infinity;
  }

  return {
    settleBy,
    lose,
    keep(held) {
      const nextBeatAt = held.hiddenSince + times.beat;
      all.set(held, { held, nextBeatAt, failures: 0, underWay: 0 });
      wakeAt(Math.min(nextBeatAt, settleBy(held)));
    },
    release(held) {
      const kept = all.get(held);
      if (!kept) return Promise.resolve();
      if (kept.underWay === 0) {
        forget(held);
        return Promise.resolve();
      }
      kept.nextBeatAt = Infinity;
      return new Promise((resolve) => {
        kept.released = () => {
          forget(held);
          resolve();
        };
      });
    },
  };
}
