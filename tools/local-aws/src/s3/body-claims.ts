import { AwsError, type AwsRequest } from '../kernel/service.js';
import { checksumBytes, isChecksumAlgorithm, type ChecksumAlgorithm } from './checksums.js';
import { headerNotImplemented, invalidArgument, invalidRequest, missingContentLength } from './s3-errors.js';

type Headers = AwsRequest['headers'];

/** What a request says of its body before it comes; how the body then turns out is compared with it. */
export interface BodyClaims {
  readonly contentMd5: Buffer | undefined;
  /** Of the body as it is sent, in hexadecimal. */
  readonly sha256Hex: string | undefined;
  /** The one checksum that is given, or announced for the trailer. */
  readonly checksum: ClaimedChecksum | undefined;
  readonly isAwsChunked: boolean;
  /** Without the framing of aws-chunked. */
  readonly sizeBytes: number;
}

export interface ClaimedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64; undefined while it is still to come in the trailer. */
  readonly value: string | undefined;
}

/** Throws what S3 answers to a request whose claims are none, or contradict each other. */
export function readBodyClaims(headers: Headers): BodyClaims {
  const sha256 = headers['x-amz-content-sha256'];
  const isAwsChunked = sha256?.startsWith('STREAMING-') ?? false;
  return {
    ...readDigests(headers),
    checksum: readChecksum(headers, isAwsChunked),
    isAwsChunked,
    sizeBytes: readLength(headers, isAwsChunked),
  };
}

/** Those that are of the body whatever it is about: the checksums of a completed upload are the object's. */
export function readDigests(headers: Headers): Pick<BodyClaims, 'contentMd5' | 'sha256Hex'> {
  const md5 = headers['content-md5'];
  const contentMd5 = md5 === undefined ? undefined : Buffer.from(md5, 'base64');
  if (contentMd5 !== undefined && contentMd5.length !== 16) {
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  const sha256 = headers['x-amz-content-sha256'];
  const isHex = sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256);
  if (sha256 !== undefined && !isHex && !notDigests.includes(sha256)) {
    throw invalidArgument(`x-amz-content-sha256 must be ${notDigests.join(', ')} or a valid sha256 value.`);
  }
  return { contentMd5, sha256Hex: isHex ? sha256 : undefined };
}

const notDigests = [
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD',
  'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER',
];

const prefix = 'x-amz-checksum-';
/** They begin as checksums do, and are about them. */
const notChecksums = [`${prefix}algorithm`, `${prefix}type`, `${prefix}mode`];

/** The one that the headers give or announce, its form checked. */
export function readChecksum(headers: Headers, isAwsChunked = false): ClaimedChecksum | undefined {
  const given = Object.keys(headers).filter(
    (name) => name.startsWith(prefix) && !notChecksums.includes(name),
  );
  const announced = readTrailer(headers['x-amz-trailer'], isAwsChunked);
  const [name, ...more] = [...given, ...announced];
  if (more.length > 0) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const asked = headers['x-amz-sdk-checksum-algorithm']?.toLowerCase();
  if (name === undefined) {
    if (asked === undefined) return undefined;
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  const algorithm = name.slice(prefix.length);
  if (!isChecksumAlgorithm(algorithm)) {
    throw invalidRequest('The algorithm type you specified in x-amz-checksum- header is invalid.');
  }
  if (asked !== undefined && asked !== algorithm) {
    throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.');
  }
  const value = headers[name];
  if (value !== undefined && checksumBytes(algorithm, value) === undefined) {
    throw invalidRequest(`Value for ${name} header is invalid.`);
  }
  return { algorithm, value };
}

function readTrailer(header: string | undefined, isAwsChunked: boolean): readonly string[] {
  if (header === undefined) return [];
  if (!isAwsChunked) throw malformedTrailer();
  // S3 forgives commas at the end.
  const names = header
    .toLowerCase()
    .replace(/,*\s*$/, '')
    .split(',');
  if (!names.every((name) => name.startsWith(prefix) && isChecksumAlgorithm(name.slice(prefix.length)))) {
    throw invalidRequest('The value specified in the x-amz-trailer header is not supported');
  }
  return names;
}

export const malformedTrailer = () =>
  new AwsError(
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  );

/** Of one request, for an object or a part of one. */
const maxBodyBytes = 5 * 1024 ** 3;

function readLength(headers: Headers, isAwsChunked: boolean): number {
  if (!isAwsChunked && headers['transfer-encoding'] !== undefined) throw headerNotImplemented();
  const length = headers[isAwsChunked ? 'x-amz-decoded-content-length' : 'content-length'] ?? '';
  if (!/^\d{1,15}$/.test(length)) throw missingContentLength();
  if (Number(length) > maxBodyBytes) {
    throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  }
  return Number(length);
}
