/** A Kinesis event source mapping, by the names that Terraform and the API use for its settings. */
export interface EventSourceMappingConfig {
  readonly functionName: string;
  readonly streamArn: string;
  /** Default true. */
  readonly enabled?: boolean;
  /** 1 to 10,000. Default 100. */
  readonly batchSize?: number;
  /** How long a batch may gather, 0 to 300 s. Default 0: whatever is there goes at once. */
  readonly maximumBatchingWindowSeconds?: number;
  /** Batches of one shard in flight, 1 to 10; records of one partition key stay in order. Default 1. */
  readonly parallelizationFactor?: number;
  /** Default false. */
  readonly bisectBatchOnFunctionError?: boolean;
  /** Default -1: without end, so that one bad record holds up its shard. */
  readonly maximumRetryAttempts?: number;
  /** Default -1: without end. AWS takes no less than 60, which the API holds to. */
  readonly maximumRecordAgeSeconds?: number;
  readonly functionResponseTypes?: readonly 'ReportBatchItemFailures'[];
  readonly startingPosition: StartingPosition;
  /** Where discarded batches go: a bucket gets the records themselves, a queue only their numbers. */
  readonly onFailureDestination?: { readonly s3Bucket: string } | { readonly queueArn: string };
}

export type StartingPosition = 'TRIM_HORIZON' | 'LATEST' | { readonly timestampMs: number };

/** With every default filled in. */
export type EventSourceMapping = Required<
  Omit<EventSourceMappingConfig, 'enabled' | 'onFailureDestination'>
> &
  Pick<EventSourceMappingConfig, 'onFailureDestination'> & { readonly uuid: string };

/** Throws `RangeError` for a setting that AWS would refuse. */
export function eventSourceMapping(
  { enabled: _enabled, ...config }: EventSourceMappingConfig,
  uuid: string,
): EventSourceMapping {
  const mapping = {
    batchSize: 100,
    maximumBatchingWindowSeconds: 0,
    parallelizationFactor: 1,
    bisectBatchOnFunctionError: false,
    maximumRetryAttempts: -1,
    maximumRecordAgeSeconds: -1,
    functionResponseTypes: [],
    ...config,
    uuid,
  };
  within('batchSize', mapping.batchSize, 1, 10_000);
  within('maximumBatchingWindowSeconds', mapping.maximumBatchingWindowSeconds, 0, 300);
  within('parallelizationFactor', mapping.parallelizationFactor, 1, 10);
  within('maximumRetryAttempts', mapping.maximumRetryAttempts, -1, 10_000);
  within('maximumRecordAgeSeconds', mapping.maximumRecordAgeSeconds, -1, 604_800);
  return mapping;
}

function within(name: string, value: number, low: number, high: number): void {
  if (value >= low && value <= high) return;
  throw new RangeError(`${name} must be between ${low} and ${high}, not ${value}.`);
}
