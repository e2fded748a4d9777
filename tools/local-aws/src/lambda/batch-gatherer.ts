import { hash } from 'node:crypto';
import type { StreamReader, StreamRecord } from '../kernel/ports.js';
import type { EventSourceMapping } from './event-source-mapping-config.js';
import {
  EMPTY_EVENT_BYTES,
  MAX_EVENT_BYTES,
  renderRecord,
  type EventOrigin,
  type RenderedRecord,
} from './kinesis-event.js';

/** How long a gatherer sleeps at most before it looks whether its shard was closed or itself stopped. */
const LOOK_MS = 1_000;

export interface Gathering {
  readonly streams: StreamReader;
  readonly mapping: EventSourceMapping;
  readonly origin: EventOrigin;
  /** Which share of the partition keys this lane takes: 0 to parallelizationFactor - 1. */
  readonly lane: number;
  /** Where to begin: after a record, or at a time. */
  readonly after: string | undefined;
  readonly notBeforeMs: number;
  readonly signal: AbortSignal;
}

export interface BatchGatherer {
  /**
   * The next batch: full, or as much as came within the window. Empty when the shard is closed and read to its
   * end, or the mapping is stopped.
   */
  next(): Promise<readonly RenderedRecord[]>;
}

export function batchGatherer(gathering: Gathering): BatchGatherer {
  const { streams, mapping, origin, signal } = gathering;
  const { streamArn, batchSize } = mapping;
  const { shardId } = origin;
  let cursor = gathering.after;

  /** Reads what fits; true when the batch is full. */
  const fill = (batch: RenderedRecord[], records: readonly StreamRecord[]): boolean => {
    let bytes = EMPTY_EVENT_BYTES + batch.reduce((sum, record) => sum + record.bytes, 0);
    for (const record of records) {
      if (isMine(record, gathering)) {
        const rendered = renderRecord(record, origin);
        bytes += rendered.bytes;
        if (bytes > MAX_EVENT_BYTES && batch.length > 0) return true;
        batch.push(rendered);
        // A record that no event has room for stands alone, and waits for nothing.
        if (bytes > MAX_EVENT_BYTES) {
          cursor = record.sequenceNumber;
          return true;
        }
      }
      cursor = record.sequenceNumber;
      if (batch.length >= batchSize) return true;
    }
    return false;
  };

  const isRead = (): boolean =>
    streams.shards(streamArn).find((shard) => shard.shardId === shardId)?.closed ?? true;

  return {
    next: async () => {
      const batch: RenderedRecord[] = [];
      let dueMs = Infinity;
      while (!signal.aborted) {
        // Looked at before the read: a record may not slip in between the two.
        const atEnd = isRead();
        const records = streams.read(streamArn, shardId, cursor, batchSize - batch.length);
        if (fill(batch, records)) return batch;
        if (records.length > 0 && dueMs === Infinity && batch.length > 0) {
          dueMs = Date.now() + mapping.maximumBatchingWindowSeconds * 1000;
        }
        if (records.length > 0 && Date.now() < dueMs) continue;
        if (atEnd || Date.now() >= dueMs) return batch;
        await streams.waitForRecords(streamArn, Math.min(LOOK_MS, Math.max(1, dueMs - Date.now())));
      }
      return [];
    },
  };
}

function isMine(
  { partitionKey, approximateArrivalMs }: StreamRecord,
  { mapping, lane, notBeforeMs }: Gathering,
): boolean {
  if (approximateArrivalMs < notBeforeMs) return false;
  const { parallelizationFactor } = mapping;
  if (parallelizationFactor === 1) return true;
  // The last digits: the first ones already decided on the shard.
  return Number.parseInt(hash('md5', partitionKey, 'hex').slice(-8), 16) % parallelizationFactor === lane;
}
