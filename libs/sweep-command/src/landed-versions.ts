import { isFolderMarker } from '@sluice/message-schemas';
import type { ListedVersion, ObjectStore } from '@sluice/object-store';

export interface LandedVersions {
  /** In order of arrival. */
  readonly versions: readonly ListedVersion[];
  /**
   * Stored while the bucket was not versioned and overwritten since: an announcement without a version id would mean
   * the object that hides it.
   */
  readonly hidden: readonly ListedVersion[];
}

/**
 * Every version that landed under a prefix in [from, to], deletions and folder markers apart. S3 knows whole seconds:
 * what landed in the second of `from` is included. They are held in memory, some hundred bytes each.
 */
export async function landedVersions(
  objects: Pick<ObjectStore, 'listVersions'>,
  { bucket, prefix, from, to }: { bucket: string; prefix: string; from: Date; to: Date },
): Promise<LandedVersions> {
  const fromSecond = Math.floor(from.getTime() / 1_000) * 1_000;
  const found: { readonly version: ListedVersion; readonly place: number }[] = [];
  const hidden: ListedVersion[] = [];
  let place = 0;
  for await (const version of objects.listVersions(bucket, prefix)) {
    place++;
    const at = version.lastModified.getTime();
    if (version.isDeleteMarker || at < fromSecond || at > to.getTime()) continue;
    if (isFolderMarker(version.key, version.sizeBytes)) continue;
    if (version.versionId === undefined && !version.isLatest) hidden.push(version);
    else found.push({ version, place });
  }
  // Of one key the newest is listed first: within a second that is all there is to tell its versions apart.
  found.sort(
    (one, other) =>
      one.version.lastModified.getTime() - other.version.lastModified.getTime() || other.place - one.place,
  );
  return { versions: found.map(({ version }) => version), hidden };
}
