import { MergeShardsCommand, SplitShardCommand, type Shard } from '@aws-sdk/client-kinesis';
import type { LocalStack } from '@sluice/local-stack';
import { eventually } from './eventually.testing.js';
import { isOpen, listShards } from './shards.testing.js';

/** Splits the first open shard of the key space in two, or merges it with its neighbour; refused while one is under way. */
export async function reshard({ clients, names }: LocalStack, how: 'split' | 'merge'): Promise<void> {
  const { kinesis } = clients;
  const { stream: StreamName } = names;
  await eventually(async () => {
    const open = (await listShards(kinesis, StreamName)).filter(isOpen);
    const [first, second] = open.sort((one, other) => (startOf(one) < startOf(other) ? -1 : 1));
    if (first === undefined || second === undefined) throw new Error('a stream has two shards at least');
    if (how === 'merge') {
      const pair = { ShardToMerge: first.ShardId, AdjacentShardToMerge: second.ShardId };
      await kinesis.send(new MergeShardsCommand({ StreamName, ...pair }));
    } else {
      const NewStartingHashKey = String((startOf(first) + startOf(second)) / 2n);
      await kinesis.send(
        new SplitShardCommand({ StreamName, ShardToSplit: first.ShardId, NewStartingHashKey }),
      );
    }
  });
}

const startOf = ({ HashKeyRange }: Shard): bigint => BigInt(HashKeyRange?.StartingHashKey ?? 0);
