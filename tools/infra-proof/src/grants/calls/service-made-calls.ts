import type { NeededCall, RecordedWorkload } from './call.js';
import { bucketArn, queueArn, type ResourceTemplate } from './resource-template.js';

/** A role of the deployment, and what its policies are for. */
export interface RoleNeeds {
  /** The role's name, of any environment. */
  readonly role: ResourceTemplate;
  /** Whose recorded calls are its own. */
  readonly workload?: RecordedWorkload;
  /** What AWS asks in its name, which no request of the workload shows. */
  readonly madeByServices: readonly NeededCall[];
}

const needs = (
  why: string,
  resource: ResourceTemplate,
  actions: readonly string[],
  context?: Readonly<Record<string, string>>,
): readonly NeededCall[] => actions.map((action) => ({ action, resource, why, ...(context && { context }) }));

const key = (service: string, ...actions: ('Decrypt' | 'GenerateDataKey')[]): readonly NeededCall[] =>
  needs(
    `https://docs.aws.amazon.com/kms/latest/developerguide/services-${service === 'kinesis' ? 's3' : service}.html`,
    '{keyArn}',
    actions.map((action) => `kms:${action}`),
    { 'kms:ViaService': `${service}.{region}.amazonaws.com` },
  );

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html and …/services-xray.html */
const logs = (group: string): readonly NeededCall[] =>
  needs(
    'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html',
    `arn:{partition}:logs:{region}:{account}:log-group:${group}:*`,
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
  );

const ofFunction = (name: string): readonly NeededCall[] => [
  ...logs(`/aws/lambda/${name}`),
  ...needs('https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html', '*', [
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ]),
];

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html */
const ofExecution = (name: string): readonly NeededCall[] => [
  ...logs(`/sluice/${name}`),
  ...needs(executionRole, '*', ['ecr:GetAuthorizationToken']),
  ...needs(executionRole, '{repositoryArn}', [
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:GetDownloadUrlForLayer',
  ]),
];
const executionRole =
  'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html';

const kinesisMapping = 'https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html';
const givenUpByMapping = 'https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html';
const runTask = 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html';
const flowLog = 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html';
const copy = 'https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-access-permissions.html';

/** Every role that the stack may make. */
export const roleNeeds: readonly RoleNeeds[] = [
  {
    role: '{functions.s3Trigger}',
    workload: 's3-trigger',
    madeByServices: [
      ...ofFunction('{functions.s3Trigger}'),
      // What it failed with goes to its destination in its own name.
      ...needs(
        'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
        queueArn('undelivered'),
        ['sqs:SendMessage'],
      ),
    ],
  },
  {
    role: '{functions.kinesisTransform}',
    workload: 'kinesis-transform',
    madeByServices: [
      ...ofFunction('{functions.kinesisTransform}'),
      ...needs(kinesisMapping, 'arn:{partition}:kinesis:{region}:{account}:stream/{stream}', [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ]),
      ...needs(givenUpByMapping, bucketArn('quarantine', '/aws/lambda/*'), ['s3:PutObject']),
      ...needs(givenUpByMapping, bucketArn('quarantine'), ['s3:ListBucket'], { 's3:prefix': '' }),
      ...key('kinesis', 'Decrypt'),
      ...key('s3', 'GenerateDataKey'),
    ],
  },
  {
    role: '{functions.dlqRedrive}',
    workload: 'dlq-redrive',
    madeByServices: ofFunction('{functions.dlqRedrive}'),
  },
  {
    role: '{processor}-task',
    workload: 'processor',
    // The agent of ECS asks it for the task, by the task's own role.
    madeByServices: needs(
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html',
      'arn:{partition}:ecs:{region}:{account}:task/{cluster}/*',
      ['ecs:UpdateTaskProtection'],
    ),
  },
  { role: '{sweepSchedule}-task', workload: 'sweep', madeByServices: [] },
  { role: '{processor}-execution', madeByServices: ofExecution('{processor}') },
  { role: '{sweepSchedule}-execution', madeByServices: ofExecution('{sweepSchedule}') },
  {
    role: '{redriveSchedule}-schedule',
    madeByServices: needs(
      runTask,
      'arn:{partition}:lambda:{region}:{account}:function:{functions.dlqRedrive}',
      ['lambda:InvokeFunction'],
    ),
  },
  {
    role: '{sweepSchedule}-schedule',
    madeByServices: [
      ...needs(
        runTask,
        'arn:{partition}:ecs:{region}:{account}:task-definition/{sweepSchedule}:*',
        ['ecs:RunTask'],
        {
          'ecs:cluster': 'arn:{partition}:ecs:{region}:{account}:cluster/{cluster}',
        },
      ),
      ...['task', 'execution'].flatMap((which) =>
        needs(runTask, `arn:{partition}:iam::{account}:role/{sweepSchedule}-${which}`, ['iam:PassRole'], {
          'iam:PassedToService': 'ecs-tasks.amazonaws.com',
        }),
      ),
      ...needs(
        'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html',
        'arn:{partition}:ecs:{region}:{account}:task/{cluster}/*',
        ['ecs:TagResource'],
        { 'ecs:CreateAction': 'RunTask' },
      ),
    ],
  },
  {
    role: '{workgroup}-copy',
    madeByServices: [
      ...needs(copy, bucketArn('staging', '/loads/*'), ['s3:GetObject']),
      ...needs(copy, bucketArn('staging'), ['s3:ListBucket'], { 's3:prefix': 'loads/*' }),
      ...key('s3', 'Decrypt'),
    ],
  },
  {
    role: '{prefix}-flow-log',
    madeByServices: [
      ...needs(flowLog, 'arn:{partition}:logs:{region}:{account}:log-group:/sluice/{prefix}-flow-log:*', [
        'logs:CreateLogStream',
        'logs:DescribeLogStreams',
        'logs:PutLogEvents',
      ]),
      ...needs(flowLog, 'arn:{partition}:logs:{region}:{account}:log-group:*', ['logs:DescribeLogGroups']),
    ],
  },
];
