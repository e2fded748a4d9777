import type { Instance, MetricSink, QueueGauges, TopicPublisher } from '../kernel/ports.js';
import { jsonResponse, operationNamed, type AwsService } from '../kernel/service.js';
import { deleteAlarms, describeAlarms, putMetricAlarm, setAlarmState } from './alarm-operations.js';
import { AlarmRegistry } from './alarm-registry.js';
import { getMetricData, getMetricStatistics, listMetrics, putMetricData } from './metric-operations.js';
import { MetricStore } from './metric-store.js';
import { sampleQueues } from './queue-metrics.js';
import { jsonBody } from './request-input.js';

/** CloudWatch metrics and alarms, in memory. Spoken as AWS JSON, which today's SDKs and the CLI choose. */
export function createCloudWatch(
  instance: Instance,
  ports: { readonly gauges: QueueGauges; readonly topics: TopicPublisher },
): AwsService & MetricSink {
  const store = new MetricStore();
  const alarms = new AlarmRegistry(instance, store, ports.topics);
  const sink: MetricSink = { put: (datum) => store.put(datum) };
  const stopSampling = sampleQueues(instance, ports.gauges, sink);
  const operations: Readonly<Record<string, (body: unknown) => object>> = {
    PutMetricData: (body) => putMetricData(store, instance.clock, body),
    GetMetricData: (body) => getMetricData(store, body),
    GetMetricStatistics: (body) => getMetricStatistics(store, body),
    ListMetrics: (body) => listMetrics(store, body),
    PutMetricAlarm: (body) => putMetricAlarm(alarms, body),
    DescribeAlarms: (body) => describeAlarms(alarms, body),
    DeleteAlarms: (body) => deleteAlarms(alarms, body),
    SetAlarmState: (body) => setAlarmState(alarms, body),
  };

  return {
    ...sink,
    name: 'monitoring',
    protocol: 'json',
    handle: async (request) => {
      const run = operationNamed(operations, 'json', request.operation);
      return jsonResponse(run(await jsonBody(request)));
    },
    close: async () => {
      stopSampling();
      alarms.close();
    },
  };
}
