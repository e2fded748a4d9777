/**
 * What IAM is asked for an operation, and what the key is asked for behind it. Names of actions are often those of the
 * operations, and where they are not a service says so.
 */
export interface OperationRights {
  /** On the resource that the operation names. */
  readonly actions: readonly string[];
  /** Of the deployment's key, through the service. */
  readonly keyActions?: readonly ('kms:Decrypt' | 'kms:GenerateDataKey')[];
  readonly source: string;
}

const sqsActions =
  'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html';
const sqsKeys =
  'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html';
const s3Actions = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html';
const multipart = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html';
const dataApi =
  'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonredshiftdataapi.html';
const kinesis = 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesis.html';
const kinesisKeys = 'https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html';
const ecs =
  'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html';
const both = ['kms:Decrypt', 'kms:GenerateDataKey'] as const;

/** By service and operation, as the request log names them. What is not here is not known, and fails the recording. */
export const operationRights: Readonly<Record<string, OperationRights>> = {
  'sqs SendMessage': { actions: ['sqs:SendMessage'], keyActions: both, source: sqsKeys },
  'sqs SendMessageBatch': { actions: ['sqs:SendMessage'], keyActions: both, source: sqsActions },
  'sqs ReceiveMessage': { actions: ['sqs:ReceiveMessage'], keyActions: ['kms:Decrypt'], source: sqsKeys },
  'sqs DeleteMessage': { actions: ['sqs:DeleteMessage'], source: sqsActions },
  'sqs DeleteMessageBatch': { actions: ['sqs:DeleteMessage'], source: sqsActions },
  'sqs ChangeMessageVisibility': { actions: ['sqs:ChangeMessageVisibility'], source: sqsActions },
  'sqs ChangeMessageVisibilityBatch': { actions: ['sqs:ChangeMessageVisibility'], source: sqsActions },
  'sqs GetQueueAttributes': { actions: ['sqs:GetQueueAttributes'], source: sqsActions },
  'sqs ListMessageMoveTasks': { actions: ['sqs:ListMessageMoveTasks'], source: sqsActions },
  // The task receives and deletes in the caller's name; what it sends is asked of its destination.
  'sqs StartMessageMoveTask': {
    actions: [
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
      'sqs:StartMessageMoveTask',
    ],
    keyActions: both,
    source:
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html',
  },
  's3 GetObject': { actions: ['s3:GetObject'], keyActions: ['kms:Decrypt'], source: s3Actions },
  // Without asking for the checksum: that would need the key.
  's3 HeadObject': {
    actions: ['s3:GetObject'],
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html',
  },
  's3 PutObject': { actions: ['s3:PutObject'], keyActions: ['kms:GenerateDataKey'], source: s3Actions },
  's3 DeleteObject': { actions: ['s3:DeleteObject'], source: s3Actions },
  // Parts are encrypted with the key that the first request got, which each further one has decrypted.
  's3 CreateMultipartUpload': { actions: ['s3:PutObject'], keyActions: both, source: multipart },
  's3 UploadPart': { actions: ['s3:PutObject'], keyActions: both, source: multipart },
  's3 CompleteMultipartUpload': { actions: ['s3:PutObject'], keyActions: both, source: multipart },
  's3 AbortMultipartUpload': { actions: ['s3:AbortMultipartUpload'], source: multipart },
  's3 ListObjectsV2': { actions: ['s3:ListBucket'], source: s3Actions },
  's3 ListObjectVersions': { actions: ['s3:ListBucketVersions'], source: s3Actions },
  // The Data API takes credentials of the workgroup in the caller's name.
  'redshift-data ExecuteStatement': {
    actions: ['redshift-data:ExecuteStatement', 'redshift-serverless:GetCredentials'],
    source: 'https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-iam.html',
  },
  'redshift-data BatchExecuteStatement': {
    actions: ['redshift-data:BatchExecuteStatement', 'redshift-serverless:GetCredentials'],
    source: 'https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-iam.html',
  },
  'redshift-data DescribeStatement': { actions: ['redshift-data:DescribeStatement'], source: dataApi },
  'redshift-data GetStatementResult': { actions: ['redshift-data:GetStatementResult'], source: dataApi },
  'redshift-data CancelStatement': { actions: ['redshift-data:CancelStatement'], source: dataApi },
  'monitoring GetMetricData': {
    actions: ['cloudwatch:GetMetricData'],
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html',
  },
  'monitoring DescribeAlarms': {
    actions: ['cloudwatch:DescribeAlarms'],
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html',
  },
  'sqs GetQueueUrl': { actions: ['sqs:GetQueueUrl'], source: sqsActions },
  'kinesis DescribeStreamSummary': { actions: ['kinesis:DescribeStreamSummary'], source: kinesis },
  'kinesis ListShards': { actions: ['kinesis:ListShards'], source: kinesis },
  'kinesis GetShardIterator': { actions: ['kinesis:GetShardIterator'], source: kinesis },
  'kinesis GetRecords': { actions: ['kinesis:GetRecords'], keyActions: ['kms:Decrypt'], source: kinesisKeys },
  'kinesis PutRecords': {
    actions: ['kinesis:PutRecords'],
    keyActions: ['kms:GenerateDataKey'],
    source: kinesisKeys,
  },
  'ecs DescribeServices': { actions: ['ecs:DescribeServices'], source: ecs },
  'ecs DescribeTasks': { actions: ['ecs:DescribeTasks'], source: ecs },
  'ecs ListTasks': { actions: ['ecs:ListTasks'], source: ecs },
  'sns Publish': {
    actions: ['sns:Publish'],
    keyActions: both,
    source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
  },
};

/** S3 asks another right for a version than for an object. */
export const versionActions: Readonly<Record<string, string>> = {
  's3:GetObject': 's3:GetObjectVersion',
  's3:DeleteObject': 's3:DeleteObjectVersion',
};
