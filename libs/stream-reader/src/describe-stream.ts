import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { ShardDescription } from './shard-description.js';
import { StreamCalls } from './stream-calls.js';
import type { StreamDescription } from './stream-description.js';

/**
 * Every shard, in Kinesis's order.
 * @throws {StreamMissingError}
 * @throws {StreamUnavailableError}
 */
export const describeShards = (client: KinesisClient, stream: string): Promise<readonly ShardDescription[]> =>
  new StreamCalls(client, stream).shards();

/**
 * @throws {StreamMissingError}
 * @throws {StreamUnavailableError}
 */
export const describeStream = (client: KinesisClient, stream: string): Promise<StreamDescription> =>
  new StreamCalls(client, stream).summary();
