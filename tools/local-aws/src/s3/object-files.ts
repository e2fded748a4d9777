import { randomUUID } from 'node:crypto';
import type { ObjectFile, ObjectFiles } from '../kernel/ports.js';
import type { Bucket } from './bucket.js';
import { objectHeaders } from './object-headers.js';
import type { ObjectVersion } from './object-version.js';
import { storeFile } from './receive-file.js';
import type { S3Context } from './s3.js';

/** What other services read and write of S3, in process. */
export function objectFiles(context: S3Context): ObjectFiles {
  const fileOf = (bucket: Bucket, version: ObjectVersion): ObjectFile => ({
    key: version.key,
    path: bucket.dataPath(version),
    sizeBytes: version.sizeBytes,
    etag: version.etag,
  });
  return {
    locate: async (name, key, versionId) => {
      const bucket = await context.buckets.find(name);
      const version = bucket?.find(key, versionId);
      return bucket === undefined || version === undefined || version.deleteMarker
        ? undefined
        : fileOf(bucket, version);
    },
    list: async (name, prefix) => {
      const bucket = await context.buckets.get(name);
      const found: ObjectFile[] = [];
      for (const key of bucket.objects.keysOf(prefix)) {
        const version = bucket.visible(key);
        if (version !== undefined) found.push(fileOf(bucket, version));
      }
      return found;
    },
    put: async (name, key, body) => {
      const bucket = await context.buckets.get(name);
      const file = await storeFile(body, bucket.incoming, 'crc64nvme');
      const version = await bucket.put(file.path, {
        key,
        sizeBytes: file.sizeBytes,
        etag: file.md5.toString('hex'),
        lastModifiedMs: context.now(),
        headers: objectHeaders({}),
        checksums: file.checksums,
        checksumType: 'FULL_OBJECT',
      });
      const actor = { requestId: randomUUID(), caller: context.accountId };
      context.notifications.raise('ObjectCreated:Put', bucket, version, actor);
    },
  };
}
