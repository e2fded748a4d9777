import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  type KinesisClient,
  type Shard,
} from '@aws-sdk/client-kinesis';
import { eventually } from './eventually.testing.js';
import type { Place } from './producer.testing.js';

/** A page holds a thousand. */
export async function listShards(client: KinesisClient, StreamName: string): Promise<readonly Shard[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
  return Shards;
}

export const isOpen = ({ SequenceNumberRange: range }: Shard): boolean =>
  range?.EndingSequenceNumber === undefined;

export const placeKey = ({ shardId, sequenceNumber }: Place): string => `${shardId}:${sequenceNumber}`;

/** When each record of the stream arrived, by `placeKey`, in milliseconds: what the stream itself says. */
export async function readArrivals(
  client: KinesisClient,
  StreamName: string,
): Promise<ReadonlyMap<string, number>> {
  const arrivals = new Map<string, number>();
  const read = async (shardId: string): Promise<void> => {
    const start = { StreamName, ShardId: shardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    let { ShardIterator: next } = await client.send(new GetShardIteratorCommand(start));
    while (next !== undefined) {
      const page: { behind: number; next: string | undefined } = await readPage(
        client,
        next,
        (number, arrived) => arrivals.set(placeKey({ shardId, sequenceNumber: number }), arrived),
      );
      next = page.behind === 0 ? undefined : page.next;
    }
  };
  await Promise.all((await listShards(client, StreamName)).map(({ ShardId = '' }) => read(ShardId)));
  return arrivals;
}

/** A shard that has just given 10 MB answers again only seconds later: what it throttles is asked again. */
async function readPage(
  client: KinesisClient,
  ShardIterator: string,
  tell: (sequenceNumber: string, arrivedMs: number) => void,
) {
  const {
    Records = [],
    NextShardIterator,
    MillisBehindLatest,
  } = await eventually(() => client.send(new GetRecordsCommand({ ShardIterator })));
  for (const { SequenceNumber = '', ApproximateArrivalTimestamp } of Records)
    tell(SequenceNumber, ApproximateArrivalTimestamp?.getTime() ?? NaN);
  return { behind: MillisBehindLatest ?? 0, next: NextShardIterator };
}
