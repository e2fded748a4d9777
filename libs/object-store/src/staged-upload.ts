import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type CompletedPart,
  type S3Client,
} from '@aws-sdk/client-s3';
import { errorCode } from '@sluice/aws-errors';
import { describeFault, type ObjectLocation } from './errors.js';
import { withoutQuotes } from './object-description.js';
import { named, uploadParts, type BegunUpload } from './upload-parts.js';

export interface StageUploadOptions {
  readonly contentType?: string;
  readonly signal?: AbortSignal;
  /** Called with the bytes of each part once S3 has them. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * An object of which S3 holds every byte and which nobody can see yet. It lasts until one of the two is called; of
 * a process that is killed in between, the parts stay until the bucket's lifecycle rule removes them.
 */
export interface StagedUpload {
  readonly location: ObjectLocation;
  /** Makes the object visible, in place of one that stood there. May be called again when it threw. */
  complete(): Promise<{ etag: string }>;
  /** Gives the bytes up; succeeds also when they are gone. */
  abort(): Promise<void>;
}

/** Uploads that become visible together. Both methods throw as those of `ObjectStore` do. */
export interface UploadStaging {
  /** Uploads a file whole and leaves it to `complete()`; at most three parts of 8 MiB are in memory. */
  stage(location: ObjectLocation, path: string, options?: StageUploadOptions): Promise<StagedUpload>;
  /** Learns, before any work is done, whether an object may be written there; nothing is. */
  checkWritable(location: ObjectLocation): Promise<void>;
}

export function createUploadStaging(client: S3Client): UploadStaging {
  return {
    stage: (location, path, options) => stageUpload(client, location, path, options),
    checkWritable: async (location) => abortUpload(client, await beginUpload(client, location, {})),
  };
}

async function stageUpload(
  client: S3Client,
  location: ObjectLocation,
  path: string,
  options: StageUploadOptions = {},
): Promise<StagedUpload> {
  const { signal } = options;
  signal?.throwIfAborted();
  const file = await open(path);
  try {
    const upload = await beginUpload(client, location, options);
    try {
      const parts = await uploadParts(client, upload, file, options);
      return staged(client, upload, parts);
    } catch (error) {
      await abortUpload(client, upload).catch(() => undefined);
      throw error;
    }
  } finally {
    await file.close();
  }
}

async function beginUpload(
  client: S3Client,
  location: ObjectLocation,
  { contentType, signal }: StageUploadOptions,
): Promise<BegunUpload> {
  try {
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({
        Bucket: location.bucket,
        Key: location.key,
        ContentType: contentType,
        ChecksumAlgorithm: 'CRC32',
      }),
      signal ? { abortSignal: signal } : {},
    );
    return { location, id: UploadId ?? '' };
  } catch (error) {
    throw describeFault('CreateMultipartUpload', location, error, signal);
  }
}

function staged(client: S3Client, upload: BegunUpload, parts: readonly CompletedPart[]): StagedUpload {
  return {
    location: upload.location,
    complete: () => completeUpload(client, upload, parts),
    abort: () => abortUpload(client, upload),
  };
}

async function completeUpload(
  client: S3Client,
  upload: BegunUpload,
  parts: readonly CompletedPart[],
): Promise<{ etag: string }> {
  try {
    const { ETag } = await client.send(
      new CompleteMultipartUploadCommand({ ...named(upload), MultipartUpload: { Parts: [...parts] } }),
    );
    return { etag: withoutQuotes(ETag) };
  } catch (error) {
    // The answer to an earlier try may have been lost: then the upload is gone because it was completed.
    if (errorCode(error) === 'NoSuchUpload') {
      const etag = await etagOf(client, upload.location);
      if (etag === expectedEtag(parts)) return { etag };
    }
    throw describeFault('CompleteMultipartUpload', upload.location, error);
  }
}

const etagOf = (client: S3Client, { bucket, key }: ObjectLocation): Promise<string | undefined> =>
  client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).then(
    ({ ETag }) => withoutQuotes(ETag),
    () => undefined,
  );

/** S3 makes the ETag of a multipart object from the MD5 of its parts' and their number. */
function expectedEtag(parts: readonly CompletedPart[]): string {
  const hash = createHash('md5');
  for (const { ETag } of parts) hash.update(Buffer.from(withoutQuotes(ETag), 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}

async function abortUpload(client: S3Client, upload: BegunUpload): Promise<void> {
  try {
    await client.send(new AbortMultipartUploadCommand(named(upload)));
  } catch (error) {
    if (errorCode(error) !== 'NoSuchUpload')
      throw describeFault('AbortMultipartUpload', upload.location, error);
  }
}
