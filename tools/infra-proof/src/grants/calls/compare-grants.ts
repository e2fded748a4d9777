import { describePolicy } from '../policies/collected-policy.js';
import { applies, decide, type AskedCall } from '../policies/evaluate.js';
import type { Statement } from '../policies/policy-document.js';
import { conditionValues } from '../rules/finding.js';
import type { PlannedRole } from './roles-of-plan.js';

/** A call with what it is for. */
export interface NeededOfRole extends AskedCall {
  readonly why: string;
}

/** What a role is asked for and may not do; and what it may and nobody asks of it. Each a line for people. */
export interface GrantFaults {
  readonly missing: readonly string[];
  readonly superfluous: readonly string[];
}

/** Holds a role's policies against every call that is made in its name. */
export function compareGrants(role: PlannedRole, calls: readonly NeededOfRole[]): GrantFaults {
  const documents = role.policies.map(({ document }) => document);
  const missing = calls
    .map((call) => ({ call, decision: decide(documents, call) }))
    .filter(({ decision }) => decision !== 'allowed')
    .map(
      ({ call, decision }) =>
        `${role.name}: ${describeCall(call)} is ${decision}, and needed for ${call.why}`,
    );
  const superfluous = role.policies.flatMap((policy) =>
    policy.document.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap((statement) =>
      unusedOf(statement, calls).map(
        (what) => `${describePolicy(policy)}, statement ${statement.Sid}: nothing needs ${what}`,
      ),
    ),
  );
  return { missing, superfluous };
}

const describeCall = ({ action, resource, context = {} }: AskedCall): string =>
  [
    `${action} on ${resource}`,
    ...Object.entries(context).map(([name, value]) => `${name} = ${value || 'none'}`),
  ].join(', ');

/** Actions on resources of a statement, and services that a key may be used through, that no call takes. */
function unusedOf(statement: Statement, calls: readonly NeededOfRole[]): readonly string[] {
  const grants = (statement.Action ?? []).flatMap((action) =>
    (statement.Resource ?? []).map((resource) => ({ action, resource })),
  );
  const unused = grants
    .filter(
      ({ action, resource }) =>
        !calls.some((call) => applies({ ...statement, Action: [action], Resource: [resource] }, call)),
    )
    .map(({ action, resource }) => `${action} on ${resource}`);
  const services = conditionValues(statement, 'kms:ViaService').filter(
    (service) =>
      !calls.some((call) => call.context?.['kms:ViaService'] === service && applies(statement, call)),
  );
  return [...unused, ...services.map((service) => `the key through ${service}`)];
}
