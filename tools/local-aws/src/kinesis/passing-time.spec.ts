import {
  DecreaseStreamRetentionPeriodCommand,
  IncreaseStreamRetentionPeriodCommand,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startKinesis, type KinesisFixture } from './kinesis.testing.js';

const hourMs = 3_600_000;

let local: KinesisFixture;

beforeEach(async () => {
  local = await startKinesis();
  await local.createStream('s');
});
afterEach(() => local.close());

const recordCount = async () => (await local.read('s')).Records?.length;

describe('records', () => {
  it('leave after their retention', async () => {
    await local.put('s', 1);
    local.advance(hourMs);
    await local.put('s', 1);
    local.advance(23 * hourMs);
    expect(await recordCount()).toBe(2);
    local.advance(1);
    expect(await recordCount()).toBe(1);
  });

  it('stay as long as a raised retention says', async () => {
    await local.put('s', 1);
    const retention = { StreamName: 's', RetentionPeriodHours: 48 };
    await local.client.send(new IncreaseStreamRetentionPeriodCommand(retention));
    local.advance(48 * hourMs);
    expect(await recordCount()).toBe(1);
    const shorter = { StreamName: 's', RetentionPeriodHours: 47 };
    await local.client.send(new DecreaseStreamRetentionPeriodCommand(shorter));
    local.advance(10);
    expect(await recordCount()).toBe(0);
  });

  it('are as old as a reader is behind', async () => {
    await local.put('s', 1);
    local.advance(60_000);
    await local.put('s', 1);
    local.advance(90_000);
    const first = await local.getRecords(await local.iteratorOf('s'), 1);
    expect(first.Records?.[0]?.ApproximateArrivalTimestamp?.getTime()).toBe(local.now() - 150_000);
    expect(first.MillisBehindLatest).toBe(90_000);
    const second = await local.getRecords(first.NextShardIterator);
    expect(second.Records).toHaveLength(1);
    expect(second.MillisBehindLatest).toBe(0);
  });
});

it('a closed shard leaves with its last record', async () => {
  await local.put('s', 1);
  await local.split('s');
  const shardCount = async () =>
    (await local.client.send(new ListShardsCommand({ StreamName: 's' }))).Shards?.length;
  local.advance(23 * hourMs);
  expect(await shardCount()).toBe(3);
  local.advance(2 * hourMs);
  expect(await shardCount()).toBe(2);
  await expect(local.iteratorOf('s')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it('an iterator is good for five minutes', async () => {
  const iterator = await local.iteratorOf('s');
  local.advance(300_000);
  const { NextShardIterator } = await local.getRecords(iterator);
  local.advance(1);
  await expect(local.getRecords(iterator)).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
  await local.getRecords(NextShardIterator);
});

it('the token of a next page is good for five minutes', async () => {
  await local.split('s');
  const list = new ListShardsCommand({ StreamName: 's', MaxResults: 1 });
  const { NextToken } = await local.client.send(list);
  local.advance(300_000);
  const next = () => local.client.send(new ListShardsCommand({ NextToken }));
  expect((await next()).Shards).toHaveLength(2);
  local.advance(1);
  await expect(next()).rejects.toMatchObject({ name: 'ExpiredNextTokenException' });
});
