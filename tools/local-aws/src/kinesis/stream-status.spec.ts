import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  IncreaseStreamRetentionPeriodCommand,
  ListShardsCommand,
  MergeShardsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstShard, middleKey, startKinesis, type KinesisFixture } from './kinesis.testing.js';

const inUse = { name: 'ResourceInUseException' };
const notFound = { name: 'ResourceNotFoundException' };
const halves = { ShardToSplit: firstShard, NewStartingHashKey: middleKey };
const near = { ShardToSplit: firstShard, NewStartingHashKey: '5' };

let local: KinesisFixture;

afterEach(() => local.close());

describe('unscaled', () => {
  beforeEach(async () => {
    local = await startKinesis(1);
  });

  it('becomes ACTIVE within a second', async () => {
    await local.client.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 1 }));
    expect(await local.statusOf('s')).toBe('CREATING');
    local.advance(999);
    expect(await local.statusOf('s')).toBe('ACTIVE');
  });
});

describe('a stream that is being', () => {
  beforeEach(async () => {
    local = await startKinesis();
  });

  it('made has no shards yet, and takes no records', async () => {
    await local.client.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 2 }));
    const { StreamDescription } = await local.client.send(new DescribeStreamCommand({ StreamName: 's' }));
    expect(StreamDescription).toMatchObject({ StreamStatus: 'CREATING', Shards: [], HasMoreShards: false });
    await expect(local.put('s', 1)).rejects.toMatchObject(notFound);
    await expect(local.iteratorOf('s')).rejects.toMatchObject(notFound);
    const shards = local.client.send(new ListShardsCommand({ StreamName: 's' }));
    await expect(shards).rejects.toMatchObject(inUse);
    const split = local.client.send(new SplitShardCommand({ StreamName: 's', ...near }));
    await expect(split).rejects.toMatchObject(inUse);
    local.advance(10);
    expect(await local.statusOf('s')).toBe('ACTIVE');
    expect((await local.put('s', 1)).FailedRecordCount).toBe(0);
  });

  it('split goes on as it was until the split is done', async () => {
    await local.createStream('s');
    await local.client.send(new SplitShardCommand({ StreamName: 's', ...halves }));
    expect(await local.statusOf('s')).toBe('UPDATING');
    const during = await local.put('s', 1);
    expect(during.Records?.[0]?.ShardId).toBe(firstShard);
    expect((await local.read('s')).Records).toHaveLength(1);
    const { Shards } = await local.client.send(new ListShardsCommand({ StreamName: 's' }));
    expect(Shards).toHaveLength(1);
    local.advance(10);
    expect(await local.statusOf('s')).toBe('ACTIVE');
    expect((await local.put('s', 1)).Records?.[0]?.ShardId).not.toBe(firstShard);
    const end = await local.read('s');
    expect(end.Records).toHaveLength(1);
    expect(end.ChildShards).toHaveLength(2);
  });

  it('changed cannot be changed again', async () => {
    await local.createStream('s', 2);
    const pair = { ShardToMerge: firstShard, AdjacentShardToMerge: 'shardId-000000000001' };
    const raise = () =>
      local.client.send(
        new IncreaseStreamRetentionPeriodCommand({ StreamName: 's', RetentionPeriodHours: 48 }),
      );
    await raise();
    expect(await local.statusOf('s')).toBe('UPDATING');
    await expect(raise()).rejects.toMatchObject(inUse);
    const split = local.client.send(new SplitShardCommand({ StreamName: 's', ...near }));
    await expect(split).rejects.toMatchObject(inUse);
    const merge = local.client.send(new MergeShardsCommand({ StreamName: 's', ...pair }));
    await expect(merge).rejects.toMatchObject(inUse);
    local.advance(10);
    await raise();
  });

  it('deleted is there until it is gone, and takes no records', async () => {
    await local.createStream('s');
    await local.client.send(new DeleteStreamCommand({ StreamName: 's' }));
    expect(await local.statusOf('s')).toBe('DELETING');
    await expect(local.put('s', 1)).rejects.toMatchObject(notFound);
    await expect(local.createStream('s')).rejects.toMatchObject(inUse);
    local.advance(10);
    await expect(local.statusOf('s')).rejects.toMatchObject(notFound);
    await local.createStream('s');
  });
});

describe('shards', () => {
  beforeEach(async () => {
    local = await startKinesis();
  });

  it('are at most 500 in an account', async () => {
    await local.createStream('a', 499);
    await expect(local.createStream('b', 2)).rejects.toMatchObject({ name: 'LimitExceededException' });
    await local.createStream('b', 1);
    await expect(local.split('b')).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  it('are merged in the order of the key space only', async () => {
    await local.createStream('s', 2);
    const inverted = { ShardToMerge: 'shardId-000000000001', AdjacentShardToMerge: firstShard };
    const merge = local.client.send(new MergeShardsCommand({ StreamName: 's', ...inverted }));
    await expect(merge).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  it('of an on-demand stream are nobody’s to split', async () => {
    await local.client.send(new CreateStreamCommand({ StreamName: 's' }));
    local.advance(1_000);
    const split = local.client.send(new SplitShardCommand({ StreamName: 's', ...near }));
    await expect(split).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('are listed by when they were open', async () => {
    await local.createStream('s');
    const beforeSplit = new Date(local.now());
    local.advance(60_000);
    await local.split('s');
    const listed = async (Type: 'AT_TIMESTAMP' | 'FROM_TIMESTAMP', Timestamp: Date) => {
      const ShardFilter = { Type, Timestamp };
      const { Shards = [] } = await local.client.send(
        new ListShardsCommand({ StreamName: 's', ShardFilter }),
      );
      return Shards.map(({ ShardId }) => Number(ShardId?.slice(-1)));
    };
    expect(await listed('AT_TIMESTAMP', beforeSplit)).toEqual([0]);
    expect(await listed('AT_TIMESTAMP', new Date(local.now()))).toEqual([1, 2]);
    expect(await listed('FROM_TIMESTAMP', beforeSplit)).toEqual([0, 1, 2]);
    expect(await listed('FROM_TIMESTAMP', new Date(local.now()))).toEqual([1, 2]);
  });
});
