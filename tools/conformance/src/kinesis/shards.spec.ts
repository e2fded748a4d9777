import { DescribeStreamCommand, ListShardsCommand } from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createStream, creationSeconds } from '../resources/stream.js';
import { keySpace, rangeOf, shardsOf } from './shards.js';

const { kinesis } = clients;

const shardIds = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `shardId-${String(i).padStart(12, '0')}`);

conformance('kinesis', 'shards', (conforms) => {
  conforms('share the whole key space, without gaps', { waitSeconds: creationSeconds }, async () => {
    const shards = await shardsOf((await createStream(3)).name);
    expect(shards.map(({ ShardId }) => ShardId)).toEqual(shardIds(3));
    const ranges = shards.map(rangeOf);
    expect(ranges[0]?.start).toBe(0n);
    expect(ranges[1]?.start).toBe((ranges[0]?.end ?? 0n) + 1n);
    expect(ranges[2]?.start).toBe((ranges[1]?.end ?? 0n) + 1n);
    expect(ranges[2]?.end).toBe(keySpace - 1n);
  });

  conforms('have a first sequence number, and no last one while open', { waitSeconds: 60 }, async () => {
    const [shard] = await shardsOf((await createStream()).name);
    expect(shard?.SequenceNumberRange).toEqual({ StartingSequenceNumber: expect.stringMatching(/^\d+$/) });
    expect(shard).not.toHaveProperty('ParentShardId');
    expect(shard).not.toHaveProperty('AdjacentParentShardId');
  });

  conforms('are listed in pages', { waitSeconds: creationSeconds }, async () => {
    const { name: StreamName } = await createStream(5);
    const pages: (string | undefined)[][] = [];
    const MaxResults = 2;
    // By hand: the SDK's own pages would give the name along with the token.
    let answer = await kinesis.send(new ListShardsCommand({ StreamName, MaxResults }));
    for (;;) {
      pages.push((answer.Shards ?? []).map(({ ShardId }) => ShardId));
      if (answer.NextToken === undefined) break;
      answer = await kinesis.send(new ListShardsCommand({ NextToken: answer.NextToken, MaxResults }));
    }
    const [a, b, c, d, e] = shardIds(5);
    expect(pages).toEqual([[a, b], [c, d], [e]]);
  });

  conforms('are described in pages', { waitSeconds: creationSeconds }, async () => {
    const { name: StreamName } = await createStream(3);
    const [, second, third] = shardIds(3);
    const first = await kinesis.send(new DescribeStreamCommand({ StreamName, Limit: 2 }));
    expect(first.StreamDescription?.HasMoreShards).toBe(true);
    expect(first.StreamDescription?.Shards).toHaveLength(2);
    const rest = await kinesis.send(new DescribeStreamCommand({ StreamName, ExclusiveStartShardId: second }));
    expect(rest.StreamDescription?.HasMoreShards).toBe(false);
    expect(rest.StreamDescription?.Shards?.map(({ ShardId }) => ShardId)).toEqual([third]);
  });

  conforms('are listed after a given one', { waitSeconds: creationSeconds }, async () => {
    const { name: StreamName } = await createStream(3);
    const [first, second, third] = shardIds(3);
    const start = await kinesis.send(new ListShardsCommand({ StreamName, ExclusiveStartShardId: first }));
    expect(start.Shards?.map(({ ShardId }) => ShardId)).toEqual([second, third]);
    const ShardFilter = { Type: 'AFTER_SHARD_ID', ShardId: second } as const;
    const filtered = await kinesis.send(new ListShardsCommand({ StreamName, ShardFilter }));
    expect(filtered.Shards?.map(({ ShardId }) => ShardId)).toEqual([third]);
  });

  conforms('are not listed by a name along with a token', { waitSeconds: creationSeconds }, async () => {
    const { name: StreamName } = await createStream(2);
    const { NextToken } = await kinesis.send(new ListShardsCommand({ StreamName, MaxResults: 1 }));
    const both = kinesis.send(new ListShardsCommand({ StreamName, NextToken }));
    await expect(both).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  conforms('are not listed by a token that nobody issued', async () => {
    const madeUp = kinesis.send(new ListShardsCommand({ NextToken: 'bWFkZSB1cA==' }));
    await expect(madeUp).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });
});
