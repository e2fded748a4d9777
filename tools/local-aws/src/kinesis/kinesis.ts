import type { Instance, StreamReader } from '../kernel/ports.js';
import { jsonResponse, operationNamed, type AwsService } from '../kernel/service.js';
import { changeRetention, createStream, deleteStream, updateMaxRecordSize } from './change-streams.js';
import { describeStream, describeStreamSummary, listStreams } from './describe-streams.js';
import { getRecords } from './get-records.js';
import { getShardIterator } from './get-shard-iterator.js';
import { listShards } from './list-shards.js';
import { putRecord, putRecords } from './put-records.js';
import { jsonBody, type RequestFields } from './request-input.js';
import { mergeShards, splitShard } from './reshard-streams.js';
import { streamReader } from './stream-reader.js';
import { StreamRegistry } from './stream-registry.js';

/**
 * Kinesis Data Streams in memory: order and throughput limits per shard, partial failure of `PutRecords`,
 * retention. What is in a stream is gone when the process ends.
 */
export function createKinesis(instance: Instance): AwsService & StreamReader {
  const registry = new StreamRegistry(instance);
  const operations: Readonly<Record<string, (body: RequestFields) => object>> = {
    CreateStream: (body) => createStream(registry, body),
    DeleteStream: (body) => deleteStream(registry, body),
    DescribeStream: (body) => describeStream(registry, body),
    DescribeStreamSummary: (body) => describeStreamSummary(registry, body),
    ListStreams: (body) => listStreams(registry, body),
    ListShards: (body) => listShards(registry, body),
    PutRecord: (body) => putRecord(registry, body),
    PutRecords: (body) => putRecords(registry, body),
    GetShardIterator: (body) => getShardIterator(registry, body),
    GetRecords: (body) => getRecords(registry, body),
    IncreaseStreamRetentionPeriod: (body) => changeRetention(registry, body, 'longer'),
    DecreaseStreamRetentionPeriod: (body) => changeRetention(registry, body, 'shorter'),
    UpdateMaxRecordSize: (body) => updateMaxRecordSize(registry, body),
    SplitShard: (body) => splitShard(registry, body),
    MergeShards: (body) => mergeShards(registry, body),
  };
  return {
    name: 'kinesis',
    protocol: 'json',
    handle: async (request) => {
      const run = operationNamed(operations, 'json', request.operation);
      return jsonResponse(run(await jsonBody(request)));
    },
    close: async () => {
      for (const stream of registry.list()) stream.wake();
    },
    ...streamReader(registry),
  };
}
