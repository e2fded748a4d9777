import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetRecordsCommandOutput,
  type GetShardIteratorCommandInput,
  type _Record as StreamRecord,
} from '@aws-sdk/client-kinesis';
import { clients } from '../clients.js';
import { eventually } from '../eventually.js';

const { kinesis } = clients;

/** The first shard of a stream. */
export const firstShard = 'shardId-000000000000';

export type StartingPoint = Omit<GetShardIteratorCommandInput, 'ShardId'> & { readonly ShardId?: string };

/** Of the first shard, unless another is named. A shard gives five iterators a second, so it may take a second. */
export const iteratorOf = (start: StartingPoint): Promise<string> =>
  eventually(async () => {
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({ ShardId: firstShard, ...start }),
    );
    return ShardIterator as string;
  });

/** Asked again while the shard was read too often: it answers five times a second. */
export const getRecords = (ShardIterator: string, Limit?: number): Promise<GetRecordsCommandOutput> =>
  eventually(() => kinesis.send(new GetRecordsCommand({ ShardIterator, Limit })));

/**
 * Reads on until `count` records have come and the tip is reached, or the shard's end. A record that was put is read
 * within a second or so, and an answer may be empty before.
 */
export async function readRecords(iterator: string, count: number): Promise<readonly StreamRecord[]> {
  const records: StreamRecord[] = [];
  let next: string | undefined = iterator;
  await eventually(async () => {
    const answer: GetRecordsCommandOutput = await kinesis.send(
      new GetRecordsCommand({ ShardIterator: next }),
    );
    records.push(...(answer.Records ?? []));
    next = answer.NextShardIterator;
    const more = records.length < count || answer.MillisBehindLatest !== 0;
    if (next !== undefined && more) throw new Error(`${records.length} of ${count} records have come.`);
  });
  return records;
}

/** Reads on to the end of a closed shard; returns the last answer. */
export function readToEnd(iterator: string): Promise<GetRecordsCommandOutput> {
  let next = iterator;
  return eventually(async () => {
    const answer = await kinesis.send(new GetRecordsCommand({ ShardIterator: next }));
    next = answer.NextShardIterator ?? next;
    if (answer.NextShardIterator !== undefined) throw new Error('The shard does not end.');
    return answer;
  });
}

/** From the oldest record of a shard on. */
export const readShard = async (
  StreamName: string,
  count: number,
  ShardId = firstShard,
): Promise<readonly StreamRecord[]> =>
  readRecords(await iteratorOf({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }), count);

export const textOf = ({ Data }: StreamRecord): string => Buffer.from(Data ?? []).toString('utf8');
