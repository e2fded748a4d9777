import { GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createStream, creationSeconds } from '../resources/stream.js';
import {
  firstShard,
  getRecords,
  iteratorOf,
  readRecords,
  readShard,
  textOf,
  type StartingPoint,
} from './shard-reading.js';
import { put } from './writing.js';

const { kinesis } = clients;

const made = { waitSeconds: creationSeconds };
const invalid = { name: 'InvalidArgumentException' };

/** A stream of one shard that holds records of these texts, and the records' sequence numbers. */
async function streamOf(...texts: readonly string[]) {
  const { name: StreamName } = await createStream();
  const numbers: (string | undefined)[] = [];
  for (const text of texts) numbers.push((await put(StreamName, text)).SequenceNumber);
  return { StreamName, numbers };
}

const textsFrom = async (start: StartingPoint, count: number) =>
  (await readRecords(await iteratorOf(start), count)).map(textOf);

conformance('kinesis', 'iterators', (conforms) => {
  conforms('TRIM_HORIZON starts at the oldest record', made, async () => {
    const { StreamName } = await streamOf('a', 'b');
    expect(await textsFrom({ StreamName, ShardIteratorType: 'TRIM_HORIZON' }, 2)).toEqual(['a', 'b']);
  });

  conforms('LATEST starts after the newest record', made, async () => {
    const { StreamName } = await streamOf('before');
    const iterator = await iteratorOf({ StreamName, ShardIteratorType: 'LATEST' });
    await put(StreamName, 'after');
    expect((await readRecords(iterator, 1)).map(textOf)).toEqual(['after']);
  });

  conforms('AT_SEQUENCE_NUMBER starts at a record', made, async () => {
    const { StreamName, numbers } = await streamOf('a', 'b', 'c');
    const start = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: numbers[1] } as const;
    expect(await textsFrom({ StreamName, ...start }, 2)).toEqual(['b', 'c']);
  });

  conforms('AFTER_SEQUENCE_NUMBER starts after a record', made, async () => {
    const { StreamName, numbers } = await streamOf('a', 'b', 'c');
    const start = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: numbers[1] } as const;
    expect(await textsFrom({ StreamName, ...start }, 1)).toEqual(['c']);
  });

  conforms('AT_TIMESTAMP starts at the first record of that time or later', made, async () => {
    const { StreamName } = await streamOf('first');
    const [first] = await readShard(StreamName, 1);
    let count = 1;
    const last = await eventually(async () => {
      await put(StreamName, 'later');
      count += 1;
      const record = (await readShard(StreamName, count)).at(-1);
      // Records of the same millisecond are not told apart.
      expect(record?.ApproximateArrivalTimestamp).not.toEqual(first?.ApproximateArrivalTimestamp);
      return record;
    });
    const all = await readShard(StreamName, count);
    const Timestamp = last?.ApproximateArrivalTimestamp as Date;
    const expected = all.filter(
      ({ ApproximateArrivalTimestamp = 0 }) => ApproximateArrivalTimestamp >= Timestamp,
    );
    const found = await readRecords(
      await iteratorOf({ StreamName, ShardIteratorType: 'AT_TIMESTAMP', Timestamp }),
      expected.length,
    );
    expect(found).toEqual(expected);
    const longAgo = { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(0) } as const;
    const iterator = await iteratorOf({ StreamName, ...longAgo });
    expect(await readRecords(iterator, all.length)).toEqual(all);
  });

  conforms('AT_TIMESTAMP is not of the future', made, async () => {
    const { StreamName } = await streamOf();
    const Timestamp = new Date(Date.now() + 86_400_000);
    const start = { StreamName, ShardId: firstShard, ShardIteratorType: 'AT_TIMESTAMP', Timestamp } as const;
    await expect(kinesis.send(new GetShardIteratorCommand(start))).rejects.toMatchObject(invalid);
  });

  conforms('lead on from page to page, and stay at the tip', made, async () => {
    const { StreamName } = await streamOf('a', 'b', 'c');
    await readShard(StreamName, 3);
    const start = await iteratorOf({ StreamName, ShardIteratorType: 'TRIM_HORIZON' });
    const first = await getRecords(start, 2);
    expect(first.Records?.map(textOf)).toEqual(['a', 'b']);
    const second = await getRecords(first.NextShardIterator as string, 2);
    expect(second.Records?.map(textOf)).toEqual(['c']);
    const third = await getRecords(second.NextShardIterator as string);
    expect(third.Records).toEqual([]);
    expect(third.MillisBehindLatest).toBe(0);
    await put(StreamName, 'd');
    expect((await readRecords(third.NextShardIterator as string, 1)).map(textOf)).toEqual(['d']);
  });

  conforms('say how far behind the tip their reader is', made, async () => {
    const { StreamName } = await streamOf('a', 'b');
    await readShard(StreamName, 2);
    const start = await iteratorOf({ StreamName, ShardIteratorType: 'TRIM_HORIZON' });
    const behind = await eventually(async () => {
      const answer = await kinesis.send(new GetRecordsCommand({ ShardIterator: start, Limit: 1 }));
      expect(answer.MillisBehindLatest).toBeGreaterThan(0);
      return answer;
    });
    expect((await getRecords(behind.NextShardIterator as string)).MillisBehindLatest).toBe(0);
  });

  conforms('are of a shard that the stream has', made, async () => {
    const { StreamName } = await streamOf();
    const start = { StreamName, ShardId: 'shardId-000000000007', ShardIteratorType: 'LATEST' } as const;
    const iterator = kinesis.send(new GetShardIteratorCommand(start));
    await expect(iterator).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  conforms('do not start at a number of another shard', made, async () => {
    const { name: StreamName } = await createStream(2);
    const { SequenceNumber } = await put(StreamName, 'x', { ExplicitHashKey: String(2n ** 127n) });
    const start = {
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      StartingSequenceNumber: SequenceNumber,
    } as const;
    const iterator = kinesis.send(new GetShardIteratorCommand({ StreamName, ShardId: firstShard, ...start }));
    await expect(iterator).rejects.toMatchObject(invalid);
  });

  conforms('do not start at what is no number', made, async () => {
    const { StreamName } = await streamOf();
    const start = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: 'newest' } as const;
    const iterator = kinesis.send(new GetShardIteratorCommand({ StreamName, ShardId: firstShard, ...start }));
    await expect(iterator).rejects.toMatchObject({ name: 'ValidationException' });
  });

  conforms('are not had without the number that their type asks for', made, async () => {
    const { StreamName } = await streamOf();
    for (const ShardIteratorType of ['AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'] as const) {
      const start = { StreamName, ShardId: firstShard, ShardIteratorType };
      await expect(kinesis.send(new GetShardIteratorCommand(start))).rejects.toMatchObject(invalid);
    }
  });

  conforms('are not had with a number that their type has no use for', made, async () => {
    const { StreamName, numbers } = await streamOf('a');
    const start = { StreamName, ShardId: firstShard, StartingSequenceNumber: numbers[0] };
    for (const ShardIteratorType of ['TRIM_HORIZON', 'LATEST'] as const) {
      const iterator = kinesis.send(new GetShardIteratorCommand({ ...start, ShardIteratorType }));
      await expect(iterator).rejects.toMatchObject(invalid);
    }
  });

  conforms('are not made up', async () => {
    for (const ShardIterator of ['made up', 'bWFkZSB1cA==', 'AAAAAAAAAAE=']) {
      const records = kinesis.send(new GetRecordsCommand({ ShardIterator }));
      await expect(records).rejects.toMatchObject(invalid);
    }
  });
});
