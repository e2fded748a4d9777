import { AwsError, type AwsRequest, type AwsResponse } from '../kernel/service.js';
import { readBodyClaims } from './body-claims.js';
import { objectHeaders } from './object-headers.js';
import { checksumHeaders, newVersionHeader } from './object-version.js';
import { writeCheck } from './preconditions.js';
import { receiveFile } from './receive-file.js';
import type { S3Context } from './s3.js';
import type { S3Address } from './s3-request.js';

export async function putObject(
  context: S3Context,
  { bucket: name, key }: S3Address,
  request: AwsRequest,
): Promise<AwsResponse> {
  checkKey(key);
  const bucket = await context.buckets.get(name);
  const headers = objectHeaders(request.headers);
  const claims = readBodyClaims(request.headers);
  const watch = bucket.watch(key);
  try {
    const check = writeCheck(request.headers, watch);
    // Looked at before the bytes are taken as well, to spare them.
    check(bucket.visible(key));
    const file = await receiveFile(request, bucket.incoming, claims, 'crc64nvme');
    const object = {
      key,
      sizeBytes: file.sizeBytes,
      etag: file.md5.toString('hex'),
      lastModifiedMs: context.now(),
      headers,
      checksums: file.checksums,
      checksumType: 'FULL_OBJECT',
    } as const;
    const version = await bucket.put(file.path, object, check);
    context.notifications.raise('ObjectCreated:Put', bucket, version, request);
    return {
      status: 200,
      headers: { etag: `"${version.etag}"`, ...newVersionHeader(version), ...checksumHeaders(version) },
    };
  } finally {
    watch.end();
  }
}

/** Throws `KeyTooLongError`. */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long');
}
