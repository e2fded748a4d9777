import { describe, expect, it } from 'vitest';
import type { StreamReader, StreamRecord } from '../kernel/ports.js';
import { batchGatherer } from './batch-gatherer.js';
import { eventSourceMapping } from './event-source-mapping-config.js';
import { eventOf } from './kinesis-event.js';

const streamArn = 'arn:aws:kinesis:eu-west-1:000000000000:stream/s';
const origin = {
  shardId: 'shardId-000000000000',
  streamArn,
  region: 'eu-west-1',
  roleArn: 'arn:aws:iam::0:role/r',
};

/** A closed shard with these records. */
function shardOf(sizes: readonly number[]): StreamReader {
  const records = sizes.map((size, i): StreamRecord => ({
    sequenceNumber: String(i).padStart(56, '0'),
    partitionKey: 'k',
    data: Buffer.alloc(size, 'x'),
    approximateArrivalMs: 1_767_225_600_000 + i,
  }));
  return {
    shards: () => [{ shardId: origin.shardId, closed: true }],
    read: (_arn, _shard, after, limit) => {
      const from = after === undefined ? 0 : Number(after) + 1;
      return records.slice(from, from + limit);
    },
    waitForRecords: async () => undefined,
  };
}

async function batchesOf(streams: StreamReader, batchSize: number) {
  const { signal } = new AbortController();
  const mapping = eventSourceMapping(
    { functionName: 'f', streamArn, batchSize, startingPosition: 'TRIM_HORIZON' },
    'uuid',
  );
  const gatherer = batchGatherer({
    streams,
    mapping,
    origin,
    lane: 0,
    after: undefined,
    notBeforeMs: 0,
    signal,
  });
  const batches = [];
  for (let batch = await gatherer.next(); batch.length > 0; batch = await gatherer.next())
    batches.push(batch);
  return batches;
}

describe('batchGatherer', () => {
  it('fills batches up to their size', async () => {
    const batches = await batchesOf(shardOf(Array.from({ length: 25 }, () => 10)), 10);
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 5]);
  });

  it('keeps events below 6 MB and loses no record', async () => {
    const batches = await batchesOf(shardOf(Array.from({ length: 10 }, () => 1024 * 1024 - 1)), 100);
    // Base64 makes 1.33 MiB of each.
    expect(batches.map(({ length }) => length)).toEqual([4, 4, 2]);
    for (const batch of batches)
      expect(Buffer.byteLength(eventOf(batch))).toBeLessThanOrEqual(6 * 1024 * 1024);
    expect(batches.flat().map(({ record }) => Number(record.sequenceNumber))).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
  });
});
