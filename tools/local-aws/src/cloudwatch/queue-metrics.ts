import type { Instance, MetricSink, QueueGauge, QueueGauges } from '../kernel/ports.js';

const METRIC_PERIOD_MS = 60_000;

const gaugeMetrics: Readonly<Record<string, { of(gauge: QueueGauge): number; readonly unit: string }>> = {
  ApproximateNumberOfMessagesVisible: { of: ({ visible }) => visible, unit: 'Count' },
  ApproximateNumberOfMessagesNotVisible: { of: ({ notVisible }) => notVisible, unit: 'Count' },
  ApproximateNumberOfMessagesDelayed: { of: ({ delayed }) => delayed, unit: 'Count' },
  ApproximateAgeOfOldestMessage: { of: ({ ageOfOldestSeconds }) => ageOfOldestSeconds, unit: 'Seconds' },
};

/**
 * Samples the queues once a minute, divided by the wait scale, as SQS reports them to CloudWatch; also those that are
 * idle, of which SQS stops to report after six hours. Returns how to stop.
 */
export function sampleQueues(instance: Instance, gauges: QueueGauges, metrics: MetricSink): () => void {
  const timer = setInterval(() => {
    const timestampMs = instance.clock.now();
    for (const gauge of gauges.gauges()) {
      for (const [name, { of, unit }] of Object.entries(gaugeMetrics)) {
        const dimensions = { QueueName: gauge.queueName };
        metrics.put({ namespace: 'AWS/SQS', name, dimensions, value: of(gauge), unit, timestampMs });
      }
    }
  }, METRIC_PERIOD_MS / instance.waitScale);
  timer.unref();
  return () => clearInterval(timer);
}
