import { createHash, type Hash } from 'node:crypto';
import { Transform } from 'node:stream';
import { AwsError } from '../kernel/service.js';
import type { BodyClaims } from './body-claims.js';
import { runningChecksum, type ChecksumAlgorithm, type RunningChecksum } from './checksums.js';
import { badDigest } from './s3-errors.js';

/** What bytes turned out to be. */
export interface Digests {
  readonly sizeBytes: number;
  readonly md5: Buffer;
  /** Undefined unless asked for. */
  readonly sha256Hex?: string | undefined;
  /** Base64, by algorithm. */
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
}

/** Counts and digests what passes. */
export class Digester {
  private sizeBytes = 0;
  private readonly md5 = createHash('md5');
  private readonly sha256: Hash | undefined;
  private readonly checksum:
    { readonly algorithm: ChecksumAlgorithm; readonly running: RunningChecksum } | undefined;

  constructor(asked: { readonly checksum?: ChecksumAlgorithm | undefined; readonly sha256?: boolean }) {
    const { checksum: algorithm } = asked;
    this.checksum = algorithm && { algorithm, running: runningChecksum(algorithm) };
    this.sha256 = asked.sha256 ? createHash('sha256') : undefined;
  }

  update(bytes: Buffer): void {
    this.sizeBytes += bytes.length;
    this.md5.update(bytes);
    this.sha256?.update(bytes);
    this.checksum?.running.update(bytes);
  }

  /** A stage of a pipeline that lets everything through. */
  stage(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.update(chunk);
        done(null, chunk);
      },
    });
  }

  finish(): Digests {
    return {
      sizeBytes: this.sizeBytes,
      md5: this.md5.digest(),
      sha256Hex: this.sha256?.digest('hex'),
      checksums: this.checksum ? { [this.checksum.algorithm]: this.checksum.running.digest() } : {},
    };
  }
}

/** Throws `XAmzContentSHA256Mismatch` or `BadDigest` where bytes are other than was claimed. */
export function checkDigests(
  digests: Digests,
  { contentMd5, sha256Hex }: Pick<BodyClaims, 'contentMd5' | 'sha256Hex'>,
): void {
  if (sha256Hex !== undefined && digests.sha256Hex !== sha256Hex) {
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  if (contentMd5 !== undefined && !digests.md5.equals(contentMd5)) {
    throw badDigest('The Content-MD5 you specified did not match what we received.');
  }
}
