import type { Dataset } from '@sluice/contracts';
import type { RecordCodec } from '../record-codec.js';

export interface DeliverySettings {
  /** Name of the stream: part of every record's identity. */
  readonly stream: string;
  /** Dataset of a stream that carries only one; its records need no envelope then. */
  readonly boundDataset?: string | undefined;
  /** Main queue of the rows lane. */
  readonly rowsQueueUrl: string;
  /** Claim checks go there, under `claims/`. */
  readonly stagingBucket: string;
  /** Most bytes of a message, body and attributes. */
  readonly maxMessageBytes: number;
}

/** An `AbortSignal`, which the core does not know. */
export interface StopSignal {
  readonly aborted: boolean;
}

/** What delivery reaches outside itself; `MessageQueue` and `ObjectStore` have its shape. */
export interface DeliveryEnvironment<S extends StopSignal> {
  readonly queue: {
    /** Lists, by index, what is not known to be taken; rejects for no fault of the queue. */
    sendAll(
      queueUrl: string,
      messages: readonly QueueMessage[],
      options: { readonly signal?: S },
    ): Promise<{ readonly failed: readonly RefusedMessage[] }>;
  };
  readonly objects: {
    /** Durable when it resolves. Faults of the environment have a `code`. */
    upload(
      location: { readonly bucket: string; readonly key: string },
      source: { readonly body: Uint8Array },
      options: { readonly contentType: string; readonly signal?: S },
    ): Promise<unknown>;
  };
  readonly codec: RecordCodec;
  /** The contract of a name; undefined when there is none. */
  readonly findDataset: (name: string) => Dataset | undefined;
  /**
   * True when time is short: no further record is begun, and what was judged is sent while the signal lets it. Default:
   * never.
   */
  readonly isClosing?: () => boolean;
}

export interface QueueMessage {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface RefusedMessage {
  readonly index: number;
  readonly code: string;
  /** True when sending the same again cannot succeed. */
  readonly senderFault: boolean;
}

/** One dataset's records that are on the queue. */
export interface DeliveredDataset {
  readonly rows: number;
  readonly rejects: number;
  readonly messages: number;
  /** Those of the messages whose content is in the staging bucket. */
  readonly claims: number;
  /** Rejects by reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

export interface Delivered {
  /** Of what is on the queue, by dataset. */
  readonly datasets: Readonly<Record<string, DeliveredDataset>>;
  /** Position of the first stream record of which not everything is on the queue; undefined when everything is. */
  readonly firstUnsent?: number;
  /** Of the first fault: SQS's, S3's or the network's code, or `AbortError` when there was no time. */
  readonly code?: string;
}
