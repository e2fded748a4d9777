import * as z from 'zod';
import { plannedResources, type Plan, type PlannedResource } from '../terraform/plan-environment.js';

/** Resources of a plan by their address in the stack. */
export interface PlannedResources {
  /** Throws for an address that the plan does not have. */
  get(address: string): PlannedResource;
}

export function resourcesByAddress(plan: Plan): PlannedResources {
  const prefix = 'module.sluice.';
  const all = new Map(
    plannedResources(plan).map((each) => [each.address.replace(prefix, ''), each] as const),
  );
  return {
    get: (address) => {
      const found = all.get(address);
      if (found === undefined) throw new Error(`the plan has no ${prefix}${address}`);
      return found;
    },
  };
}

const containersSchema = z.tuple([
  z.object({
    stopTimeout: z.number(),
    environment: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
]);

export interface PlannedContainer {
  readonly stopTimeout: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** The only container of a task. */
export function containerOf(resources: PlannedResources, module: string): PlannedContainer {
  const { values } = resources.get(`${module}.aws_ecs_task_definition.this`);
  const [container] = containersSchema.parse(JSON.parse(String(values['container_definitions'])));
  return {
    stopTimeout: container.stopTimeout,
    environment: Object.fromEntries(container.environment.map(({ name, value }) => [name, value])),
  };
}

const functionSchema = z.object({
  environment: z.tuple([z.object({ variables: z.record(z.string(), z.string()) })]),
});

export const functionEnvironmentOf = (resources: PlannedResources, module: string): Record<string, string> =>
  functionSchema.parse(resources.get(`${module}.aws_lambda_function.this`).values).environment[0].variables;
