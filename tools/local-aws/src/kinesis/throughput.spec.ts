import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startKinesis, type KinesisFixture } from './kinesis.testing.js';

const mebibyte = 1024 * 1024;
const refused = { name: 'ProvisionedThroughputExceededException' };

let local: KinesisFixture;

// Scaled as much as can be: throughput is not.
beforeEach(async () => {
  local = await startKinesis(60);
  await local.createStream('s');
});
afterEach(() => local.close());

describe('a shard takes', () => {
  it('1,000 records a second', async () => {
    await local.put('s', 500);
    const partly = await local.put('s', 500);
    expect(partly.FailedRecordCount).toBe(0);
    expect((await local.put('s', 3)).FailedRecordCount).toBe(3);
    local.advance(2);
    const two = await local.put('s', 3);
    expect(two.Records?.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, undefined, refused.name]);
    expect(two.FailedRecordCount).toBe(1);
    local.advance(1_000);
    expect((await local.put('s', 500)).FailedRecordCount).toBe(0);
  });

  it('1 MiB a second, keys included', async () => {
    expect((await local.put('s', 2, mebibyte / 2 - 1)).FailedRecordCount).toBe(0);
    expect((await local.put('s', 1, 1)).FailedRecordCount).toBe(1);
    local.advance(500);
    expect((await local.put('s', 2, mebibyte / 2 - 1)).FailedRecordCount).toBe(1);
  });
});

describe('a shard answers', () => {
  it('five times a second', async () => {
    const iterator = await local.iteratorOf('s');
    for (let i = 0; i < 5; i += 1) await local.getRecords(iterator);
    await expect(local.getRecords(iterator)).rejects.toMatchObject(refused);
    local.advance(200);
    await local.getRecords(iterator);
    await expect(local.getRecords(iterator)).rejects.toMatchObject(refused);
  });

  it('with five iterators a second', async () => {
    for (let i = 0; i < 5; i += 1) await local.iteratorOf('s');
    await expect(local.iteratorOf('s')).rejects.toMatchObject(refused);
    local.advance(200);
    await local.iteratorOf('s');
  });

  it('with 10 MiB at once, and then not for five seconds', async () => {
    for (let i = 0; i < 11; i += 1) {
      await local.put('s', 1, mebibyte - 1);
      local.advance(1_000);
    }
    const iterator = await local.iteratorOf('s');
    const { Records, NextShardIterator } = await local.getRecords(iterator);
    expect(Records).toHaveLength(10);
    local.advance(4_990);
    await expect(local.getRecords(NextShardIterator)).rejects.toMatchObject(refused);
    local.advance(10);
    expect((await local.getRecords(NextShardIterator)).Records).toHaveLength(1);
  });

  it('with 10,000 records at once', async () => {
    for (let i = 0; i < 21; i += 1) {
      await local.put('s', 500);
      local.advance(500);
    }
    const { Records, NextShardIterator } = await local.getRecords(await local.iteratorOf('s'));
    expect(Records).toHaveLength(10_000);
    expect((await local.getRecords(NextShardIterator)).Records).toHaveLength(500);
  });
});
