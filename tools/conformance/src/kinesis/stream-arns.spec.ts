import {
  DeleteStreamCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  IncreaseStreamRetentionPeriodCommand,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { freshName } from '../resources/fresh-name.js';
import { createStream, creationSeconds, streamBecomesActive } from '../resources/stream.js';
import { firstShard, textOf } from './shard-reading.js';

const { kinesis } = clients;

const record = { PartitionKey: 'key', Data: Buffer.from('x') };

conformance('kinesis', 'stream names', (conforms) => {
  conforms('takes an ARN to describe and change a stream', { waitSeconds: 3 * creationSeconds }, async () => {
    const { name, arn: StreamARN } = await createStream();
    const { StreamDescription } = await kinesis.send(new DescribeStreamCommand({ StreamARN }));
    expect(StreamDescription?.StreamName).toBe(name);
    const summary = await kinesis.send(new DescribeStreamSummaryCommand({ StreamARN }));
    expect(summary.StreamDescriptionSummary?.StreamName).toBe(name);
    expect((await kinesis.send(new ListShardsCommand({ StreamARN }))).Shards).toHaveLength(1);
    await kinesis.send(new IncreaseStreamRetentionPeriodCommand({ StreamARN, RetentionPeriodHours: 25 }));
    await streamBecomesActive(name);
    const NewStartingHashKey = String(2n ** 127n);
    await kinesis.send(new SplitShardCommand({ StreamARN, ShardToSplit: firstShard, NewStartingHashKey }));
    await streamBecomesActive(name);
    const [, left, right] = (await kinesis.send(new ListShardsCommand({ StreamARN }))).Shards ?? [];
    await kinesis.send(
      new MergeShardsCommand({
        StreamARN,
        ShardToMerge: left?.ShardId,
        AdjacentShardToMerge: right?.ShardId,
      }),
    );
    await streamBecomesActive(name);
    await kinesis.send(new DeleteStreamCommand({ StreamARN }));
  });

  conforms('takes an ARN to put and get records', { waitSeconds: creationSeconds }, async () => {
    const { arn: StreamARN } = await createStream();
    await kinesis.send(new PutRecordCommand({ StreamARN, ...record }));
    await kinesis.send(new PutRecordsCommand({ StreamARN, Records: [record] }));
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({ StreamARN, ShardId: firstShard, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    const { Records = [] } = await kinesis.send(new GetRecordsCommand({ StreamARN, ShardIterator }));
    expect(Records.map(textOf)).toEqual(['x', 'x']);
  });

  conforms('finds no stream that is not there', async () => {
    const StreamName = freshName('absent');
    const shard = { StreamName, ShardToSplit: firstShard, NewStartingHashKey: '5' };
    const pair = { StreamName, ShardToMerge: firstShard, AdjacentShardToMerge: 'shardId-000000000001' };
    const calls = [
      kinesis.send(new DescribeStreamCommand({ StreamName })),
      kinesis.send(new DescribeStreamSummaryCommand({ StreamName })),
      kinesis.send(new ListShardsCommand({ StreamName })),
      kinesis.send(new PutRecordCommand({ StreamName, ...record })),
      kinesis.send(new PutRecordsCommand({ StreamName, Records: [record] })),
      kinesis.send(
        new GetShardIteratorCommand({ StreamName, ShardId: firstShard, ShardIteratorType: 'LATEST' }),
      ),
      kinesis.send(new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 48 })),
      kinesis.send(new SplitShardCommand(shard)),
      kinesis.send(new MergeShardsCommand(pair)),
      kinesis.send(new DeleteStreamCommand({ StreamName })),
    ];
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.name : 'done'))).toEqual(
      calls.map(() => 'ResourceNotFoundException'),
    );
  });
});
