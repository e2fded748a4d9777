import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { errorCode } from '@sluice/aws-errors';
import { download, type DownloadedObject, type DownloadOptions } from './download.js';
import { describeFault, isMissing, type ObjectLocation } from './errors.js';
import { listObjects, type ListedObject } from './list-objects.js';
import { listVersions, type ListedVersion } from './list-versions.js';
import { describeObject, type ObjectDescription } from './object-description.js';
import { putIfAbsent, upload, type UploadOptions, type UploadSource } from './upload.js';

/**
 * Objects in S3. Unless said otherwise a method throws `ObjectStoreUnavailableError` when S3 could not do it after
 * the SDK's retries; an abort rejects with an `AbortError`; faults of the local disk pass as they are.
 */
export interface ObjectStore {
  /**
   * Streams an object into a file, in flat memory; whatever stood at the path is replaced, and nothing stands there
   * when it fails.
   * @throws {ObjectMissingError} when there is no such object or version
   * @throws {ObjectChangedError} when `expectedEtag` is given and the object has another
   * @throws {ObjectTooLargeError} when `maxBytes` is given and the object has more
   */
  download(location: ObjectLocation, toPath: string, options?: DownloadOptions): Promise<DownloadedObject>;
  /** Stores an object whole or not at all; large ones in parts. Replaces one that exists. */
  upload(location: ObjectLocation, source: UploadSource, options?: UploadOptions): Promise<{ etag: string }>;
  /**
   * Stores an object only where none is. Of several callers at most one is told `created`; when the answer to a try
   * was lost, its own object may already be the one that `exists`.
   */
  putIfAbsent(location: ObjectLocation, body: string | Uint8Array): Promise<'created' | 'exists'>;
  /** A small object's bytes; undefined when there is none. */
  read(location: ObjectLocation): Promise<Buffer | undefined>;
  /**
   * The first bytes of an object that is not empty, at most so many.
   * @throws {ObjectMissingError} when there is no such object or version
   */
  readStart(location: ObjectLocation, bytes: number): Promise<Buffer>;
  /** Undefined when there is no such object. */
  head(location: ObjectLocation): Promise<ObjectDescription | undefined>;
  /** Succeeds also when there was none. */
  remove(location: ObjectLocation): Promise<void>;
  /**
   * Removes an object only while it is the one of this ETag (without quotes); where there is none, that counts as removed.
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
   */
  removeUnchanged(location: ObjectLocation, etag: string): Promise<'removed' | 'changed'>;
  /** Every object under a prefix, by key, in S3's order. */
  list(bucket: string, prefix: string): AsyncIterable<ListedObject>;
  /**
   * Every version under a prefix, and every delete marker: by key, the newest first, in S3's order except that a marker
   * and a version of the same second, neither of them the latest, may change places. A bucket that is not versioned
   * gives its objects.
   */
  listVersions(bucket: string, prefix: string): AsyncIterable<ListedVersion>;
}

export function createObjectStore(client: S3Client): ObjectStore {
  return {
    download: (location, toPath, options) => download(client, location, toPath, options),
    upload: (location, source, options) => upload(client, location, source, options),
    putIfAbsent: (location, body) => putIfAbsent(client, location, body),
    read: (location) => read(client, location),
    readStart: (location, bytes) => readStart(client, location, bytes),
    head: (location) => head(client, location),
    remove: (location) => remove(client, location),
    removeUnchanged: (location, etag) => removeUnchanged(client, location, etag),
    list: (bucket, prefix) => listObjects(client, bucket, prefix),
    listVersions: (bucket, prefix) => listVersions(client, bucket, prefix),
  };
}

const named = ({ bucket, key, versionId }: ObjectLocation) => ({
  Bucket: bucket,
  Key: key,
  VersionId: versionId,
});

async function read(client: S3Client, location: ObjectLocation): Promise<Buffer | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand(named(location)));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw describeFault('GetObject', location, error);
  }
}

async function readStart(client: S3Client, location: ObjectLocation, bytes: number): Promise<Buffer> {
  try {
    const range = { Range: `bytes=0-${bytes - 1}` };
    const { Body } = await client.send(new GetObjectCommand({ ...named(location), ...range }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  } catch (error) {
    throw describeFault('GetObject', location, error);
  }
}

async function head(client: S3Client, location: ObjectLocation): Promise<ObjectDescription | undefined> {
  try {
    return describeObject(await client.send(new HeadObjectCommand(named(location))));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw describeFault('HeadObject', location, error);
  }
}

async function remove(client: S3Client, location: ObjectLocation): Promise<void> {
  try {
    await client.send(new DeleteObjectCommand(named(location)));
  } catch (error) {
    throw describeFault('DeleteObject', location, error);
  }
}

async function removeUnchanged(
  client: S3Client,
  location: ObjectLocation,
  etag: string,
): Promise<'removed' | 'changed'> {
  try {
    await client.send(new DeleteObjectCommand({ ...named(location), IfMatch: `"${etag}"` }));
    return 'removed';
  } catch (error) {
    if (isMissing(error)) return 'removed';
    // A write that overtakes the removal is a conflict.
    if (changedCodes.has(errorCode(error))) return 'changed';
    throw describeFault('DeleteObject', location, error);
  }
}

const changedCodes = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);
