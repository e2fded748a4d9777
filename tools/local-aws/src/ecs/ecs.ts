import type { Instance, MetricSink, QueueGauges } from '../kernel/ports.js';
import { checkServiceConfig } from './check-service-config.js';
import { EcsService } from './ecs-service.js';
import type { ServiceConfig, TaskExit, TaskStatus } from './service-config.js';
import { startTaskAgent } from './task-agent.js';

export interface EcsOptions {
  /** Absolute path of the folder `runtime` of this package: the task runner stays a file of its own. */
  readonly runtimeDirectory: string;
}

/** A running service. */
export interface ServiceHandle {
  readonly name: string;
  /** Tasks that run or stop now. */
  tasks(): readonly TaskStatus[];
  /** The newest 100 ends of tasks, oldest first. */
  exits(): readonly TaskExit[];
  /** How many tasks should run, whether set, or scaled by the backlog. */
  desiredCount(): number;
  /** More tasks start at once; fewer stop, the newest first, sparing protected ones. */
  setDesiredCount(count: number): void;
  /**
   * What Fargate Spot does: the task is told to end, protected or not, and another takes its place. False when no such
   * task runs.
   */
  interrupt(taskArn: string): boolean;
  /** Stops the tasks, protected or not, and resolves when they are gone. */
  stop(): Promise<void>;
}

/** What ECS on Fargate does for a service: as many tasks as desired, replaced when they end, stopped politely. */
export interface Ecs {
  /** Throws when the bundle cannot be read, and `RangeError` for settings that ECS would refuse. */
  runService(config: ServiceConfig): ServiceHandle;
  close(): Promise<void>;
}

export async function createEcs(
  instance: Instance,
  ports: { readonly metrics: MetricSink; readonly gauges: QueueGauges },
  options: EcsOptions,
): Promise<Ecs> {
  const agent = await startTaskAgent(() => instance.clock.now());
  const handles = new Map<string, ServiceHandle>();
  return {
    runService: (config) => {
      if (handles.has(config.name)) throw new Error(`There is a service ${config.name} already.`);
      checkServiceConfig(config);
      const service = new EcsService(config, { instance, agent, ...ports, ...options });
      const handle: ServiceHandle = {
        name: config.name,
        tasks: () => service.tasks(),
        exits: () => service.exits(),
        desiredCount: () => service.desiredCount(),
        setDesiredCount: (count) => service.setDesiredCount(count),
        interrupt: (taskArn) => service.interrupt(taskArn),
        stop: async () => {
          handles.delete(config.name);
          await service.stop();
        },
      };
      handles.set(config.name, handle);
      return handle;
    },
    close: async () => {
      await Promise.all([...handles.values()].map((handle) => handle.stop()));
      await agent.close();
    },
  };
}
