import type { ReceivedMessage, Settlement } from '@sluice/message-queue';
import type { LoadableBatch } from '../work/open-row-batch.js';

/** A message that waits for the load of its batch. */
export interface WaitingMessage {
  readonly message: ReceivedMessage;
  /** Aborted when it is no longer ours, or given up. */
  readonly signal: AbortSignal;
  /** Ends its work; what comes after the first time has no effect. */
  readonly end: (settlement: Promise<Settlement>) => void;
}

/** A row batch with the messages that carried it: more than one when SQS delivered it twice meanwhile. */
export interface HeldBatch {
  readonly opened: LoadableBatch;
  readonly messages: readonly WaitingMessage[];
}

/** The source that reaches a limit is still taken in: rows and bytes end up below the limit plus one source. */
export interface MicroBatchLimits {
  readonly maxRows: number;
  /** Of the contents as JSON. */
  readonly maxBytes: number;
  readonly maxSources: number;
}

/** Row batches of one dataset, gathering until they load as one. */
export class MicroBatch {
  readonly #held = new Map<string, { readonly opened: LoadableBatch; readonly messages: WaitingMessage[] }>();
  rows = 0;
  bytes = 0;

  constructor(private readonly limits: MicroBatchLimits) {}

  /** Takes a batch in; one that it already holds only adds its message, to be acknowledged with it. */
  add(opened: LoadableBatch, waiting: WaitingMessage): void {
    const known = this.#held.get(opened.batch.batchId);
    if (known) {
      known.messages.push(waiting);
      return;
    }
    this.#held.set(opened.batch.batchId, { opened, messages: [waiting] });
    this.rows += opened.batch.rows + opened.batch.rejects;
    this.bytes += opened.contentBytes;
  }

  /** Lets a message go, and its batch when no other message carries it. */
  leave(waiting: WaitingMessage): void {
    for (const [batchId, { opened, messages }] of this.#held) {
      const place = messages.indexOf(waiting);
      if (place < 0) continue;
      messages.splice(place, 1);
      if (messages.length > 0) return;
      this.#held.delete(batchId);
      this.rows -= opened.batch.rows + opened.batch.rejects;
      this.bytes -= opened.contentBytes;
      return;
    }
  }

  /** In the order they came. */
  get held(): readonly HeldBatch[] {
    return [...this.#held.values()];
  }

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  get isFull(): boolean {
    const { maxRows, maxBytes, maxSources } = this.limits;
    return this.rows >= maxRows || this.bytes >= maxBytes || this.#held.size >= maxSources;
  }
}
