import type { ChecksumAlgorithm } from './checksums.js';

/** What is kept beside an object's bytes; a JSON file on disk. */
export interface ObjectVersion {
  readonly key: string;
  /** `null` where the bucket is not versioned. */
  readonly versionId: string;
  /** Rises with every change in a bucket: orders versions, and is the sequencer of events. Hexadecimal. */
  readonly sequencer: string;
  /** Names the data and metadata files; a delete marker has no data. */
  readonly fileId: string;
  readonly deleteMarker: boolean;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  /** For a multipart object, when the upload was started. */
  readonly lastModifiedMs: number;
  /** Content-Type, Content-Encoding, x-amz-meta-… as given, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksums: Checksums;
  readonly checksumType: ChecksumType;
}

/** Base64; that of a composite has the count of its parts behind it. */
export type Checksums = Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** The ETag of no bytes, which is also that of a delete marker. */
export const emptyMd5 = 'd41d8cd98f00b204e9800998ecf8427e';

/** The headers of a GET or HEAD answer, without its length. */
export function versionHeaders(version: ObjectVersion): Record<string, string> {
  return {
    ...version.headers,
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.lastModifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

/** Of what was written: while versions are suspended, S3 does not say that it is the version `null`. */
export const newVersionHeader = ({ versionId }: ObjectVersion): Record<string, string> =>
  versionId === 'null' ? {} : { 'x-amz-version-id': versionId };

export function checksumHeaders({
  checksums,
  checksumType,
}: Pick<ObjectVersion, 'checksums' | 'checksumType'>): Record<string, string> {
  const entries = Object.entries(checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]);
  if (entries.length === 0) return {};
  return { ...Object.fromEntries(entries), 'x-amz-checksum-type': checksumType };
}

/** As elements of an answer, for example `ChecksumCRC32`. */
export const checksumElements = (checksums: Checksums): Record<string, string> =>
  Object.fromEntries(
    Object.entries(checksums).map(([name, value]) => [`Checksum${name.toUpperCase()}`, value]),
  );
