import type { EcsArns } from '../ecs-arns.js';
import type { EcsService } from '../ecs-service.js';
import { isPending, isRunning } from '../service-config.js';

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html */
export function serviceOnTheWire(service: EcsService, arns: EcsArns): object {
  const { cluster } = service.config;
  const counts = {
    desiredCount: service.desiredCount(),
    runningCount: service.tasks().filter(isRunning).length,
    pendingCount: service.tasks().filter(isPending).length,
  };
  const createdAt = service.createdAtMs / 1000;
  const steady = counts.runningCount === counts.desiredCount && counts.pendingCount === 0;
  const taskDefinition = arns.taskDefinition(service.name);
  return {
    serviceArn: arns.service(cluster, service.name),
    serviceName: service.name,
    clusterArn: arns.cluster(cluster),
    status: 'ACTIVE',
    ...counts,
    launchType: 'FARGATE',
    platformVersion: 'LATEST',
    platformFamily: 'Linux',
    taskDefinition,
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    deployments: [
      {
        id: deploymentId(service),
        status: 'PRIMARY',
        taskDefinition,
        ...counts,
        failedTasks: 0,
        createdAt,
        updatedAt: createdAt,
        launchType: 'FARGATE',
        platformVersion: 'LATEST',
        rolloutState: steady ? 'COMPLETED' : 'IN_PROGRESS',
      },
    ],
    events: [],
    loadBalancers: [],
    serviceRegistries: [],
    createdAt,
    enableECSManagedTags: false,
    enableExecuteCommand: false,
    propagateTags: 'NONE',
  };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Cluster.html */
export function clusterOnTheWire(name: string, services: readonly EcsService[], arns: EcsArns): object {
  const tasks = services.flatMap((service) => service.tasks());
  return {
    clusterArn: arns.cluster(name),
    clusterName: name,
    status: 'ACTIVE',
    registeredContainerInstancesCount: 0,
    runningTasksCount: tasks.filter(isRunning).length,
    pendingTasksCount: tasks.filter(isPending).length,
    activeServicesCount: services.length,
    statistics: [],
    tags: [],
    settings: [],
    capacityProviders: [],
    defaultCapacityProviderStrategy: [],
  };
}

/** Nineteen digits on AWS; a service has one deployment here, from its first task to its last. */
export const deploymentId = ({ createdAtMs }: EcsService): string =>
  `ecs-svc/${String(createdAtMs).padStart(19, '1')}`;
