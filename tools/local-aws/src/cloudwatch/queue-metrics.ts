import type {
  Instance,
  MetricSink,
  QueueCounters,
  QueueGauge,
  QueueGauges,
  QueueTraffic,
} from '../kernel/ports.js';

const METRIC_PERIOD_MS = 60_000;

const gaugeMetrics: Readonly<Record<string, { of(gauge: QueueGauge): number; readonly unit: string }>> = {
  ApproximateNumberOfMessagesVisible: { of: ({ visible }) => visible, unit: 'Count' },
  ApproximateNumberOfMessagesNotVisible: { of: ({ notVisible }) => notVisible, unit: 'Count' },
  ApproximateNumberOfMessagesDelayed: { of: ({ delayed }) => delayed, unit: 'Count' },
  ApproximateAgeOfOldestMessage: { of: ({ ageOfOldestSeconds }) => ageOfOldestSeconds, unit: 'Seconds' },
};

const trafficMetrics: Readonly<Record<string, (traffic: QueueTraffic) => number>> = {
  NumberOfMessagesSent: ({ sent }) => sent,
  NumberOfMessagesReceived: ({ received }) => received,
  NumberOfMessagesDeleted: ({ deleted }) => deleted,
  NumberOfEmptyReceives: ({ emptyReceives }) => emptyReceives,
};

/**
 * Once a minute, divided by the wait scale, samples the queues and reports what went through them since the last time,
 * as SQS does to CloudWatch; also of those that are idle, of which SQS stops to report after six hours. Returns how to
 * stop.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function sampleQueues(
  instance: Instance,
  queues: QueueGauges & QueueCounters,
  metrics: MetricSink,
): () => void {
  const before = new Map<string, number>();
  const sample = () => {
    const timestampMs = instance.clock.now();
    const put = (queueName: string, name: string, value: number, unit: string) =>
      metrics.put({
        namespace: 'AWS/SQS',
        name,
        dimensions: { QueueName: queueName },
        value,
        unit,
        timestampMs,
      });
    for (const gauge of queues.gauges()) {
      for (const [name, { of, unit }] of Object.entries(gaugeMetrics)) {
        put(gauge.queueName, name, of(gauge), unit);
      }
    }
    for (const traffic of queues.traffic()) {
      for (const [name, of] of Object.entries(trafficMetrics)) {
        const key = `${traffic.queueName} ${name}`;
        const [count, earlier = 0] = [of(traffic), before.get(key)];
        before.set(key, count);
        // A queue that was made anew counts from zero.
        put(traffic.queueName, name, count < earlier ? count : count - earlier, 'Count');
      }
    }
  };
  const timer = setInterval(sample, METRIC_PERIOD_MS / instance.waitScale);
  timer.unref();
  return () => clearInterval(timer);
}
