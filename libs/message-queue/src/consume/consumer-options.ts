import type { VisibilityLostError } from '../errors.js';
import type { ReceivedMessage } from '../message.js';
import type { MessageQueue } from '../message-queue.js';

/** How the work on a message ended, for its queue. */
export type Settlement =
  | {
      /** Deleted: the work is done, and stays done. */
      readonly do: 'acknowledge';
      /** Runs once the queue has forgotten the message; best effort. Not named `then`: a promise would call that. */
      readonly afterwards?: () => Promise<void>;
    }
  | {
      readonly do: 'hide';
      /** Visible again after so many, at most what is left of its longest hold; 0 at once. */
      readonly seconds: number;
    };

/** What a consumer tells while it runs, as it happens. */
export interface ConsumerObserver {
  /** Before their works begin. */
  received?(messages: readonly ReceivedMessage[]): void;
  /** The queue has done what the work ended with. */
  settled?(message: ReceivedMessage, settlement: Settlement): void;
  /** It comes again, whatever its work ends with: once a message. */
  lost?(message: ReceivedMessage, error: VisibilityLostError): void;
  /**
   * A call that failed and is tried again while there is time (`ReceiveMessage`, `ChangeMessageVisibilityBatch`,
   * `DeleteMessageBatch`), or what the consumer was given (`untilRoom`, `work`, `afterwards`) threw.
   */
  fault?(operation: string, error: unknown): void;
}

export type ConsumedQueue = Pick<MessageQueue, 'receive' | 'acknowledgeAll' | 'extendVisibilityOfAll'>;

export interface ConsumerOptions {
  readonly queue: ConsumedQueue;
  readonly queueUrl: string;
  /** How long a message stays hidden without an extension; 1 to 43,200, rounded up to whole ones. */
  readonly visibilityTimeoutSeconds: number;
  /** Messages held at most, from their receive until they are settled. */
  readonly maxHeld: number;
  /**
   * Asked before each receive: resolves when more may be received, with how many. Default: at once, with as many as
   * `maxHeld` leaves.
   */
  readonly untilRoom?: (signal: AbortSignal) => Promise<number>;
  /**
   * Begins at once for whatever is received; a message that SQS delivers twice is two works. What it throws leaves the
   * message hidden until its visibility ends. `signal` aborts with `VisibilityLostError` when the message can no longer
   * be kept hidden, before it becomes visible; and with `abort`'s reason.
   */
  readonly work: (message: ReceivedMessage, signal: AbortSignal) => Promise<Settlement>;
  /** Nothing more is received. */
  readonly stop: AbortSignal;
  /** Aborts every work's signal; what the works then end with is still done. Nothing more is received either. */
  readonly abort: AbortSignal;
  readonly observe?: ConsumerObserver;
  /** From a message's receive; SQS allows no more than the default. Default: 43,200, twelve hours. */
  readonly longestHoldSeconds?: number;
}
