import { PutMetricAlarmCommand, SetAlarmStateCommand, type StateValue } from '@aws-sdk/client-cloudwatch';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createAlarm, describeAlarm, leastAlarm } from '../resources/alarm.js';
import { createTopic, subscribeQueue } from '../resources/topic.js';
import { receiveNotification } from '../sns/receive-delivery.js';

const { cloudWatch } = clients;

const setState = (AlarmName: string, StateValue: StateValue, StateReason = 'a drill') =>
  cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));

/** A topic and the queue that hears of it. */
async function createAudience() {
  const topicArn = await createTopic();
  return { topicArn, queue: await subscribeQueue(topicArn) };
}

async function nextMessage(queueUrl: string): Promise<Record<string, unknown>> {
  const { Message } = await receiveNotification(queueUrl);
  return JSON.parse(Message) as Record<string, unknown>;
}

/** Without data it stays as it was set. */
const kept = { TreatMissingData: 'ignore' };
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);

conformance('cloudwatch', 'alarm actions', (conforms) => {
  conforms('tells a topic how its state changed', async () => {
    const { topicArn, queue } = await createAudience();
    const name = await createAlarm({
      ...kept,
      AlarmDescription: 'Messages wait',
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: 'files-dlq' }],
      Statistic: 'Maximum',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      AlarmActions: [topicArn],
      OKActions: [topicArn],
    });
    const { AlarmArn } = await describeAlarm(name);
    await setState(name, 'ALARM');
    const { Subject, Message } = await receiveNotification(queue.url);
    const message = JSON.parse(Message) as Record<string, unknown>;
    expect(message).toMatchObject({
      AlarmName: name,
      AlarmDescription: 'Messages wait',
      AWSAccountId: topicArn.split(':')[4],
      AlarmConfigurationUpdatedTimestamp: time,
      NewStateValue: 'ALARM',
      NewStateReason: 'a drill',
      StateChangeTime: time,
      Region: expect.stringMatching(/\(.+\)$/),
      AlarmArn,
      OldStateValue: 'INSUFFICIENT_DATA',
      OKActions: [topicArn],
      AlarmActions: [topicArn],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Namespace: 'AWS/SQS',
        StatisticType: 'Statistic',
        Statistic: 'MAXIMUM',
        Unit: null,
        Dimensions: [{ name: 'QueueName', value: 'files-dlq' }],
        Period: 10,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        TreatMissingData: 'ignore',
        EvaluateLowSampleCountPercentile: '',
      },
    });
    expect(Subject).toBe(`ALARM: "${name}" in ${String(message['Region'])}`);
  });

  conforms('acts once for a state that it is in already', async () => {
    const { topicArn, queue } = await createAudience();
    const name = await createAlarm({ ...kept, AlarmActions: [topicArn], OKActions: [topicArn] });
    await setState(name, 'ALARM', 'first');
    await setState(name, 'ALARM', 'second');
    await setState(name, 'OK', 'third');
    // SNS may deliver them in another order.
    const reasons = [await nextMessage(queue.url), await nextMessage(queue.url)].map(
      ({ NewStateReason }) => NewStateReason,
    );
    expect(reasons.toSorted()).toEqual(['first', 'third']);
  });

  conforms('does all that stands for the state that it comes into, and nothing else', async () => {
    const [first, second] = [await createAudience(), await createAudience()];
    const actions = [first.topicArn, second.topicArn];
    const name = await createAlarm({ ...kept, InsufficientDataActions: actions });
    await setState(name, 'ALARM');
    await setState(name, 'OK');
    await setState(name, 'INSUFFICIENT_DATA');
    for (const { queue } of [first, second]) {
      expect(await nextMessage(queue.url)).toMatchObject({
        OldStateValue: 'OK',
        NewStateValue: 'INSUFFICIENT_DATA',
      });
    }
  });

  conforms('does nothing while its actions are off', async () => {
    const { topicArn, queue } = await createAudience();
    const settings = { ...leastAlarm, ...kept, AlarmActions: [topicArn], OKActions: [topicArn] };
    const name = await createAlarm({ ...settings, ActionsEnabled: false });
    await setState(name, 'ALARM');
    expect(await describeAlarm(name)).toMatchObject({ StateValue: 'ALARM', ActionsEnabled: false });
    await cloudWatch.send(new PutMetricAlarmCommand({ ...settings, AlarmName: name, ActionsEnabled: true }));
    await setState(name, 'OK');
    expect(await nextMessage(queue.url)).toMatchObject({ OldStateValue: 'ALARM', NewStateValue: 'OK' });
  });
});
