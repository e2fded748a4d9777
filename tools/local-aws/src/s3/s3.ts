import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FunctionInvoker, Instance, ObjectFile, ObjectFiles, QueueSender } from '../kernel/ports.js';
import { operationNamed, type AwsRequest, type AwsResponse, type AwsService } from '../kernel/service.js';
import { BucketDirectory } from './bucket-directory.js';
import type { Bucket } from './bucket.js';
import * as buckets from './bucket-operations.js';
import * as lists from './list-operations.js';
import * as multipart from './multipart-operations.js';
import { MultipartUploads } from './multipart-uploads.js';
import { Notifications } from './notifications.js';
import * as objects from './object-operations.js';
import { objectHeaders, type ObjectVersion } from './object-version.js';
import { readAddress, type S3Address } from './s3-request.js';
import { storeFile } from './upload.js';

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
  GetBucketLocation: buckets.getBucketLocation,
  GetBucketVersioning: buckets.getBucketVersioning,
  PutBucketVersioning: buckets.putBucketVersioning,
  GetBucketNotificationConfiguration: buckets.getBucketNotification,
  PutBucketNotificationConfiguration: buckets.putBucketNotification,
  ListObjects: lists.listObjects,
  ListObjectsV2: lists.listObjectsV2,
  ListObjectVersions: lists.listObjectVersions,
  PutObject: objects.putObject,
  GetObject: objects.getObject,
  HeadObject: objects.getObject,
  DeleteObject: objects.deleteObject,
  DeleteObjects: objects.deleteObjects,
  CopyObject: objects.copyObject,
  CreateMultipartUpload: multipart.createMultipartUpload,
  UploadPart: multipart.uploadPart,
  UploadPartCopy: multipart.uploadPartCopy,
  CompleteMultipartUpload: multipart.completeMultipartUpload,
  AbortMultipartUpload: multipart.abortMultipartUpload,
  ListParts: multipart.listParts,
  ListMultipartUploads: multipart.listMultipartUploads,
};

/**
 * S3 over REST, path style, objects on disk below `dataDirectory/s3`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/
 */
export function createS3(
  instance: Instance,
  targets: { readonly queues: QueueSender; readonly functions: FunctionInvoker },
): AwsService & ObjectFiles {
  const context: S3Context = {
    region: instance.region,
    accountId: instance.accountId,
    buckets: new BucketDirectory(join(instance.dataDirectory, 's3')),
    uploads: new MultipartUploads(),
    notifications: new Notifications(instance, targets),
    now: () => instance.clock.now(),
    endpoint: () => instance.endpoint(),
  };
  return {
    name: 's3',
    protocol: 'rest-xml',
    handle: async (request) => {
      const address = readAddress(request);
      const operation = operationNamed(operations, 'rest-xml', address.operation);
      return operation(context, address, request);
    },
    describe: (request) => {
      try {
        const { operation, bucket, key } = readAddress(request);
        return { operation, resource: key === '' ? bucket : `${bucket}/${key}` };
      } catch {
        return { resource: request.path };
      }
    },
    ...objectFiles(context),
    close: async () => undefined,
  };
}

function objectFiles(context: S3Context): ObjectFiles {
  const fileOf = (bucket: Bucket, version: ObjectVersion): ObjectFile => ({
    key: version.key,
    path: bucket.dataPath(version),
    sizeBytes: version.sizeBytes,
    etag: version.etag,
  });
  return {
    locate: async (name, key, versionId) => {
      const bucket = await context.buckets.find(name);
      const version = bucket?.find(key, versionId);
      return bucket === undefined || version === undefined || version.deleteMarker
        ? undefined
        : fileOf(bucket, version);
    },
    list: async (name, prefix) => {
      const bucket = await context.buckets.get(name);
      const found: ObjectFile[] = [];
      for (const key of bucket.objects.keysOf(prefix)) {
        const version = bucket.visible(key);
        if (version !== undefined) found.push(fileOf(bucket, version));
      }
      return found;
    },
    put: async (name, key, body) => {
      const bucket = await context.buckets.get(name);
      const file = await storeFile([body], bucket.incoming);
      const version = await bucket.put(file, {
        key,
        sizeBytes: file.sizeBytes,
        etag: file.md5.toString('hex'),
        lastModifiedMs: context.now(),
        headers: objectHeaders({}),
        checksums: file.checksums,
        checksumType: 'FULL_OBJECT',
      });
      const actor = { requestId: randomUUID(), caller: context.accountId };
      context.notifications.raise('ObjectCreated:Put', bucket, version, actor);
    },
  };
}
