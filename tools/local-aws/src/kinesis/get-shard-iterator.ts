import * as z from 'zod';
import { nameField, parseInput, streamFields, type RequestFields } from './request-input.js';
import { issueIterator } from './shard-iterator.js';
import type { Shard } from './shard.js';
import { invalidArgument, rateExceeded } from './stream-errors.js';
import type { StreamRegistry } from './stream-registry.js';

const iteratorInput = z.object({
  ...streamFields,
  ShardId: nameField,
  ShardIteratorType: z.enum([
    'TRIM_HORIZON',
    'LATEST',
    'AT_SEQUENCE_NUMBER',
    'AFTER_SEQUENCE_NUMBER',
    'AT_TIMESTAMP',
  ]),
  StartingSequenceNumber: z
    .string()
    .regex(/^(0|[1-9]\d{0,128})$/)
    .optional(),
  /** Seconds since the epoch. */
  Timestamp: z.number().optional(),
});

type IteratorInput = z.infer<typeof iteratorInput>;

export function getShardIterator(registry: StreamRegistry, body: RequestFields): object {
  const input = parseInput(iteratorInput, body);
  const now = registry.now();
  const stream = registry.findReady(input);
  const shard = registry.shard(stream, input.ShardId);
  const position = startOf(shard, input, now);
  if (shard.iterators.left(now) < 1) throw rateExceeded(stream, shard);
  shard.iterators.take(1);
  return { ShardIterator: issueIterator(stream, shard, position, now) };
}

function startOf(shard: Shard, input: IteratorInput, nowMs: number): number {
  switch (input.ShardIteratorType) {
    case 'TRIM_HORIZON':
      refuseNumber(input);
      return shard.horizon;
    case 'LATEST':
      refuseNumber(input);
      return shard.tip;
    case 'AT_TIMESTAMP':
      return shard.positionAt(pastTimestamp(input, nowMs));
    case 'AT_SEQUENCE_NUMBER':
      return positionOf(shard, input);
    case 'AFTER_SEQUENCE_NUMBER':
      return positionOf(shard, input) + 1;
  }
}

function positionOf(shard: Shard, { ShardIteratorType, StartingSequenceNumber }: IteratorInput): number {
  if (StartingSequenceNumber === undefined)
    throw invalidArgument(`${ShardIteratorType} needs a StartingSequenceNumber.`);
  const position = shard.positionOf(StartingSequenceNumber);
  if (position !== undefined) return position;
  throw invalidArgument(`StartingSequenceNumber ${StartingSequenceNumber} is invalid in ${shard.shardId}.`);
}

function refuseNumber({ ShardIteratorType, StartingSequenceNumber }: IteratorInput): void {
  if (StartingSequenceNumber !== undefined)
    throw invalidArgument(`${ShardIteratorType} takes no StartingSequenceNumber.`);
}

function pastTimestamp({ Timestamp }: IteratorInput, currentTimestampInMillis: number): number {
  if (Timestamp === undefined) throw invalidArgument('AT_TIMESTAMP needs a Timestamp.');
  const timestampInMillis = Math.round(Timestamp * 1000);
  if (timestampInMillis <= currentTimestampInMillis) return timestampInMillis;
  throw invalidArgument(
    `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${timestampInMillis}, currentTimestampInMillis: ${currentTimestampInMillis}`,
  );
}
