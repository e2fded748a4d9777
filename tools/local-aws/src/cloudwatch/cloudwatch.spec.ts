import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startInstance, type TestInstance } from '../kernel/instance.testing.js';
import type { QueueGauge, QueueTraffic, TopicPublisher } from '../kernel/ports.js';
import { createCloudWatch } from './cloudwatch.js';

let local: TestInstance;
let service: ReturnType<typeof createCloudWatch>;
let client: CloudWatchClient;
let gauges: QueueGauge[];
let traffic: QueueTraffic[];
let published: { topic: string; subject: string | undefined; message: Record<string, unknown> }[];
let publish: TopicPublisher['publish'];

beforeEach(async () => {
  gauges = [];
  traffic = [];
  published = [];
  publish = async (topicArn, subject, message) =>
    void published.push({
      topic: topicArn,
      subject,
      message: JSON.parse(message) as Record<string, unknown>,
    });
  local = await startInstance((instance) => {
    service = createCloudWatch(instance, {
      queues: { gauges: () => gauges, traffic: () => traffic },
      topics: { publish: (...args) => publish(...args) },
    });
    return [service];
  });
  client = new CloudWatchClient(local.client);
});

afterEach(async () => {
  client.destroy();
  await local.stop();
});

const topic = 'arn:aws:sns:eu-central-1:000000000000:alarms';
const gauge = { queueName: 'files-dlq', visible: 0, notVisible: 0, delayed: 0, ageOfOldestSeconds: 0 };

const alarm = (input: Partial<PutMetricAlarmCommandInput> = {}) =>
  client.send(
    new PutMetricAlarmCommand({
      AlarmName: 'dlq',
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: 'files-dlq' }],
      Statistic: 'Maximum',
      Period: 1,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [topic],
      OKActions: [topic],
      ...input,
    }),
  );

/** The sum of a metric without dimensions over the last and the coming minutes. */
const sumOf = async (namespace: string, name: string, Unit?: 'Count' | 'Seconds', Period = 3_600) => {
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 120_000),
      EndTime: new Date(Date.now() + 120_000),
      MetricDataQueries: [
        {
          Id: 'q',
          MetricStat: {
            Metric: { Namespace: namespace, MetricName: name },
            Period,
            Stat: 'Sum',
            ...(Unit === undefined ? {} : { Unit }),
          },
        },
      ],
    }),
  );
  return MetricDataResults?.[0];
};

describe('alarms', () => {
  it('follow a queue, with the periods of a scaled deployment, and act once for each change', async () => {
    await alarm();
    gauges = [gauge];
    await vi.waitFor(() => expect(published).toHaveLength(1), { timeout: 10_000 });
    gauges = [{ ...gauge, visible: 3 }];
    await vi.waitFor(() => expect(published).toHaveLength(2), { timeout: 10_000 });
    gauges = [gauge];
    await vi.waitFor(() => expect(published).toHaveLength(3), { timeout: 10_000 });
    expect(published.map(({ subject }) => subject)).toEqual([
      'OK: "dlq" in EU (Frankfurt)',
      'ALARM: "dlq" in EU (Frankfurt)',
      'OK: "dlq" in EU (Frankfurt)',
    ]);
    expect(published[1]).toMatchObject({
      topic,
      message: { OldStateValue: 'OK', Trigger: { Period: 1, Dimensions: [{ name: 'QueueName' }] } },
    });
  });

  it('tell of themselves within what SNS takes as a subject', async () => {
    const AlarmName = 'a'.repeat(255);
    await alarm({ AlarmName, TreatMissingData: 'ignore' });
    await client.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'a drill' }));
    expect(published.map(({ subject }) => subject?.length)).toEqual([100]);
  });

  it('warn of a topic that is not there', async () => {
    publish = async () => Promise.reject(new Error('Topic does not exist'));
    await alarm({ AlarmName: 'lost', TreatMissingData: 'ignore' });
    const set = { AlarmName: 'lost', StateValue: 'ALARM', StateReason: 'a drill' } as const;
    await client.send(new SetAlarmStateCommand(set));
    await vi.waitFor(() => expect(local.warnings).toEqual(['alarm lost: Error: Topic does not exist']));
  });

  it('refuse what they would otherwise have to ignore', async () => {
    const refused = {
      name: 'ValidationException',
      message: expect.stringContaining('local-aws does not implement'),
    };
    const functionArn = 'arn:aws:lambda:eu-central-1:000000000000:function:redrive';
    await expect(alarm({ AlarmActions: [functionArn] })).rejects.toMatchObject(refused);
    await expect(alarm({ Metrics: [{ Id: 'm', Expression: 'a/b' }] })).rejects.toMatchObject(refused);
    await expect(alarm({ EvaluateLowSampleCountPercentile: 'ignore' })).rejects.toMatchObject(refused);
    const averages = { Statistic: undefined, ExtendedStatistic: 'tm90' };
    await expect(alarm(averages)).rejects.toMatchObject(refused);
    const children = new DescribeAlarmsCommand({ ChildrenOfAlarmName: 'a' });
    await expect(client.send(children)).rejects.toMatchObject(refused);
  });
});

