import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { ShardDescription } from './shard-description.js';
import { StreamCalls } from './stream-calls.js';

/**
 * Every shard, in Kinesis's order.
 * @throws {StreamMissingError}
 * @throws {StreamUnavailableError}
 */
export const describeShards = (client: KinesisClient, stream: string): Promise<readonly ShardDescription[]> =>
  new StreamCalls(client, stream).shards();

/**
 * How long the stream keeps its records, from their arrival.
 * @throws {StreamMissingError}
 * @throws {StreamUnavailableError}
 */
export const describeRetention = async (
  client: KinesisClient,
  stream: string,
): Promise<{ readonly retentionHours: number }> => ({
  retentionHours: await new StreamCalls(client, stream).retentionHours(),
});
