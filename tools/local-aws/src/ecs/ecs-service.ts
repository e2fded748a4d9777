import { join } from 'node:path';
import type { Instance, MetricSink, QueueGauges } from '../kernel/ports.js';
import { openProcessLog, type ProcessLog } from '../processes/process-log.js';
import { startBacklogScaler } from './backlog-scaler.js';
import { checkCount } from './check-service-config.js';
import type { RunningServiceConfig, TaskExit, TaskStatus } from './service-config.js';
import type { TaskAgent } from './task-agent.js';
import { Task } from './task.js';

const DEFAULT_PAUSE_SECONDS = { first: 1, max: 60 };
/** A task that lived this long is not part of a crash loop. */
const HEALTHY_AFTER_MS = 60_000;
const EXITS_KEPT = 100;

export interface ServiceParts {
  readonly instance: Instance;
  readonly metrics: MetricSink;
  readonly gauges: QueueGauges;
  readonly agent: TaskAgent;
  readonly runtimeDirectory: string;
}

interface Slot {
  readonly number: number;
  readonly log: ProcessLog;
  task?: Task;
  restart?: NodeJS.Timeout;
  /** Ends, and starts that failed, one after the other without a healthy run between. */
  failures: number;
}

/** Keeps as many tasks running as are desired. */
export class EcsService {
  readonly createdAtMs = Date.now();
  readonly #slots: Slot[] = [];
  readonly #exits: TaskExit[] = [];
  #desired = 0;
  #stopped = false;
  #expiry: NodeJS.Timeout | undefined;
  readonly #scaler: { stop(): void } | undefined;

  constructor(
    readonly config: RunningServiceConfig,
    private readonly parts: ServiceParts,
  ) {
    const { scaling, desiredCount = scaling?.minTasks ?? 1 } = config;
    this.#scaler =
      scaling === undefined ? undefined : startBacklogScaler(this, scaling, parts.instance, parts.gauges);
    this.setDesiredCount(desiredCount);
  }

  get name(): string {
    return this.config.name;
  }

  tasks(): readonly TaskStatus[] {
    const now = this.parts.instance.clock.now();
    return this.#slots.flatMap(({ task }) => task?.status(now) ?? []);
  }

  /** The newest 100, oldest first. */
  exits(): readonly TaskExit[] {
    return [...this.#exits];
  }

  desiredCount(): number {
    return this.#desired;
  }

  setDesiredCount(count: number): void {
    checkCount(count);
    this.#desired = count;
    this.#reconcile();
  }

  /** Stops a task, protected or not, and starts another in its place. False when there is no such task. */
  interrupt(taskArn: string): boolean {
    const slot = this.#slots.find(({ task }) => task?.taskArn === taskArn && !task.stopping);
    if (this.#stopped || slot === undefined) return false;
    void slot.task?.stop('SpotInterruption');
    this.#reconcile();
    return true;
  }

  /** Stops every task, protected or not. Resolves when all are gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#scaler?.stop();
    clearTimeout(this.#expiry);
    for (const slot of this.#slots) clearTimeout(slot.restart);
    await Promise.all(this.#slots.map(({ task }) => task?.stop()));
    await Promise.all(this.#slots.map(({ log }) => log.close()));
  }

  #reconcile(): void {
    if (this.#stopped) return;
    clearTimeout(this.#expiry);
    const active = this.#slots.filter(
      ({ task, restart }) => restart !== undefined || (task !== undefined && !task.stopping),
    );
    for (let missing = this.#desired - active.length; missing > 0; missing -= 1)
      this.#start(this.#freeSlot());
    const surplus = active.length - this.#desired;
    if (surplus > 0) this.#scaleIn(active, surplus);
  }

  /** Waiting slots first, then the newest tasks; protected ones stay until their protection ends. */
  #scaleIn(active: readonly Slot[], surplus: number): void {
    const now = this.parts.instance.clock.now();
    const mayGo = active
      .filter(({ task }) => (task?.protectedUntilMs ?? 0) <= now)
      .sort((a, b) => Number(a.task !== undefined) - Number(b.task !== undefined) || b.number - a.number);
    for (const slot of mayGo.slice(0, surplus)) {
      clearTimeout(slot.restart);
      delete slot.restart;
      void slot.task?.stop();
    }
    if (mayGo.length >= surplus) return;
    const until = Math.min(
      ...active.map(({ task }) => task?.protectedUntilMs ?? 0).filter((time) => time > now),
    );
    this.#expiry = setTimeout(() => this.#reconcile(), Math.min(until - now + 1, 2 ** 31 - 1));
  }

  #freeSlot(): Slot {
    const free = this.#slots.find(({ task, restart }) => task === undefined && restart === undefined);
    if (free !== undefined) return free;
    const { instance, metrics } = this.parts;
    const number = this.#slots.length + 1;
    const path = join(instance.dataDirectory, 'logs', 'ecs', `${this.config.name}-${number}.log`);
    const slot: Slot = {
      number,
      log: openProcessLog(path, metrics, (text) => instance.warn(text)),
      failures: 0,
    };
    this.#slots.push(slot);
    return slot;
  }

  #start(slot: Slot): void {
    const { config, parts } = this;
    try {
      slot.task = new Task({
        ...parts,
        config,
        slot: slot.number,
        log: slot.log,
        onProtection: () => this.#reconcile(),
        onExit: (task, exit) => this.#ended(slot, task, exit),
      });
    } catch (error) {
      // The bundle may be about to be replaced.
      parts.instance.warn(`ecs ${config.name} cannot start a task: ${String(error)}`);
      this.#restartLater(slot);
    }
  }

  #ended(slot: Slot, task: Task, exit: TaskExit): void {
    delete slot.task;
    this.#exits.push(exit);
    if (this.#exits.length > EXITS_KEPT) this.#exits.shift();
    if (this.#stopped) return;
    // One that was told to stop leaves its slot free.
    if (task.stopping) return this.#reconcile();
    if (exit.stoppedAtMs - exit.startedAtMs >= HEALTHY_AFTER_MS) slot.failures = 0;
    this.#restartLater(slot);
    this.#reconcile();
  }

  #restartLater(slot: Slot): void {
    const { first, max } = this.config.restartPauseSeconds ?? DEFAULT_PAUSE_SECONDS;
    const pauseSeconds = Math.min(max, first * 2 ** slot.failures) / this.parts.instance.waitScale;
    slot.failures += 1;
    slot.restart = setTimeout(() => {
      delete slot.restart;
      this.#start(slot);
    }, pauseSeconds * 1000);
  }
}
