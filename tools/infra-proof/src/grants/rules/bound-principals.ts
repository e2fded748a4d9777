import type { CollectedPolicy } from '../policies/collected-policy.js';
import type { Statement } from '../policies/policy-document.js';
import { isPattern } from '../policies/wildcard.js';
import { allows, conditionValues, type Deployment, type Fault, type PolicyRule } from './finding.js';

/** Keys that say which account asks; of an organisation it would be many. */
const accountKeys = [
  'aws:PrincipalAccount',
  'aws:SourceAccount',
  'kms:CallerAccount',
  // Fargate sends neither of the others: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-create-storage-key.html
  'kms:EncryptionContext:aws:ecs:clusterAccount',
];
const arnKeys = [
  'aws:SourceArn',
  'aws:PrincipalArn',
  'kms:EncryptionContext:aws:logs:arn',
  // Redshift sends the database user: https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-redshift-service-database-users.html
  'sts:ExternalId',
];

/** Who may is of this account: nobody is let in from elsewhere, and not everybody. */
export const knownPrincipals: PolicyRule = {
  name: 'known-principals',
  check: (policy, deployment) => {
    if (isOfARole(policy)) return [];
    return allows(policy).flatMap((statement) => {
      if (statement.Principal === undefined) return [fault(statement, 'no principal')];
      if (isBound(statement, deployment)) return [];
      return identitiesOf(statement)
        .filter((identity) => !isOfAccount(identity, deployment))
        .map((identity) => fault(statement, identity));
    });
  },
};

/**
 * A service acts for this account's resources, and not for whoever else makes it name them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const boundServices: PolicyRule = {
  name: 'bound-services',
  check: (policy, deployment) =>
    allows(policy).flatMap((statement) =>
      isBound(statement, deployment)
        ? []
        : (statement.Principal?.['Service'] ?? []).map((service) => fault(statement, service)),
    ),
};

const fault = (statement: Statement, what: string): Fault => ({ statement, what });

/** Roles' own policies have no principal: it is the role. */
const isOfARole = ({ kind }: CollectedPolicy): boolean =>
  kind === 'policy of a role' || kind === 'policy to attach';

const identitiesOf = ({ Principal = {} }: Statement): readonly string[] =>
  Object.entries(Principal).flatMap(([type, values]) => (type === 'Service' ? [] : values));

const isOfAccount = (identity: string, { accountId, partition }: Deployment): boolean =>
  identity === accountId ||
  (identity.startsWith(`arn:${partition}:iam::${accountId}:`) && !isPattern(identity));

/** Whether its conditions leave only this account. */
function isBound(statement: Statement, { accountId }: Deployment): boolean {
  const accounts = accountKeys.flatMap((key) => conditionValues(statement, key));
  const arns = arnKeys.flatMap((key) => conditionValues(statement, key));
  if (accounts.length > 0) return accounts.every((account) => account === accountId);
  return arns.length > 0 && arns.every((arn) => arn.split(':')[4] === accountId);
}
