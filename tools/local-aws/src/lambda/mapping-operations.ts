import * as z from 'zod';
import type { Instance } from '../kernel/ports.js';
import type { AwsRequest, AwsResponse } from '../kernel/service.js';
import type { EventSourceMappingConfig, StartingPosition } from './event-source-mapping-config.js';
import type { EventSourceMappings } from './event-source-mappings.js';
import { functionName } from './function-registry.js';
import type { MappingState } from './mapping-state.js';
import { answer, integer, invalidParameter, pageOf, parseInput } from './request-input.js';

const MAX_LISTED = 100;
const LEAST_RECORD_AGE_SECONDS = 60;

const createMembers = {
  FunctionName: z.string().min(1, 'Member must have length greater than or equal to 1'),
  EventSourceArn: z.string().optional(),
  Enabled: z.boolean().default(true),
  BatchSize: integer(1, 10_000).optional(),
  MaximumBatchingWindowInSeconds: integer(0, 300).optional(),
  ParallelizationFactor: integer(1, 10).optional(),
  BisectBatchOnFunctionError: z.boolean().optional(),
  MaximumRetryAttempts: integer(-1, 10_000).optional(),
  MaximumRecordAgeInSeconds: integer(-1, 604_800).optional(),
  FunctionResponseTypes: z
    .array(
      z.literal('ReportBatchItemFailures', 'Member must satisfy enum value set: [ReportBatchItemFailures]'),
    )
    .max(1, 'Member must have length less than or equal to 1')
    .optional(),
  StartingPosition: z
    .enum(
      ['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'],
      'Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]',
    )
    .optional(),
  /** Seconds since the epoch. */
  StartingPositionTimestamp: z.number().optional(),
  DestinationConfig: z
    .object({
      OnSuccess: z.object({}).optional(),
      OnFailure: z.object({ Destination: z.string().optional() }).optional(),
    })
    .optional(),
};
const createInput = z.object(createMembers);
type CreateInput = z.infer<typeof createInput>;

const updateMembers = { UUID: z.string().optional(), Enabled: z.boolean().optional() };
const updateInput = z.object(updateMembers);

/** The operations on event source mappings. Only Kinesis streams are polled here. */
export function mappingOperations(instance: Instance, mappings: EventSourceMappings) {
  return {
    CreateEventSourceMapping: async (request: AwsRequest): Promise<AwsResponse> => {
      const input = await parseInput(createInput, request, Object.keys(createMembers));
      return answer(describe(instance, mappings.create(configOf(instance, input))), 202);
    },

    GetEventSourceMapping: async (_request: AwsRequest, uuid: string): Promise<AwsResponse> =>
      answer(describe(instance, mappings.find(uuid))),

    ListEventSourceMappings: async ({ query }: AwsRequest): Promise<AwsResponse> => {
      const [name, source] = [query.get('FunctionName'), query.get('EventSourceArn')];
      const found = mappings
        .list()
        .filter(({ functionArn }) => name === null || functionName(functionArn) === functionName(name))
        .filter(({ mapping }) => source === null || mapping.streamArn === source);
      const { items, next } = pageOf(found, query, MAX_LISTED);
      return answer({ EventSourceMappings: items.map((each) => describe(instance, each)), ...next });
    },

    UpdateEventSourceMapping: async (request: AwsRequest, uuid: string): Promise<AwsResponse> => {
      const { Enabled } = await parseInput(updateInput, request, Object.keys(updateMembers));
      const found = Enabled === undefined ? mappings.find(uuid) : mappings.setEnabled(uuid, Enabled);
      return answer(describe(instance, found), 202);
    },

    DeleteEventSourceMapping: async (_request: AwsRequest, uuid: string): Promise<AwsResponse> =>
      answer(describe(instance, mappings.delete(uuid)), 202),
  };
}

