import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  type ECSClient,
} from '@aws-sdk/client-ecs';
import type { ResourceNames } from '@sluice/topology';
import { CliError } from '../cli-error.js';

export interface ProcessorStatus {
  readonly service: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  readonly tasks: readonly TaskStatus[];
}

export interface TaskStatus {
  /** The last part of its ARN. */
  readonly id: string;
  /** ECS's, for example `RUNNING`. */
  readonly status: string;
  /** ISO 8601 UTC; null before it has started. */
  readonly startedAt: string | null;
}

/** What DescribeTasks takes. */
const mostTasks = 100;

export async function processorStatus(
  client: Pick<ECSClient, 'send'>,
  { cluster, processor }: Pick<ResourceNames, 'cluster' | 'processor'>,
): Promise<ProcessorStatus> {
  const { services = [] } = await client.send(
    new DescribeServicesCommand({ cluster, services: [processor] }),
  );
  const [service] = services;
  if (service === undefined) throw new CliError(`there is no service ${processor} in the cluster ${cluster}`);
  const { taskArns = [] } = await client.send(new ListTasksCommand({ cluster, serviceName: processor }));
  const { tasks = [] } =
    taskArns.length === 0
      ? {}
      : await client.send(new DescribeTasksCommand({ cluster, tasks: taskArns.slice(0, mostTasks) }));
  return {
    service: processor,
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    pending: service.pendingCount ?? 0,
    tasks: tasks
      .map(({ taskArn = '', lastStatus = 'UNKNOWN', startedAt }) => ({
        id: taskArn.split('/').at(-1) ?? taskArn,
        status: lastStatus,
        startedAt: startedAt?.toISOString() ?? null,
      }))
      .sort((one, other) => ((one.startedAt ?? '') < (other.startedAt ?? '') ? -1 : 1)),
  };
}
