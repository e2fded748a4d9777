import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { describeShards, describeStream, StreamMissingError } from '@sluice/stream-reader';
import { CliError } from '../cli-error.js';
import type { Target } from '../target/resolve-target.js';

/** What a replay has to know of a stream before it reads it. */
export interface StreamFacts {
  readonly name: string;
  readonly createdAt: string;
  readonly retentionHours: number;
  /** Every shard that it still knows. */
  readonly shardIds: readonly string[];
}

/** @throws {CliError} when there is no such stream */
export async function streamFacts(client: KinesisClient, { names, region }: Target): Promise<StreamFacts> {
  const name = names.stream;
  try {
    const { createdAt, retentionHours } = await describeStream(client, name);
    const shards = await describeShards(client, name);
    return {
      name,
      createdAt: createdAt.toISOString(),
      retentionHours,
      shardIds: shards.map(({ shardId }) => shardId),
    };
  } catch (error) {
    if (error instanceof StreamMissingError)
      throw new CliError(`there is no stream ${name} in ${region}: check --env and --endpoint`, 1, {
        cause: error,
      });
    throw error;
  }
}

/** The part of a replay that the stream has let go of; undefined when it holds everything that was asked for. */
export function goneFrom(
  from: Date,
  { createdAt, retentionHours }: StreamFacts,
  now: Date,
): { readonly from: Date; readonly to: Date } | undefined {
  const oldest = new Date(now.getTime() - retentionHours * 3_600_000);
  const first = new Date(Math.max(from.getTime(), Date.parse(createdAt)));
  return first < oldest ? { from: first, to: oldest } : undefined;
}
