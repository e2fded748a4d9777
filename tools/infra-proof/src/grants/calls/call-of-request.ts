import type { LoggedRequest } from '@sluice/local-aws';
import type { ResourceNames } from '@sluice/topology';
import { operationRights, versionActions } from './operation-actions.js';
import { partNamed, type ResourceTemplate } from './resource-template.js';

/** A right that a request took, of any environment. */
export interface RequestedRight {
  readonly action: string;
  readonly resource: ResourceTemplate;
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * The rights that IAM would have asked of the caller.
 * @throws {Error} for an operation or a resource that is not known: its rights would be missed
 */
export function rightsOf(request: LoggedRequest, names: ResourceNames): readonly RequestedRight[] {
  const { service, operation = '', resource = '', details = {} } = request;
  const rights = operationRights[`${service} ${operation}`];
  if (rights === undefined) throw new Error(`the rights for ${service} ${operation} are not known`);
  const on = templateOf(request, names);
  const actions = rights.actions.map((action) =>
    details['versionId'] === undefined ? action : (versionActions[action] ?? action),
  );
  const context = contextOf(request);
  const own = actions.map((action) => ({ action, resource: on, ...(context && { context }) }));
  const keys = (rights.keyActions ?? []).map((action) => ({
    action,
    resource: '{keyArn}',
    context: { 'kms:ViaService': `${service}.{region}.amazonaws.com` },
  }));
  return [...own, ...keys, ...ofMissing(request, resource, names), ...ofDestination(details, names)];
}

/** `HeadObject` and `GetObject` answer 404 to those alone who may list the bucket, whatever the prefix, and 403 to others. */
function ofMissing(
  request: LoggedRequest,
  resource: string,
  names: ResourceNames,
): readonly RequestedRight[] {
  const { service, operation = '', status } = request;
  if (service !== 's3' || status !== 404 || !/^(Get|Head)Object$/.test(operation)) return [];
  const bucket = resource.slice(0, resource.indexOf('/'));
  // The request has no such key, so that a condition on it is not met.
  return [{ action: 's3:ListBucket', resource: bucketTemplate(bucket, names), context: { 's3:prefix': '' } }];
}

const ofDestination = (
  details: Readonly<Record<string, string>>,
  names: ResourceNames,
): readonly RequestedRight[] =>
  details['DestinationArn'] === undefined
    ? []
    : [{ action: 'sqs:SendMessage', resource: queueTemplate(details['DestinationArn'], names) }];

function contextOf({ operation, details = {} }: LoggedRequest): Readonly<Record<string, string>> | undefined {
  return operation === 'ListObjectsV2' ? { 's3:prefix': belowOf(details['prefix'] ?? '') } : undefined;
}

function templateOf(
  { service, operation, resource = '', details = {} }: LoggedRequest,
  names: ResourceNames,
) {
  switch (service) {
    case 'sqs':
      return queueTemplate(resource, names);
    case 's3':
      return objectTemplate(resource, names);
    case 'sns':
      return `arn:{partition}:sns:{region}:{account}:${known(lastPart(resource), names)}`;
    case 'redshift-data':
      // Statements have ids, and no ARNs.
      if (operation !== 'ExecuteStatement' && operation !== 'BatchExecuteStatement') return '*';
      known(details['WorkgroupName'] ?? resource, names);
      return '{workgroupArn}';
    case 'kinesis':
      // Iterators name no stream.
      if (operation !== 'GetRecords') known(lastPart(resource), names);
      return 'arn:{partition}:kinesis:{region}:{account}:stream/{stream}';
    case 'ecs':
      return ecsTemplates[operation ?? ''] ?? '*';
    case 'monitoring':
      return operation === 'DescribeAlarms' ? 'arn:{partition}:cloudwatch:{region}:{account}:alarm:*' : '*';
    default:
      return '*';
  }
}

const ecsTemplates: Readonly<Record<string, ResourceTemplate>> = {
  DescribeServices: 'arn:{partition}:ecs:{region}:{account}:service/{cluster}/{processor}',
  DescribeTasks: 'arn:{partition}:ecs:{region}:{account}:task/{cluster}/*',
};

const queueTemplate = (urlOrArn: string, names: ResourceNames): ResourceTemplate =>
  `arn:{partition}:sqs:{region}:{account}:${known(lastPart(urlOrArn), names)}`;

const bucketTemplate = (bucket: string, names: ResourceNames): ResourceTemplate =>
  `arn:{partition}:s3:::${known(bucket, names)}`;

function objectTemplate(resource: string, names: ResourceNames): ResourceTemplate {
  const slash = resource.indexOf('/');
  if (slash < 0) return bucketTemplate(resource, names);
  const bucket = resource.slice(0, slash);
  const key = resource.slice(slash + 1);
  // Where files land anybody chooses the keys.
  const below = bucket === names.landingBucket ? '*' : belowOf(key);
  return `${bucketTemplate(bucket, names)}/${below}`;
}

/** A key as all that stand beside it: what is granted is a folder. */
const belowOf = (key: string): string => {
  const folder = key.startsWith('aws/lambda/') ? 'aws/lambda' : key.slice(0, key.indexOf('/'));
  return key.includes('/') ? `${folder}/*` : key;
};

const lastPart = (text: string): string => text.split(/[/:]/).at(-1) ?? '';

function known(name: string, names: ResourceNames): string {
  const part = partNamed(name, names);
  if (part === undefined) throw new Error(`nothing of the deployment is called ${name}`);
  return part;
}
