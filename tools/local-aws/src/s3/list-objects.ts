import type { AwsRequest, AwsResponse } from '../kernel/service.js';
import type { Bucket } from './bucket.js';
import { pageElements, readPageRequest, takePage } from './list-page.js';
import type { ObjectVersion } from './object-version.js';
import { invalidArgument } from './s3-errors.js';
import type { S3Context } from './s3.js';
import type { S3Address } from './s3-request.js';
import { xmlResponse } from './xml.js';

/** ListObjectsV2. */
export async function listObjects(
  context: S3Context,
  address: S3Address,
  { query }: AwsRequest,
): Promise<AwsResponse> {
  const bucket = await context.buckets.get(address.bucket);
  const page = readPageRequest(query, 'max-keys');
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after') ?? '';
  const after = token === null ? startAfter : readToken(token);
  const visible = visibleAfter(bucket, page.prefix, after);
  const { entries, prefixes, end } = takePage(visible, ({ key }) => key, page, after);
  return xmlResponse('ListBucketResult', {
    Name: bucket.name,
    MaxKeys: page.limit,
    KeyCount: entries.length + prefixes.length,
    IsTruncated: end !== undefined,
    ...(token === null ? {} : { ContinuationToken: token }),
    ...(end === undefined ? {} : { NextContinuationToken: tokenAfter(end.name) }),
    ...(startAfter === '' ? {} : { StartAfter: page.encode(startAfter) }),
    Contents: entries.map((version) => ({ Key: page.encode(version.key), ...contentElements(version) })),
    ...pageElements(page, prefixes),
  });
}

/** The newest versions of the keys behind `after`, in order. */
function* visibleAfter(bucket: Bucket, prefix: string, after: string): Generator<ObjectVersion> {
  for (const key of bucket.objects.keysOf(prefix, after)) {
    const version = key === after ? undefined : bucket.visible(key);
    if (version !== undefined) yield version;
  }
}

/** What listings say of an object's bytes. */
export const contentElements = ({ etag, sizeBytes, checksums, checksumType, ...version }: ObjectVersion) => {
  const [algorithm] = Object.keys(checksums);
  return {
    LastModified: wholeSeconds(version.lastModifiedMs),
    ETag: `"${etag}"`,
    ...(algorithm === undefined
      ? {}
      : { ChecksumAlgorithm: algorithm.toUpperCase(), ChecksumType: checksumType }),
    Size: sizeBytes,
    StorageClass: 'STANDARD',
  };
};

/** S3 keeps whole seconds and still writes milliseconds. */
export const wholeSeconds = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString();

const tokenPrefix = 'after:';
const tokenAfter = (name: string): string => Buffer.from(tokenPrefix + name).toString('base64url');

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (!text.startsWith(tokenPrefix)) throw invalidArgument('The continuation token provided is incorrect');
  return text.slice(tokenPrefix.length);
}
