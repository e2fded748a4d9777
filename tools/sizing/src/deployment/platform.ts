import { daysPerMonth, hoursPerMonth, secondsPerMonth } from '../calendar.js';
import type { Inputs } from '../inputs.js';
import type { Charge, Line } from '../line.js';
import { by, per, product } from '../quantity.js';
import type { Volumes } from './volumes.js';

/** Data keys of queues, streams and buckets are reused for five minutes (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html). */
const dataKeySeconds = 300;
const queues = 6;
const buckets = 3;
/** By dataset: five of the processor in two lanes and two more, four of the transform, some five reasons of rejects. */
const metricsPerDataset = 21;
/** `Halted`, `Wedged`, and two for each of two lanes. */
const metricsOfProcessor = 6;

/** The key. Each of the queues, buckets and shards asks for a data key to write and one to read, as often as it may. */
export function encryptionLines(shards: number, charge: Charge): Line[] {
  return [
    charge('KMS', 'key', 'kms.keyMonth', product(by(1, 'key'))),
    charge(
      'KMS',
      'requests',
      'kms.tenThousandRequests',
      product(
        by(queues + buckets + shards, 'queues, buckets and shards'),
        by(2, 'requests'),
        by(secondsPerMonth, 's'),
        per(dataKeySeconds, 's'),
        per(10_000, ''),
      ),
    ),
  ];
}

/** Logs are of `events`: invocations, messages and loads. */
export function monitoringLines(events: number, inputs: Inputs, charge: Charge): Line[] {
  const logs = [by(events, 'events'), by(inputs.logBytesPerEvent, 'B'), per(1e9, '')];
  const metrics = metricsOfProcessor + metricsPerDataset * inputs.datasets + inputs.insightsMetrics;
  return [
    charge('CloudWatch', 'logs, taken in', 'cloudwatch.logsGb', product(...logs)),
    charge(
      'CloudWatch',
      'logs, stored',
      'cloudwatch.logsGbMonth',
      product(...logs, by(inputs.logDays, 'days'), per(daysPerMonth, 'days')),
    ),
    charge('CloudWatch', 'alarms', 'cloudwatch.alarmMonth', product(by(inputs.alarmMetrics, 'metrics'))),
    charge('CloudWatch', 'metrics', 'cloudwatch.metricMonth', product(by(metrics, 'metrics'))),
    charge('CloudWatch', 'dashboard', 'cloudwatch.dashboardMonth', product(by(1, 'dashboard'))),
  ];
}

/** What tasks receive goes through endpoints; S3's is a gateway and free. */
export function networkLines(volumes: Volumes, inputs: Inputs, charge: Charge): Line[] {
  return [
    charge(
      'VPC endpoints',
      'hours',
      'vpc.endpointHour',
      product(
        by(inputs.interfaceEndpoints, 'endpoints'),
        by(inputs.availabilityZones, 'zones'),
        by(hoursPerMonth, 'h'),
      ),
    ),
    charge(
      'VPC endpoints',
      'row batches received',
      'vpc.endpointGb',
      product(by(volumes.streamGb, 'GB'), by(inputs.messageShare, 'as messages')),
    ),
  ];
}
