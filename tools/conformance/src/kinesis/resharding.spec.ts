import {
  ListShardsCommand,
  MergeShardsCommand,
  SplitShardCommand,
  type ShardFilter,
} from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createStream, creationSeconds, streamBecomesActive } from '../resources/stream.js';
import { firstShard, iteratorOf, readRecords, readShard, readToEnd, textOf } from './shard-reading.js';
import { middleOf, rangeOf, shardsOf } from './shards.js';
import { put } from './writing.js';

const { kinesis } = clients;

const invalid = { name: 'InvalidArgumentException' };
const made = { waitSeconds: creationSeconds };
const changed = { waitSeconds: 2 * creationSeconds };

const split = (StreamName: string, ShardToSplit: string | undefined, NewStartingHashKey: string) =>
  kinesis.send(new SplitShardCommand({ StreamName, ShardToSplit, NewStartingHashKey }));

const merge = (StreamName: string, ShardToMerge?: string, AdjacentShardToMerge?: string) =>
  kinesis.send(new MergeShardsCommand({ StreamName, ShardToMerge, AdjacentShardToMerge }));

/** A stream of one shard, split in halves. */
async function splitStream() {
  const { name } = await createStream();
  const before = await put(name, 'before');
  const [whole] = await shardsOf(name);
  const middle = middleOf(whole);
  await split(name, firstShard, middle);
  await streamBecomesActive(name);
  return { name, middle, before };
}

/** A stream of two shards, merged. */
async function mergedStream() {
  const { name } = await createStream(2);
  const [left, right] = await shardsOf(name);
  const before = [
    await put(name, 'left', { ExplicitHashKey: left?.HashKeyRange?.StartingHashKey }),
    await put(name, 'right', { ExplicitHashKey: right?.HashKeyRange?.StartingHashKey }),
  ];
  await merge(name, left?.ShardId, right?.ShardId);
  await streamBecomesActive(name);
  return { name, before };
}

const numberOf = ({ SequenceNumber = '' }: { SequenceNumber?: string | undefined }) => BigInt(SequenceNumber);

