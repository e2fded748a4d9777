import type { EnvironmentName } from './plan-environment.js';

interface Ids {
  readonly accountId: string;
  readonly region: string;
}

/**
 * A state in which only what AWS itself gives a name to is there already: planned from it, every policy is known in full,
 * for all other ARNs derive from names. It has no more than what says which resource it is; a plan that would replace one of
 * them leaves its ARN unknown, which the rules on policies refuse.
 * https://developer.hashicorp.com/terraform/language/state
 */
export const seededState = (environment: EnvironmentName, { accountId, region }: Ids): unknown => ({
  version: 4,
  terraform_version: '1.11.0',
  serial: 1,
  lineage: '00000000-0000-0000-0000-000000000000',
  outputs: {},
  resources: [
    seeded('encryption', 'aws_kms_key', {
      id: keyId,
      key_id: keyId,
      arn: `arn:aws:kms:${region}:${accountId}:key/${keyId}`,
      customer_master_key_spec: 'SYMMETRIC_DEFAULT',
      key_usage: 'ENCRYPT_DECRYPT',
    }),
    seeded('warehouse', 'aws_redshiftserverless_workgroup', {
      id: `sluice-${environment}-warehouse`,
      workgroup_name: `sluice-${environment}-warehouse`,
      namespace_name: `sluice-${environment}-warehouse`,
      workgroup_id: workgroupId,
      arn: `arn:aws:redshift-serverless:${region}:${accountId}:workgroup/${workgroupId}`,
    }),
  ],
});

const keyId = '11111111-2222-3333-4444-555555555555';
const workgroupId = '66666666-7777-8888-9999-000000000000';

const seeded = (module: string, type: string, attributes: Readonly<Record<string, string>>): unknown => ({
  module: `module.sluice.module.${module}[0]`,
  mode: 'managed',
  type,
  name: 'this',
  provider: 'provider["registry.terraform.io/hashicorp/aws"]',
  instances: [{ schema_version: 0, attributes, sensitive_attributes: [] }],
});
