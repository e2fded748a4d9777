import { readTopology } from '@sluice/local-stack';
import type { ResourceNames } from '@sluice/topology';
import {
  plannedAccountId,
  plannedRegion,
  plannedResources,
  planEnvironment,
  type EnvironmentName,
} from '../terraform/plan-environment.js';
import { workspaceRoot } from '../terraform/workspace-root.js';
import type { NeededOfRole } from './calls/compare-grants.js';
import type { RecordedCalls } from './calls/call-recorder.js';
import { fillTemplate, type Whereabouts } from './calls/resource-template.js';
import { roleNeeds, type RoleNeeds } from './calls/service-made-calls.js';
import { textOf, type PlannedResource } from './policies/planned-resource.js';
import type { Deployment } from './rules/finding.js';

/** An environment as its plan has it, with what is needed to hold its grants against calls. */
export interface PlannedGrants {
  readonly resources: readonly PlannedResource[];
  readonly deployment: Deployment;
  readonly whereabouts: Whereabouts;
}

const partition = 'aws';

export async function planGrants(environment: EnvironmentName): Promise<PlannedGrants> {
  const plan = await planEnvironment(environment, { seedState: true });
  const resources = plannedResources(plan);
  const names = plan.output_changes['names']?.after as ResourceNames;
  const topology = await readTopology(workspaceRoot);
  const arnOf = (type: string): string => {
    const [resource, ...others] = resources.filter((each) => each.type === type);
    const arn = resource && textOf(resource, 'arn');
    if (arn === undefined || others.length > 0) throw new Error(`the plan has not one ${type} with an ARN`);
    return arn;
  };
  const at = { partition, region: plannedRegion, accountId: plannedAccountId };
  const prefix = `${topology.name}-${environment}`;
  return {
    resources,
    deployment: { ...at, prefix: `${prefix}-` },
    whereabouts: {
      ...at,
      names,
      prefix,
      keyArn: arnOf('aws_kms_key'),
      workgroupArn: arnOf('aws_redshiftserverless_workgroup'),
      repositoryArn: `arn:${partition}:ecr:${plannedRegion}:${plannedAccountId}:repository/${names.processor}`,
    },
  };
}

/** What a role is for; undefined where nobody knows. */
export const needsOf = (role: string, whereabouts: Whereabouts): RoleNeeds | undefined =>
  roleNeeds.find((needs) => fillTemplate(needs.role, whereabouts) === role);

/** Every call that is made in a role's name. */
export function callsOf(
  { workload, madeByServices }: RoleNeeds,
  recorded: RecordedCalls,
  whereabouts: Whereabouts,
): readonly NeededOfRole[] {
  return [...(workload === undefined ? [] : recorded[workload]), ...madeByServices].map((call) => ({
    action: call.action,
    resource: fillTemplate(call.resource, whereabouts),
    why: call.why,
    context: Object.fromEntries(
      Object.entries(call.context ?? {}).map(([key, value]) => [key, fillTemplate(value, whereabouts)]),
    ),
  }));
}
