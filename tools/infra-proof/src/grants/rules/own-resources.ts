import { isPattern } from '../policies/wildcard.js';
import { allows, type Deployment, type PolicyRule } from './finding.js';

/**
 * Resources are the deployment's own: an ARN in full, or one that is open only behind a name of the deployment. In a key's
 * policy `*` is the key itself.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
 */
export const ownResources: PolicyRule = {
  name: 'own-resources',
  check: (policy, deployment) => {
    if (policy.kind === 'policy of a key' || policy.kind === 'trust of a role') return [];
    return allows(policy).flatMap((statement) =>
      (statement.Resource ?? [])
        .filter((resource) => !isOwn(resource, deployment))
        .flatMap((resource) =>
          (statement.Action ?? []).map((action) => ({ statement, what: `${action} on ${resource}` })),
        ),
    );
  },
};

function isOwn(resource: string, { accountId, partition, region, prefix }: Deployment): boolean {
  const parts = resource.split(':');
  const [arn, ofPartition, service = '', ofRegion = '', account = ''] = parts;
  if (arn !== 'arn' || ofPartition !== partition || isPattern(service)) return false;
  const path = parts.slice(5).join(':');
  // Buckets and roles are of no region, and a bucket's ARN does not say its account.
  if (ofRegion !== region && !(ofRegion === '' && ['s3', 'iam'].includes(service))) return false;
  if (account !== accountId && !(account === '' && service === 's3')) return false;
  const open = path.search(/[*?]|\$\{/);
  if (open < 0) return account !== '' || named(path, prefix);
  return named(path.slice(0, open), prefix);
}

/** Whether a name of the deployment stands in it, whole: `sluice-dev-` and more. */
const named = (text: string, prefix: string): boolean =>
  text.split(/[/:]/).some((part) => part.startsWith(prefix) && part.length > prefix.length);
