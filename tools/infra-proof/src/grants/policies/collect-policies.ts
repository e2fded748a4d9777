import type { CollectedPolicy, PolicyKind } from './collected-policy.js';
import { parsePolicy } from './policy-document.js';
import { textOf, type PlannedResource } from './planned-resource.js';

/** A policy that cannot be read: what is not read is not checked, so each is a fault. */
export interface UnreadPolicy {
  readonly address: string;
  readonly why: string;
}

export interface CollectedPolicies {
  readonly policies: readonly CollectedPolicy[];
  readonly unread: readonly UnreadPolicy[];
}

interface Carrier {
  readonly kind: PolicyKind;
  /** Attribute that says whose it is. */
  readonly owner: string;
  readonly name?: string;
  /** Default: `policy`. */
  readonly attribute?: string;
  /** Whether it may do without one. */
  readonly optional?: true;
}

/** Types of resources that carry policies. */
const carriers: Readonly<Record<string, Carrier>> = {
  aws_iam_role: { kind: 'trust of a role', owner: 'name', attribute: 'assume_role_policy' },
  aws_iam_role_policy: { kind: 'policy of a role', owner: 'role', name: 'name' },
  aws_iam_policy: { kind: 'policy to attach', owner: 'name' },
  aws_s3_bucket_policy: { kind: 'policy of a bucket', owner: 'bucket' },
  aws_sqs_queue: { kind: 'policy of a queue', owner: 'name', optional: true },
  aws_sqs_queue_policy: { kind: 'policy of a queue', owner: 'queue_url' },
  aws_sns_topic: { kind: 'policy of a topic', owner: 'name', optional: true },
  aws_sns_topic_policy: { kind: 'policy of a topic', owner: 'arn' },
  aws_kms_key: { kind: 'policy of a key', owner: 'description' },
  aws_kms_key_policy: { kind: 'policy of a key', owner: 'key_id' },
  aws_ecr_repository_policy: { kind: 'policy of a repository', owner: 'repository' },
  aws_vpc_endpoint: { kind: 'policy of an endpoint', owner: 'service_name' },
  aws_secretsmanager_secret: { kind: 'policy of a secret', owner: 'name', optional: true },
  aws_secretsmanager_secret_policy: { kind: 'policy of a secret', owner: 'secret_arn' },
};

/** They have policies that grant nothing. */
const harmless = new Set([
  'aws_appautoscaling_policy',
  'aws_ecr_lifecycle_policy',
  'aws_s3_bucket_lifecycle_configuration',
  'aws_sqs_queue_redrive_allow_policy',
  'aws_sqs_queue_redrive_policy',
]);

/** Every policy of a plan. Whatever may carry one and is not known here is unread. */
export function collectPolicies(resources: readonly PlannedResource[]): CollectedPolicies {
  const policies: CollectedPolicy[] = [];
  const unread: UnreadPolicy[] = [];
  for (const resource of resources) {
    const { address, type } = resource;
    const carrier = carriers[type];
    const elsewhere = grantsElsewhere(resource, carrier?.attribute ?? (carrier && 'policy'));
    unread.push(...elsewhere.map((why) => ({ address, why })));
    if (carrier === undefined) continue;
    const read = readPolicy(resource, carrier);
    if (typeof read === 'string') unread.push({ address, why: read });
    else if (read !== undefined) policies.push(read);
  }
  return { policies, unread };
}

function readPolicy(resource: PlannedResource, carrier: Carrier): CollectedPolicy | string | undefined {
  const { kind, owner, name, attribute = 'policy', optional } = carrier;
  const json = textOf(resource, attribute);
  if (json === undefined || json === '') {
    if (optional && json === undefined) return undefined;
    return resource.unknown[attribute] === true
      ? 'it is not known before it is made'
      : 'it has none, which AWS takes for its default';
  }
  try {
    const policyName = name === undefined ? undefined : textOf(resource, name);
    return {
      address: resource.address,
      kind,
      // What is made together has no name yet where AWS gives it.
      owner: textOf(resource, owner) ?? resource.address,
      ...(policyName === undefined ? {} : { name: policyName }),
      document: parsePolicy(json),
    };
  } catch (error) {
    return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Grants that stand elsewhere than in the attribute which is read. */
function grantsElsewhere({ type, values, unknown }: PlannedResource, read: string | undefined): string[] {
  const found: string[] = [];
  if (type === 'aws_iam_role') {
    if (isFilled(values['inline_policy'])) found.push('policies stand in the role itself');
    if (isFilled(values['managed_policy_arns'])) found.push('policies are attached in the role itself');
  }
  if (/^aws_iam_(role|user|group)?_?policy_attachment$|^aws_iam_(user|group)_policy$/.test(type))
    found.push('policies are attached: a role has its own, inline');
  if (harmless.has(type)) return found;
  for (const attribute of new Set([...Object.keys(values), ...Object.keys(unknown)]))
    if (
      attribute !== read &&
      /(^|_)policy(_json|_document)?$/.test(attribute) &&
      isPolicyLike(values[attribute])
    )
      found.push(`${attribute} is not read`);
  return found;
}

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/** Texts that say who may do what. */
const isPolicyLike = (value: unknown): boolean =>
  typeof value === 'string' && /"(Statement|Principal|Effect)"/i.test(value);
