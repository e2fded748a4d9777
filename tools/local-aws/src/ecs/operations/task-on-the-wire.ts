import { constants } from 'node:os';
import type { EcsArns } from '../ecs-arns.js';
import type { EcsService } from '../ecs-service.js';
import { isPending, type StopCode, type TaskExit, type TaskStatus } from '../service-config.js';
import { nameOf } from './ecs-input.js';
import { deploymentId } from './service-on-the-wire.js';

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html */
export interface TaskOnTheWire {
  readonly taskArn: string;
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
  readonly lastStatus: 'PENDING' | 'RUNNING' | 'STOPPING' | 'STOPPED';
  readonly [member: string]: unknown;
}

/** One that runs, or is told to end. */
export function taskOnTheWire(service: EcsService, task: TaskStatus, arns: EcsArns): TaskOnTheWire {
  const stopping = task.status === 'STOPPING';
  const pending = isPending(task);
  const lastStatus = pending ? 'PENDING' : task.status;
  return {
    ...common(service, task, arns),
    desiredStatus: stopping ? 'STOPPED' : 'RUNNING',
    lastStatus,
    ...(pending ? {} : { startedAt: task.startedAtMs / 1000 }),
    containers: [{ ...container(service, task.taskArn, arns), lastStatus }],
  };
}

/** One that is gone. */
export function exitOnTheWire(service: EcsService, exit: TaskExit, arns: EcsArns): TaskOnTheWire {
  const exitCode = exitCodeOf(exit);
  return {
    ...common(service, exit, arns),
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    startedAt: exit.startedAtMs / 1000,
    stoppedAt: exit.stoppedAtMs / 1000,
    stopCode: exit.stopCode,
    stoppedReason: stoppedReasons[exit.stopCode],
    containers: [
      {
        ...container(service, exit.taskArn, arns),
        lastStatus: 'STOPPED',
        ...(exitCode === undefined ? {} : { exitCode }),
      },
    ],
  };
}

const stoppedReasons: Readonly<Record<StopCode, string>> = {
  EssentialContainerExited: 'Essential container in task exited',
  ServiceSchedulerInitiated: 'Scaling activity initiated by the service scheduler',
  SpotInterruption: 'Your Spot Task was interrupted.',
};

/** As a shell and a container's runtime count: 128 and the signal's number. */
function exitCodeOf({ exitCode, signal }: TaskExit): number | undefined {
  if (exitCode !== null) return exitCode;
  const number = constants.signals[signal as NodeJS.Signals] as number | undefined;
  return number === undefined ? undefined : 128 + number;
}

function common(service: EcsService, task: Pick<TaskStatus, 'taskArn' | 'startedAtMs'>, arns: EcsArns) {
  const { name, config } = service;
  return {
    taskArn: task.taskArn,
    clusterArn: arns.cluster(config.cluster),
    taskDefinitionArn: arns.taskDefinition(name),
    group: `service:${name}`,
    startedBy: deploymentId(service),
    launchType: 'FARGATE',
    createdAt: task.startedAtMs / 1000,
  };
}

const container = ({ name, config }: EcsService, taskArn: string, arns: EcsArns) => ({
  containerArn: arns.container(config.cluster, nameOf(taskArn)),
  taskArn,
  name,
});
