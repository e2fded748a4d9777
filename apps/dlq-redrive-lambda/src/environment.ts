import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { awsClientSettings, parseEnvironment, type EnvironmentVariables } from '@sluice/config';
import { createLogger, createMetrics, type Logger, type Metrics } from '@sluice/logging';
import { createMessageQueue, type MessageQueue } from '@sluice/message-queue';
import { createMetricReader, type MetricReader } from '@sluice/metric-reader';
import { configSchema, type Config } from './config.js';
import { operatorsTopic, type TellOperators } from './tell-operators.js';

/** Everything the function reaches outside itself. */
export interface Environment {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly queue: Pick<MessageQueue, 'depth' | 'listMoveTasks' | 'startMoveTask'>;
  readonly metricReader: MetricReader;
  /** Absent when nobody is to be told. */
  readonly tellOperators?: TellOperators;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Reads the configuration and builds the clients, once in the life of a process. */
export function createEnvironment(variables: EnvironmentVariables): Environment {
  const config = parseEnvironment(configSchema, variables);
  const settings = awsClientSettings(variables);
  const topicArn = config.OPERATORS_TOPIC_ARN;
  return {
    config,
    logger: createLogger({ service: 'dlq-redrive', level: config.LOG_LEVEL }),
    metrics: createMetrics({ namespace: config.METRICS_NAMESPACE, service: 'dlq-redrive' }),
    queue: createMessageQueue(new SQSClient(settings)),
    metricReader: createMetricReader(new CloudWatchClient(settings)),
    ...(topicArn === undefined ? {} : { tellOperators: operatorsTopic(new SNSClient(settings), topicArn) }),
    now: Date.now,
  };
}
