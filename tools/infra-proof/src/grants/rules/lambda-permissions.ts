import { textOf, type PlannedResource } from '../policies/planned-resource.js';
import type { Deployment, Finding } from './finding.js';

const rule = 'bound-invokers';

/**
 * A function is invoked by services, for one resource that is named, of this account: an ARN that does not say its account,
 * as a bucket's, needs the account beside it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
 */
export function unboundInvokers(
  resources: readonly PlannedResource[],
  { accountId }: Deployment,
): readonly Finding[] {
  return resources
    .filter(({ type }) => type === 'aws_lambda_permission')
    .flatMap((resource) => {
      const principal = textOf(resource, 'principal') ?? '';
      const sourceArn = textOf(resource, 'source_arn');
      const sourceAccount = textOf(resource, 'source_account');
      const owner = textOf(resource, 'function_name') ?? resource.address;
      const faults = [
        ...(/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(principal)
          ? []
          : [`${principal || 'nobody'} is no service`]),
        ...(textOf(resource, 'action') === 'lambda:InvokeFunction'
          ? []
          : ['more than lambda:InvokeFunction']),
        ...(sourceArn === undefined || /[*?]/.test(sourceArn) ? ['no source_arn that is known'] : []),
        ...([sourceArn?.split(':')[4], sourceAccount].includes(accountId)
          ? []
          : ['nothing says its account']),
      ];
      return faults.map((what) => ({
        rule,
        address: resource.address,
        owner,
        where: `permission of ${principal}`,
        what,
      }));
    });
}
