import { PutMetricAlarmCommand, type PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { laneNames, type LaneName, type ResourceNames, type Topology } from '@sluice/topology';
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

/** The alarm on a lane's dead-letter queue, without its actions: Terraform makes the same. */
export function deadLetterAlarm(
  topology: Topology,
  names: ResourceNames,
  lane: LaneName,
): PutMetricAlarmCommandInput {
  const { periodSeconds, evaluationPeriods, threshold, treatMissingData } = topology.deadLetterAlarm;
  return {
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
  };
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
  for (const lane of laneNames)
    await clients.cloudWatch.send(
      new PutMetricAlarmCommand({
        ...deadLetterAlarm(topology, names, lane),
        AlarmActions: [topics.alarms],
        OKActions: [topics.alarms],
      }),
    );
}
