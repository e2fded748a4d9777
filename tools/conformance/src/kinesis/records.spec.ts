import { createHash } from 'node:crypto';
import { PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createStream, creationSeconds } from '../resources/stream.js';
import { firstShard, readRecords, readShard, iteratorOf, textOf } from './shard-reading.js';
import { rangeOf, shardsOf } from './shards.js';
import { put } from './writing.js';

const { kinesis } = clients;

const made = { waitSeconds: creationSeconds };

conformance('kinesis', 'records', (conforms) => {
  conforms('of one key keep their order in one shard', made, async () => {
    const { name: StreamName } = await createStream(3);
    const numbers: bigint[] = [];
    const shards = new Set<string | undefined>();
    let SequenceNumberForOrdering: string | undefined;
    for (const text of ['a', 'b', 'c', 'd', 'e']) {
      const answer = await kinesis.send(
        new PutRecordCommand({
          StreamName,
          PartitionKey: 'one key',
          Data: Buffer.from(text),
          SequenceNumberForOrdering,
        }),
      );
      SequenceNumberForOrdering = answer.SequenceNumber;
      numbers.push(BigInt(answer.SequenceNumber as string));
      shards.add(answer.ShardId);
    }
    expect(shards.size).toBe(1);
    expect(numbers.every((number, i) => i === 0 || number > (numbers[i - 1] as bigint))).toBe(true);
    const records = await readShard(StreamName, 5, [...shards][0]);
    expect(records.map(textOf)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(records.map(({ SequenceNumber = '' }) => BigInt(SequenceNumber))).toEqual(numbers);
  });

  conforms('go to the shard that holds the MD5 of their key', made, async () => {
    const { name } = await createStream(4);
    const shards = await shardsOf(name);
    for (const PartitionKey of ['a', 'user-7', 'größe', 'x'.repeat(256)]) {
      const hash = BigInt(`0x${createHash('md5').update(PartitionKey).digest('hex')}`);
      const shard = shards.find((each) => rangeOf(each).start <= hash && hash <= rangeOf(each).end);
      expect((await put(name, 'x', { PartitionKey })).ShardId).toBe(shard?.ShardId);
    }
  });

  conforms('go where their explicit hash key points', made, async () => {
    const { name } = await createStream(2);
    const [left, right] = await shardsOf(name);
    const { end } = rangeOf(left);
    expect((await put(name, 'x', { ExplicitHashKey: '0' })).ShardId).toBe(left?.ShardId);
    expect((await put(name, 'x', { ExplicitHashKey: String(end) })).ShardId).toBe(left?.ShardId);
    expect((await put(name, 'x', { ExplicitHashKey: String(end + 1n) })).ShardId).toBe(right?.ShardId);
    const last = String(2n ** 128n - 1n);
    expect((await put(name, 'x', { ExplicitHashKey: last })).ShardId).toBe(right?.ShardId);
  });

  conforms('are answered one by one in the order of the call', made, async () => {
    const { name: StreamName } = await createStream();
    const Records = Array.from({ length: 500 }, (_, i) => ({
      PartitionKey: `key-${i}`,
      Data: Buffer.from(`record ${i}`),
    }));
    const answer = await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
    expect(answer.FailedRecordCount).toBe(0);
    expect(answer.Records).toHaveLength(500);
    const read = await readShard(StreamName, 500);
    const texts = new Map(read.map((record) => [record.SequenceNumber, textOf(record)]));
    expect(answer.Records?.map(({ SequenceNumber }) => texts.get(SequenceNumber))).toEqual(
      Records.map(({ Data }) => Data.toString()),
    );
  });

  conforms('are the same however often they are read', made, async () => {
    const { name: StreamName } = await createStream();
    await put(StreamName, 'a');
    await put(StreamName, 'b');
    const iterator = await iteratorOf({ StreamName, ShardIteratorType: 'TRIM_HORIZON' });
    const first = await readRecords(iterator, 2);
    expect(await readRecords(iterator, 2)).toEqual(first);
    expect(await readShard(StreamName, 2)).toEqual(first);
    const arrivals = first.map(({ ApproximateArrivalTimestamp }) => ApproximateArrivalTimestamp);
    expect(arrivals).toEqual([expect.any(Date), expect.any(Date)]);
  });

  conforms('come back as they were put', made, async () => {
    const { name: StreamName } = await createStream();
    const PartitionKey = 'clé “κ” 🔑';
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const sent = [bytes, Buffer.alloc(0), Buffer.from('ünïcödé')];
    for (const Data of sent) await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey, Data }));
    const records = await readShard(StreamName, 3, firstShard);
    expect(records.map(({ Data }) => Buffer.from(Data ?? []).toString('hex'))).toEqual(
      sent.map((data) => data.toString('hex')),
    );
    expect(records.map((record) => record.PartitionKey)).toEqual([PartitionKey, PartitionKey, PartitionKey]);
  });

  conforms('are taken by the 10 MiB where each has a shard', made, async () => {
    const { name: StreamName } = await createStream(10);
    const shards = await shardsOf(StreamName);
    const Records = shards.map(({ HashKeyRange }) => ({
      PartitionKey: 'k',
      ExplicitHashKey: HashKeyRange?.StartingHashKey,
      Data: new Uint8Array(1024 * 1024 - 1),
    }));
    const answer = await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
    expect(answer.FailedRecordCount).toBe(0);
    expect(answer.Records?.map(({ ShardId }) => ShardId)).toEqual(shards.map(({ ShardId }) => ShardId));
  });
});
