import { matchesAction } from '../policies/wildcard.js';
import { allows, conditionValues, type PolicyRule } from './finding.js';

/**
 * A role is handed to a service that is named, and to no other.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export const passedToAService: PolicyRule = {
  name: 'passed-to-a-service',
  check: (policy) =>
    allows(policy)
      .filter((statement) => statement.Action?.some((pattern) => matchesAction(pattern, 'iam:PassRole')))
      .filter((statement) => conditionValues(statement, 'iam:PassedToService').length === 0)
      .map((statement) => ({ statement, what: 'iam:PassRole' })),
};

/**
 * A key is used by the services that keep what it encrypts, never by itself: who may call S3 need not be able to decrypt
 * what somebody else has copied out.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export const keysThroughServices: PolicyRule = {
  name: 'keys-through-services',
  check: (policy) =>
    policy.kind !== 'policy of a role' && policy.kind !== 'policy to attach'
      ? []
      : allows(policy)
          .filter((statement) => conditionValues(statement, 'kms:ViaService').length === 0)
          .flatMap((statement) =>
            (statement.Action ?? [])
              .filter((action) => /^kms:|^\*$/i.test(action))
              .map((what) => ({ statement, what })),
          ),
};
