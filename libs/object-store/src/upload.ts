import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { errorCode } from '@sluice/aws-errors';
import { describeFault, type ObjectLocation } from './errors.js';
import { withoutQuotes } from './object-description.js';

/** A file, or bytes in memory. */
export type UploadSource = { readonly path: string } | { readonly body: string | Uint8Array };

export interface UploadOptions {
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

/** Larger files go up in parts of this size, so at most `partBytes × partsAtOnce` are in memory. */
const partBytes = 8 * 1024 * 1024;
const partsAtOnce = 4;
/** Tries when S3 says that another conditional write is under way. */
const conflictTries = 5;

export async function upload(
  client: S3Client,
  location: ObjectLocation,
  source: UploadSource,
  { contentType, signal }: UploadOptions = {},
): Promise<{ etag: string }> {
  signal?.throwIfAborted();
  // Opened here, so that a fault of the disk is not taken for one of S3.
  const file = 'path' in source ? await open(source.path) : undefined;
  const abortController = new AbortController();
  const abort = () => abortController.abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const { ETag } = await new Upload({
      client,
      params: {
        Bucket: location.bucket,
        Key: location.key,
        Body: 'body' in source ? source.body : createReadStream('', { fd: file, autoClose: false }),
        ContentType: contentType,
      },
      partSize: partBytes,
      queueSize: partsAtOnce,
      abortController,
    }).done();
    return { etag: withoutQuotes(ETag) };
  } catch (error) {
    throw describeFault('PutObject', location, error, signal);
  } finally {
    signal?.removeEventListener('abort', abort);
    await file?.close();
  }
}

export async function putIfAbsent(
  client: S3Client,
  location: ObjectLocation,
  body: string | Uint8Array,
): Promise<'created' | 'exists'> {
  const { bucket, key } = location;
  for (let tries = 1; ; tries++) {
    try {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, IfNoneMatch: '*' }));
      return 'created';
    } catch (error) {
      const code = errorCode(error);
      if (code === 'PreconditionFailed') return 'exists';
      // The other write may fail yet, so nothing is known before it is asked again.
      if (code === 'ConditionalRequestConflict' && tries < conflictTries) continue;
      throw describeFault('PutObject', location, error);
    }
  }
}
