import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { clientOf, testInstance } from '../processes/process-host.testing.js';
import { createKinesis } from './kinesis.js';

export const firstShard = 'shardId-000000000000';
export const middleKey = String(2n ** 127n);

export type KinesisFixture = Awaited<ReturnType<typeof startKinesis>>;

/** Kinesis whose clock stands still until it is moved, in milliseconds. */
export async function startKinesis(waitScale = 60) {
  let nowMs = Date.parse('2026-03-01T00:00:00Z');
  const instance = await testInstance({ now: () => nowMs, waitScale });
  const kinesis = instance.serve(createKinesis(instance));
  const client = new KinesisClient({
    ...clientOf(instance),
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  });
  const advance = (ms: number) => {
    nowMs += ms;
  };
  const iteratorOf = async (StreamName: string, ShardId = firstShard) => {
    const start = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    return (await client.send(new GetShardIteratorCommand(start))).ShardIterator as string;
  };
  return {
    instance,
    kinesis,
    client,
    advance,
    now: () => nowMs,
    arnOf: (name: string) => `arn:aws:kinesis:${instance.region}:${instance.accountId}:stream/${name}`,
    /** ACTIVE when it resolves. */
    createStream: async (StreamName: string, ShardCount = 1, MaxRecordSizeInKiB?: number) => {
      await client.send(new CreateStreamCommand({ StreamName, ShardCount, MaxRecordSizeInKiB }));
      advance(1_000);
    },
    statusOf: async (StreamName: string) => {
      const { StreamDescriptionSummary } = await client.send(
        new DescribeStreamSummaryCommand({ StreamName }),
      );
      return StreamDescriptionSummary?.StreamStatus;
    },
    /** Halves the first shard; done when it resolves. */
    split: async (StreamName: string) => {
      const halves = { ShardToSplit: firstShard, NewStartingHashKey: middleKey };
      await client.send(new SplitShardCommand({ StreamName, ...halves }));
      advance(1_000);
    },
    /** As many records of as many bytes as are asked for, all of one key of one byte. */
    put: (StreamName: string, count: number, bytes = 1) => {
      const record = { PartitionKey: 'k', Data: new Uint8Array(bytes) };
      return client.send(new PutRecordsCommand({ StreamName, Records: Array(count).fill(record) }));
    },
    iteratorOf,
    getRecords: (ShardIterator: string | undefined, Limit?: number) =>
      client.send(new GetRecordsCommand({ ShardIterator, Limit })),
    read: async (StreamName: string, ShardId = firstShard) =>
      client.send(new GetRecordsCommand({ ShardIterator: await iteratorOf(StreamName, ShardId) })),
    close: async () => {
      client.destroy();
      await instance.close();
    },
  };
}
