import type { MessageQueue, ReceivedMessage } from '@sluice/message-queue';
import type { Logger } from '@sluice/logging';
import type { LaneConfig } from '../config.js';

/** Keeps what is being worked on hidden from other receivers. */
export interface VisibilityHeartbeat {
  hold(message: ReceivedMessage): void;
  /** After it resolves no extension is under way, so that a delete or a back-off has the last word. */
  release(message: ReceivedMessage): Promise<void>;
  stop(): void;
}

/**
 * Extends the visibility of all held messages three times within each timeout. A failed extension is tried again
 * at the next beat; if a message does become visible again, it is worked on twice, which the ledger makes
 * harmless.
 */
export function startVisibilityHeartbeat(
  queue: MessageQueue,
  lane: LaneConfig,
  logger: Logger,
): VisibilityHeartbeat {
  const held = new Set<ReceivedMessage>();
  let beat: Promise<void> = Promise.resolve();
  const extendAll = async () => {
    const receipts = [...held].map(({ receiptHandle }) => receiptHandle);
    const { failed } = await queue.extendVisibilityOfAll(
      lane.queueUrl,
      receipts,
      lane.visibilityTimeoutSeconds,
    );
    if (failed.length > 0) logger.warn({ lane: lane.lane, failed }, 'visibility not extended');
  };
  const timer = setInterval(
    () => {
      beat = beat.then(extendAll).catch((error: unknown) =>
        // The next beat has its own try.
        logger.error({ err: error, lane: lane.lane }, 'visibility not extended'),
      );
    },
    (lane.visibilityTimeoutSeconds * 1000) / 3,
  );
  return {
    hold: (message) => void held.add(message),
    async release(message) {
      held.delete(message);
      await beat;
    },
    stop: () => clearInterval(timer),
  };
}
