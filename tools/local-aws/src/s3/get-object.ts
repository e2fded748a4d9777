import { open } from 'node:fs/promises';
import type { AwsRequest, AwsResponse } from '../kernel/service.js';
import type { Bucket } from './bucket.js';
import { readRange } from './byte-range.js';
import { checksumHeaders, versionHeaders, type ObjectVersion } from './object-version.js';
import { checkRead } from './preconditions.js';
import { invalidArgument, methodNotAllowed, noSuchKey, noSuchVersion } from './s3-errors.js';
import type { S3Context } from './s3.js';
import type { S3Address } from './s3-request.js';
import { readVersionId, versionIdHeader } from './version-id.js';

/** GET and HEAD. */
export async function getObject(
  context: S3Context,
  address: S3Address,
  request: AwsRequest,
): Promise<AwsResponse> {
  const bucket = await context.buckets.get(address.bucket);
  const version = readable(bucket, address.key, readVersionId(request.query));
  const described = { ...versionHeaders(version), ...versionIdHeader(bucket, version.versionId) };
  if (checkRead(request.headers, version) === 'not-modified') {
    const { etag = '', 'last-modified': lastModified = '' } = described;
    return {
      status: 304,
      headers: { etag, 'last-modified': lastModified, ...versionIdHeader(bucket, version.versionId) },
    };
  }
  const { sizeBytes } = version;
  const range = readRange(request.headers['range'], sizeBytes);
  const { first, last } = range ?? { first: 0, last: sizeBytes - 1 };
  // A checksum is of the whole, so a part goes without.
  const isWhole = first === 0 && last === sizeBytes - 1;
  const headers: Record<string, string> = {
    ...described,
    ...(isWhole && request.headers['x-amz-checksum-mode'] === 'ENABLED' ? checksumHeaders(version) : {}),
    ...overrides(request.query),
    'content-length': String(last - first + 1),
    ...(range === undefined ? {} : { 'content-range': `bytes ${first}-${last}/${sizeBytes}` }),
  };
  const status = range === undefined ? 200 : 206;
  if (request.method === 'HEAD' || sizeBytes === 0) return { status, headers };
  try {
    // Opened now: the object may be replaced while it is read.
    const file = await open(bucket.dataPath(version));
    return { status, headers, body: file.createReadStream({ start: first, end: last }) };
  } catch (error) {
    if (bucket.find(address.key, version.versionId) === version) throw error;
    // Replaced or deleted since it was looked up: then that is what there is to answer.
    return getObject(context, address, request);
  }
}

/** Throws as S3 does where there is nothing to read. */
function readable(bucket: Bucket, key: string, versionId: string | undefined): ObjectVersion {
  const version = bucket.find(key, versionId);
  if (version === undefined) throw versionId === undefined ? noSuchKey() : noSuchVersion();
  if (!version.deleteMarker) return version;
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId };
  if (versionId === undefined) throw noSuchKey(headers);
  throw methodNotAllowed({ ...headers, allow: 'DELETE' });
}

/** `response-content-type=…` and the like, which presigned URLs use. Throws `InvalidArgument` for what no header can be. */
function overrides(query: URLSearchParams): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of query) {
    if (/^response-(content-(type|language|disposition|encoding)|cache-control|expires)$/.test(name)) {
      if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw invalidArgument(`Invalid value for ${name}.`);
      out[name.slice('response-'.length)] = value;
    }
  }
  return out;
}
