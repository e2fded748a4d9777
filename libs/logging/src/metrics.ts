import { stdout } from './stdout.js';

/** CloudWatch's units, as far as they are used. */
export type MetricUnit = 'Count' | 'Bytes' | 'Milliseconds' | 'Seconds';

export interface MetricValue {
  readonly value: number;
  readonly unit: MetricUnit;
}

/** At most 29, beside `Service`. Keep values few: each combination is a metric of its own, and billed so. */
export type Dimensions = Readonly<Record<string, string>>;

export interface Metrics {
  /** One count. */
  count(name: string, value: number, dimensions?: Dimensions): void;
  /** Several metrics of the same dimensions as one document. */
  emit(metrics: Readonly<Record<string, MetricValue>>, dimensions?: Dimensions): void;
}

export interface MetricsOptions {
  readonly namespace: string;
  /** The dimension `Service` of every metric. */
  readonly service: string;
  /** Takes one line with its line feed. Default: standard output. */
  readonly write?: (line: string) => void;
  /** Milliseconds. Default: the clock. */
  readonly now?: () => number;
}

/**
 * Metrics as log lines in CloudWatch's embedded metric format: no call, no cost in the request's time, nothing
 * lost when the process is frozen or killed.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createMetrics({
  namespace,
  service,
  write = (line) => stdout().write(line),
  now = Date.now,
}: MetricsOptions): Metrics {
  const emit: Metrics['emit'] = (metrics, dimensions = {}) => {
    const all: Dimensions = { Service: service, ...dimensions };
    const definitions = Object.entries(metrics).map(([Name, { unit: Unit }]) => ({ Name, Unit }));
    const values = Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value]));
    const document = {
      _aws: {
        Timestamp: now(),
        CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [Object.keys(all)], Metrics: definitions }],
      },
      ...all,
      ...values,
    };
    write(`${JSON.stringify(document)}\n`);
  };
  return {
    emit,
    count: (name, value, dimensions) => emit({ [name]: { value, unit: 'Count' } }, dimensions),
  };
}
