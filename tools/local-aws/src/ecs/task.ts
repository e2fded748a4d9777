import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Instance } from '../kernel/ports.js';
import { bundleSha256, NodeChild } from '../processes/node-child.js';
import type { ProcessLog } from '../processes/process-log.js';
import { arnsOf } from './ecs-arns.js';
import type { RunningServiceConfig, StopCode, TaskExit, TaskStatus } from './service-config.js';
import type { AgentTask, TaskAgent } from './task-agent.js';

const DEFAULT_STOP_TIMEOUT_SECONDS = 30;
/** After SIGKILL is due, how long the runner may take to say that the task is gone. */
const RUNNER_GRACE_MS = 5_000;

export interface TaskParts {
  readonly config: RunningServiceConfig;
  readonly slot: number;
  readonly instance: Instance;
  readonly agent: TaskAgent;
  readonly runtimeDirectory: string;
  readonly log: ProcessLog;
  /** It asked for protection, or gave it up. */
  onProtection(): void;
  onExit(task: Task, exit: TaskExit): void;
}

/** One running copy of a service's bundle. */
export class Task {
  readonly taskArn: string;
  readonly slot: number;
  readonly startedAtMs = Date.now();
  readonly #runner: NodeChild;
  readonly #bundleSha256: string;
  readonly #stopTimeoutMs: number;
  readonly #agentTask: AgentTask;
  #pid: number | undefined;
  #exit: Pick<TaskExit, 'exitCode' | 'signal'> | undefined;
  /** Set as soon as it is told to end. */
  #stopCode: StopCode | undefined;

  constructor(parts: TaskParts) {
    const { config, instance, agent, log, runtimeDirectory } = parts;
    const taskId = randomUUID().replaceAll('-', '');
    this.slot = parts.slot;
    this.taskArn = arnsOf(instance).task(config.cluster, taskId);
    this.#bundleSha256 = bundleSha256(config.bundlePath);
    this.#stopTimeoutMs = (config.stopTimeoutSeconds ?? DEFAULT_STOP_TIMEOUT_SECONDS) * 1000;
    this.#agentTask = {
      taskArn: this.taskArn,
      service: config.name,
      startedAtMs: this.startedAtMs,
      protectedUntilMs: 0,
      stopping: () => this.stopping,
      onProtection: () => parts.onProtection(),
    };
    agent.register(taskId, this.#agentTask);
    const sessionToken = `ecs-${config.name}-${taskId}`;
    this.#runner = new NodeChild({
      args: [
        join(runtimeDirectory, 'task-runner.cjs'),
        String(this.#stopTimeoutMs),
        ...(config.nodeFlags ?? []),
        config.bundlePath,
      ],
      bundlePath: config.bundlePath,
      env: environmentOf(parts, taskId, sessionToken),
      morePipes: 1,
      log,
      onError: (error) => instance.warn(`ecs ${config.name}: ${error.message}`),
      onClose: (exitCode, signal) => {
        agent.forget(taskId);
        instance.processes.remove(sessionToken);
        parts.onExit(this, this.#exitOf(exitCode, signal));
      },
    });
    this.#followRunner(this.#runner.process.stdio[3] as Readable);
    instance.processes.add(sessionToken, { kill: () => this.#kill() });
  }

  status(nowMs: number): TaskStatus {
    return {
      taskArn: this.taskArn,
      slot: this.slot,
      pid: this.#pid,
      bundleSha256: this.#bundleSha256,
      startedAtMs: this.startedAtMs,
      status: this.stopping ? 'STOPPING' : 'RUNNING',
      protected: this.#agentTask.protectedUntilMs > nowMs,
    };
  }

  get stopping(): boolean {
    return this.#stopCode !== undefined;
  }

  get protectedUntilMs(): number {
    return this.#agentTask.protectedUntilMs;
  }

  /** SIGTERM, then SIGKILL after the stop timeout. Resolves when the process is gone. */
  async stop(code: StopCode = 'ServiceSchedulerInitiated'): Promise<void> {
    if (this.#stopCode === undefined) {
      this.#stopCode = code;
      this.#runner.process.stdin?.write('stop\n');
    }
    const timer = setTimeout(() => this.#runner.killGroup(), this.#stopTimeoutMs + RUNNER_GRACE_MS);
    await this.#runner.closed;
    clearTimeout(timer);
  }

  /** The runner goes with the task, and with it whatever the task has started. */
  async #kill(): Promise<void> {
    this.#runner.killGroup();
    await this.#runner.closed;
  }

  #followRunner(reports: Readable): void {
    reports.on('error', () => undefined);
    createInterface({ input: reports }).on('line', (line) => {
      const report = JSON.parse(line) as { pid?: number; exitCode?: number | null; signal?: string | null };
      if (report.pid === undefined)
        this.#exit = { exitCode: report.exitCode ?? null, signal: report.signal ?? null };
      else this.#pid = report.pid;
    });
  }

  /** What the runner said of the task; if it could not, what became of the runner. */
  #exitOf(exitCode: number | null, signal: string | null): TaskExit {
    const { exitCode: code, signal: by } = this.#exit ?? { exitCode, signal };
    const { taskArn, slot, startedAtMs } = this;
    return {
      taskArn,
      slot,
      pid: this.#pid,
      startedAtMs,
      stoppedAtMs: Date.now(),
      exitCode: code,
      signal: by,
      stopCode: this.#stopCode ?? 'EssentialContainerExited',
    };
  }
}

/** The service's own settings and what ECS sets; nothing of the process that local-aws runs in. */
function environmentOf(
  { config, slot, instance, agent }: TaskParts,
  taskId: string,
  sessionToken: string,
): Record<string, string> {
  const temporary = join(instance.dataDirectory, 'tmp', `${config.name}-${slot}`);
  mkdirSync(temporary, { recursive: true });
  return {
    AWS_ENDPOINT_URL: instance.endpoint(),
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TMPDIR: temporary,
    ...config.environment,
    AWS_REGION: instance.region,
    AWS_DEFAULT_REGION: instance.region,
    // The access key stands in the request log as the caller.
    AWS_ACCESS_KEY_ID: `ecs-${config.name}`,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: sessionToken,
    AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
    ECS_AGENT_URI: agent.agentUri(taskId),
    ECS_CONTAINER_METADATA_URI_V4: agent.metadataUri(taskId),
  };
}
