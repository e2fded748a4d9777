import type { Instance, MetricSink } from '../kernel/ports.js';
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
  /** More tasks start at once; fewer stop, the newest first, sparing protected ones. */
  setDesiredCount(count: number): void;
  /** Stops the tasks, protected or not, and resolves when they are gone. */
  stop(): Promise<void>;
}

/** What ECS on Fargate does for a service: as many tasks as desired, replaced when they end, stopped politely. */
export interface Ecs {
  /** Throws when the bundle cannot be read. */
  runService(config: ServiceConfig): ServiceHandle;
  close(): Promise<void>;
}

export async function createEcs(
  instance: Instance,
  ports: { readonly metrics: MetricSink },
  options: EcsOptions,
): Promise<Ecs> {
  const agent = await startTaskAgent(() => instance.clock.now());
  const handles = new Map<string, ServiceHandle>();
  return {
    runService: (config) => {
      if (handles.has(config.name)) throw new Error(`There is a service ${config.name} already.`);
      const service = new EcsService(config, { instance, agent, ...ports, ...options });
      const handle: ServiceHandle = {
        name: config.name,
        tasks: () => service.tasks(),
        exits: () => service.exits(),
        setDesiredCount: (count) => service.setDesiredCount(count),
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
