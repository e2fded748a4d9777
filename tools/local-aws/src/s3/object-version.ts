import type { ChecksumAlgorithm } from './checksums.js';

/** What is kept beside an object's bytes; a JSON file on disk. */
export interface ObjectVersion {
  readonly key: string;
  /** `null` where the bucket is not versioned. */
  readonly versionId: string;
  /** Rises with every change in a bucket: orders versions, and is the sequencer of events. Hexadecimal. */
  readonly sequencer: string;
  /** Names the data and metadata files; undefined bytes for a delete marker. */
  readonly fileId: string;
  readonly deleteMarker: boolean;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  /** For a multipart object, when the upload was started. */
  readonly lastModifiedMs: number;
  /** Content-Type, Content-Encoding, x-amz-meta-… as given, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
  readonly checksumType: 'FULL_OBJECT' | 'COMPOSITE';
}

/** Headers that S3 keeps with an object and gives back. */
const kept = ['content-type', 'content-language', 'content-disposition', 'cache-control', 'expires'];

/** `aws-chunked` names the upload's framing, not the object's encoding. */
export function objectHeaders(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && (kept.includes(name) || name.startsWith('x-amz-meta-'))) out[name] = value;
  }
  const encoding = (headers['content-encoding'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'aws-chunked')
    .join(',');
  if (encoding !== '') out['content-encoding'] = encoding;
  out['content-type'] ??= 'binary/octet-stream';
  return out;
}

/** The headers of a GET or HEAD answer, without its length. */
export function versionHeaders(version: ObjectVersion, withChecksums: boolean): Record<string, string> {
  return {
    ...version.headers,
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.lastModifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionIdHeader(version),
    ...(withChecksums ? checksumHeaders(version) : {}),
  };
}

export const versionIdHeader = ({ versionId }: ObjectVersion): Record<string, string> =>
  versionId === 'null' ? {} : { 'x-amz-version-id': versionId };

export function checksumHeaders(
  version: Pick<ObjectVersion, 'checksums' | 'checksumType'>,
): Record<string, string> {
  const entries = Object.entries(version.checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]);
  if (entries.length === 0) return {};
  return { ...Object.fromEntries(entries), 'x-amz-checksum-type': version.checksumType };
}
