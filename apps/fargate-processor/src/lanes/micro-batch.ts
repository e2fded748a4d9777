import type { ReceivedMessage } from '@sluice/message-queue';
import type { LoadableBatch } from '../work/open-row-batch.js';

/** A row batch with the messages that carried it: more than one when SQS delivered it twice meanwhile. */
export interface HeldBatch {
  readonly opened: LoadableBatch;
  readonly messages: ReceivedMessage[];
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
  readonly #held = new Map<string, HeldBatch>();
  rows = 0;
  bytes = 0;

  constructor(private readonly limits: MicroBatchLimits) {}

  /** Takes a batch in; one that it already holds only adds its message, to be acknowledged with it. */
  add(opened: LoadableBatch, message: ReceivedMessage): void {
    const known = this.#held.get(opened.batch.batchId);
    if (known) {
      known.messages.push(message);
      return;
    }
    this.#held.set(opened.batch.batchId, { opened, messages: [message] });
    this.rows += opened.batch.rows + opened.batch.rejects;
    this.bytes += opened.contentBytes;
  }

  /** In the order they came. */
  get held(): readonly HeldBatch[] {
    return [...this.#held.values()];
  }

  get isFull(): boolean {
    const { maxRows, maxBytes, maxSources } = this.limits;
    return this.rows >= maxRows || this.bytes >= maxBytes || this.#held.size >= maxSources;
  }
}
