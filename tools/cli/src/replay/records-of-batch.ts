import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { readStream, StreamMissingError, UnknownShardError } from '@sluice/stream-reader';
import type { StreamRecord } from '@sluice/stream-transform';
import { isWithin, type FailedBatch } from './failure-record.js';

/** Arrival times are approximate, and do not rise strictly with sequence numbers. */
const marginMilliseconds = 60_000;

/** Reads the records of a batch from its stream, as far as they are still there; in order. */
export async function recordsOfBatch(
  client: KinesisClient,
  batch: FailedBatch,
  signal: AbortSignal,
  now = new Date(),
): Promise<readonly StreamRecord[]> {
  const { stream, shardId, firstArrivedAt, lastArrivedAt, endSequenceNumber } = batch;
  const latest = Math.max(lastArrivedAt.getTime(), now.getTime());
  const records: StreamRecord[] = [];
  const enough = new AbortController();
  try {
    await readStream(
      client,
      stream,
      {
        from: new Date(firstArrivedAt.getTime() - marginMilliseconds),
        to: new Date(Math.min(lastArrivedAt.getTime() + marginMilliseconds, latest)),
        shardIds: [shardId],
        signal: AbortSignal.any([signal, enough.signal]),
      },
      async (page) => {
        records.push(...page.records.filter(({ sequenceNumber }) => isWithin(sequenceNumber, batch)));
        const last = page.records.at(-1);
        if (last && BigInt(last.sequenceNumber) >= BigInt(endSequenceNumber)) enough.abort();
      },
    );
  } catch (error) {
    signal.throwIfAborted();
    if (enough.signal.aborted) return records;
    // A closed shard disappears with its last record, a stream with all of them.
    if (error instanceof UnknownShardError || error instanceof StreamMissingError) return [];
    throw error;
  }
  return records;
}
