import type { OutgoingRecord, RecordSource } from './outgoing-record.js';

/** A record that was accepted and that the stream has not taken yet. */
export interface PendingRecord {
  readonly source: RecordSource;
  readonly record: OutgoingRecord;
  readonly bytes: number;
  /** Counts all that was accepted, from 0. */
  readonly ordinal: number;
  /** Milliseconds: until then it waits, for company or after a failed try. */
  dueAt: number;
  failedTries: number;
  /** Of the last failed try. */
  code: string | undefined;
  /** Whether a request with it may have been carried out although it failed. */
  maybePut: boolean;
}

export interface BatchLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
  /** Whether a record waits for those before it with the same partition key. */
  readonly keepOrder: boolean;
}

export interface Selection {
  readonly batch: readonly PendingRecord[];
  /** Whether it should go now: something in it is due, or no more fits. */
  readonly isReady: boolean;
  /** Milliseconds; when the first that still waits is due. */
  readonly nextDueAt: number;
}

/** What waits to be put, in the order in which it was accepted. */
export class PendingRecords {
  bytes = 0;
  private records: PendingRecord[] = [];

  get first(): PendingRecord | undefined {
    return this.records[0];
  }

  get length(): number {
    return this.records.length;
  }

  add(record: PendingRecord): void {
    this.records.push(record);
    this.bytes += record.bytes;
  }

  removeAll(taken: ReadonlySet<PendingRecord>): void {
    this.records = this.records.filter((record) => !taken.has(record));
    for (const { bytes } of taken) this.bytes -= bytes;
  }

  takeEverything(): readonly PendingRecord[] {
    const all = this.records;
    this.records = [];
    this.bytes = 0;
    return all;
  }

  /**
   * The next request, oldest first: never two of one partition key where order counts, because a request may fail for
   * the first of them and not for the second. One that exceeds `maxBytes` by itself goes alone.
   */
  select(now: number, { maxRecords, maxBytes, keepOrder }: BatchLimits): Selection {
    const batch: PendingRecord[] = [];
    const keys = new Set<string>();
    let bytes = 0;
    let isReady = false;
    let nextDueAt = Infinity;
    for (const pending of this.records) {
      const { partitionKey } = pending.record;
      if (keepOrder && keys.has(partitionKey)) continue;
      keys.add(partitionKey);
      if (pending.dueAt <= now) isReady = true;
      else nextDueAt = Math.min(nextDueAt, pending.dueAt);
      // A fresh one may go before it is due, for company's sake.
      if (pending.dueAt > now && pending.failedTries > 0) continue;
      if (batch.length === maxRecords || (batch.length > 0 && bytes + pending.bytes > maxBytes))
        return { batch, isReady: true, nextDueAt: now };
      batch.push(pending);
      bytes += pending.bytes;
    }
    return { batch, isReady: isReady || batch.length >= maxRecords, nextDueAt };
  }
}
