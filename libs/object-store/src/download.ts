import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  describeFault,
  ObjectChangedError,
  ObjectStoreUnavailableError,
  ObjectTooLargeError,
  type ObjectLocation,
} from './errors.js';
import { describeObject, type ObjectDescription } from './object-description.js';

export interface DownloadOptions {
  /** Refuses any other object than the one with this ETag (without quotes); for buckets without versions. */
  readonly expectedEtag?: string;
  /** Refuses a larger object before any of it is read. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
  /** Called with the size of each chunk that came. */
  readonly onBytes?: (bytes: number) => void;
}

export interface DownloadedObject extends ObjectDescription {
  /** Of the bytes as they were stored, lower-case hex. */
  readonly sha256: string;
}

export async function download(
  client: S3Client,
  location: ObjectLocation,
  toPath: string,
  { expectedEtag, maxBytes, signal, onBytes }: DownloadOptions = {},
): Promise<DownloadedObject> {
  const { body, object } = await open(client, location, signal);
  if (expectedEtag !== undefined && object.etag !== expectedEtag) {
    body.destroy();
    throw new ObjectChangedError(location, expectedEtag, object.etag);
  }
  if (maxBytes !== undefined && object.sizeBytes > maxBytes) {
    body.destroy();
    throw new ObjectTooLargeError(location, object.sizeBytes, maxBytes);
  }
  const hash = createHash('sha256');
  try {
    await pipeline(
      wholeBody(body, object.sizeBytes, hash, location, { signal, onBytes }),
      createWriteStream(toPath),
      signal ? { signal } : {},
    );
  } catch (error) {
    await rm(toPath, { force: true });
    throw error;
  }
  return { ...object, sha256: hash.digest('hex') };
}

async function open(client: S3Client, location: ObjectLocation, signal: AbortSignal | undefined) {
  const { bucket, key, versionId } = location;
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId });
  try {
    const response = await client.send(command, signal ? { abortSignal: signal } : {});
    // In Node the SDK's body is always a Readable.
    return { body: response.Body as unknown as Readable, object: describeObject(response) };
  } catch (error) {
    throw describeFault('GetObject', location, error, signal);
  }
}

/** Passes the body on and tells S3's faults from those of the disk; a body that ends early is one of S3's. */
async function* wholeBody(
  body: Readable,
  sizeBytes: number,
  hash: Hash,
  location: ObjectLocation,
  { signal, onBytes }: Pick<DownloadOptions, 'signal' | 'onBytes'>,
): AsyncGenerator<Buffer> {
  let received = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      received += chunk.byteLength;
      hash.update(chunk);
      onBytes?.(chunk.byteLength);
      yield chunk;
    }
  } catch (error) {
    throw describeFault('GetObject', location, error, signal);
  }
  if (received !== sizeBytes) {
    const cause = new Error(`${received} of ${sizeBytes} bytes came`);
    throw new ObjectStoreUnavailableError('GetObject', location, 'IncompleteBody', { cause });
  }
}
