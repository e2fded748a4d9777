import type { FailedEntry, ReceivedMessage } from '../message.js';
import type { ConsumedQueue } from './consumer-options.js';
import type { VirtualTime } from './virtual-time.testing.js';

export const queueUrl = 'http://queue/files';

/** How one call goes; times in milliseconds. */
export interface Passage {
  /** Until SQS does it. Default 5. */
  readonly there?: number;
  /** From then until its answer. Default 5. */
  readonly back?: number;
  /** `refused`: not done. `throttled`: no entry is done. `lost`: done, and no answer. */
  readonly fault?: 'refused' | 'throttled' | 'lost';
  /** Of receives: so many of the messages are delivered a second time by the next receive. */
  readonly duplicates?: number;
}

/** A call as it was sent. */
export interface SentCall {
  readonly operation: 'receive' | 'extend' | 'acknowledge';
  readonly receipts: readonly string[];
  readonly seconds?: number;
  readonly sentAt: number;
  /** Undefined until it has come back. */
  cameBackAt?: number;
}

interface Stored {
  readonly id: string;
  /** Visible from then on. */
  visibleAt: number;
  receivedAt: number;
  receives: number;
  deleted: boolean;
}

export interface SimulatedSqs {
  readonly queue: ConsumedQueue;
  readonly calls: SentCall[];
  send(...ids: string[]): void;
  readonly left: readonly string[];
  /** False of what is deleted. */
  isVisible(messageId: string): boolean;
  /** The message is deleted by somebody else. */
  remove(messageId: string): void;
  /** Was received a second time while it was hidden, as SQS may do. */
  isDuplicated(messageId: string): boolean;
}

/**
 * A standard queue in virtual time, as AWS was seen to behave: any receipt of a message in flight extends it, one of a
 * message that is visible again does nothing and is answered with success, one of a deleted message is refused.
 */
export function simulateSqs(
  time: VirtualTime,
  passageOf: (call: SentCall, earlier: number) => Passage = () => ({}),
): SimulatedSqs {
  const stored = new Map<string, Stored>();
  const calls: SentCall[] = [];
  const again: Stored[] = [];
  const everDuplicated = new Set<string>();

  const ofReceipt = (receipt: string) => stored.get(receipt.slice(0, receipt.lastIndexOf('#')));

  function passage(call: SentCall): Passage {
    const earlier = calls.filter(({ operation }) => operation === call.operation).length;
    calls.push(call);
    return passageOf(call, earlier);
  }

  /** What a batch of receipts answers; `change` says which code an entry fails with. */
  async function onReceipts(
    call: SentCall,
    change: (message: Stored | undefined) => string | undefined,
  ): Promise<{ failed: FailedEntry[] }> {
    const { there = 5, back = 5, fault } = passage(call);
    await time.sleep(there);
    const failed = call.receipts.flatMap((receipt, index): FailedEntry[] => {
      if (fault === 'refused') return [{ index, code: 'ECONNREFUSED', senderFault: false, mayBeDone: true }];
      if (fault === 'throttled') return [{ index, code: 'RequestThrottled', senderFault: false }];
      const code = change(ofReceipt(receipt));
      if (fault === 'lost') return [{ index, code: 'ECONNRESET', senderFault: false, mayBeDone: true }];
      return code === undefined ? [] : [{ index, code, senderFault: true }];
    });
    for (const look of looking) look();
    await time.sleep(back);
    call.cameBackAt = time.now;
    return { failed };
  }

  function received(message: Stored): ReceivedMessage {
    message.receives += 1;
    return {
      messageId: message.id,
      receiptHandle: `${message.id}#${message.receives}`,
      body: message.id,
      attributes: {},
      receiveCount: message.receives,
      sentAt: 0,
      firstReceivedAt: 0,
    };
  }

  const visible = () =>
    [...stored.values()].filter(({ deleted, visibleAt }) => !deleted && visibleAt <= time.now);

  const looking = new Set<() => void>();

  /** Resolves when something may be visible, or by then. */
  function untilChanged(until: number, signal: AbortSignal | undefined): Promise<void> {
    const soonest = [...stored.values()].filter(({ deleted }) => !deleted).map(({ visibleAt }) => visibleAt);
    return new Promise((resolve) => {
      const look = () => {
        clearTimeout(timer);
        looking.delete(look);
        signal?.removeEventListener('abort', look);
        resolve();
      };
      const timer = setTimeout(look, Math.max(1, Math.ceil(Math.min(until, ...soonest) - time.now)));
      looking.add(look);
      signal?.addEventListener('abort', look);
    });
  }

  const queue: ConsumedQueue = {
    async receive(_url, { maxMessages, waitSeconds, visibilityTimeoutSeconds = 30, signal }) {
      const call: SentCall = { operation: 'receive', receipts: [], sentAt: time.now };
      const { there = 5, back = 5, fault, duplicates = 0 } = passage(call);
      await time.sleep(there);
      if (fault === 'refused' || fault === 'throttled') {
        call.cameBackAt = time.now;
        throw new Error(fault);
      }
      const until = time.now + waitSeconds * 1000;
      while (visible().length === 0 && again.length === 0 && time.now < until && !signal?.aborted) {
        await untilChanged(until, signal);
      }
      if (signal?.aborted) {
        call.cameBackAt = time.now;
        return [];
      }
      const seconds = again.splice(0).filter(({ deleted }) => !deleted);
      const firsts = visible().slice(0, Math.max(0, maxMessages - seconds.length));
      const duplicated = firsts.slice(0, duplicates);
      for (const { id } of duplicated) everDuplicated.add(id);
      again.push(...seconds.slice(maxMessages), ...duplicated);
      const answer = [...seconds.slice(0, maxMessages), ...firsts].map((message) => {
        message.visibleAt = time.now + visibilityTimeoutSeconds * 1000;
        message.receivedAt = time.now;
        return received(message);
      });
      await time.sleep(back);
      call.cameBackAt = time.now;
      if (fault === 'lost') throw new Error('lost');
      return signal?.aborted ? [] : answer;
    },
    acknowledgeAll: (_url, receipts) =>
      onReceipts({ operation: 'acknowledge', receipts, sentAt: time.now }, (message) => {
        if (message) message.deleted = true;
        return undefined;
      }),
    extendVisibilityOfAll: (_url, receipts, seconds) =>
      onReceipts({ operation: 'extend', receipts, seconds, sentAt: time.now }, (message) => {
        if (!message || message.deleted) return 'InvalidParameterValue';
        if (time.now - message.receivedAt + seconds * 1000 > 43_200_000) return 'InvalidParameterValue';
        if (message.visibleAt > time.now) message.visibleAt = time.now + seconds * 1000;
        return undefined;
      }),
  };

  return {
    queue,
    calls,
    send(...ids) {
      for (const id of ids) stored.set(id, { id, visibleAt: 0, receivedAt: 0, receives: 0, deleted: false });
      for (const look of looking) look();
    },
    get left() {
      return [...stored.values()].filter(({ deleted }) => !deleted).map(({ id }) => id);
    },
    isVisible: (id) => {
      const message = stored.get(id);
      return message !== undefined && !message.deleted && message.visibleAt <= time.now;
    },
    remove(id) {
      const message = stored.get(id);
      if (message) message.deleted = true;
    },
    isDuplicated: (id) => everDuplicated.has(id),
  };
}
