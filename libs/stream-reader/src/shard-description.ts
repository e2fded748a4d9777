import type { Shard } from '@aws-sdk/client-kinesis';

/** Where a shard stands among the others. */
export interface ShardOrigin {
  readonly shardId: string;
  /** None, the shard that was split, or the two that were merged; they may be trimmed by now. */
  readonly parentShardIds: readonly string[];
}

/** A shard that the stream still knows: open, or closed and not yet past retention. */
export interface ShardDescription extends ShardOrigin {
  /** Whether it still takes records. */
  readonly open: boolean;
  readonly startingSequenceNumber: string;
  /** Only of a closed shard. */
  readonly endingSequenceNumber?: string;
}

export function describeShard(shard: Shard): ShardDescription {
  const { ShardId, ParentShardId, AdjacentParentShardId, SequenceNumberRange: range } = shard;
  const ending = range?.EndingSequenceNumber;
  return {
    shardId: ShardId as string,
    parentShardIds: [ParentShardId, AdjacentParentShardId].filter((id) => id !== undefined),
    open: ending === undefined,
    startingSequenceNumber: range?.StartingSequenceNumber as string,
    ...(ending === undefined ? {} : { endingSequenceNumber: ending }),
  };
}
