import * as z from 'zod';
import { AwsError } from '../kernel/service.js';
import { toDecimal } from './hash-range.js';
import { issueToken, openToken } from './opaque-token.js';
import { parseInput, streamFields } from './request-input.js';
import type { Shard } from './shard.js';
import type { Stream } from './stream.js';
import type { StreamRegistry } from './stream-registry.js';

const describeInput = z.object({
  ...streamFields,
  Limit: z.int().min(1).max(10_000).default(100),
  ExclusiveStartShardId: z.string().optional(),
});

export function describeStream(registry: StreamRegistry, body: unknown): object {
  const input = parseInput(describeInput, body);
  const stream = registry.find(input);
  const now = registry.now();
  const page = pageAfter(stream.shards(now), input.ExclusiveStartShardId, input.Limit);
  return {
    StreamDescription: {
      ...descriptionOf(stream, now),
      Shards: page.items.map(shardOnTheWire),
      HasMoreShards: page.more,
      EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    },
  };
}

export function describeStreamSummary(registry: StreamRegistry, body: unknown): object {
  const stream = registry.find(parseInput(z.object(streamFields), body));
  const now = registry.now();
  return {
    StreamDescriptionSummary: {
      ...descriptionOf(stream, now),
      EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
      OpenShardCount: stream.status(now) === 'CREATING' ? 0 : stream.openShardCount,
      ConsumerCount: 0,
    },
  };
}

const listStreamsInput = z.object({
  Limit: z.int().min(1).max(10_000).default(100),
  ExclusiveStartStreamName: z.string().optional(),
  NextToken: z.string().optional(),
});

export function listStreams(registry: StreamRegistry, body: unknown): object {
  const input = parseInput(listStreamsInput, body);
  const after = input.NextToken ?? input.ExclusiveStartStreamName ?? '';
  const rest = registry.list().filter(({ name }) => name > after);
  const page = rest.slice(0, input.Limit);
  const more = rest.length > page.length;
  return {
    StreamNames: page.map(({ name }) => name),
    StreamSummaries: page.map((stream) => ({
      StreamName: stream.name,
      StreamARN: stream.arn,
      StreamStatus: stream.status(registry.now()),
      StreamModeDetails: { StreamMode: stream.mode },
      StreamCreationTimestamp: stream.createdMs / 1000,
    })),
    HasMoreStreams: more,
    ...(more ? { NextToken: page.at(-1)?.name } : {}),
  };
}

const listShardsInput = z.object({
  ...streamFields,
  MaxResults: z.int().min(1).max(10_000).default(1_000),
  ExclusiveStartShardId: z.string().optional(),
  NextToken: z.string().optional(),
  ShardFilter: z
    .object({
      Type: z.enum(['AFTER_SHARD_ID', 'AT_TRIM_HORIZON', 'FROM_TRIM_HORIZON', 'AT_LATEST']),
      ShardId: z.string().optional(),
    })
    .optional(),
});

export function listShards(registry: StreamRegistry, body: unknown): object {
  const input = parseInput(listShardsInput, body);
  // A token stands for the stream as well; giving both is an error, as it is on AWS.
  if (input.NextToken !== undefined && (input.StreamName ?? input.StreamARN) !== undefined) {
    throw new AwsError('InvalidArgumentException', 'NextToken and StreamName cannot be provided together.');
  }
  const token = input.NextToken === undefined ? undefined : parseToken(input.NextToken);
  const stream = registry.find(token === undefined ? input : { StreamName: token.stream });
  const { ShardFilter: filter } = input;
  const shards = stream
    .shards(registry.now())
    .filter((shard) => filter?.Type !== 'AT_LATEST' || !shard.closed);
  const after =
    token?.after ?? (filter?.Type === 'AFTER_SHARD_ID' ? filter.ShardId : input.ExclusiveStartShardId);
  const page = pageAfter(shards, after, input.MaxResults);
  return {
    Shards: page.items.map(shardOnTheWire),
    ...(page.more
      ? { NextToken: issueToken({ stream: stream.name, after: page.items.at(-1)?.shardId ?? '' }) }
      : {}),
  };
}

const tokenSchema = z.object({ stream: z.string(), after: z.string() });

function parseToken(text: string): z.infer<typeof tokenSchema> {
  const token = openToken(tokenSchema, text);
  if (token === undefined) throw new AwsError('InvalidArgumentException', 'Invalid NextToken.');
  return token;
}

function pageAfter(shards: readonly Shard[], after: string | undefined, limit: number) {
  const rest = after === undefined ? shards : shards.filter(({ shardId }) => shardId > after);
  return { items: rest.slice(0, limit), more: rest.length > limit };
}

const descriptionOf = (stream: Stream, nowMs: number) => ({
  StreamName: stream.name,
  StreamARN: stream.arn,
  StreamStatus: stream.status(nowMs),
  StreamModeDetails: { StreamMode: stream.mode },
  RetentionPeriodHours: stream.retentionHours,
  StreamCreationTimestamp: stream.createdMs / 1000,
  EncryptionType: 'NONE',
});

const shardOnTheWire = (shard: Shard) => ({
  ShardId: shard.shardId,
  ...(shard.parentShardId === undefined ? {} : { ParentShardId: shard.parentShardId }),
  HashKeyRange: { StartingHashKey: toDecimal(shard.range.start), EndingHashKey: toDecimal(shard.range.end) },
  SequenceNumberRange: {
    StartingSequenceNumber: shard.startingSequenceNumber,
    ...(shard.endingSequenceNumber === undefined ? {} : { EndingSequenceNumber: shard.endingSequenceNumber }),
  },
});
