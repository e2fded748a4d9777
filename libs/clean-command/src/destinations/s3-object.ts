import { objectUri, type ObjectLocation, type ObjectStore, type UploadStaging } from '@sluice/object-store';
import type { WorkFolders } from '../work-folders.js';
import type { Destination, FileToStage, StageOptions } from './destination.js';
import { S3Uploads, stands } from './s3-uploads.js';

/** One object in S3, visible when its upload is completed. Where nothing is staged, one that stood there is removed. */
export class S3Object implements Destination {
  private readonly uploads: S3Uploads;
  private isStaged = false;

  constructor(
    private readonly location: ObjectLocation,
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
    await this.staging.checkWritable(this.location);
    return { workFolder: await this.folders.make(this.temporaryDirectory, false) };
  }

  async stage(files: readonly FileToStage[], options: StageOptions): Promise<void> {
    this.isStaged = files.length > 0;
    await this.uploads.stage(
      files.map((file) => ({ ...file, location: this.location })),
      options,
    );
  }

  async publish(): Promise<void> {
    if (this.isStaged) await this.uploads.complete();
    else if ((await stands(this.store, this.location)) === 'yes') await this.store.remove(this.location);
  }

  abandon(): Promise<void> {
    return this.uploads.abandon();
  }
}
