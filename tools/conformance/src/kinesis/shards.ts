import { ListShardsCommand, type Shard } from '@aws-sdk/client-kinesis';
import { clients } from '../clients.js';

/** All shards of a stream, those of a page: no case has more. */
export async function shardsOf(StreamName: string): Promise<readonly Shard[]> {
  const { Shards = [] } = await clients.kinesis.send(new ListShardsCommand({ StreamName }));
  return Shards;
}

export const keySpace = 2n ** 128n;

/** Both ends are included. */
export const rangeOf = (shard: Pick<Shard, 'HashKeyRange'> | undefined) => ({
  start: BigInt(shard?.HashKeyRange?.StartingHashKey as string),
  end: BigInt(shard?.HashKeyRange?.EndingHashKey as string),
});

/** What splits a shard in two halves. */
export function middleOf(shard: Shard | undefined): string {
  const { start, end } = rangeOf(shard);
  return String((start + end) / 2n);
}
