import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { laneNames } from '@sluice/topology';
import type { StackContext } from '../stack-context.js';

export interface Topics {
  readonly alarms: string;
  readonly operators: string;
}

export async function provisionTopics({ names, clients }: StackContext): Promise<Topics> {
  const create = async (Name: string) => {
    const { TopicArn } = await clients.sns.send(new CreateTopicCommand({ Name }));
    if (TopicArn === undefined) throw new Error(`no ARN came back for the topic ${Name}`);
    return TopicArn;
  };
  return { alarms: await create(names.alarmTopic), operators: await create(names.operatorsTopic) };
}

/** Dead-letter queue not empty → alarm → topic → the redrive function. */
export async function provisionAlarms(
  { topology, names, clients }: StackContext,
  topics: Topics,
  redriveFunctionArn: string,
): Promise<void> {
  await clients.sns.send(
    new SubscribeCommand({ TopicArn: topics.alarms, Protocol: 'lambda', Endpoint: redriveFunctionArn }),
  );
  const { periodSeconds, evaluationPeriods, threshold, treatMissingData } = topology.deadLetterAlarm;
  for (const lane of laneNames)
    await clients.cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: names.deadLetterAlarms[lane],
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: names.queues[`${lane}Dlq`] }],
        Statistic: 'Maximum',
        Period: periodSeconds,
        EvaluationPeriods: evaluationPeriods,
        Threshold: threshold,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: treatMissingData,
        AlarmActions: [topics.alarms],
        OKActions: [topics.alarms],
      }),
    );
}
