import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AwsError, type AwsRequest } from '../kernel/service.js';
import { AwsChunkedDecoder } from './aws-chunked.js';
import {
  checksumAlgorithms,
  runningChecksum,
  type ChecksumAlgorithm,
  type RunningChecksum,
} from './checksums.js';
import { badDigest, incompleteBody, invalidRequest } from './s3-errors.js';

/** A body on disk, verified, not yet an object. */
export interface ReceivedFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly md5: Buffer;
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
}

/** Counts and digests what passes. */
class Digester {
  private sizeBytes = 0;
  private readonly md5 = createHash('md5');
  private readonly sha256 = createHash('sha256');
  private readonly running: ReadonlyMap<ChecksumAlgorithm, RunningChecksum>;

  constructor(
    algorithms: readonly ChecksumAlgorithm[],
    private readonly withSha256 = false,
  ) {
    this.running = new Map(algorithms.map((algorithm) => [algorithm, runningChecksum(algorithm)]));
  }

  /** A stage of a pipeline that lets everything through. */
  stage(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.sizeBytes += chunk.length;
        this.md5.update(chunk);
        if (this.withSha256) this.sha256.update(chunk);
        for (const checksum of this.running.values()) checksum.update(chunk);
        done(null, chunk);
      },
    });
  }

  finish(): Pick<ReceivedFile, 'sizeBytes' | 'md5' | 'checksums'> & { sha256Hex: string } {
    return {
      sizeBytes: this.sizeBytes,
      md5: this.md5.digest(),
      sha256Hex: this.withSha256 ? this.sha256.digest('hex') : '',
      checksums: Object.fromEntries([...this.running].map(([name, checksum]) => [name, checksum.digest()])),
    };
  }
}

/**
 * Streams a request's body into a file of `directory` and compares every length, digest and checksum that the
 * client gave. Leaves nothing behind when one does not agree or the client goes away.
 */
export async function receiveFile(request: AwsRequest, directory: string): Promise<ReceivedFile> {
  const { headers } = request;
  const contentMd5 = headers['content-md5'];
  if (contentMd5 !== undefined && Buffer.from(contentMd5, 'base64').length !== 16) {
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  const sha256 = headers['x-amz-content-sha256'] ?? '';
  const chunked =
    sha256.startsWith('STREAMING-') || /\baws-chunked\b/.test(headers['content-encoding'] ?? '');
  const decoder = chunked ? new AwsChunkedDecoder() : undefined;
  const digester = new Digester(askedAlgorithms(headers), /^[0-9a-f]{64}$/.test(sha256));
  const path = join(directory, randomUUID());
  try {
    // Iterated, not piped: a pipeline that fails would take the connection with it, and the answer.
    const source = Readable.from(request.body.iterator({ destroyOnReturn: false }), { objectMode: false });
    const stages = decoder === undefined ? [digester.stage()] : [decoder, digester.stage()];
    await pipeline([source, ...stages, createWriteStream(path)]);
    const { sha256Hex, ...file } = digester.finish();
    checkLength(file.sizeBytes, headers[chunked ? 'x-amz-decoded-content-length' : 'content-length']);
    if (contentMd5 !== undefined && !file.md5.equals(Buffer.from(contentMd5, 'base64'))) {
      throw badDigest('The Content-MD5 you specified did not match what we received.');
    }
    if (sha256Hex !== '' && sha256Hex !== sha256) {
      throw new AwsError(
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    }
    checkChecksums(file.checksums, { ...headers, ...decoder?.trailers });
    return { path, ...file };
  } catch (error) {
    await rm(path, { force: true });
    throw request.signal.aborted ? incompleteBody() : error;
  }
}

/** Writes bytes into a new file of `directory`, digested on the way. Leaves nothing behind when they break off. */
export async function storeFile(
  bytes: Iterable<Buffer> | AsyncIterable<Buffer>,
  directory: string,
  algorithm?: ChecksumAlgorithm,
): Promise<ReceivedFile> {
  const path = join(directory, randomUUID());
  const digester = new Digester(algorithm === undefined ? [] : [algorithm]);
  try {
    await pipeline(bytes, digester.stage(), createWriteStream(path));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { path, ...digester.finish() };
}

/** The checksums that a request announces, in its headers or for its trailer. */
export function askedAlgorithms(headers: AwsRequest['headers']): ChecksumAlgorithm[] {
  const trailer = headers['x-amz-trailer'] ?? '';
  const named = (
    headers['x-amz-sdk-checksum-algorithm'] ?? headers['x-amz-checksum-algorithm']
  )?.toLowerCase();
  return checksumAlgorithms.filter(
    (name) =>
      headers[`x-amz-checksum-${name}`] !== undefined ||
      trailer.toLowerCase().includes(`x-amz-checksum-${name}`) ||
      named === name,
  );
}

/** Throws `BadDigest` where a checksum was given and is another. */
export function checkChecksums(
  computed: ReceivedFile['checksums'],
  given: Readonly<Record<string, string | undefined>>,
): void {
  for (const [name, value] of Object.entries(computed)) {
    const expected = given[`x-amz-checksum-${name}`];
    if (expected !== undefined && expected !== value) {
      throw badDigest(`The ${name.toUpperCase()} you specified did not match the calculated checksum.`);
    }
  }
  for (const announced of (given['x-amz-trailer'] ?? '').split(',').filter((name) => name !== '')) {
    if (given[announced.trim().toLowerCase()] === undefined)
      throw invalidRequest(`The trailer ${announced} is missing.`);
  }
}

function checkLength(received: number, declared: string | undefined): void {
  if (declared !== undefined && Number(declared) !== received) throw incompleteBody();
}
