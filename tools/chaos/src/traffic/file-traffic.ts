import { createHash } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { findDataset, unrouted, type SeededRandom } from '@sluice/contracts';
import { announceObject, type FileArrived } from '@sluice/message-schemas';
import { FileMaker } from './make-files.js';
import type { LandingFile } from './known-file.js';

/** Producers of files: what they land, and what must become of it. */
export class FileTraffic {
  readonly #maker: FileMaker;
  readonly #landed = new Map<string, LandingFile>();
  readonly #announcements: FileArrived[] = [];

  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
    private readonly random: SeededRandom,
  ) {
    this.#maker = new FileMaker(random);
  }

  /** By `versionKey`: what an object of this key and these bytes is. */
  get landed(): ReadonlyMap<string, LandingFile> {
    return this.#landed;
  }

  /** Of a good file that landed, as S3's event led to. */
  anyAnnouncement(): FileArrived | undefined {
    return this.#announcements[this.random.below(this.#announcements.length)];
  }

  async landSome(): Promise<void> {
    const choice = this.random.below(8);
    const files =
      choice === 0 ? this.#maker.returning() : choice === 1 ? this.#maker.repeated() : [this.#maker.any()];
    await this.#land(files);
  }

  /** @param beforehand makes it a file of which each worker dies that reads it */
  async landDeadly(beforehand: (key: string) => void): Promise<void> {
    const file = this.#maker.deadly();
    beforehand(file.key);
    await this.#land([file]);
  }

  /** Returns how many. */
  async landBroken(): Promise<number> {
    const files = this.#maker.broken();
    await this.#land(files);
    return files.length;
  }

  async #land(files: readonly LandingFile[]): Promise<void> {
    for (const file of files) {
      this.#landed.set(versionKey(file.key, md5(file.body)), file);
      const { ETag = '', VersionId } = await this.client.send(
        new PutObjectCommand({ Bucket: this.bucket, Key: file.key, Body: file.body }),
      );
      if (file.fate.kind === 'parked') continue;
      const object = {
        bucket: this.bucket,
        key: file.key,
        versionId: VersionId,
        sizeBytes: file.body.length,
      };
      this.#announcements.push(
        announceObject({ ...object, etag: ETag.replaceAll('"', '') }, new Date().toISOString(), {
          findDataset,
          unrouted,
        }),
      );
    }
  }
}

/** @param etag without quotes */
export const versionKey = (key: string, etag: string): string => `${etag} ${key}`;

const md5 = (body: Uint8Array): string => createHash('md5').update(body).digest('hex');
