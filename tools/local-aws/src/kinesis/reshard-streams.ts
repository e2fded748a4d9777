import * as z from 'zod';
import { AwsError } from '../kernel/service.js';
import { decimalPlace, explicitHash, joinRanges, splitRange } from './hash-range.js';
import { nameField, parseInput, streamFields, type RequestFields } from './request-input.js';
import type { Shard } from './shard.js';
import { invalidArgument } from './stream-errors.js';
import type { StreamRegistry } from './stream-registry.js';
import type { Stream } from './stream.js';

const splitInput = z.object({
  ...streamFields,
  ShardToSplit: nameField,
  NewStartingHashKey: z.string().regex(decimalPlace),
});

export function splitShard(registry: StreamRegistry, body: RequestFields): object {
  const input = parseInput(splitInput, body);
  const stream = registry.find(input);
  const parent = registry.shard(stream, input.ShardToSplit);
  refuseOnDemand(stream);
  const at = explicitHash(input.NewStartingHashKey);
  const ranges = at === undefined ? undefined : splitRange(parent.range, at);
  if (ranges === undefined) {
    throw invalidArgument(
      `NewStartingHashKey ${input.NewStartingHashKey} used in SplitShard() on shard ${parent.shardId} in stream ${stream.title} is not both greater than one plus the shard's StartingHashKey and less than the shard's EndingHashKey.`,
    );
  }
  refuseClosed(stream, parent);
  registry.refuseBusy(stream);
  registry.refuseMoreShards(1);
  registry.change(stream, (atMs) => stream.replace([parent], ranges, atMs));
  return {};
}

const mergeInput = z.object({
  ...streamFields,
  ShardToMerge: nameField,
  AdjacentShardToMerge: nameField,
});

/** The adjacent shard must be the one that follows in the key space. */
export function mergeShards(registry: StreamRegistry, body: RequestFields): object {
  const input = parseInput(mergeInput, body);
  const stream = registry.find(input);
  const parent = registry.shard(stream, input.ShardToMerge);
  const adjacent = registry.shard(stream, input.AdjacentShardToMerge);
  refuseOnDemand(stream);
  const range = joinRanges(parent.range, adjacent.range);
  if (range === undefined) {
    throw invalidArgument(
      `Shards ${parent.shardId} and ${adjacent.shardId} in stream ${stream.title} are not an adjacent pair of shards eligible for merging`,
    );
  }
  refuseClosed(stream, parent, adjacent);
  registry.refuseBusy(stream);
  registry.change(stream, (atMs) => stream.replace([parent, adjacent], [range], atMs));
  return {};
}

function refuseOnDemand(stream: Stream): void {
  if (stream.mode !== 'ON_DEMAND') return;
  throw new AwsError(
    'ValidationException',
    `Request is invalid. Stream ${stream.title} is in On-Demand mode.`,
  );
}

function refuseClosed(stream: Stream, ...shards: readonly Shard[]): void {
  const shard = shards.find(({ closed }) => closed);
  if (shard === undefined) return;
  throw invalidArgument(
    `Shard ${shard.shardId} in stream ${stream.title} has already been merged or split, and thus is not eligible for merging or splitting.`,
  );
}
