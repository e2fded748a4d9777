import type { CollectedPolicy } from '../policies/collected-policy.js';
import { applies } from '../policies/evaluate.js';
import { textOf, type PlannedResource } from '../policies/planned-resource.js';
import type { Deployment, Finding } from './finding.js';

const rule = 'secure-transport';

/** What is held by which type, and an action on it that anybody might try. */
const types: Readonly<
  Record<
    string,
    { readonly attribute: string; readonly action: string; resources(name: string, at: Deployment): string[] }
  >
> = {
  aws_s3_bucket: {
    attribute: 'bucket',
    action: 's3:AnyAction',
    resources: (name, { partition }) => [
      `arn:${partition}:s3:::${name}`,
      `arn:${partition}:s3:::${name}/any/key`,
    ],
  },
  aws_sqs_queue: {
    attribute: 'name',
    action: 'sqs:AnyAction',
    resources: (name, { partition, region, accountId }) => [
      `arn:${partition}:sqs:${region}:${accountId}:${name}`,
    ],
  },
  aws_sns_topic: {
    attribute: 'name',
    action: 'sns:Publish',
    resources: (name, { partition, region, accountId }) => [
      `arn:${partition}:sns:${region}:${accountId}:${name}`,
    ],
  },
};

/** Whatever holds data refuses whoever asks without TLS, whoever it is. */
export function insecureTransport(
  resources: readonly PlannedResource[],
  policies: readonly CollectedPolicy[],
  deployment: Deployment,
): readonly Finding[] {
  const denies = policies.flatMap(({ document }) =>
    document.Statement.filter(
      ({ Effect, Principal }) => Effect === 'Deny' && Principal !== undefined && isEverybody(Principal),
    ),
  );
  return resources.flatMap((resource) => {
    const type = types[resource.type];
    if (type === undefined) return [];
    const name = textOf(resource, type.attribute);
    const owner = name ?? resource.address;
    const open = type.resources(owner, deployment).filter(
      (arn) =>
        !denies.some((deny) =>
          applies(deny, {
            action: type.action,
            resource: arn,
            context: { 'aws:SecureTransport': 'false' },
          }),
        ),
    );
    return open.map((what) => ({
      rule,
      address: resource.address,
      owner,
      where: `the policy of ${owner}`,
      what,
    }));
  });
}

const isEverybody = (principal: Readonly<Record<string, readonly string[]>>): boolean =>
  Object.entries(principal).some(
    ([type, values]) => (type === '*' || type === 'AWS') && values.includes('*'),
  );
