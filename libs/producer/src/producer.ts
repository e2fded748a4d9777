import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Dataset } from '@sluice/contracts';
import type { ProducerStoppedError } from './errors.js';
import type { RecordSource, Refusal } from './outgoing-record.js';

export interface ProducerOptions {
  /** Its own retries are of whole requests; the producer's are of single records. */
  readonly client: Pick<KinesisClient, 'send'>;
  readonly stream: string;
  readonly dataset: Dataset;
  /** Whether the contract judges each record before it is accepted. Default: true. */
  readonly validate?: boolean | undefined;
  /** Largest record that the stream takes, data and partition key together. Default: 1 MiB; a stream can take up to 10. */
  readonly maxRecordBytes?: number | undefined;
  /** Records of one request. Default: 500, which is the most that Kinesis takes. */
  readonly maxBatchRecords?: number;
  /** Bytes of one request, data and partition keys. Default: 5 MiB; Kinesis takes 10. */
  readonly maxBatchBytes?: number;
  /** How long a record waits for company. Default: 20. */
  readonly lingerMilliseconds?: number;
  /** Records accepted and not yet put; `put` waits when there are more. Default: 2,000. */
  readonly maxBufferedRecords?: number;
  /** The same in bytes. Default: 16 MiB. */
  readonly maxBufferedBytes?: number;
  /** Default: as fast as the stream takes them. Tries count, not records: what was throttled counts again. */
  readonly recordsPerSecond?: number | undefined;
  /**
   * Whether a record waits for those before it with the same partition key. At most one of a key is then in a request,
   * so that a stream of few keys is slow. Default: where the outcome depends on it, in an upsert without a version
   * column, whose newest row is the one that arrived last.
   */
  readonly keepOrder?: boolean;
  /** Pause after the first failed try of a record: up to this; doubles. Default: 100. */
  readonly firstPauseMilliseconds?: number;
  /** Default: 5,000. */
  readonly longestPauseMilliseconds?: number;
  /** How long the stream may take nothing, while records wait, before the producer stops. Default: 60,000. */
  readonly patienceMilliseconds?: number;
  /** When an answer is taken for lost. Default: 30,000. */
  readonly requestTimeoutMilliseconds?: number;
  /** Stops the producer at once. */
  readonly signal?: AbortSignal | undefined;
  /** From 0 to 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/** Whether a record was accepted; it is on the stream only after `flush` or `close`. */
export type PutResult = { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal };

export interface ProducerCounts {
  readonly accepted: number;
  readonly refused: number;
  /** That the stream has confirmed. */
  readonly put: number;
  /** Tries of records beyond their first. */
  readonly retries: number;
  readonly requests: number;
  /** Accepted and not yet put. */
  readonly bufferedRecords: number;
  readonly bufferedBytes: number;
}

/** A record that was accepted and that the stream did not confirm. */
export interface UnsentRecord {
  /** As it was handed over. */
  readonly source: RecordSource;
  /** Of its last failed try; undefined when there was none. */
  readonly code: string | undefined;
  /** Whether it may be on the stream all the same: an answer was lost. */
  readonly maybePut: boolean;
}

export interface ProducerReport extends ProducerCounts {
  /** In the order in which they were accepted; empty unless the producer was stopped. */
  readonly unsent: readonly UnsentRecord[];
  readonly stoppedBy: ProducerStoppedError | undefined;
}

/**
 * Puts records of one dataset on a stream. Delivery: at least once. A record is on the stream once, unless an answer was
 * lost (a timeout, a broken connection, a 5xx): then it is sent again, and only a declared event identity can tell.
 */
export interface Producer {
  /**
   * Accepts or refuses a record; resolves when there is room for it, so whoever awaits it goes no faster than the
   * stream. Bad data does not throw.
   * @throws {ProducerStoppedError} the record was not accepted
   */
  put(source: RecordSource): Promise<PutResult>;
  /**
   * Resolves when everything that was accepted before is on the stream.
   * @throws {ProducerStoppedError} not everything is; `close` tells what is not
   */
  flush(): Promise<void>;
  /** Accepts nothing more, puts what was accepted, and tells what could not be put. Does not throw. */
  close(): Promise<ProducerReport>;
  counts(): ProducerCounts;
}
