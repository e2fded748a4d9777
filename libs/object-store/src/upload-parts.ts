import type { FileHandle } from 'node:fs/promises';
import { UploadPartCommand, type CompletedPart, type S3Client } from '@aws-sdk/client-s3';
import { describeFault, type ObjectLocation } from './errors.js';

const leastPartBytes = 8 * 1024 * 1024;
const mostParts = 10_000;
const partsAtOnce = 3;

/** A multipart upload that S3 has an id for. */
export interface BegunUpload {
  readonly location: ObjectLocation;
  readonly id: string;
}

/** How S3's commands name it. */
export const named = ({ location, id }: BegunUpload) => ({
  Bucket: location.bucket,
  Key: location.key,
  UploadId: id,
});

/** Sends a file in parts, at most `partsAtOnce` of them in memory; in the order of the file. */
export async function uploadParts(
  client: S3Client,
  upload: BegunUpload,
  file: FileHandle,
  { signal, onBytes }: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void },
): Promise<CompletedPart[]> {
  const { size } = await file.stat();
  const partBytes = Math.max(leastPartBytes, Math.ceil(size / mostParts));
  // An empty file is one empty part: an upload without parts cannot be completed.
  const count = Math.max(1, Math.ceil(size / partBytes));
  const parts: CompletedPart[] = [];
  let next = 0;
  /** When one part fails the others must not go on behind the caller's back. */
  let failed = false;
  const work = async () => {
    while (!failed && next < count) {
      const index = next++;
      const length = Math.min(partBytes, size - index * partBytes);
      try {
        const body = await readPart(file, index * partBytes, length);
        parts[index] = await uploadPart(client, upload, index + 1, body, signal);
      } catch (error) {
        failed = true;
        throw error;
      }
      onBytes?.(length);
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(partsAtOnce, count) }, work));
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  return parts;
}

async function readPart(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length;) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, start + filled);
    if (bytesRead === 0) throw new Error('the file became shorter while it was uploaded');
    filled += bytesRead;
  }
  return bytes;
}

async function uploadPart(
  client: S3Client,
  upload: BegunUpload,
  number: number,
  body: Buffer,
  signal: AbortSignal | undefined,
): Promise<CompletedPart> {
  try {
    const { ETag, ChecksumCRC32 } = await client.send(
      new UploadPartCommand({ ...named(upload), PartNumber: number, Body: body, ChecksumAlgorithm: 'CRC32' }),
      signal ? { abortSignal: signal } : {},
    );
    return { PartNumber: number, ETag, ChecksumCRC32 };
  } catch (error) {
    throw describeFault('UploadPart', upload.location, error, signal);
  }
}
