import { errorResponse } from '../kernel/errors.js';
import type { Instance, MetricSink, QueueCounters, QueueGauges, TopicPublisher } from '../kernel/ports.js';
import { AwsError, jsonResponse, operationNamed, type AwsService } from '../kernel/service.js';
import { AlarmRegistry } from './alarm-registry.js';
import { deleteAlarms } from './delete-alarms.js';
import { describeAlarms } from './describe-alarms.js';
import { getMetricData } from './get-metric-data.js';
import { MetricStore } from './metric-store.js';
import { putMetricAlarm } from './put-metric-alarm.js';
import { putMetricData } from './put-metric-data.js';
import { sampleQueues } from './queue-metrics.js';
import { jsonBody } from './request-input.js';
import { setAlarmState } from './set-alarm-state.js';
import { isStandardUnit } from '../kernel/standard-units.js';

/**
 * CloudWatch metrics and alarms, in memory. Spoken as AWS JSON, which today's SDKs and the CLI choose; a client that
 * speaks the query protocol or CBOR is told so.
 */
export function createCloudWatch(
  instance: Instance,
  ports: { readonly queues: QueueGauges & QueueCounters; readonly topics: TopicPublisher },
): AwsService & MetricSink {
  const store = new MetricStore(instance.waitScale);
  const alarms = new AlarmRegistry(instance, store, ports.topics);
  const sink: MetricSink = {
    put: ({ unit = 'None', timestampMs, storageResolutionSeconds = 60, value, ...id }) => {
      const when = { timestampMs, unit: isStandardUnit(unit) ? unit : 'None', storageResolutionSeconds };
      store.put(id, new Map([[value, 1]]), when);
    },
  };
  const stopSampling = sampleQueues(instance, ports.queues, sink);
  const operations: Readonly<Record<string, (body: unknown) => object>> = {
    PutMetricData: (body) => putMetricData(store, instance.clock, body),
    GetMetricData: (body) => getMetricData(store, instance.waitScale, body),
    PutMetricAlarm: (body) => putMetricAlarm(alarms, instance.waitScale, body),
    DescribeAlarms: (body) => describeAlarms(alarms, body),
    DeleteAlarms: (body) => deleteAlarms(alarms, body),
    SetAlarmState: (body) => setAlarmState(alarms, body),
  };

  return {
    ...sink,
    name: 'monitoring',
    protocol: 'json',
    handle: async (request) => {
      if (request.operation === undefined) {
        const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
        return errorResponse(form ? 'query' : 'json', otherProtocol(), request.requestId, 'monitoring');
      }
      const run = operationNamed(operations, 'json', request.operation);
      return jsonResponse(run(await jsonBody(request)));
    },
    close: async () => {
      stopSampling();
      alarms.close();
    },
  };
}

const otherProtocol = () =>
  new AwsError(
    'UnknownOperationException',
    'local-aws speaks CloudWatch as AWS JSON, and neither the query protocol nor CBOR.',
    404,
  );
