import type { MetricQuery } from '@sluice/metric-reader';
import type { Lane } from './config.js';
import type { Environment } from './environment.js';
import { giveUpNotice, type GivenUp } from './give-up-notice.js';

/** Counted once people were told of a lane. */
const toldMetric = 'OperatorsTold';

const toldOf = (lane: Lane, namespace: string): MetricQuery => ({
  namespace,
  name: toldMetric,
  dimensions: { Service: 'dlq-redrive', Lane: lane.name },
  statistic: 'Sum',
});

/**
 * Tells the operators that a lane is given up, once for the task that was its last. The list of tasks says which that
 * was, and when; whether they were told since then only a trace of the telling can say, because messages come back from
 * a task minutes or hours after it, at a time that no list holds. The trace is a metric: it outlives the function.
 * @throws {OperatorsNotToldError} when they could not be told, then no trace is left
 * @throws {MetricsUnavailableError} when it is not known whether they were
 */
export async function tellOnce(
  givenUp: GivenUp,
  { config, tellOperators, metricReader, metrics, logger }: Environment,
): Promise<void> {
  if (!tellOperators) return;
  const { lane, state } = givenUp;
  const latest = Math.max(...state.tasks.map(({ startedAt }) => startedAt));
  const sinceSeconds = Math.max(1, Math.ceil((state.now - latest) / 1000));
  const [times = 0] = await metricReader.read([toldOf(lane, config.METRICS_NAMESPACE)], sinceSeconds);
  if (times > 0) return;
  const { subject, text } = giveUpNotice(givenUp);
  await tellOperators(subject, text);
  /** Notices to the operators that a lane is given up: the trace by which the next run knows of it. */
  metrics.count(toldMetric, 1, { Lane: lane.name });
  logger.info({ lane: lane.name, subject }, 'operators told');
}
