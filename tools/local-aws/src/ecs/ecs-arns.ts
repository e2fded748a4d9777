import type { Instance } from '../kernel/ports.js';

export type EcsArns = ReturnType<typeof arnsOf>;

/** In the form that names the cluster, which accounts have by default. */
export function arnsOf({ region, accountId }: Pick<Instance, 'region' | 'accountId'>) {
  const arn = (what: string) => `arn:aws:ecs:${region}:${accountId}:${what}`;
  return {
    cluster: (cluster: string) => arn(`cluster/${cluster}`),
    service: (cluster: string, service: string) => arn(`service/${cluster}/${service}`),
    task: (cluster: string, taskId: string) => arn(`task/${cluster}/${taskId}`),
    container: (cluster: string, taskId: string) => arn(`container/${cluster}/${taskId}/main`),
    taskDefinition: (family: string) => arn(`task-definition/${family}:1`),
  };
}
