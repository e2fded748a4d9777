import {
  AbortMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type MultipartUpload,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Removes a bucket with all that is in it: versions, delete markers and unfinished uploads. */
export async function removeBucket(s3: S3Client, Bucket: string): Promise<void> {
  for (const { Key, UploadId } of await unfinishedUploads(s3, Bucket)) {
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

async function unfinishedUploads(s3: S3Client, Bucket: string): Promise<readonly MultipartUpload[]> {
  try {
    return (await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? [];
  } catch {
    // Not every endpoint lists them; the bucket's own deletion then says what is left.
    return [];
  }
}
