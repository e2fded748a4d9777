import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished, PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AwsRequest } from '../kernel/service.js';
import { AwsChunkedDecoder } from './aws-chunked.js';
import { malformedTrailer, type BodyClaims } from './body-claims.js';
import { checksumBytes, type ChecksumAlgorithm } from './checksums.js';
import { checkDigests, Digester, type Digests } from './digester.js';
import { badDigest, incompleteBody, invalidRequest } from './s3-errors.js';

/** A body on disk, verified, not yet an object. */
export interface ReceivedFile extends Digests {
  readonly path: string;
}

/**
 * Streams a request's body into a file of `directory` and compares it with all that the client claims of it. It gets
 * the checksum of `otherwise` where the client gives none. Leaves nothing behind when something does not agree or the
 * client goes away.
 */
export async function receiveFile(
  request: AwsRequest,
  directory: string,
  claims: BodyClaims,
  otherwise?: ChecksumAlgorithm,
): Promise<ReceivedFile> {
  const decoder = claims.isAwsChunked ? new AwsChunkedDecoder() : undefined;
  const digester = new Digester({
    checksum: claims.checksum?.algorithm ?? otherwise,
    sha256: claims.sha256Hex !== undefined,
  });
  const path = join(directory, randomUUID());
  try {
    const stages = decoder === undefined ? [digester.stage()] : [decoder, digester.stage()];
    await pipeline([apart(request.body), ...stages, createWriteStream(path)]);
    const digests = digester.finish();
    if (digests.sizeBytes !== claims.sizeBytes) throw incompleteBody();
    checkDigests(digests, claims);
    checkChecksum(digests, claims, decoder?.trailers ?? {});
    return { path, ...digests };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** What comes of a body, in a stream of its own: a pipeline that fails would take the connection with it, and the answer. */
function apart(body: Readable): Readable {
  const own = new PassThrough();
  body.pipe(own);
  finished(body, { writable: false }, (error) => void (error && own.destroy(incompleteBody())));
  return own;
}

function checkChecksum(
  { checksums }: Digests,
  { checksum }: BodyClaims,
  trailers: Readonly<Record<string, string>>,
): void {
  if (checksum === undefined) return;
  const { algorithm } = checksum;
  const name = `x-amz-checksum-${algorithm}`;
  let { value } = checksum;
  if (value === undefined) {
    value = trailers[name];
    if (value === undefined) throw malformedTrailer();
    if (checksumBytes(algorithm, value) === undefined) {
      throw invalidRequest(`Value for ${name} trailing header is invalid.`);
    }
  }
  if (value !== checksums[algorithm]) throw checksumMismatch(algorithm);
}

export const checksumMismatch = (algorithm: ChecksumAlgorithm) =>
  badDigest(`The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`);

/** Writes bytes into a new file of `directory`, digested. */
export async function storeFile(
  bytes: Buffer,
  directory: string,
  checksum: ChecksumAlgorithm,
): Promise<ReceivedFile> {
  const path = join(directory, randomUUID());
  const digester = new Digester({ checksum });
  digester.update(bytes);
  await writeFile(path, bytes);
  return { path, ...digester.finish() };
}
