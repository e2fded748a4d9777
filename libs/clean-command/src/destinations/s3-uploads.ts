import {
  objectUri,
  ObjectStoreUnavailableError,
  type ObjectLocation,
  type ObjectStore,
  type StagedUpload,
  type UploadStaging,
} from '@sluice/object-store';
import { EnvironmentError } from '../failures.js';
import type { FileToStage, StageOptions } from './destination.js';

/**
 * Uploads that are completed together when all of them are there. S3 has no step that shows several objects at
 * once: when a completion fails for good, objects that this run made where none stood are removed again; those
 * that replaced one cannot be taken back, and are named.
 */
export class S3Uploads {
  private uploads: StagedUpload[] = [];
  /** The first of the uploads, as far as they are completed. */
  private shown: { readonly location: ObjectLocation; readonly isNew: boolean }[] = [];
  private readonly left: ObjectLocation[] = [];

  constructor(
    private readonly store: ObjectStore,
    private readonly staging: UploadStaging,
  ) {}

  async stage(
    files: readonly (FileToStage & { readonly location: ObjectLocation })[],
    { signal, onBytes }: StageOptions,
  ): Promise<void> {
    let sent = 0;
    for (const { path, location } of files)
      this.uploads.push(
        await this.staging.stage(location, path, { signal, onBytes: (bytes) => onBytes((sent += bytes)) }),
      );
  }

  async complete(): Promise<void> {
    const stood = await Promise.all(this.uploads.map(({ location }) => stands(this.store, location)));
    while (this.shown.length < this.uploads.length) {
      const upload = this.uploads[this.shown.length] as StagedUpload;
      try {
        await upload.complete();
      } catch (error) {
        await this.abandon();
        if (this.left.length === 0) throw error;
        const names = this.left.map(objectUri).join(', ');
        throw new EnvironmentError(`only a part of the output was replaced (${names}): run it again`, {
          cause: error,
        });
      }
      this.shown.push({ location: upload.location, isNew: stood[this.shown.length] === 'no' });
    }
  }

  /** Takes back whatever can be; what cannot is `left`. Does not throw. */
  async abandon(): Promise<void> {
    for (const upload of this.uploads.slice(this.shown.length)) await upload.abort().catch(() => undefined);
    for (const { location, isNew } of this.shown) {
      const isGone =
        isNew &&
        (await this.store.remove(location).then(
          () => true,
          () => false,
        ));
      if (!isGone) this.left.push(location);
    }
    this.uploads = [];
    this.shown = [];
  }
}

/** Who may write but not list is refused instead of told that nothing is there. */
export async function stands(
  store: ObjectStore,
  location: ObjectLocation,
): Promise<'yes' | 'no' | 'unknown'> {
  try {
    return (await store.head(location)) === undefined ? 'no' : 'yes';
  } catch (error) {
    if (error instanceof ObjectStoreUnavailableError && refusals.has(error.code)) return 'unknown';
    throw error;
  }
}

const refusals = new Set(['AccessDenied', 'Forbidden', '403']);