/** Throws `InvalidParameterValueException` for settings that do not go together. */
function configOf(instance: Instance, input: CreateInput): EventSourceMappingConfig {
  const { EventSourceArn: streamArn, MaximumRecordAgeInSeconds: age } = input;
  if (streamArn === undefined || !streamArn.startsWith('arn:aws:kinesis:')) {
    throw invalidParameter('Unrecognized event source.');
  }
  if (age !== undefined && age >= 0 && age < LEAST_RECORD_AGE_SECONDS) {
    throw invalidParameter(`MaximumRecordAgeInSeconds must be -1 or at least ${LEAST_RECORD_AGE_SECONDS}.`);
  }
  const destination = destinationOf(input.DestinationConfig?.OnFailure?.Destination);
  return {
    functionName: input.FunctionName,
    streamArn,
    enabled: input.Enabled,
    startingPosition: positionOf(instance, input),
    ...defined({
      batchSize: input.BatchSize,
      maximumBatchingWindowSeconds: input.MaximumBatchingWindowInSeconds,
      parallelizationFactor: input.ParallelizationFactor,
      bisectBatchOnFunctionError: input.BisectBatchOnFunctionError,
      maximumRetryAttempts: input.MaximumRetryAttempts,
      maximumRecordAgeSeconds: age,
      functionResponseTypes: input.FunctionResponseTypes,
      onFailureDestination: destination,
    }),
  };
}

function positionOf(instance: Instance, input: CreateInput): StartingPosition {
  const { StartingPosition: position, StartingPositionTimestamp: seconds } = input;
  if (position === undefined) {
    throw invalidParameter(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    );
  }
  if (position !== 'AT_TIMESTAMP') {
    if (seconds === undefined) return position;
    throw invalidParameter('Timestamp only valid with StartingPosition AT_TIMESTAMP');
  }
  const timestampMs = seconds === undefined ? NaN : seconds * 1000;
  if (timestampMs >= 0 && timestampMs <= instance.clock.now()) return { timestampMs };
  throw invalidParameter('StartingPositionTimestamp must be given with AT_TIMESTAMP, and not in the future.');
}

function destinationOf(arn: string | undefined): EventSourceMappingConfig['onFailureDestination'] {
  if (arn === undefined) return undefined;
  const bucket = /^arn:aws:s3:::([^/]+)$/.exec(arn)?.[1];
  if (bucket !== undefined) return { s3Bucket: bucket };
  if (arn.startsWith('arn:aws:sqs:')) return { queueArn: arn };
  throw invalidParameter(`local-aws serves only queues and buckets as destinations, not ${arn}.`);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the members that are undefined, so that defaults stand. */
const defined = <T extends object>(members: T): Defined<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;

function describe({ region, accountId }: Instance, state: MappingState): object {
  const { mapping } = state;
  const { startingPosition: position, onFailureDestination: destination } = mapping;
  return {
    UUID: mapping.uuid,
    EventSourceMappingArn: `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${mapping.uuid}`,
    EventSourceArn: mapping.streamArn,
    FunctionArn: state.functionArn,
    ...(typeof position === 'object'
      ? { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: position.timestampMs / 1000 }
      : { StartingPosition: position }),
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.maximumBatchingWindowSeconds,
    ParallelizationFactor: mapping.parallelizationFactor,
    BisectBatchOnFunctionError: mapping.bisectBatchOnFunctionError,
    MaximumRetryAttempts: mapping.maximumRetryAttempts,
    MaximumRecordAgeInSeconds: mapping.maximumRecordAgeSeconds,
    FunctionResponseTypes: mapping.functionResponseTypes,
    TumblingWindowInSeconds: 0,
    DestinationConfig: { OnFailure: destination === undefined ? {} : { Destination: arnOf(destination) } },
    State: state.state,
    StateTransitionReason: 'User action',
    LastModified: state.modifiedAtMs / 1000,
    LastProcessingResult: state.lastProcessingResult,
  };
}

const arnOf = (destination: NonNullable<EventSourceMappingConfig['onFailureDestination']>): string =>
  's3Bucket' in destination ? `arn:aws:s3:::${destination.s3Bucket}` : destination.queueArn;
