import { MetricsUnavailableError, type MetricQuery } from '@sluice/metric-reader';
import type { Lane } from './config.js';
import type { Evidence } from './decide-redrive.js';
import type { Environment } from './environment.js';

/** Of all processors together: each reports 1 while it is halted, and 0 when that ends. */
const haltedOf = (namespace: string): MetricQuery => ({
  namespace,
  name: 'Halted',
  dimensions: { Service: 'fargate-processor' },
  statistic: 'Maximum',
});

const deletedFrom = (lane: Lane): MetricQuery => ({
  namespace: 'AWS/SQS',
  name: 'NumberOfMessagesDeleted',
  dimensions: { QueueName: queueName(lane.queueArn) },
  statistic: 'Sum',
});

/**
 * What the metrics of the last `REDRIVE_EVIDENCE_SECONDS` say of a lane, or why they could not be read. They come
 * late: a halt of this minute may not be seen yet. Then a task is started into it, which costs a turn of the window
 * and no message anything, since a halted processor receives nothing.
 */
export async function readEvidence(
  lane: Lane,
  { metricReader, config }: Pick<Environment, 'metricReader' | 'config'>,
): Promise<Evidence | MetricsUnavailableError> {
  try {
    const queries = [haltedOf(config.METRICS_NAMESPACE), deletedFrom(lane)];
    const [highest, deleted] = await metricReader.read(queries, config.REDRIVE_EVIDENCE_SECONDS);
    return { halted: highest, deleted };
  } catch (error) {
    if (error instanceof MetricsUnavailableError) return error;
    throw error;
  }
}

/** The last part of an ARN. */
export const queueName = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);
