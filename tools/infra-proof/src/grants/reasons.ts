import type { Reason } from './rules/reason.js';

const keyPolicy = 'Customer key of *';
const authorization = 'https://docs.aws.amazon.com/service-authorization/latest/reference';

/** Actions that take no resource, whoever asks. */
const withoutResource = (owner: string, actions: readonly string[], reason: string): readonly Reason[] =>
  actions.map((action) => ({ rule: 'own-resources', owner, what: `${action} on \${*}`, reason }));

/** In the key's policy, where AWS's documents have the actions so. */
const ofTheKey = (actions: readonly string[], reason: string): readonly Reason[] =>
  actions.map((action) => ({
    rule: 'named-actions',
    owner: keyPolicy,
    what: action.replace('*', '${*}'),
    reason,
  }));

/** Of an endpoint of one service; that its principals are of this account is another rule. */
const onlyLetsPass =
  'an endpoint’s policy grants nothing: what a role may do stands in the role, and whoever else is of the account is not kept out: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html';

/**
 * What the rules do not let pass, and why it stands all the same. Owners and what was found are patterns, as IAM has them: a
 * star that stands there itself is `${*}`. One that lets nothing pass any more fails the tests.
 */
export const reasons: readonly Reason[] = [
  ...withoutResource(
    'sluice-*',
    ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    `X-Ray has no resource level for sending: ${authorization}/list_awsx-ray.html`,
  ),
  ...withoutResource(
    'sluice-*',
    ['cloudwatch:GetMetricData'],
    `CloudWatch has no resource level for reading metrics: ${authorization}/list_amazoncloudwatch.html`,
  ),
  ...withoutResource(
    'sluice-*-execution',
    ['ecr:GetAuthorizationToken'],
    `a token is for the registry: ${authorization}/list_amazonelasticcontainerregistry.html`,
  ),
  ...withoutResource(
    'sluice-*',
    ['redshift-data:CancelStatement', 'redshift-data:DescribeStatement', 'redshift-data:GetStatementResult'],
    `statements have no ARN; a condition leaves those of the same session: ${authorization}/list_amazonredshiftdataapi.html`,
  ),
  ...withoutResource(
    'sluice-*-operator',
    ['ecs:ListTasks'],
    `Fargate’s tasks are listed by cluster, which a condition names: ${authorization}/list_amazonelasticcontainerservice.html`,
  ),
  {
    rule: 'own-resources',
    owner: 'sluice-*-operator',
    what: 'cloudwatch:DescribeAlarms on arn:aws:cloudwatch:*:alarm:${*}',
    reason: `a list of alarms cannot be bound to some of them: ${authorization}/list_amazoncloudwatch.html`,
  },
  {
    rule: 'own-resources',
    owner: 'sluice-*-flow-log',
    what: 'logs:DescribeLogGroups on arn:aws:logs:*:log-group:${*}',
    reason: `a list of log groups cannot be bound to one: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html`,
  },
  {
    rule: 'named-actions',
    owner: 'com.amazonaws.*',
    what: '*:${*}',
    reason: onlyLetsPass,
  },
  {
    rule: 'own-resources',
    owner: 'com.amazonaws.*',
    what: '*:${*} on ${*}',
    reason: onlyLetsPass,
  },
  ...['own-resources', 'known-principals'].map((rule) => ({
    rule,
    owner: 'com.amazonaws.*.s3',
    what:
      rule === 'own-resources' ? 's3:GetObject on arn:aws:s3:::prod-*-starport-layer-bucket/${*}' : '${*}',
    reason:
      'ECR signs the addresses of image layers itself: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms',
  })),
  {
    rule: 'bound-services',
    owner: 'sluice-*-copy',
    what: 'redshift*.amazonaws.com',
    reason:
      'what Redshift Serverless sends when it takes the role is not documented well enough to refuse every load that comes without it: https://docs.aws.amazon.com/redshift/latest/mgmt/authorizing-redshift-service-database-users.html',
  },
  ...ofTheKey(
    ['kms:*'],
    'the account itself, which hands it on by IAM: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html',
  ),
  ...ofTheKey(
    ['kms:GenerateDataKey*'],
    'alarms that publish, and logs: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html',
  ),
  ...ofTheKey(
    ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:ReEncrypt*'],
    'as CloudWatch Logs asks for it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
  ),
];