describe('metrics', () => {
  it('come from inside with their unit and resolution', async () => {
    const datum = { namespace: 'Sluice', name: 'rows', dimensions: {}, timestampMs: Date.now() };
    service.put({ ...datum, value: 2, unit: 'Count', storageResolutionSeconds: 1 });
    service.put({ ...datum, value: 3, unit: 'Seconds' });
    service.put({ ...datum, value: 4, unit: 'Rows' });
    expect((await sumOf('Sluice', 'rows', 'Count'))?.Values).toEqual([2]);
    expect((await sumOf('Sluice', 'rows', 'Seconds'))?.Values).toEqual([3]);
    expect(await sumOf('Sluice', 'rows')).toMatchObject({
      Values: [2],
      Messages: [{ Code: 'MultipleUnits', Value: "Multiple units returned: '[Count, Seconds, None]'" }],
    });
  });

  it('are read by the periods of a scaled deployment', async () => {
    const datum = { namespace: 'Sluice', name: 'halted', dimensions: {}, timestampMs: Date.now() };
    service.put({ ...datum, value: 1 });
    // Two minutes divided by sixty.
    expect((await sumOf('Sluice', 'halted', undefined, 2))?.Values).toEqual([1]);
  });

  it('of the services themselves cannot be put', async () => {
    const put = new PutMetricDataCommand({
      Namespace: 'AWS/SQS',
      MetricData: [{ MetricName: 'm', Value: 1 }],
    });
    await expect(client.send(put)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });

  it('of large requests are named in the request log', async () => {
    const MetricData = Array.from({ length: 500 }, (_, i) => ({ MetricName: `metric-${i}`, Value: i }));
    await client.send(new PutMetricDataCommand({ Namespace: 'Many', MetricData }));
    expect(local.listener.requests.list().at(-1)).toMatchObject({
      operation: 'PutMetricData',
      resource: 'metric-0',
    });
  });
});

describe('other protocols', () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=tester/20261123/eu-central-1/monitoring/aws4_request, SignedHeaders=host, Signature=0';

  it('are told what is spoken here', async () => {
    const form = await fetch(local.listener.endpoint, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=DescribeAlarms&Version=2010-08-01',
    });
    expect([form.status, await form.text()]).toEqual([
      404,
      expect.stringMatching(/<Error>.*local-aws speaks CloudWatch as AWS JSON/),
    ]);
    const cbor = await fetch(
      `${local.listener.endpoint}/service/GraniteServiceVersion20100801/operation/DescribeAlarms`,
      { method: 'POST', headers: { authorization, 'smithy-protocol': 'rpc-v2-cbor' } },
    );
    expect([cbor.status, await cbor.text()]).toEqual([404, expect.stringContaining('speaks CloudWatch')]);
  });
});
