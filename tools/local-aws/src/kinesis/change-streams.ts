import * as z from 'zod';
import { AwsError } from '../kernel/service.js';
import { nameField, parseInput, streamFields, streamInput, type RequestFields } from './request-input.js';
import { invalidArgument } from './stream-errors.js';
import type { StreamRegistry } from './stream-registry.js';

const ON_DEMAND_SHARDS = 4;
const MIN_RETENTION_HOURS = 24;
const MAX_RETENTION_HOURS = 8_760;
const DEFAULT_RECORD_KIBIBYTES = 1_024;

const recordKibibytes = z.int().min(1_024).max(10_240);

const createInput = z.object({
  StreamName: nameField,
  ShardCount: z.int().min(1).optional(),
  StreamModeDetails: z.object({ StreamMode: z.enum(['PROVISIONED', 'ON_DEMAND']) }).optional(),
  MaxRecordSizeInKiB: recordKibibytes.default(DEFAULT_RECORD_KIBIBYTES),
});

export function createStream(registry: StreamRegistry, body: RequestFields): object {
  const input = parseInput(createInput, body);
  const mode =
    input.StreamModeDetails?.StreamMode ?? (input.ShardCount === undefined ? 'ON_DEMAND' : 'PROVISIONED');
  if (mode === 'ON_DEMAND' && input.ShardCount !== undefined) {
    throw new AwsError('ValidationException', 'ShardCount cannot be given for an ON_DEMAND stream.');
  }
  const shardCount = mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS : (input.ShardCount ?? 1);
  const { StreamName: name, MaxRecordSizeInKiB: maxRecordKibibytes } = input;
  registry.create({ name, shardCount, mode, maxRecordKibibytes });
  return {};
}

export function deleteStream(registry: StreamRegistry, body: RequestFields): object {
  registry.delete(registry.find(parseInput(streamInput, body)));
  return {};
}

/** By its ARN alone, unlike every other operation. */
const recordSizeInput = z.object({
  StreamARN: streamFields.StreamARN,
  MaxRecordSizeInKiB: recordKibibytes,
});

export function updateMaxRecordSize(registry: StreamRegistry, body: RequestFields): object {
  const { MaxRecordSizeInKiB, StreamARN } = parseInput(recordSizeInput, body);
  const stream = registry.find({ StreamARN });
  registry.refuseBusy(stream);
  registry.change(stream, () => stream.allowRecordsOf(MaxRecordSizeInKiB));
  return {};
}

const retentionInput = z.object({ ...streamFields, RetentionPeriodHours: z.int() });

export function changeRetention(
  registry: StreamRegistry,
  body: RequestFields,
  direction: 'longer' | 'shorter',
): object {
  const input = parseInput(retentionInput, body);
  const hours = input.RetentionPeriodHours;
  const stream = registry.find(input);
  if (hours < MIN_RETENTION_HOURS || hours > MAX_RETENTION_HOURS) {
    throw invalidArgument(
      `The retention period must be between ${MIN_RETENTION_HOURS} and ${MAX_RETENTION_HOURS} hours.`,
    );
  }
  if (direction === 'longer' ? hours < stream.retentionHours : hours > stream.retentionHours) {
    throw invalidArgument(
      `The retention period is ${stream.retentionHours} hours and can only be made ${direction} by this operation.`,
    );
  }
  registry.refuseBusy(stream);
  registry.change(stream, () => {
    stream.retentionHours = hours;
  });
  return {};
}
