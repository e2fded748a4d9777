import type { BacklogScaling } from './backlog-scaling.js';

/** A service as its Terraform module describes it. */
export interface ServiceConfig {
  readonly name: string;
  /** By its name; there is one as soon as a service names it. Default `local`. */
  readonly cluster?: string;
  /** Absolute path of the built bundle. */
  readonly bundlePath: string;
  /** Node flags that stand before the bundle in the image's command. */
  readonly nodeFlags?: readonly string[];
  /** All that the task sees beside what ECS itself sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** To begin with. Default: the least that `scaling` allows, 1 without it. */
  readonly desiredCount?: number;
  /** Changes the desired count by the backlog. Left out: only `setDesiredCount` does. */
  readonly scaling?: BacklogScaling;
  /** From SIGTERM to SIGKILL. Default 30; 120 is the most, as on Fargate. */
  readonly stopTimeoutSeconds?: number;
  /** Before a task that ended is replaced: doubles from `first` to `max`. Divided by the wait scale. Default 1, 60. */
  readonly restartPauseSeconds?: { readonly first: number; readonly max: number };
}

/** With the default cluster filled in. */
export type RunningServiceConfig = ServiceConfig & { readonly cluster: string };

export interface TaskStatus {
  readonly taskArn: string;
  /** Counts from 1; a replacement takes the slot, and the log file, of the task it replaces. */
  readonly slot: number;
  /** Of the bundle's own process; undefined until it has started. */
  readonly pid: number | undefined;
  readonly bundleSha256: string;
  readonly startedAtMs: number;
  readonly status: 'RUNNING' | 'STOPPING';
  /** Scale-in spares it. */
  readonly protected: boolean;
}

/** Neither told to end nor known to have started. */
export const isPending = ({ pid, status }: TaskStatus): boolean => pid === undefined && status === 'RUNNING';

export const isRunning = ({ pid, status }: TaskStatus): boolean => pid !== undefined && status === 'RUNNING';

/** Why a task ended, as ECS calls it: of its own accord or killed, told to by its service, or taken away. */
export type StopCode = 'EssentialContainerExited' | 'ServiceSchedulerInitiated' | 'SpotInterruption';

export interface TaskExit {
  readonly taskArn: string;
  readonly slot: number;
  readonly pid: number | undefined;
  readonly startedAtMs: number;
  readonly stoppedAtMs: number;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stopCode: StopCode;
}
