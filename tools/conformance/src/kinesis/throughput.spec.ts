import { GetRecordsCommand, PutRecordsCommand, type PutRecordsResultEntry } from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createStream, creationSeconds } from '../resources/stream.js';
import { iteratorOf, readShard } from './shard-reading.js';
import { shardsOf } from './shards.js';
import { put, putMany } from './writing.js';

const { kinesis } = clients;

const made = { waitSeconds: creationSeconds };
const refusal = { name: 'ProvisionedThroughputExceededException' };
const mebibyte = 1024 * 1024;

/** Calls that together ask more of the stream's one shard than it takes. */
async function flood(StreamName: string, calls: number, records: number, Data: Uint8Array) {
  const answers = await Promise.all(Array.from({ length: calls }, () => putMany(StreamName, records, Data)));
  const entries = answers.flatMap(({ Records = [] }) => Records);
  const failed = answers.reduce((sum, { FailedRecordCount = 0 }) => sum + FailedRecordCount, 0);
  return { entries, failed };
}

const isRefused = ({ ErrorCode }: PutRecordsResultEntry): boolean => ErrorCode !== undefined;

conformance('kinesis', 'throughput', (conforms) => {
  conforms('refuses one by one the records beyond 1,000 a second', made, async () => {
    const { name } = await createStream();
    const { entries, failed } = await flood(name, 6, 500, Buffer.from('x'));
    const refused = entries.filter(isRefused);
    const taken = entries.filter((entry) => !isRefused(entry));
    expect(failed).toBeGreaterThan(0);
    expect(refused).toHaveLength(failed);
    expect(taken.length).toBeGreaterThanOrEqual(1_000);
    for (const entry of refused) {
      expect(entry).toMatchObject({ ErrorCode: 'ProvisionedThroughputExceededException' });
      expect(entry.ErrorMessage).toContain(name);
      expect(entry.SequenceNumber).toBeUndefined();
    }
    const read = (await readShard(name, taken.length)).map(({ SequenceNumber }) => SequenceNumber);
    expect(read.sort()).toEqual(taken.map(({ SequenceNumber }) => SequenceNumber).sort());
  });

  // Records of up to 10 MiB are let through in bursts of their size, so more than that is put at once.
  conforms('refuses records beyond 1 MiB a second', made, async () => {
    const { name } = await createStream();
    const { entries, failed } = await flood(name, 3, 8, new Uint8Array(mebibyte / 2));
    expect(failed).toBeGreaterThan(0);
    expect(entries.length - failed).toBeGreaterThanOrEqual(1);
    const codes = new Set(entries.filter(isRefused).map(({ ErrorCode }) => ErrorCode));
    expect([...codes]).toEqual(['ProvisionedThroughputExceededException']);
  });

  conforms('refuses a single record that a shard has no room for, and takes it later', made, async () => {
    const { name } = await createStream();
    const large = 'x'.repeat(mebibyte - 16);
    const puts = await Promise.allSettled(Array.from({ length: 12 }, () => put(name, large)));
    expect(puts.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(puts.find(({ status }) => status === 'rejected')).toMatchObject({ reason: refusal });
    await eventually(() => put(name, 'at last'));
  });

  conforms('limits each shard by itself', made, async () => {
    const { name } = await createStream(2);
    const [left, right] = await shardsOf(name);
    const { entries } = await flood(name, 6, 500, Buffer.from('x'));
    const full = entries.find(({ ShardId }) => ShardId !== undefined)?.ShardId;
    const { HashKeyRange: free } = (full === left?.ShardId ? right : left) ?? {};
    const records = Array.from({ length: 500 }, () => ({
      PartitionKey: 'key',
      ExplicitHashKey: free?.StartingHashKey,
      Data: Buffer.from('x'),
    }));
    const answer = await kinesis.send(new PutRecordsCommand({ StreamName: name, Records: records }));
    expect(answer.FailedRecordCount).toBe(0);
  });

  conforms('answers a shard’s readers five times a second', made, async () => {
    const { name: StreamName } = await createStream();
    await put(StreamName, 'x');
    const ShardIterator = await iteratorOf({ StreamName, ShardIteratorType: 'TRIM_HORIZON' });
    const reads = await Promise.allSettled(
      Array.from({ length: 30 }, () => kinesis.send(new GetRecordsCommand({ ShardIterator }))),
    );
    expect(reads.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(5);
    expect(reads.find(({ status }) => status === 'rejected')).toMatchObject({ reason: refusal });
    await eventually(() => kinesis.send(new GetRecordsCommand({ ShardIterator })));
  });

  conforms('gives a shard’s readers 2 MiB a second', made, async () => {
    const { name: StreamName } = await createStream();
    const Data = new Uint8Array(mebibyte - 16);
    for (let i = 0; i < 2; i += 1) await eventually(() => putWhole(StreamName, Data));
    const ShardIterator = await iteratorOf({ StreamName, ShardIteratorType: 'TRIM_HORIZON' });
    // No more calls than a second allows: it is the bytes that are too many.
    const reads = await Promise.allSettled(
      Array.from({ length: 4 }, () => kinesis.send(new GetRecordsCommand({ ShardIterator }))),
    );
    expect(reads.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(reads.find(({ status }) => status === 'rejected')).toMatchObject({ reason: refusal });
  });
});

async function putWhole(StreamName: string, Data: Uint8Array): Promise<void> {
  const { FailedRecordCount } = await putMany(StreamName, 1, Data);
  if (FailedRecordCount !== 0) throw new Error('The shard takes nothing more for now.');
}
