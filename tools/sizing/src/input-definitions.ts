import type { Topology } from '@sluice/topology';

/** Where a default comes from. Only what is `assumed` should be replaced by figures of one's own before it is believed. */
export type Basis = 'given' | 'topology' | 'stack' | 'measured' | 'assumed';

export interface InputDefinition {
  readonly meaning: string;
  readonly kind: 'amount' | 'more than 0' | 'whole' | 'share' | 'hours';
  readonly basis: Basis;
  /** Where it was measured, or what it is taken from. */
  readonly from?: string;
  /** Without one it must be given. */
  readonly fallback?: number | ((topology: Topology, gbPerDay: number) => number);
}

const bench =
  'npm run bench -- cleaning: 400,000 and 1,600,000 rows, three rounds, Node 20.20, two shared cores';

/** Every number that goes in, apart from prices. The options, their help and the page's table derive from it. */
export const inputDefinitions = {
  gbPerDay: { meaning: 'GB of files a day, as text before compression', kind: 'amount', basis: 'given' },
  recordsPerSecond: {
    meaning: 'records a second on the stream, while it is active',
    kind: 'amount',
    basis: 'given',
  },
  recordBytes: {
    meaning: 'bytes of a record on the stream',
    kind: 'more than 0',
    basis: 'measured',
    from: 'the sample of docs/streaming.md',
    fallback: 460,
  },
  filesPerDay: {
    meaning: 'files a day: hourly, or 0.5 GB each where that makes more',
    kind: 'whole',
    basis: 'assumed',
    fallback: (_: Topology, gbPerDay: number) => (gbPerDay === 0 ? 0 : Math.max(24, Math.ceil(gbPerDay * 2))),
  },
  hoursPerDay: {
    meaning: 'hours a day in which anything arrives',
    kind: 'hours',
    basis: 'assumed',
    fallback: 24,
  },
  peakFactor: {
    meaning: 'the busiest minute as a multiple of the rate',
    kind: 'more than 0',
    basis: 'assumed',
    fallback: 1.5,
  },
  datasets: {
    meaning: 'datasets on the stream; each loads apart',
    kind: 'whole',
    basis: 'assumed',
    fallback: 1,
  },
  badShare: { meaning: 'share of records that are bad', kind: 'share', basis: 'assumed', fallback: 0.005 },
  batchAgeSeconds: {
    meaning: 'seconds that rows gather at most',
    kind: 'more than 0',
    basis: 'topology',
    from: 'processor.microBatch.maxAgeSeconds',
    fallback: ({ processor }: Topology) => processor.microBatch.maxAgeSeconds,
  },
  millisecondsPerThousandRecords: {
    meaning: 'ms of CPU to transform a thousand records of 460 B; larger ones in proportion',
    kind: 'more than 0',
    basis: 'measured',
    from: 'docs/streaming.md: 140 ms for 10,000 at 3.7 times the limit’s wall time, 4.0 times its CPU',
    fallback: 15,
  },
  invocationMilliseconds: {
    meaning: 'ms that an invocation takes beside that: sending, waiting',
    kind: 'amount',
    basis: 'assumed',
    fallback: 100,
  },
  messageShare: {
    meaning: 'bytes of a row batch’s message for a byte of record',
    kind: 'share',
    basis: 'assumed',
    fallback: 0.4,
  },
  landedShare: {
    meaning: 'bytes landed, gzipped, for a byte of text',
    kind: 'share',
    basis: 'measured',
    from: bench,
    fallback: 0.21,
  },
  parquetShare: {
    meaning: 'bytes of Parquet for a byte of text',
    kind: 'share',
    basis: 'measured',
    from: bench,
    fallback: 0.32,
  },
  cleaningMegabytesPerSecond: {
    meaning: 'MB of text that one vCPU of the processor cleans a second',
    kind: 'more than 0',
    basis: 'measured',
    from: `${bench}: 20 and 44 MB for a second of CPU; the smaller is taken, for rows of the stream as well`,
    fallback: 20,
  },
  landingDays: {
    meaning: 'days of landed files that are stored; the stack keeps them for ever',
    kind: 'amount',
    basis: 'assumed',
    fallback: 30,
  },
  warehouseDays: { meaning: 'days of rows in the warehouse', kind: 'amount', basis: 'assumed', fallback: 30 },
  taskVcpu: { meaning: 'vCPU of a task', kind: 'more than 0', basis: 'stack', fallback: 2 },
  taskMemoryGb: { meaning: 'GB of memory of a task', kind: 'more than 0', basis: 'stack', fallback: 4 },
  minTasks: {
    meaning: 'tasks at least',
    kind: 'whole',
    basis: 'topology',
    from: 'processor.scaling.minTasks',
    fallback: ({ processor }: Topology) => processor.scaling.minTasks,
  },
  taskUtilisation: {
    meaning: 'share of a task’s CPU that is to be used',
    kind: 'share',
    basis: 'assumed',
    fallback: 0.7,
  },
  onDemandBase: { meaning: 'tasks that are never on Spot', kind: 'whole', basis: 'stack', fallback: 1 },
  onDemandWeight: {
    meaning: 'weight of on-demand among the others',
    kind: 'whole',
    basis: 'stack',
    fallback: 1,
  },
  spotWeight: { meaning: 'weight of Spot among the others', kind: 'whole', basis: 'stack', fallback: 3 },
  spotDiscount: {
    meaning: 'what Spot takes off the price; AWS says up to 0.7, and it moves',
    kind: 'share',
    basis: 'assumed',
    from: 'https://aws.amazon.com/fargate/pricing/',
    fallback: 0.7,
  },
  baseRpu: {
    meaning: 'base capacity of the warehouse, RPU',
    kind: 'more than 0',
    basis: 'stack',
    fallback: 8,
  },
  loadSeconds: {
    meaning: 's that a load takes whatever its size',
    kind: 'amount',
    basis: 'assumed',
    fallback: 5,
  },
  loadMegabytesPerSecondPerRpu: {
    meaning: 'MB of text that an RPU loads a second, deduplication and ledger included',
    kind: 'more than 0',
    basis: 'assumed',
    fallback: 1,
  },
  idleSeconds: {
    meaning: 's that are billed after the last statement',
    kind: 'amount',
    basis: 'assumed',
    fallback: 0,
  },
  interfaceEndpoints: {
    meaning: 'interface endpoints',
    kind: 'whole',
    basis: 'stack',
    from: 'infra/modules/network',
    fallback: 5,
  },
  availabilityZones: { meaning: 'availability zones', kind: 'whole', basis: 'stack', fallback: 3 },
  alarmMetrics: { meaning: 'metrics that alarms watch', kind: 'whole', basis: 'assumed', fallback: 40 },
  insightsMetrics: {
    meaning: 'metrics of Container Insights',
    kind: 'whole',
    basis: 'assumed',
    fallback: 20,
  },
  logBytesPerEvent: {
    meaning: 'bytes of log for each invocation, message and load, metrics included',
    kind: 'amount',
    basis: 'assumed',
    fallback: 2000,
  },
  logDays: { meaning: 'days that logs are kept', kind: 'amount', basis: 'stack', fallback: 90 },
  firehoseBufferMb: {
    meaning: 'MB at which Firehose’s buffer is delivered',
    kind: 'more than 0',
    basis: 'assumed',
    fallback: 64,
  },
  glueMinimumDpu: { meaning: 'DPU of a Glue job', kind: 'more than 0', basis: 'assumed', fallback: 2 },
  glueMegabytesPerSecondPerDpu: {
    meaning: 'MB of text that a DPU takes a second',
    kind: 'more than 0',
    basis: 'assumed',
    fallback: 10,
  },
} as const satisfies Record<string, InputDefinition>;

export type InputName = keyof typeof inputDefinitions;

export const inputNames = Object.keys(inputDefinitions) as InputName[];
