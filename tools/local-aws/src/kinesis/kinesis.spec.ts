import { NodeHttpHandler } from '@smithy/node-http-handler';
import {
  CreateStreamCommand,
  DecreaseStreamRetentionPeriodCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  IncreaseStreamRetentionPeriodCommand,
  KinesisClient,
  ListShardsCommand,
  ListStreamsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
  waitUntilStreamExists,
  type GetShardIteratorCommandInput,
} from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientOf, testInstance, type TestInstance } from '../processes/process-host.testing.js';
import { createKinesis } from './kinesis.js';

let instance: TestInstance;
let client: KinesisClient;
let nowMs: number;

beforeEach(async () => {
  nowMs = Date.parse('2026-03-01T00:00:00Z');
  instance = await testInstance({ now: () => nowMs });
  instance.serve(createKinesis(instance));
  client = new KinesisClient({
    ...clientOf(instance),
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await instance.close();
});

async function createStream(StreamName: string, ShardCount: number): Promise<void> {
  await client.send(new CreateStreamCommand({ StreamName, ShardCount }));
  nowMs += 1_000;
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

async function read(input: Omit<GetShardIteratorCommandInput, 'StreamName'>, Limit?: number) {
  const { ShardIterator } = await client.send(new GetShardIteratorCommand({ StreamName: 's', ...input }));
  return client.send(new GetRecordsCommand({ ShardIterator, Limit }));
}

const texts = (records: readonly { Data?: Uint8Array | undefined }[] | undefined): readonly string[] =>
  (records ?? []).map(({ Data }) => Buffer.from(Data ?? []).toString('utf8'));

describe('streams', () => {
  it('become active within a second, even unscaled', async () => {
    const unscaled = await testInstance({ waitScale: 1 });
    unscaled.serve(createKinesis(unscaled));
    const real = new KinesisClient({ ...clientOf(unscaled), requestHandler: new NodeHttpHandler() });
    await real.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 2 }));
    const early = await real.send(new DescribeStreamSummaryCommand({ StreamName: 's' }));
    expect(early.StreamDescriptionSummary?.StreamStatus).toBe('CREATING');
    const startedMs = Date.now();
    await waitUntilStreamExists(
      { client: real, maxWaitTime: 2, minDelay: 1, maxDelay: 1 },
      { StreamName: 's' },
    );
    expect(Date.now() - startedMs).toBeLessThan(2_000);
    const { StreamDescription } = await real.send(new DescribeStreamCommand({ StreamName: 's' }));
    expect(StreamDescription?.Shards).toHaveLength(2);
    expect(StreamDescription?.StreamARN).toBe('arn:aws:kinesis:eu-west-1:000000000000:stream/s');
    real.destroy();
    await unscaled.close();
  });

  it('exist once, are listed in pages, and go', async () => {
    for (const name of ['c', 'a', 'b']) await createStream(name, 1);
    await expect(createStream('a', 1)).rejects.toMatchObject({ name: 'ResourceInUseException' });
    const first = await client.send(new ListStreamsCommand({ Limit: 2 }));
    expect(first).toMatchObject({ StreamNames: ['a', 'b'], HasMoreStreams: true });
    const second = await client.send(new ListStreamsCommand({ NextToken: first.NextToken }));
    expect(second).toMatchObject({ StreamNames: ['c'], HasMoreStreams: false });
    await client.send(new DeleteStreamCommand({ StreamName: 'a' }));
    nowMs += 1_000;
    await expect(client.send(new DescribeStreamCommand({ StreamName: 'a' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('list their shards in pages', async () => {
    await createStream('s', 5);
    const first = await client.send(new ListShardsCommand({ StreamName: 's', MaxResults: 3 }));
    const second = await client.send(new ListShardsCommand({ NextToken: first.NextToken }));
    const ids = [...(first.Shards ?? []), ...(second.Shards ?? [])].map(({ ShardId }) => ShardId);
    expect(ids).toEqual([0, 1, 2, 3, 4].map((n) => `shardId-00000000000${n}`));
    expect(second.NextToken).toBeUndefined();
    expect(second.Shards?.at(-1)?.HashKeyRange?.EndingHashKey).toBe(String(2n ** 128n - 1n));
  });

  it('refuse operations that local-aws does not have as AWS refuses unknown ones', async () => {
    const response = await fetch(instance.endpoint(), {
      method: 'POST',
      headers: {
        'x-amz-target': 'Kinesis_20131202.constructor',
        authorization: 'AWS4-HMAC-SHA256 Credential=k/20260301/eu-west-1/kinesis/aws4_request',
      },
      body: '{}',
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });
});

describe('records', () => {
  it('go where the MD5 of their key points, and keep their order', async () => {
    await createStream('s', 4);
    const Records = Array.from({ length: 200 }, (_, i) => ({
      PartitionKey: `key-${i % 7}`,
      Data: bytes(`${i}`),
    }));
    const put = await client.send(new PutRecordsCommand({ StreamName: 's', Records }));
    expect(put.FailedRecordCount).toBe(0);
    const shardsOfKey = new Map<string, Set<string>>();
    put.Records?.forEach(({ ShardId = '' }, i) => {
      const key = Records[i]?.PartitionKey ?? '';
      shardsOfKey.set(key, (shardsOfKey.get(key) ?? new Set()).add(ShardId));
    });
    expect([...shardsOfKey.values()].every(({ size }) => size === 1)).toBe(true);
    let seen = 0;
    for (const ShardId of new Set(put.Records?.map((record) => record.ShardId))) {
      const got = await read({ ShardId, ShardIteratorType: 'TRIM_HORIZON' });
      const numbers = texts(got.Records).map(Number);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      const sequence = got.Records?.map(({ SequenceNumber = '' }) => SequenceNumber) ?? [];
      expect(sequence.every((number) => /^\d{56}$/.test(number))).toBe(true);
      expect(sequence).toEqual([...sequence].sort());
      seen += numbers.length;
    }
    expect(seen).toBe(200);
  });

  it('go where their explicit hash key points', async () => {
    await createStream('s', 2);
    const put = (ExplicitHashKey: string) =>
      client.send(
        new PutRecordCommand({ StreamName: 's', PartitionKey: 'k', Data: bytes('x'), ExplicitHashKey }),
      );
    expect((await put('0')).ShardId).toBe('shardId-000000000000');
    expect((await put(String(2n ** 127n))).ShardId).toBe('shardId-000000000001');
    await expect(put(String(2n ** 128n))).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  it('beyond a shard’s throughput fail one by one, and pass a second later', async () => {
    await createStream('s', 1);
    const put = (count: number) =>
      client.send(
        new PutRecordsCommand({
          StreamName: 's',
          Records: Array.from({ length: count }, (_, i) => ({ PartitionKey: 'k', Data: bytes(`${i}`) })),
        }),
      );
    await put(500);
    await put(400);
    const partly = await put(150);
    expect(partly.FailedRecordCount).toBe(50);
    expect(partly.Records?.filter(({ ErrorCode }) => ErrorCode !== undefined)).toHaveLength(50);
    expect(partly.Records?.at(-1)).toMatchObject({ ErrorCode: 'ProvisionedThroughputExceededException' });
    await expect(
      client.send(new PutRecordCommand({ StreamName: 's', PartitionKey: 'k', Data: bytes('x') })),
    ).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    nowMs += 1_000;
    expect((await put(500)).FailedRecordCount).toBe(0);
  });

  it('are limited to 1 MiB, key included, and 500 a call', async () => {
    await createStream('s', 1);
    const put = (size: number) =>
      client.send(new PutRecordCommand({ StreamName: 's', PartitionKey: 'k', Data: new Uint8Array(size) }));
    await expect(put(1024 * 1024)).rejects.toMatchObject({ name: 'ValidationException' });
    await put(1024 * 1024 - 1);
    const Records = Array.from({ length: 501 }, () => ({ PartitionKey: 'k', Data: bytes('x') }));
    await expect(client.send(new PutRecordsCommand({ StreamName: 's', Records }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('are found by all five kinds of iterator', async () => {
    await createStream('s', 1);
    const numbers: string[] = [];
    const times: number[] = [];
    for (const text of ['a', 'b', 'c']) {
      nowMs += 10_000;
      times.push(nowMs);
      const put = await client.send(
        new PutRecordCommand({ StreamName: 's', PartitionKey: 'k', Data: bytes(text) }),
      );
      numbers.push(put.SequenceNumber ?? '');
    }
    const ShardId = 'shardId-000000000000';
    const found = async (input: Partial<GetShardIteratorCommandInput>) =>
      texts((await read({ ShardId, ShardIteratorType: 'TRIM_HORIZON', ...input })).Records);
    expect(await found({})).toEqual(['a', 'b', 'c']);
    expect(await found({ ShardIteratorType: 'LATEST' })).toEqual([]);
    const StartingSequenceNumber = numbers[1];
    expect(await found({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber })).toEqual([
      'b',
      'c',
    ]);
    expect(await found({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber })).toEqual([
      'c',
    ]);
    const Timestamp = new Date((times[1] ?? 0) - 1);
    expect(await found({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp })).toEqual(['b', 'c']);
    const foreign = `${'4'.repeat(56)}`;
    await expect(
      found({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: foreign }),
    ).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  it('say how far behind a reader is, and leave after their retention', async () => {
    await createStream('s', 1);
    const ShardId = 'shardId-000000000000';
    for (const text of ['a', 'b']) {
      await client.send(new PutRecordCommand({ StreamName: 's', PartitionKey: 'k', Data: bytes(text) }));
      nowMs += 60_000;
    }
    const first = await read({ ShardId, ShardIteratorType: 'TRIM_HORIZON' }, 1);
    expect(texts(first.Records)).toEqual(['a']);
    expect(first.Records?.[0]?.ApproximateArrivalTimestamp?.getTime()).toBe(nowMs - 120_000);
    expect(first.MillisBehindLatest).toBe(60_000);
    const second = await client.send(new GetRecordsCommand({ ShardIterator: first.NextShardIterator }));
    expect(texts(second.Records)).toEqual(['b']);
    expect(second.MillisBehindLatest).toBe(0);

    nowMs += 24 * 3_600_000 - 90_000;
    expect(texts((await read({ ShardId, ShardIteratorType: 'TRIM_HORIZON' })).Records)).toEqual(['b']);
    await expect(
      client.send(new GetRecordsCommand({ ShardIterator: second.NextShardIterator })),
    ).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
  });

  it('stay longer when the retention is raised', async () => {
    await createStream('s', 1);
    await client.send(new PutRecordCommand({ StreamName: 's', PartitionKey: 'k', Data: bytes('a') }));
    await client.send(
      new IncreaseStreamRetentionPeriodCommand({ StreamName: 's', RetentionPeriodHours: 48 }),
    );
    await expect(
      client.send(new DecreaseStreamRetentionPeriodCommand({ StreamName: 's', RetentionPeriodHours: 12 })),
    ).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    nowMs += 30 * 3_600_000;
    const ShardId = 'shardId-000000000000';
    expect(texts((await read({ ShardId, ShardIteratorType: 'TRIM_HORIZON' })).Records)).toEqual(['a']);
  });

  it('of a stream made anew under the same name have other numbers', async () => {
    const numberAfterCreating = async () => {
      await createStream('s', 1);
      const put = await client.send(
        new PutRecordCommand({ StreamName: 's', PartitionKey: 'k', Data: bytes('a') }),
      );
      await client.send(new DeleteStreamCommand({ StreamName: 's' }));
      nowMs += 1_000;
      return put.SequenceNumber;
    };
    expect(await numberAfterCreating()).not.toBe(await numberAfterCreating());
  });
});

describe('a split shard', () => {
  it('closes, ends its readers, and passes them on to its children', async () => {
    await createStream('s', 1);
    const parent = 'shardId-000000000000';
    await client.send(new PutRecordCommand({ StreamName: 's', PartitionKey: 'k', Data: bytes('before') }));
    const NewStartingHashKey = String(2n ** 127n);
    await client.send(new SplitShardCommand({ StreamName: 's', ShardToSplit: parent, NewStartingHashKey }));
    const { Shards } = await client.send(new ListShardsCommand({ StreamName: 's' }));
    expect(Shards?.map(({ ParentShardId }) => ParentShardId)).toEqual([undefined, parent, parent]);
    expect(Shards?.[0]?.SequenceNumberRange?.EndingSequenceNumber).toMatch(/^\d{56}$/);
    const put = await client.send(
      new PutRecordCommand({
        StreamName: 's',
        PartitionKey: 'k',
        Data: bytes('x'),
        ExplicitHashKey: NewStartingHashKey,
      }),
    );
    expect(put.ShardId).toBe('shardId-000000000002');
    const rest = await read({ ShardId: parent, ShardIteratorType: 'TRIM_HORIZON' });
    expect(texts(rest.Records)).toEqual(['before']);
    expect(rest.NextShardIterator).toBeUndefined();
    expect(rest.ChildShards?.map(({ ShardId }) => ShardId)).toEqual([
      'shardId-000000000001',
      'shardId-000000000002',
    ]);
  });
});
