import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  ListShardsCommand,
  paginateListStreams,
} from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createStream, creationSeconds } from '../resources/stream.js';
import { readShard, textOf } from './shard-reading.js';
import { put } from './writing.js';

const { kinesis } = clients;

const summaryOf = async (StreamName: string) =>
  (await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }))).StreamDescriptionSummary;

const isGone = (StreamName: string): Promise<void> =>
  eventually(async () => {
    await expect(summaryOf(StreamName)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  }, creationSeconds);

conformance('kinesis', 'streams', (conforms) => {
  conforms('summarizes a stream with the defaults', { waitSeconds: creationSeconds }, async () => {
    const { name, arn } = await createStream(2);
    expect(arn).toMatch(new RegExp(`^arn:aws[\\w-]*:kinesis:[^:]+:\\d{12}:stream/${name}$`));
    const summary = await summaryOf(name);
    expect(summary).toMatchObject({
      StreamName: name,
      StreamARN: arn,
      StreamStatus: 'ACTIVE',
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
      RetentionPeriodHours: 24,
      EncryptionType: 'NONE',
      OpenShardCount: 2,
    });
    expect(summary?.StreamCreationTimestamp).toBeInstanceOf(Date);
  });

  conforms('describes a stream with its shards', { waitSeconds: creationSeconds }, async () => {
    const { name, arn } = await createStream(3);
    const { StreamDescription } = await kinesis.send(new DescribeStreamCommand({ StreamName: name }));
    expect(StreamDescription).toMatchObject({
      StreamARN: arn,
      StreamStatus: 'ACTIVE',
      HasMoreShards: false,
      RetentionPeriodHours: 24,
    });
    expect(StreamDescription?.Shards).toHaveLength(3);
  });

  conforms('refuses a second stream of the same name', { waitSeconds: creationSeconds }, async () => {
    const { name } = await createStream();
    const second = kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }));
    await expect(second).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });

  conforms('lists streams in pages', { waitSeconds: 3 * creationSeconds }, async () => {
    const made = [await createStream(), await createStream(), await createStream()];
    const listed: string[] = [];
    for await (const { StreamNames = [] } of paginateListStreams({ client: kinesis, pageSize: 2 }, {})) {
      expect(StreamNames.length).toBeLessThanOrEqual(2);
      listed.push(...StreamNames);
    }
    expect(listed).toEqual(expect.arrayContaining(made.map(({ name }) => name)));
    expect(new Set(listed).size).toBe(listed.length);
  });

  conforms('has no records and no shards of a deleted stream', { waitSeconds: 120 }, async () => {
    const { name } = await createStream();
    await kinesis.send(new DeleteStreamCommand({ StreamName: name }));
    await isGone(name);
    await expect(put(name, 'late')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const shards = kinesis.send(new ListShardsCommand({ StreamName: name }));
    await expect(shards).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  conforms('makes a deleted stream’s namesake empty, with other numbers', { waitSeconds: 180 }, async () => {
    const { name } = await createStream();
    const old = await put(name, 'old');
    await kinesis.send(new DeleteStreamCommand({ StreamName: name }));
    await isGone(name);
    await createStream(1, name);
    const { SequenceNumber } = await put(name, 'new');
    expect(SequenceNumber).not.toBe(old.SequenceNumber);
    expect((await readShard(name, 1)).map(textOf)).toEqual(['new']);
  });
});
