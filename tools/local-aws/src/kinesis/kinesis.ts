import type { Instance, StreamReader } from '../kernel/ports.js';
import { AwsError, jsonResponse, operationNamed, type AwsService } from '../kernel/service.js';
import { changeRetention, createStream, deleteStream, splitShard } from './change-streams.js';
import { describeStream, describeStreamSummary, listShards, listStreams } from './describe-streams.js';
import { getRecords, getShardIterator } from './get-records.js';
import { putRecord, putRecords } from './put-records.js';
import { jsonBody } from './request-input.js';
import { StreamRegistry } from './stream-registry.js';

/**
 * Kinesis Data Streams in memory: order and throughput limits per shard, partial failure of `PutRecords`,
 * retention. What is in a stream is gone when the process ends.
 */
export function createKinesis(instance: Instance): AwsService & StreamReader {
  const registry = new StreamRegistry(instance);
  const operations: Readonly<Record<string, (body: unknown) => object>> = {
    CreateStream: (body) => createStream(registry, body),
    DeleteStream: (body) => deleteStream(registry, body),
    DescribeStream: (body) => describeStream(registry, body),
    DescribeStreamSummary: (body) => describeStreamSummary(registry, body),
    ListStreams: (body) => listStreams(registry, body),
    ListShards: (body) => listShards(registry, body),
    PutRecord: (body) => putRecord(registry, fieldsOf(body)),
    PutRecords: (body) => putRecords(registry, fieldsOf(body)),
    GetShardIterator: (body) => getShardIterator(registry, body),
    GetRecords: (body) => getRecords(registry, body),
    IncreaseStreamRetentionPeriod: (body) => changeRetention(registry, body, 'longer'),
    DecreaseStreamRetentionPeriod: (body) => changeRetention(registry, body, 'shorter'),
    SplitShard: (body) => splitShard(registry, body),
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

    shards: (streamArn) =>
      registry
        .find({ StreamARN: streamArn })
        .shards(registry.now())
        .map(({ shardId, parentShardId, closed }) => ({
          shardId,
          closed,
          ...(parentShardId === undefined ? {} : { parentShardId }),
        })),
    read: (streamArn, shardId, afterSequenceNumber, limit) => {
      const stream = registry.find({ StreamARN: streamArn });
      const shard = registry.shard(stream, shardId);
      stream.trim(registry.now());
      const after = afterSequenceNumber === undefined ? 0 : shard.positionOf(afterSequenceNumber);
      if (after === undefined) {
        throw new AwsError(
          'InvalidArgumentException',
          `${afterSequenceNumber} is not a number of ${shardId}.`,
        );
      }
      return shard.read(after + 1, limit);
    },
    waitForRecords: (streamArn, timeoutMs) => registry.find({ StreamARN: streamArn }).wait(timeoutMs),
  };
}

function fieldsOf(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw new AwsError('SerializationException', 'The body is not an object.');
}
