import type { StreamReader } from '../kernel/ports.js';
import { invalidArgument } from './stream-errors.js';
import type { StreamRegistry } from './stream-registry.js';

/** What event source mappings read by: no limits of throughput, which are for callers of `GetRecords`. */
export const streamReader = (registry: StreamRegistry): StreamReader => ({
  shards: (StreamARN) =>
    registry
      .find({ StreamARN })
      .shards(registry.now())
      .map(({ shardId, parentShardId, adjacentParentShardId, closed }) => ({
        shardId,
        closed,
        ...(parentShardId === undefined ? {} : { parentShardId }),
        ...(adjacentParentShardId === undefined ? {} : { adjacentParentShardId }),
      })),
  read: (StreamARN, shardId, afterSequenceNumber, limit) => {
    const shard = registry.shard(registry.find({ StreamARN }), shardId);
    const after = afterSequenceNumber === undefined ? 0 : shard.positionOf(afterSequenceNumber);
    if (after === undefined) throw invalidArgument(`${afterSequenceNumber} is not a number of ${shardId}.`);
    return shard.read(after + 1, limit);
  },
  waitForRecords: (StreamARN, timeoutMs) => registry.find({ StreamARN }).wait(timeoutMs),
});
