import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  PutRecordCommand,
  UpdateMaxRecordSizeCommand,
} from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startKinesis, type KinesisFixture } from './kinesis.testing.js';

const mebibyte = 1024 * 1024;
const tooFast = { name: 'ProvisionedThroughputExceededException' };
const tooLarge = { name: 'InvalidArgumentException' };

let local: KinesisFixture;
beforeEach(async () => {
  local = await startKinesis();
});
afterEach(() => local.close());

const put = (StreamName: string, bytes: number) =>
  local.client.send(
    new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: new Uint8Array(bytes - 'k'.length) }),
  );
const allow = (StreamName: string, MaxRecordSizeInKiB: number) =>
  local.client.send(
    new UpdateMaxRecordSizeCommand({ StreamARN: local.arnOf(StreamName), MaxRecordSizeInKiB }),
  );
const allowed = async (StreamName: string) =>
  (await local.client.send(new DescribeStreamSummaryCommand({ StreamName }))).StreamDescriptionSummary
    ?.MaxRecordSizeInKiB;

describe('a stream takes records', () => {
  it('of 1 MiB unless told otherwise', async () => {
    await local.createStream('s');
    expect(await allowed('s')).toBe(1_024);
    await expect(put('s', mebibyte + 1)).rejects.toMatchObject(tooLarge);
    await put('s', mebibyte);
  });

  it('as large as it was made for, and hands one out alone', async () => {
    await local.createStream('s', 1, 10_240);
    expect(await allowed('s')).toBe(10_240);
    await put('s', 10 * mebibyte);
    local.advance(10_000);
    await local.put('s', 1, 2);
    const first = await local.read('s');
    expect(first.Records?.map(({ Data }) => Data?.length)).toEqual([10 * mebibyte - 1]);
    local.advance(10_000);
    expect((await local.getRecords(first.NextShardIterator)).Records).toHaveLength(1);
  });

  it('as large as it was told to later', async () => {
    await local.createStream('s');
    await allow('s', 2_048);
    expect(await local.statusOf('s')).toBe('UPDATING');
    await expect(put('s', 2 * mebibyte)).rejects.toMatchObject(tooLarge);
    local.advance(1_000);
    expect(await allowed('s')).toBe(2_048);
    await put('s', 2 * mebibyte);
    await allow('s', 1_024);
    local.advance(1_000);
    await expect(put('s', 2 * mebibyte)).rejects.toMatchObject(tooLarge);
  });

  it.each([1_023, 10_241])('of no more than AWS allows: %i KiB', async (MaxRecordSizeInKiB) => {
    const invalid = { name: 'ValidationException' };
    const create = new CreateStreamCommand({ StreamName: 't', ShardCount: 1, MaxRecordSizeInKiB });
    await expect(local.client.send(create)).rejects.toMatchObject(invalid);
    await local.createStream('s');
    await expect(allow('s', MaxRecordSizeInKiB)).rejects.toMatchObject(invalid);
    await expect(put('s', 10 * mebibyte + 1)).rejects.toMatchObject(invalid);
  });
});

describe('after a large record', () => {
  beforeEach(async () => {
    await local.createStream('s', 1, 10_240);
    await put('s', 10 * mebibyte);
  });

  it('smaller ones find room as it comes back, 1 MiB a second', async () => {
    await expect(put('s', 2)).rejects.toMatchObject(tooFast);
    local.advance(1_000);
    await put('s', mebibyte);
    await expect(put('s', 2)).rejects.toMatchObject(tooFast);
  });

  it('the next one waits until its share has come back', async () => {
    local.advance(9_990);
    await expect(put('s', 10 * mebibyte)).rejects.toMatchObject(tooFast);
    local.advance(10);
    await put('s', 10 * mebibyte);
  });

  it('what was taken stays taken when the size changes', async () => {
    local.advance(2_000);
    await allow('s', 5_120);
    local.advance(3_000);
    await expect(put('s', mebibyte)).rejects.toMatchObject(tooFast);
    local.advance(1_000);
    await put('s', mebibyte);
  });

  it('the shards of a split have room of their own', async () => {
    await local.split('s');
    await put('s', 10 * mebibyte);
  });
});
