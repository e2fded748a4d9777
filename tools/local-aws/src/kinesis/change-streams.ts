import * as z from 'zod';
import { AwsError } from '../kernel/service.js';
import { explicitHash } from './hash-range.js';
import { parseInput, streamFields } from './request-input.js';
import type { StreamRegistry } from './stream-registry.js';

const ON_DEMAND_SHARDS = 4;
const MAX_SHARDS = 500;
const MIN_RETENTION_HOURS = 24;
const MAX_RETENTION_HOURS = 8_760;

const createInput = z.object({
  StreamName: z.string().regex(/^[a-zA-Z0-9_.-]{1,128}$/),
  ShardCount: z.int().min(1).optional(),
  StreamModeDetails: z.object({ StreamMode: z.enum(['PROVISIONED', 'ON_DEMAND']) }).optional(),
});

export function createStream(registry: StreamRegistry, body: unknown): object {
  const input = parseInput(createInput, body);
  const mode =
    input.StreamModeDetails?.StreamMode ?? (input.ShardCount === undefined ? 'ON_DEMAND' : 'PROVISIONED');
  if (mode === 'ON_DEMAND' && input.ShardCount !== undefined) {
    throw new AwsError('ValidationException', 'ShardCount cannot be given for an ON_DEMAND stream.');
  }
  const shardCount = mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS : (input.ShardCount ?? 1);
  if (shardCount > MAX_SHARDS) {
    throw new AwsError('LimitExceededException', `An account has at most ${MAX_SHARDS} shards.`);
  }
  registry.create(input.StreamName, shardCount, mode);
  return {};
}

export function deleteStream(registry: StreamRegistry, body: unknown): object {
  registry.delete(registry.find(parseInput(z.object(streamFields), body)));
  return {};
}

const retentionInput = z.object({ ...streamFields, RetentionPeriodHours: z.int() });

export function changeRetention(
  registry: StreamRegistry,
  body: unknown,
  direction: 'longer' | 'shorter',
): object {
  const input = parseInput(retentionInput, body);
  const hours = input.RetentionPeriodHours;
  const stream = registry.findActive(input);
  if (hours < MIN_RETENTION_HOURS || hours > MAX_RETENTION_HOURS) {
    throw new AwsError(
      'InvalidArgumentException',
      `The retention period must be between ${MIN_RETENTION_HOURS} and ${MAX_RETENTION_HOURS} hours.`,
    );
  }
  if (direction === 'longer' ? hours < stream.retentionHours : hours > stream.retentionHours) {
    throw new AwsError(
      'InvalidArgumentException',
      `The retention period is ${stream.retentionHours} hours and can only be made ${direction} by this operation.`,
    );
  }
  stream.retentionHours = hours;
  stream.trim(registry.now());
  return {};
}

const splitInput = z.object({ ...streamFields, ShardToSplit: z.string(), NewStartingHashKey: z.string() });

export function splitShard(registry: StreamRegistry, body: unknown): object {
  const input = parseInput(splitInput, body);
  const stream = registry.findActive(input);
  const shard = registry.shard(stream, input.ShardToSplit);
  const at = explicitHash(input.NewStartingHashKey);
  if (shard.closed || at === undefined || !stream.split(shard, at, registry.now())) {
    throw new AwsError(
      'InvalidArgumentException',
      `NewStartingHashKey ${input.NewStartingHashKey} does not lie inside open shard ${shard.shardId}.`,
    );
  }
  return {};
}
