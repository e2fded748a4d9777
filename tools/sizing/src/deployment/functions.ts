import type { Topology } from '@sluice/topology';
import { secondsPerMonth } from '../calendar.js';
import type { Inputs } from '../inputs.js';
import type { Charge, Line } from '../line.js';
import { by, per, product } from '../quantity.js';
import type { Volumes } from './volumes.js';

/** A function has one vCPU at 1,769 MB (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). */
const megabytesPerVcpu = 1769;
/** An invocation takes 6 MB, which base64 fills with 4.5 MB of records. */
const invocationBytes = 4_500_000;
const triggerSeconds = 0.1;
const redriveSeconds = 0.5;

export interface Transform {
  readonly invocationsPerSecond: number;
  readonly invocations: number;
  readonly secondsEach: number;
  /** Environments at work at once, at the peak: no shard has more than its parallelization factor. */
  readonly concurrency: number;
}

/** How often and for how long the stream's transform runs; `shards` are read apart. */
export function transformOf(shards: number, volumes: Volumes, inputs: Inputs, topology: Topology): Transform {
  if (inputs.recordsPerSecond === 0)
    return { invocationsPerSecond: 0, invocations: 0, secondsEach: 0, concurrency: 0 };
  const { batchSize, maximumBatchingWindowSeconds, parallelizationFactor } = topology.eventSourceMapping;
  const invocationsPerSecond = Math.max(
    Math.min(shards / Math.max(maximumBatchingWindowSeconds, 1), inputs.recordsPerSecond),
    inputs.recordsPerSecond / batchSize,
    volumes.streamBytesPerSecond / invocationBytes,
  );
  const recordsEach = inputs.recordsPerSecond / invocationsPerSecond;
  const vcpu = topology.functions['kinesis-transform'].memoryMegabytes / megabytesPerVcpu;
  const perRecord =
    (inputs.millisecondsPerThousandRecords * Math.max(1, inputs.recordBytes / 460)) / 1000 / vcpu;
  const secondsEach = (recordsEach * perRecord + inputs.invocationMilliseconds) / 1000;
  return {
    invocationsPerSecond,
    invocations: invocationsPerSecond * volumes.activeSecondsPerMonth,
    secondsEach,
    concurrency: Math.min(
      shards * parallelizationFactor,
      Math.ceil(invocationsPerSecond * secondsEach * inputs.peakFactor),
    ),
  };
}

const service = 'Lambda';

export function functionLines(
  transform: Transform,
  volumes: Volumes,
  topology: Topology,
  charge: Charge,
): Line[] {
  const redrives = secondsPerMonth / topology.redrive.scheduleSeconds;
  const gigabytes = (name: keyof Topology['functions']) =>
    by(topology.functions[name].memoryMegabytes / 1024, 'GB');
  return [
    charge(
      service,
      'kinesis-transform, time',
      'lambda.armGbSecond',
      product(
        by(transform.invocations, 'invocations'),
        by(transform.secondsEach, 's'),
        gigabytes('kinesis-transform'),
      ),
    ),
    charge(
      service,
      's3-trigger, time',
      'lambda.armGbSecond',
      product(by(volumes.files, 'files'), by(triggerSeconds, 's'), gigabytes('s3-trigger')),
    ),
    charge(
      service,
      'dlq-redrive, time',
      'lambda.armGbSecond',
      product(by(redrives, 'runs'), by(redriveSeconds, 's'), gigabytes('dlq-redrive')),
    ),
    charge(
      service,
      'requests',
      'lambda.millionRequests',
      product(by(transform.invocations + volumes.files + redrives, 'invocations'), per(1e6, '')),
    ),
    charge(
      'X-Ray',
      'traces, 5 % of invocations',
      'xray.millionTraces',
      product(
        by(transform.invocations + volumes.files + redrives, 'invocations'),
        by(0.05, 'traced'),
        per(1e6, ''),
      ),
    ),
  ];
}
