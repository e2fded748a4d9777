import type { S3Client } from '@aws-sdk/client-s3';
import { createObjectStore, createUploadStaging } from '@sluice/object-store';
import { isFolder, type Place } from '../place.js';
import type { WorkFolders } from '../work-folders.js';
import type { Destination } from './destination.js';
import { S3Object } from './s3-object.js';
import { S3Prefix } from './s3-prefix.js';

/** One object, or parts under a prefix. */
export function createS3Destination(
  place: Extract<Place, { kind: 's3' }>,
  client: S3Client,
  overwrite: boolean,
  folders: WorkFolders,
  temporaryDirectory: string,
): Destination {
  const location = { bucket: place.bucket, key: place.key };
  const store = createObjectStore(client);
  const staging = createUploadStaging(client);
  return isFolder(place)
    ? new S3Prefix(location, overwrite, store, staging, folders, temporaryDirectory)
    : new S3Object(location, store, staging, folders, temporaryDirectory);
}
