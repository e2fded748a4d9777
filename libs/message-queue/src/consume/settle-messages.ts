import { isExpiredReceipt } from '../errors.js';
import type { FailedEntry } from '../message.js';
import type { Settlement } from './consumer-options.js';
import { gatherCalls } from './gather-calls.js';
import { groupBy } from './group-by.js';
import type { HeldMessage } from './held-messages.js';
import { pause } from './pause.js';
import type { QueueCalls } from './queue-calls.js';
import type { VisibilityKeeper } from './visibility-keeper.js';
import type { VisibilityTimes } from './visibility-times.js';

type Outcome = 'done' | 'too late' | FailedEntry;

interface Hide {
  readonly held: HeldMessage;
  readonly seconds: number;
}

/**
 * Does to a message in its queue what its work ended with, and tries again while the message is still hidden. Resolves
 * with whether the queue has done it; if not, the message is lost. Never rejects.
 */
export type SettleMessage = (held: HeldMessage, settlement: Settlement) => Promise<boolean>;

export function createSettleMessage(
  calls: QueueCalls,
  times: VisibilityTimes,
  keeper: VisibilityKeeper,
): SettleMessage {
  const acknowledge = gatherCalls((all: readonly HeldMessage[]) =>
    inTime(all, (some) => calls.acknowledge(some)),
  );

  const hide = gatherCalls(async (hides: readonly Hide[]) => {
    const outcomes = new Map<Hide, Outcome>();
    // One call has one time for all of its entries.
    const ofGroups = [...groupBy(hides, ({ seconds }) => seconds)].map(async ([seconds, alike]) => {
      const all = alike.map(({ held }) => held);
      const sentAt = performance.now();
      const ofAll = await inTime(all, (some) => calls.hide(some, seconds));
      for (const [index, one] of alike.entries()) {
        const outcome = ofAll[index] ?? 'done';
        outcomes.set(one, outcome);
        // If it was done all the same it is hidden only so long: another receiver's hold, which SQS lets an old receipt
        // change as well, must not be ended by trying again.
        if (typeof outcome === 'object' && outcome.mayBeDone) {
          one.held.hiddenUntil = Math.min(one.held.hiddenUntil, sentAt + seconds * 1000);
        }
      }
    });
    await Promise.all(ofGroups);
    return hides.map((one) => outcomes.get(one) ?? 'done');
  });

  /** Leaves out what has waited for its call for too long. */
  async function inTime(
    all: readonly HeldMessage[],
    call: (some: readonly HeldMessage[]) => Promise<readonly FailedEntry[]>,
  ): Promise<readonly Outcome[]> {
    const now = performance.now();
    const some = all.filter((held) => now < keeper.settleBy(held));
    const outcomes = new Map<HeldMessage, Outcome>(some.map((held) => [held, 'done']));
    if (some.length > 0) {
      for (const entry of await call(some)) {
        const held = some[entry.index];
        if (held) outcomes.set(held, entry);
      }
    }
    return all.map((held) => outcomes.get(held) ?? 'too late');
  }

  function settleOnce(held: HeldMessage, settlement: Settlement): Promise<Outcome> {
    if (settlement.do === 'acknowledge') return acknowledge(held);
    const most = Math.floor((held.longestHiddenUntil - performance.now()) / 1000);
    return hide({ held, seconds: Math.max(0, Math.min(Math.ceil(settlement.seconds), most)) });
  }

  return async (held, settlement) => {
    await keeper.release(held);
    for (let failures = 1; !held.lost; failures++) {
      const outcome = await settleOnce(held, settlement);
      if (outcome === 'done') return true;
      if (outcome === 'too late') keeper.lose(held, 'not settled in time');
      else if (isExpiredReceipt(outcome.code)) keeper.lose(held, 'receipt expired', outcome);
      else await pause(times.retryPause(failures));
    }
    return false;
  };
}
