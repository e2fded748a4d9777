import { randomBytes } from 'node:crypto';
import { awsJson, call } from './aws-json.js';
import { load } from './load.js';

const recordBytes = 200;
const recordsPerRequest = 500;
const preparedRequests = 40;
const readers = 4;

/** Each takes at most 1,000 records a second, as on AWS: together they must not be the limit. */
const shards = 400;

/** Returns its name, once it is active. */
export async function createStream(endpoint: string, name: string): Promise<string> {
  await call(endpoint, awsJson('kinesis', 'CreateStream', { StreamName: name, ShardCount: shards }));
  const summary = awsJson('kinesis', 'DescribeStreamSummary', { StreamName: name });
  for (;;) {
    const { StreamDescriptionSummary } = await call<{
      StreamDescriptionSummary: { StreamStatus: string };
    }>(endpoint, summary);
    if (StreamDescriptionSummary.StreamStatus === 'ACTIVE') return name;
  }
}

/** How many `puts` puts. */
export const recordCount = 480_000;

/** Records of 200 B put a second, 500 a request. Throws when a shard refused any. */
export async function puts(endpoint: string, stream: string): Promise<number> {
  let refused = 0;
  const onResponse = (_status: number, body: string) => {
    if (!body.includes('"FailedRecordCount":0')) refused += 1;
  };
  const requests = Array.from({ length: preparedRequests }, () => ({
    ...awsJson('kinesis', 'PutRecords', { StreamName: stream, Records: someRecords() }),
    onResponse,
  }));
  const done = await load(endpoint, requests, { requests: recordCount / recordsPerRequest });
  if (refused > 0) throw new Error(`${refused} requests had records refused.`);
  return recordCount / done.seconds;
}

const someRecords = () =>
  Array.from({ length: recordsPerRequest }, () => ({
    PartitionKey: randomBytes(8).toString('hex'),
    Data: randomBytes(recordBytes).toString('base64'),
  }));

/** Records got a second, all that were put, every shard from its start. Throws when not all come. */
export async function gets(endpoint: string, stream: string): Promise<number> {
  const waiting = await shardIds(endpoint, stream);
  let read = 0;
  const startedAt = performance.now();
  const reader = async () => {
    for (let shard = waiting.pop(); shard !== undefined; shard = waiting.pop()) {
      const own = await readShard(endpoint, stream, shard);
      read += own;
    }
  };
  await Promise.all(Array.from({ length: readers }, reader));
  const seconds = (performance.now() - startedAt) / 1000;
  if (read !== recordCount) throw new Error(`${read} of ${recordCount} records were read.`);
  return read / seconds;
}

async function shardIds(endpoint: string, stream: string): Promise<string[]> {
  const ids: string[] = [];
  for (let NextToken: string | undefined; ;) {
    const page = await call<{ Shards: { ShardId: string }[]; NextToken?: string }>(
      endpoint,
      awsJson('kinesis', 'ListShards', NextToken === undefined ? { StreamName: stream } : { NextToken }),
    );
    ids.push(...page.Shards.map(({ ShardId }) => ShardId));
    if (page.NextToken === undefined) return ids;
    ({ NextToken } = page);
  }
}

async function readShard(endpoint: string, stream: string, ShardId: string): Promise<number> {
  let { ShardIterator } = await call<{ ShardIterator: string }>(
    endpoint,
    awsJson('kinesis', 'GetShardIterator', {
      StreamName: stream,
      ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  for (let read = 0; ;) {
    const page = await call<{
      Records: unknown[];
      NextShardIterator: string;
      MillisBehindLatest: number;
    }>(endpoint, awsJson('kinesis', 'GetRecords', { ShardIterator, Limit: 10_000 }));
    read += page.Records.length;
    ShardIterator = page.NextShardIterator;
    if (page.MillisBehindLatest === 0) return read;
  }
}
