import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { QueueGauge } from '../kernel/ports.js';
import { clientOf, testInstance, type TestInstance } from '../processes/process-host.testing.js';
import { createCloudWatch } from './cloudwatch.js';

let instance: TestInstance;
let client: CloudWatchClient;
let gauges: QueueGauge[];
let published: { topic: string; subject: string | undefined; message: Record<string, unknown> }[];

beforeEach(async () => {
  instance = await testInstance({ waitScale: 60 });
  gauges = [];
  published = [];
  instance.serve(
    createCloudWatch(instance, {
      gauges: { gauges: () => gauges },
      topics: {
        publish: async (topic, subject, message) =>
          void published.push({ topic, subject, message: JSON.parse(message) as Record<string, unknown> }),
      },
    }),
  );
  client = new CloudWatchClient({ ...clientOf(instance), maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await instance.close();
});

const topic = 'arn:aws:sns:eu-west-1:000000000000:alarms';

const alarm = (input: Partial<PutMetricAlarmCommandInput> = {}) =>
  client.send(
    new PutMetricAlarmCommand({
      AlarmName: 'dlq',
      AlarmDescription: 'Messages wait in the DLQ',
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

const stateOf = async (name: string) => {
  const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return MetricAlarms?.[0]?.StateValue;
};

describe('metrics', () => {
  const now = () => new Date(Math.floor(Date.now() / 60_000) * 60_000);
  const query = (Stat: string, EndTime: Date) =>
    new GetMetricDataCommand({
      StartTime: new Date(EndTime.getTime() - 120_000),
      EndTime,
      MetricDataQueries: [
        {
          Id: 'm',
          MetricStat: {
            Metric: {
              Namespace: 'N',
              MetricName: 'm',
              Dimensions: [
                { Name: 'a', Value: '1' },
                { Name: 'b', Value: '2' },
              ],
            },
            Period: 60,
            Stat,
          },
        },
      ],
    });

  it('come back aggregated by period, whatever the order of their dimensions', async () => {
    const minute = now();
    const Dimensions = [
      { Name: 'b', Value: '2' },
      { Name: 'a', Value: '1' },
    ];
    const at = (secondsAgo: number) => new Date(minute.getTime() - secondsAgo * 1000);
    await client.send(
      new PutMetricDataCommand({
        Namespace: 'N',
        MetricData: [
          { MetricName: 'm', Dimensions, Value: 1, Timestamp: at(100) },
          { MetricName: 'm', Dimensions, Values: [2, 10], Counts: [3, 1], Timestamp: at(50) },
          {
            MetricName: 'm',
            Dimensions,
            StatisticValues: { SampleCount: 2, Sum: 8, Minimum: 1, Maximum: 7 },
            Timestamp: at(40),
          },
        ],
      }),
    );
    const values = async (stat: string) =>
      (await client.send(query(stat, minute))).MetricDataResults?.[0]?.Values;
    expect(await values('Sum')).toEqual([24, 1]);
    expect(await values('SampleCount')).toEqual([6, 1]);
    expect(await values('Average')).toEqual([4, 1]);
    expect(await values('Minimum')).toEqual([1, 1]);
    expect(await values('Maximum')).toEqual([10, 1]);
    expect(await values('p75')).toEqual([2, 1]);
    const statistics = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'N',
        MetricName: 'm',
        Dimensions,
        StartTime: at(120),
        EndTime: minute,
        Period: 120,
        Statistics: ['Sum', 'Maximum'],
      }),
    );
    const sums = statistics.Datapoints?.map(({ Sum = 0 }) => Sum) ?? [];
    expect(sums.reduce((a, b) => a + b, 0)).toBe(25);
    const { Metrics } = await client.send(new ListMetricsCommand({ Namespace: 'N' }));
    expect(Metrics).toHaveLength(1);
  });

  it('arrive compressed as well, as the SDK sends large bodies', async () => {
    const MetricData = Array.from({ length: 500 }, (_, i) => ({ MetricName: `metric-${i}`, Value: i }));
    await client.send(new PutMetricDataCommand({ Namespace: 'Many', MetricData }));
    const { Metrics } = await client.send(new ListMetricsCommand({ Namespace: 'Many' }));
    expect(Metrics).toHaveLength(500);
  });

  it('are refused without a value', async () => {
    await expect(
      client.send(new PutMetricDataCommand({ Namespace: 'N', MetricData: [{ MetricName: 'm' }] })),
    ).rejects.toThrow(/Value, Values or StatisticValues/);
  });
});

describe('alarms', () => {
  it('follow a queue and act once for each transition', async () => {
    await alarm();
    const gauge = { queueName: 'files-dlq', visible: 0, notVisible: 0, delayed: 0, ageOfOldestSeconds: 0 };
    gauges = [gauge];
    await vi.waitFor(async () => expect(await stateOf('dlq')).toBe('OK'), { timeout: 5_000 });
    gauges = [{ ...gauge, visible: 3 }];
    await vi.waitFor(() => expect(published.at(-1)?.message['NewStateValue']).toBe('ALARM'), {
      timeout: 6_000,
    });
    // The queue stays as it is for two more periods.
    const samplesUntil = Date.now() + 2_000;
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(samplesUntil), {
      timeout: 4_000,
      interval: 100,
    });
    expect(published.map(({ message }) => message['NewStateValue'])).toEqual(['OK', 'ALARM']);
    gauges = [gauge];
    await vi.waitFor(() => expect(published).toHaveLength(3), { timeout: 6_000 });

    const [, fired] = published;
    expect(fired?.topic).toBe(topic);
    expect(fired?.subject).toBe('ALARM: "dlq" in EU (Ireland)');
    expect(fired?.message).toMatchObject({
      AlarmName: 'dlq',
      AlarmDescription: 'Messages wait in the DLQ',
      AWSAccountId: '000000000000',
      OldStateValue: 'OK',
      Region: 'EU (Ireland)',
      AlarmArn: 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:dlq',
      Trigger: {
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Namespace: 'AWS/SQS',
        StatisticType: 'Statistic',
        Statistic: 'MAXIMUM',
        Dimensions: [{ name: 'QueueName', value: 'files-dlq' }],
        Period: 1,
        Threshold: 0,
      },
    });
    expect(fired?.message['NewStateReason']).toMatch(
      /^Threshold Crossed: 1 datapoint \[3\.0\] was greater than/,
    );
    expect(fired?.message['StateChangeTime']).toMatch(/\+0000$/);
  });

  it('can be set by hand, until the next evaluation', async () => {
    await alarm({ AlarmName: 'manual', Period: 2 });
    const set = () =>
      client.send(
        new SetAlarmStateCommand({ AlarmName: 'manual', StateValue: 'ALARM', StateReason: 'a drill' }),
      );
    await set();
    await set();
    expect(published.filter(({ message }) => message['NewStateReason'] === 'a drill')).toHaveLength(1);
    await vi.waitFor(async () => expect(await stateOf('manual')).toBe('OK'), { timeout: 6_000 });
    await expect(
      client.send(new SetAlarmStateCommand({ AlarmName: 'none', StateValue: 'OK', StateReason: '' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it('do nothing while their actions are off, and go when deleted', async () => {
    await alarm({ AlarmName: 'silent', ActionsEnabled: false, TreatMissingData: 'breaching' });
    await vi.waitFor(async () => expect(await stateOf('silent')).toBe('ALARM'), { timeout: 5_000 });
    expect(published).toEqual([]);
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['silent'] }));
    expect(await stateOf('silent')).toBeUndefined();
  });

  it('refuse what they cannot compute', async () => {
    await expect(alarm({ DatapointsToAlarm: 2 })).rejects.toThrow(/DatapointsToAlarm/);
    await expect(alarm({ Statistic: undefined })).rejects.toThrow(/Exactly one/);
  });
});
