import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { describeFault } from './errors.js';
import { withoutQuotes } from './object-description.js';

export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModified: Date;
}

export async function* listObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<ListedObject> {
  let token: string | undefined;
  do {
    // Keys may hold characters that XML cannot.
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      EncodingType: 'url',
      ContinuationToken: token,
    });
    const page = await client.send(command).catch((error: unknown) => {
      throw describeFault('ListObjectsV2', { bucket, key: prefix }, error);
    });
    const decode = decodeKey(page.EncodingType);
    for (const { Key, Size, ETag, LastModified } of page.Contents ?? [])
      yield {
        key: decode(Key),
        sizeBytes: Size ?? 0,
        etag: withoutQuotes(ETag),
        lastModified: LastModified ?? new Date(0),
      };
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

/** How the keys of a listing are read; S3 says itself whether it encoded them. */
export const decodeKey = (encodingType: string | undefined): ((key: string | undefined) => string) =>
  encodingType === 'url' ? (key = '') => decodeURIComponent(key.replaceAll('+', ' ')) : (key = '') => key;
