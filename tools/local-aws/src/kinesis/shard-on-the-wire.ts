import { toDecimal } from './hash-range.js';
import type { Shard } from './shard.js';

export const shardOnTheWire = (shard: Shard) => ({
  ShardId: shard.shardId,
  ParentShardId: shard.parentShardId,
  AdjacentParentShardId: shard.adjacentParentShardId,
  HashKeyRange: rangeOnTheWire(shard),
  SequenceNumberRange: {
    StartingSequenceNumber: shard.startingSequenceNumber,
    EndingSequenceNumber: shard.endingSequenceNumber,
  },
});

/** As it is named to whoever has read one of its parents to the end. */
export const childOnTheWire = (shard: Shard) => ({
  ShardId: shard.shardId,
  ParentShards: shard.parents,
  HashKeyRange: rangeOnTheWire(shard),
});

const rangeOnTheWire = ({ range }: Shard) => ({
  StartingHashKey: toDecimal(range.start),
  EndingHashKey: toDecimal(range.end),
});

export function pageAfter(shards: readonly Shard[], after: string | undefined, limit: number) {
  const rest = after === undefined ? shards : shards.filter(({ shardId }) => shardId > after);
  return { items: rest.slice(0, limit), more: rest.length > limit };
}
