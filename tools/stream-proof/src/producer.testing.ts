import { setTimeout as pause } from 'node:timers/promises';
import { PutRecordsCommand, type KinesisClient, type PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import type { StreamItem } from './fate.js';

const maxRecords = 500;
const maxBytes = 10 * 1024 * 1024;
/** A shard that has taken 10 MiB has room again after ten seconds. */
const patienceMs = 30_000;

/** Where a record stands. */
export interface Place {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/** Of the payload at a place in the record; written out, so that a change of identities is seen. */
export const recordIdOf = (stream: string, { shardId, sequenceNumber }: Place, place = ''): string =>
  `${stream}/${shardId}:${sequenceNumber}${place}`;

export interface PutItem {
  readonly item: StreamItem;
  readonly place: Place;
}

/**
 * Puts everything, in order where nothing is refused, and what was refused again.
 * @returns where each item stands
 */
export async function putItems(
  client: KinesisClient,
  stream: string,
  items: readonly StreamItem[],
): Promise<readonly PutItem[]> {
  const put: PutItem[] = [];
  const deadline = Date.now() + patienceMs;
  let left = items;
  while (left.length > 0) {
    const batch = callOf(left);
    const { Records = [] } = await client.send(
      new PutRecordsCommand({ StreamName: stream, Records: batch.map(entryOf) }),
    );
    const refused: StreamItem[] = [];
    batch.forEach((item, index) => {
      const { ShardId, SequenceNumber } = Records[index] ?? {};
      if (ShardId === undefined || SequenceNumber === undefined) refused.push(item);
      else put.push({ item, place: { shardId: ShardId, sequenceNumber: SequenceNumber } });
    });
    left = [...refused, ...left.slice(batch.length)];
    if (refused.length === 0) continue;
    if (Date.now() > deadline) throw new Error(`the stream takes no more: ${refused.length} records refused`);
    // A shard says nothing when it has room again.
    await pause(50);
  }
  return put;
}

function callOf(items: readonly StreamItem[]): readonly StreamItem[] {
  let bytes = 0;
  const end = items.findIndex(({ data, partitionKey }, index) => {
    bytes += data.length + Buffer.byteLength(partitionKey);
    return index === maxRecords || (index > 0 && bytes > maxBytes);
  });
  return end < 0 ? items : items.slice(0, end);
}

const entryOf = ({ data, partitionKey }: StreamItem): PutRecordsRequestEntry => ({
  Data: data,
  PartitionKey: partitionKey,
});
