import * as z from 'zod';

const values = z.record(z.string(), z.unknown());

const configurationModule = z.object({
  variables: z.optional(
    z.record(z.string(), z.object({ default: z.optional(z.unknown()), description: z.optional(z.string()) })),
  ),
  outputs: z.optional(z.record(z.string(), z.object({ description: z.optional(z.string()) }))),
  get module_calls() {
    return z.optional(z.record(z.string(), z.object({ source: z.string(), module: configurationModule })));
  },
});

const resourceChange = z.object({
  address: z.string(),
  mode: z.enum(['managed', 'data']),
  type: z.string(),
  name: z.string(),
  change: z.object({
    actions: z.array(z.enum(['no-op', 'create', 'read', 'update', 'delete', 'forget'])),
    after: values.nullable(),
    after_unknown: z.unknown(),
  }),
});

/**
 * What is used of `terraform show -json` of a plan.
 * https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export const planSchema = z.object({
  variables: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
  resource_changes: z.array(resourceChange).default([]),
  output_changes: z
    .record(z.string(), z.object({ after: z.optional(z.unknown()), after_unknown: z.unknown() }))
    .default({}),
  configuration: z.object({ root_module: configurationModule }),
});

export type Plan = z.infer<typeof planSchema>;
export type ResourceChange = Plan['resource_changes'][number];
export type ConfiguredModule = Plan['configuration']['root_module'];

/** A resource that there will be. */
export interface PlannedResource {
  /** `module.sluice.module.lane["files"].aws_sqs_queue.this`. */
  readonly address: string;
  readonly type: string;
  /** What is known of it. */
  readonly values: Readonly<Record<string, unknown>>;
  /** `true` by attribute, where it is known only after it was made. */
  readonly unknown: Readonly<Record<string, unknown>>;
}

/** What the plan leaves the account with, data sources aside. */
export const plannedResources = (plan: Plan): readonly PlannedResource[] =>
  plan.resource_changes
    .filter(({ mode, change }) => mode === 'managed' && change.after !== null)
    .map(({ address, type, change }) => ({
      address,
      type,
      values: change.after ?? {},
      unknown: values.catch({}).parse(change.after_unknown),
    }));
