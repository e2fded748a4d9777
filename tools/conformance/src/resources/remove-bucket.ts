import {
  AbortMultipartUploadCommand,
  DeleteBucketCommand,
  ListMultipartUploadsCommand,
  type MultipartUpload,
  type S3Client,
} from '@aws-sdk/client-s3';
import { removeObjects } from './remove-objects.js';

/** Removes a bucket with all that is in it: versions, delete markers and unfinished uploads. */
export async function removeBucket(s3: S3Client, Bucket: string): Promise<void> {
  for (const { Key, UploadId } of await unfinishedUploads(s3, Bucket)) {
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  }
  await removeObjects(s3, Bucket, '');
  await s3.send(new DeleteBucketCommand({ Bucket }));
}

async function unfinishedUploads(s3: S3Client, Bucket: string): Promise<readonly MultipartUpload[]> {
  try {
    return (await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? [];
  } catch {
    // Not every endpoint lists them; the bucket's own deletion then says what is left.
    return [];
  }
}
