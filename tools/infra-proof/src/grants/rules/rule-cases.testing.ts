import type { CollectedPolicy, PolicyKind } from '../policies/collected-policy.js';
import { parsePolicy } from '../policies/policy-document.js';
import type { PlannedResource } from '../policies/planned-resource.js';
import type { Deployment, PolicyRule } from './finding.js';

export const deployment: Deployment = {
  accountId: '123456789012',
  partition: 'aws',
  region: 'eu-west-1',
  prefix: 'sluice-dev-',
};

export const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:sluice-dev-files';
export const bucketArn = 'arn:aws:s3:::sluice-dev-landing-123456789012';

export const policyText = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** A policy of that kind with one statement. */
export const policyWith = (statement: object, kind: PolicyKind = 'policy of a role'): CollectedPolicy => ({
  address: 'an.address',
  kind,
  owner: 'sluice-dev-owner',
  document: parsePolicy(policyText(statement)),
});

/** What the rule says of such a statement. */
export const told = (rule: PolicyRule, statement: object, kind?: PolicyKind): readonly string[] =>
  rule.check(policyWith(statement, kind), deployment).map(({ what }) => what);

/** A resource as a plan has it, all of it known but what is named. */
export const planned = (
  type: string,
  values: Readonly<Record<string, unknown>>,
  unknown: readonly string[] = [],
): PlannedResource => ({
  address: `${type}.one`,
  type,
  values,
  unknown: Object.fromEntries(unknown.map((attribute) => [attribute, true])),
});
