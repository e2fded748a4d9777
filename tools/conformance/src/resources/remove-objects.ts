import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';

/** Removes the objects whose keys begin so, with their versions and delete markers; returns how many those were. */
export async function removeObjects(s3: S3Client, Bucket: string, Prefix: string): Promise<number> {
  for (let removed = 0; ;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
    const { Versions = [], DeleteMarkers = [] } = page;
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return removed;
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    // It would list them for ever.
    if (Errors.length > 0) throw new Error(`${Errors[0]?.Key} stays: ${Errors[0]?.Message}`);
    removed += Objects.length;
  }
}
