import * as z from 'zod';
import type { Instance } from '../../kernel/ports.js';
import { AwsError, type AwsRequest } from '../../kernel/service.js';
import type { EcsService } from '../ecs-service.js';
import { arnsOf } from '../ecs-arns.js';
import { checkNames, clusterInput, countInput, invalid, nameOf, namesInput, readInput } from './ecs-input.js';
import { clusterOnTheWire, serviceOnTheWire } from './service-on-the-wire.js';
import { exitOnTheWire, taskOnTheWire, type TaskOnTheWire } from './task-on-the-wire.js';

/** What ECS assumes where a request names no cluster. */
const DEFAULT_CLUSTER = 'default';
const MOST_TASKS = 100;

export type EcsOperation = (request: AwsRequest) => Promise<object>;

/** What runs, asked over the wire; clusters are those that a service was run in. */
export function ecsOperations(
  instance: Instance,
  clusters: ReadonlySet<string>,
  services: () => readonly EcsService[],
): Readonly<Record<string, EcsOperation>> {
  const arns = arnsOf(instance);
  const missing = (arn: string) => ({ arn, reason: 'MISSING' });

  const clusterOf = (given: string | undefined): string => {
    const cluster = nameOf(given ?? DEFAULT_CLUSTER);
    if (!clusters.has(cluster)) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    return cluster;
  };
  const inCluster = (cluster: string) => services().filter(({ config }) => config.cluster === cluster);
  const find = (cluster: string, name: string): EcsService | undefined =>
    inCluster(cluster).find((service) => service.name === nameOf(name));
  const found = (cluster: string, name: string): EcsService => {
    const service = find(cluster, name);
    if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
    return service;
  };
  /** Those that run, and the newest that have stopped. */
  const tasksOf = (service: EcsService): readonly TaskOnTheWire[] => [
    ...service.tasks().map((task) => taskOnTheWire(service, task, arns)),
    ...service.exits().map((exit) => exitOnTheWire(service, exit, arns)),
  ];

  return {
    DescribeClusters: async (request) => {
      const { clusters: asked } = await readInput(z.object({ clusters: namesInput.optional() }), request);
      const names = (asked ?? [DEFAULT_CLUSTER]).map(nameOf);
      return {
        clusters: names
          .filter((name) => clusters.has(name))
          .map((name) => clusterOnTheWire(name, inCluster(name), arns)),
        failures: names.filter((name) => !clusters.has(name)).map((name) => missing(arns.cluster(name))),
      };
    },
    DescribeServices: async (request) => {
      const input = z.object({ cluster: clusterInput, services: namesInput });
      const { cluster: given, services: names } = await readInput(input, request);
      const cluster = clusterOf(given);
      checkNames('Services', names, 10);
      const absent = names.filter((name) => find(cluster, name) === undefined);
      return {
        services: names
          .flatMap((name) => find(cluster, name) ?? [])
          .map((each) => serviceOnTheWire(each, arns)),
        failures: absent.map((name) => missing(arns.service(cluster, nameOf(name)))),
      };
    },
    UpdateService: async (request) => {
      const service = z.string();
      const input = z.looseObject({ cluster: clusterInput, service, desiredCount: countInput });
      const { cluster, service: name, desiredCount, ...others } = await readInput(input, request);
      const updated = found(clusterOf(cluster), name);
      const other = Object.entries(others).find(([, value]) => value !== undefined && value !== false);
      if (other !== undefined) throw invalid(`local-aws changes desiredCount alone, and not ${other[0]}.`);
      if (desiredCount !== undefined) updated.setDesiredCount(desiredCount);
      return { service: serviceOnTheWire(updated, arns) };
    },
    ListTasks: async (request) => {
      const input = z.object({
        cluster: clusterInput,
        serviceName: z.string().optional(),
        desiredStatus: z.enum(['RUNNING', 'PENDING', 'STOPPED']).default('RUNNING'),
        maxResults: z.int().min(1).max(MOST_TASKS).default(MOST_TASKS),
        nextToken: z.string().optional(),
      });
      const { serviceName, desiredStatus, maxResults, nextToken, ...given } = await readInput(input, request);
      const cluster = clusterOf(given.cluster);
      const from = serviceName === undefined ? inCluster(cluster) : [found(cluster, serviceName)];
      const taskArns = from
        .flatMap(tasksOf)
        .filter((task) => task.desiredStatus === desiredStatus)
        .map(({ taskArn }) => taskArn);
      const start = nextToken === undefined ? 0 : taskArns.indexOf(nextToken) + 1;
      if (nextToken !== undefined && start === 0) throw invalid('The token is none that was given.');
      const page = taskArns.slice(start, start + maxResults);
      return {
        taskArns: page,
        ...(start + maxResults < taskArns.length ? { nextToken: page.at(-1) } : {}),
      };
    },
    DescribeTasks: async (request) => {
      const input = z.object({ cluster: clusterInput, tasks: namesInput });
      const { cluster: given, tasks: names } = await readInput(input, request);
      const cluster = clusterOf(given);
      checkNames('Tasks', names, MOST_TASKS);
      const known = new Map(
        inCluster(cluster)
          .flatMap(tasksOf)
          .map((task) => [nameOf(task.taskArn), task] as const),
      );
      return {
        tasks: names.flatMap((name) => known.get(nameOf(name)) ?? []),
        failures: names
          .filter((name) => !known.has(nameOf(name)))
          .map((name) => missing(arns.task(cluster, nameOf(name)))),
      };
    },
  };
}
