import * as z from 'zod';
import type { StreamRecord } from '../kernel/ports.js';
import { AwsError } from '../kernel/service.js';
import { toDecimal } from './hash-range.js';
import { parseInput, streamFields } from './request-input.js';
import { issueIterator, openIterator } from './shard-iterator.js';
import type { Shard } from './shard.js';
import type { StreamRegistry } from './stream-registry.js';

const MAX_RECORDS = 10_000;
const MAX_BYTES = 10 * 1024 * 1024;

const iteratorInput = z.object({
  ...streamFields,
  ShardId: z.string().min(1),
  ShardIteratorType: z.enum([
    'TRIM_HORIZON',
    'LATEST',
    'AT_SEQUENCE_NUMBER',
    'AFTER_SEQUENCE_NUMBER',
    'AT_TIMESTAMP',
  ]),
  StartingSequenceNumber: z.string().optional(),
  /** Seconds since the epoch. */
  Timestamp: z.number().optional(),
});

export function getShardIterator(registry: StreamRegistry, body: unknown): object {
  const input = parseInput(iteratorInput, body);
  const stream = registry.findActive(input);
  const shard = registry.shard(stream, input.ShardId);
  return { ShardIterator: issueIterator(stream, shard, startOf(shard, input), registry.now()) };
}

function startOf(shard: Shard, input: z.infer<typeof iteratorInput>): number {
  switch (input.ShardIteratorType) {
    case 'TRIM_HORIZON':
      return shard.horizon;
    case 'LATEST':
      return shard.tip;
    case 'AT_TIMESTAMP':
      if (input.Timestamp === undefined) throw missing('Timestamp', input.ShardIteratorType);
      return shard.positionAt(Math.floor(input.Timestamp * 1000));
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER': {
      if (input.StartingSequenceNumber === undefined)
        throw missing('StartingSequenceNumber', input.ShardIteratorType);
      const position = shard.positionOf(input.StartingSequenceNumber);
      if (position === undefined) {
        throw new AwsError(
          'InvalidArgumentException',
          `StartingSequenceNumber ${input.StartingSequenceNumber} is invalid in ${shard.shardId}.`,
        );
      }
      return input.ShardIteratorType === 'AT_SEQUENCE_NUMBER' ? position : position + 1;
    }
  }
}

const missing = (field: string, type: string): AwsError =>
  new AwsError('InvalidArgumentException', `Must either specify ${field} or use a type other than ${type}.`);

const recordsInput = z.object({
  ShardIterator: z.string().min(1),
  StreamARN: z.string().optional(),
  Limit: z.int().min(1).max(MAX_RECORDS).default(MAX_RECORDS),
});

export function getRecords(registry: StreamRegistry, body: unknown): object {
  const input = parseInput(recordsInput, body);
  const now = registry.now();
  const iterator = openIterator(input.ShardIterator, now);
  const stream = registry.find({ StreamName: iterator.stream });
  const shard = stream.shard(iterator.shard);
  if (shard === undefined || stream.createdMs !== iterator.streamCreatedMs) {
    throw new AwsError(
      'ResourceNotFoundException',
      `The stream ${iterator.stream} of this iterator is gone.`,
    );
  }
  stream.trim(now);
  const from = Math.max(iterator.position, shard.horizon);
  const records = withinBytes(shard.read(from, input.Limit));
  const next = from + records.length;
  const atTip = next >= shard.tip;
  return {
    Records: records.map(onTheWire),
    // A closed shard that is read to its end has no next iterator, which tells readers to turn to its children.
    ...(shard.closed && atTip
      ? { ChildShards: stream.children(shard.shardId).map((child) => childOf(child)) }
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
function withinBytes(records: readonly StreamRecord[]): readonly StreamRecord[] {
  let bytes = 0;
  const over = records.findIndex(({ data }, i) => (bytes += data.length) > MAX_BYTES && i > 0);
  return over < 0 ? records : records.slice(0, over);
}

const onTheWire = (record: StreamRecord) => ({
  SequenceNumber: record.sequenceNumber,
  ApproximateArrivalTimestamp: record.approximateArrivalMs / 1000,
  Data: record.data.toString('base64'),
  PartitionKey: record.partitionKey,
  EncryptionType: 'NONE',
});

const childOf = (shard: Shard) => ({
  ShardId: shard.shardId,
  ParentShards: shard.parentShardId === undefined ? [] : [shard.parentShardId],
  HashKeyRange: { StartingHashKey: toDecimal(shard.range.start), EndingHashKey: toDecimal(shard.range.end) },
});
