/** One record as it stood on the stream. */
export interface StreamRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** Milliseconds: the stream's own arrival time, the same however often the record is read. */
  readonly arrivedAtMs: number;
  readonly data: Uint8Array;
}
