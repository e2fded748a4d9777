import {
  ListObjectVersionsCommand,
  type DeleteMarkerEntry,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import { describeFault } from './errors.js';
import { decodeKey, type ListedObject } from './list-objects.js';
import { withoutQuotes } from './object-description.js';

/** One version of an object, or the mark of its deletion, which has 0 bytes and an empty ETag. */
export interface ListedVersion extends ListedObject {
  /**
   * Absent when it was stored while the bucket was not versioned. S3 calls that version `null`, and by this name it is
   * read where a later one hides it.
   */
  readonly versionId?: string;
  /** Whether it is what the key stands for now. */
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
}

export async function* listVersions(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<ListedVersion> {
  let keyMarker: string | undefined;
  let versionIdMarker: string | undefined;
  do {
    const command = new ListObjectVersionsCommand({
      Bucket: bucket,
      Prefix: prefix,
      EncodingType: 'url',
      KeyMarker: keyMarker,
      VersionIdMarker: versionIdMarker,
    });
    const page = await client.send(command).catch((error: unknown) => {
      throw describeFault('ListObjectVersions', { bucket, key: prefix }, error);
    });
    const decode = decodeKey(page.EncodingType);
    const listed = (entry: ObjectVersion | DeleteMarkerEntry, isDeleteMarker: boolean): ListedVersion => ({
      key: decode(entry.Key),
      sizeBytes: 'Size' in entry ? (entry.Size ?? 0) : 0,
      etag: withoutQuotes('ETag' in entry ? entry.ETag : undefined),
      lastModified: entry.LastModified ?? new Date(0),
      ...(entry.VersionId === undefined || entry.VersionId === 'null' ? {} : { versionId: entry.VersionId }),
      isLatest: entry.IsLatest ?? false,
      isDeleteMarker,
    });
    yield* merge(
      (page.Versions ?? []).map((version) => listed(version, false)),
      (page.DeleteMarkers ?? []).map((marker) => listed(marker, true)),
    );
    // The marker is encoded as keys are, and is sent as it is.
    keyMarker = page.IsTruncated ? decode(page.NextKeyMarker) : undefined;
    versionIdMarker = page.NextVersionIdMarker;
  } while (keyMarker !== undefined);
}

/** S3 lists versions and delete markers in one order, which the SDK takes apart. */
function* merge(
  versions: readonly ListedVersion[],
  markers: readonly ListedVersion[],
): Generator<ListedVersion> {
  let next = 0;
  for (const version of versions) {
    for (let marker = markers[next]; marker && isBefore(marker, version); marker = markers[++next])
      yield marker;
    yield version;
  }
  yield* markers.slice(next);
}

/** By key, as UTF-8; of a key the newest first. Times are whole seconds: within one, only the latest is known. */
function isBefore(marker: ListedVersion, version: ListedVersion): boolean {
  const byKey = Buffer.compare(Buffer.from(marker.key), Buffer.from(version.key));
  if (byKey !== 0) return byKey < 0;
  if (marker.isLatest || version.isLatest) return marker.isLatest;
  return marker.lastModified > version.lastModified;
}