conformance('kinesis', 'resharding', (conforms) => {
  conforms('splits a shard into two that share its keys', changed, async () => {
    const { name, middle } = await splitStream();
    const [parent, left, right, ...others] = await shardsOf(name);
    expect(others).toEqual([]);
    expect(parent?.SequenceNumberRange?.EndingSequenceNumber).toMatch(/^\d+$/);
    expect([left?.ParentShardId, right?.ParentShardId]).toEqual([firstShard, firstShard]);
    expect(rangeOf(left)).toEqual({ start: 0n, end: BigInt(middle) - 1n });
    expect(rangeOf(right)).toEqual({ start: BigInt(middle), end: 2n ** 128n - 1n });
    expect((await put(name, 'x', { ExplicitHashKey: '0' })).ShardId).toBe(left?.ShardId);
    expect((await put(name, 'x', { ExplicitHashKey: middle })).ShardId).toBe(right?.ShardId);
  });

  conforms('leaves in a split shard what it held, and ends its readers', changed, async () => {
    const { name } = await splitStream();
    const [, left, right] = await shardsOf(name);
    expect((await readShard(name, 1)).map(textOf)).toEqual(['before']);
    const end = await readToEnd(await iteratorOf({ StreamName: name, ShardIteratorType: 'TRIM_HORIZON' }));
    expect(end.MillisBehindLatest).toBe(0);
    expect(end.ChildShards).toEqual(
      [left, right].map((child) => ({
        ShardId: child?.ShardId,
        ParentShards: [firstShard],
        HashKeyRange: child?.HashKeyRange,
      })),
    );
  });

  conforms('ends a reader that stood at the tip of a shard when it was split', changed, async () => {
    const { name: StreamName } = await createStream();
    const iterator = await iteratorOf({ StreamName, ShardIteratorType: 'LATEST' });
    await split(StreamName, firstShard, '5');
    await streamBecomesActive(StreamName);
    expect((await readToEnd(iterator)).ChildShards).toHaveLength(2);
  });

  conforms('merges two shards into one', changed, async () => {
    const { name } = await mergedStream();
    const [left, right, child, ...others] = await shardsOf(name);
    expect(others).toEqual([]);
    for (const parent of [left, right]) {
      expect(parent?.SequenceNumberRange?.EndingSequenceNumber).toMatch(/^\d+$/);
    }
    expect(child).toMatchObject({ ParentShardId: left?.ShardId, AdjacentParentShardId: right?.ShardId });
    expect(rangeOf(child)).toEqual({ start: 0n, end: 2n ** 128n - 1n });
    expect((await put(name, 'x', { ExplicitHashKey: '0' })).ShardId).toBe(child?.ShardId);
    expect((await put(name, 'x', { ExplicitHashKey: String(2n ** 127n) })).ShardId).toBe(child?.ShardId);
  });

  conforms(
    'leaves in merged shards what they held, and names their child to both readers',
    changed,
    async () => {
      const { name } = await mergedStream();
      const [left, right, child] = await shardsOf(name);
      for (const [parent, text] of [
        [left, 'left'],
        [right, 'right'],
      ] as const) {
        const ShardId = parent?.ShardId as string;
        expect((await readShard(name, 1, ShardId)).map(textOf)).toEqual([text]);
        const start = { StreamName: name, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
        const { ChildShards = [] } = await readToEnd(await iteratorOf(start));
        expect(ChildShards.map((each) => each.ShardId)).toEqual([child?.ShardId]);
        expect([...(ChildShards[0]?.ParentShards ?? [])].sort()).toEqual([left?.ShardId, right?.ShardId]);
      }
    },
  );

  conforms('numbers the records of a child after those of its parents', { waitSeconds: 240 }, async () => {
    const { name: merged, before: both } = await mergedStream();
    const after = numberOf(await put(merged, 'after'));
    expect(both.every((parent) => numberOf(parent) < after)).toBe(true);
    const { name: parted, before } = await splitStream();
    expect(numberOf(await put(parted, 'after'))).toBeGreaterThan(numberOf(before));
  });

  conforms('lists what is open, or was at the horizon', changed, async () => {
    const { name: StreamName } = await splitStream();
    const idsOf = async (Type: ShardFilter['Type']) => {
      const { Shards } = await kinesis.send(new ListShardsCommand({ StreamName, ShardFilter: { Type } }));
      return Shards?.map(({ ShardId }) => ShardId);
    };
    const [parent, left, right] = (await shardsOf(StreamName)).map(({ ShardId }) => ShardId);
    expect(await idsOf('AT_LATEST')).toEqual([left, right]);
    expect(await idsOf('AT_TRIM_HORIZON')).toEqual([parent]);
    expect(await idsOf('FROM_TRIM_HORIZON')).toEqual([parent, left, right]);
  });

  conforms('gives an iterator at the end of a closed shard', changed, async () => {
    const { name: StreamName } = await splitStream();
    const iterator = await iteratorOf({ StreamName, ShardIteratorType: 'LATEST' });
    expect(await readRecords(iterator, 0)).toEqual([]);
  });

  conforms('does not split a shard at its ends or outside of it', made, async () => {
    const { name } = await createStream(2);
    const [left, right] = await shardsOf(name);
    const { HashKeyRange: inside } = left ?? {};
    const outside = right?.HashKeyRange?.EndingHashKey as string;
    for (const key of [inside?.StartingHashKey as string, inside?.EndingHashKey as string, outside]) {
      await expect(split(name, left?.ShardId, key)).rejects.toMatchObject(invalid);
    }
  });

  conforms('does not split at what is no hash key', made, async () => {
    const { name } = await createStream();
    await expect(split(name, firstShard, 'middle')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  conforms('does not split a shard that is not there', made, async () => {
    const { name } = await createStream();
    const unknown = split(name, 'shardId-000000000009', '5');
    await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  conforms('does not split a closed shard', changed, async () => {
    const { name } = await splitStream();
    await expect(split(name, firstShard, '5')).rejects.toMatchObject(invalid);
  });

  conforms('does not merge shards that are not adjacent', made, async () => {
    const { name } = await createStream(3);
    const [first, , third] = await shardsOf(name);
    await expect(merge(name, first?.ShardId, third?.ShardId)).rejects.toMatchObject(invalid);
  });

  conforms('does not merge closed shards', changed, async () => {
    const { name } = await mergedStream();
    const [left, right] = await shardsOf(name);
    await expect(merge(name, left?.ShardId, right?.ShardId)).rejects.toMatchObject(invalid);
  });

  conforms('does not merge a shard that is not there', made, async () => {
    const { name } = await createStream();
    const unknown = merge(name, firstShard, 'shardId-000000000009');
    await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
