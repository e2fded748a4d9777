import type { AgentAnswer, AgentTask } from './task-agent.js';

/**
 * `ECS_CONTAINER_METADATA_URI_V4` itself says what the container is, and `/task` below it what the task is.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate-response.html
 */
export function taskMetadata(task: AgentTask, rest: string): AgentAnswer | undefined {
  const { taskArn, service, startedAtMs } = task;
  const startedAt = new Date(startedAtMs).toISOString();
  const status = { DesiredStatus: task.stopping() ? 'STOPPED' : 'RUNNING', KnownStatus: 'RUNNING' };
  const container = {
    DockerId: taskArn.slice(taskArn.lastIndexOf('/') + 1),
    Name: service,
    DockerName: service,
    ...status,
    CreatedAt: startedAt,
    StartedAt: startedAt,
    Type: 'NORMAL',
  };
  if (rest === '') return { status: 200, body: container };
  if (rest !== '/task') return undefined;
  const body = {
    Cluster: taskArn.split('/').at(-2),
    TaskARN: taskArn,
    Family: service,
    Revision: '1',
    ServiceName: service,
    ...status,
    LaunchType: 'FARGATE',
    Containers: [container],
  };
  return { status: 200, body };
}
