import { join } from 'node:path';
import type { Instance, ObjectFiles } from '../kernel/ports.js';
import type { RequestNames } from '../kernel/request-names.js';
import {
  AwsError,
  operationNamed,
  type AwsRequest,
  type AwsResponse,
  type AwsService,
} from '../kernel/service.js';
import { BucketDirectory } from './bucket-directory.js';
import * as buckets from './bucket-operations.js';
import { completeMultipartUpload } from './complete-upload.js';
import { deleteObject, deleteObjects } from './delete-objects.js';
import { getObject } from './get-object.js';
import { listObjects } from './list-objects.js';
import { listMultipartUploads, listParts } from './list-uploads.js';
import { listObjectVersions } from './list-versions.js';
import * as multipart from './multipart-operations.js';
import { MultipartUploads } from './multipart-uploads.js';
import { Notifications, type NotificationPorts } from './notifications.js';
import { objectFiles } from './object-files.js';
import { putObject } from './put-object.js';
import { noSuchBucket } from './s3-errors.js';
import { readAddress, type S3Address } from './s3-request.js';

/** What the operations share. */
export interface S3Context {
  readonly region: string;
  readonly accountId: string;
  readonly buckets: BucketDirectory;
  readonly uploads: MultipartUploads;
  readonly notifications: Notifications;
  now(): number;
  endpoint(): string;
}

type Operation = (context: S3Context, address: S3Address, request: AwsRequest) => Promise<AwsResponse>;

const operations: Readonly<Record<string, Operation>> = {
  ListBuckets: buckets.listBuckets,
  CreateBucket: buckets.createBucket,
  HeadBucket: buckets.headBucket,
  DeleteBucket: buckets.deleteBucket,
  GetBucketVersioning: buckets.getBucketVersioning,
  PutBucketVersioning: buckets.putBucketVersioning,
  GetBucketNotificationConfiguration: buckets.getBucketNotification,
  PutBucketNotificationConfiguration: buckets.putBucketNotification,
  ListObjectsV2: listObjects,
  ListObjectVersions: listObjectVersions,
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: getObject,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  CreateMultipartUpload: multipart.createMultipartUpload,
  UploadPart: multipart.uploadPart,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: multipart.abortMultipartUpload,
  ListParts: listParts,
  ListMultipartUploads: listMultipartUploads,
};

/**
 * S3 over REST, path style, objects on disk below `dataDirectory/s3`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/
 */
export function createS3(instance: Instance, ports: NotificationPorts): AwsService & ObjectFiles {
  const notifications = new Notifications(instance, ports);
  const context: S3Context = {
    region: instance.region,
    accountId: instance.accountId,
    buckets: new BucketDirectory(join(instance.dataDirectory, 's3')),
    uploads: new MultipartUploads(),
    notifications,
    now: () => instance.clock.now(),
    endpoint: () => instance.endpoint(),
  };
  return {
    name: 's3',
    protocol: 'rest-xml',
    handle: (request) => handle(context, request),
    describe: (request) => {
      try {
        const { operation, bucket, key } = readAddress(request);
        return {
          operation,
          resource: key === '' ? bucket : `${bucket}/${key}`,
          ...(details(request.query) ?? {}),
        };
      } catch {
        return { resource: request.path };
      }
    },
    ...objectFiles(context),
    close: async () => notifications.close(),
  };
}

/** Rights on a version are others than on an object, and lists may be granted by prefix. */
function details(query: URLSearchParams): Pick<RequestNames, 'details'> | undefined {
  const named = [...query].filter(
    ([name, value]) => (name === 'versionId' || name === 'prefix') && value !== '',
  );
  return named.length === 0 ? undefined : { details: Object.fromEntries(named) };
}

async function handle(context: S3Context, request: AwsRequest): Promise<AwsResponse> {
  try {
    const address = readAddress(request);
    const operation = operationNamed(operations, 'rest-xml', address.operation);
    const bucket = await context.buckets.find(address.bucket);
    return await operation(context, address, request).catch((error: unknown) => {
      // Its folder was taken away while something was on its way into it.
      throw bucket?.isRetired && !(error instanceof AwsError) ? noSuchBucket() : error;
    });
  } finally {
    // What was left unread of a body that is refused would stand in the way of the next request.
    request.body.resume();
  }
}
