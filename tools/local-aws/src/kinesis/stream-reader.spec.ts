import { MergeShardsCommand } from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstShard, startKinesis, type KinesisFixture } from './kinesis.testing.js';

const secondShard = 'shardId-000000000001';

let local: KinesisFixture;
let arn: string;

beforeEach(async () => {
  local = await startKinesis();
  arn = local.arnOf('s');
});
afterEach(() => local.close());

it('names the parents of each shard, parents first', async () => {
  await local.createStream('s', 2);
  const pair = { ShardToMerge: firstShard, AdjacentShardToMerge: secondShard };
  await local.client.send(new MergeShardsCommand({ StreamName: 's', ...pair }));
  expect(local.kinesis.shards(arn)).toEqual([
    { shardId: firstShard, closed: false },
    { shardId: secondShard, closed: false },
  ]);
  local.advance(10);
  expect(local.kinesis.shards(arn)).toEqual([
    { shardId: firstShard, closed: true },
    { shardId: secondShard, closed: true },
    {
      shardId: 'shardId-000000000002',
      closed: false,
      parentShardId: firstShard,
      adjacentParentShardId: secondShard,
    },
  ]);
});

it('reads after a record, and as often as it is asked', async () => {
  await local.createStream('s');
  const { Records = [] } = await local.put('s', 3);
  const numbers = Records.map(({ SequenceNumber }) => SequenceNumber);
  const read = (after?: string) =>
    local.kinesis.read(arn, firstShard, after, 10).map(({ sequenceNumber }) => sequenceNumber);
  for (let i = 0; i < 20; i += 1) expect(read()).toEqual(numbers);
  expect(read(numbers[1])).toEqual(numbers.slice(2));
  expect(read(numbers[2])).toEqual([]);
  // Callers of GetRecords have their share still.
  const iterator = await local.iteratorOf('s');
  for (let i = 0; i < 5; i += 1) expect((await local.getRecords(iterator)).Records).toHaveLength(3);
});

it('waits for records no longer than they take to come', async () => {
  await local.createStream('s');
  const waiting = local.kinesis.waitForRecords(arn, 60_000);
  await local.put('s', 1);
  await waiting;
});
