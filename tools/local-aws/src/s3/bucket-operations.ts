import { AwsError, type AwsRequest, type AwsResponse } from '../kernel/service.js';
import { readNotifications, renderNotifications } from './notification-configuration.js';
import { readDocument } from './request-document.js';
import { malformedXml } from './s3-errors.js';
import type { S3Context } from './s3.js';
import type { S3Address } from './s3-request.js';
import { xmlResponse } from './xml.js';

type Answer = Promise<AwsResponse>;

export async function listBuckets(context: S3Context): Answer {
  const buckets = await context.buckets.all();
  return xmlResponse('ListAllMyBucketsResult', {
    Owner: { ID: context.accountId },
    Buckets: {
      Bucket: buckets.map(({ name, settings }) => ({
        Name: name,
        CreationDate: new Date(settings.createdAtMs).toISOString(),
      })),
    },
  });
}

export async function createBucket(context: S3Context, { bucket }: S3Address, request: AwsRequest): Answer {
  if ((await request.readBody()).length > 0) {
    const { LocationConstraint } = await readDocument(request, 'CreateBucketConfiguration');
    checkLocation(LocationConstraint, context.region);
  }
  await context.buckets.create(bucket, context.now());
  return { status: 200, headers: { location: `/${bucket}` } };
}

function checkLocation(location: unknown, region: string): void {
  if (location === undefined || location === region) return;
  if (typeof location !== 'string' || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(location)) {
    throw new AwsError('InvalidLocationConstraint', 'The specified location-constraint is not valid');
  }
  throw new AwsError(
    'IllegalLocationConstraintException',
    `The ${location} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

export async function headBucket(context: S3Context, { bucket }: S3Address): Answer {
  await context.buckets.get(bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': context.region } };
}

export async function deleteBucket(context: S3Context, { bucket }: S3Address): Answer {
  await context.buckets.delete(await context.buckets.get(bucket));
  return { status: 204 };
}

export async function getBucketVersioning(context: S3Context, { bucket }: S3Address): Answer {
  const { versioning } = (await context.buckets.get(bucket)).settings;
  return xmlResponse('VersioningConfiguration', versioning === undefined ? {} : { Status: versioning });
}

export async function putBucketVersioning(
  context: S3Context,
  address: S3Address,
  request: AwsRequest,
): Answer {
  const bucket = await context.buckets.get(address.bucket);
  const { Status: status } = await readDocument(request, 'VersioningConfiguration');
  if (status === undefined) {
    throw new AwsError('IllegalVersioningConfigurationException', 'The Versioning element must be specified');
  }
  if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml();
  await bucket.configure({ versioning: status });
  return { status: 200 };
}

export async function getBucketNotification(context: S3Context, { bucket }: S3Address): Answer {
  const { notifications } = (await context.buckets.get(bucket)).settings;
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: renderNotifications(notifications ?? []),
  };
}

export async function putBucketNotification(
  context: S3Context,
  address: S3Address,
  request: AwsRequest,
): Answer {
  const bucket = await context.buckets.get(address.bucket);
  const notifications = readNotifications(await readDocument(request, 'NotificationConfiguration'));
  await context.notifications.announce(bucket, notifications, request);
  await bucket.configure({ notifications });
  return { status: 200 };
}
