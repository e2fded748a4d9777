/** What is sent. Body and attributes together: at most 1 MiB, or what the queue is set to. */
export interface OutgoingMessage {
  readonly body: string;
  /** At most 10, each a non-empty text. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What was received. It stays hidden from others until its visibility ends, and in the queue until acknowledged. */
export interface ReceivedMessage {
  /** New after every redrive: no identity. */
  readonly messageId: string;
  /** Of this receive: the newest one counts. */
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** From 1; approximate, and starts again after a redrive. */
  readonly receiveCount: number;
  /** Milliseconds. */
  readonly sentAt: number;
  /** Milliseconds. */
  readonly firstReceivedAt: number;
}

/** An entry that SQS did not take, by its place in what was handed over. */
export interface FailedEntry {
  readonly index: number;
  /** SQS's code, or the network's. */
  readonly code: string;
  /** True when sending the same again cannot succeed. */
  readonly senderFault: boolean;
  /** Of receipts: no answer came, so it may have been done all the same. */
  readonly mayBeDone?: true;
}

/** Approximate numbers of messages. */
export interface QueueDepth {
  readonly visible: number;
  /** Received and not acknowledged yet. */
  readonly notVisible: number;
  readonly delayed: number;
}
