import { objectUri, type ObjectLocation, type ObjectStore, type UploadStaging } from '@sluice/object-store';
import { UsageError } from '../failures.js';
import { isPartName } from '../output-format.js';
import type { WorkFolders } from '../work-folders.js';
import type { Destination, FileToStage, StageOptions } from './destination.js';
import { S3Uploads } from './s3-uploads.js';

/** Parts under a prefix in S3, whose uploads are completed one after the other when all of them are there. */
export class S3Prefix implements Destination {
  private readonly uploads: S3Uploads;
  private names: readonly string[] = [];

  constructor(
    /** Its key ends in a slash, or is empty for the whole bucket. */
    private readonly location: ObjectLocation,
    private readonly overwrite: boolean,
    private readonly store: ObjectStore,
    private readonly staging: UploadStaging,
    private readonly folders: WorkFolders,
    private readonly temporaryDirectory: string,
  ) {
    this.uploads = new S3Uploads(store, staging);
  }

  get uri(): string {
    return objectUri(this.location);
  }

  async prepare(): Promise<{ workFolder: string }> {
    if (!this.overwrite)
      for await (const { key } of this.store.list(this.location.bucket, this.location.key))
        // The console marks an empty folder with an object of the prefix's own name.
        if (key !== this.location.key)
          throw new UsageError(`${this.uri} holds objects already: name another prefix, or add --overwrite`);
    await this.staging.checkWritable(this.object('part-00000'));
    return { workFolder: await this.folders.make(this.temporaryDirectory, false) };
  }

  async stage(files: readonly FileToStage[], options: StageOptions): Promise<void> {
    this.names = files.map(({ name }) => name);
    await this.uploads.stage(
      files.map((file) => ({ ...file, location: this.object(file.name) })),
      options,
    );
  }

  async publish(): Promise<void> {
    await this.uploads.complete();
    if (!this.overwrite) return;
    const { bucket, key: prefix } = this.location;
    for await (const { key } of this.store.list(bucket, prefix)) {
      const name = key.slice(prefix.length);
      if (isPartName(name) && !this.names.includes(name)) await this.store.remove({ bucket, key });
    }
  }

  abandon(): Promise<void> {
    return this.uploads.abandon();
  }

  private object(name: string): ObjectLocation {
    return { bucket: this.location.bucket, key: this.location.key + name };
  }
}
