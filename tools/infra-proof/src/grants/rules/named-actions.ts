import { allows, type PolicyRule } from './finding.js';

/** Actions are named one by one: what AWS adds to a service is not granted by itself. */
export const namedActions: PolicyRule = {
  name: 'named-actions',
  check: (policy) =>
    allows(policy).flatMap((statement) =>
      (statement.Action ?? []).filter((action) => /[*?]/.test(action)).map((what) => ({ statement, what })),
    ),
};

/** What is granted is said, not what is not. */
export const saidOutright: PolicyRule = {
  name: 'said-outright',
  check: (policy) =>
    allows(policy).flatMap((statement) =>
      (['NotAction', 'NotResource', 'NotPrincipal'] as const)
        .filter((element) => statement[element] !== undefined)
        .map((what) => ({ statement, what })),
    ),
};
