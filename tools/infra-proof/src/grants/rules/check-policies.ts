import { collectPolicies } from '../policies/collect-policies.js';
import type { PlannedResource } from '../policies/planned-resource.js';
import { keysThroughServices, passedToAService } from './bound-actions.js';
import { boundServices, knownPrincipals } from './bound-principals.js';
import { findingOf, type Deployment, type Finding, type PolicyRule } from './finding.js';
import { unboundInvokers } from './lambda-permissions.js';
import { namedActions, saidOutright } from './named-actions.js';
import { ownResources } from './own-resources.js';
import { insecureTransport } from './secure-transport.js';

const rules: readonly PolicyRule[] = [
  namedActions,
  saidOutright,
  ownResources,
  knownPrincipals,
  boundServices,
  passedToAService,
  keysThroughServices,
];

/** All that the rules do not let pass of a plan. */
export function checkPolicies(
  resources: readonly PlannedResource[],
  deployment: Deployment,
): readonly Finding[] {
  const { policies, unread } = collectPolicies(resources);
  return [
    ...unread.map(({ address, why }) => ({
      rule: 'read-in-full',
      address,
      owner: address,
      where: 'its policy',
      what: why,
    })),
    ...policies.flatMap((policy) =>
      rules.flatMap(({ name, check }) =>
        check(policy, deployment).map((fault) => findingOf(name, policy, fault)),
      ),
    ),
    ...insecureTransport(resources, policies, deployment),
    ...unboundInvokers(resources, deployment),
  ];
}
