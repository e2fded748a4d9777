import { SetAlarmStateCommand, type StateValue } from '@aws-sdk/client-cloudwatch';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createAlarm, describeAlarm } from '../resources/alarm.js';
import { freshName } from '../resources/fresh-name.js';
import { createQueue } from '../resources/queue.js';
import { putMetricData } from './metric-data.js';

const { cloudWatch, sqs } = clients;

/** Alarms of less than a minute are evaluated every ten seconds; data takes its time to get there. */
const waitSeconds = 90;

const becomes = (name: string, state: StateValue, seconds = waitSeconds) =>
  eventually(async () => {
    const alarm = await describeAlarm(name);
    expect(alarm.StateValue).toBe(state);
    return alarm;
  }, seconds);

const set = (AlarmName: string, StateValue: StateValue) =>
  cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a drill' }));

/** By the second, so that periods of ten seconds can tell. */
const datum = (Value: number, secondsAgo = 0) => ({
  MetricName: 'm',
  Value,
  Timestamp: new Date(Date.now() - secondsAgo * 1000),
  StorageResolution: 1,
});

conformance('cloudwatch', 'alarm evaluation', (conforms) => {
  conforms('goes off and calms down with its metric, and says why', { waitSeconds: 180 }, async () => {
    const Namespace = freshName('metrics');
    const name = await createAlarm({
      Namespace,
      MetricName: 'm',
      Statistic: 'Minimum',
      Threshold: 1,
      TreatMissingData: 'ignore',
    });
    await putMetricData(Namespace, datum(5));
    const raised = await becomes(name, 'ALARM');
    expect(raised.StateReason).toMatch(
      /^Threshold Crossed: 1 datapoint \[5\.0 \(\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d\)\] was greater than the threshold \(1\.0\)\.$/,
    );
    expect(JSON.parse(raised.StateReasonData ?? '')).toMatchObject({
      version: '1.0',
      statistic: 'Minimum',
      period: 10,
      recentDatapoints: [5],
      threshold: 1,
    });
    await putMetricData(Namespace, datum(0));
    const calm = await becomes(name, 'OK');
    expect(calm.StateReason).toMatch(/^Threshold Crossed: 1 datapoint \[0\.0 \(.*was not greater than/);
  });

  conforms('treats missing data as it is told', { waitSeconds: 180 }, async () => {
    const [breaching, notBreaching, missing, ignored] = [
      await createAlarm({ TreatMissingData: 'breaching' }),
      await createAlarm({ TreatMissingData: 'notBreaching' }),
      await createAlarm({ TreatMissingData: 'missing' }),
      await createAlarm({ TreatMissingData: 'ignore' }),
    ];
    await set(missing, 'ALARM');
    await set(ignored, 'ALARM');
    const { StateReason } = await becomes(breaching, 'ALARM');
    expect(StateReason).toBe(
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].',
    );
    await becomes(notBreaching, 'OK');
    const insufficient = await becomes(missing, 'INSUFFICIENT_DATA');
    expect(insufficient.StateReason).toBe('Insufficient Data: 1 datapoint was unknown.');
    expect(await describeAlarm(ignored)).toMatchObject({ StateValue: 'ALARM', StateReason: 'a drill' });
  });

  conforms('goes back to what its metric says when it was set by hand', { waitSeconds: 180 }, async () => {
    const name = await createAlarm({ TreatMissingData: 'notBreaching' });
    await set(name, 'ALARM');
    await becomes(name, 'OK');
  });

  conforms('goes off when enough of its periods say so', { waitSeconds: 180 }, async () => {
    const Namespace = freshName('metrics');
    const settings = {
      Namespace,
      MetricName: 'm',
      Statistic: 'Maximum',
      Threshold: 1,
      EvaluationPeriods: 3,
      TreatMissingData: 'ignore',
    } as const;
    const two = await createAlarm({ ...settings, DatapointsToAlarm: 2 });
    const three = await createAlarm({ ...settings, DatapointsToAlarm: 3 });
    await putMetricData(Namespace, datum(5, 25), datum(0, 15), datum(5, 5));
    const { StateReason } = await becomes(two, 'ALARM');
    expect(StateReason).toMatch(/^Threshold Crossed: 2 out of the last 3 datapoints \[/);
    await becomes(three, 'OK');
  });

  conforms('watches data of its unit alone', { waitSeconds: 180 }, async () => {
    const Namespace = freshName('metrics');
    const settings = { Namespace, MetricName: 'm', Threshold: 1, TreatMissingData: 'ignore' };
    const seconds = await createAlarm({ ...settings, Unit: 'Seconds' });
    const count = await createAlarm({ ...settings, Unit: 'Count' });
    await putMetricData(Namespace, { ...datum(5), Unit: 'Seconds' });
    await putMetricData(Namespace, { ...datum(0), Unit: 'Count' });
    await becomes(seconds, 'ALARM');
    await becomes(count, 'OK');
  });

  conforms('goes off when messages wait in a queue', { waitSeconds: 600 }, async () => {
    const queue = await createQueue();
    await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'm' }));
    const name = await createAlarm({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: queue.name }],
      Statistic: 'Maximum',
      Period: 60,
      Threshold: 0,
      TreatMissingData: 'notBreaching',
    });
    // Once a minute the queue says how many; on AWS that takes a few minutes more.
    await becomes(name, 'ALARM', 600);
  });
});
