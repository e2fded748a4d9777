import type { CollectedPolicy } from '../policies/collected-policy.js';
import { textOf, type PlannedResource } from '../policies/planned-resource.js';

/** A role with all that is granted to it. */
export interface PlannedRole {
  readonly name: string;
  readonly address: string;
  readonly policies: readonly CollectedPolicy[];
}

/** The roles of a plan, each with its policies, which name it. */
export function rolesOf(
  resources: readonly PlannedResource[],
  policies: readonly CollectedPolicy[],
): readonly PlannedRole[] {
  return resources
    .filter(({ type }) => type === 'aws_iam_role')
    .map((resource) => {
      const name = textOf(resource, 'name') ?? resource.address;
      return {
        name,
        address: resource.address,
        policies: policies.filter(({ kind, owner }) => kind === 'policy of a role' && owner === name),
      };
    });
}
