import type { AwsRequest, AwsResponse } from '../kernel/service.js';
import type { Bucket } from './bucket.js';
import { contentElements, wholeSeconds } from './list-objects.js';
import { pageElements, readPageRequest, takePage } from './list-page.js';
import type { ObjectVersion } from './object-version.js';
import { invalidArgument } from './s3-errors.js';
import type { S3Context } from './s3.js';
import type { S3Address } from './s3-request.js';
import { xmlResponse } from './xml.js';

/** All versions and delete markers, by key, the newest first. */
export async function listObjectVersions(
  context: S3Context,
  address: S3Address,
  { query }: AwsRequest,
): Promise<AwsResponse> {
  const bucket = await context.buckets.get(address.bucket);
  const page = readPageRequest(query, 'max-keys');
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker') ?? '';
  if (versionMarker !== '' && keyMarker === '') {
    throw invalidArgument('A version-id marker cannot be specified without a key marker.');
  }
  const versions = versionsAfter(bucket, page.prefix, keyMarker, versionMarker);
  const { entries, prefixes, end } = takePage(versions, ({ key }) => key, page, keyMarker);
  const shown = (version: ObjectVersion) => ({
    Key: page.encode(version.key),
    VersionId: version.versionId,
    IsLatest: bucket.find(version.key) === version,
    ...(version.deleteMarker
      ? { LastModified: wholeSeconds(version.lastModifiedMs) }
      : contentElements(version)),
    Owner: { ID: context.accountId },
  });
  return xmlResponse('ListVersionsResult', {
    Name: bucket.name,
    MaxKeys: page.limit,
    KeyMarker: page.encode(keyMarker),
    VersionIdMarker: versionMarker,
    IsTruncated: end !== undefined,
    ...(end === undefined ? {} : { NextKeyMarker: page.encode(end.name) }),
    ...(end?.entry === undefined ? {} : { NextVersionIdMarker: end.entry.versionId }),
    Version: entries.filter(({ deleteMarker }) => !deleteMarker).map(shown),
    DeleteMarker: entries.filter(({ deleteMarker }) => deleteMarker).map(shown),
    ...pageElements(page, prefixes),
  });
}

/** Behind a key, or behind one of its versions. */
function* versionsAfter(
  bucket: Bucket,
  prefix: string,
  keyMarker: string,
  versionMarker: string,
): Generator<ObjectVersion> {
  for (const key of bucket.objects.keysOf(prefix, keyMarker)) {
    const versions = bucket.objects.versionsOf(key);
    if (key !== keyMarker) yield* versions;
    else if (versionMarker !== '') {
      yield* versions.slice(versions.findIndex(({ versionId }) => versionId === versionMarker) + 1);
    }
  }
}
