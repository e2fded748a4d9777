import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { attempt } from './errors.js';

/** A move of messages out of a dead-letter queue, as SQS remembers it. */
export interface MoveTask {
  /** Only of a running task: cancelling takes it. */
  readonly taskHandle?: string;
  readonly status: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';
  /** Milliseconds. */
  readonly startedAt: number;
  readonly moved: number;
  /** Of a running task. */
  readonly toMove?: number;
  readonly maxMessagesPerSecond?: number;
  /** SQS's code, of a failed task. */
  readonly failureReason?: string;
}

export interface MoveTaskRequest {
  /** The dead-letter queue. */
  readonly sourceArn: string;
  /** Always named: SQS knows no way back for a message that was sent to the DLQ rather than dead-lettered. */
  readonly destinationArn: string;
  /** At most 500. */
  readonly maxMessagesPerSecond: number;
}

export async function startMoveTask(
  client: SQSClient,
  { sourceArn, destinationArn, maxMessagesPerSecond }: MoveTaskRequest,
): Promise<{ taskHandle: string }> {
  const command = new StartMessageMoveTaskCommand({
    SourceArn: sourceArn,
    DestinationArn: destinationArn,
    MaxNumberOfMessagesPerSecond: maxMessagesPerSecond,
  });
  const { TaskHandle = '' } = await attempt('StartMessageMoveTask', sourceArn, () => client.send(command));
  return { taskHandle: TaskHandle };
}

export async function listMoveTasks(client: SQSClient, sourceArn: string): Promise<MoveTask[]> {
  const command = new ListMessageMoveTasksCommand({ SourceArn: sourceArn, MaxResults: 10 });
  const { Results = [] } = await attempt('ListMessageMoveTasks', sourceArn, () => client.send(command));
  const tasks = Results.map((task) => ({
    status: task.Status as MoveTask['status'],
    startedAt: task.StartedTimestamp ?? 0,
    moved: task.ApproximateNumberOfMessagesMoved ?? 0,
    ...(task.TaskHandle == null ? {} : { taskHandle: task.TaskHandle }),
    ...(task.ApproximateNumberOfMessagesToMove == null
      ? {}
      : { toMove: task.ApproximateNumberOfMessagesToMove }),
    ...(task.MaxNumberOfMessagesPerSecond == null
      ? {}
      : { maxMessagesPerSecond: task.MaxNumberOfMessagesPerSecond }),
    ...(task.FailureReason == null ? {} : { failureReason: task.FailureReason }),
  }));
  return tasks.sort((a, b) => b.startedAt - a.startedAt);
}

export async function cancelMoveTask(client: SQSClient, taskHandle: string): Promise<{ moved: number }> {
  const command = new CancelMessageMoveTaskCommand({ TaskHandle: taskHandle });
  const { ApproximateNumberOfMessagesMoved = 0 } = await attempt('CancelMessageMoveTask', taskHandle, () =>
    client.send(command),
  );
  return { moved: ApproximateNumberOfMessagesMoved };
}
