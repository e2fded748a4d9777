import * as z from 'zod';
import { nameField, parseInput, streamFields, streamInput, type RequestFields } from './request-input.js';
import { pageAfter, shardOnTheWire } from './shard-on-the-wire.js';
import type { Stream } from './stream.js';
import type { StreamRegistry } from './stream-registry.js';

/** More may be asked for, but never more is answered. */
const PAGE = 100;

const describeInput = z.object({
  ...streamFields,
  Limit: z.int().min(1).max(10_000).default(PAGE),
  ExclusiveStartShardId: nameField.optional(),
});

export function describeStream(registry: StreamRegistry, body: RequestFields): object {
  const input = parseInput(describeInput, body);
  const stream = registry.find(input);
  const now = registry.now();
  const limit = Math.min(input.Limit, PAGE);
  const page = pageAfter(stream.shards(now), input.ExclusiveStartShardId, limit);
  return {
    StreamDescription: {
      ...descriptionOf(stream, now),
      Shards: page.items.map(shardOnTheWire),
      HasMoreShards: page.more,
    },
  };
}

export function describeStreamSummary(registry: StreamRegistry, body: RequestFields): object {
  const stream = registry.find(parseInput(streamInput, body));
  const now = registry.now();
  return {
    StreamDescriptionSummary: {
      ...descriptionOf(stream, now),
      OpenShardCount: stream.shards(now).length === 0 ? 0 : stream.openShardCount,
      ConsumerCount: 0,
      MaxRecordSizeInKiB: stream.maxRecordKibibytes,
    },
  };
}

const listInput = z.object({
  Limit: z.int().min(1).max(10_000).default(PAGE),
  ExclusiveStartStreamName: nameField.optional(),
  NextToken: z.string().optional(),
});

export function listStreams(registry: StreamRegistry, body: RequestFields): object {
  const input = parseInput(listInput, body);
  const after = input.NextToken ?? input.ExclusiveStartStreamName ?? '';
  const rest = registry.list().filter(({ name }) => name > after);
  const page = rest.slice(0, Math.min(input.Limit, PAGE));
  const more = rest.length > page.length;
  return {
    StreamNames: page.map(({ name }) => name),
    StreamSummaries: page.map((stream) => identityOf(stream, registry.now())),
    HasMoreStreams: more,
    ...(more ? { NextToken: page.at(-1)?.name } : {}),
  };
}

const identityOf = (stream: Stream, nowMs: number) => ({
  StreamName: stream.name,
  StreamARN: stream.arn,
  StreamStatus: stream.status(nowMs),
  StreamModeDetails: { StreamMode: stream.mode },
  StreamCreationTimestamp: stream.createdMs / 1000,
});

const descriptionOf = (stream: Stream, nowMs: number) => ({
  ...identityOf(stream, nowMs),
  RetentionPeriodHours: stream.retentionHours,
  EncryptionType: 'NONE',
  EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
});
