import { DeleteAlarmsCommand, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { DeleteStreamCommand, paginateListStreams } from '@aws-sdk/client-kinesis';
import {
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  paginateListEventSourceMappings,
  paginateListFunctions,
} from '@aws-sdk/client-lambda';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { DeleteTopicCommand, paginateListTopics } from '@aws-sdk/client-sns';
import { DeleteQueueCommand, paginateListQueues } from '@aws-sdk/client-sqs';
import { createClients, destroyClients, type Clients } from '../create-clients.js';
import { removeBucket } from '../resources/remove-bucket.js';
import type { Target } from '../target.js';
import type { Leftover } from './leftover.js';
import { warehouseLeftovers } from './sweep-warehouse.js';

/** What the run made things in. */
export interface SweptParts {
  readonly warehouse: boolean;
  readonly rest: boolean;
}

/**
 * Removes what a run left behind under its prefix; each case removes its own, so there is something only after a run
 * that was broken off. Returns what it removed. Throws `AggregateError` for what stayed.
 */
export async function sweep(target: Target, parts: SweptParts): Promise<readonly string[]> {
  const clients = createClients(target);
  const removed: string[] = [];
  const failures: unknown[] = [];
  try {
    const swept = [
      ...(parts.rest ? [leftovers(clients, target.prefix)] : []),
      ...(parts.warehouse ? [warehouseLeftovers(clients, target)] : []),
    ];
    for (const part of swept) {
      try {
        for await (const { name, remove } of part) {
          await remove().then(
            () => removed.push(name),
            (error: unknown) => failures.push(new Error(`${name} stayed`, { cause: error })),
          );
        }
      } catch (error) {
        failures.push(new Error('What stayed could not be listed', { cause: error }));
      }
    }
  } finally {
    destroyClients(clients);
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be removed.');
  return removed;
}

/** What calls others first. */
async function* leftovers(clients: Clients, prefix: string): AsyncGenerator<Leftover> {
  const { cloudWatch, kinesis, lambda, s3, sns, sqs } = clients;
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client: lambda }, {})) {
    for (const { UUID, FunctionArn = '' } of EventSourceMappings) {
      if (!FunctionArn.includes(`:function:${prefix}`)) continue;
      yield {
        name: `mapping ${UUID}`,
        remove: () => lambda.send(new DeleteEventSourceMappingCommand({ UUID })),
      };
    }
  }
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    for (const { FunctionName = '' } of Functions) {
      if (!FunctionName.startsWith(prefix)) continue;
      const remove = () => lambda.send(new DeleteFunctionCommand({ FunctionName }));
      yield { name: `function ${FunctionName}`, remove };
    }
  }
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
    { client: cloudWatch },
    { AlarmNamePrefix: prefix },
  )) {
    for (const { AlarmName = '' } of MetricAlarms) {
      const remove = () => cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
      yield { name: `alarm ${AlarmName}`, remove };
    }
  }
  for await (const { Topics = [] } of paginateListTopics({ client: sns }, {})) {
    for (const { TopicArn = '' } of Topics) {
      if (!TopicArn.split(':').at(-1)?.startsWith(prefix)) continue;
      yield { name: TopicArn, remove: () => sns.send(new DeleteTopicCommand({ TopicArn })) };
    }
  }
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  for (const { Name = '' } of Buckets) {
    if (Name.startsWith(prefix)) yield { name: `bucket ${Name}`, remove: () => removeBucket(s3, Name) };
  }
  for await (const { StreamNames = [] } of paginateListStreams({ client: kinesis }, {})) {
    for (const StreamName of StreamNames.filter((name) => name.startsWith(prefix))) {
      const remove = () =>
        kinesis.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }));
      yield { name: `stream ${StreamName}`, remove };
    }
  }
  for await (const { QueueUrls = [] } of paginateListQueues({ client: sqs }, { QueueNamePrefix: prefix })) {
    for (const QueueUrl of QueueUrls) {
      yield { name: QueueUrl, remove: () => sqs.send(new DeleteQueueCommand({ QueueUrl })) };
    }
  }
}
