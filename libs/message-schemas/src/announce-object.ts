import type { FileArrived } from './file-arrived.js';

/** An object version in the landing bucket. */
export interface LandedObject {
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  /** Absent when the bucket is not versioned; S3 also writes that as an empty text or `null`. */
  readonly versionId?: string | undefined;
  /** With or without quotes. */
  readonly etag: string;
  readonly sizeBytes: number;
}

/** Whose a file is: what its key's first segment names. */
export interface FileRouting {
  readonly findDataset: (name: string) => { readonly name: string } | undefined;
  /** Of a key that names none. */
  readonly unrouted: { readonly name: string };
}

/**
 * The announcement of an object version, the same but for its time however often and by whomever it is announced.
 * @param announcedAt ISO 8601 UTC
 */
export function announceObject(
  { bucket, key, versionId, etag, sizeBytes }: LandedObject,
  announcedAt: string,
  { findDataset, unrouted }: FileRouting,
): FileArrived {
  const slash = key.indexOf('/');
  const dataset = (slash < 0 ? undefined : findDataset(key.slice(0, slash))) ?? unrouted;
  return {
    type: 'FileArrived',
    version: 1,
    dataset: dataset.name,
    bucket,
    key,
    ...(versionId === undefined || versionId === '' || versionId === 'null' ? {} : { versionId }),
    etag: etag.replace(/^"|"$/g, ''),
    sizeBytes,
    announcedAt,
  };
}

/** Consoles make "folders" by putting empty objects whose keys end in a slash: they announce nothing. */
export const isFolderMarker = (key: string, sizeBytes: number | undefined): boolean =>
  key.endsWith('/') && sizeBytes === 0;
