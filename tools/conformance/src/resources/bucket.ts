import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  type CreateBucketCommandInput,
} from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { clients } from '../clients.js';
import { target } from '../target.js';
import { freshName } from './fresh-name.js';

/** A bucket for the running case alone; returns its name. */
export async function createBucket(options: { readonly versioned?: boolean } = {}): Promise<string> {
  const { s3 } = clients;
  const Bucket = freshName('bucket');
  await s3.send(new CreateBucketCommand({ Bucket, ...location() }));
  onTestFinished(() => removeBucket(Bucket));
  if (options.versioned) {
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  return Bucket;
}

/** us-east-1 is the one region that must not be named. */
const location = (): Partial<CreateBucketCommandInput> =>
  target.region === 'us-east-1'
    ? {}
    : { CreateBucketConfiguration: { LocationConstraint: target.region as 'eu-west-1' } };

/** With all that is in it. */
export async function removeBucket(Bucket: string): Promise<void> {
  const { s3 } = clients;
  const { Uploads = [] } = await s3
    .send(new ListMultipartUploadsCommand({ Bucket }))
    .catch(() => ({}) as { Uploads?: [] });
  for (const { Key, UploadId } of Uploads as { Key?: string; UploadId?: string }[]) {
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  }
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) break;
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  }
  await s3.send(new DeleteBucketCommand({ Bucket }));
}
