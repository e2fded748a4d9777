import type { Instance, MetricSink, QueueGauges } from '../kernel/ports.js';
import { jsonResponse, operationNamed, type AwsService } from '../kernel/service.js';
import { checkServiceConfig } from './check-service-config.js';
import { EcsService } from './ecs-service.js';
import { ecsOperations } from './operations/ecs-operations.js';
import type { ServiceConfig, TaskExit, TaskStatus } from './service-config.js';
import { startTaskAgent } from './task-agent.js';

const DEFAULT_CLUSTER = 'local';

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
export interface Ecs extends AwsService {
  /** Throws when the bundle cannot be read, and `RangeError` for settings that ECS would refuse. */
  runService(config: ServiceConfig): ServiceHandle;
}

export async function createEcs(
  instance: Instance,
  ports: { readonly metrics: MetricSink; readonly gauges: QueueGauges },
  options: EcsOptions,
): Promise<Ecs> {
  const agent = await startTaskAgent(() => instance.clock.now());
  const running = new Map<string, EcsService>();
  const clusters = new Set<string>();
  const operations = ecsOperations(instance, clusters, () => [...running.values()]);
  return {
    name: 'ecs',
    protocol: 'json',
    handle: async (request) =>
      jsonResponse(await operationNamed(operations, 'json', request.operation)(request)),
    runService: (given) => {
      const config = { ...given, cluster: given.cluster ?? DEFAULT_CLUSTER };
      if (running.has(config.name)) throw new Error(`There is a service ${config.name} already.`);
      checkServiceConfig(config);
      const service = new EcsService(config, { instance, agent, ...ports, ...options });
      running.set(config.name, service);
      clusters.add(config.cluster);
      return {
        name: config.name,
        tasks: () => service.tasks(),
        exits: () => service.exits(),
        desiredCount: () => service.desiredCount(),
        setDesiredCount: (count) => service.setDesiredCount(count),
        interrupt: (taskArn) => service.interrupt(taskArn),
        stop: async () => {
          running.delete(config.name);
          await service.stop();
        },
      };
    },
    close: async () => {
      await Promise.all([...running.values()].map((service) => service.stop()));
      running.clear();
      await agent.close();
    },
  };
}
