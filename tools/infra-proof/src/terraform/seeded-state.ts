import type { Plan, ResourceChange } from './plan-schema.js';

/** What AWS gives a name to; policies name it. Other ARNs derive from names. */
const inventedByType: Readonly<Record<string, (ids: Ids) => Readonly<Record<string, string>>>> = {
  aws_kms_key: ({ accountId, region }) => ({
    id: '11111111-2222-3333-4444-555555555555',
    key_id: '11111111-2222-3333-4444-555555555555',
    arn: `arn:aws:kms:${region}:${accountId}:key/11111111-2222-3333-4444-555555555555`,
  }),
  aws_redshiftserverless_workgroup: ({ accountId, region }) => ({
    workgroup_id: '66666666-7777-8888-9999-000000000000',
    arn: `arn:aws:redshift-serverless:${region}:${accountId}:workgroup/66666666-7777-8888-9999-000000000000`,
  }),
};

interface Ids {
  readonly accountId: string;
  readonly region: string;
}

type Module = Plan['planned_values']['root_module'];

/**
 * A state in which only what AWS itself names is there already: planned from it, every policy is known in full. Taken
 * from a plan that began with nothing. https://developer.hashicorp.com/terraform/language/state
 */
export function seededState(fresh: Plan, ids: Ids): unknown {
  const versions = schemaVersions(fresh.planned_values.root_module);
  return {
    version: 4,
    terraform_version: fresh.terraform_version,
    serial: 1,
    lineage: '00000000-0000-0000-0000-000000000000',
    outputs: {},
    resources: fresh.resource_changes.flatMap((change) => {
      const invented = inventedByType[change.type]?.(ids);
      return invented === undefined || change.mode !== 'managed' ? [] : [seeded(change, invented, versions)];
    }),
  };
}

function seeded(
  { address, module_address, type, name, index, change }: ResourceChange,
  invented: Readonly<Record<string, string>>,
  versions: ReadonlyMap<string, number>,
): unknown {
  return {
    ...(module_address === undefined ? {} : { module: module_address }),
    mode: 'managed',
    type,
    name,
    provider: 'provider["registry.terraform.io/hashicorp/aws"]',
    instances: [
      {
        ...(index === undefined ? {} : { index_key: index }),
        schema_version: versions.get(address) ?? 0,
        attributes: { ...change.after, id: change.after?.['workgroup_name'], ...invented },
        sensitive_attributes: [],
      },
    ],
  };
}

function schemaVersions(module: Module): Map<string, number> {
  return new Map([
    ...(module.resources ?? []).map(({ address, schema_version }) => [address, schema_version] as const),
    ...(module.child_modules ?? []).flatMap((child) => [...schemaVersions(child)]),
  ]);
}
