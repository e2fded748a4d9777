import * as z from 'zod';
import type { StreamRecord } from '../kernel/ports.js';
import { parseInput, streamFields, type RequestFields } from './request-input.js';
import { issueIterator, openIterator } from './shard-iterator.js';
import { childOnTheWire } from './shard-on-the-wire.js';
import type { Shard } from './shard.js';
import { rateExceeded } from './stream-errors.js';
import type { StreamRegistry } from './stream-registry.js';

const MAX_RECORDS = 10_000;
const MAX_BYTES = 10 * 1024 * 1024;

const recordsInput = z.object({
  ShardIterator: z.string().min(1).max(512),
  StreamARN: streamFields.StreamARN,
  Limit: z.int().min(1).max(MAX_RECORDS).default(MAX_RECORDS),
});

export function getRecords(registry: StreamRegistry, body: RequestFields): object {
  const { ShardIterator, StreamARN, Limit } = parseInput(recordsInput, body);
  const now = registry.now();
  const iterator = openIterator(ShardIterator, now);
  const stream = registry.findReady({ StreamName: iterator.stream, StreamARN });
  const shard = registry.shard(stream, iterator.shard);
  if (!shard.reads.admit(now)) throw rateExceeded(stream, shard);
  const known = iterator.shardCreatedMs === shard.createdMs;
  const from = known ? Math.max(iterator.position, shard.horizon) : shard.horizon;
  const { records, bytes } = withinBytes(shard.read(from, Limit));
  shard.reads.give(bytes, now);
  const next = from + records.length;
  const atTip = next >= shard.tip;
  return {
    Records: records.map(onTheWire),
    // A closed shard that is read to its end has no next iterator, which tells readers to turn to its children.
    ...(shard.closed && atTip
      ? { ChildShards: stream.children(shard.shardId).map(childOnTheWire) }
      : { NextShardIterator: issueIterator(stream, shard, next, now) }),
    MillisBehindLatest: atTip ? 0 : millisBehind(shard, next, now),
  };
}

/** How long the first record that was not returned has been waiting. */
function millisBehind(shard: Shard, position: number, nowMs: number): number {
  const [next] = shard.read(position, 1);
  return next === undefined ? 0 : Math.max(0, Math.floor(nowMs - next.approximateArrivalMs));
}

/** At least one record, then as many as fit. */
function withinBytes(records: readonly StreamRecord[]) {
  let bytes = 0;
  let count = 0;
  for (const { data } of records) {
    if (count > 0 && bytes + data.length > MAX_BYTES) break;
    bytes += data.length;
    count += 1;
  }
  return { records: count === records.length ? records : records.slice(0, count), bytes };
}

const onTheWire = (record: StreamRecord) => ({
  SequenceNumber: record.sequenceNumber,
  ApproximateArrivalTimestamp: record.approximateArrivalMs / 1000,
  Data: record.data.toString('base64'),
  PartitionKey: record.partitionKey,
  EncryptionType: 'NONE',
});
